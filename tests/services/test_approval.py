from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from claims.db import Database
from claims.domain.person import Person, Role, system_actor
from claims.domain.state import RevisionState
from claims.domain.verdict import Decision
from claims.errors import Conflict, Forbidden, InvalidInput, InvalidTransition
from claims.services import approval, publication, verdict
from claims.services.gate import current_approval
from tests.conftest import make_person
from tests.services.stories import add_claim, add_evidence, approved, submitted, write


def test_second_person_approves(session: Session, bela: Person, dan: Person) -> None:
    revision = submitted(session, bela, add_claim(session, bela))
    approval.approve(session, dan.actor, revision.id, "Sound.")
    assert revision.state is RevisionState.APPROVED
    held = current_approval(revision)
    assert held is not None
    assert (held.person_id, held.comment, held.exception) == (dan.id, "Sound.", False)


def test_author_does_not_approve_their_own_verdict(session: Session, ana: Person) -> None:
    revision = submitted(session, ana, add_claim(session, ana))
    with pytest.raises(Forbidden, match="second person"):
        approval.approve(session, ana.actor, revision.id)
    assert revision.state is RevisionState.IN_REVIEW


def test_who_attached_evidence_does_not_approve(session: Session, bela: Person, dan: Person) -> None:
    told = add_claim(session, bela)
    add_evidence(session, dan, told)
    revision = submitted(session, bela, told)
    with pytest.raises(Forbidden):
        approval.approve(session, dan.actor, revision.id)


def test_program_itself_approves_nothing(session: Session, bela: Person) -> None:
    revision = submitted(session, bela, add_claim(session, bela))
    with pytest.raises(Forbidden):
        approval.approve(session, system_actor("command line"), revision.id)


def test_draft_is_not_approved(session: Session, bela: Person, dan: Person) -> None:
    revision = verdict.start_revision(session, bela.actor, add_claim(session, bela).id)
    with pytest.raises(InvalidTransition):
        approval.approve(session, dan.actor, revision.id)


def test_approval_of_what_changed_since_it_was_read_is_refused(
    session: Session, bela: Person, dan: Person
) -> None:
    revision = submitted(session, bela, add_claim(session, bela))
    seen = revision.edits
    write(session, bela, revision, summary="Something else.")
    with pytest.raises(Conflict, match="read it again"):
        approval.approve(session, dan.actor, revision.id, edits=seen)


def test_return_needs_a_comment(session: Session, bela: Person, dan: Person) -> None:
    revision = submitted(session, bela, add_claim(session, bela))
    with pytest.raises(InvalidInput, match="comment"):
        approval.return_to_author(session, dan.actor, revision.id, "  ")


def test_comment_of_any_length_is_refused(session: Session, bela: Person, dan: Person) -> None:
    revision = submitted(session, bela, add_claim(session, bela))
    with pytest.raises(InvalidInput, match="5000"):
        approval.return_to_author(session, dan.actor, revision.id, "x" * 5_001)


def test_returned_verdict_goes_back_to_its_author(session: Session, bela: Person, dan: Person) -> None:
    revision = submitted(session, bela, add_claim(session, bela))
    approval.return_to_author(session, dan.actor, revision.id, "Cite the list.")
    assert revision.state is RevisionState.RETURNED
    assert revision.approvals[-1].decision is Decision.RETURNED
    write(session, bela, revision, summary="With the list.")
    assert verdict.submit(session, bela.actor, revision.id).state is RevisionState.IN_REVIEW


def test_author_does_not_return_their_own_verdict(session: Session, bela: Person) -> None:
    revision = submitted(session, bela, add_claim(session, bela))
    with pytest.raises(Forbidden):
        approval.return_to_author(session, bela.actor, revision.id, "Not yet.")


def test_approval_ends_with_the_return_of_what_was_approved(session: Session, bela: Person, dan: Person) -> None:
    revision = approved(session, bela, dan, add_claim(session, bela))
    approval.return_to_author(session, dan.actor, revision.id, "I was wrong.")
    write(session, bela, revision, summary="Anew.")
    verdict.submit(session, bela.actor, revision.id)
    assert current_approval(revision) is None
    approval.approve(session, dan.actor, revision.id)
    assert revision.state is RevisionState.APPROVED


