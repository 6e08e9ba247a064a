"""People of the desk: adding them, and the first admin of a new desk."""

import re
import secrets
from collections.abc import Iterable, Sequence
from hashlib import sha256

from sqlalchemy import func, literal, select, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from claims.domain.anchor import normalise
from claims.domain.entity import now
from claims.domain.permission import Permission
from claims.domain.person import (
    DESK_ROLES,
    MAX_EMAIL_LENGTH,
    MAX_NAME_LENGTH,
    MAX_PASSWORD_LENGTH,
    MIN_PASSWORD_LENGTH,
    Actor,
    MailRhythm,
    Person,
    Role,
)
from claims.domain.session import SignIn
from claims.domain.token import SETUP_LIFETIME, Token, TokenKind
from claims.errors import Conflict, Gone, InvalidInput, NotFound
from claims.i18n import gettext as _
from claims.services import audit
from claims.services.permission import require

PAGE_LENGTH = 50
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def hash_password(password: str) -> str:
    """Hash a password with Argon2id; slow on purpose, so call it before a transaction begins.

    Raise InvalidInput for one that is too short or too long.
    """
    from argon2 import PasswordHasher

    if not MIN_PASSWORD_LENGTH <= len(password) <= MAX_PASSWORD_LENGTH:
        raise InvalidInput(
            _("A password needs at least %(min)s characters.", min=MIN_PASSWORD_LENGTH)
            if len(password) < MIN_PASSWORD_LENGTH
            else _("A password may have at most %(max)s characters.", max=MAX_PASSWORD_LENGTH)
        )
    return PasswordHasher().hash(normalise(password))  # keyboards differ in how they compose “é”


def add_person(
    session: Session, actor: Actor, *, email: str, name: str, role: Role, password_hash: str | None
) -> Person:
    """Add somebody; raise InvalidInput for a bad address or name, Conflict for an address already there.

    A guest is added by whoever may publish what they are asked to approve.
    """
    guest = role is Role.GUEST
    require(session, actor, Permission.VERDICT_PUBLISH if guest else Permission.PERSON_MANAGE)
    person = Person(email=clean_email(email), name=_clean_name(name), role=role, password_hash=password_hash)
    session.add(person)
    try:
        session.flush()  # a clash must become a Conflict here, not an error at the commit
    except IntegrityError:
        raise Conflict(_("There is already somebody with the address %(email)s.", email=email)) from None
    audit.record(session, actor, "person.add", person, {"name": person.name, "role": role})
    return person


def find_person(session: Session, email: str) -> Person:
    """Return the active person of the desk with this e-mail address, no guest; raise NotFound."""
    mine = (Person.email == email.strip().lower()) & Person.active & Person.role.in_(DESK_ROLES)
    person = session.scalar(select(Person).where(mine))
    if person is None:
        raise NotFound(_("There is nobody with the address %(email)s on this desk.", email=email))
    return person


def get_person(session: Session, person_id: int) -> Person:
    """Return somebody, active or not; raise NotFound."""
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound(_("There is no person %(id)s.", id=person_id))
    return person


def active_people(session: Session) -> Sequence[Person]:
    """Return everybody who works on this desk, by name; guests do not."""
    works = Person.active & Person.role.in_(DESK_ROLES)
    return session.scalars(select(Person).where(works).order_by(Person.name, Person.id)).all()


def list_people(session: Session, *, after: int | None = None, limit: int = PAGE_LENGTH) -> Sequence[Person]:
    """Return people by name, active or not, from the one after the person ``after`` on."""
    statement = select(Person).where(Person.erased_at.is_(None)).order_by(Person.name, Person.id).limit(limit)
    if after is not None:
        name = select(Person.name).where(Person.id == after).scalar_subquery()
        statement = statement.where(tuple_(Person.name, Person.id) > tuple_(name, literal(after)))
    return session.scalars(statement).all()


