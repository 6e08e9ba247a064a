"""People of the desk: adding them, and the first admin of a new desk."""

import re
import secrets
from collections.abc import Sequence
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from claims.domain.anchor import normalise
from claims.domain.entity import now
from claims.domain.person import (
    MAX_EMAIL_LENGTH,
    MAX_NAME_LENGTH,
    MAX_PASSWORD_LENGTH,
    MIN_PASSWORD_LENGTH,
    Actor,
    Person,
    Role,
)
from claims.domain.token import SETUP_LIFETIME, Token, TokenKind
from claims.errors import Conflict, Gone, InvalidInput, NotFound
from claims.i18n import gettext as _
from claims.services import audit

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
    """Add somebody; raise InvalidInput for a bad address or name, Conflict for an address already there."""
    person = Person(email=clean_email(email), name=_clean_name(name), role=role, password_hash=password_hash)
    session.add(person)
    try:
        session.flush()  # a clash must become a Conflict here, not an error at the commit
    except IntegrityError:
        raise Conflict(_("There is already somebody with the address %(email)s.", email=email)) from None
    audit.record(session, actor, "person.add", person, {"name": person.name, "role": role})
    return person


def find_person(session: Session, email: str) -> Person:
    """Return the active person with this e-mail address; raise NotFound."""
    person = session.scalar(select(Person).where(Person.email == email.strip().lower(), Person.active))
    if person is None:
        raise NotFound(_("There is nobody with the address %(email)s on this desk.", email=email))
    return person


def active_people(session: Session) -> Sequence[Person]:
    """Return everybody who works on this desk, by name."""
    return session.scalars(select(Person).where(Person.active).order_by(Person.name, Person.id)).all()


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
        raise Gone(_("This address no longer works. Start the desk again to get a new one."))
    return token


def set_up_desk(session: Session, secret: str, *, email: str, name: str, password_hash: str) -> Person:
    """Make the first admin with the one-time secret."""
    token = require_setup(session, secret)
    if has_people(session):
        raise Gone(_("This desk has people already. Ask an admin for an account."))
    token.used_at = now()
    actor = Actor(name=_clean_name(name), role=Role.ADMIN)
    return add_person(session, actor, email=email, name=name, role=Role.ADMIN, password_hash=password_hash)


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
