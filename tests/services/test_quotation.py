"""Checking quotations against archived copies, and changing evidence."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.archiving.stores.local import LocalStore
from claims.domain.entity import now
from claims.domain.job import Job
from claims.domain.person import Person
from claims.domain.source import Evidence, QuoteCheck, Snapshot, SnapshotHow, Stance
from claims.domain.state import RevisionState, SourceState
from claims.errors import InvalidInput, NotFound, StaleEdit
from claims.jobs.embedded import EmbeddedJobs
from claims.services import evidence as evidence_service
from claims.services import quotation
from claims.services.freezing import published_evidence
from claims.services.source import NewEvidence, remove_evidence
from claims.services.verdict import start_revision
from tests.services.stories import add_claim, add_evidence

JOBS = EmbeddedJobs()


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "files")


@pytest.fixture
def evidence(session: Session, bela: Person) -> Evidence:
    """“Fourth visit since 2013” from a ministry's page, on a claim that is to be checked."""
    claim = add_claim(session, bela)
    evidence = add_evidence(session, bela, claim)
    evidence.quote = "Fourth visit since 2013"
    session.flush()
    return evidence


def add_copy(session: Session, store: LocalStore, evidence: Evidence, text: str, *, later: int = 0) -> Snapshot:
    copy = Snapshot(
        source_id=evidence.source_id,
        how=SnapshotHow.UPLOADED,
        sha256=store.put(f"<p>{text}".encode()).sha256,
        text_sha256=store.put(text.encode()).sha256,
        taken_at=now() + timedelta(seconds=later),
    )
    session.add(copy)
    session.flush()
    session.expire(evidence.source, ["snapshots"])
    return copy


def check(session: Session, store: LocalStore, evidence: Evidence) -> None:
    order = quotation.load_for_check(session, evidence.id)
    assert order is not None
    quotation.store_check(session, order, quotation.look(store, order))
    session.refresh(evidence)


def test_words_in_the_copy_are_found_and_told(session: Session, store: LocalStore, evidence: Evidence) -> None:
    copy = add_copy(session, store, evidence, "It was the “fourth visit since\u00a02013”, the ministry said.")
    edits = evidence.edits
    check(session, store, evidence)
    assert (evidence.quote_check, evidence.quote_snapshot_id) == (QuoteCheck.FOUND, copy.id)
    assert evidence.edits == edits
    shown = published_evidence(evidence)
    assert (shown.quote_check, shown.quote_found_in) == ("found", copy.sha256)


def test_a_changed_number_is_told_to_the_desk_alone(
    session: Session, store: LocalStore, evidence: Evidence
) -> None:
    add_copy(session, store, evidence, "It was the fourth visit since 2014, the ministry said.")
    check(session, store, evidence)
    assert evidence.quote_check is QuoteCheck.NOT_FOUND
    assert "“2013” is “2014” in the copy." in evidence.quote_differences
    assert quotation.warnings([evidence]) == [evidence]
    shown = published_evidence(evidence)
    assert (shown.quote_check, shown.quote_differences, shown.quote_found_in) == ("", "", "")


def test_an_older_copy_may_still_have_the_words(session: Session, store: LocalStore, evidence: Evidence) -> None:
    older = add_copy(session, store, evidence, "Fourth visit since 2013.")
    add_copy(session, store, evidence, "The page was rewritten.", later=5)
    check(session, store, evidence)
    assert (evidence.quote_check, evidence.quote_snapshot_id) == (QuoteCheck.FOUND, older.id)


def test_without_a_readable_copy_it_cannot_be_checked(
    session: Session, store: LocalStore, evidence: Evidence
) -> None:
    check(session, store, evidence)
    assert evidence.quote_check is QuoteCheck.CANNOT_READ
    assert published_evidence(evidence).quote_check == "cannot_read"


def test_a_quotation_given_in_translation_alone_cannot_be_checked(
    session: Session, store: LocalStore, evidence: Evidence
) -> None:
    evidence.quote, evidence.translation = "", "The fourth visit"
    session.flush()
    add_copy(session, store, evidence, "Vierter Besuch")
    check(session, store, evidence)
    assert evidence.quote_check is QuoteCheck.CANNOT_READ