def test_editor_approves_alone_as_an_exception(session: Session, ana: Person) -> None:
    revision = submitted(session, ana, add_claim(session, ana))
    approval.approve_alone(session, ana.actor, revision.id, "Nobody else is here.")
    held = current_approval(revision)
    assert held is not None
    assert held.exception
    published = publication.publish(session, ana.actor, revision.id)
    assert published.frozen is not None
    assert published.frozen["alone"] is True
    assert not published.frozen["approvers"]


def test_reviewer_does_not_approve_alone(session: Session, bela: Person) -> None:
    revision = submitted(session, bela, add_claim(session, bela))
    with pytest.raises(Forbidden):
        approval.approve_alone(session, bela.actor, revision.id)


def test_of_two_decisions_at_once_one_is_told_of_the_other(database: Database) -> None:
    with database.session_scope(write=True) as session:
        bela, dan = (make_person(session, name, Role.REVIEWER) for name in ("Bela", "Dan"))
        revision_id = submitted(session, bela, add_claim(session, bela)).id
        second = dan.actor
    together = Barrier(2)

    def decide(_number: int) -> str:
        together.wait()
        try:
            with database.session_scope(write=True) as session:
                approval.approve(session, second, revision_id)
        except (Conflict, StaleDataError):
            return "conflict"
        return "approved"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(decide, range(2))) == ["approved", "conflict"]


_APPROVAL = (
    "INSERT INTO approval (revision_id, round, person_id, decision, comment, exception, at)"
    " VALUES (:revision, :round, :person, :decision, :comment, :exception, CURRENT_TIMESTAMP)"
)


def insert_approval(session: Session, revision_id: int, person: Person, **values: object) -> None:
    defaults = {"round": 1, "decision": "approved", "comment": "", "exception": False}
    session.execute(text(_APPROVAL), {**defaults, **values, "revision": revision_id, "person": person.id})


def test_database_refuses_an_approval_by_an_author(session: Session, bela: Person) -> None:
    revision = submitted(session, bela, add_claim(session, bela))
    session.flush()
    with pytest.raises(DatabaseError, match="cannot approve"):
        insert_approval(session, revision.id, bela)


def test_database_refuses_to_turn_a_return_by_an_author_into_an_approval(session: Session, bela: Person) -> None:
    revision = submitted(session, bela, add_claim(session, bela))
    insert_approval(session, revision.id, bela, decision="returned", comment="x")
    with pytest.raises(DatabaseError, match="cannot approve"):
        session.execute(text("UPDATE approval SET decision = 'approved'"))


def test_database_refuses_a_return_without_a_comment(session: Session, bela: Person, dan: Person) -> None:
    revision = submitted(session, bela, add_claim(session, bela))
    with pytest.raises(DatabaseError):
        insert_approval(session, revision.id, dan, decision="returned")


def test_database_refuses_an_approved_revision_without_an_approval(session: Session, bela: Person) -> None:
    submitted(session, bela, add_claim(session, bela))
    session.flush()
    with pytest.raises(DatabaseError, match="needs an approval"):
        session.execute(text("UPDATE verdict_revision SET state = 'approved'"))


def test_database_refuses_an_approval_of_an_earlier_round(session: Session, bela: Person, dan: Person) -> None:
    revision = approved(session, bela, dan, add_claim(session, bela))
    write(session, bela, revision, summary="Changed.")
    session.flush()
    with pytest.raises(DatabaseError, match="needs an approval"):
        session.execute(text("UPDATE verdict_revision SET state = 'approved'"))


def test_database_refuses_to_keep_approved_what_its_approver_had_a_part_in(
    session: Session, bela: Person, dan: Person
) -> None:
    revision = approved(session, bela, dan, add_claim(session, bela))
    values = {"revision": revision.id, "person": dan.id}
    session.execute(
        text("INSERT INTO revision_author (revision_id, person_id) VALUES (:revision, :person)"), values
    )
    with pytest.raises(DatabaseError, match="needs an approval"):
        session.execute(text("UPDATE verdict_revision SET summary = 'Dan wrote this'"))
