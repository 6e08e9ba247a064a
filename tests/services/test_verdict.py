from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from sqlalchemy.orm import Session

from claims.db import Database
from claims.domain.claimant import ClaimantKind
from claims.domain.gate import Gate, GateAnswer, GateReason
from claims.domain.kind import ClaimKind
from claims.domain.person import Actor, Person, Role, system_actor
from claims.domain.state import RevisionState
from claims.errors import Choice, Conflict, Forbidden, InvalidInput, InvalidTransition, NotFound, StaleEdit
from claims.services import approval, claim, claimant, verdict
from claims.services.gate import current_approval
from claims.services.source import remove_evidence
from tests.conftest import make_person
from tests.services.stories import (
    SEARCHED,
    add_claim,
    add_evidence,
    approved,
    published,
    rating_id,
    submitted,
    write,
)


def test_verdict_starts_as_a_draft_taken_by_who_starts_it(session: Session, bela: Person) -> None:
    told = add_claim(session, bela)
    revision = verdict.start_revision(session, bela.actor, told.id)
    assert (revision.state, revision.number, revision.wording) == (RevisionState.DRAFT, 1, told.text)
    assert told.assignee_id == bela.id


def test_claim_that_somebody_took_stays_theirs(session: Session, bela: Person, dan: Person) -> None:
    told = add_claim(session, bela)
    claim.take(session, dan.actor, told.id, dan.id)
    verdict.start_revision(session, bela.actor, told.id)
    assert told.assignee_id == dan.id


def test_one_revision_is_worked_on_at_a_time(session: Session, bela: Person, dan: Person) -> None:
    told = add_claim(session, bela)
    verdict.start_revision(session, bela.actor, told.id)
    with pytest.raises(Conflict, match="being worked on"):
        verdict.start_revision(session, dan.actor, told.id)


def test_claim_that_is_not_selected_gets_no_verdict(session: Session, bela: Person) -> None:
    told = add_claim(session, bela)
    claim.wait(session, bela.actor, told.id, date(2030, 1, 1))
    with pytest.raises(Conflict, match="select it first"):
        verdict.start_revision(session, bela.actor, told.id)


def test_program_itself_writes_no_verdict(session: Session, bela: Person) -> None:
    with pytest.raises(Forbidden):
        verdict.start_revision(session, system_actor("command line"), add_claim(session, bela).id)


def test_unknown_ids_are_not_found(session: Session, bela: Person) -> None:
    with pytest.raises(NotFound):
        verdict.start_revision(session, bela.actor, 999)
    with pytest.raises(NotFound):
        verdict.get_revision(session, 999)


def test_who_saves_becomes_an_author(session: Session, bela: Person, dan: Person) -> None:
    revision = verdict.start_revision(session, bela.actor, add_claim(session, bela).id)
    write(session, bela, revision)
    write(session, dan, revision, summary="Another sentence.")
    assert {person.name for person in revision.authors} == {"Bela", "Dan"}


def test_who_attached_the_evidence_is_an_author(session: Session, bela: Person, dan: Person) -> None:
    told = add_claim(session, bela)
    add_evidence(session, dan, told)
    revision = verdict.start_revision(session, bela.actor, told.id)
    assert [person.name for person in revision.authors] == ["Dan"]


def test_stale_edit_shows_both_texts_and_changes_nothing(session: Session, bela: Person, dan: Person) -> None:
    revision = verdict.start_revision(session, bela.actor, add_claim(session, bela).id)
    old = revision.edits
    write(session, dan, revision, summary="Theirs")
    with pytest.raises(StaleEdit) as stale:
        verdict.save_revision(
            session,
            bela.actor,
            revision.id,
            edits=old,
            rating_id=None,
            as_of=None,
            texts={"summary": "Mine"},
            answers={},
        )
    theirs, yours = stale.value.theirs, stale.value.yours
    assert (theirs["summary"], yours["summary"]) == ("Theirs", "Mine")
    assert yours["rating"] == Choice("", "No rating yet.")
    assert set(theirs) == set(yours)
    assert stale.value.edits == revision.edits
    assert revision.summary == "Theirs"


