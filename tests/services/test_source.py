from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.domain.entity import now
from claims.domain.person import Person
from claims.domain.source import Evidence, NoSnapshotReason, SnapshotHow, SourceKind, Stance
from claims.errors import InvalidInput, NotFound
from claims.services import source as service
from claims.services.source import NewEvidence, NewSource
from tests.services.stories import add_claim, add_evidence

PAGE = NewSource(SourceKind.PAGE, "List  of visits ", " https://ministry.example/visits ", origin=" Wire  1 ")


def test_source_is_kept_without_stray_spaces_and_read_today(session: Session, bela: Person) -> None:
    source = service.add_source(session, bela.actor, PAGE)
    assert (source.title, source.address, source.origin) == (
        "List of visits",
        "https://ministry.example/visits",
        "Wire 1",
    )
    assert source.accessed_on == now().date()
    assert source.added_by_id == bela.id


def test_copy_in_an_outside_archive_is_a_snapshot(session: Session, bela: Person) -> None:
    new = NewSource(SourceKind.PAGE, "A", "https://a.example", archive_address="https://archive.example/1")
    (copy,) = service.add_source(session, bela.actor, new).snapshots
    assert (copy.how, copy.address) == (SnapshotHow.ARCHIVE_ADDRESS, "https://archive.example/1")


@pytest.mark.parametrize(
    ("new", "says"),
    [
        (NewSource(SourceKind.OTHER, " "), "title"),
        (NewSource(SourceKind.PAGE, "A"), "address"),
        (NewSource(SourceKind.PAGE, "A", "javascript:alert(1)"), "web address"),
        (NewSource(SourceKind.PAGE, "A", "http://"), "web address"),
        (NewSource(SourceKind.PAGE, "A", "https://a.example", archive_address="file:///etc"), "web address"),
        (NewSource(SourceKind.OTHER, "A", no_snapshot_reason=NoSnapshotReason.OTHER), "sentence"),
        (NewSource(SourceKind.OTHER, "A" * 501), "500"),
        (NewSource(SourceKind.OTHER, "A", publisher="x" * 501), "500"),
        (NewSource(SourceKind.OTHER, "A", origin="x" * 501), "500"),
        (NewSource(SourceKind.OTHER, "A", no_snapshot_note="x" * 5_001), "5000"),
    ],
)
def test_source_that_cannot_be_used_is_refused(session: Session, bela: Person, new: NewSource, says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        service.add_source(session, bela.actor, new)


@pytest.mark.parametrize(
    "evidence",
    [
        NewEvidence(Stance.CONTEXT, quote="x" * 5_001),
        NewEvidence(Stance.CONTEXT, translation="x" * 5_001),
        NewEvidence(Stance.CONTEXT, note="x" * 5_001),
        NewEvidence(Stance.CONTEXT, locator="x" * 501),
    ],
)
def test_evidence_that_is_too_long_is_refused(session: Session, bela: Person, evidence: NewEvidence) -> None:
    source = service.add_source(session, bela.actor, PAGE)
    with pytest.raises(InvalidInput):
        service.attach(session, bela.actor, add_claim(session, bela).id, source.id, evidence)


def test_unknown_claims_sources_and_evidence_are_not_found(session: Session, bela: Person) -> None:
    source = service.add_source(session, bela.actor, PAGE)
    told = add_claim(session, bela)
    with pytest.raises(NotFound):
        service.attach(session, bela.actor, 999, source.id, NewEvidence(Stance.CONTEXT))
    with pytest.raises(NotFound):
        service.attach(session, bela.actor, told.id, 999, NewEvidence(Stance.CONTEXT))
    with pytest.raises(NotFound):
        service.remove_evidence(session, bela.actor, 999)


def test_removed_evidence_is_not_listed_and_not_removed_twice(session: Session, bela: Person) -> None:
    told = add_claim(session, bela)
    evidence = add_evidence(session, bela, told)
    service.remove_evidence(session, bela.actor, evidence.id)
    assert session.scalars(select(Evidence).where(Evidence.removed_at.is_(None))).all() == []
    with pytest.raises(NotFound):
        service.remove_evidence(session, bela.actor, evidence.id)


def test_one_source_serves_several_claims(session: Session, bela: Person) -> None:
    source = service.add_source(session, bela.actor, PAGE)
    claims = [add_claim(session, bela) for _number in range(2)]
    for told in claims:
        service.attach(session, bela.actor, told.id, source.id, NewEvidence(Stance.SUPPORTS))
    resting = service.claims_resting_on(session, source.id)
    assert [told.id for _evidence, told in resting] == [claims[1].id, claims[0].id]


def test_sources_added_last_come_first(session: Session, bela: Person) -> None:
    ids = [service.add_source(session, bela.actor, PAGE).id for _number in range(3)]
    assert [source.id for source in service.recent_sources(session, limit=2)] == [ids[2], ids[1]]


def test_evidence_changed_by_another_person_makes_them_an_author(
    session: Session, bela: Person, dan: Person
) -> None:
    from claims.services import verdict

    told = add_claim(session, bela)
    evidence = add_evidence(session, bela, told)
    revision = verdict.start_revision(session, bela.actor, told.id)
    service.remove_evidence(session, dan.actor, evidence.id)
    assert {person.name for person in revision.authors} == {"Bela", "Dan"}


def test_day_that_a_source_was_read_is_kept(session: Session, bela: Person) -> None:
    new = NewSource(SourceKind.INTERVIEW, "A talk", accessed_on=date(2026, 1, 2))
    assert service.add_source(session, bela.actor, new).accessed_on == date(2026, 1, 2)
