from datetime import date, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from claims.domain.audit import AuditEvent
from claims.domain.claim import Claim
from claims.domain.entity import now
from claims.domain.intake import IntakeItem, IntakeKind
from claims.domain.person import Person
from claims.domain.state import ClaimState
from claims.services import approval, claim, verdict
from claims.services.comment import add_comment, erase_comment
from claims.services.queue import QueueRow, queue_of
from tests.services.stories import add_article, add_claim, approved, published, submitted, write


def ids(rows: object) -> list[int]:
    return [row.claim.id for row in rows if isinstance(row, QueueRow)]  # type: ignore[attr-defined]


def begun(session: Session, person: Person, told: Claim) -> None:
    revision = verdict.start_revision(session, person.actor, told.id)
    write(session, person, revision)


def test_claim_that_nobody_took_is_unassigned(session: Session, bela: Person, dan: Person) -> None:
    told = add_claim(session, bela)
    assert ids(queue_of(session, dan.actor).unassigned) == [told.id]
    claim.take(session, dan.actor, told.id, dan.id)
    assert ids(queue_of(session, dan.actor).unassigned) == []
    assert ids(queue_of(session, dan.actor).mine) == [told.id]


def test_begun_verdict_is_its_authors_work(session: Session, bela: Person, dan: Person) -> None:
    told = add_claim(session, bela)
    begun(session, bela, told)
    assert ids(queue_of(session, bela.actor).mine) == [told.id]
    assert ids(queue_of(session, dan.actor).mine) == []
    assert ids(queue_of(session, dan.actor).unassigned) == []


def test_claim_given_back_while_its_verdict_is_a_draft_stays_with_its_author(
    session: Session, bela: Person
) -> None:
    told = add_claim(session, bela)
    begun(session, bela, told)
    claim.take(session, bela.actor, told.id, None)
    assert ids(queue_of(session, bela.actor).mine) == [told.id]


def test_submitted_verdict_awaits_everybody_but_its_authors(
    session: Session, ana: Person, bela: Person, dan: Person
) -> None:
    told = add_claim(session, bela)
    submitted(session, bela, told)
    assert ids(queue_of(session, dan.actor).awaiting_approval) == [told.id]
    assert ids(queue_of(session, ana.actor).awaiting_approval) == [told.id]
    assert ids(queue_of(session, bela.actor).awaiting_approval) == []


def test_returned_verdict_is_its_authors_work_again(session: Session, bela: Person, dan: Person) -> None:
    told = add_claim(session, bela)
    revision = submitted(session, bela, told)
    approval.return_to_author(session, dan.actor, revision.id, "Cite the list.")
    queue = queue_of(session, bela.actor)
    assert ids(queue.mine) == [told.id]
    assert queue.mine[0].revision is revision
    assert ids(queue_of(session, dan.actor).awaiting_approval) == []


def test_approved_verdict_is_to_be_published_and_then_nobodys_work(
    session: Session, ana: Person, bela: Person, dan: Person
) -> None:
    told = add_claim(session, bela)
    approved(session, bela, dan, told)
    assert ids(queue_of(session, ana.actor).to_publish) == [told.id]
    other = add_claim(session, bela)
    published(session, (ana, bela, dan), other)
    queue = queue_of(session, bela.actor)
    assert other.id not in [*ids(queue.mine), *ids(queue.unassigned), *ids(queue.to_publish)]


def test_waiting_claim_is_in_no_list(session: Session, bela: Person) -> None:
    told = add_claim(session, bela)
    claim.wait(session, bela.actor, told.id, date(2030, 1, 1))
    queue = queue_of(session, bela.actor)
    assert ids([*queue.mine, *queue.unassigned]) == []


def test_row_names_the_article_that_the_claim_appears_in(session: Session, bela: Person) -> None:
    add_claim(session, bela)
    (row,) = queue_of(session, bela.actor).unassigned
    assert row.article is not None
    assert row.article.title == "A fifth visit"


def test_deadline_that_is_near_or_past_makes_a_claim_due(session: Session, bela: Person, dan: Person) -> None:
    late, soon, far = (add_claim(session, bela) for _number in range(3))
    today = now().date()
    late.deadline, soon.deadline, far.deadline = today - timedelta(9), today + timedelta(2), today + timedelta(9)
    assert ids(queue_of(session, dan.actor).due) == [late.id, soon.id]
    claim.wait(session, bela.actor, late.id, date(2030, 1, 1))
    assert ids(queue_of(session, dan.actor).due) == [soon.id]


def test_taken_claim_that_nobody_touches_goes_stale(session: Session, bela: Person, dan: Person) -> None:
    told = add_claim(session, bela)
    claim.take(session, bela.actor, told.id, bela.id)
    assert ids(queue_of(session, dan.actor).stale) == []
    told.created_at = now() - timedelta(days=30)
    session.execute(update(AuditEvent).values(at=now() - timedelta(days=15)))
    assert ids(queue_of(session, dan.actor).stale) == [told.id]
    add_comment(session, dan.actor, told.id, "Anything new?")
    assert ids(queue_of(session, dan.actor).stale) == []


def test_waiting_claim_whose_day_has_come_is_shown(session: Session, bela: Person) -> None:
    told = add_claim(session, bela)
    claim.wait(session, bela.actor, told.id, now().date())
    assert ids(queue_of(session, bela.actor).stale) == [told.id]


def test_mentions_and_new_intake_are_counted(session: Session, bela: Person, dan: Person) -> None:
    told = add_claim(session, bela)
    add_comment(session, bela.actor, told.id, "@dan and @bela")
    erased = add_comment(session, bela.actor, told.id, "@dan again")
    erase_comment(session, bela.actor, erased.id)
    session.add(IntakeItem(kind=IntakeKind.CLAIM, text="A rumour"))
    session.flush()
    queue = queue_of(session, dan.actor)
    assert (queue.mentions, queue.intake) == (1, 1)
    assert queue_of(session, bela.actor).mentions == 0


def test_lists_are_in_their_order_and_end_somewhere(
    session: Session, bela: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.services.queue.LENGTH", 2)
    told = [add_claim(session, bela) for _number in range(4)]
    told[3].created_at = now() - timedelta(days=1)
    assert ids(queue_of(session, bela.actor).unassigned) == [told[3].id, told[0].id]


def test_articles_with_undecided_claims_are_named_the_newest_first(session: Session, bela: Person) -> None:
    older, newer, done = (add_article(session, title) for title in ("Older", "Newer", "Done"))
    for article, number in ((older, 2), (newer, 1)):
        for _number in range(number):
            add_claim(session, bela, article).state = ClaimState.SUGGESTED
    add_claim(session, bela, done)
    queue = queue_of(session, bela.actor)
    assert [(one.title, one.suggested) for one in queue.undecided] == [("Newer", 1), ("Older", 2)]
    assert not queue.is_empty
