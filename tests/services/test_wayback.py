"""Asking an outside archive for a copy, as a job that waits."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.archiving.fetching.null import NullFetcher
from claims.archiving.registry import Archive, get_store
from claims.archiving.wayback.base import Pending, Saved
from claims.db import Database
from claims.domain.entity import now
from claims.domain.job import Job, JobState
from claims.domain.person import Person, Role
from claims.domain.source import SnapshotHow, Source, SourceKind, Stance, WaybackState
from claims.errors import FetchFailed, InvalidInput
from claims.jobs.embedded import EmbeddedJobs
from claims.services import source, wayback
from claims.services.source import NewEvidence, NewSource
from claims.worker import Worker, make_handlers
from tests.conftest import make_person
from tests.services.conftest import NotedJobs
from tests.services.stories import add_article, add_claim

COPY = "https://web.archive.example/web/20261122010203/https://a.example/"


@dataclass
class Told:
    """An archive that answers in turn what it was told to."""

    answers: list[Pending | Saved | Exception]
    name: str = "told"
    available: bool = True
    asked: list[Sequence[str]] = field(default_factory=list)

    def ask(self, address: str) -> Pending | Saved:
        self.asked.append(("ask", address))
        return self._next()

    def look(self, job: str, address: str) -> Pending | Saved:
        self.asked.append(("look", job))
        return self._next()

    def _next(self) -> Pending | Saved:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def archive_of(tmp_path: Path, *answers: Pending | Saved | Exception) -> tuple[Archive, Told]:
    told = Told(list(answers))
    return Archive(NullFetcher(), get_store("local", tmp_path), told), told


def run(database: Database, archive: Archive) -> Source:
    """Order a copy and let the worker do all that is due, as if no time had to pass."""
    with database.session_scope(write=True) as session:
        bela = make_person(session, "Bela", Role.REVIEWER)
        added = source.add_source(session, bela.actor, NewSource(SourceKind.PAGE, "A", "https://a.example/"))
        session.flush()
        wayback.order_copy(session, bela.actor, EmbeddedJobs(), added.id)
    worker = Worker(database, EmbeddedJobs(), make_handlers(archive=archive), sweepers=())
    while worker.run_until_empty():
        with database.session_scope(write=True) as session:
            for job in session.scalars(select(Job).where(Job.state == JobState.READY)):
                job.run_at = now()
    with database.session_scope(write=False) as session:
        return source.get_source(session, 1)


def test_a_copy_becomes_a_snapshot_that_readers_can_open(database: Database, tmp_path: Path) -> None:
    busy = FetchFailed("Busy.", permanent=False, retry_after=30)
    archive, told = archive_of(tmp_path, busy, Pending("j1", 8), busy, Pending("j1", 8), Saved(COPY))
    found = run(database, archive)
    (copy,) = found.copies
    assert (found.wayback_state, copy.how, copy.address) == (WaybackState.DONE, SnapshotHow.ARCHIVE_ADDRESS, COPY)
    assert [step for step, _what in told.asked] == ["ask", "ask", "look", "look", "look"]
    assert copy.taken_by_id == 1


def test_a_refusal_says_why(database: Database, tmp_path: Path) -> None:
    archive, _told = archive_of(tmp_path, FetchFailed("It is blocked.", permanent=True))
    found = run(database, archive)
    assert (found.wayback_state, found.wayback_failure) == (WaybackState.FAILED, "It is blocked.")
    assert not found.copies


def test_an_order_that_was_given_up_is_given_a_few_times_and_the_reason_is_kept(
    database: Database, tmp_path: Path
) -> None:
    archive, told = archive_of(tmp_path, *[Pending("j1", 8), Pending("", 60, "Too slow.")] * 10)
    found = run(database, archive)
    assert (found.wayback_state, found.wayback_failure) == (WaybackState.FAILED, "Too slow.")
    assert [step for step, _what in told.asked] == ["ask", "look"] * 4


@pytest.mark.parametrize("answer", [Pending("j1", 8), FetchFailed("Busy.", permanent=False)])
def test_patience_ends(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: Pending | Exception
) -> None:
    monkeypatch.setattr(wayback, "MAX_LOOKS", 2)
    archive, told = archive_of(tmp_path, *[answer] * 10)
    found = run(database, archive)
    assert found.wayback_state is WaybackState.FAILED and found.wayback_failure
    assert len(told.asked) == 3


def test_nothing_is_asked_for_a_private_draft_unless_somebody_says_so(session: Session, bela: Person) -> None:
    draft = add_claim(session, bela, add_article(session, private=True))
    added = source.add_source(session, bela.actor, NewSource(SourceKind.PAGE, "A", "https://a.example/"))
    source.attach(session, bela.actor, draft.id, added.id, NewEvidence(Stance.CONTEXT))
    jobs = NotedJobs()
    with pytest.raises(InvalidInput, match="private to the desk"):
        wayback.order_copy(session, bela.actor, jobs, added.id)
    wayback.order_copy(session, bela.actor, jobs, added.id, sure=True)
    assert len(jobs.orders) == 1


def test_orders_whose_job_was_lost_are_given_again(session: Session, bela: Person) -> None:
    added = source.add_source(session, bela.actor, NewSource(SourceKind.PAGE, "A", "https://a.example/"))
    session.flush()
    wayback.order_copy(session, bela.actor, NotedJobs(), added.id)
    again = NotedJobs()
    assert wayback.requeue_stuck(session, again) == 1
    assert again.orders[0][2] == f"ask_wayback:{added.id}"
    assert wayback.load_for_copy(session, added.id, None, "", 0) is not None
    added.withheld = True
    assert wayback.load_for_copy(session, added.id, None, "", 0) is None