def change_role(session: Session, actor: Actor, person_id: int, role: Role) -> Person:
    """Give somebody another role; raise Conflict for the last active admin, InvalidInput for a guest's role."""
    require(session, actor, Permission.PERSON_MANAGE)
    person = get_person(session, person_id)
    if role not in DESK_ROLES:
        raise InvalidInput(_("A guest is invited to one verdict, and is not given a role."))
    if person.role is role:
        return person
    if role is not Role.ADMIN:
        refuse_last_admin(session, person)
    if person.role is Role.GUEST:  # who comes to the desk comes by the desk's own door
        end_sign_ins(session, person.id)
        revoke_tokens(session, person.id)
    before, person.role = person.role, role
    audit.record(session, actor, "person.role", person, {"before": {"role": before}, "after": {"role": role}})
    return person


def deactivate(session: Session, actor: Actor, person_id: int) -> Person:
    """Let somebody in no more: their sessions end and their one-time addresses stop working, at once.

    Raise Conflict for the last active admin. What they work on stays theirs until it is handed over.
    """
    require(session, actor, Permission.PERSON_MANAGE)
    person = get_person(session, person_id)
    if not person.active:
        return person
    refuse_last_admin(session, person)
    person.active = False
    end_sign_ins(session, person.id)
    revoke_tokens(session, person.id)
    audit.record(session, actor, "person.deactivate", person, {})
    return person


def reactivate(session: Session, actor: Actor, person_id: int) -> Person:
    """Let somebody in again, with the password that they had; raise Conflict for one who was removed."""
    require(session, actor, Permission.PERSON_MANAGE)
    person = get_person(session, person_id)
    if person.erased_at is not None:
        raise Conflict(_("Person %(id)s was removed and cannot come back.", id=person_id))
    if not person.active:
        person.active = True
        audit.record(session, actor, "person.reactivate", person, {})
    return person


def save_profile(
    session: Session,
    actor: Actor,
    person_id: int,
    *,
    name: str,
    as_desk: bool,
    mail: MailRhythm | None = None,
) -> Person:
    """Change how somebody is called, whether readers see the name or "the desk", and how often mail goes out.

    People do that for themselves, and who invites a guest for the guest. What is published stays as it is.
    """
    person = get_person(session, person_id)
    right = Permission.VERDICT_PUBLISH if person.role is Role.GUEST else Permission.PERSON_MANAGE
    require(session, actor, Permission.DESK_SEE if actor.person_id == person.id else right)
    wanted = {"name": _clean_name(name), "as_desk": as_desk, "mail": mail or person.mail}
    changed = {field: value for field, value in wanted.items() if getattr(person, field) != value}
    if changed:
        before = {field: getattr(person, field) for field in changed}
        for field, value in changed.items():
            setattr(person, field, value)
        audit.record(session, actor, "person.profile", person, {"before": before, "after": changed})
    return person


def set_password(
    session: Session, actor: Actor, person: Person, password_hash: str, *, keep: str | None = None
) -> None:
    """Set a password; every other session ends (``keep`` is the secret of the one that stays)."""
    own = actor.person_id == person.id
    require(session, actor, Permission.DESK_SEE if own else Permission.PERSON_MANAGE)
    person.password_hash = password_hash
    end_sign_ins(session, person.id, keep=keep)
    revoke_tokens(session, person.id)
    audit.record(session, actor, "person.password", person, {})


def end_sign_ins(session: Session, person_id: int, *, keep: str | None = None, only: int | None = None) -> int:
    """End somebody's sessions, or ``only`` one of them; return how many ended."""
    open_ = (SignIn.person_id == person_id) & SignIn.revoked_at.is_(None)
    statement = update(SignIn).where(open_).values(revoked_at=now())
    if keep is not None:
        statement = statement.where(SignIn.digest != digest_of(keep))
    if only is not None:
        statement = statement.where(SignIn.id == only)
    return int(session.execute(statement).rowcount)  # type: ignore[attr-defined]


def sign_ins_of(session: Session, person_id: int) -> Sequence[SignIn]:
    """Return the sessions that somebody has open, newest first."""
    open_ = (SignIn.person_id == person_id) & SignIn.revoked_at.is_(None) & (SignIn.expires_at > now())
    return session.scalars(select(SignIn).where(open_).order_by(SignIn.id.desc()).limit(PAGE_LENGTH)).all()


