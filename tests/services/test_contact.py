from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.domain.audit import AuditPayload
from claims.domain.claimant import ClaimantKind
from claims.domain.contact import Channel
from claims.domain.entity import now
from claims.domain.gate import Gate
from claims.domain.person import Person, system_actor
from claims.domain.state import RevisionState
from claims.errors import Forbidden, InvalidInput, NotFound, StaleEdit
from claims.publishing.base import PublishedVerdict, from_json
from claims.services import contact as service
from claims.services import publication, verdict
from claims.services.claimant import confirm_claimant
from claims.services.contact import Answer, Asking, Waiting
from claims.services.gate import checklist, facts_of
from tests.services.stories import add_claim, approved, published, rating_id

HOUR = timedelta(hours=1)


def asking(asked_at: datetime | None = None, deadline: datetime | None = None, **more: str) -> Asking:
    return Asking("The ministry", Channel.EMAIL, asked_at or now() - 2 * HOUR, deadline, **more)


def gate_is_open(session: Session, person: Person, claim_id: int) -> bool:
    """Whether the verdict no longer waits for whoever made the claim."""
    revision = verdict.open_revision(session, claim_id) or verdict.start_revision(session, person.actor, claim_id)
    session.expire(revision.verdict.claim, ["contacts"])
    return facts_of(revision).asked


@pytest.mark.parametrize(
    ("asked", "deadline", "passed"),
    [
        (-HOUR, None, False),
        (-25 * HOUR, None, True),
        (-25 * HOUR, HOUR, False),
        (-2 * HOUR, -HOUR, True),
    ],
)
def test_a_question_holds_the_verdict_up_until_its_time_is_over(
    session: Session, bela: Person, asked: timedelta, deadline: timedelta | None, passed: bool
) -> None:
    claim = add_claim(session, bela)
    by = now() + deadline if deadline else None
    service.add_contact(session, bela.actor, [claim.id], asking(now() + asked, by))

    assert gate_is_open(session, bela, claim.id) is passed


def test_an_answer_opens_the_gate_at_once_and_one_contact_covers_many_claims(
    session: Session, bela: Person
) -> None:
    claims = [add_claim(session, bela, text=f"Claim {number}.") for number in range(3)]
    contact = service.add_contact(session, bela.actor, [claim.id for claim in claims], asking())
    assert [gate_is_open(session, bela, claim.id) for claim in claims] == [False] * 3

    service.note_answer(session, bela.actor, contact.id, Answer(now(), "It is so."), edits=contact.edits)

    assert [gate_is_open(session, bela, claim.id) for claim in claims] == [True] * 3


def test_having_asked_is_no_reason_any_more_but_old_answers_still_read(session: Session, bela: Person) -> None:
    claim = add_claim(session, bela)
    confirm_claimant(session, bela.actor, claim.id, name="The ministry", kind=ClaimantKind.ORGANISATION)
    revision = verdict.start_revision(session, bela.actor, claim.id)
    revision.rating_id = rating_id(session, "false")
    revision.gate_answers = {"claimant_asked": {"reason": "asked", "note": "By mail."}}
    session.flush()
    session.expire(revision)

    result = next(one for one in checklist(revision) if one.gate is Gate.CLAIMANT_ASKED)

    assert not result.passed


def test_timeline_is_frozen_without_the_address_and_a_later_answer_waits(
    session: Session, ana: Person, bela: Person, dan: Person
) -> None:
    claim = add_claim(session, bela)
    contact = service.add_contact(
        session, bela.actor, [claim.id], asking(address="+49 30 1", question="Is it so?", deadline=now() - HOUR)
    )
    revision = published(session, (ana, bela, dan), claim)

    service.note_answer(session, bela.actor, contact.id, Answer(now(), "No."), edits=contact.edits)

    assert revision.frozen is not None
    shown = from_json(PublishedVerdict, revision.frozen).replies
    assert [(reply.whom, reply.answer, reply.answered_at) for reply in shown] == [("The ministry", "", "")]
    assert "+49" not in str(revision.frozen) and "Is it so" not in str(revision.frozen)
    assert published(session, (ana, bela, dan), claim).frozen["replies"][0]["answer"] == "No."


def test_private_answer_is_not_published(session: Session, bela: Person) -> None:
    claim = add_claim(session, bela)
    contact = service.add_contact(session, bela.actor, [claim.id], asking())
    service.note_answer(session, bela.actor, contact.id, Answer(now(), "Psst.", True), edits=contact.edits)

    (reply,) = service.published_replies(claim)

    assert (reply.private, reply.answer, bool(reply.answered_at)) == (True, "", True)


