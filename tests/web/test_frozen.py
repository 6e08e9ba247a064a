"""What a published revision shows stays as it was, whatever people and jobs do to all that it was made from.

Meant to be laid over it, and tested where they are made: the second check, the notice that the desk looks at it
again, that a newer revision or a withdrawal is there, its translations, and the desk's own name and address.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import String, Text, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from claims.archiving.fetching.null import NullFetcher
from claims.archiving.registry import Archive
from claims.archiving.stores.local import LocalStore
from claims.archiving.vault import Vault
from claims.db import Database
from claims.domain.claim import SelectionReason
from claims.domain.claimant import ClaimantKind
from claims.domain.contact import Channel
from claims.domain.kind import ClaimKind
from claims.domain.person import Actor, Role
from claims.domain.registry import METADATA
from claims.domain.source import Evidence, SnapshotHow, SourceKind, Stance
from claims.domain.verdict import VerdictRevision
from claims.errors import ClaimsError, Conflict
from claims.extraction.registry import get_engine
from claims.jobs.embedded import EmbeddedJobs
from claims.services import (
    approval,
    article,
    blind,
    claim,
    claim_facts,
    contact,
    evidence,
    guest,
    person,
    scale,
    setting,
    source,
    tag,
    undo,
    verdict,
    withholding,
)
from claims.services.claimant import confirm_claimant
from claims.services.intake import list_items, take_in
from claims.services.quantity import Figure, figures_of, save_figures, state_of
from claims.services.rating import newest_scale
from claims.services.reading import Reading
from claims.services.sheet import Column, import_plan, plan_import
from claims.services.snapshot import Copy, add_archive_address, add_copy
from claims.services.version import add_version
from claims.worker import Worker, make_handlers
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
    archive: Archive


Way = Callable[[Session, Published, Actor], object]


@pytest.fixture
def story(app: object, database: Database, tmp_path: Path) -> Iterator[Published]:
    archive = Archive(NullFetcher(), LocalStore(tmp_path / "files"), vault=Vault("k" * 40))
    with time_machine.travel(NOW, tick=False):
        with database.session_scope(write=True) as session:
            read = newsroom.take_in(session)
            claim_id = newsroom.publish_finding(session, read, Finding(WORDS))
            other = newsroom.draft(session, read, Finding("He travels by train.")).verdict.claim_id
            newsroom.publish_whole_report(session, read)
            piece = session.scalars(select(Evidence).where(Evidence.claim_id == claim_id)).one()
            revision = session.scalars(select(VerdictRevision).where(VerdictRevision.frozen.is_not(None))).one()
            found = Published(read.id, claim_id, other, revision.id, piece.id, piece.source_id, archive)
        yield found


def copied(session: Session, story: Published, actor: Actor) -> object:
    page, said = (story.archive.store.put(words).sha256 for words in (b"<p>Other.", b"Other."))
    copy = Copy(SnapshotHow.FETCHED, page, 9, "text/html", Reading(sha256=said), NOW, status=200)
    return add_copy(session, actor, story.source, copy)


def withheld(session: Session, story: Published, actor: Actor) -> object:
    vault = story.archive.require_vault()
    sealed = withholding.seal_files(session, story.archive.store, vault, story.source)
    edits = source.get_source(session, story.source).edits
    return withholding.withhold_source(
        session,
        actor,
        EmbeddedJobs(),
        vault,
        story.source,
        public_description="Somebody",
        people=[],
        sealed=sealed,
        edits=edits,
    )


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
    return judged_by_a_guest(session, revision, actor)


def judged_by_a_guest(session: Session, revision: VerdictRevision, author: Actor) -> object:
    ana = newsroom.person(session, "Ana")
    _token, secret = guest.invite(session, ana, revision.id, email="g@else.example", name="Gil", days=3)
    _token, gil = guest.come(session, secret)
    blind.rate(session, gil.actor, revision.id, revision.rating_id or 0)
    approval.return_to_author(session, gil.actor, revision.id, "No.")
    verdict.submit(session, author, revision.id)
    return approval.approve(session, gil.actor, revision.id)


def renamed(session: Session, story: Published, actor: Actor) -> object:
    people = [newsroom.person(session, name) for name in ("Bela", "Dan", "Ana")]
    return [person.save_profile(session, one, one.person_id or 0, name="Other", as_desk=True) for one in people]


def left(session: Session, story: Published, actor: Actor) -> object:
    ada, dan = newsroom.person(session, "Ada"), newsroom.person(session, "Dan").person_id or 0
    person.change_role(session, ada, dan, Role.EDITOR)
    return person.deactivate(session, ada, dan)


def weighed(session: Session, story: Published, actor: Actor) -> object:
    return setting.change_settings(session, newsroom.person(session, "Ada"), link_check_days=1, llm_model="x")


def settled(session: Session, story: Published, actor: Actor) -> object:
    whole = {"one_person_desk": True, "blind_approval": True, "engine": "sentence", "tip_contact_days": 1}
    return setting.change_settings(session, newsroom.person(session, "Ada"), desk_name=NAME, **whole)


def next_scale(session: Session, story: Published, actor: Actor) -> object:
    words = {"de": ("Anders", "Anders."), "en": ("Other", "Other.")}
    drafts = [
        replace(one, label=f"Other {one.key}", definition="Other.", icon="", translations=words)
        for one in scale.drafts_of(newest_scale(session))
    ]
    return scale.save_scale(session, newsroom.person(session, "Ada"), list(reversed(drafts))[1:], seen=1)


def translated(session: Session, story: Published, actor: Actor) -> object:
    """The labels of a rating in other languages, past the program."""
    words = "SELECT id, 'en', 'Other', 'Other' FROM rating WHERE scale_id = 1"
    return session.execute(
        text(f"INSERT INTO rating_translation (rating_id, language, label, definition) {words}")
    )


def asked(session: Session, story: Published, actor: Actor) -> object:
    asking = contact.Asking("Other", Channel.EMAIL, NOW)
    added = contact.add_contact(session, actor, [story.claim], asking)
    session.flush()
    return contact.note_answer(session, actor, added.id, contact.Answer(NOW, "Other."), edits=added.edits)


def extracted(session: Session, story: Published, actor: Actor) -> object:
    session.execute(text("UPDATE article SET state = 'ready'"))
    article.repeat_extraction(session, actor, EmbeddedJobs(), story.article, "sentence")
    order = article.load_for_extraction(session, story.article)
    found = get_engine("sentence").extract(order.passage)
    return article.store_extraction(session, order, found, engine_version="9", seconds=1.0)


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


def every_other_row(session: Session, story: Published, actor: Actor) -> object:
    """Whatever any other row says in words, past the program; what the rules of the database refuse stays."""
    changed = 0
    for table in METADATA.sorted_tables:
        for column in table.columns if table.name not in LAID_OVER else ():
            plain = type(column.type) in (Text, String) and not column.primary_key and not column.foreign_keys
            if plain and column.name not in LAID_OVER and not column.name.endswith("sha256"):
                with suppress(DBAPIError), session.begin_nested():
                    session.execute(update(table).values({column.name: column.concat("x")}))
                    changed += 1
    assert changed > 60
    return changed


LAID_OVER = {"setting", "report", "audit_event", "audit_head", "verdict_revision", "reexamining_note", "job"}
"""Tables and columns that readers are shown as they are now, and those that hold what is frozen."""
NAME = "Another desk"

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
    "somebody left": left,
    "settings": weighed,
    "the desk's name": settled,
    "rating scale": other_scale,
    "next version of the scale": next_scale,
    "translated labels": translated,
    "right of reply": asked,
    "extracted anew": extracted,
    "next revision approved": revised,
    "article changed": reversioned,
    "source withheld": withheld,
    "every other row": every_other_row,
}


@pytest.mark.both_databases
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
        same(before, shown(client, database, story, ["json"]), name)
    same(before, shown(client, database, story), "all of this")
    with pytest.raises(Conflict, match="published verdict"), database.session_scope(write=True) as session:
        into = claim.add_claim(session, bela, story.article, words="by train").id
        claim.merge_claim(session, bela, story.claim, into)
    same(before, shown(client, database, story), "merged into another")
    worker = Worker(database, EmbeddedJobs(), make_handlers(archive=story.archive))
    worker.sweep()
    worker.run_until_empty()
    same(before, shown(client, database, story), "jobs")


def test_no_page_changes_it(story: Published, database: Database, client: FlaskClient, browser: Browser) -> None:
    before = shown(client, database, story)
    with database.session_scope(write=False) as session:
        edits = verdict.get_revision(session, story.revision).edits
    form = {"rating": "1", "summary": "Other.", "explanation": "Other.", "as_of": "2020-01-01"}
    more = {"comment": "x", "changes": "x", "reason": "x", "remark": "x", "note": "x", "kind": "minor"}
    actions = ("", "/submit", "/approve", "/approve-alone", "/check", "/return", "/rate", "/publish")
    for desk in (browser("Ana"), browser("Bela")):
        for path in (f"/desk/verdicts/{story.revision}{action}" for action in actions):
            for seen in (1, edits):
                answer = desk.post(path, data={**form, **more, "edits": str(seen)})
                assert answer.status_code in (403, 409, 422), f"{path}: {answer.status_code}"
        assert desk.post(f"/desk/verdicts/{story.revision}/typed", data=form).status_code < 500
    same(before, shown(client, database, story), "a page")
    assert browser("Bela").post(f"/desk/evidence/{story.evidence}/remove").status_code == 303
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


def shown(client: FlaskClient, database: Database, story: Published, forms: Sequence[str] = ()) -> dict[str, str]:
    """What readers and machines get of the revision: all of it, or its page and these exports."""
    address = client.get(f"/claims/{story.claim}", follow_redirects=True)
    found = {"page": main_of(address.text), "markup": markup_of(address.text)}
    for form in forms or ("csv", "json", "jsonl", "claimreview"):
        answer = client.get(f"/articles/{story.article}/export.{form}")
        assert answer.status_code == 200
        found[form] = answer.text
    found["json"] = json.dumps({**json.loads(found["json"]), "counts": None})  # of the article, not of the verdict
    if not forms:
        found["old page"] = main_of(client.get(f"/claims/{story.claim}/revisions/1").text)
        found["datafeed"] = client.get("/feed/claimreview.json").text
    with database.session_scope(write=False) as session:
        frozen = "SELECT CAST(frozen AS TEXT) FROM verdict_revision WHERE id = :id"
        found["stored"] = str(session.scalar(text(frozen), {"id": story.revision}))
    return {what: words.replace(NAME, "Our desk") for what, words in found.items()}


def main_of(page: str) -> str:
    """Return what a page says, without the ways to and from it (by the report, or not)."""
    [found] = re.findall(r"<main.*</main>", page, re.DOTALL)
    ways = r'^(.*?)<nav.*?</nav>|<section aria-labelledby="report">.*?</section>'
    return " ".join(re.sub(ways, r"\1", str(found), flags=re.DOTALL).split())


def markup_of(page: str) -> str:
    [found] = re.findall(r'<script type="application/ld\+json".*?</script>', page, re.DOTALL)
    return re.sub(r'nonce="[^"]*"', "", str(found))


def same(before: dict[str, str], after: dict[str, str], name: str) -> None:
    for what, words in after.items():
        assert words == before[what], f"{name} changed the {what}"
