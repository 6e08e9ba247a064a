"""What a published revision shows stays as it was, whatever people and jobs do to all that it was made from.

Meant to be laid over it, and tested where they are made: the second check, the notice that the desk looks at it
again, that a newer revision or a withdrawal is there, and the desk's own name and address.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from claims.db import Database
from claims.domain.claim import SelectionReason
from claims.domain.claimant import ClaimantKind
from claims.domain.kind import ClaimKind
from claims.domain.person import Actor, system_actor
from claims.domain.source import Evidence, SnapshotHow, SourceKind, Stance
from claims.domain.verdict import VerdictRevision
from claims.errors import ClaimsError
from claims.jobs.embedded import EmbeddedJobs
from claims.services import approval, claim, claim_facts, evidence, person, setting, source, tag, undo, verdict
from claims.services.claimant import confirm_claimant
from claims.services.intake import list_items, take_in
from claims.services.quantity import Figure, figures_of, save_figures, state_of
from claims.services.reading import Reading
from claims.services.sheet import Column, import_plan, plan_import
from claims.services.snapshot import Copy, add_archive_address, add_copy
from claims.services.version import add_version
from claims.worker import Worker
from tests.web import newsroom
from tests.web.conftest import Browser
from tests.web.newsroom import TEXT, Finding

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WORDS = "Kim will make his fifth visit to Beijing."


@dataclass
class Published:
    """A claim with a published verdict, in the report of an article."""

    article: int
    claim: int
    other: int
    revision: int
    evidence: int
    source: int


Way = Callable[[Session, Published, Actor], object]


@pytest.fixture
def story(app: object, database: Database) -> Iterator[Published]:
    with time_machine.travel(NOW, tick=False):
        with database.session_scope(write=True) as session:
            article = newsroom.take_in(session)
            claim_id = newsroom.publish_finding(session, article, Finding(WORDS))
            other = newsroom.draft(session, article, Finding("He travels by train.")).verdict.claim_id
            newsroom.publish_whole_report(session, article)
            piece = session.scalars(select(Evidence).where(Evidence.claim_id == claim_id)).one()
            revision = session.scalars(select(VerdictRevision).where(VerdictRevision.frozen.is_not(None))).one()
            found = Published(article.id, claim_id, other, revision.id, piece.id, piece.source_id)
        yield found


def copied(session: Session, story: Published, actor: Actor) -> object:
    copy = Copy(SnapshotHow.FETCHED, "a" * 64, 9, "text/html", Reading(sha256="b" * 64), NOW, status=200)
    return add_copy(session, actor, story.source, copy)


def reworded(session: Session, story: Published, actor: Actor) -> object:
    edits = claim.get_claim(session, story.claim).edits
    return claim.edit_claim(
        session, actor, story.claim, text="Other.", kind=ClaimKind.QUANTITY, attribution="X", edits=edits
    )


def said_elsewhere(session: Session, story: Published, actor: Actor) -> object:
    facts = claim_facts.Facts(ClaimKind.EVENT, "de", date(2020, 1, 1), "Oslo")
    edits = claim.get_claim(session, story.claim).edits
    return claim_facts.save_facts(session, actor, story.claim, facts, edits=edits)


def evidence_changed(session: Session, story: Published, actor: Actor) -> object:
    new = source.NewEvidence(Stance.SUPPORTS, quote="Other.", note="Other.", locator="Other.")
    edits = evidence.get_evidence(session, story.evidence).edits
    return evidence.change_evidence(session, actor, EmbeddedJobs(), story.evidence, new, edits=edits)


def source_changed(session: Session, story: Published, actor: Actor) -> object:
    new = source.NewSource(SourceKind.OTHER, "Other", "https://other.example/", "Other", interests="Paid.")
    return source.save_source(
        session, actor, story.source, new, edits=source.get_source(session, story.source).edits
    )


def figures(session: Session, story: Published, actor: Actor) -> object:
    state = state_of(figures_of(session, story.claim))
    return save_figures(session, actor, story.claim, [Figure("visits", "5")], state=state)


def imported(session: Session, story: Published, actor: Actor) -> object:
    rows = [["https://paper.example/visit", ""], ["", WORDS]]
    import_plan(session, actor, plan_import(session, rows, [Column.ADDRESS, Column.TEXT]), "list.csv")
    session.flush()
    return take_in(session, actor, EmbeddedJobs(), [item.id for item in list_items(session)])


def revised(session: Session, story: Published, actor: Actor) -> object:
    revision = verdict.start_revision(session, actor, story.claim)
    newsroom.write(session, revision, Finding(WORDS, summary="Other.", explanation="Other.", rating="opinion"))
    verdict.submit(session, actor, revision.id)
    return approval.approve(session, newsroom.person(session, "Dan"), revision.id)


def renamed(session: Session, story: Published, actor: Actor) -> object:
    people = [newsroom.person(session, name) for name in ("Bela", "Dan", "Ana")]
    return [person.save_profile(session, one, one.person_id or 0, name="Other", as_desk=True) for one in people]


def weighed(session: Session, story: Published, actor: Actor) -> object:
    return setting.change_settings(session, system_actor("test"), link_check_days=1, llm_model="x")


def other_scale(session: Session, story: Published, actor: Actor) -> object:
    """The words of a rating, past the program: its own editor makes a new scale instead."""
    return session.execute(text("UPDATE rating SET label = 'Other', definition = 'Other'"))


def attached(session: Session, story: Published, actor: Actor) -> object:
    return source.attach(
        session, actor, story.claim, story.source, source.NewEvidence(Stance.SUPPORTS, quote="Other.")
    )


def reversioned(session: Session, story: Published, actor: Actor) -> object:
    session.execute(text("UPDATE article SET state = 'ready'"))
    return add_version(
        session, actor, story.article, TEXT.replace("fifth", "sixth"), "https://paper.example/visit"
    )


def claimant(session: Session, story: Published, actor: Actor) -> object:
    return confirm_claimant(session, actor, story.claim, name="Other", kind=ClaimantKind.PERSON)


WAYS: dict[str, Way] = {
    "evidence added": attached,
    "evidence changed": evidence_changed,
    "source changed": source_changed,
    "source archived anew": copied,
    "archive address": lambda s, p, a: add_archive_address(s, a, p.source, "https://archive.example/1"),
    "evidence removed": lambda s, p, a: source.remove_evidence(s, a, p.evidence),
    "claimant changed": claimant,
    "said elsewhere": said_elsewhere,
    "tag": lambda s, p, a: tag.add_tag(s, a, p.claim, "other"),
    "figures": figures,
    "reason of selection": lambda s, p, a: claim_facts.save_selection_reason(
        s, a, p.claim, SelectionReason.OTHER, "Other.", edits=claim.get_claim(s, p.claim).edits
    ),
    "reworded": reworded,
    "undone": lambda s, p, a: undo.undo_last_of_claim(s, a, p.claim),
    "split": lambda s, p, a: claim.split_claim(s, a, p.claim, ["Other.", "And other."]),
    "another merged into it": lambda s, p, a: claim.merge_claim(s, a, p.other, p.claim),
    "sheet": imported,
    "people renamed": renamed,
    "settings": weighed,
    "rating scale": other_scale,
    "next revision approved": revised,
    "article changed": reversioned,
}


def test_no_way_changes_what_a_published_revision_shows(
    story: Published, database: Database, client: FlaskClient, browser: Browser
) -> None:
    before = shown(client, database, story)
    assert "fifth visit" in before["page"] and "the fourth visit" in before["page"]
    with database.session_scope(write=False) as session:
        bela = newsroom.person(session, "Bela")
    for name, way in WAYS.items():
        with database.session_scope(write=True) as session:
            way(session, story, bela)
        same(before, shown(client, database, story), name)
    meant = {"csv", "json", "jsonl", "claimreview"}  # of the report, where the claim no longer stands
    with database.session_scope(write=True) as session:
        into = claim.add_claim(session, bela, story.article, words="by train").id
        claim.merge_claim(session, bela, story.claim, into)
    after = shown(client, database, story)
    same({**before, **{name: after[name] for name in meant}}, after, "merged into another")
    before = after
    worker = Worker(database, EmbeddedJobs())
    worker.sweep()
    worker.run_until_empty()
    same(before, shown(client, database, story), "jobs")


@pytest.mark.parametrize("name", ["Ana", "Bela"])
def test_no_page_changes_it(
    story: Published, database: Database, client: FlaskClient, browser: Browser, name: str
) -> None:
    before, desk = shown(client, database, story), browser(name)
    form = {"edits": "1", "rating": "1", "summary": "Other.", "explanation": "Other.", "as_of": "2020-01-01"}
    more = {"comment": "x", "changes": "x", "reason": "x", "remark": "x", "note": "x", "kind": "minor"}
    for action in ("", "/submit", "/approve", "/approve-alone", "/check", "/return", "/rate", "/publish"):
        for edits in range(1, 8):
            path = f"/desk/verdicts/{story.revision}{action}"
            answer = desk.post(path, data={**form, **more, "edits": str(edits)})
            assert answer.status_code in (403, 409, 422), f"{path}: {answer.status_code}"
        same(before, shown(client, database, story), action)
    assert desk.post(f"/desk/verdicts/{story.revision}/typed", data=form).status_code < 500
    assert desk.post(f"/desk/evidence/{story.evidence}/remove").status_code == 303
    same(before, shown(client, database, story), "evidence removed")


def test_no_service_changes_it(story: Published, database: Database) -> None:
    ways: list[Way] = [
        lambda s, p, a: newsroom.write(s, verdict.get_revision(s, p.revision), Finding(WORDS, summary="Other.")),
        lambda s, p, a: verdict.submit(s, a, p.revision),
        lambda s, p, a: verdict.touch(s, a, verdict.get_revision(s, p.revision)),
        lambda s, p, a: approval.approve(s, newsroom.person(s, "Ana"), p.revision),
        lambda s, p, a: approval.return_to_author(s, newsroom.person(s, "Ana"), p.revision, "No."),
    ]
    with database.session_scope(write=False) as session:
        bela = newsroom.person(session, "Bela")
    for way in ways:
        with pytest.raises(ClaimsError), database.session_scope(write=True) as session:
            way(session, story, bela)


def shown(client: FlaskClient, database: Database, story: Published) -> dict[str, str]:
    """What readers and machines get of the revision."""
    address = client.get(f"/claims/{story.claim}", follow_redirects=True)
    found = {"page": main_of(address.text), "markup": markup_of(address.text)}
    found["old page"] = main_of(client.get(f"/claims/{story.claim}/revisions/1").text)
    for form in ("csv", "json", "jsonl", "claimreview"):
        answer = client.get(f"/articles/{story.article}/export.{form}")
        assert answer.status_code == 200
        found[form] = answer.text
    found["json"] = json.dumps({**json.loads(found["json"]), "counts": None})  # of the article, not of the verdict
    found["datafeed"] = client.get("/feed/claimreview.json").text
    with database.session_scope(write=False) as session:
        frozen = "SELECT CAST(frozen AS TEXT) FROM verdict_revision WHERE id = :id"
        found["stored"] = str(session.scalar(text(frozen), {"id": story.revision}))
    return found


def main_of(page: str) -> str:
    """Return what a page says, without the ways to and from it (by the report, or not)."""
    [found] = re.findall(r"<main.*</main>", page, re.DOTALL)
    ways = r'^(.*?)<nav.*?</nav>|<section aria-labelledby="report">.*?</section>'
    return " ".join(re.sub(ways, r"\1", str(found), flags=re.DOTALL).split())


def markup_of(page: str) -> str:
    [found] = re.findall(r'<script type="application/ld\+json".*?</script>', page, re.DOTALL)
    return re.sub(r'nonce="[^"]*"', "", str(found))


def same(before: dict[str, str], after: dict[str, str], name: str) -> None:
    for what, words in before.items():
        assert after[what] == words, f"{name} changed the {what}"
