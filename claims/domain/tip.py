"""What readers send in."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from claims.domain.entity import CreatedAt, Entity, Id


class TipKind(StrEnum):
    """What a reader asks for."""

    CLAIM = "claim"
    SOURCE = "source"
    CORRECTION = "correction"


class TipState(StrEnum):
    """What became of a tip."""

    NEW = "new"
    TAKEN = "taken"
    ANSWERED = "answered"
    DECLINED = "declined"


class Tip(Entity):
    """A claim to check, a source, or a request for correction from a reader."""

    __tablename__ = "tip"

    id: Mapped[Id]
    kind: Mapped[TipKind]
    state: Mapped[TipState] = mapped_column(default=TipState.NEW)
    text: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="")
    contact_erased_at: Mapped[datetime | None]
    digest: Mapped[str] = mapped_column(index=True)
    """SHA-256 of the normalised text: identical tips are grouped by it."""
    tracking_digest: Mapped[str] = mapped_column(unique=True)
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id"), index=True)
    created_at: Mapped[CreatedAt]
