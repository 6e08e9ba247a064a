"""Archiving a source: from the order to the stored copy, and what becomes of it when something goes wrong."""

import gzip
import json
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from ipaddress import ip_network
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from warcio.archiveiterator import ArchiveIterator

from claims.archiving.fetching.guard import Guard
from claims.archiving.registry import Archive, get_fetcher, get_store
from claims.db import Database
from claims.domain.audit import AuditEvent
from claims.domain.entity import now
from claims.domain.person import Person, Role
from claims.domain.source import LinkState, NoSnapshotReason, SnapshotHow, Source, SourceKind, Stance
from claims.domain.state import SourceState
from claims.errors import FetchFailed, InvalidInput
from claims.jobs.embedded import EmbeddedJobs
from claims.services import archiving, snapshot, source
from claims.services.check import check_desk
from claims.services.file import orphans
from claims.services.gate import is_archived_or_excused
from claims.services.source import NewEvidence, NewSource
from claims.worker import Worker, make_handlers
from tests.conftest import make_person
from tests.services.conftest import NotedJobs
from tests.services.site import ARTICLE, Answer, Site, serving
from tests.services.stories import add_article, add_claim, published


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    guard = Guard([ip_network("127.0.0.0/8")])
    return Archive(get_fetcher("guarded", guard), get_store("local", tmp_path / "files"))


def page(session: Session, person: Person, address: str, title: str = "") -> Source:
    new = NewSource(SourceKind.PAGE, title, address)
    added = source.add_source(session, person.actor, new)
    session.flush()
    return added


def archived(session: Session, person: Person, archive: Archive, added: Source) -> Source:
    """Do what the worker does."""
    archiving.order_archiving(session, person.actor, NotedJobs(), added.id, sure=True)
    order = archiving.load_for_archiving(session, added.id, person.id)
    assert order is not None
    archiving.store_archived(session, NotedJobs(), order, archiving.archive_address(archive, order))
    session.flush()
    session.expire_all()
    return source.get_source(session, added.id)


def test_address_becomes_a_copy_with_bytes_warc_text_and_what_the_page_says(
    session: Session, bela: Person, archive: Archive, site: Site
) -> None:
    found = archived(session, bela, archive, page(session, bela, f"{site.address}/visits"))
    (copy,) = found.copies
    assert found.state is SourceState.ARCHIVED and found.failure == ""
    assert (found.title, found.publisher) == ("Visits", "")
    assert source.offered(found) == {"publisher": "The Paper", "published_on": date(2025, 9, 2)}
    assert (copy.how, copy.status, copy.media_type) == (SnapshotHow.FETCHED, 200, "text/html")
    assert (copy.size, copy.taken_by_id) == (len(ARTICLE.encode()), bela.id)
    with archive.store.open(copy.sha256) as file:
        assert file.read() == ARTICLE.encode()
    assert "Kim has visited Beijing four times" in snapshot.text_of(archive.store, copy)
    with archive.store.open(copy.warc_sha256) as file:
        kinds = [record.rec_type for record in ArchiveIterator(file, check_digests="raise")]
    assert kinds == ["warcinfo", "response", "request"]


def test_what_a_person_typed_stays(session: Session, bela: Person, archive: Archive, site: Site) -> None:
    new = NewSource(SourceKind.PAGE, "My title", f"{site.address}/visits", publisher="The ministry")
    added = source.add_source(session, bela.actor, new)
    found = archived(session, bela, archive, added)
    assert (found.title, found.publisher) == ("My title", "The ministry")
    source.take_over(session, bela.actor, found.id)
    assert (found.title, found.publisher, found.published_on) == ("My title", "The ministry", date(2025, 9, 2))


def test_archiving_again_adds_a_copy_and_the_same_bytes_are_one_file(
    session: Session, bela: Person, archive: Archive, site: Site
) -> None:
    added = page(session, bela, f"{site.address}/visits")
    archived(session, bela, archive, added)
    found = archived(session, bela, archive, added)
    one, two = found.copies
    assert one.sha256 == two.sha256 and one.text_sha256 == two.text_sha256
    assert len(list(archive.store.names())) == 4  # bytes, text, and a WARC of each fetch


