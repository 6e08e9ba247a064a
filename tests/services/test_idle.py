"""A verdict goes no further while its claim is not on the list to check."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.domain.claim import Claim, DropReason
from claims.domain.notification import Notification, NotificationKind
from claims.domain.person import Person
from claims.domain.state import RevisionState
from claims.errors import Conflict
from claims.services import approval, publication, schedule, verdict
from claims.services.claim import drop, merge_claim, reopen, wait
from claims.services.verdict import get_revision
from tests.services.conftest import NotedJobs
from tests.services.stories import add_article, add_claim, approved, submitted, write

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(AT - timedelta(hours=3), tick=False) as traveller:
        yield traveller


def test_no_step_towards_readers_is_taken(
    session: Session, ana: Person, bela: Person, dan: Person, clock: time_machine.Traveller
) -> None:
    article = add_article(session)
    draft = verdict.start_revision(session, bela.actor, add_claim(session, bela, article).id)
    write(session, bela, draft)
    waiting = submitted(session, bela, add_claim(session, bela, article))
    ready = approved(session, bela, dan, add_claim(session, bela, article))
    other = add_claim(session, bela, article)
    revisions = (draft, waiting, ready)
    leave: dict[str, Callable[[Claim], object]] = {
        "was dropped: take it up again": lambda claim: drop(session, ana.actor, claim.id, DropReason.NO_DATA),
        r"waits \(the vote\): take it up again": lambda claim: wait(
            session, ana.actor, claim.id, event="the vote"
        ),
        f"was merged into claim {other.id}": lambda claim: merge_claim(session, ana.actor, claim.id, other.id),
    }
    forward: list[Callable[[], object]] = [
        lambda: verdict.submit(session, bela.actor, draft.id),
        lambda: approval.approve(session, dan.actor, waiting.id),
        lambda: approval.approve_alone(session, ana.actor, waiting.id),
        lambda: publication.publish(session, ana.actor, ready.id),
        lambda: schedule.schedule(session, ana.actor, ready.id, AT),
    ]
    for why, step in leave.items():
        for revision in revisions:
            step(revision.verdict.claim)
        for refused in forward:
            with pytest.raises(Conflict, match=why):
                refused()
        write(session, bela, draft, summary=f"Kept: {why}.")
        if not why.startswith("was merged"):
            for revision in revisions:
                reopen(session, ana.actor, revision.verdict.claim_id)
    assert [one.state for one in revisions] == [
        RevisionState.DRAFT,
        RevisionState.IN_REVIEW,
        RevisionState.APPROVED,
    ]


def test_it_goes_on_when_the_claim_is_taken_up_again(
    session: Session, ana: Person, bela: Person, dan: Person
) -> None:
    revision = approved(session, bela, dan, add_claim(session, bela))
    drop(session, ana.actor, revision.verdict.claim_id, DropReason.NO_DATA)
    reopen(session, ana.actor, revision.verdict.claim_id)
    assert publication.publish(session, ana.actor, revision.id).state is RevisionState.PUBLISHED


def test_a_set_publication_is_held_with_a_reason_and_a_notification(
    session: Session, ana: Person, bela: Person, dan: Person, clock: time_machine.Traveller
) -> None:
    revision = approved(session, bela, dan, add_claim(session, bela))
    schedule.schedule(session, ana.actor, revision.id, AT)
    drop(session, ana.actor, revision.verdict.claim_id, DropReason.NO_DATA)
    clock.shift(timedelta(hours=4))
    session.flush()
    schedule.publish_due(session, NotedJobs())
    held = get_revision(session, revision.id)
    assert (held.state, held.scheduled_at) == (RevisionState.APPROVED, None)
    assert "was dropped" in held.schedule_failure
    session.flush()
    told = select(Notification.person_id).where(Notification.kind == NotificationKind.SCHEDULE_FAILED)
    assert ana.id in session.scalars(told).all()
