from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.db import Database
from claims.domain.entity import now
from claims.domain.job import Job, JobState
from claims.errors import InvalidInput
from claims.jobs.base import JobEngine
from claims.jobs.embedded import KEPT, EmbeddedJobs, LeaseLost
from claims.jobs.registry import engine_names, get_engine

LEASE = timedelta(seconds=30)
START = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def jobs(clock: time_machine.Traveller) -> EmbeddedJobs:
    return EmbeddedJobs()


def test_registry_knows_the_embedded_engine() -> None:
    engine: JobEngine = get_engine()
    assert engine.name == "embedded" and engine_names()[0] == "embedded"
    with pytest.raises(InvalidInput, match="carrier pigeon"):
        get_engine("carrier pigeon")


def test_job_exists_only_if_the_change_commits(session: Session, jobs: EmbeddedJobs) -> None:
    jobs.enqueue(session, "extract_article", {"article_id": 1})
    session.rollback()
    assert not jobs.is_due(session)
    assert jobs.claim_next(session, "a", LEASE) is None


def test_job_is_taken_once(session: Session, jobs: EmbeddedJobs) -> None:
    jobs.enqueue(session, "extract_article", {"article_id": 1})
    assert jobs.is_due(session)
    held = jobs.claim_next(session, "a", LEASE)
    assert held and (held.kind, held.args, held.attempt) == ("extract_article", {"article_id": 1}, 1)
    assert jobs.claim_next(session, "b", LEASE) is None


def test_higher_priority_then_older_comes_first(session: Session, jobs: EmbeddedJobs) -> None:
    for kind, priority, seconds in (("late", 0, 0), ("early", 0, -9), ("urgent", 1, 0), ("future", 5, 60)):
        jobs.enqueue(session, kind, {}, priority=priority, run_at=now() + timedelta(seconds=seconds))
    taken = [jobs.claim_next(session, "a", LEASE) for _ in range(4)]
    assert [held.kind if held else None for held in taken] == ["urgent", "early", "late", None]


def test_second_job_with_an_open_key_is_not_made_and_the_transaction_goes_on(
    session: Session, jobs: EmbeddedJobs
) -> None:
    jobs.enqueue(session, "extract_article", {"n": 1}, key="article 1")
    jobs.enqueue(session, "extract_article", {"n": 2}, key="article 1")
    jobs.enqueue(session, "extract_article", {"n": 3}, key="article 3")
    session.commit()
    assert [job.args["n"] for job in session.scalars(select(Job).order_by(Job.id))] == [1, 3]


def test_key_is_free_again_when_its_job_is_done(session: Session, jobs: EmbeddedJobs) -> None:
    jobs.enqueue(session, "extract_article", {}, key="article 1")
    held = jobs.claim_next(session, "a", LEASE)
    assert held
    jobs.finish(session, held)
    jobs.enqueue(session, "extract_article", {}, key="article 1")
    assert jobs.claim_next(session, "a", LEASE)


def test_two_sessions_that_order_the_same_key_make_one_job(database: Database) -> None:
    def order(_: int) -> None:
        with database.session_scope(write=True) as session:
            EmbeddedJobs().enqueue(session, "extract_article", {}, key="article 1")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(order, range(24)))
    with database.session_scope(write=False) as session:
        assert len(session.scalars(select(Job)).all()) == 1


def test_job_of_a_dead_worker_goes_to_another_who_fences_the_first_out(
    session: Session, jobs: EmbeddedJobs, clock: time_machine.Traveller
) -> None:
    jobs.enqueue(session, "extract_article", {})
    first = jobs.claim_next(session, "a", LEASE)
    clock.shift(LEASE + timedelta(seconds=1))
    second = jobs.claim_next(session, "b", LEASE)
    assert first and second and second.attempt == 2
    assert not jobs.heartbeat(session, first, LEASE)
    with pytest.raises(LeaseLost, match="no longer held by a"):
        jobs.finish(session, first)
    with pytest.raises(LeaseLost):
        jobs.fail(session, first, "late")
    jobs.finish(session, second)


