"""What came in and is not an article or a claim yet: addresses, items of feeds, rows of spreadsheets."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from claims.domain.article import Article
from claims.domain.entity import CreatedAt, Editable, Entity, Id

MAX_ITEMS_AT_ONCE = 10_000
MAX_BATCH_LENGTH = 200
"""Characters of a file's name."""


class IntakeKind(StrEnum):
    """What an item becomes when it is taken in."""

    ADDRESS = "address"
    CLAIM = "claim"


class IntakeState(StrEnum):
    """How far an item has come."""

    NEW = "new"
    QUEUED = "queued"
    FETCHING = "fetching"
    DONE = "done"
    FAILED = "failed"
    DISMISSED = "dismissed"


class IntakeItem(Editable, Entity):
    """An address to fetch or a claim to take over, until a person or a subscription's rule decides."""

    __tablename__ = "intake_item"
    __table_args__ = (
        CheckConstraint("kind != 'address' OR address != ''", name="address_is_given"),
        CheckConstraint("kind != 'claim' OR text != ''", name="claim_has_words"),
        Index("ix_intake_item_state_created_at", "state", "created_at", "id"),
        Index("uq_intake_item_subscription_id_guid", "subscription_id", "guid", unique=True),
    )

    id: Mapped[Id]
    kind: Mapped[IntakeKind]
    state: Mapped[IntakeState] = mapped_column(default=IntakeState.NEW)
    state_changed_at: Mapped[CreatedAt]
    failure: Mapped[str] = mapped_column(default="")
    """Why it could not be taken in, in words; empty unless the state is ``failed``."""
    address: Mapped[str] = mapped_column(default="", index=True)
    title: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    """The claim's words, or a feed's summary of the article."""
    claimant: Mapped[str] = mapped_column(default="")
    outlet: Mapped[str] = mapped_column(default="")
    author: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="")
    """Two-letter code; empty: as the text shows."""
    published_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")
    batch: Mapped[str] = mapped_column(default="")
    """The file that it came in with."""
    engine: Mapped[str] = mapped_column(default="")
    """The engine that is to read it; empty: the desk's."""
    subscription_id: Mapped[int | None] = mapped_column(ForeignKey("subscription.id"), index=True)
    guid: Mapped[str | None]
    """How its feed names it."""
    article_id: Mapped[int | None] = mapped_column(ForeignKey("article.id"), index=True)
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id"), index=True)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[CreatedAt]

    article: Mapped[Article | None] = relationship()
