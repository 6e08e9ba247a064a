from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.archiving.fetching.base import DEFAULT_LIMITS, NO_VALIDATORS, Fetched, Limits, Validators
from claims.archiving.registry import Archive, get_store
from claims.domain.article import Article
from claims.domain.entity import now
from claims.domain.person import Person
from claims.domain.source import Snapshot
from claims.errors import InvalidInput
from claims.services.refetch import (
    REFETCH,
    fail_refetch,
    load_for_refetch,
    look_at,
    order_refetch,
    requeue_due,
    schedule_refetch,
    store_look,
)
from tests.services.conftest import TEXT, NotedJobs


@dataclass
class Page:
    """A fetcher that finds one plain text, whatever the address."""

    text: str
    name: str = "page"
    asked: list[str] = field(default_factory=list)

    def fetch(
        self, address: str, *, known: Validators = NO_VALIDATORS, limits: Limits = DEFAULT_LIMITS
    ) -> Fetched:
        self.asked.append(address)
        hops: Sequence[object] = ()
        body = self.text.encode()
        return Fetched(address, address, 200, "text/plain", "utf-8", body, known, hops, "192.0.2.1", now())  # type: ignore[arg-type]


@pytest.fixture
def addressed(article: Article) -> Article:
    article.address = "https://paper.example/tower"
    return article


def look(session: Session, article: Article, text: str, folder: Path, jobs: NotedJobs) -> object:
    order = load_for_refetch(session, article.id)
    archive = Archive(Page(text), get_store("local", folder))
    return store_look(session, order, look_at(order, archive), jobs)


def test_the_same_page_makes_no_version_and_keeps_no_file(
    session: Session, addressed: Article, tmp_path: Path, jobs: NotedJobs
) -> None:
    assert look(session, addressed, TEXT, tmp_path, jobs) is None
    assert addressed.fetched_at is not None and len(addressed.versions) == 1
    assert list(get_store("local", tmp_path).names()) == []


def test_another_page_makes_a_version_with_its_snapshot(
    session: Session, addressed: Article, tmp_path: Path, jobs: NotedJobs
) -> None:
    assert look(session, addressed, TEXT.replace("1889", "1887"), tmp_path, jobs) is not None
    session.flush()
    snapshot = session.scalars(select(Snapshot)).one()
    assert get_store("local", tmp_path).has(snapshot.sha256) and snapshot.version_id
    assert jobs.orders[-1][0] == "extract_article"


def test_a_failed_look_says_why(session: Session, addressed: Article) -> None:
    fail_refetch(session, addressed.id, "The server is away.")
    assert addressed.fetch_failure == "The server is away."


def test_what_is_due_is_ordered_once(session: Session, bela: Person, addressed: Article, jobs: NotedJobs) -> None:
    schedule_refetch(session, bela.actor, addressed.id, 24)
    session.flush()
    assert requeue_due(session, jobs) == 0
    addressed.next_fetch_at = now() - timedelta(minutes=1)
    session.flush()
    assert (requeue_due(session, jobs), requeue_due(session, jobs)) == (1, 0)
    assert jobs.orders[-1][:2] == (REFETCH, {"article_id": addressed.id})


def test_drafts_and_articles_without_address_are_never_fetched(
    session: Session, bela: Person, article: Article, jobs: NotedJobs
) -> None:
    with pytest.raises(InvalidInput):
        order_refetch(session, bela.actor, jobs, article.id)
    article.address, article.private = "https://paper.example/tower", True
    with pytest.raises(InvalidInput):
        order_refetch(session, bela.actor, jobs, article.id)
    with pytest.raises(InvalidInput):
        schedule_refetch(session, bela.actor, article.id, 7)
