import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.db import Database
from claims.domain.article import Article, ExtractionRun
from claims.domain.job import Job, JobState
from claims.domain.person import system_actor
from claims.domain.state import ArticleState
from claims.domain.tag import Tag
from claims.errors import EngineError, FetchFailed, FetchRefused, InvalidInput, NotFound
from claims.jobs.embedded import EmbeddedJobs
from claims.services.article import EXTRACT, NewArticle, add_article
from claims.services.question import RESCORE
from claims.worker import HANDLERS, Handler, Store, Worker

KILL = Path(__file__).parent / "benchmark" / "worker_kill.py"


def adds_tag(database: Database, args: Mapping[str, Any]) -> Store:
    return lambda session: session.add(Tag(slug=args["slug"], name="done"))


def gives_up(session: Session, args: Mapping[str, Any], reason: str) -> None:
    session.add(Tag(slug=args["slug"], name=reason))


def order(database: Database, slug: str, kind: str = "tag") -> None:
    with database.session_scope(write=True) as session:
        EmbeddedJobs().enqueue(session, kind, {"slug": slug})


def tags(database: Database) -> dict[str, str]:
    with database.session_scope(write=False) as session:
        return {tag.slug: tag.name for tag in session.scalars(select(Tag))}


def only_job(database: Database) -> Job:
    with database.session_scope(write=False) as session:
        return session.scalars(select(Job)).one()


def run(database: Database, work: Callable[[Database, Mapping[str, Any]], Store]) -> int:
    handlers = {"tag": Handler(work, gives_up)}
    return Worker(database, EmbeddedJobs(), handlers, sweepers=()).run_until_empty()


def set_attempts(database: Database, attempts: int) -> None:
    with database.session_scope(write=True) as session:
        session.scalars(select(Job)).one().attempts = attempts


def test_result_and_end_of_the_job_are_stored_together(database: Database) -> None:
    order(database, "one")
    order(database, "two")
    assert run(database, adds_tag) == 2
    assert tags(database) == {"one": "done", "two": "done"}
    assert run(database, adds_tag) == 0


def test_slow_part_runs_with_no_transaction_open(database: Database) -> None:
    def writes_elsewhere(database: Database, args: Mapping[str, Any]) -> Store:
        with database.session_scope(write=True) as session:
            session.add(Tag(slug="meanwhile", name="written by another"))
        return adds_tag(database, args)

    order(database, "one")
    run(database, writes_elsewhere)
    assert set(tags(database)) == {"meanwhile", "one"}


def test_failed_job_stores_nothing_and_waits(database: Database) -> None:
    def fails_while_storing(database: Database, args: Mapping[str, Any]) -> Store:
        def store(session: Session) -> None:
            session.add(Tag(slug=args["slug"], name="half"))
            session.flush()
            raise EngineError("The engine is tired.")

        return store

    order(database, "one")
    run(database, fails_while_storing)
    job = only_job(database)
    assert tags(database) == {}
    assert (job.state, job.attempts) == (JobState.READY, 1) and "tired" in job.error


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (EngineError("The engine is tired."), "The engine is tired."),
        (RuntimeError("secret detail"), "The program failed unexpectedly; its log says more."),
    ],
)
def test_last_failure_is_told_in_a_sentence(database: Database, error: Exception, sentence: str) -> None:
    def fails(database: Database, args: Mapping[str, Any]) -> Store:
        raise error

    order(database, "one")
    set_attempts(database, 4)
    run(database, fails)
    assert only_job(database).state is JobState.DEAD
    assert tags(database) == {"one": sentence}


def test_hopeless_failure_is_not_tried_again(database: Database) -> None:
    def refuses(database: Database, args: Mapping[str, Any]) -> Store:
        raise InvalidInput("There is no such engine.")

    order(database, "one")
    run(database, refuses)
    assert (only_job(database).state, tags(database)) == (JobState.DEAD, {"one": "There is no such engine."})


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (FetchRefused("10.0.0.1 is not a public address."), JobState.DEAD),
        (FetchFailed("The server answered 410 Gone.", permanent=True), JobState.DEAD),
        (FetchFailed("The server answered 503.", permanent=False), JobState.READY),
    ],
)
def test_fetch_is_tried_again_where_that_may_help(database: Database, error: Exception, state: JobState) -> None:
    def fails(database: Database, args: Mapping[str, Any]) -> Store:
        raise error

    order(database, "one")
    run(database, fails)
    assert only_job(database).state == state


def test_job_that_killed_every_worker_is_given_up(database: Database) -> None:
    order(database, "one")
    set_attempts(database, 5)
    run(database, adds_tag)
    assert only_job(database).state is JobState.DEAD
    assert "5 times" in tags(database)["one"]


