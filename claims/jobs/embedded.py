"""Jobs in one table of the desk's own database: no other service, on SQLite and on PostgreSQL.

A worker holds a job by a lease, which it renews while it works; when it dies, the lease ends and another worker
takes the job. What a worker writes about a job is fenced by its name and the number of the attempt, so that one
who lost the lease changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Update, and_, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from claims.domain.entity import now
from claims.domain.job import Job, JobState
from claims.errors import EngineError
from claims.i18n import gettext as _

MAX_DELAY = timedelta(hours=1)
MAX_ERROR_LENGTH = 2_000
KEPT = timedelta(days=7)
"""How long a job that is done stays in the table."""


class LeaseLost(EngineError):
    """Another worker has the job now: nothing of this attempt may be stored."""


@dataclass(frozen=True, slots=True)
class Held:
    """A job that a worker holds: its order, and the fence (worker and attempt)."""

    id: int
    kind: str
    args: Mapping[str, Any]
    worker: str
    attempt: int
    max_attempts: int

    @property
    def last(self) -> bool:
        """Whether no attempt follows when this one fails."""
        return self.attempt >= self.max_attempts

    @property
    def exhausted(self) -> bool:
        """Whether all attempts were begun and lost already, with their workers."""
        return self.attempt > self.max_attempts


class EmbeddedJobs:
    """The engine that needs nothing but the database."""

    name = "embedded"

    def enqueue(
        self,
        session: Session,
        kind: str,
        args: Mapping[str, Any],
        *,
        key: str | None = None,
        run_at: datetime | None = None,
        priority: int = 0,
    ) -> None:
        """Order a job in the caller's transaction; not a second time while one with its key is open."""
        values = {"kind": kind, "args": dict(args), "key": key, "priority": priority, "run_at": run_at or now()}
        # A clash must not raise: on PostgreSQL that would end the caller's transaction.
        insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
        session.execute(insert(Job).values(values).on_conflict_do_nothing())

    def is_due(self, session: Session) -> bool:
        """Tell whether there is a job to take now; a read, so that an idle worker locks nothing."""
        return session.scalar(select(Job.id).where(_free(now())).limit(1)) is not None

    def claim_next(self, session: Session, worker: str, lease: timedelta) -> Held | None:
        """Take the next job for as long as the lease, or None; commit before the work begins."""
        moment = now()
        job = session.scalars(
            select(Job)
            .where(_free(moment))
            .order_by(Job.priority.desc(), Job.run_at, Job.id)
            .limit(1)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)  # the other methods change rows past the session
        ).first()
        if job is None:
            return None
        job.state, job.worker, job.lease_until = JobState.RUNNING, worker, moment + lease
        job.attempts += 1
        session.flush()
        return Held(job.id, job.kind, job.args, worker, job.attempts, job.max_attempts)

    def heartbeat(self, session: Session, held: Held, lease: timedelta) -> bool:
        """Renew the lease; False when it is lost."""
        return _change(session, _fenced(held).values(lease_until=now() + lease))

    def finish(self, session: Session, held: Held) -> None:
        """Mark the job done; raise LeaseLost, so that what was stored with it is rolled back."""
        self._leave(session, held, state=JobState.DONE, error="")

    def fail(self, session: Session, held: Held, error: str, *, final: bool = False) -> bool:
        """Let the job wait for its next attempt; if there is none, or it is final, it is dead: True."""
        error = error.replace("\x00", "\ufffd")[:MAX_ERROR_LENGTH]
        if final or held.last:
            self._leave(session, held, state=JobState.DEAD, error=error)
            return True
        self._leave(session, held, state=JobState.READY, error=error, run_at=now() + _delay(held.attempt))
        return False

    def forget_done(self, session: Session) -> None:
        """Delete jobs that were done long ago."""
        session.execute(delete(Job).where(Job.state == JobState.DONE, Job.run_at < now() - KEPT))

    def _leave(self, session: Session, held: Held, **values: Any) -> None:
        if not _change(session, _fenced(held).values(lease_until=None, **values)):
            raise LeaseLost(_("Job %(id)s is no longer held by %(worker)s.", id=held.id, worker=held.worker))


def _free(moment: datetime) -> ColumnElement[bool]:
    return or_(
        and_(Job.state == JobState.READY, Job.run_at <= moment),
        and_(Job.state == JobState.RUNNING, Job.lease_until < moment),
    )


def _fenced(held: Held) -> Update:
    return update(Job).where(
        Job.id == held.id,
        Job.worker == held.worker,
        Job.attempts == held.attempt,
        Job.state == JobState.RUNNING,
    )


def _change(session: Session, statement: Update) -> bool:
    result = session.execute(statement.execution_options(synchronize_session=False))
    return isinstance(result, CursorResult) and result.rowcount == 1


def _delay(attempt: int) -> timedelta:
    """Double the wait with every attempt, from two seconds on."""
    return min(MAX_DELAY, timedelta(seconds=2 ** min(attempt, 20)))