def test_redirects_end_in_the_final_address(session: Session, bela: Person, archive: Archive, site: Site) -> None:
    site.answers["/old"] = (301, {"Location": "/visits"}, b"")
    (copy,) = archived(session, bela, archive, page(session, bela, f"{site.address}/old")).copies
    assert copy.address == f"{site.address}/visits"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((404, {}, b"gone"), "404"),
        ((402, {}, b"pay"), "402"),
        ((200, {}, b"  "), "nothing in it"),
        ((200, {"Content-Length": "300000000"}, b""), "larger than"),
        ((302, {"Location": "/page"}, b""), "circle"),
        ((200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(40_000_000))), "unpacks"),
    ],
)
def test_what_cannot_be_fetched_fails_with_a_sentence(
    session: Session, bela: Person, archive: Archive, site: Site, answer: Answer, says: str
) -> None:
    site.answers["/page"] = answer
    added = page(session, bela, f"{site.address}/page")
    archiving.order_archiving(session, bela.actor, NotedJobs(), added.id)
    order = archiving.load_for_archiving(session, added.id, bela.id)
    assert order is not None and added.state is SourceState.ARCHIVING
    with pytest.raises((FetchFailed, InvalidInput), match=says) as failure:
        archiving.archive_address(archive, order)
    archiving.fail_archiving(session, added.id, failure.value.message)
    assert added.state is SourceState.FAILED and says in added.failure
    assert not added.copies and not list(archive.store.names())


@pytest.mark.parametrize(
    ("media_type", "body", "says"),
    [
        ("text/html", b"<html><body><div id=root></div><script src=/app.js></script></body></html>", "JavaScript"),
        (
            "text/html",
            b"<html><body><div>You need to enable JavaScript to run this app.</div></body></html>",
            "JavaScript",
        ),
        ("image/png", b"\x89PNG\r\n\x1a\n" + bytes(60), "picture"),
        ("text/html", b"\x89PNG\r\n\x1a\n" + bytes(60), "picture"),
        ("application/zip", b"PK\x05\x06" + bytes(60), "cannot be read"),
        ("application/pdf", b"no PDF", "not a PDF"),
    ],
)
def test_what_has_no_text_is_kept_and_says_why(
    session: Session, bela: Person, archive: Archive, site: Site, media_type: str, body: bytes, says: str
) -> None:
    site.answers["/page"] = (200, {"Content-Type": media_type}, body)
    found = archived(session, bela, archive, page(session, bela, f"{site.address}/page"))
    (copy,) = found.copies
    assert found.state is SourceState.ARCHIVED
    assert copy.text_sha256 == "" and says in copy.text_failure
    assert archive.store.has(copy.sha256)


def test_a_page_that_says_it_is_not_free_is_marked(
    session: Session, bela: Person, archive: Archive, site: Site
) -> None:
    marked = ARTICLE.replace(
        "</head>", '<script type="application/ld+json">{"isAccessibleForFree": false}</script>'
    )
    site.answers["/page"] = (200, {"Content-Type": "text/html"}, marked.encode())
    (copy,) = archived(session, bela, archive, page(session, bela, f"{site.address}/page")).copies
    assert copy.stated["paid"] is True


def test_a_failed_attempt_leaves_an_older_copy_archived(
    session: Session, bela: Person, archive: Archive, site: Site
) -> None:
    found = archived(session, bela, archive, page(session, bela, f"{site.address}/visits"))
    archiving.order_archiving(session, bela.actor, NotedJobs(), found.id)
    archiving.load_for_archiving(session, found.id, bela.id)
    archiving.fail_archiving(session, found.id, "The server answered 404.")
    assert (found.state, found.failure) == (SourceState.ARCHIVED, "The server answered 404.")


def test_only_who_is_to_be_archived_is(session: Session, bela: Person, archive: Archive, site: Site) -> None:
    added = page(session, bela, f"{site.address}/visits")
    assert archiving.load_for_archiving(session, added.id, None) is None
    talk = source.add_source(session, bela.actor, NewSource(SourceKind.INTERVIEW, "A talk"))
    session.flush()
    with pytest.raises(InvalidInput, match="no address"):
        archiving.order_archiving(session, bela.actor, NotedJobs(), talk.id)
    archiving.order_archiving(session, bela.actor, NotedJobs(), added.id)
    order = archiving.load_for_archiving(session, added.id, None)
    assert order is not None
    copy = archiving.archive_address(archive, order)
    added.withheld = True
    assert archiving.store_archived(session, NotedJobs(), order, copy) is None
    assert archiving.load_for_archiving(session, added.id, None) is None