def test_job_of_an_unknown_kind_does_not_stop_the_others(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    order(database, "strange", kind="knit")
    order(database, "one")
    with caplog.at_level(logging.CRITICAL, "claims.worker"):
        run(database, adds_tag)
    assert tags(database) == {"one": "done"}


def test_thing_that_is_gone_does_not_keep_its_job_alive(database: Database) -> None:
    def finds_nothing(database: Database, args: Mapping[str, Any]) -> Store:
        raise NotFound("There is no article 7.")

    def finds_nothing_either(session: Session, args: Mapping[str, Any], reason: str) -> None:
        session.add(Tag(slug="half", name="half"))
        raise NotFound("There is no article 7.")

    order(database, "one")
    Worker(
        database, EmbeddedJobs(), {"tag": Handler(finds_nothing, finds_nothing_either)}, sweepers=()
    ).run_until_empty()
    assert only_job(database).state is JobState.DEAD
    assert tags(database) == {}


def test_worker_that_lost_its_lease_stores_nothing(database: Database) -> None:
    def loses_the_lease(database: Database, args: Mapping[str, Any]) -> Store:
        with database.session_scope(write=True) as session:
            session.scalars(select(Job)).one().worker = "another"
        return adds_tag(database, args)

    order(database, "one")
    run(database, loses_the_lease)
    assert tags(database) == {}
    assert only_job(database).worker == "another"


def test_failure_after_the_lease_was_lost_changes_nothing(database: Database) -> None:
    def loses_the_lease_and_fails(database: Database, args: Mapping[str, Any]) -> Store:
        with database.session_scope(write=True) as session:
            session.scalars(select(Job)).one().worker = "another"
        raise EngineError("The engine is tired.")

    order(database, "one")
    assert run(database, loses_the_lease_and_fails) == 1
    assert (only_job(database).worker, only_job(database).error) == ("another", "")


def test_long_job_keeps_its_lease(database: Database) -> None:
    calls = []

    def slow(database: Database, args: Mapping[str, Any]) -> Store:
        calls.append(threading.current_thread().name)
        time.sleep(1.5)
        return adds_tag(database, args)

    order(database, "one")
    worker = Worker(
        database,
        EmbeddedJobs(),
        {"tag": Handler(slow, gives_up)},
        threads=2,
        sweepers=(),
        lease=timedelta(seconds=0.6),
    )
    worker.start()
    wait_for(lambda: "one" in tags(database))
    assert worker.stop(5)
    assert len(calls) == 1


def test_threads_take_new_jobs_and_end_when_told(database: Database) -> None:
    worker = Worker(database, EmbeddedJobs(), {"tag": Handler(adds_tag, gives_up)}, threads=2, sweepers=())
    worker.start()
    order(database, "later")
    wait_for(lambda: tags(database) == {"later": "done"})
    assert worker.stop(5)
    order(database, "too late")
    time.sleep(0.7)
    assert "too late" not in tags(database)


def test_sweeper_orders_lost_work_anew(database: Database) -> None:
    def finds_lost_work(session: Session, jobs: EmbeddedJobs) -> None:
        jobs.enqueue(session, "tag", {"slug": "lost"}, key="lost")

    worker = Worker(database, EmbeddedJobs(), {"tag": Handler(adds_tag, gives_up)}, sweepers=(finds_lost_work,))
    worker.start()
    wait_for(lambda: "lost" in tags(database))
    assert worker.stop(5)


def test_article_is_extracted_and_ready(database: Database) -> None:
    article_id = add_pasted_article(database, "Kim arrived in Beijing on Tuesday. It rained.")
    assert Worker(database, EmbeddedJobs()).run_until_empty() == 1
    with database.session_scope(write=False) as session:
        assert session.get_one(Article, article_id).state is ArticleState.READY
        assert session.scalars(select(ExtractionRun)).one().claims >= 1


def test_article_that_cannot_be_extracted_says_why(database: Database) -> None:
    article_id = add_pasted_article(database, "Kim arrived in Beijing on Tuesday.")
    with database.session_scope(write=True) as session:
        session.get_one(Article, article_id).engine = "crystal ball"
    Worker(database, EmbeddedJobs()).run_until_empty()
    with database.session_scope(write=False) as session:
        article = session.get_one(Article, article_id)
        assert article.state is ArticleState.FAILED and "crystal ball" in article.failure


def test_every_kind_of_job_has_a_handler() -> None:
    assert set(HANDLERS) == {EXTRACT, RESCORE}


def test_killed_workers_lose_nothing_and_do_nothing_twice(database_url: str) -> None:
    done = subprocess.run(
        [sys.executable, str(KILL), "--url", database_url, "--jobs", "8", "--kills", "2"],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | {"PYTHONPATH": str(KILL.parents[2])},
    )
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert (figures["kills"], figures["lost"], figures["twice"]) == (2, 0, 0)


def add_pasted_article(database: Database, text: str) -> int:
    with database.session_scope(write=True) as session:
        new = NewArticle(text=text, engine="sentence")
        return add_article(session, system_actor("test"), EmbeddedJobs(), new).id


def wait_for(condition: Callable[[], bool], seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.05)
