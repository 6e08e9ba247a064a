"""Sign-ins: sessions that the server keeps and can revoke."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Mapped, mapped_column, relationship

from claims.domain.entity import CreatedAt, Entity, Id, PersonId
from claims.domain.person import Person

SESSION_LIFETIME = timedelta(days=14)


class SignIn(Entity):
    """One browser that a person is signed in with; only a digest of its token is kept."""

    __tablename__ = "sign_in"

    id: Mapped[Id]
    digest: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[PersonId]
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class SignInFailure(Entity):
    """A failed sign-in, kept for a while so that guessing is slowed down."""

    __tablename__ = "sign_in_failure"

    id: Mapped[Id]
    digest: Mapped[str] = mapped_column(index=True)
    """SHA-256 of what was guessed at: an address of a person, or a network address."""
    at: Mapped[CreatedAt]
