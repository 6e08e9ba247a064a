"""Looking at an address again, from the order to the new version: the real worker, fetcher and readers."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from claims.db import Database
from claims.domain.article import Article, Version
from claims.domain.claim import AnchorStatus, Appearance
from claims.domain.entity import now
from claims.domain.intake import IntakeKind
from claims.domain.job import Job, JobState
from claims.domain.person import system_actor
from claims.domain.source import Snapshot
from claims.domain.state import ArticleState
from claims.jobs.embedded import EmbeddedJobs
from claims.services.intake import NewItem, add_address
from claims.services.refetch import PATIENCE, REFETCH, order_refetch, schedule_refetch
from claims.worker import Worker, make_handlers
from tests.archiving.site import Site, site

PATH = "/kim"
SENTENCES = (
    "Kim Jong-un will make his fifth visit to Beijing in September, state media said on Thursday.",
    "The parade marks eighty years since the end of the war in the Pacific.",
    "Twenty-six leaders are expected at the parade, among them the president of Russia.",
)
ACTOR = system_actor("test")


def page(*sentences: str, noise: str = "") -> str:
    paragraphs = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    return (
        f"<html lang=en><head><title>Kim</title></head><body><nav>{noise}</nav><article><h1>Kim</h1>{paragraphs}"
    )


@pytest.fixture
def paper() -> Iterator[Site]:
    with site() as running:
        running.pages[PATH] = page(*SENTENCES)
        yield running


@pytest.fixture
def worker(database: Database, paper: Site, tmp_path: Path) -> Worker:
    return Worker(database, EmbeddedJobs(), make_handlers(archive=paper.archive(tmp_path / "files")))


@pytest.fixture
def article_id(database: Database, paper: Site, worker: Worker) -> int:
    """An article that was fetched, extracted and is looked at every day."""
    with database.session_scope(write=True) as session:
        new = NewItem(IntakeKind.ADDRESS, address=paper.address(PATH), engine="sentence")
        item_id = add_address(session, ACTOR, EmbeddedJobs(), new).id
    worker.run_until_empty()
    with database.session_scope(write=True) as session:
        (article,) = session.scalars(select(Article))
        assert (item_id, article.state) == (item_id, ArticleState.READY)
        schedule_refetch(session, ACTOR, article.id, 24)
        return article.id


def look(database: Database, worker: Worker, article_id: int) -> Article:
    """Let the day of the next look come, and the worker do what is due; return the article."""
    with database.session_scope(write=True) as session:
        session.get_one(Article, article_id).next_fetch_at = now() - timedelta(minutes=1)
    worker.sweep()
    return work(database, worker, article_id)


def work(database: Database, worker: Worker, article_id: int) -> Article:
    worker.run_until_empty()
    with database.session_scope(write=False) as session:
        article = session.get_one(Article, article_id)
        session.expunge(article)
        return article


def versions(database: Database) -> list[Version]:
    with database.session_scope(write=False) as session:
        found = list(session.scalars(select(Version).order_by(Version.number)))
        session.expunge_all()
        return found


def test_a_changed_page_becomes_a_version_in_which_the_claims_are_found_again(
    database: Database, paper: Site, worker: Worker, article_id: int
) -> None:
    paper.pages[PATH] = page(SENTENCES[0].replace("fifth", "sixth"), SENTENCES[1])
    assert look(database, worker, article_id).state is ArticleState.READY
    first, second = versions(database)
    with database.session_scope(write=False) as session:
        rows = session.scalars(
            select(Appearance).where(Appearance.version_id == second.id, Appearance.previous_id.is_not(None))
        ).all()
        fates = {row.claim.text.split()[0]: row.anchor_status for row in rows}
        assert fates == {
            "Kim": AnchorStatus.FUZZY,
            "The": AnchorStatus.MOVED,
            "Twenty-six": AnchorStatus.ORPHAN,
        }
        assert set(session.scalars(select(Snapshot.version_id))) == {first.id, second.id}
    assert second.origin == paper.address(PATH)


def test_a_page_with_the_same_text_makes_no_version(
    database: Database, paper: Site, worker: Worker, article_id: int
) -> None:
    paper.pages[PATH] = page(*SENTENCES, noise="Another menu")
    article = look(database, worker, article_id)
    assert len(versions(database)) == 1
    assert article.fetch_failure == ""
    assert article.next_fetch_at is not None
    assert article.next_fetch_at > now() + timedelta(hours=23)
    assert paper.asked == [PATH, PATH]


def test_a_page_that_is_gone_is_given_up_and_that_is_said(
    database: Database, paper: Site, worker: Worker, article_id: int
) -> None:
    paper.status = 410
    article = look(database, worker, article_id)
    assert "410 Gone" in article.fetch_failure
    assert article.is_given_up
    worker.sweep()
    worker.run_until_empty()
    assert len(paper.asked) == 2
    assert len(versions(database)) == 1


def test_a_page_that_is_not_found_is_looked_at_less_often_and_given_up_in_the_end(
    database: Database, paper: Site, worker: Worker, article_id: int
) -> None:
    paper.status = 404
    waits = []
    for _look in range(PATIENCE - 1):
        article = look(database, worker, article_id)
        assert article.next_fetch_at is not None
        waits.append(round((article.next_fetch_at - now()) / timedelta(days=1)))
    assert waits == [2, 4, 7, 7]
    assert look(database, worker, article_id).is_given_up


def test_what_is_refused_is_asked_no_more(
    database: Database, paper: Site, worker: Worker, article_id: int
) -> None:
    with database.session_scope(write=True) as session:
        session.get_one(Article, article_id).address = "http://169.254.169.254/latest"
    article = look(database, worker, article_id)
    assert article.is_given_up
    assert "metadata" in article.fetch_failure


def test_a_server_that_is_busy_is_tried_again_soon_and_never_given_up(
    database: Database, paper: Site, worker: Worker, article_id: int
) -> None:
    paper.status = 503
    for _look in range(PATIENCE + 1):
        article = look(database, worker, article_id)
    assert not article.is_given_up
    with database.session_scope(write=False) as session:
        job = session.scalars(select(Job).where(Job.kind == REFETCH)).one()
        assert job.state is JobState.READY


def test_a_person_starts_an_address_again_that_was_given_up(
    database: Database, paper: Site, worker: Worker, article_id: int
) -> None:
    paper.status = 410
    assert look(database, worker, article_id).is_given_up
    paper.status = 200
    with database.session_scope(write=True) as session:
        order_refetch(session, ACTOR, EmbeddedJobs(), article_id)
    article = work(database, worker, article_id)
    assert (article.is_given_up, article.fetch_failure, article.fetch_failures) == (False, "", 0)
    paper.status = 410
    assert look(database, worker, article_id).is_given_up
    with database.session_scope(write=True) as session:
        assert not schedule_refetch(session, ACTOR, article_id, 6).is_given_up
