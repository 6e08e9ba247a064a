from datetime import date

from sqlalchemy.orm import Session

from claims.domain.claim import Claim
from claims.domain.person import Person
from claims.services import approval, claim, verdict
from claims.services.queue import QueueRow, queue_of
from tests.services.stories import add_claim, approved, published, submitted, write


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
