"""Signing in and out, with sessions that the server keeps and can revoke."""

import secrets
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import cast

from sqlalchemy import ColumnElement, delete, func, select, true
from sqlalchemy.orm import Session

from claims.domain.anchor import normalise
from claims.domain.entity import now
from claims.domain.person import MAX_PASSWORD_LENGTH, Person
from claims.domain.session import SESSION_LIFETIME, SignIn, SignInFailure
from claims.domain.setting import DeskSettings
from claims.errors import Forbidden
from claims.i18n import gettext as _
from claims.services import audit
from claims.services.notification import unseen_by
from claims.services.person import digest_of
from claims.services.setting import load_settings, newest_values, settings_of

FAILURE_WINDOW = timedelta(minutes=15)
MAX_FAILURES = 10
"""Failures for one account or from one network address within the window, after which it is refused."""


def password_hash_of(session: Session, email: str) -> str | None:
    """Return the stored hash of an active person, or None."""
    return session.scalar(select(Person.password_hash).where(Person.email == email.strip().lower(), Person.active))


def verify_password(password_hash: str | None, password: str) -> bool:
    """Whether the password is right; takes as long when there is no such person. Call outside a transaction."""
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    if len(password) > MAX_PASSWORD_LENGTH:
        return False
    try:
        return PasswordHasher().verify(password_hash or _hash_of_nobody(), normalise(password)) and bool(
            password_hash
        )
    except (VerificationError, InvalidHashError):
        return False


@cache
def _hash_of_nobody() -> str:
    from argon2 import PasswordHasher

    return PasswordHasher().hash(secrets.token_urlsafe(16))


def refuse_guessing(session: Session, *whats: str) -> None:
    """Raise Forbidden when there were too many failures for one of these (address, network address)."""
    since = now() - FAILURE_WINDOW
    for what in whats:
        failures = session.scalar(
            select(func.count())
            .select_from(SignInFailure)
            .where(SignInFailure.digest == _failure_digest(what), SignInFailure.at > since)
        )
        if failures is not None and failures >= MAX_FAILURES:
            raise Forbidden(_("Too many failed sign-ins. Wait a quarter of an hour and try again."))


def note_failure(session: Session, *whats: str) -> None:
    """Count a failed sign-in; the caller commits it even though the sign-in is refused."""
    session.execute(delete(SignInFailure).where(SignInFailure.at < now() - FAILURE_WINDOW))
    session.add_all(SignInFailure(digest=_failure_digest(what)) for what in whats)


def sign_in(session: Session, email: str, *, until: datetime | None = None) -> tuple[Person, str]:
    """Start a session for somebody whose password was verified; return them and the browser's secret.

    ``until`` is when a guest's invitation ends, and their session with it. Raise Forbidden for who was let go.
    """
    person = session.scalars(select(Person).where(Person.email == email.strip().lower(), Person.active)).first()
    if person is None:  # let go since the password was verified
        raise Forbidden(_("%(name)s no longer works on this desk.", name=email))
    secret = secrets.token_urlsafe(32)
    ends = until or now() + SESSION_LIFETIME
    session.add(SignIn(digest=digest_of(secret), person_id=person.id, expires_at=ends))
    audit.record(session, person.actor, "person.sign_in", person, {})
    return person, secret


def sign_out(session: Session, secret: str) -> None:
    """End the session of this secret, if there is one."""
    sign_in = session.scalar(select(SignIn).where(SignIn.digest == digest_of(secret)))
    if sign_in is not None and sign_in.revoked_at is None:
        sign_in.revoked_at = now()
        audit.record(session, sign_in.person.actor, "person.sign_out", sign_in.person, {})


def arrive(session: Session, secret: str) -> tuple[DeskSettings, Person | None, int]:
    """Return the settings, whose session the secret is (None: it has ended), and how much is news to them.

    One query where the session is known: every page and step of the desk begins with it.
    """
    unseen = unseen_by(cast("ColumnElement[int]", SignIn.person_id))
    values = newest_values()
    rows = session.execute(
        select(SignIn, unseen, values.c.name, values.c.value)
        .select_from(SignIn)
        .outerjoin(values, true())
        .where(SignIn.digest == digest_of(secret))
    ).all()
    if not rows:
        return load_settings(session), None, 0
    settings = settings_of((name, value) for _sign_in, _number, name, value in rows)
    sign_in, number = rows[0][:2]
    if sign_in.revoked_at or sign_in.expires_at < now() or not sign_in.person.active:
        return settings, None, 0
    return settings, sign_in.person, number


def _failure_digest(what: str) -> str:
    return sha256(what.strip().lower().encode()).hexdigest()
