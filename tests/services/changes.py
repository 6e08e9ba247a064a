"""One change of each kind, made as the desk makes it, for tests of what the history says of it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from claims.domain.article import Article
from claims.domain.contact import Channel, Contact
from claims.domain.entity import now
from claims.domain.kind import ClaimKind
from claims.domain.person import Person, Role, system_actor
from claims.domain.picture import Picture
from claims.domain.quotation.check import Finding
from claims.domain.source import QuoteCheck, Snapshot, SnapshotHow, Source, SourceKind, Stance
from claims.domain.tip import Tip, TipKind
from claims.domain.workflow import TipStep
from claims.services import (
    contact,
    notice,
    person,
    picture,
    publication,
    quotation,
    recheck,
    report,
    schedule,
    source,
    translation,
)
from claims.services.claim import edit_claim
from claims.services.collection import add_items, create_collection, edit_collection, move_item
from claims.services.contact import Answer, Asking
from claims.services.evidence import change_evidence
from claims.services.quantity import Figure, figures_of, save_figures, state_of
from claims.services.refetch import schedule_refetch
from claims.services.setting import change_settings
from claims.services.source import NewEvidence, NewSource
from claims.services.subscription import NewSubscription, change_subscription, subscribe
from claims.services.tip import NewTip, submit_tip
from claims.services.tip_inbox import handle, link_claim
from claims.services.verdict import start_revision
from tests.conftest import make_person
from tests.services.conftest import NotedJobs
from tests.services.stories import add_article, add_claim, add_evidence, approved, published, submitted, write

FEED = NewSubscription("https://news.example/feed", title="Old")
PAGE = NewSource(SourceKind.PAGE, "Old", "https://ministry.example/", accessed_on=date(2026, 1, 1))


@dataclass(frozen=True)
class Bench:
    """Who makes the changes, and where."""

    session: Session
    ana: Person
    bela: Person
    dan: Person
    jobs: NotedJobs

    @property
    def people(self) -> tuple[Person, Person, Person]:
        return self.ana, self.bela, self.dan

    def published_claim(self) -> int:
        claim = add_claim(self.session, self.bela)
        published(self.session, self.people, claim)
        return claim.id

    def contact(self) -> Contact:
        claims = [add_claim(self.session, self.bela).id]
        return contact.add_contact(self.session, self.bela.actor, claims, ASKING)

    def tip(self) -> Tip:
        return submit_tip(self.session, NewTip(TipKind.CLAIM, "The tower leans.", language="en"))[0]


ASKING = Asking("The ministry", Channel.EMAIL, now() - timedelta(hours=2), question="Old")


def rename_collection(b: Bench) -> None:
    made = create_collection(b.session, b.ana.actor, name="Old", description="")
    edit_collection(b.session, b.ana.actor, made.id, name="New", description="", edits=made.edits)


def move_in_collection(b: Bench) -> None:
    made = create_collection(b.session, b.ana.actor, name="Old", description="")
    claims = [add_claim(b.session, b.bela).id for _ in range(2)]
    add_items(b.session, b.ana.actor, made.id, claim_ids=claims)
    b.session.flush()
    move_item(b.session, b.ana.actor, made.id, made.items[0].id, by=1, edits=made.edits)


def look_every_day(b: Bench) -> None:
    article = add_article(b.session)
    article.address = "https://paper.example/x"
    schedule_refetch(b.session, b.ana.actor, article.id, 24)


def save_report(b: Bench, article: Article, headline: str) -> None:
    edits = report.report_of(b.session, article.id).edits
    texts = {"headline": headline, "introduction": "", "selection_note": ""}
    report.save_report(b.session, b.ana.actor, article.id, edits=edits, whole_text=False, **texts)
    b.session.flush()


def rewrite_report(b: Bench) -> None:
    article = add_article(b.session)
    save_report(b, article, "Old")
    save_report(b, article, "New")


def publish_report(b: Bench) -> int:
    article = add_article(b.session)
    published(b.session, b.people, add_claim(b.session, b.bela, article))
    save_report(b, article, "New")
    report.publish_report(b.session, b.ana.actor, article.id)
    return article.id


def withdraw_report(b: Bench) -> None:
    report.withdraw_report(b.session, b.ana.actor, publish_report(b))


def edit_text(b: Bench) -> None:
    claim = add_claim(b.session, b.bela, text="Old.")
    edit_claim(
        b.session,
        b.bela.actor,
        claim.id,
        text="New.",
        kind=ClaimKind.EVENT,
        attribution="",
        edits=claim.edits,
    )


def change_figures(b: Bench) -> None:
    claim = add_claim(b.session, b.bela)
    for value in ("1", "2"):
        state = state_of(figures_of(b.session, claim.id))
        save_figures(b.session, b.bela.actor, claim.id, [Figure("a", value)], state=state)


def correct_question(b: Bench) -> None:
    asked = b.contact()
    contact.edit_contact(b.session, b.bela.actor, asked.id, replace(ASKING, question="New"), edits=asked.edits)


def note_answer(b: Bench) -> None:
    asked = b.contact()
    contact.note_answer(b.session, b.bela.actor, asked.id, Answer(now(), "New"), edits=asked.edits)


def cover_claims(b: Bench) -> None:
    asked = b.contact()
    claims = [add_claim(b.session, b.bela).id]
    contact.cover_claims(b.session, b.bela.actor, asked.id, claims, edits=asked.edits)


def change_quote(b: Bench) -> None:
    evidence = add_evidence(b.session, b.bela, add_claim(b.session, b.bela))
    new = NewEvidence(Stance.REFUTES, quote="New")
    change_evidence(b.session, b.bela.actor, b.jobs, evidence.id, new, edits=evidence.edits)


def find_quote(b: Bench) -> None:
    evidence = add_evidence(b.session, b.bela, add_claim(b.session, b.bela))
    order = quotation.QuoteOrder(evidence.id, evidence.quote, ())
    quotation.store_check(b.session, order, quotation.QuoteResult(Finding(QuoteCheck.FOUND)))


def save_source(b: Bench) -> None:
    made = source.add_source(b.session, b.bela.actor, PAGE)
    b.session.flush()
    source.save_source(b.session, b.bela.actor, made.id, replace(PAGE, title="New"), edits=made.edits)


def take_over(b: Bench) -> None:
    made: Source = source.add_source(b.session, b.bela.actor, PAGE)
    stated = {"publisher": "New"}
    made.snapshots.append(Snapshot(how=SnapshotHow.UPLOADED, sha256="0" * 64, stated=stated, taken_at=now()))
    b.session.flush()
    source.take_over(b.session, b.bela.actor, made.id)


def change_feed(b: Bench) -> None:
    ada = make_person(b.session, "Ada", Role.ADMIN)
    made = subscribe(b.session, ada.actor, b.jobs, FEED)
    change_subscription(b.session, ada.actor, made.id, replace(FEED, title="New"), active=True)


def link_tip(b: Bench) -> None:
    tip = b.tip()
    link_claim(b.session, b.bela.actor, tip.id, add_claim(b.session, b.bela).id, edits=tip.edits)


def step_with_tip(*steps: tuple[TipStep, str | None]) -> Callable[[Bench], None]:
    def take(b: Bench) -> None:
        tip = b.tip()
        for step, answer in steps:
            handle(b.session, b.bela.actor, tip.id, step, edits=tip.edits, answer=answer)
            b.session.flush()

    return take


def recheck_verdict(b: Bench) -> None:
    recheck.still_holds(b.session, b.bela.actor, b.published_claim())


def notice_up(b: Bench) -> int:
    claim_id = b.published_claim()
    notice.put_up_notice(b.session, b.ana.actor, claim_id, "New")
    return claim_id


def notice_down(b: Bench) -> None:
    notice.take_down_notice(b.session, b.ana.actor, notice_up(b))


def set_moment(b: Bench) -> int:
    revision = approved(b.session, b.bela, b.dan, add_claim(b.session, b.bela))
    schedule.schedule(b.session, b.ana.actor, revision.id, now() + timedelta(days=1))
    return revision.id


def unset_moment(b: Bench) -> None:
    schedule.cancel(b.session, b.ana.actor, set_moment(b))


def save_verdict(b: Bench) -> None:
    revision = start_revision(b.session, b.bela.actor, add_claim(b.session, b.bela).id)
    write(b.session, b.bela, revision, summary="Old")
    write(b.session, b.bela, revision, summary="New")


def withdraw_verdict(b: Bench) -> None:
    revision = published(b.session, b.people, add_claim(b.session, b.bela))
    publication.withdraw(b.session, b.ana.actor, revision.id, "It was wrong.")


def describe_picture(b: Bench) -> None:
    revision = start_revision(b.session, b.bela.actor, add_claim(b.session, b.bela).id)
    size = {"size": 1, "width": 1, "height": 1}
    words = {"alternative": "Old", "credit": "Kim"}
    shown = Picture(verdict_id=revision.verdict_id, sha256="0" * 64, media_type="image/png", **size, **words)
    b.session.add(shown)
    b.session.flush()
    picture.describe_picture(b.session, b.bela.actor, revision.id, shown.id, picture.NewPicture("New", "Kim"))


def set_translation(b: Bench) -> None:
    original, other = b.published_claim(), b.published_claim()
    translation.set_translation(b.session, b.bela.actor, other, original)


SOMETHING = object()
"""A value that the table need not know."""
CHANGES: Mapping[str, tuple[Callable[[Bench], Any], str, Any, Any]] = {
    "claim.edit": (edit_text, "text", "Old.", "New."),
    "claim.figures": (change_figures, "figures", [asdict(Figure("a", "1"))], [asdict(Figure("a", "2"))]),
    "collection.edit": (rename_collection, "name", "Old", "New"),
    "collection.move": (move_in_collection, "place", 1, 2),
    "contact.answer": (note_answer, "answer", "", "New"),
    "contact.claims": (cover_claims, "claims", SOMETHING, SOMETHING),
    "contact.edit": (correct_question, "question", "Old", "New"),
    "article.refetch_every": (look_every_day, "hours", None, 24),
    "evidence.change": (change_quote, "quote", "Fourth.", "New"),
    "evidence.quote_check": (find_quote, "quote_check", "not_checked", "found"),
    "person.profile": (
        lambda b: person.save_profile(b.session, b.ana.actor, b.ana.id, name="New", as_desk=False),
        "name",
        "Ana",
        "New",
    ),
    "person.role": (
        lambda b: person.change_role(b.session, system_actor("test"), b.bela.id, Role.EDITOR),
        "role",
        "reviewer",
        "editor",
    ),
    "picture.describe": (describe_picture, "alternative", "Old", "New"),
    "report.publish": (publish_report, "state", "draft", "published"),
    "report.save": (rewrite_report, "headline", "Old", "New"),
    "report.withdraw": (withdraw_report, "state", "published", "withdrawn"),
    "setting.change": (
        lambda b: change_settings(b.session, system_actor("test"), desk_name="New"),
        "desk_name",
        "Our desk",
        "New",
    ),
    "source.save": (save_source, "title", "Old", "New"),
    "source.take_over": (take_over, "publisher", "", "New"),
    "subscription.change": (change_feed, "title", "Old", "New"),
    "tip.answer": (step_with_tip((TipStep.ANSWER, "New")), "answer", "", "New"),
    "tip.decline": (step_with_tip((TipStep.DECLINE, None)), "state", "new", "declined"),
    "tip.give_back": (step_with_tip((TipStep.TAKE, None), (TipStep.GIVE_BACK, None)), "state", "taken", "new"),
    "tip.link": (link_tip, "claim", None, SOMETHING),
    "tip.take": (step_with_tip((TipStep.TAKE, None)), "state", "new", "taken"),
    "verdict.notice": (notice_up, "note", "", "New"),
    "verdict.notice_down": (notice_down, "note", "New", ""),
    "verdict.publish": (Bench.published_claim, "state", "approved", "published"),
    "verdict.recheck": (recheck_verdict, "as_of", SOMETHING, SOMETHING),
    "verdict.save": (save_verdict, "summary", "Old", "New"),
    "verdict.schedule": (set_moment, "at", None, SOMETHING),
    "verdict.submit": (
        lambda b: submitted(b.session, b.bela, add_claim(b.session, b.bela)),
        "state",
        "draft",
        "in_review",
    ),
    "verdict.translation": (set_translation, "translation_of", None, SOMETHING),
    "verdict.unschedule": (unset_moment, "at", SOMETHING, None),
    "verdict.withdraw": (withdraw_verdict, "state", "published", "withdrawn"),
}
"""An action that changes values → how it comes about, one of its values, and what that was and is."""
