"""Sources, their archived copies, and evidence."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from claims.domain.entity import ClaimId, CreatedAt, Editable, Entity, Id, SourceId
from claims.domain.state import SourceState
from claims.domain.web_address import address_key

MAX_SOURCE_NAME_LENGTH = 500
"""Characters of a source's title, publisher, origin group or locator."""
MAX_QUOTE_LENGTH = 5_000
MAX_NOTE_LENGTH = 5_000
MAX_SEALED_NOTE_LENGTH = 100_000
"""Of the note on a withheld source, which also keeps what readers' tips said of it."""
MAX_PUBLIC_DESCRIPTION_LENGTH = 500
MAX_WITHHELD_BYTES = 25_000_000
"""Of a copy of a withheld source, which is encrypted in memory."""
MAX_CAPTURE_BYTES = 200_000_000
"""Of a person's own capture: a saved page, a picture of it, a film."""
MAX_SNAPSHOTS = 200
"""Archived copies of one source."""


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


class LinkState(StrEnum):
    """What the last look at a source's address found."""

    UNCHECKED = "unchecked"
    OK = "ok"
    MOVED = "moved"
    GONE = "gone"
    UNREACHABLE = "unreachable"


class WaybackState(StrEnum):
    """How far a request to the Wayback Machine to keep a copy has come."""

    NOT_ASKED = "not_asked"
    QUEUED = "queued"
    DONE = "done"
    FAILED = "failed"


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
    address_key: Mapped[str] = mapped_column(default="", index=True)
    """The same for addresses that lead to the same page (``claims.domain.web_address``); set with ``address``."""
    publisher: Mapped[str] = mapped_column(default="")
    published_on: Mapped[date | None]
    accessed_on: Mapped[date]
    primary: Mapped[bool] = mapped_column(default=False)
    """The first-hand document or speaker, not a report of it."""
    origin: Mapped[str] = mapped_column(default="")
    """Origin group: sources with the same non-empty origin count once (two copies of a wire report).

    That of a withheld source is ``Vault.digest`` of the words: they are sealed.
    """
    interests: Mapped[str] = mapped_column(default="")
    """Who pays for it, and what it may gain from the answer; public."""
    state: Mapped[SourceState] = mapped_column(default=SourceState.DESCRIBED)
    state_changed_at: Mapped[CreatedAt]
    failure: Mapped[str] = mapped_column(default="")
    """Why the last try to archive it failed, in words; it is ``archived`` still if there is an older copy."""
    link_state: Mapped[LinkState] = mapped_column(default=LinkState.UNCHECKED)
    link_status: Mapped[int | None]
    """The status of the last answer of HTTP; None where none came."""
    link_failures: Mapped[int] = mapped_column(default=0)
    """Looks in a row that failed; from the second on the link is ``unreachable``."""
    link_address: Mapped[str] = mapped_column(default="")
    """Where the address has moved to."""
    link_checked_at: Mapped[datetime | None]
    next_check_at: Mapped[datetime | None] = mapped_column(index=True)
    wayback_state: Mapped[WaybackState] = mapped_column(default=WaybackState.NOT_ASKED)
    wayback_failure: Mapped[str] = mapped_column(default="")
    no_snapshot_reason: Mapped[NoSnapshotReason | None]
    no_snapshot_note: Mapped[str] = mapped_column(default="")
    withheld: Mapped[bool] = mapped_column(default=False)
    """Protected: what it is lies encrypted in ``sealed``, and only people with a ``SourceAccess`` read it."""
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    public_description: Mapped[str] = mapped_column(default="")
    erased_at: Mapped[datetime | None]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[CreatedAt]

    snapshots: Mapped[list["Snapshot"]] = relationship(back_populates="source", order_by="Snapshot.taken_at")

    @validates("address")
    def _follow_address(self, _name: str, address: str) -> str:
        """Keep what hangs on the address with it, so that a source that loses its address keeps no trace of it."""
        self.address_key, self.link_address = address_key(address), ""
        return address

    @property
    def copies(self) -> list["Snapshot"]:
        """The archived copies that are there, oldest first: what was erased is none."""
        return [snapshot for snapshot in self.snapshots if snapshot.erased_at is None]


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
    status: Mapped[int | None]
    """The status of HTTP that a fetched copy came with."""
    text_sha256: Mapped[str] = mapped_column(default="")
    """The stored readable text (UTF-8, normalised); empty where nothing could be read."""
    text_failure: Mapped[str] = mapped_column(default="")
    """Why no text could be read, in words."""
    warc_sha256: Mapped[str] = mapped_column(default="")
    """The stored WARC file of a fetched copy: request, answer and digests."""
    stated: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the copy says of itself (``title``, ``publisher``, ``published_on``), and ``paid`` for half a page."""
    encrypted: Mapped[bool] = mapped_column(default=False)
    """Of a withheld source: its stored files are encrypted."""
    erased_at: Mapped[datetime | None]
    taken_at: Mapped[datetime]
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)

    source: Mapped[Source | None] = relationship(back_populates="snapshots")


class SourceAccess(Entity):
    """A person who may read a withheld source."""

    __tablename__ = "source_access"

    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    granted_at: Mapped[CreatedAt]


class QuoteCheck(StrEnum):
    """Whether the quoted words are in an archived copy of the source."""

    NOT_CHECKED = "not_checked"
    FOUND = "found"
    FOUND_WITH_DIFFERENCES = "found_with_differences"
    NOT_FOUND = "not_found"
    CANNOT_READ = "cannot_read"


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
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Quote, translation, locator and note, encrypted, when the source is withheld."""
    quote_check: Mapped[QuoteCheck] = mapped_column(default=QuoteCheck.NOT_CHECKED)
    quote_differences: Mapped[str] = mapped_column(default="")
    """How the words in the copy differ from the quotation, in words."""
    quote_checked_at: Mapped[datetime | None]
    quote_snapshot_id: Mapped[int | None] = mapped_column(ForeignKey("snapshot.id"), index=True)
    """The copy that the words were looked for in."""
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[CreatedAt]
    removed_at: Mapped[datetime | None]

    source: Mapped[Source] = relationship(innerjoin=True)
