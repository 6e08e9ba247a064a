"""One-time addresses: an invitation to the desk, and a way back for who forgot the password."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from claims.domain.entity import now
from claims.domain.permission import Permission
from claims.domain.person import DESK_ROLES, Actor, Person, Role
from claims.domain.token import INVITATION_LIFETIME, PASSWORD_LIFETIME, Token, TokenKind
from claims.errors import Conflict, Gone, InvalidInput
from claims.i18n import gettext as _
from claims.services import audit
from claims.services.permission import require
from claims.services.person import (
    add_person,
    digest_of,
    get_person,
    revoke_tokens,
    save_profile,
    set_password,
)

LIFETIMES: Mapping[TokenKind, timedelta] = {
    TokenKind.INVITATION: INVITATION_LIFETIME,
    TokenKind.PASSWORD: PASSWORD_LIFETIME,
}


def invite(session: Session, actor: Actor, *, email: str, name: str, role: Role) -> tuple[Person, str]:
    """Add somebody without a password; return them and the secret of the address at which they choose one.

    Raise InvalidInput for a bad address, name or role, Conflict for an address already there.
    """
    require(session, actor, Permission.PERSON_MANAGE)
    if role not in DESK_ROLES:
        raise InvalidInput(_("A guest is invited to one verdict, and is not given a role."))
    person = add_person(session, actor, email=email, name=name, role=role, password_hash=None)
    return person, _offer(session, actor, person, TokenKind.INVITATION)


def invite_again(session: Session, actor: Actor, person_id: int) -> tuple[Person, str]:
    """Return a new secret for who has not come yet; the earlier address stops working."""
    require(session, actor, Permission.PERSON_MANAGE)
    person = _active(session, person_id)
    if person.password_hash is not None:
        raise Conflict(_("%(name)s has a password already; offer a new one instead.", name=person.name))
    return person, _offer(session, actor, person, TokenKind.INVITATION)


def offer_password(session: Session, actor: Actor, person_id: int) -> tuple[Person, str]:
    """Return the secret of an address at which somebody chooses a new password; the old one works until then."""
    require(session, actor, Permission.PERSON_MANAGE)
    person = _active(session, person_id)
    if person.password_hash is None:
        raise Conflict(_("%(name)s has not come yet; invite them again instead.", name=person.name))
    return person, _offer(session, actor, person, TokenKind.PASSWORD)


def require_offer(session: Session, kind: TokenKind, secret: str) -> Person:
    """Return whom a secret was given to; raise Gone when it was used or taken back, has expired or is unknown."""
    token = session.scalar(select(Token).where(Token.kind == kind, Token.digest == digest_of(secret)))
    if token is None or token.used_at or token.revoked_at or (token.expires_at and token.expires_at < now()):
        raise _gone()
    person = session.get(Person, token.person_id)
    if person is None or not person.active:
        raise _gone()
    return person


def accept(session: Session, secret: str, *, name: str, as_desk: bool, password_hash: str) -> Person:
    """Come to the desk with a name and a password, once."""
    person = _use(session, TokenKind.INVITATION, secret)
    save_profile(session, person.actor, person.id, name=name, as_desk=as_desk)
    set_password(session, person.actor, person, password_hash)
    return person


def reset_password(session: Session, secret: str, password_hash: str) -> Person:
    """Choose a new password, once; every session that was open ends."""
    person = _use(session, TokenKind.PASSWORD, secret)
    set_password(session, person.actor, person, password_hash)
    return person


def open_invitations(session: Session, person_ids: Sequence[int]) -> Mapping[int, datetime | None]:
    """Return until when each of these people can come by an invitation that was not used."""
    rows = session.execute(
        select(Token.person_id, Token.expires_at).where(
            Token.person_id.in_(person_ids),
            Token.kind == TokenKind.INVITATION,
            Token.used_at.is_(None),
            Token.revoked_at.is_(None),
            Token.expires_at > now(),
        )
    )
    return {number: expires_at for number, expires_at in rows if number is not None}


def _offer(session: Session, actor: Actor, person: Person, kind: TokenKind) -> str:
    revoke_tokens(session, person.id)
    secret = secrets.token_urlsafe(24)
    session.add(
        Token(
            kind=kind,
            digest=digest_of(secret),
            person_id=person.id,
            created_by_id=actor.person_id,
            expires_at=now() + LIFETIMES[kind],
            scope=[],
        )
    )
    audit.record(session, actor, f"person.offer_{kind.value}", person, {})
    return secret


def _use(session: Session, kind: TokenKind, secret: str) -> Person:
    """Use a secret up; of two who send it at once, one is told that it is gone."""
    person = require_offer(session, kind, secret)
    mine = (Token.digest == digest_of(secret)) & Token.used_at.is_(None) & Token.revoked_at.is_(None)
    if not session.execute(update(Token).where(mine).values(used_at=now())).rowcount:  # type: ignore[attr-defined]
        raise _gone()
    return person


def _active(session: Session, person_id: int) -> Person:
    person = get_person(session, person_id)
    if not person.active:
        raise Conflict(_("%(name)s is not active; let them in again first.", name=person.name))
    if person.role is Role.GUEST:
        raise Conflict(_("%(name)s is a guest, who is invited to one verdict at a time.", name=person.name))
    return person


def _gone() -> Gone:
    return Gone(_("This address no longer works. Ask an admin of the desk for a new one."))
