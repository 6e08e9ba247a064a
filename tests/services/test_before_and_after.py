"""A change says in the history what was before and what is after."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.domain.audit import AuditEvent
from claims.domain.history import SUBJECTS
from claims.domain.person import Person
from tests.services.changes import CHANGES, SOMETHING, Bench
from tests.services.conftest import NotedJobs


@pytest.fixture
def bench(session: Session, ana: Person, bela: Person, dan: Person, jobs: NotedJobs) -> Bench:
    return Bench(session, ana, bela, dan, jobs)


@pytest.mark.parametrize("action", CHANGES)
def test_event_has_what_was_and_what_is(bench: Bench, action: str) -> None:
    change, name, before, after = CHANGES[action]
    change(bench)
    newest = select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.number.desc())
    event = bench.session.scalars(newest).first()
    assert event is not None and event.payload is not None and event.payload.data is not None
    assert event.subject_type in SUBJECTS
    was, is_ = event.payload.data["before"], event.payload.data["after"]
    if action == "claim.edit":  # an event of several claims has the values of each
        (was,), (is_,) = was.values(), is_.values()
    assert name in was and name in is_ and was[name] != is_[name]
    assert before is SOMETHING or was[name] == before
    assert after is SOMETHING or is_[name] == after