def test_nothing_leaves_for_a_private_draft_unless_somebody_says_so(session: Session, bela: Person) -> None:
    draft = add_claim(session, bela, add_article(session, private=True))
    added = page(session, bela, "https://ministry.example/visits")
    source.attach(session, bela.actor, draft.id, added.id, NewEvidence(Stance.CONTEXT))
    jobs = NotedJobs()
    with pytest.raises(InvalidInput, match="private to the desk"):
        archiving.order_archiving(session, bela.actor, jobs, added.id)
    assert not jobs.orders and added.state is SourceState.DESCRIBED
    archiving.order_archiving(session, bela.actor, jobs, added.id, sure=True)
    assert jobs.orders[0][0] == archiving.ARCHIVE


def test_stuck_sources_are_ordered_anew(session: Session, bela: Person) -> None:
    added, jobs = page(session, bela, "https://a.example/"), NotedJobs()
    archiving.order_archiving(session, bela.actor, jobs, added.id)
    assert archiving.requeue_stuck(session, jobs) == 0
    long_ago = now() - archiving.STUCK_AFTER - timedelta(minutes=1)
    session.execute(update(Source).values(state_changed_at=long_ago, state=SourceState.ARCHIVING))
    assert archiving.requeue_stuck(session, jobs) == 1
    assert added.state is SourceState.QUEUED
    assert [key for _kind, _args, key in jobs.orders] == [f"archive_source:{added.id}"] * 2


def test_archiving_does_not_make_an_open_form_stale(
    session: Session, bela: Person, archive: Archive, site: Site
) -> None:
    added = page(session, bela, f"{site.address}/visits", "My title")
    edits = added.edits
    assert archived(session, bela, archive, added).edits == edits


def test_worker_archives_and_says_what_failed(
    database: Database, archive: Archive, site: Site, tmp_path: Path
) -> None:
    with database.session_scope(write=True) as session:
        bela = make_person(session, "Bela", Role.REVIEWER)
        good, bad = (page(session, bela, site.address + path).id for path in ("/visits", "/nowhere"))
        for source_id in (good, bad):
            archiving.order_archiving(session, bela.actor, EmbeddedJobs(), source_id)
            archiving.order_archiving(session, bela.actor, EmbeddedJobs(), source_id)
    worker = Worker(database, EmbeddedJobs(), make_handlers(archive=archive), sweepers=())
    assert worker.run_until_empty() == 2
    with database.session_scope(write=False) as session:
        states = {
            found.id: (found.state, found.failure, len(found.copies)) for found in session.scalars(select(Source))
        }
        events = session.scalars(select(AuditEvent)).all()
        actions = {event.action for event in events}
        named = next(event.payload.data for event in events if event.action == "source.named" and event.payload)
    assert named and named["before"]["title"] == f"{site.address}/visits" != named["after"]["title"]
    assert states[good] == (SourceState.ARCHIVED, "", 1)
    assert states[bad] == (SourceState.FAILED, "The server answered 404 Not Found.", 0)
    assert {"source.archive", "snapshot.add", "source.archiving_failed", "source.named"} <= actions


def test_own_captures_are_kept_and_read(session: Session, bela: Person, archive: Archive) -> None:
    new = NewSource(
        SourceKind.PAGE, "Behind a login", "https://a.example/", no_snapshot_reason=NoSnapshotReason.LOGIN
    )
    added = source.add_source(session, bela.actor, new)
    session.flush()
    saved = snapshot.keep_capture(archive, "page.html", BytesIO(ARTICLE.encode()))
    shot = snapshot.keep_capture(archive, "shot.png", BytesIO(b"\x89PNG\r\n\x1a\n" + bytes(90)))
    for capture in (saved, shot):
        snapshot.add_copy(session, bela.actor, added.id, capture)
    page_copy, picture = source.get_source(session, added.id).copies
    assert added.state is SourceState.ARCHIVED
    assert "four times" in snapshot.text_of(archive.store, page_copy)
    assert (picture.media_type, picture.text_sha256) == ("image/png", "") and "picture" in picture.text_failure


def test_a_page_with_its_pictures_written_into_it_is_read(archive: Archive) -> None:
    picture = b'<img src="data:image/png;base64,' + b"A" * 6_000_000 + b'">'
    data = ARTICLE.encode().replace(b"<h1>", picture + b"<h1>")
    capture = snapshot.keep_capture(archive, "single.html", BytesIO(data))
    assert capture.size == len(data) and capture.reading.sha256


