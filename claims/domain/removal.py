"""Removal: content that an admin erased everywhere, by a court order or for somebody's privacy."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from claims.domain.entity import CreatedAt, Entity, Id


class RemovalSubject(StrEnum):
    """What can be removed."""

    CLAIM = "claim"
    SOURCE = "source"
    SNAPSHOT = "snapshot"
    TIP = "tip"
    PERSON = "person"
    ARTICLE = "article"


class RemovalStatus(StrEnum):
    """What the address of something removed answers."""

    GONE = "gone"
    """410"""
    LEGAL = "legal"
    """451, RFC 7725."""


class Removal(Entity):
    """One thing that was removed; never its content."""

    __tablename__ = "removal"
    __table_args__ = (
        UniqueConstraint("subject_type", "subject_id"),
        CheckConstraint("sentence != ''", name="sentence_is_given"),
    )

    id: Mapped[Id]
    subject_type: Mapped[RemovalSubject]
    subject_id: Mapped[int]
    status: Mapped[RemovalStatus]
    sentence: Mapped[str]
    """What readers are told in its place; public."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[CreatedAt]