def test_same_worker_is_fenced_out_of_its_own_earlier_attempt(
    session: Session, jobs: EmbeddedJobs, clock: time_machine.Traveller
) -> None:
    jobs.enqueue(session, "extract_article", {})
    first = jobs.claim_next(session, "a", LEASE)
    clock.shift(LEASE * 2)
    assert jobs.claim_next(session, "a", LEASE)
    assert first
    with pytest.raises(LeaseLost):
        jobs.finish(session, first)


def test_heartbeat_keeps_the_job(session: Session, jobs: EmbeddedJobs, clock: time_machine.Traveller) -> None:
    jobs.enqueue(session, "extract_article", {})
    held = jobs.claim_next(session, "a", LEASE)
    assert held
    for _ in range(3):
        clock.shift(LEASE * 0.9)
        assert jobs.heartbeat(session, held, LEASE)
        assert jobs.claim_next(session, "b", LEASE) is None


def test_failed_job_waits_twice_as_long_each_time_and_then_is_dead(
    session: Session, jobs: EmbeddedJobs, clock: time_machine.Traveller
) -> None:
    jobs.enqueue(session, "extract_article", {})
    waits = []
    for _ in range(5):
        held = jobs.claim_next(session, "a", LEASE)
        assert held
        dead = jobs.fail(session, held, "no luck\x00")
        job = session.get_one(Job, held.id, populate_existing=True)
        waits.append((job.run_at - now()).total_seconds())
        clock.move_to(max(job.run_at, now()))
    assert waits[:4] == [2, 4, 8, 16]
    assert dead and (job.state, job.error) == (JobState.DEAD, "no luck\ufffd")
    assert jobs.claim_next(session, "a", LEASE) is None


def test_failed_job_can_be_taken_again_in_the_same_session(
    session: Session, jobs: EmbeddedJobs, clock: time_machine.Traveller
) -> None:
    jobs.enqueue(session, "extract_article", {})
    for attempt in (1, 2):
        held = jobs.claim_next(session, "a", LEASE)
        assert held and held.attempt == attempt
        assert session.scalars(select(Job.state)).one() == JobState.RUNNING
        jobs.fail(session, held, "no luck")
        clock.shift(timedelta(minutes=1))


def test_final_failure_is_not_tried_again(session: Session, jobs: EmbeddedJobs) -> None:
    jobs.enqueue(session, "extract_article", {})
    held = jobs.claim_next(session, "a", LEASE)
    assert held and jobs.fail(session, held, "there is no article 1", final=True)
    assert session.scalars(select(Job.state)).one() == JobState.DEAD


def test_job_that_killed_every_worker_is_handed_out_as_exhausted(
    session: Session, jobs: EmbeddedJobs, clock: time_machine.Traveller
) -> None:
    jobs.enqueue(session, "extract_article", {})
    held = None
    for _ in range(6):
        held = jobs.claim_next(session, "a", LEASE)
        clock.shift(LEASE * 2)
    assert held and held.exhausted
    assert jobs.fail(session, held, "The worker was lost too often.")


def test_only_jobs_done_long_ago_are_forgotten(
    session: Session, jobs: EmbeddedJobs, clock: time_machine.Traveller
) -> None:
    for kind in ("done", "open"):
        jobs.enqueue(session, kind, {}, priority=kind == "done")
    held = jobs.claim_next(session, "a", LEASE)
    assert held
    jobs.finish(session, held)
    clock.shift(KEPT + timedelta(hours=1))
    jobs.enqueue(session, "new", {})
    jobs.forget_done(session)
    assert session.scalars(select(Job.kind).order_by(Job.id)).all() == ["open", "new"]


def test_workers_that_ask_at_once_never_get_the_same_job(database: Database) -> None:
    jobs = EmbeddedJobs()
    with database.session_scope(write=True) as session:
        for number in range(40):
            jobs.enqueue(session, "extract_article", {"n": number})

    def take(worker: int) -> list[int]:
        taken = []
        while True:
            with database.session_scope(write=True) as session:
                held = jobs.claim_next(session, f"w{worker}", LEASE)
            if held is None:
                return taken
            taken.append(held.args["n"])

    with ThreadPoolExecutor(4) as pool:
        taken = [number for part in pool.map(take, range(4)) for number in part]
    assert sorted(taken) == list(range(40))
