"""What the public search looks through: one row per published verdict."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from claims.domain.entity import Entity, Id


class SearchEntry(Entity):
    """The searchable words of one published thing; the database keeps a full-text index over it."""

    __tablename__ = "search_entry"
    __table_args__ = (UniqueConstraint("subject_type", "subject_id"),)

    id: Mapped[Id]
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    language: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    published_at: Mapped[datetime]
