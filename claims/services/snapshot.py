"""Archived copies of sources: keeping what was fetched or captured, and taking it out again."""

from dataclasses import dataclass
from datetime import datetime
from io import SEEK_END
from typing import BinaryIO

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, joinedload

from claims.archiving.media import HEAD, media_type_of
from claims.archiving.reader import shown_name
from claims.archiving.recognition import recognise_capture
from claims.archiving.registry import Archive
from claims.archiving.stores.base import Store
from claims.domain.article import MAX_UPLOAD_BYTES
from claims.domain.entity import now
from claims.domain.permission import Permission
from claims.domain.person import Actor
from claims.domain.removal import RemovalSubject
from claims.domain.source import MAX_CAPTURE_BYTES, MAX_SNAPSHOTS, Snapshot, SnapshotHow, Source
from claims.domain.state import SourceState
from claims.errors import EngineError, InvalidInput, NotFound
from claims.i18n import gettext as _
from claims.services import audit, verdict
from claims.services.address import require_web_address
from claims.services.permission import require
from claims.services.reading import Reading, no_text_in_media, read_copy
from claims.services.removed import removed
from claims.services.source import refuse_withheld

SHOWN_CHARACTERS = 200_000
"""Of a readable text on one page."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy whose files are in the store; no row of the database names them yet."""

    how: SnapshotHow
    sha256: str
    size: int
    media_type: str
    reading: Reading
    at: datetime
    address: str = ""
    status: int | None = None
    warc_sha256: str = ""


def keep_capture(archive: Archive, name: str, stream: BinaryIO) -> Copy:
    """Put a person's own capture into the store and read it; slow, so call it before a transaction.

    Raise InvalidInput for a file that is empty, too large or of no kind that shows what a page said.
    """
    head = stream.read(HEAD)
    size = stream.seek(0, SEEK_END)
    stream.seek(0)
    if size > MAX_CAPTURE_BYTES:
        raise InvalidInput(
            _(
                "%(name)s is too large: %(size)s MB; at most %(max)s MB can be taken in.",
                name=shown_name(name),
                size=f"{size / 1_000_000:.0f}",
                max=f"{MAX_CAPTURE_BYTES / 1_000_000:.0f}",
            )
        )
    media_type = media_type_of(head) or recognise_capture(name, stream)
    stream.seek(0)
    stored = archive.store.put(stream)
    reading = _read_capture(archive.store, name, stream, size, media_type)
    return Copy(SnapshotHow.UPLOADED, stored.sha256, stored.size, media_type, reading, now())


def add_copy(session: Session, actor: Actor, source_id: int, copy: Copy) -> Snapshot:
    """Note a copy whose files are stored; the source is archived then. Raise InvalidInput, NotFound."""
    require(session, actor, Permission.SOURCE_ATTACH)
    source = _with_room(session, source_id)
    snapshot = Snapshot(
        source_id=source.id,
        how=copy.how,
        sha256=copy.sha256,
        size=copy.size,
        media_type=copy.media_type,
        address=copy.address,
        status=copy.status,
        text_sha256=copy.reading.sha256,
        text_failure=copy.reading.failure,
        warc_sha256=copy.warc_sha256,
        stated=dict(copy.reading.stated),
        taken_at=copy.at,
        taken_by_id=actor.person_id,
    )
    return _added(session, actor, source, snapshot)


def add_archive_address(session: Session, actor: Actor, source_id: int, address: str) -> Snapshot:
    """Note where an outside archive keeps the source; readers see the link. Raise InvalidInput, NotFound."""
    require(session, actor, Permission.SOURCE_ATTACH)
    source = _with_room(session, source_id)
    address = require_web_address(address)
    if any(copy.address == address and copy.how is SnapshotHow.ARCHIVE_ADDRESS for copy in source.copies):
        raise InvalidInput(_("Source %(id)s has this address of an archived copy already.", id=source_id))
    if actor.person_id is not None:
        verdict.touch_source(session, actor, source_id)
    snapshot = Snapshot(
        source_id=source.id,
        how=SnapshotHow.ARCHIVE_ADDRESS,
        address=address,
        taken_at=now(),
        taken_by_id=actor.person_id,
    )
    return _added(session, actor, source, snapshot)


def get_snapshot(session: Session, snapshot_id: int) -> Snapshot:
    """Return a source's copy with its source; raise NotFound, and Gone for one that was erased."""
    snapshot = session.get(Snapshot, snapshot_id, options=[joinedload(Snapshot.source)])
    if snapshot is None or snapshot.source is None or snapshot.encrypted:
        raise NotFound(_("There is no archived copy %(id)s of a source.", id=snapshot_id))
    if snapshot.erased_at:
        raise removed(session, RemovalSubject.SNAPSHOT, snapshot_id)
    return snapshot


def text_of(store: Store, snapshot: Snapshot) -> str:
    """Return the readable text of a copy; raise NotFound when it has none, EngineError when it is damaged."""
    if not snapshot.text_sha256:
        raise NotFound(_("The archived copy %(id)s has no readable text.", id=snapshot.id))
    with store.open(snapshot.text_sha256) as file:
        data = file.read()
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise EngineError(_("The text of the archived copy %(id)s is damaged.", id=snapshot.id)) from None


def media_type_for_download(file: BinaryIO) -> str:
    """Return what the bytes are, if no browser runs anything in that; the stream stands at its beginning after."""
    head = file.read(HEAD)
    file.seek(0)
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    return media_type_of(head) or "application/octet-stream"


def _read_capture(store: Store, name: str, stream: BinaryIO, size: int, media_type: str) -> Reading:
    if media_type.startswith(("image/", "audio/", "video/")):
        return Reading(failure=no_text_in_media())
    if size > 2 * MAX_UPLOAD_BYTES:
        return Reading(failure=_("It is kept, but too large to be read here."))
    stream.seek(0)
    return read_copy(store, name, stream.read())


def _with_room(session: Session, source_id: int) -> Source:
    source = session.get(Source, source_id)
    if source is None or source.erased_at:
        raise NotFound(_("There is no source %(id)s.", id=source_id))
    refuse_withheld(source)
    number = session.scalar(select(func.count()).where(Snapshot.source_id == source_id)) or 0
    if number >= MAX_SNAPSHOTS:
        raise InvalidInput(
            _("Source %(id)s has %(max)s archived copies; no more are kept.", id=source_id, max=MAX_SNAPSHOTS)
        )
    return source


def _added(session: Session, actor: Actor, source: Source, snapshot: Snapshot) -> Snapshot:
    session.add(snapshot)
    # past the counter of edits: whoever has the source's form open loses nothing by a new copy
    archived = {"state": SourceState.ARCHIVED, "state_changed_at": now(), "failure": ""}
    session.execute(update(Source).where(Source.id == source.id).values(archived))
    details = {"source": source.id, "how": snapshot.how, "sha256": snapshot.sha256, "address": snapshot.address}
    audit.record(session, actor, "snapshot.add", snapshot, details)
    session.expire(source, ["snapshots"])
    return snapshot
