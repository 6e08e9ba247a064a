"""Exceptions to four eyes: told to readers until a second person has checked what was published."""

import pytest
from sqlalchemy.orm import Session

from claims.domain.person import Person
from claims.domain.state import RevisionState
from claims.domain.verdict import VerdictRevision
from claims.errors import Conflict, Forbidden, InvalidTransition
from claims.services import approval, publication
from claims.services.export import export_desk, publisher_of
from claims.services.freezing import as_shown
from claims.services.queue import queue_of
from claims.services.setting import load_settings
from tests.services.stories import add_claim, published, submitted


@pytest.fixture
def alone(session: Session, ana: Person) -> VerdictRevision:
    """What Ana wrote and published without anybody else."""
    revision = submitted(session, ana, add_claim(session, ana))
    approval.approve_alone(session, ana.actor, revision.id, "Nobody else is here.")
    return publication.publish(session, ana.actor, revision.id)


def test_second_check_removes_the_exception_and_leaves_what_is_frozen(
    session: Session, dan: Person, alone: VerdictRevision
) -> None:
    frozen, edits = dict(alone.frozen or {}), alone.edits
    approval.check_later(session, dan.actor, alone.id, "Sound.", edits=edits)
    session.flush()
    assert (alone.frozen, alone.edits, alone.state) == (frozen, edits, RevisionState.PUBLISHED)
    shown = as_shown(alone)
    assert (shown.alone, shown.checked_by) == (True, "Dan")
    assert shown.checked_on
    exported = export_desk(session, publisher_of(load_settings(session), "https://desk.example"))
    assert [one.checked_by for one in exported.verdicts] == ["Dan"]  # type: ignore[union-attr]


def test_it_waits_in_the_queue_of_everybody_who_had_no_part(
    session: Session, ana: Person, dan: Person, alone: VerdictRevision
) -> None:
    session.flush()
    assert [row.revision for row in queue_of(session, dan.actor).second_check] == [alone]
    assert queue_of(session, ana.actor).second_check == []
    approval.check_later(session, dan.actor, alone.id)
    session.flush()
    assert queue_of(session, dan.actor).second_check == []


def test_neither_author_nor_who_made_the_exception_checks_it(
    session: Session, ana: Person, bela: Person, dan: Person
) -> None:
    revision = submitted(session, bela, add_claim(session, bela))
    approval.approve_alone(session, ana.actor, revision.id)
    publication.publish(session, ana.actor, revision.id)
    for person in (ana, bela):
        with pytest.raises(Forbidden):
            approval.check_later(session, person.actor, revision.id)
    approval.check_later(session, dan.actor, revision.id)
    with pytest.raises(Conflict, match="awaits no second check"):
        approval.check_later(session, dan.actor, revision.id)


def test_what_a_second_person_approved_awaits_no_check(
    session: Session, ana: Person, bela: Person, dan: Person
) -> None:
    revision = published(session, (ana, bela, dan), add_claim(session, bela))
    with pytest.raises(Conflict):
        approval.check_later(session, dan.actor, revision.id)


def test_only_what_is_published_is_checked_later(session: Session, ana: Person, dan: Person) -> None:
    revision = submitted(session, ana, add_claim(session, ana))
    with pytest.raises(InvalidTransition):
        approval.check_later(session, dan.actor, revision.id)
