"""Sources, their archived copies, and evidence."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from claims.domain.entity import ClaimId, CreatedAt, Editable, Entity, Id, SourceId
from claims.domain.state import SourceState

MAX_SOURCE_NAME_LENGTH = 500
"""Characters of a source's title, publisher, origin group or locator."""
MAX_QUOTE_LENGTH = 5_000
MAX_NOTE_LENGTH = 5_000


class SourceKind(StrEnum):
    """What a reviewer consults."""

    PAGE = "page"
    DOCUMENT = "document"
    DATASET = "dataset"
    INTERVIEW = "interview"
    OTHER = "other"


class NoSnapshotReason(StrEnum):
    """Why a web source has no archived copy; public."""

    LOGIN = "login"
    FORBIDDEN = "forbidden"
    GONE = "gone"
    TOO_LARGE = "too_large"
    DEMONSTRATION = "demonstration"
    OTHER = "other"


class Source(Editable, Entity):
    """Something that a reviewer consults; one source may be evidence for many claims."""

    __tablename__ = "source"
    __table_args__ = (
        CheckConstraint("kind != 'page' OR address != ''", name="page_has_an_address"),
        CheckConstraint(
            "no_snapshot_reason IS NULL OR no_snapshot_reason != 'other' OR no_snapshot_note != ''",
            name="other_reason_is_a_sentence",
        ),
    )

    id: Mapped[Id]
    kind: Mapped[SourceKind]
    title: Mapped[str]
    address: Mapped[str] = mapped_column(default="", index=True)
    publisher: Mapped[str] = mapped_column(default="")
    published_on: Mapped[date | None]
    accessed_on: Mapped[date]
    primary: Mapped[bool] = mapped_column(default=False)
    """The first-hand document or speaker, not a report of it."""
    origin: Mapped[str] = mapped_column(default="")
    """Origin group: sources with the same non-empty origin count once (two copies of a wire report)."""
    state: Mapped[SourceState] = mapped_column(default=SourceState.DESCRIBED)
    no_snapshot_reason: Mapped[NoSnapshotReason | None]
    no_snapshot_note: Mapped[str] = mapped_column(default="")
    withheld: Mapped[bool] = mapped_column(default=False)
    public_description: Mapped[str] = mapped_column(default="")
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[CreatedAt]

    snapshots: Mapped[list["Snapshot"]] = relationship(back_populates="source", order_by="Snapshot.taken_at")


class SnapshotHow(StrEnum):
    """How an archived copy came about."""

    FETCHED = "fetched"
    UPLOADED = "uploaded"
    ARCHIVE_ADDRESS = "archive_address"


class Snapshot(Entity):
    """An archived copy of a source, or of the page that an article's version was read from."""

    __tablename__ = "snapshot"
    __table_args__ = (
        CheckConstraint("how = 'archive_address' OR sha256 != ''", name="stored_copy_has_a_hash"),
        CheckConstraint("how != 'archive_address' OR address != ''", name="archive_has_an_address"),
        CheckConstraint("(source_id IS NULL) != (version_id IS NULL)", name="of_one_source_or_one_version"),
    )

    id: Mapped[Id]
    source_id: Mapped[int | None] = mapped_column(ForeignKey("source.id"), index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("version.id"), index=True)
    how: Mapped[SnapshotHow]
    sha256: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(default=0)
    media_type: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    """Where the copy was taken from, or where an outside archive keeps it."""
    taken_at: Mapped[datetime]
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)

    source: Mapped[Source | None] = relationship(back_populates="snapshots")


class Stance(StrEnum):
    """What evidence does to a claim."""

    SUPPORTS = "supports"
    REFUTES = "refutes"
    CONTEXT = "context"


class Evidence(Editable, Entity):
    """The link between one claim and one source."""

    __tablename__ = "evidence"

    id: Mapped[Id]
    claim_id: Mapped[ClaimId]
    source_id: Mapped[SourceId]
    stance: Mapped[Stance]
    quote: Mapped[str] = mapped_column(default="")
    translation: Mapped[str] = mapped_column(default="")
    """The quoted words in the desk's language, when the original is in another."""
    locator: Mapped[str] = mapped_column(default="")
    """Page, table or minute."""
    note: Mapped[str] = mapped_column(default="")
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[CreatedAt]
    removed_at: Mapped[datetime | None]

    source: Mapped[Source] = relationship(innerjoin=True)
