"""Feeds that the desk reads: outlets' articles, other desks' verdicts."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column

from claims.domain.entity import CreatedAt, Entity, Id


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
    active: Mapped[bool] = mapped_column(default=True)
    polled_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(default="")
    created_at: Mapped[CreatedAt]
