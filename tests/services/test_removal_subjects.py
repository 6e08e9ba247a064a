"""Removal of articles, sources, copies, tips and people: each goes whole, and only it."""

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from claims.archiving.fetching.null import NullFetcher
from claims.archiving.registry import Archive
from claims.archiving.stores.local import LocalStore
from claims.domain.anchor import anchor_at
from claims.domain.article import Version
from claims.domain.claim import Claim
from claims.domain.kind import ClaimKind
from claims.domain.person import Person, Role
from claims.domain.removal import REMOVED, RemovalSubject
from claims.domain.source import Snapshot, Source
from claims.domain.tip import Tip
from claims.domain.verdict import VerdictRevision
from claims.errors import Conflict, Redacted, Removed
from claims.extraction.base import Candidate
from claims.jobs.registry import get_engine
from claims.services import article, audit, claim, publication, refetch, snapshot, source, version
from claims.services.removal import NewRemoval, remove
from claims.services.session import arrive, sign_in
from claims.worker.cleaning import unless_removed
from tests.conftest import make_person
from tests.services.planting import CANARY, SAID, TEXT, Planted, plant, texts_of


@pytest.fixture
def ada(session: Session) -> Person:
    return make_person(session, "Ada", Role.ADMIN)


@pytest.fixture
def planted(session: Session, ana: Person, bela: Person, dan: Person, tmp_path: Path) -> Planted:
    return plant(session, (ana, bela, dan), LocalStore(tmp_path / "files"))


def erase(session: Session, ada: Person, subject: RemovalSubject, number: int) -> None:
    remove(session, ada.actor, get_engine(), NewRemoval(subject, number))
    session.commit()


def test_an_article_goes_with_the_claims_that_only_it_has(session: Session, ada: Person, planted: Planted) -> None:
    erase(session, ada, RemovalSubject.ARTICLE, planted.article_id)
    assert texts_of(session) == {}
    assert session.scalars(select(Version.text)).one() == "█" * len(TEXT)
    for read in (article.get_article, article.newest_version):
        with pytest.raises(Removed):
            read(session, planted.article_id)
    for number in (planted.claim_id, planted.neighbour_id):
        with pytest.raises(Removed):
            publication.verdict_page(session, number)
    assert article.list_articles(session) == []


def test_a_source_goes_and_published_verdicts_stay_without_it(
    session: Session, ada: Person, planted: Planted
) -> None:
    erase(session, ada, RemovalSubject.SOURCE, planted.source_id)
    row = session.get_one(Source, planted.source_id)
    assert (row.title, row.address, row.publisher) == (REMOVED, "", "")
    with pytest.raises(Removed):
        source.get_source(session, planted.source_id)
    shown = publication.verdict_page(session, planted.claim_id).verdict
    assert shown.summary == f"summary of {CANARY}"  # what the desk itself said stays
    assert [(item.title, item.quote, item.address, item.archived_at) for item in shown.evidence] == [
        (REMOVED, "", "", "")
    ]


def test_a_frozen_revision_that_lost_a_source_stays_frozen(
    session: Session, ada: Person, planted: Planted
) -> None:
    erase(session, ada, RemovalSubject.SOURCE, planted.source_id)
    changed = session.scalars(select(VerdictRevision).where(VerdictRevision.erased_at.is_not(None))).all()
    assert changed
    for revision in changed:
        with pytest.raises(DBAPIError, match="never changes"), session.begin_nested():
            revision.summary = "Something else."
            session.flush()
        session.expire_all()


def test_a_copy_goes_and_its_source_stays(session: Session, ada: Person, planted: Planted) -> None:
    erase(session, ada, RemovalSubject.SNAPSHOT, planted.snapshot_id)
    row = session.get_one(Snapshot, planted.snapshot_id)
    assert (row.text_sha256, row.warc_sha256, row.address) == ("", "", "")
    with pytest.raises(Removed):
        snapshot.get_snapshot(session, planted.snapshot_id)
    assert CANARY in source.get_source(session, planted.source_id).title
    shown = publication.verdict_page(session, planted.claim_id).verdict
    assert [item.snapshot_sha256 for item in shown.evidence] == [""]


def test_a_tip_goes_alone(session: Session, ada: Person, planted: Planted) -> None:
    erase(session, ada, RemovalSubject.TIP, planted.tip_id)
    row = session.get_one(Tip, planted.tip_id)
    assert CANARY not in f"{row.text} {row.address} {row.contact} {row.digest} {row.answer}"
    assert CANARY in claim.get_claim(session, planted.claim_id).text


def test_a_person_leaves_a_number(session: Session, ada: Person, planted: Planted, bela: Person) -> None:
    _bela, secret = sign_in(session, bela.email)
    erase(session, ada, RemovalSubject.PERSON, bela.id)
    session.refresh(bela)
    assert (bela.name, bela.email) == ("removed person", f"removed-{bela.id}@removed.invalid")
    assert not bela.active and bela.password_hash is None
    assert arrive(session, secret)[1] is None
    shown = publication.verdict_page(session, planted.claim_id).verdict
    assert shown.authors == ("removed person",) and shown.approvers == ("Dan",)
    assert audit.verify(session).problems == ()


def test_the_last_admin_cannot_be_removed(session: Session, ada: Person) -> None:
    with pytest.raises(Conflict, match="last active admin"):
        erase(session, ada, RemovalSubject.PERSON, ada.id)


def test_no_new_version_and_no_look_brings_the_words_back(
    session: Session, ada: Person, planted: Planted, bela: Person
) -> None:
    order = refetch.load_for_refetch(session, planted.article_id)
    erase(session, ada, RemovalSubject.CLAIM, planted.claim_id)
    with pytest.raises(Redacted):
        version.add_version(session, bela.actor, planted.article_id, TEXT + " More.", "pasted")
    with pytest.raises(Redacted):
        refetch.load_for_refetch(session, order.article_id)


def test_an_engine_that_was_at_work_brings_nothing_back(session: Session, ada: Person, planted: Planted) -> None:
    order = article.load_for_extraction(session, planted.article_id)
    erase(session, ada, RemovalSubject.CLAIM, planted.claim_id)
    tower = TEXT.index("The tower")
    words = [(0, len(SAID)), (tower, tower + len("The tower has 1,000 steps."))]
    found = [
        Candidate(text=TEXT[start:end], anchor=anchor_at(TEXT, start, end), kind=ClaimKind.EVENT, score=0.5)
        for start, end in words
    ]
    run = article.store_extraction(session, order, found, engine_version="1", seconds=0.1)
    session.commit()
    assert run.claims == 1
    assert texts_of(session) == {}
    assert session.scalars(select(Claim.text).order_by(Claim.id.desc()).limit(1)).one().startswith("The tower")


def test_a_worker_that_was_archiving_leaves_neither_row_nor_file(
    session: Session, ada: Person, planted: Planted, tmp_path: Path
) -> None:
    store = LocalStore(tmp_path / "files")
    fetched = store.put(f"fetched meanwhile: {CANARY}".encode()).sha256
    erase(session, ada, RemovalSubject.SOURCE, planted.source_id)

    def store_copy(session: Session) -> None:
        source.get_source(session, planted.source_id)
        raise AssertionError("the source is removed")

    unless_removed(store_copy, Archive(NullFetcher(), store), fetched, "")(session)
    session.commit()
    assert not store.has(fetched)
