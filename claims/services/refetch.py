"""Looking at an article's address again: when a person asks, and on a schedule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from http import HTTPStatus

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from claims.archiving.registry import Archive
from claims.domain.article import Article, Version
from claims.domain.entity import now
from claims.domain.permission import Permission
from claims.domain.person import Actor, system_actor
from claims.errors import ClaimsError, FetchFailed, FetchRefused, InvalidInput
from claims.extraction.llm.access import Endpoint
from claims.i18n import gettext as _
from claims.jobs.base import JobEngine
from claims.services import audit
from claims.services.article import fail_extraction, get_article, newest_version, repeat_extraction
from claims.services.fetching import ReadPage, keep_snapshot, read_address
from claims.services.permission import require
from claims.services.version import add_version, refuse_redacted

REFETCH = "refetch_article"
"""The kind of job that looks at an article's address again."""
INTERVALS = (1, 6, 24, 168)
"""Hours between two looks that a person can choose."""
DUE_AT_ONCE = 100
PATIENCE = 5
"""Looks in a row that fail in a way that does not pass (404, no text …), after which an address is given up."""
LONGEST_WAIT = timedelta(days=7)
"""Between two looks at an address that fails."""
SHOWN = 50


class Lasting(Enum):
    """Whether what failed will fail again."""

    NO = "no"
    PROBABLY = "probably"
    """Not found, or without a text: mended by the outlet at most."""
    SURELY = "surely"
    """Gone, as its server says, or refused by this desk."""


@dataclass(frozen=True, slots=True)
class RefetchOrder:
    """What the worker needs to look at an address without a session."""

    article_id: int
    address: str
    sha256: str
    """Of the text that is known."""


def order_refetch(session: Session, actor: Actor, jobs: JobEngine, article_id: int) -> None:
    """Have an address looked at now; raise InvalidInput for a private draft or an article without an address."""
    require(session, actor, Permission.ARTICLE_ADD)
    article = _fetchable(session, article_id)
    audit.record(session, actor, "article.refetch", article, {"address": article.address})
    _enqueue(session, jobs, article_id)


def schedule_refetch(session: Session, actor: Actor, article_id: int, hours: int | None) -> Article:
    """Have an article's address looked at every so many hours, or (None) only when a person asks."""
    require(session, actor, Permission.ARTICLE_ADD)
    article = _fetchable(session, article_id)
    if hours is not None and hours not in INTERVALS:
        raise InvalidInput(_("An address can be looked at every 1, 6, 24 or 168 hours."))
    before, article.refetch_every = article.refetch_every, hours
    article.next_fetch_at = now() + timedelta(hours=hours) if hours else None
    article.fetch_failures = 0
    audit.record(
        session, actor, "article.refetch_every", article, {"before": {"hours": before}, "after": {"hours": hours}}
    )
    return article


def requeue_due(session: Session, jobs: JobEngine) -> int:
    """Order a look at every address whose time has come; return how many."""
    due = session.scalars(
        select(Article)
        .where(Article.next_fetch_at <= now(), Article.refetch_every.is_not(None), ~Article.private)
        .order_by(Article.next_fetch_at)
        .limit(DUE_AT_ONCE)
    ).all()
    for article in due:
        article.next_fetch_at = now() + timedelta(hours=article.refetch_every or 24)
        _enqueue(session, jobs, article.id)
    return len(due)


def load_for_refetch(session: Session, article_id: int) -> RefetchOrder:
    """Return what is to be looked at; raise InvalidInput for what must not be."""
    address = _fetchable(session, article_id).address
    return RefetchOrder(article_id, address, newest_version(session, article_id).sha256)


def look_at(order: RefetchOrder, archive: Archive) -> ReadPage:
    """Fetch and read the address, and keep what it sent if it says something new; slow, so no transaction."""
    return read_address(archive, order.address, known=order.sha256)


def store_look(
    session: Session, order: RefetchOrder, page: ReadPage, jobs: JobEngine, endpoint: Endpoint | None = None
) -> Version | None:
    """Keep a new version with a snapshot of its page when the text differs, and have its claims extracted."""
    actor, article = system_actor("worker"), get_article(session, order.article_id)
    article.fetched_at, article.fetch_failure, article.fetch_failures = page.at, "", 0
    if article.refetch_every is not None:  # one that was given up, or waited long, goes on as it was
        article.next_fetch_at = now() + timedelta(hours=article.refetch_every)
    if not page.sha256:
        return None
    document = page.document
    version = add_version(session, actor, article.id, document.text, order.address, cues=document.cues)
    if version is not None:
        keep_snapshot(session, actor, version, page)
        _extract(session, actor, jobs, article, endpoint)
    return version


def fail_refetch(session: Session, article_id: int, reason: str, lasting: Lasting = Lasting.NO) -> None:
    """Say why the last look at an address found no text; wait longer for the next, or give the address up."""
    article = get_article(session, article_id)
    article.fetch_failure = reason
    article.fetch_failures += 1
    gives_up = lasting is Lasting.SURELY or (lasting is Lasting.PROBABLY and article.fetch_failures >= PATIENCE)
    if article.refetch_every is not None and article.next_fetch_at is not None:
        article.next_fetch_at = None if gives_up else now() + _wait(article.refetch_every, article.fetch_failures)
    details = {"reason": reason, "given_up": article.is_given_up}
    audit.record(session, system_actor("worker"), "article.refetch_failed", article, details)


def lasting(error: ClaimsError) -> Lasting:
    """Return whether an address that failed like this will fail again."""
    if isinstance(error, FetchRefused) or (isinstance(error, FetchFailed) and error.status == HTTPStatus.GONE):
        return Lasting.SURELY
    permanent = isinstance(error, InvalidInput) or (isinstance(error, FetchFailed) and error.permanent)
    return Lasting.PROBABLY if permanent else Lasting.NO


def given_up() -> ColumnElement[bool]:
    """Return the condition that an article's address was given up."""
    return and_(Article.refetch_every.is_not(None), Article.next_fetch_at.is_(None), ~Article.private)


def list_given_up(session: Session) -> Sequence[Article]:
    """Return the newest articles whose address is no longer looked at by itself; at most ``SHOWN``."""
    return session.scalars(select(Article).where(given_up()).order_by(Article.id.desc()).limit(SHOWN)).all()


def _wait(hours: int, failures: int) -> timedelta:
    every = timedelta(hours=hours)
    return max(every, min(every * (1 << min(failures, 10)), LONGEST_WAIT))


def _extract(session: Session, actor: Actor, jobs: JobEngine, article: Article, endpoint: Endpoint | None) -> None:
    """Have claims looked for in what is new; where the engine cannot work now, say so and keep the version."""
    try:
        repeat_extraction(session, actor, jobs, article.id, article.engine, endpoint=endpoint)
    except InvalidInput as error:
        fail_extraction(session, article.id, error.message)


def _fetchable(session: Session, article_id: int) -> Article:
    article = get_article(session, article_id)
    if article.private:
        raise InvalidInput(_("Article %(id)s is private to the desk; nothing about it leaves.", id=article_id))
    refuse_redacted(session, article_id)
    if not article.address:
        raise InvalidInput(_("Article %(id)s has no address to look at.", id=article_id))
    return article


def _enqueue(session: Session, jobs: JobEngine, article_id: int) -> None:
    jobs.enqueue(session, REFETCH, {"article_id": article_id}, key=f"{REFETCH}:{article_id}")
