"""Does a source's address still lead to it? Looked at on a schedule; what was published never changes by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from claims.archiving.registry import Archive
from claims.domain.entity import now
from claims.domain.permission import Permission
from claims.domain.person import Actor
from claims.domain.source import LinkState, NoSnapshotReason, Source
from claims.domain.web_address import address_key
from claims.errors import FetchFailed, FetchRefused
from claims.jobs.base import JobEngine
from claims.services import audit
from claims.services.discretion import refuse_to_leave, rests_on_draft
from claims.services.permission import require
from claims.services.setting import load_settings
from claims.services.source import get_source

CHECK_LINK = "check_link"
"""The kind of job that looks at where a source's address leads."""
DUE_AT_ONCE = 100
AGAIN_AFTER = timedelta(days=1)
"""A look that failed for the first time is repeated so soon."""
DEAD = (LinkState.GONE, LinkState.UNREACHABLE)
_GONE = (404, 410)
_REFUSES_PROGRAMS = (401, 402, 403, 407, 429)
"""What a machine answers that is there and asks for a sign-in, for money or to be left alone: the link is good."""
_NO_HEAD = (400, 403, 404, 405, 406, 410, 500, 501)
"""What servers answer that know no HEAD; a GET tells whether they mean it."""


@dataclass(frozen=True, slots=True)
class LinkOrder:
    """What the worker needs to look at an address without a session."""

    source_id: int
    address: str


@dataclass(frozen=True, slots=True)
class Look:
    """What one look found; ``failed`` when nothing can be said of the page by it."""

    state: LinkState
    status: int | None
    address: str = ""
    """Where it has moved to."""
    failed: bool = False


def order_check(session: Session, actor: Actor, jobs: JobEngine, source_id: int, *, sure: bool = False) -> Source:
    """Have a source's link looked at now; raise InvalidInput for one whose address must not leave the machine."""
    require(session, actor, Permission.SOURCE_ATTACH)
    source = get_source(session, source_id)
    refuse_to_leave(session, source, sure=sure)
    audit.record(session, actor, "source.check_link", source, {"address": source.address})
    _enqueue(session, jobs, source_id)
    return source


def order_due(session: Session, jobs: JobEngine) -> int:
    """Order a look at every link whose time has come; return how many.

    None of a withheld source, of the demonstration or of a private draft: nobody said so.
    """
    days = load_settings(session).link_check_days
    if not days:
        return 0
    moment = now()
    never = and_(Source.next_check_at.is_(None), Source.created_at <= moment - timedelta(days=days))
    due = session.scalars(
        select(Source.id)
        .where(
            or_(Source.next_check_at <= moment, never),
            Source.address != "",
            ~Source.withheld,
            Source.erased_at.is_(None),
            or_(Source.no_snapshot_reason.is_(None), Source.no_snapshot_reason != NoSnapshotReason.DEMONSTRATION),
            ~rests_on_draft(),
        )
        .order_by(Source.next_check_at, Source.id)
        .limit(DUE_AT_ONCE)
    ).all()
    if due:
        _set(session, due, next_check_at=moment + timedelta(days=days))
    for source_id in due:
        _enqueue(session, jobs, source_id)
    return len(due)


def load_for_check(session: Session, source_id: int) -> LinkOrder | None:
    """Return what is to be looked at; None for a source that has no address to be asked for any more."""
    source = get_source(session, source_id)
    if not source.address or source.withheld or source.erased_at:
        return None
    return LinkOrder(source.id, source.address)


def look_at(archive: Archive, order: LinkOrder) -> Look:
    """Ask for the head of a page, or for all of it where that is not answered; slow, so never in a transaction."""
    look, refused = _ask(archive, order.address, head=True)
    return _ask(archive, order.address, head=False)[0] if refused else look


def store_look(session: Session, order: LinkOrder, look: Look) -> None:
    """Keep what a look found; only the second failure in a row makes a link unreachable."""
    source = get_source(session, order.source_id)
    if source.address != order.address:
        return
    failures = source.link_failures + 1 if look.failed else 0
    state = source.link_state if failures == 1 else look.state
    days = load_settings(session).link_check_days
    _set(
        session,
        [source.id],
        link_state=state,
        link_status=look.status,
        link_failures=failures,
        link_address=look.address,
        link_checked_at=now(),
        next_check_at=_next(days, failures),
    )


def fail_check(session: Session, source_id: int, _reason: str) -> None:
    """Keep that a look could not be made: it counts as one that failed."""
    order = load_for_check(session, source_id)
    if order is not None:
        store_look(session, order, Look(LinkState.UNREACHABLE, None, failed=True))


def _ask(archive: Archive, address: str, *, head: bool) -> tuple[Look, bool]:
    """Return what was found, and whether asking in another way may find something else."""
    try:
        fetched = archive.fetcher.fetch(address, head=head)
    except FetchRefused:
        return Look(LinkState.UNREACHABLE, None, failed=True), False
    except FetchFailed as failure:
        return _failed(failure), head and (failure.status in _NO_HEAD or failure.status is None)
    moved = any(hop.status in (301, 308) for hop in fetched.hops)
    elsewhere = address_key(fetched.address) != address_key(address)
    if moved and elsewhere:
        return Look(LinkState.MOVED, fetched.status, fetched.address), False
    return Look(LinkState.OK, fetched.status), False


def _failed(failure: FetchFailed) -> Look:
    if failure.status in _GONE:
        return Look(LinkState.GONE, failure.status)
    if failure.status in _REFUSES_PROGRAMS:
        return Look(LinkState.OK, failure.status)
    return Look(LinkState.UNREACHABLE, failure.status, failed=True)


def _next(days: int, failures: int) -> datetime | None:
    if failures == 1:
        return now() + AGAIN_AFTER
    return now() + timedelta(days=days) if days else None


def _set(session: Session, source_ids: Sequence[int], **values: object) -> None:
    """Change rows past the counter of edits: whoever has a source's form open loses nothing by it."""
    session.execute(update(Source).where(Source.id.in_(source_ids)).values(values))


def _enqueue(session: Session, jobs: JobEngine, source_id: int) -> None:
    jobs.enqueue(session, CHECK_LINK, {"source_id": source_id}, key=f"{CHECK_LINK}:{source_id}")
