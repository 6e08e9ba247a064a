"""Guests: somebody from outside who is invited to approve or return one verdict, and may do nothing else.

An invitation is used once, by one browser, which then stays signed in until it ends: when its days are over, when
it is revoked or made anew, or when the verdict is published. A decision made before that holds.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from claims.domain.entity import now
from claims.domain.permission import Permission
from claims.domain.person import Actor, Person, Role
from claims.domain.state import OPEN_REVISION_STATES, RevisionState
from claims.domain.token import MAX_GUEST_DAYS, Token, TokenKind, TokenState
from claims.domain.verdict import VerdictRevision
from claims.errors import Conflict, Forbidden, Gone, InvalidInput, NotFound
from claims.i18n import gettext as _
from claims.services import audit
from claims.services.gate import name_of
from claims.services.permission import require
from claims.services.person import add_person, clean_email, digest_of, end_sign_ins, save_profile
from claims.services.verdict import get_bare_revision, get_revision

MAX_INVITATIONS = 50
"""Of one verdict: more than this many were made by mistake."""


@dataclass(frozen=True, slots=True)
class GuestInvitation:
    """An invitation as the desk sees it."""

    token: Token
    guest: Person
    inviter: str
    state: TokenState


def invite(
    session: Session, actor: Actor, revision_id: int, *, email: str, name: str, days: int
) -> tuple[Token, str]:
    """Invite somebody to approve a submitted verdict; return the invitation and the secret of its address.

    An earlier invitation of the same guest to this verdict ends. Raise Forbidden for who may not publish, Conflict
    unless the verdict awaits approval and the address is nobody's of the desk, InvalidInput for bad input.
    """
    require(session, actor, Permission.VERDICT_PUBLISH)
    if not 1 <= days <= MAX_GUEST_DAYS:
        raise InvalidInput(_("An invitation lasts 1 to %(max)s days.", max=MAX_GUEST_DAYS))
    revision = get_revision(session, revision_id)
    if revision.state is not RevisionState.IN_REVIEW:
        raise Conflict(_("%(what)s does not await approval.", what=name_of(revision)))
    if len(_tokens_of(session, revision_id)) >= MAX_INVITATIONS:
        raise Conflict(_("A verdict has at most %(max)s invitations.", max=MAX_INVITATIONS))
    guest = _guest(session, actor, email=email, name=name)
    _end(session, guest.id, revision_id)
    secret = secrets.token_urlsafe(24)
    token = Token(
        kind=TokenKind.GUEST,
        digest=digest_of(secret),
        person_id=guest.id,
        revision_id=revision_id,
        note=guest.name,
        created_by_id=actor.person_id,
        expires_at=now() + timedelta(days=days),
        scope=[],
    )
    session.add(token)
    session.flush()
    audit.record(session, actor, "verdict.invite_guest", revision, {"guest": guest.name, "days": days})
    return token, secret


def revoke(session: Session, actor: Actor, revision_id: int, token_id: int) -> Token:
    """End an invitation at once; what the guest decided before holds. Raise NotFound, Conflict when it has."""
    require(session, actor, Permission.VERDICT_PUBLISH)
    token = session.get(Token, token_id, with_for_update=True)
    if token is None or token.kind is not TokenKind.GUEST or token.revision_id != revision_id:
        raise NotFound(_("There is no invitation %(id)s to this verdict.", id=token_id))
    if token.state not in (TokenState.OPEN, TokenState.USED) or token.person_id is None:
        raise Conflict(_("This invitation has ended already."))
    _end(session, token.person_id, revision_id)
    audit.record(
        session, actor, "verdict.revoke_guest", get_bare_revision(session, revision_id), {"guest": token.note}
    )
    return token


def invitations_of(session: Session, revision_id: int) -> Sequence[GuestInvitation]:
    """Return who was invited to a verdict, newest first."""
    tokens = _tokens_of(session, revision_id)
    numbers = {number for token in tokens for number in (token.person_id, token.created_by_id)}
    people = {one.id: one for one in session.scalars(select(Person).where(Person.id.in_(numbers - {None})))}
    return [
        GuestInvitation(
            token,
            people[token.person_id],
            people[token.created_by_id].name if token.created_by_id in people else "",
            token.state,
        )
        for token in tokens
        if token.person_id is not None
    ]


def find_invitation(session: Session, secret: str) -> tuple[Token, Person]:
    """Return the invitation of a secret, used or not, and its guest; raise Gone for one ended or unknown."""
    token = session.scalar(select(Token).where(Token.kind == TokenKind.GUEST, Token.digest == digest_of(secret)))
    if token is None or token.revision_id is None:
        raise _gone()
    guest = session.get(Person, token.person_id)
    if guest is None or not _is_live(session, token, guest):
        raise _gone()
    return token, guest


def come(session: Session, secret: str) -> tuple[Token, Person]:
    """Use an invitation up, so that the guest can be signed in; of two at once, one is told that it is gone."""
    token, guest = find_invitation(session, secret)
    unused = (Token.id == token.id) & Token.used_at.is_(None) & Token.revoked_at.is_(None)
    if not session.execute(update(Token).where(unused).values(used_at=now())).rowcount:  # type: ignore[attr-defined]
        raise _gone()
    session.refresh(token)
    revision = get_bare_revision(session, token.revision_id or 0)
    audit.record(session, guest.actor, "verdict.guest_came", revision, {"guest": guest.name})
    return token, guest


def stays_until(session: Session, guest: Person) -> datetime:
    """Return when the last invitation by which a guest is in ends, and their session with it."""
    mine = (Token.kind == TokenKind.GUEST) & (Token.person_id == guest.id)
    used = Token.used_at.is_not(None) & Token.revoked_at.is_(None) & Token.expires_at.is_not(None)
    ends = session.scalars(select(Token.expires_at).where(mine, used)).all()
    return max((moment for moment in ends if moment), default=now())


def invitation_of(session: Session, actor: Actor, revision_id: int, *, lock: bool = False) -> Token:
    """Return the invitation by which a guest is in now; raise Forbidden without one that lives.

    ``lock`` keeps it from being revoked until the transaction ends, for decisions.
    """
    statement = select(Token).where(
        Token.kind == TokenKind.GUEST,
        Token.person_id == actor.person_id,
        Token.revision_id == revision_id,
        Token.used_at.is_not(None),
        Token.revoked_at.is_(None),
    )
    token = session.scalars(statement.order_by(Token.id.desc()).with_for_update() if lock else statement).first()
    guest = session.get(Person, actor.person_id) if actor.person_id is not None else None
    if actor.role is not Role.GUEST or token is None or guest is None or not _is_live(session, token, guest):
        raise Forbidden(_("You have no invitation to this verdict, or it has ended."))
    return token


def require_approver(session: Session, actor: Actor, revision: VerdictRevision) -> None:
    """Raise Forbidden unless the actor may approve it: on the desk, or as a guest invited to it."""
    if actor.role is Role.GUEST:
        invitation_of(session, actor, revision.id, lock=True)
    else:
        require(session, actor, Permission.VERDICT_APPROVE)


def _is_live(session: Session, token: Token, guest: Person) -> bool:
    revision = session.get(VerdictRevision, token.revision_id)
    awaited = revision is not None and revision.state in OPEN_REVISION_STATES
    invited = token.state in (TokenState.OPEN, TokenState.USED)
    return invited and awaited and guest.active and guest.role is Role.GUEST


def _guest(session: Session, actor: Actor, *, email: str, name: str) -> Person:
    """Return the guest with this address, added or called anew."""
    person = session.scalar(select(Person).where(Person.email == clean_email(email)))
    if person is None:
        return add_person(session, actor, email=email, name=name, role=Role.GUEST, password_hash=None)
    if person.role is not Role.GUEST:
        raise Conflict(_("%(name)s has an account at this desk and needs no invitation.", name=person.name))
    if not person.active:
        raise Conflict(_("%(name)s is let in no more; an admin can change that.", name=person.name))
    return save_profile(session, actor, person.id, name=name, as_desk=False)


def _end(session: Session, person_id: int, revision_id: int) -> None:
    """Revoke the guest's invitations to a revision; without another one that lives they are signed out."""
    theirs = (Token.kind == TokenKind.GUEST) & (Token.person_id == person_id) & Token.revoked_at.is_(None)
    session.execute(update(Token).where(theirs, Token.revision_id == revision_id).values(revoked_at=now()))
    others = session.scalars(select(Token).where(theirs, Token.used_at.is_not(None))).all()
    if not any(token.state is TokenState.USED for token in others):
        end_sign_ins(session, person_id)


def _tokens_of(session: Session, revision_id: int) -> Sequence[Token]:
    wanted = (Token.kind == TokenKind.GUEST) & (Token.revision_id == revision_id)
    return session.scalars(select(Token).where(wanted).order_by(Token.id.desc())).all()


def _gone() -> Gone:
    return Gone(_("This invitation no longer works. Ask who invited you for another one."))