@pytest.mark.parametrize("texts", [{"summary": "x" * 401}, {"explanation": "x" * 50_001}, {"title": "x"}])
def test_text_that_is_too_long_or_unknown_is_refused(
    session: Session, bela: Person, texts: dict[str, str]
) -> None:
    revision = verdict.start_revision(session, bela.actor, add_claim(session, bela).id)
    with pytest.raises(InvalidInput):
        verdict.save_revision(
            session,
            bela.actor,
            revision.id,
            edits=revision.edits,
            rating_id=None,
            as_of=None,
            texts=texts,
            answers={},
        )


def test_reason_that_does_not_stand_at_a_gate_is_refused(session: Session, bela: Person) -> None:
    revision = verdict.start_revision(session, bela.actor, add_claim(session, bela).id)
    with pytest.raises(InvalidInput, match="reason"):
        write(session, bela, revision, answers={Gate.EVIDENCE: GateAnswer(GateReason.OTHER, "none")})


def test_day_to_look_again_is_after_the_day_that_the_answer_holds_for(session: Session, bela: Person) -> None:
    revision = verdict.start_revision(session, bela.actor, add_claim(session, bela).id)
    with pytest.raises(InvalidInput, match="after"):
        verdict.save_revision(
            session,
            bela.actor,
            revision.id,
            edits=revision.edits,
            rating_id=None,
            as_of=date(2026, 11, 22),
            recheck_on=date(2026, 11, 22),
            texts={},
            answers={},
        )


def test_incomplete_verdict_is_not_submitted_and_the_message_names_what_is_missing(
    session: Session, bela: Person
) -> None:
    revision = verdict.start_revision(session, bela.actor, add_claim(session, bela).id)
    write(session, bela, revision, rating="false", summary="")
    with pytest.raises(InvalidInput, match=r"summary.*Evidence with a stance.*primary source"):
        verdict.submit(session, bela.actor, revision.id)


def test_rating_on_the_scale_is_submitted_with_two_origins_and_a_search_for_the_contrary(
    session: Session, bela: Person
) -> None:
    told = add_claim(session, bela)
    add_evidence(session, bela, told, origin="Wire, 22 November")
    add_evidence(session, bela, told, origin="wire, 22 november")
    revision = verdict.start_revision(session, bela.actor, told.id)
    write(session, bela, revision, rating="false", answers=SEARCHED)
    with pytest.raises(InvalidInput, match="different origin"):
        verdict.submit(session, bela.actor, revision.id)
    add_evidence(session, bela, told)
    assert verdict.submit(session, bela.actor, revision.id).state is RevisionState.IN_REVIEW


def test_evidence_added_after_approval_needs_approval_anew(session: Session, bela: Person, dan: Person) -> None:
    told = add_claim(session, bela)
    revision = approved(session, bela, dan, told)
    before = revision.round
    add_evidence(session, bela, told)
    session.flush()
    assert (revision.state, revision.round) == (RevisionState.IN_REVIEW, before + 1)
    assert current_approval(revision) is None


def test_rating_changed_after_approval_needs_approval_anew(session: Session, bela: Person, dan: Person) -> None:
    revision = approved(session, bela, dan, add_claim(session, bela))
    write(session, bela, revision, rating="satire")
    assert revision.state is RevisionState.IN_REVIEW
    assert current_approval(revision) is None
    approval.approve(session, dan.actor, revision.id)
    assert str(revision.state) == RevisionState.APPROVED


def test_evidence_removed_after_approval_needs_approval_anew(session: Session, bela: Person, dan: Person) -> None:
    told = add_claim(session, bela)
    evidence = add_evidence(session, bela, told)
    revision = approved(session, bela, dan, told)
    remove_evidence(session, bela.actor, evidence.id)
    session.flush()
    assert revision.state is RevisionState.IN_REVIEW
    assert revision.evidence == []


def test_wording_edited_after_approval_needs_approval_anew(session: Session, bela: Person, dan: Person) -> None:
    told = add_claim(session, bela)
    revision = approved(session, bela, dan, told)
    claim.edit_claim(
        session,
        bela.actor,
        told.id,
        text="Kim makes a fifth visit.",
        kind=told.kind,
        attribution="",
        edits=told.edits,
    )
    assert revision.state is RevisionState.IN_REVIEW
    assert revision.wording == "Kim makes a fifth visit."


