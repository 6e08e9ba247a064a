"""Removal: what an admin erases is nowhere, all else stays as it was, and the history still verifies."""

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.archiving.fetching.null import NullFetcher
from claims.archiving.registry import Archive
from claims.archiving.stores.local import LocalStore
from claims.db import Database
from claims.domain.article import Version
from claims.domain.claim import Claim
from claims.domain.person import Person, Role
from claims.domain.removal import REMOVED, Removal, RemovalStatus, RemovalSubject
from claims.domain.state import ClaimState, RevisionState
from claims.domain.verdict import Verdict, VerdictRevision
from claims.errors import Conflict, InvalidInput, NotFound, Removed
from claims.jobs.registry import get_engine
from claims.publishing.base import Publisher
from claims.publishing.registry import format_names, get_format
from claims.services import audit, claim, publication, verdict
from claims.services.check import check_desk
from claims.services.claim_page import claim_page
from claims.services.comment import add_comment
from claims.services.export import export_desk
from claims.services.removal import NewRemoval, remove
from claims.services.removal_rows import KEPT, empty_values
from claims.services.removal_survey import survey
from claims.services.search import search_verdicts
from claims.worker.cleaning import clean_disk
from tests.conftest import make_person
from tests.services.planting import CANARY, NEXT, SAID, TEXT, Planted, bytes_on_disk, plant, texts_of


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "files")


@pytest.fixture
def archive(store: LocalStore) -> Archive:
    return Archive(NullFetcher(), store)


@pytest.fixture
def ada(session: Session) -> Person:
    return make_person(session, "Ada", Role.ADMIN)


@pytest.fixture
def planted(session: Session, ana: Person, bela: Person, dan: Person, store: LocalStore) -> Planted:
    return plant(session, (ana, bela, dan), store)


def erase(session: Session, ada: Person, subject: RemovalSubject, number: int, **said: object) -> Removal:
    return remove(session, ada.actor, get_engine(), NewRemoval(subject, number, **said))  # type: ignore[arg-type]


def test_nothing_of_a_removed_claim_is_in_any_row(session: Session, ada: Person, planted: Planted) -> None:
    assert len(texts_of(session)) > 20
    erase(session, ada, RemovalSubject.CLAIM, planted.claim_id)
    session.commit()
    assert texts_of(session) == {}


def test_history_still_verifies_and_the_desk_has_no_problem(
    session: Session, database: Database, ada: Person, planted: Planted, archive: Archive
) -> None:
    erase(session, ada, RemovalSubject.CLAIM, planted.claim_id)
    session.commit()
    clean_disk(database, archive)
    revision, newest = database.revisions()
    assert audit.verify(session).problems == ()
    assert list(check_desk(session, revision=revision, newest=newest, store=archive.store)) == []
    assert [sha256 for sha256 in planted.files if archive.store.has(sha256)] == []
    row = session.scalars(select(Removal).where(Removal.subject_type == RemovalSubject.CLAIM)).one()
    session.refresh(row)
    assert row.finished_at is not None and row.files == []


def test_text_keeps_its_length_and_all_other_anchors(session: Session, ada: Person, planted: Planted) -> None:
    erase(session, ada, RemovalSubject.CLAIM, planted.claim_id)
    session.commit()
    text = session.scalar(select(Version.text))
    assert text == TEXT.replace(SAID, "█" * len(SAID))
    neighbour = claim.get_claim(session, planted.neighbour_id)
    assert [place.exact for place in neighbour.appearances] == [NEXT]
    assert neighbour.appearances[0].prefix.startswith("██")


@pytest.mark.new_database
def test_not_one_byte_of_it_is_on_the_disk(
    session: Session, database: Database, ada: Person, planted: Planted, archive: Archive, tmp_path: Path
) -> None:
    session.commit()
    session.close()
    assert bytes_on_disk(database, tmp_path)
    with database.session_scope(write=True) as other:
        erase(other, ada, RemovalSubject.CLAIM, planted.claim_id)
    clean_disk(database, archive)
    assert bytes_on_disk(database, tmp_path) == []


def test_what_is_published_beside_it_stays_and_says_no_word_of_it(
    session: Session, ada: Person, planted: Planted
) -> None:
    erase(session, ada, RemovalSubject.CLAIM, planted.claim_id)
    session.commit()
    page = publication.verdict_page(session, planted.neighbour_id)
    assert page.state is RevisionState.PUBLISHED
    assert [place.exact for place in page.verdict.appearances] == [NEXT]
    assert page.verdict.appearances[0].prefix.startswith("██")
    assert "█" in page.verdict.appearances[0].title
    assert [found.claim_id for found in search_verdicts(session, "interview").verdicts] == [planted.neighbour_id]
    assert search_verdicts(session, "mayor money fund").verdicts == []


