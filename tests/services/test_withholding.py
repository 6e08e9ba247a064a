from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.domain.entity import now
from claims.domain.job import Job, JobState
from claims.jobs.embedded import EmbeddedJobs
from claims.services.withholding import AGAIN_AFTER, FINISH, requeue_dead


def test_a_cleaning_that_was_given_up_is_ordered_anew_after_a_while(session: Session) -> None:
    jobs, order = EmbeddedJobs(), {"files": ["a" * 64]}
    jobs.enqueue(session, FINISH, order, key=f"{FINISH}:1")
    job = session.scalars(select(Job)).one()
    assert requeue_dead(session, jobs) == 0
    job.state, job.attempts = JobState.DEAD, 5
    session.flush()
    assert requeue_dead(session, jobs) == 0
    job.run_at = now() - AGAIN_AFTER - timedelta(seconds=1)
    session.flush()
    assert requeue_dead(session, jobs) == 1
    session.flush()
    again = session.scalars(select(Job)).one()
    assert (again.state, again.attempts, again.args, again.key) == (JobState.READY, 0, order, f"{FINISH}:1")
