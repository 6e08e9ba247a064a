"""Looking at an article's address again: when a person asks, and on a schedule."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.archiving.registry import Archive
from claims.domain.article import Article, Version
from claims.domain.entity import now
from claims.domain.person import Actor, system_actor
from claims.errors import InvalidInput
from claims.extraction.llm.access import Endpoint
from claims.i18n import gettext as _
from claims.jobs.base import JobEngine
from claims.services import audit
from claims.services.article import get_article, newest_version, repeat_extraction
from claims.services.fetching import ReadPage, keep_snapshot, read_address
from claims.services.version import add_version

REFETCH = "refetch_article"
"""The kind of job that looks at an article's address again."""
INTERVALS = (1, 6, 24, 168)
"""Hours between two looks that a person can choose."""
DUE_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class RefetchOrder:
    """What the worker needs to look at an address without a session."""

    article_id: int
    address: str
    sha256: str
    """Of the text that is known."""


def order_refetch(session: Session, actor: Actor, jobs: JobEngine, article_id: int) -> None:
    """Have an address looked at now; raise InvalidInput for a private draft or an article without an address."""
    article = _fetchable(session, article_id)
    audit.record(session, actor, "article.refetch", article, {"address": article.address})
    _enqueue(session, jobs, article_id)


def schedule_refetch(session: Session, actor: Actor, article_id: int, hours: int | None) -> Article:
    """Have an article's address looked at every so many hours, or (None) only when a person asks."""
    article = _fetchable(session, article_id)
    if hours is not None and hours not in INTERVALS:
        raise InvalidInput(_("An address can be looked at every 1, 6, 24 or 168 hours."))
    article.refetch_every = hours
    article.next_fetch_at = now() + timedelta(hours=hours) if hours else None
    audit.record(session, actor, "article.refetch_every", article, {"hours": hours})
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
    article.fetched_at, article.fetch_failure = page.at, ""
    if not page.sha256:
        return None
    document = page.document
    version = add_version(session, actor, article.id, document.text, order.address, cues=document.cues)
    if version is not None:
        keep_snapshot(session, actor, version, page)
        repeat_extraction(session, actor, jobs, article.id, article.engine, endpoint=endpoint)
    return version


def fail_refetch(session: Session, article_id: int, reason: str) -> None:
    """Say why the last look at an address found no text."""
    article = get_article(session, article_id)
    article.fetch_failure = reason
    audit.record(session, system_actor("worker"), "article.refetch_failed", article, {"reason": reason})


def _fetchable(session: Session, article_id: int) -> Article:
    article = get_article(session, article_id)
    if article.private:
        raise InvalidInput(_("Article %(id)s is private to the desk; nothing about it leaves.", id=article_id))
    if not article.address:
        raise InvalidInput(_("Article %(id)s has no address to look at.", id=article_id))
    return article


def _enqueue(session: Session, jobs: JobEngine, article_id: int) -> None:
    jobs.enqueue(session, REFETCH, {"article_id": article_id}, key=f"{REFETCH}:{article_id}")