def test_a_quotation_changed_meanwhile_is_left_alone(
    session: Session, store: LocalStore, evidence: Evidence
) -> None:
    add_copy(session, store, evidence, "Fourth visit since 2013.")
    order = quotation.load_for_check(session, evidence.id)
    assert order is not None
    evidence.quote = "Fifth visit"
    session.flush()
    quotation.store_check(session, order, quotation.look(store, order))
    session.refresh(evidence)
    assert evidence.quote_check is QuoteCheck.NOT_CHECKED


def test_what_is_due_is_ordered_once(session: Session, store: LocalStore, evidence: Evidence) -> None:
    assert quotation.order_due(session, JOBS) == 1
    quotation.order_check(session, JOBS, evidence)
    assert len(session.scalars(select(Job).where(Job.kind == quotation.CHECK)).all()) == 1
    check(session, store, evidence)
    assert quotation.order_due(session, JOBS) == 0
    add_copy(session, store, evidence, "Fourth visit since 2013.", later=5)
    assert quotation.order_due(session, JOBS) == 1


def test_a_source_that_is_being_archived_waits(session: Session, evidence: Evidence) -> None:
    evidence.source.state = SourceState.ARCHIVING
    session.flush()
    assert quotation.order_due(session, JOBS) == 0
    assert quotation.load_for_check(session, evidence.id) is None


def test_removed_evidence_is_not_checked(session: Session, bela: Person, evidence: Evidence) -> None:
    remove_evidence(session, bela.actor, evidence.id)
    assert quotation.order_due(session, JOBS) == 0
    assert quotation.load_for_check(session, evidence.id) is None


def change(session: Session, person: Person, evidence: Evidence, *, edits: int, **values: str) -> Evidence:
    new = NewEvidence(Stance.REFUTES, **{"quote": evidence.quote, **values})
    return evidence_service.change_evidence(session, person.actor, JOBS, evidence.id, new, edits=edits)


def test_a_changed_quotation_is_looked_for_again(
    session: Session, store: LocalStore, bela: Person, evidence: Evidence
) -> None:
    add_copy(session, store, evidence, "Fourth visit since 2013.")
    check(session, store, evidence)
    change(session, bela, evidence, edits=evidence.edits, quote="Fifth visit since 2013")
    assert (evidence.quote_check, evidence.quote_snapshot_id) == (QuoteCheck.NOT_CHECKED, None)
    assert session.scalars(select(Job).where(Job.kind == quotation.CHECK)).one()


def test_changed_evidence_makes_its_person_an_author_of_the_open_revision(
    session: Session, ana: Person, bela: Person, evidence: Evidence
) -> None:
    revision = start_revision(session, bela.actor, evidence.claim_id)
    revision.state = RevisionState.IN_REVIEW
    session.flush()
    change(session, ana, evidence, edits=evidence.edits, note="See table 2")
    session.refresh(revision)
    assert ana in revision.authors
    assert (revision.state, revision.round) == (RevisionState.IN_REVIEW, 2)


def test_nothing_changed_changes_nothing(session: Session, ana: Person, bela: Person, evidence: Evidence) -> None:
    revision = start_revision(session, bela.actor, evidence.claim_id)
    stored = NewEvidence(evidence.stance, evidence.quote, evidence.translation, evidence.locator, evidence.note)
    edits = evidence.edits
    evidence_service.change_evidence(session, ana.actor, JOBS, evidence.id, stored, edits=edits)
    assert evidence.edits == edits
    assert ana not in revision.authors


def test_a_stale_form_shows_both_versions(session: Session, bela: Person, evidence: Evidence) -> None:
    edits = evidence.edits
    change(session, bela, evidence, edits=edits, note="Mine")
    session.flush()
    with pytest.raises(StaleEdit) as refused:
        change(session, bela, evidence, edits=edits, note="Yours")
    assert (refused.value.theirs["note"], refused.value.yours["note"]) == ("Mine", "Yours")


def test_evidence_that_cannot_be_changed_is_refused(session: Session, bela: Person, evidence: Evidence) -> None:
    with pytest.raises(InvalidInput, match="5000"):
        change(session, bela, evidence, edits=evidence.edits, quote="x" * 5_001)
    remove_evidence(session, bela.actor, evidence.id)
    with pytest.raises(NotFound):
        change(session, bela, evidence, edits=evidence.edits, note="Too late")
