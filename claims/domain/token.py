"""One-time and long-lived secrets that open one door each."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from claims.domain.entity import CreatedAt, Entity, Id, now

SETUP_LIFETIME = timedelta(days=7)
INVITATION_LIFETIME = timedelta(days=7)
PASSWORD_LIFETIME = timedelta(days=1)
MAX_GUEST_DAYS = 30
"""How long a guest may be invited for."""


PREVIEW_DAYS = (1, 30)
"""The fewest and most days that a preview may be looked at."""
MAX_PREVIEW_NOTE_LENGTH = 120
"""Of whom a preview is given to, in words."""


class TokenKind(StrEnum):
    """Which door a token opens."""

    SETUP = "setup"
    INVITATION = "invitation"
    PASSWORD = "password"  # noqa: S105 (the name of a kind)
    PREVIEW = "preview"
    API = "api"
    GUEST = "guest"
    """An invitation to approve one verdict."""


class TokenState(StrEnum):
    """What became of a token that was handed out."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"


class Token(Entity):
    """A secret that was handed out; only its SHA-256 is kept."""

    __tablename__ = "token"

    id: Mapped[Id]
    kind: Mapped[TokenKind]
    digest: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id"), index=True)
    article_id: Mapped[int | None] = mapped_column(ForeignKey("article.id"), index=True)
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("verdict_revision.id"), index=True)
    note: Mapped[str] = mapped_column(default="")
    """Whom it was given to, in words."""
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    revoked_at: Mapped[datetime | None]
    scope: Mapped[list[str]] = mapped_column(default=list)
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]

    @property
    def state(self) -> TokenState:
        """What became of it until now; one that was used expires nevertheless."""
        if self.revoked_at:
            return TokenState.REVOKED
        if self.expires_at and self.expires_at < now():
            return TokenState.EXPIRED
        return TokenState.USED if self.used_at else TokenState.OPEN
