"""Asking an outside archive to keep a source's page; what comes back is a copy that readers can open.

The order waits in a job: an archive that needs minutes, or asks for patience, holds up nobody.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from claims.archiving.registry import Archive
from claims.archiving.wayback.base import Pending, Saved
from claims.domain.entity import now
from claims.domain.permission import Permission
from claims.domain.person import Actor, system_actor
from claims.domain.source import SnapshotHow, Source, WaybackState
from claims.errors import FetchFailed
from claims.i18n import gettext as _
from claims.jobs.base import JobEngine
from claims.services import audit
from claims.services.discretion import refuse_to_leave
from claims.services.permission import require
from claims.services.snapshot import add_archive_address
from claims.services.source import get_source

ASK = "ask_wayback"
"""The kind of job that asks for a copy, or for what became of it."""
MAX_LOOKS = 60
"""So often the archive is asked about one copy."""
ORDER_LOOKS = 15
"""An order that the archive gave up counts like so many looks: it is asked for the same page a few times only."""
_PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class WaybackOrder:
    """What the worker needs to ask an archive without a session."""

    source_id: int
    person_id: int | None
    address: str
    job: str = ""
    """What the archive calls the order; empty until it has taken it."""
    looks: int = 0


def order_copy(session: Session, actor: Actor, jobs: JobEngine, source_id: int, *, sure: bool = False) -> Source:
    """Have an outside archive asked to keep a source's page; the copy is public there.

    Raise InvalidInput for a source whose address must not leave the machine.
    """
    require(session, actor, Permission.SOURCE_ATTACH)
    source = get_source(session, source_id)
    refuse_to_leave(session, source, sure=sure)
    if source.wayback_state is not WaybackState.QUEUED:
        _set(session, source_id, WaybackState.QUEUED)
        audit.record(session, actor, "source.wayback", source, {"address": source.address})
    _enqueue(session, jobs, WaybackOrder(source_id, actor.person_id, source.address))
    return source


def load_for_copy(
    session: Session, source_id: int, person_id: int | None, job: str, looks: int
) -> WaybackOrder | None:
    """Return what is to be asked; None when the copy is there, or no longer wanted."""
    source = get_source(session, source_id)
    if source.wayback_state is not WaybackState.QUEUED or source.withheld or source.erased_at:
        return None
    return WaybackOrder(source_id, person_id, source.address, job, looks)


def ask_archive(archive: Archive, order: WaybackOrder) -> Pending | Saved:
    """Ask for the copy, or what became of it; slow, so never in a transaction. Raise FetchFailed, FetchRefused."""
    wayback = archive.wayback
    try:
        return wayback.look(order.job, order.address) if order.job else wayback.ask(order.address)
    except FetchFailed as failure:
        if failure.permanent or order.looks >= MAX_LOOKS:
            raise FetchFailed(failure.message, permanent=True) from failure
        return Pending(order.job, failure.retry_after or _PATIENCE_SECONDS)


def store_copy(session: Session, jobs: JobEngine, order: WaybackOrder, answer: Pending | Saved) -> None:
    """Note where the copy is, or have the archive asked again later."""
    source = get_source(session, order.source_id)
    if source.wayback_state is not WaybackState.QUEUED:
        return
    if isinstance(answer, Pending):
        looks = order.looks + (ORDER_LOOKS if answer.reason else 1)
        if looks > MAX_LOOKS:
            reason = answer.reason or _("The Wayback Machine did not come to an end with it.")
            fail_copy(session, order.source_id, reason)
            return
        later = WaybackOrder(order.source_id, order.person_id, order.address, answer.job, looks)
        _enqueue(session, jobs, later, seconds=answer.seconds)
        return
    _set(session, source.id, WaybackState.DONE)
    known = (copy.address for copy in source.copies if copy.how is SnapshotHow.ARCHIVE_ADDRESS)
    if answer.address not in known:
        snapshot = add_archive_address(session, system_actor("worker"), source.id, answer.address)
        snapshot.taken_by_id = order.person_id


def fail_copy(session: Session, source_id: int, reason: str) -> None:
    """Say why the archive keeps no copy."""
    source = get_source(session, source_id)
    _set(session, source_id, WaybackState.FAILED, reason)
    audit.record(session, system_actor("worker"), "source.wayback_failed", source, {"reason": reason})


def requeue_stuck(session: Session, jobs: JobEngine) -> int:
    """Order anew what no job waits for any more; return how many were looked at."""
    waiting = session.execute(
        select(Source.id, Source.address).where(Source.wayback_state == WaybackState.QUEUED).order_by(Source.id)
    ).all()
    for source_id, address in waiting:
        _enqueue(session, jobs, WaybackOrder(source_id, None, address))
    return len(waiting)


def _set(session: Session, source_id: int, state: WaybackState, failure: str = "") -> None:
    """Change the state past the counter of edits: whoever has the source's form open loses nothing by it."""
    change = {"wayback_state": state, "wayback_failure": failure}
    session.execute(update(Source).where(Source.id == source_id).values(change))


def _enqueue(session: Session, jobs: JobEngine, order: WaybackOrder, *, seconds: float = 0.0) -> None:
    args = {"source_id": order.source_id, "person_id": order.person_id, "job": order.job, "looks": order.looks}
    run_at = now() + timedelta(seconds=seconds) if seconds else None
    jobs.enqueue(session, ASK, args, key=f"{ASK}:{order.source_id}", run_at=run_at)
