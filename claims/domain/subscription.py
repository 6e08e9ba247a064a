"""Feeds that the desk reads: outlets' articles, other desks' verdicts."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from claims.domain.entity import CreatedAt, Entity, Id

MAX_SUBSCRIPTIONS = 500
POLL_BOUNDS = (5, 10_080)
"""The shortest and the longest time between two looks at a feed, in minutes."""


class SubscriptionKind(StrEnum):
    """What a feed carries."""

    ARTICLES = "articles"
    CLAIMREVIEW = "claimreview"


class Subscription(Entity):
    """A feed that is polled."""

    __tablename__ = "subscription"

    id: Mapped[Id]
    kind: Mapped[SubscriptionKind]
    address: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str] = mapped_column(default="")
    outlet: Mapped[str] = mapped_column(default="")
    """Given to the articles of a feed that does not say it."""
    language: Mapped[str] = mapped_column(default="")
    engine: Mapped[str] = mapped_column(default="")
    """The engine that reads its articles; empty: the desk's."""
    take_all: Mapped[bool] = mapped_column(default=False)
    """Take every item in; otherwise a person chooses on the intake queue."""
    active: Mapped[bool] = mapped_column(default=True)
    every_minutes: Mapped[int] = mapped_column(default=60)
    next_poll_at: Mapped[datetime | None] = mapped_column(index=True)
    polled_at: Mapped[datetime | None]
    etag: Mapped[str] = mapped_column(default="")
    last_modified: Mapped[str] = mapped_column(default="")
    failures: Mapped[int] = mapped_column(default=0)
    """How often in a row the feed could not be read."""
    failure: Mapped[str] = mapped_column(default="")
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[CreatedAt]