def test_answer_after_approval_needs_approval_anew(
    session: Session, ana: Person, bela: Person, dan: Person
) -> None:
    claim = add_claim(session, bela)
    contact = service.add_contact(session, bela.actor, [claim.id], asking())
    revision = approved(session, bela, dan, claim)

    service.note_answer(session, bela.actor, contact.id, Answer(now(), "No."), edits=contact.edits)

    assert revision.state is RevisionState.IN_REVIEW
    with pytest.raises(Exception, match="awaiting approval"):
        publication.publish(session, ana.actor, revision.id)


@pytest.mark.parametrize(
    "wrong",
    [
        {"asked_whom": " "},
        {"asked_whom": "x" * 301},
        {"asked_at": now() + timedelta(days=1)},
        {"deadline": now() - timedelta(days=2)},
        {"question": "x" * 10_001},
        {"address": "x" * 301},
    ],
)
def test_what_cannot_be_is_refused(session: Session, bela: Person, wrong: dict[str, object]) -> None:
    claim = add_claim(session, bela)
    values = {"asked_whom": "A", "channel": Channel.PHONE, "asked_at": now() - HOUR, **wrong}

    with pytest.raises(InvalidInput):
        service.add_contact(session, bela.actor, [claim.id], Asking(**values))


def test_answer_before_the_question_claims_that_are_not_there_and_outsiders_are_refused(
    session: Session, bela: Person
) -> None:
    claim = add_claim(session, bela)
    contact = service.add_contact(session, bela.actor, [claim.id], asking())

    with pytest.raises(InvalidInput, match="comes after"):
        service.note_answer(session, bela.actor, contact.id, Answer(now() - 5 * HOUR), edits=contact.edits)
    with pytest.raises(InvalidInput, match="999"):
        service.add_contact(session, bela.actor, [claim.id, 999], asking())
    with pytest.raises(InvalidInput, match="from 1 to"):
        service.cover_claims(session, bela.actor, contact.id, [], edits=contact.edits)
    with pytest.raises(NotFound):
        service.get_contact(session, 999)
    with pytest.raises(Forbidden):
        service.add_contact(session, system_actor("x"), [claim.id], asking())


def test_second_to_save_is_shown_both(session: Session, bela: Person) -> None:
    claim, other = add_claim(session, bela), add_claim(session, bela, text="Another.")
    contact = service.add_contact(session, bela.actor, [claim.id], asking())
    seen = contact.edits
    service.cover_claims(session, bela.actor, contact.id, [claim.id, other.id], edits=seen)

    with pytest.raises(StaleEdit) as caught:
        service.cover_claims(session, bela.actor, contact.id, [other.id], edits=seen)
    with pytest.raises(StaleEdit):
        service.note_answer(session, bela.actor, contact.id, Answer(now(), "No."), edits=seen)

    assert caught.value.theirs == {"claims": f"{claim.id}, {other.id}"}


def test_history_never_holds_where_somebody_was_asked(session: Session, bela: Person) -> None:
    claim = add_claim(session, bela)
    contact = service.add_contact(session, bela.actor, [claim.id], asking(address="kim@palace.example"))
    changed = Asking("The ministry", Channel.EMAIL, contact.asked_at, address="lee@palace.example")
    service.edit_contact(session, bela.actor, contact.id, changed, edits=contact.edits)

    payloads = str([payload.data for payload in session.scalars(select(AuditPayload))])
    assert "contact" not in payloads or "palace.example" not in payloads


def test_due_list_holds_what_a_verdict_still_waits_for(
    session: Session, ana: Person, bela: Person, dan: Person
) -> None:
    claims = [add_claim(session, bela, text=f"Claim {number}.") for number in range(3)]
    late = service.add_contact(session, bela.actor, [claims[0].id], asking(deadline=now() - HOUR))
    service.add_contact(session, bela.actor, [claims[1].id], asking(deadline=now() + 72 * HOUR))
    service.add_contact(session, bela.actor, [claims[2].id], asking(deadline=now() - HOUR))
    published(session, (ana, bela, dan), claims[2])

    assert [row.id for row in service.list_contacts(session, Waiting.DUE)] == [late.id]
    assert len(service.list_contacts(session, Waiting.OPEN)) == 3
    assert service.list_contacts(session, Waiting.ANSWERED) == []
