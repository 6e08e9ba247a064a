"""Archiving a source's address: ordered, fetched by the worker, kept by hash; what failed says why.

The state lies in the source's row; the job is only the order to go on. Files are in the store before a row names
them, so whoever is killed in between leaves at most a file that nothing names.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from claims.archiving.registry import Archive
from claims.archiving.warc import write_warc
from claims.domain.entity import now
from claims.domain.permission import Permission
from claims.domain.person import Actor, system_actor
from claims.domain.source import LinkState, Snapshot, SnapshotHow, Source
from claims.domain.state import SourceState
from claims.errors import InvalidInput
from claims.i18n import gettext as _
from claims.jobs.base import JobEngine
from claims.services import audit
from claims.services.discretion import refuse_to_leave
from claims.services.fetching import name_of, stated_type
from claims.services.permission import orderer, require
from claims.services.quotation import order_checks_of
from claims.services.reading import read_copy
from claims.services.setting import load_settings
from claims.services.snapshot import Copy, add_copy
from claims.services.source import get_source

ARCHIVE = "archive_source"
"""The kind of job that fetches a source's address and keeps what it finds."""
STUCK_AFTER = timedelta(minutes=10)
UNDER_WAY = (SourceState.QUEUED, SourceState.ARCHIVING)


@dataclass(frozen=True, slots=True)
class ArchiveOrder:
    """What the worker needs to archive a source without a session."""

    source_id: int
    address: str
    person_id: int | None
    """Who asked for it."""


def order_archiving(
    session: Session, actor: Actor, jobs: JobEngine, source_id: int, *, sure: bool = False
) -> Source:
    """Have a source's address archived, also anew; once at a time.

    Raise InvalidInput for a source whose address must not leave the machine (``discretion.refuse_to_leave``).
    """
    require(session, actor, Permission.SOURCE_ATTACH)
    source = get_source(session, source_id)
    refuse_to_leave(session, source, sure=sure)
    if source.state not in UNDER_WAY:
        _move(session, source, SourceState.QUEUED)
        audit.record(session, actor, "source.archive", source, {"address": source.address})
    _enqueue(session, jobs, source.id, actor.person_id)
    return source


def load_for_archiving(session: Session, source_id: int, person_id: int | None) -> ArchiveOrder | None:
    """Mark a source as being archived and return its order; None when that is done, or no longer wanted."""
    source = get_source(session, source_id)
    if source.state not in UNDER_WAY or source.withheld or source.erased_at or not source.address:
        return None
    _move(session, source, SourceState.ARCHIVING)
    return ArchiveOrder(source.id, source.address, person_id)


def archive_address(archive: Archive, order: ArchiveOrder) -> Copy:
    """Fetch an address and put bytes, WARC and readable text into the store; slow, so never in a transaction.

    Raise FetchRefused, FetchFailed, and EngineError when the store fails. A page that cannot be read is kept.
    """
    fetched = archive.fetcher.fetch(order.address)
    if not fetched.body.strip():
        raise InvalidInput(_("The address answered %(status)s with nothing in it.", status=fetched.status))
    stored = archive.store.put(fetched.body)
    warc = write_warc(fetched)
    return Copy(
        how=SnapshotHow.FETCHED,
        sha256=stored.sha256,
        size=stored.size,
        media_type=fetched.media_type,
        reading=read_copy(
            archive.store,
            name_of(fetched),
            fetched.body,
            media_type=stated_type(fetched),
            address=fetched.address,
        ),
        at=fetched.at,
        address=fetched.address,
        status=fetched.status,
        warc_sha256=archive.store.put(warc).sha256 if warc else "",
    )


def store_archived(session: Session, jobs: JobEngine, order: ArchiveOrder, copy: Copy) -> Snapshot | None:
    """Note the copy and have quoted words looked for in it; nothing when it is no longer to be archived."""
    source = get_source(session, order.source_id)
    if source.state not in UNDER_WAY or source.withheld or source.erased_at:
        return None
    actor = orderer(session, order.person_id)
    snapshot = add_copy(session, actor, source.id, copy)
    days = load_settings(session).link_check_days
    seen = {
        "link_state": LinkState.OK,
        "link_status": copy.status,
        "link_failures": 0,
        "link_checked_at": copy.at,
        "next_check_at": copy.at + timedelta(days=days) if days else None,
    }
    session.execute(update(Source).where(Source.id == source.id).values(seen))
    _name(session, actor, source, copy)
    order_checks_of(session, jobs, source.id)
    return snapshot


def fail_archiving(session: Session, source_id: int, reason: str) -> None:
    """Say why a source could not be archived; one with an older copy stays archived."""
    source = get_source(session, source_id)
    if source.state not in UNDER_WAY:
        return
    _move(session, source, SourceState.ARCHIVED if source.copies else SourceState.FAILED, reason)
    audit.record(session, system_actor("worker"), "source.archiving_failed", source, {"reason": reason})


def requeue_stuck(session: Session, jobs: JobEngine) -> int:
    """Order the archiving anew of sources whose job was lost; return how many."""
    stuck = session.scalars(
        select(Source).where(Source.state.in_(UNDER_WAY), Source.state_changed_at < now() - STUCK_AFTER)
    ).all()
    for source in stuck:
        _move(session, source, SourceState.QUEUED)
        _enqueue(session, jobs, source.id, None)
    return len(stuck)


def _name(session: Session, actor: Actor, source: Source, copy: Copy) -> None:
    """Give a source that nobody named the name that its page gives itself."""
    title = str(copy.reading.stated.get("title", ""))
    if title and source.title == source.address:
        before, source.title = source.title, title
        data = {"before": {"title": before}, "after": {"title": title}}
        audit.record(session, actor, "source.named", source, data)


def _move(session: Session, source: Source, state: SourceState, failure: str = "") -> None:
    """Change the state past the counter of edits: whoever has the source's form open loses nothing by it."""
    change = {"state": state, "failure": failure, "state_changed_at": now()}
    session.execute(update(Source).where(Source.id == source.id).values(change))


def _enqueue(session: Session, jobs: JobEngine, source_id: int, person_id: int | None) -> None:
    args = {"source_id": source_id, "person_id": person_id}
    jobs.enqueue(session, ARCHIVE, args, key=f"{ARCHIVE}:{source_id}")
