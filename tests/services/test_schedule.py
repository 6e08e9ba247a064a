"""Publication at a moment: not before, with the gates checked again, never of what changed meanwhile."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from claims.domain.claim import ClaimantStatus
from claims.domain.person import Person, Role
from claims.domain.state import RevisionState
from claims.domain.verdict import CorrectionKind, VerdictRevision
from claims.errors import Conflict, Forbidden, InvalidInput, InvalidTransition
from claims.services import approval, schedule
from claims.services.publication import latest_verdicts
from claims.services.search import search_verdicts
from tests.services.conftest import NotedJobs
from tests.services.stories import add_claim, approved, published, submitted, write

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(AT - timedelta(hours=3), tick=False) as traveller:
        yield traveller


@pytest.fixture
def revision(session: Session, bela: Person, dan: Person, clock: time_machine.Traveller) -> VerdictRevision:
    return approved(session, bela, dan, add_claim(session, bela))


def sweep(session: Session) -> None:
    session.flush()
    schedule.publish_due(session, NotedJobs())


def test_it_is_published_when_the_moment_has_come_and_not_before(
    session: Session, ana: Person, revision: VerdictRevision, clock: time_machine.Traveller
) -> None:
    schedule.schedule(session, ana.actor, revision.id, AT)
    clock.shift(timedelta(hours=2, minutes=59))
    sweep(session)
    assert revision.state is RevisionState.APPROVED
    assert latest_verdicts(session) == []
    assert not search_verdicts(session, "forecast").verdicts
    clock.shift(timedelta(minutes=1))
    sweep(session)
    assert revision.state is RevisionState.PUBLISHED
    assert (revision.published_at, revision.published_by_id) == (AT, ana.id)
    assert search_verdicts(session, "forecast").verdicts
    sweep(session)


def test_moment_is_changed_and_cancelled(
    session: Session, ana: Person, revision: VerdictRevision, clock: time_machine.Traveller
) -> None:
    schedule.schedule(session, ana.actor, revision.id, AT)
    schedule.schedule(session, ana.actor, revision.id, AT + timedelta(days=1))
    schedule.cancel(session, ana.actor, revision.id)
    clock.shift(timedelta(days=3))
    sweep(session)
    assert revision.state is RevisionState.APPROVED
    with pytest.raises(Conflict, match="not set"):
        schedule.cancel(session, ana.actor, revision.id)


def test_any_change_of_content_cancels_it(
    session: Session, ana: Person, bela: Person, dan: Person, revision: VerdictRevision
) -> None:
    schedule.schedule(session, ana.actor, revision.id, AT)
    write(session, bela, revision, summary="Changed.")
    assert (revision.state, revision.scheduled_at) == (RevisionState.IN_REVIEW, None)
    approval.approve(session, dan.actor, revision.id)
    assert revision.scheduled_at is None
    schedule.schedule(session, ana.actor, revision.id, AT)
    approval.return_to_author(session, dan.actor, revision.id, "No.")
    assert revision.scheduled_at is None


def test_gates_are_checked_again_and_a_failure_says_why(
    session: Session, ana: Person, revision: VerdictRevision, clock: time_machine.Traveller
) -> None:
    schedule.schedule(session, ana.actor, revision.id, AT)
    revision.verdict.claim.claimant_status = ClaimantStatus.OPEN
    clock.shift(timedelta(hours=4))
    sweep(session)
    assert (revision.state, revision.scheduled_at) == (RevisionState.APPROVED, None)
    assert "still needs" in revision.schedule_failure
    revision.verdict.claim.claimant_status = ClaimantStatus.NONE
    schedule.schedule(session, ana.actor, revision.id, AT + timedelta(days=1))
    assert revision.schedule_failure == ""


def test_one_that_fails_keeps_no_other_back(
    session: Session, ana: Person, bela: Person, dan: Person, clock: time_machine.Traveller
) -> None:
    first, second = (approved(session, bela, dan, add_claim(session, bela)) for _number in range(2))
    for one in (first, second):
        schedule.schedule(session, ana.actor, one.id, AT)
    first.verdict.claim.claimant_status = ClaimantStatus.OPEN
    clock.shift(timedelta(hours=4))
    sweep(session)
    assert (first.state, second.state) == (RevisionState.APPROVED, RevisionState.PUBLISHED)


@pytest.mark.parametrize("change", ["inactive", "demoted"])
def test_who_may_no_longer_publish_publishes_nothing(
    session: Session, ana: Person, revision: VerdictRevision, clock: time_machine.Traveller, change: str
) -> None:
    schedule.schedule(session, ana.actor, revision.id, AT)
    ana.active, ana.role = change != "inactive", Role.EDITOR if change == "inactive" else Role.REVIEWER
    clock.shift(timedelta(hours=4))
    sweep(session)
    assert revision.state is RevisionState.APPROVED
    assert revision.schedule_failure


def test_correction_is_set_with_its_kind_and_note(
    session: Session, ana: Person, bela: Person, dan: Person, clock: time_machine.Traveller
) -> None:
    told = add_claim(session, bela)
    first = published(session, (ana, bela, dan), told)
    second = approved(session, bela, dan, told)
    for kind, note in ((None, ""), (CorrectionKind.UPDATE, " "), (CorrectionKind.CHANGES_RATING, "x")):
        with pytest.raises(InvalidInput):
            schedule.schedule(session, ana.actor, second.id, AT, correction=kind, note=note)
    schedule.schedule(session, ana.actor, second.id, AT, correction=CorrectionKind.UPDATE, note="A year passed.")
    clock.shift(timedelta(hours=4))
    sweep(session)
    assert (first.state, second.state) == (RevisionState.SUPERSEDED, RevisionState.PUBLISHED)
    assert second.correction is not None and second.correction.note == "A year passed."


def test_only_what_is_approved_is_set_by_an_editor_for_a_moment_to_come(
    session: Session, ana: Person, bela: Person, revision: VerdictRevision
) -> None:
    for at in (AT - timedelta(days=1), AT + timedelta(days=400)):
        with pytest.raises(InvalidInput, match="moment"):
            schedule.schedule(session, ana.actor, revision.id, at)
    with pytest.raises(Forbidden):
        schedule.schedule(session, bela.actor, revision.id, AT)
    with pytest.raises(Forbidden):
        schedule.cancel(session, bela.actor, revision.id)
    waiting = submitted(session, bela, add_claim(session, bela))
    with pytest.raises(InvalidTransition):
        schedule.schedule(session, ana.actor, waiting.id, AT)
