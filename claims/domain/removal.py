"""Removal: content that an admin erased everywhere, by a court order or for somebody's privacy."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from claims.domain.entity import CreatedAt, Entity, Id
from claims.i18n import N_

MAX_REMOVAL_SENTENCE_LENGTH = 1_000
REMOVED = "[removed]"
"""What stands where a text was and the database does not allow nothing."""
REMOVED_PERSON = N_("removed person")
DEFAULT_SENTENCE = N_("What stood here was removed.")


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
    blocked_by: Mapped[str] = mapped_column(default="")
    """Address of who ordered it to be blocked (RFC 7725, section 4), if there is one; public."""
    files: Mapped[list[str]] = mapped_column(default=list)
    """Hashes of stored files that are still to be deleted."""
    finished_at: Mapped[datetime | None]
    """When the last bytes were gone from the disk: rows lose their content at once, files and free pages later."""
    failure: Mapped[str] = mapped_column(default="")
    """Why the disk could not be cleaned yet, in words."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[CreatedAt]