@pytest.mark.parametrize(("name", "data"), [("a.exe", b"MZ\x90\0"), ("a.svg", b"<svg/>"), ("a.html", b"")])
def test_other_files_are_refused_and_not_kept(archive: Archive, name: str, data: bytes) -> None:
    with pytest.raises(InvalidInput):
        snapshot.keep_capture(archive, name, BytesIO(data))
    assert not list(archive.store.names())


def test_too_many_copies_are_refused(
    session: Session, bela: Person, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "MAX_SNAPSHOTS", 1)
    added = page(session, bela, "https://a.example/")
    snapshot.add_archive_address(session, bela.actor, added.id, "https://archive.example/1")
    with pytest.raises(InvalidInput, match="no more are kept"):
        snapshot.add_archive_address(session, bela.actor, added.id, "https://archive.example/2")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://a.example/", "", "https://archive.example/1"])
def test_archive_address_is_checked(session: Session, bela: Person, address: str) -> None:
    added = page(session, bela, "https://a.example/")
    snapshot.add_archive_address(session, bela.actor, added.id, "https://archive.example/1")
    assert added.state is SourceState.ARCHIVED
    with pytest.raises(InvalidInput):
        snapshot.add_archive_address(session, bela.actor, added.id, address)


def test_link_is_known_to_be_good_after_archiving(
    session: Session, bela: Person, archive: Archive, site: Site
) -> None:
    found = archived(session, bela, archive, page(session, bela, f"{site.address}/visits"))
    assert (found.link_state, found.link_status) == (LinkState.OK, 200)
    assert found.next_check_at is not None and found.next_check_at > now() + timedelta(days=29)


def test_archiving_again_never_changes_what_a_published_revision_shows(
    session: Session, ana: Person, bela: Person, dan: Person, archive: Archive, site: Site
) -> None:
    claim = add_claim(session, bela)
    added = archived(session, bela, archive, page(session, bela, f"{site.address}/visits"))
    added.interests = "It is paid by the state."
    source.attach(session, bela.actor, claim.id, added.id, NewEvidence(Stance.REFUTES, quote="four times"))
    revision = published(session, (ana, bela, dan), claim)
    frozen = json.dumps(revision.frozen, sort_keys=True)
    (shown,) = (revision.frozen or {})["evidence"]
    assert shown["snapshot_sha256"] == added.copies[0].sha256
    assert (shown["snapshot_status"], shown["interests"]) == (200, "It is paid by the state.")
    assert shown["snapshot_at"] and not shown["archive_links"]
    site.answers["/visits"] = (200, {"Content-Type": "text/html"}, ARTICLE.replace("four", "five").encode())
    archived(session, bela, archive, added)
    snapshot.add_archive_address(session, bela.actor, added.id, "https://archive.example/1")
    new = NewSource(SourceKind.PAGE, "Renamed", "https://other.example/", publisher="Nobody")
    source.save_source(session, bela.actor, added.id, new, edits=source.get_source(session, added.id).edits)
    session.expire_all()
    assert json.dumps(revision.frozen, sort_keys=True) == frozen


def test_a_source_without_a_copy_does_not_pass_the_gate(session: Session, bela: Person) -> None:
    added = page(session, bela, "https://a.example/")
    for state in (SourceState.DESCRIBED, SourceState.QUEUED, SourceState.ARCHIVING, SourceState.FAILED):
        added.state = state
        assert not is_archived_or_excused(added)
    added.no_snapshot_reason = NoSnapshotReason.GONE
    assert is_archived_or_excused(added)
    added.no_snapshot_reason = None
    copy = snapshot.add_archive_address(session, bela.actor, added.id, "https://archive.example/1")
    assert is_archived_or_excused(added)
    copy.erased_at = now()
    assert not is_archived_or_excused(added)


def test_files_of_copies_are_checked_and_those_that_nothing_names_are_listed(
    session: Session, bela: Person, archive: Archive, site: Site, tmp_path: Path
) -> None:
    found = archived(session, bela, archive, page(session, bela, f"{site.address}/visits"))
    assert list(check_desk(session, revision="1", newest="1", store=archive.store)) == []
    lost = archive.store.put(b"of a step that was taken back").sha256
    assert list(orphans(session, archive.store)) == [lost]
    warc = found.copies[0].warc_sha256
    (tmp_path / "files" / warc[:2] / warc).write_bytes(b"damaged")
    archive.store.delete(found.copies[0].text_sha256)
    problems = list(check_desk(session, revision="1", newest="1", store=archive.store))
    assert len(problems) == 2 and warc in " ".join(problems) and found.copies[0].text_sha256 in " ".join(problems)