def test_address_says_that_it_was_removed_and_by_which_status(
    session: Session, ada: Person, planted: Planted
) -> None:
    order = "https://court.example/order/7"
    said = {"status": RemovalStatus.LEGAL, "sentence": "A court forbade it.", "blocked_by": order}
    erase(session, ada, RemovalSubject.CLAIM, planted.claim_id, **said)
    session.commit()
    for number in (None, 1, 2):
        with pytest.raises(Removed, match="A court forbade it") as raised:
            publication.verdict_page(session, planted.claim_id, number)
        assert raised.value.legal and raised.value.blocked_by == order
    with pytest.raises(Removed):
        claim.get_claim(session, planted.claim_id)
    with pytest.raises(Removed):
        claim_page(session, planted.claim_id)
    with pytest.raises(Removed):
        verdict.start_revision(session, ada.actor, planted.claim_id)


def test_exports_have_a_tombstone_without_content(session: Session, ada: Person, planted: Planted) -> None:
    erase(session, ada, RemovalSubject.CLAIM, planted.claim_id)
    session.commit()
    for name in format_names():
        publisher = Publisher(name="Desk", address="https://desk.example", language="en")
        written = b"".join(
            part.encode() if isinstance(part, str) else part
            for part in get_format(name).write(export_desk(session, publisher))
        ).decode()
        assert CANARY not in written
        if name in ("csv", "json", "jsonl"):
            assert REMOVED in written


def test_removing_twice_or_what_is_not_there_is_refused(session: Session, ada: Person, planted: Planted) -> None:
    erase(session, ada, RemovalSubject.CLAIM, planted.claim_id)
    with pytest.raises(Conflict, match="removed already"):
        erase(session, ada, RemovalSubject.CLAIM, planted.claim_id)
    for subject in RemovalSubject:
        with pytest.raises(NotFound, match=f"{subject.value} 4711"):
            erase(session, ada, subject, 4711)


@pytest.mark.parametrize(
    "said", [{"sentence": "x" * 1_001}, {"blocked_by": "javascript:alert(1)"}, {"blocked_by": "https://a.example"}]
)
def test_sentence_or_address_that_cannot_be_used_removes_nothing(
    session: Session, ada: Person, planted: Planted, said: dict[str, str]
) -> None:
    with pytest.raises(InvalidInput):
        erase(session, ada, RemovalSubject.CLAIM, planted.claim_id, **said)
    assert claim.get_claim(session, planted.claim_id).erased_at is None


def test_survey_counts_what_goes_and_names_what_stays(session: Session, planted: Planted, bela: Person) -> None:
    add_comment(session, bela.actor, planted.neighbour_id, f"Compare: {SAID}")
    found = survey(session, RemovalSubject.CLAIM, planted.claim_id)
    assert found.typed == f"claim {planted.claim_id}"
    counts = dict(found.counts)
    assert counts["Comments"] == 1 and counts["Revisions of verdicts, published ones too"] == 3
    assert counts["Places in texts"] == 2 and counts["Archived copies, with their files"] == 3
    assert [warning for warning in found.warnings if "words" in warning] == [
        "The comment 2 on another claim has these words."
    ]


def test_a_claim_goes_with_what_was_merged_into_it(
    session: Session, ada: Person, planted: Planted, bela: Person
) -> None:
    twin = claim.add_claim(session, bela.actor, planted.article_id, words=SAID, text=f"Again {CANARY}.")
    session.flush()
    claim.merge_claim(session, bela.actor, twin.id, planted.claim_id)
    erase(session, ada, RemovalSubject.CLAIM, planted.claim_id)
    session.commit()
    assert texts_of(session) == {}
    with pytest.raises(Removed):
        publication.verdict_page(session, twin.id)


def test_a_merged_claim_is_removed_alone_and_the_other_is_named(
    session: Session, ada: Person, planted: Planted, bela: Person
) -> None:
    twin = claim.add_claim(session, bela.actor, planted.article_id, words="The tower has 1,000 steps.")
    session.flush()
    claim.merge_claim(session, bela.actor, twin.id, planted.neighbour_id)
    named = survey(session, RemovalSubject.CLAIM, twin.id).warnings
    assert any(f"merged into claim {planted.neighbour_id}" in warning for warning in named)
    erase(session, ada, RemovalSubject.CLAIM, twin.id)
    session.commit()
    with pytest.raises(Removed):
        publication.verdict_page(session, twin.id)
    assert publication.verdict_page(session, planted.neighbour_id).verdict.wording == NEXT


def test_a_removed_claim_is_in_no_list_and_takes_no_step(session: Session, ada: Person, planted: Planted) -> None:
    erase(session, ada, RemovalSubject.CLAIM, planted.claim_id)
    session.commit()
    row = session.get_one(Claim, planted.claim_id)
    assert (row.text, row.state) == (REMOVED, ClaimState.REMOVED)
    assert planted.claim_id not in {one.id for one in claim.claims_of_article(session, planted.article_id)}
    states = select(VerdictRevision.state).join(Verdict).where(Verdict.claim_id == planted.claim_id)
    assert set(session.scalars(states)) == {
        RevisionState.DRAFT,
        RevisionState.WITHDRAWN,
        RevisionState.SUPERSEDED,
    }


def test_every_column_with_content_is_emptied_unless_it_is_kept_by_name() -> None:
    for entity, kept in KEPT.items():
        assert kept <= set(entity.__table__.columns.keys())
        assert not kept & set(empty_values(entity))
