"""Guest approvers: one verdict, as long as the invitation lives, and the second pair of eyes."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from claims.domain.audit import AuditEvent
from claims.domain.entity import now
from claims.domain.person import Person, Role, system_actor
from claims.domain.session import SignIn
from claims.domain.state import RevisionState
from claims.domain.token import Token, TokenState
from claims.domain.verdict import BlindRating, VerdictRevision
from claims.errors import Conflict, Forbidden, Gone, InvalidInput, NotFound
from claims.services import approval, blind, guest, publication
from claims.services.claim import check_assignment
from claims.services.comment import add_comment
from claims.services.person import (
    active_people,
    change_role,
    deactivate,
    find_person,
    names_of,
    reactivate,
)
from claims.services.session import arrive, sign_in
from claims.services.setting import change_settings
from claims.services.verdict import submit
from tests.conftest import make_person
from tests.services.stories import add_article, add_claim, rating_id, submitted, write

EMAIL = "gil@elsewhere.example"


@pytest.fixture
def revision(session: Session, bela: Person) -> VerdictRevision:
    """What Bela submitted."""
    return submitted(session, bela, add_claim(session, bela))


def invited(session: Session, ana: Person, revision: VerdictRevision, email: str = EMAIL) -> tuple[Token, str]:
    return guest.invite(session, ana.actor, revision.id, email=email, name="Gil", days=3)


def came(session: Session, ana: Person, revision: VerdictRevision, email: str = EMAIL) -> Person:
    _token, secret = invited(session, ana, revision, email)
    return guest.come(session, secret)[1]


def actions(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.number)))


def test_guests_approval_is_that_of_the_second_person(
    session: Session, ana: Person, bela: Person, revision: VerdictRevision
) -> None:
    gil = came(session, ana, revision)
    approval.approve(session, gil.actor, revision.id, "Sound.")
    assert revision.state is RevisionState.APPROVED
    publication.publish(session, ana.actor, revision.id)
    assert revision.frozen is not None
    assert (tuple(revision.frozen["approvers"]), revision.frozen["alone"]) == (("Gil",), False)
    told = [name for name in actions(session) if "guest" in name or name == "verdict.approved"]
    assert told == ["verdict.invite_guest", "verdict.guest_came", "verdict.approved"]
    with pytest.raises(Forbidden):
        guest.invitation_of(session, gil.actor, revision.id)


def test_nothing_is_decided_without_an_invitation_that_lives(
    session: Session, ana: Person, bela: Person, revision: VerdictRevision
) -> None:
    token, secret = invited(session, ana, revision)
    gil = session.get_one(Person, token.person_id)
    other = submitted(session, bela, add_claim(session, bela, add_article(session, "Another")))

    def refused(revision_id: int) -> None:
        with pytest.raises(Forbidden):
            approval.approve(session, gil.actor, revision_id)
        with pytest.raises(Forbidden):
            approval.return_to_author(session, gil.actor, revision_id, "No.")
        with pytest.raises(Forbidden):
            approval.check_later(session, gil.actor, revision_id)
        with pytest.raises(Forbidden):
            approval.approve_alone(session, gil.actor, revision_id)

    refused(revision.id)  # not used yet
    guest.come(session, secret)
    refused(other.id)
    token.expires_at = now() - timedelta(seconds=1)
    session.flush()
    refused(revision.id)
    assert token.state is TokenState.EXPIRED
    token.expires_at = now() + timedelta(days=1)
    guest.revoke(session, ana.actor, revision.id, token.id)
    refused(revision.id)
    assert revision.state is RevisionState.IN_REVIEW


def test_address_works_once_and_ends_with_the_invitation(
    session: Session, ana: Person, revision: VerdictRevision
) -> None:
    token, secret = invited(session, ana, revision)
    guest.come(session, secret)
    with pytest.raises(Gone):
        guest.come(session, secret)
    with pytest.raises(Gone):
        guest.find_invitation(session, "unknown")
    assert token.state is TokenState.USED
    newer, again = invited(session, ana, revision)
    assert (token.state, newer.state) == (TokenState.REVOKED, TokenState.OPEN)
    with pytest.raises(Gone):
        guest.find_invitation(session, secret)
    newer.expires_at = now() - timedelta(seconds=1)
    session.flush()
    with pytest.raises(Gone):
        guest.come(session, again)


def test_session_lasts_as_long_as_an_invitation_and_ends_with_the_last(
    session: Session, ana: Person, bela: Person, revision: VerdictRevision
) -> None:
    other = submitted(session, bela, add_claim(session, bela, add_article(session, "Another")))
    gil = came(session, ana, revision)
    came(session, ana, other)
    _gil, secret = sign_in(session, gil.email, until=guest.stays_until(session, gil))
    tokens = [item.token for item in guest.invitations_of(session, revision.id)]
    kept = session.scalars(select(SignIn)).one()
    assert kept.expires_at - now() < timedelta(days=3)
    guest.revoke(session, ana.actor, revision.id, tokens[0].id)
    assert arrive(session, secret)[1] is gil
    with pytest.raises(Forbidden):
        guest.invitation_of(session, gil.actor, revision.id)
    guest.revoke(session, ana.actor, other.id, guest.invitations_of(session, other.id)[0].token.id)
    session.expire_all()
    assert arrive(session, secret)[1] is None


def test_new_round_needs_the_guest_again_and_what_was_decided_holds_after_revocation(
    session: Session, ana: Person, bela: Person, revision: VerdictRevision
) -> None:
    gil = came(session, ana, revision)
    approval.return_to_author(session, gil.actor, revision.id, "Say who counted.")
    write(session, bela, revision, summary="The agency counted.")
    submit(session, bela.actor, revision.id)
    approval.approve(session, gil.actor, revision.id)
    write(session, bela, revision, summary="The agency counted twice.")
    assert revision.state is RevisionState.IN_REVIEW
    approval.approve(session, gil.actor, revision.id)
    guest.revoke(session, ana.actor, revision.id, guest.invitations_of(session, revision.id)[0].token.id)
    publication.publish(session, ana.actor, revision.id)
    assert revision.state is RevisionState.PUBLISHED


def test_whom_nobody_can_invite(session: Session, ana: Person, bela: Person, revision: VerdictRevision) -> None:
    with pytest.raises(Forbidden):
        invited(session, bela, revision)
    with pytest.raises(Conflict, match="has an account"):
        invited(session, ana, revision, bela.email.upper())
    for wrong in ({"days": 0}, {"days": 31}, {"email": "no"}, {"name": " "}, {"name": "x" * 200}):
        with pytest.raises(InvalidInput):
            guest.invite(session, ana.actor, revision.id, **{"email": EMAIL, "name": "G", "days": 1, **wrong})  # type: ignore[arg-type]
    token, _secret = invited(session, ana, revision)
    with pytest.raises(NotFound):
        guest.revoke(session, ana.actor, revision.id + 1, token.id)
    approval.approve_alone(session, ana.actor, revision.id)
    with pytest.raises(Conflict):
        invited(session, ana, revision)
    guest.revoke(session, ana.actor, revision.id, token.id)
    with pytest.raises(Conflict, match="ended already"):
        guest.revoke(session, ana.actor, revision.id, token.id)


def test_guests_are_in_no_list_of_the_desk(
    session: Session, ana: Person, bela: Person, revision: VerdictRevision
) -> None:
    gil = came(session, ana, revision)
    assert gil not in active_people(session)
    with pytest.raises(NotFound):
        find_person(session, gil.email)
    with pytest.raises(InvalidInput):
        check_assignment(session, ana.actor, gil.id)
    comment = add_comment(session, bela.actor, revision.verdict.claim_id, "Ask @Gil about it.")
    assert "Gil" not in names_of(session, [mention.id for mention in getattr(comment, "mentions", [])]).values()


def test_deactivated_guest_is_out_for_good_and_one_with_a_role_comes_by_the_desks_door(
    session: Session, ana: Person, revision: VerdictRevision
) -> None:
    gil = came(session, ana, revision)
    _gil, secret = sign_in(session, gil.email, until=guest.stays_until(session, gil))
    deactivate(session, system_actor("test"), gil.id)
    with pytest.raises(Conflict, match="let in no more"):
        invited(session, ana, revision)
    reactivate(session, system_actor("test"), gil.id)
    session.expire_all()
    with pytest.raises(Forbidden):
        approval.approve(session, gil.actor, revision.id)
    _token, again = invited(session, ana, revision)
    guest.come(session, again)
    _gil, secret = sign_in(session, gil.email, until=guest.stays_until(session, gil))
    change_role(session, system_actor("test"), gil.id, Role.REVIEWER)
    session.expire_all()
    assert arrive(session, secret)[1] is None
    with pytest.raises(Gone):
        guest.find_invitation(session, again)


def test_guest_rates_blind_first_and_is_left_out_of_agreement(
    session: Session, ana: Person, revision: VerdictRevision, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_settings(session, system_actor("test"), blind_approval=True)
    gil = came(session, ana, revision)
    assert blind.is_hidden(session, gil.actor, revision)
    with pytest.raises(Forbidden):
        approval.approve(session, gil.actor, revision.id)
    blind.rate(session, gil.actor, revision.id, rating_id(session, "opinion"))
    approval.approve(session, gil.actor, revision.id)
    monkeypatch.setattr(blind, "MIN_PAIRS", 1)
    monkeypatch.setattr(blind, "MIN_PEOPLE", 1)
    assert session.scalars(select(BlindRating.person_id)).all() == [gil.id]
    assert blind.agreement(session) is None
    session.execute(update(Person).where(Person.id == gil.id).values(role=Role.REVIEWER))
    assert blind.agreement(session) is not None


def test_guest_not_invited_rates_nothing(session: Session, ana: Person, revision: VerdictRevision) -> None:
    change_settings(session, system_actor("test"), blind_approval=True)
    stranger = make_person(session, "Hal", Role.GUEST)
    for step in (
        lambda: blind.rate(session, stranger.actor, revision.id, rating_id(session, "opinion")),
        lambda: blind.look(session, stranger.actor, revision.id),
    ):
        with pytest.raises(Forbidden):
            step()