def test_edit_that_leaves_the_wording_keeps_the_approval(session: Session, bela: Person, dan: Person) -> None:
    told = add_claim(session, bela)
    revision = approved(session, bela, dan, told)
    claim.edit_claim(
        session,
        bela.actor,
        told.id,
        text=told.text,
        kind=ClaimKind.RANKING,
        attribution="Kim",
        edits=told.edits,
    )
    claimant.confirm_no_claimant(session, bela.actor, told.id)
    assert revision.state is RevisionState.APPROVED


def test_claimant_confirmed_after_approval_needs_approval_anew(
    session: Session, bela: Person, dan: Person
) -> None:
    told = add_claim(session, bela)
    revision = approved(session, bela, dan, told)
    claimant.confirm_claimant(session, bela.actor, told.id, name="Example News", kind=ClaimantKind.ORGANISATION)
    assert revision.state is RevisionState.IN_REVIEW
    assert revision.claimant is not None
    assert revision.claimant.name == "Example News"


def test_correction_starts_as_a_copy_without_the_day_that_it_holds_for(
    session: Session, ana: Person, bela: Person, dan: Person
) -> None:
    told = add_claim(session, bela)
    first = published(session, (ana, bela, dan), told)
    second = verdict.start_revision(session, dan.actor, told.id)
    assert (second.number, second.summary, second.rating_id) == (2, first.summary, first.rating_id)
    assert second.as_of is None
    assert second.rating is not None
    second.rating.gates = [Gate.RATING.value, Gate.APPROVAL.value]
    with pytest.raises(InvalidInput, match="Nobody has written"):  # else who began the copy could approve it
        verdict.submit(session, dan.actor, second.id)


def test_published_revision_cannot_be_edited_or_submitted(
    session: Session, ana: Person, bela: Person, dan: Person
) -> None:
    revision = published(session, (ana, bela, dan), add_claim(session, bela))
    with pytest.raises(InvalidTransition):
        write(session, bela, revision)
    with pytest.raises(InvalidTransition):
        verdict.submit(session, bela.actor, revision.id)


def test_evidence_added_after_publication_waits_for_the_next_revision(
    session: Session, ana: Person, bela: Person, dan: Person
) -> None:
    told = add_claim(session, bela)
    first = published(session, (ana, bela, dan), told)
    add_evidence(session, bela, told)
    assert first.evidence == []
    assert len(verdict.start_revision(session, bela.actor, told.id).evidence) == 1


def test_evidence_keeps_its_order_after_a_removal(session: Session, bela: Person) -> None:
    told = add_claim(session, bela)
    revision = verdict.start_revision(session, bela.actor, told.id)
    first, second, third = (add_evidence(session, bela, told) for _number in range(3))
    remove_evidence(session, bela.actor, first.id)
    fourth = add_evidence(session, bela, told)
    session.flush()
    session.expire(revision, ["evidence"])
    assert [item.evidence_id for item in revision.evidence] == [second.id, third.id, fourth.id]


def test_of_two_who_start_at_once_one_is_told_of_the_other(database: Database) -> None:
    with database.session_scope(write=True) as session:
        people = [make_person(session, name, Role.REVIEWER).actor for name in ("Bela", "Dan")]
        told = add_claim(session, session.get_one(Person, people[0].person_id)).id
    together = Barrier(2)

    def start(actor: Actor) -> str:
        together.wait()
        try:
            with database.session_scope(write=True) as session:
                verdict.start_revision(session, actor, told)
        except Conflict as refused:
            return refused.message
        return "started"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(start, people))
    assert answers == [f"A verdict on claim {told} is being worked on already.", "started"]


def test_history_lists_every_revision_newest_first(
    session: Session, ana: Person, bela: Person, dan: Person
) -> None:
    told = add_claim(session, bela)
    published(session, (ana, bela, dan), told)
    submitted(session, bela, told)
    assert [item.number for item in verdict.revisions_of(session, told.id)] == [2, 1]


def test_rating_that_is_not_there_is_refused(session: Session, bela: Person) -> None:
    revision = verdict.start_revision(session, bela.actor, add_claim(session, bela).id)
    with pytest.raises(NotFound):
        verdict.save_revision(
            session,
            bela.actor,
            revision.id,
            edits=revision.edits,
            rating_id=rating_id(session, "satire") + 1000,
            as_of=None,
            texts={},
            answers={},
        )
