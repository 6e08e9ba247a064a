from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from claims.domain.contact import Channel
from claims.domain.entity import now
from claims.domain.person import Person
from claims.domain.source import LinkState
from claims.domain.tip import TipKind
from claims.domain.verdict import CorrectionKind
from claims.errors import Conflict, Forbidden, InvalidInput, NotFound
from claims.services import approval, publication, recheck, verdict
from claims.services.contact import Answer, Asking, add_contact, note_answer
from claims.services.notice import put_up_notice, take_down_notice
from claims.services.queue import queue_of
from claims.services.tip import NewTip, submit_tip
from tests.services.stories import add_claim, add_evidence, published, rating_id

People = tuple[Person, Person, Person]


@pytest.fixture
def people(ana: Person, bela: Person, dan: Person) -> People:
    """Who publishes, who writes and who approves."""
    return ana, bela, dan


def reasons(session: Session) -> list[list[str]]:
    return [list(row.reasons) for row in recheck.list_stale(session)]


def test_verdict_is_stale_from_its_day_on(session: Session, people: People) -> None:
    claim = add_claim(session, people[1])
    published(session, people, claim)
    assert reasons(session) == []

    other = add_claim(session, people[1], text="Another.")
    draft = verdict.start_revision(session, people[1].actor, other.id)
    draft.recheck_on = now().date()
    session.flush()
    published_draft(session, people, draft)

    assert reasons(session) == [["due"]]
    assert queue_of(session, people[0].actor).rechecks == 1


def published_draft(session: Session, people: People, draft: verdict.VerdictRevision) -> None:
    """Publish an open revision with the day that it has."""
    verdict.save_revision(
        session,
        people[1].actor,
        draft.id,
        edits=draft.edits,
        rating_id=rating_id(session, "opinion"),
        as_of=now().date() - timedelta(days=30),
        recheck_on=draft.recheck_on,
        texts={"summary": "So.", "explanation": "So.", "recheck_when": "the census"},
        answers={},
    )
    verdict.submit(session, people[1].actor, draft.id)
    approval.approve(session, people[2].actor, draft.id)
    kind = CorrectionKind.UPDATE if draft.number > 1 else None
    publication.publish(session, people[0].actor, draft.id, correction=kind, note="Again." if kind else "")


def test_gone_page_late_answer_and_request_make_a_verdict_stale(session: Session, people: People) -> None:
    claims = [add_claim(session, people[1], text=f"Claim {number}.") for number in range(3)]
    evidence = add_evidence(session, people[1], claims[0])
    contact = add_contact(
        session, people[1].actor, [claims[1].id], Asking("Office", Channel.PHONE, now() - timedelta(days=2))
    )
    for claim in claims:
        published(session, people, claim)

    evidence.source.link_state = LinkState.GONE
    note_answer(session, people[1].actor, contact.id, Answer(now(), "No."), edits=contact.edits)
    submit_tip(session, NewTip(TipKind.CORRECTION, "Wrong.", claim_id=claims[2].id))
    session.flush()

    assert reasons(session) == [["gone"], ["answered"], ["requested"]]


def test_still_holds_is_an_update_that_needs_approval(session: Session, people: People) -> None:
    claim = add_claim(session, people[1])
    draft = verdict.start_revision(session, people[1].actor, claim.id)
    draft.recheck_on = now().date()
    session.flush()
    published_draft(session, people, draft)

    again = recheck.still_holds(session, people[1].actor, claim.id)

    assert (again.as_of, again.recheck_on, again.rating_id) == (now().date(), None, draft.rating_id)
    assert [row.begun for row in recheck.list_stale(session)] == [True]
    assert queue_of(session, people[0].actor).rechecks == 0
    published_draft(session, people, again)
    assert reasons(session) == []


def test_notice_is_laid_over_and_goes_with_the_next_revision(session: Session, people: People) -> None:
    claim = add_claim(session, people[1])
    with pytest.raises(NotFound):
        put_up_notice(session, people[0].actor, claim.id, "A reader doubts it.")
    revision = published(session, people, claim)
    frozen = dict(revision.frozen or {})

    put_up_notice(session, people[0].actor, claim.id, "A reader doubts it.")

    assert publication.verdict_page(session, claim.id).verdict.reexamining_note == "A reader doubts it."
    assert [verdict.reexamining_note for _row, verdict in publication.latest_verdicts(session)] == [
        "A reader doubts it."
    ]
    assert revision.frozen == frozen
    with pytest.raises(Conflict):
        put_up_notice(session, people[0].actor, claim.id, "Again.")
    published(session, people, claim)
    assert publication.verdict_page(session, claim.id).verdict.reexamining_since == ""
    assert publication.verdict_page(session, claim.id, 1).verdict.reexamining_since == ""


def test_notice_is_an_editors_and_has_a_sentence(session: Session, people: People) -> None:
    claim = add_claim(session, people[1])
    published(session, people, claim)

    with pytest.raises(Forbidden):
        put_up_notice(session, people[1].actor, claim.id, "A reader doubts it.")
    for note in (" ", "x" * 501):
        with pytest.raises(InvalidInput):
            put_up_notice(session, people[0].actor, claim.id, note)
    put_up_notice(session, people[0].actor, claim.id, "A reader doubts it.")
    take_down_notice(session, people[0].actor, claim.id)
    assert publication.verdict_page(session, claim.id).verdict.reexamining_note == ""
