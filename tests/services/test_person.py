"""Who works on the desk: coming, other roles, and going."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from claims.domain.audit import AuditPayload
from claims.domain.claim import Claim
from claims.domain.entity import now
from claims.domain.notification import Notification
from claims.domain.person import Person, Role
from claims.domain.state import ClaimState
from claims.domain.token import Token, TokenKind
from claims.errors import Conflict, Forbidden, Gone, InvalidInput
from claims.services import invitation, notification
from claims.services import person as service
from claims.services.claim import select_claim, take
from claims.services.conflict_of_interest import declare
from claims.services.hand_over import hand_over, in_hand
from claims.services.session import arrive, sign_in
from tests.conftest import make_person


@pytest.fixture
def ada(session: Session) -> Person:
    ada = make_person(session, "Ada", Role.ADMIN)
    ada.password_hash = "a"
    session.flush()
    return ada


def invited(session: Session, ada: Person) -> tuple[Person, str]:
    return invitation.invite(session, ada.actor, email="eva@desk.example", name="Eva", role=Role.REVIEWER)


def test_who_is_invited_comes_once(session: Session, ada: Person) -> None:
    eva, secret = invited(session, ada)
    assert eva.id in invitation.open_invitations(session, [ada.id, eva.id])
    came = invitation.accept(session, secret, name="Eva B.", as_desk=True, password_hash="h")
    assert (came.id, came.name, came.as_desk, came.password_hash) == (eva.id, "Eva B.", True, "h")
    with pytest.raises(Gone):
        invitation.accept(session, secret, name="Eve", as_desk=False, password_hash="x")


def test_only_a_digest_of_the_secret_is_kept(session: Session, ada: Person) -> None:
    _eva, secret = invited(session, ada)
    token = session.scalars(select(Token)).one()
    assert secret not in repr(vars(token))
    assert all(secret not in str(payload.data) for payload in session.scalars(select(AuditPayload)))


def test_old_and_replaced_addresses_are_gone(session: Session, ada: Person) -> None:
    eva, first = invited(session, ada)
    _eva, second = invitation.invite_again(session, ada.actor, eva.id)
    with pytest.raises(Gone):
        invitation.require_offer(session, TokenKind.INVITATION, first)
    with pytest.raises(Gone):
        invitation.require_offer(session, TokenKind.PASSWORD, second)
    invitation.require_offer(session, TokenKind.INVITATION, second)
    for token in session.scalars(select(Token)):
        token.expires_at = now() - timedelta(seconds=1)
    with pytest.raises(Gone):
        invitation.accept(session, second, name="Eva", as_desk=False, password_hash="h")


def test_address_of_somebody_who_was_deactivated_is_gone(session: Session, ada: Person) -> None:
    eva, secret = invited(session, ada)
    service.deactivate(session, ada.actor, eva.id)
    service.reactivate(session, ada.actor, eva.id)
    with pytest.raises(Gone):
        invitation.accept(session, secret, name="Eva", as_desk=False, password_hash="h")


def test_new_password_ends_every_session(session: Session, ada: Person) -> None:
    _ada, browser = sign_in(session, ada.email)
    _person, secret = invitation.offer_password(session, ada.actor, ada.id)
    assert arrive(session, browser)[1] is ada
    assert invitation.reset_password(session, secret, "new").password_hash == "new"
    assert arrive(session, browser)[1] is None
    with pytest.raises(Gone):
        invitation.reset_password(session, secret, "newer")


def test_nobody_is_invited_as_a_guest_or_twice(session: Session, ada: Person) -> None:
    with pytest.raises(InvalidInput):
        invitation.invite(session, ada.actor, email="g@desk.example", name="G", role=Role.GUEST)
    with pytest.raises(InvalidInput):
        service.change_role(session, ada.actor, ada.id, Role.GUEST)
    with pytest.raises(Conflict):
        invitation.invite(session, ada.actor, email=ada.email, name="Ada", role=Role.EDITOR)


def test_deactivated_is_signed_out_at_once(session: Session, ada: Person, bela: Person) -> None:
    _bela, browser = sign_in(session, bela.email)
    service.deactivate(session, ada.actor, bela.id)
    assert arrive(session, browser)[1] is None
    assert bela not in service.active_people(session)
    service.reactivate(session, ada.actor, bela.id)
    assert arrive(session, browser)[1] is None, "a session that ended stays so"


def test_last_active_admin_stays(session: Session, ada: Person, ana: Person) -> None:
    with pytest.raises(Conflict):
        service.deactivate(session, ada.actor, ada.id)
    with pytest.raises(Conflict):
        service.change_role(session, ada.actor, ada.id, Role.EDITOR)
    service.change_role(session, ada.actor, ana.id, Role.ADMIN)
    with pytest.raises(Conflict, match="last active admin"):  # Ana never chose a password
        service.deactivate(session, ada.actor, ada.id)
    ana.password_hash = "h"
    session.flush()
    service.deactivate(session, ana.actor, ada.id)
    with pytest.raises(Conflict):
        service.change_role(session, ana.actor, ana.id, Role.REVIEWER)


def test_people_come_by_name_in_pages(session: Session, ada: Person) -> None:
    for name in ("Zoe", "Cleo", "Cleo2", "Bela"):
        make_person(session, name, Role.REVIEWER)
    first = service.list_people(session, limit=3)
    rest = service.list_people(session, after=first[-1].id, limit=3)
    assert [person.name for person in (*first, *rest)] == ["Ada", "Bela", "Cleo", "Cleo2", "Zoe"]


def test_open_work_is_handed_over(
    session: Session,
    ada: Person,
    bela: Person,
    dan: Person,
    claims: list[Claim],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(notification, "MAX_EACH", 1)
    for claim in claims[:2]:
        select_claim(session, bela.actor, claim.id)
        take(session, bela.actor, claim.id, bela.id)
    service.deactivate(session, ada.actor, bela.id)
    work = in_hand(session, bela.id)
    assert (work.number, [claim.id for claim in work.claims]) == (2, [claim.id for claim in claims[:2]])
    assert hand_over(session, ada.actor, bela.id, dan.id) == (2, 0)
    assert in_hand(session, bela.id).number == 0
    assert {claim.assignee_id for claim in claims[:2]} == {dan.id}
    assert claims[0].state is ClaimState.SELECTED
    told = session.scalars(select(Notification.subject_id).where(Notification.person_id == dan.id)).all()
    assert told == [claims[0].id]  # of many at once only of the first
    with pytest.raises(InvalidInput):
        hand_over(session, ada.actor, dan.id, bela.id)
    declare(session, ada.actor, about="claim", subject_id=claims[0].id)
    assert hand_over(session, ada.actor, dan.id, ada.id) == (1, 1)
    assert [claim.assignee_id for claim in claims[:2]] == [None, ada.id]


def test_who_is_let_go_while_signing_in_is_refused(session: Session, bela: Person) -> None:
    bela.active = False
    with pytest.raises(Forbidden, match="no longer works"):
        sign_in(session, bela.email)


def test_of_two_who_set_the_desk_up_at_once_one_is_told(session: Session) -> None:
    secret = service.offer_setup(session)
    token = service.require_setup(session, secret)
    other = update(Token).where(Token.id == token.id).values(used_at=now())
    session.execute(other.execution_options(synchronize_session=False))  # the other one's: not seen here yet
    with pytest.raises(Gone):
        service.set_up_desk(session, secret, email="a@desk.example", name="A", password_hash="a")
    assert not service.has_people(session)