def revoke_tokens(session: Session, person_id: int) -> None:
    """Make the one-time addresses that somebody was given stop working, and what a guest came in by."""
    mine = (Token.person_id == person_id) & Token.revoked_at.is_(None)
    unused = Token.kind.in_([TokenKind.INVITATION, TokenKind.PASSWORD]) & Token.used_at.is_(None)
    session.execute(update(Token).where(mine, unused | (Token.kind == TokenKind.GUEST)).values(revoked_at=now()))


def refuse_last_admin(session: Session, person: Person) -> None:
    """Raise Conflict when no other admin could sign in; who asks first holds the others' rows until the end."""
    if person.role is not Role.ADMIN or not person.active:
        return
    able = (Person.role == Role.ADMIN) & Person.active & Person.password_hash.is_not(None)
    admins = session.scalars(select(Person.id).where(able).order_by(Person.id).with_for_update()).all()
    if not set(admins) - {person.id}:
        raise Conflict(
            _("%(name)s is the last active admin. Make somebody else an admin first.", name=person.name)
        )


def names_of(session: Session, person_ids: Iterable[int | None]) -> dict[int, str]:
    """Return the names of these people, by number."""
    wanted = {person_id for person_id in person_ids if person_id is not None}
    people = session.scalars(select(Person).where(Person.id.in_(wanted))) if wanted else ()
    return {person.id: person.name for person in people}


def has_people(session: Session) -> bool:
    """Whether anybody has an account."""
    return session.scalar(select(func.count()).select_from(Person)) != 0


def offer_setup(session: Session) -> str:
    """Make the one-time secret with which the first admin is made; earlier ones stop working."""
    for token in session.scalars(select(Token).where(Token.kind == TokenKind.SETUP, Token.used_at.is_(None))):
        token.used_at = now()
    secret = secrets.token_urlsafe(24)
    session.add(Token(kind=TokenKind.SETUP, digest=digest_of(secret), expires_at=now() + SETUP_LIFETIME, scope=[]))
    return secret


def require_setup(session: Session, secret: str) -> Token:
    """Return the token of a set-up secret; raise Gone when it was used, has expired or is unknown."""
    token = session.scalar(select(Token).where(Token.kind == TokenKind.SETUP, Token.digest == digest_of(secret)))
    if token is None or token.used_at is not None or (token.expires_at and token.expires_at < now()):
        raise _no_setup()
    return token


def set_up_desk(session: Session, secret: str, *, email: str, name: str, password_hash: str) -> Person:
    """Make the first admin with the one-time secret; of two who send it at once, one is told that it is gone."""
    token = require_setup(session, secret)
    if has_people(session):
        raise Gone(_("This desk has people already. Ask an admin for an account."))
    unused = (Token.id == token.id) & Token.used_at.is_(None)
    if not session.execute(update(Token).where(unused).values(used_at=now())).rowcount:  # type: ignore[attr-defined]
        raise _no_setup()
    actor = Actor(name=_clean_name(name), role=Role.ADMIN)
    return add_person(session, actor, email=email, name=name, role=Role.ADMIN, password_hash=password_hash)


def _no_setup() -> Gone:
    return Gone(_("This address no longer works. Start the desk again to get a new one."))


def digest_of(secret: str) -> str:
    """SHA-256 of a random secret: what the database keeps of it."""
    return sha256(secret.encode()).hexdigest()


def clean_email(email: str) -> str:
    """Return the address in lower case; raise InvalidInput when it cannot be one."""
    email = email.strip().lower()
    if len(email) > MAX_EMAIL_LENGTH or not _EMAIL.fullmatch(email):
        raise InvalidInput(_("“%(email)s” is not an e-mail address.", email=email[:80]))
    return email


def _clean_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > MAX_NAME_LENGTH:
        raise InvalidInput(_("A name needs 1 to %(max)s characters.", max=MAX_NAME_LENGTH))
    return name
