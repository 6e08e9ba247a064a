"""What readers send in."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from claims.domain.entity import CreatedAt, Editable, Entity, Id

MAX_TIP_LENGTH = 10_000
MAX_CONTACT_LENGTH = 300
MAX_TIP_PICTURE_BYTES = 10_000_000
MAX_TIP_ANSWER_LENGTH = 5_000
MAX_TIPS_AT_ONCE = 200
"""Groups that are handled together."""
FLOOD_WINDOW = timedelta(hours=1)
MAX_TIPS_IN_WINDOW = 10
"""From one network address; several people may share one."""

WITHHELD = "[withheld]"
"""What stands where the words of a tip were that is sealed with the source that it became."""


class TipKind(StrEnum):
    """What a reader asks for."""

    CLAIM = "claim"
    SOURCE = "source"
    CORRECTION = "correction"
    OTHER = "other"


class TipState(StrEnum):
    """What became of a tip."""

    NEW = "new"
    TAKEN = "taken"
    ANSWERED = "answered"
    DECLINED = "declined"


class Tip(Editable, Entity):
    """A claim to check, a source, or a request for correction from a reader."""

    __tablename__ = "tip"
    __table_args__ = (Index("ix_tip_state_created_at_id", "state", "created_at", "id"),)

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
    language: Mapped[str] = mapped_column(default="")
    picture_sha256: Mapped[str] = mapped_column(default="")
    picture_type: Mapped[str] = mapped_column(default="")
    answer: Mapped[str] = mapped_column(default="")
    """What the sender reads at the private tracking address."""
    handled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    handled_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id"), index=True)
    """The claim that it is about, or that it became."""
    source_id: Mapped[int | None] = mapped_column(ForeignKey("source.id"), index=True)
    """The source that it became."""
    created_at: Mapped[CreatedAt]


class TipSubmission(Entity):
    """That something was sent from a network address, kept for a while so that flooding is slowed down."""

    __tablename__ = "tip_submission"

    id: Mapped[Id]
    digest: Mapped[str] = mapped_column(index=True)
    """A keyed digest of the network address."""
    at: Mapped[CreatedAt]
