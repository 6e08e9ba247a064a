"""Sources in the browser: adding, archiving, own captures, downloads, links, and changing one together."""

from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, select, update

from claims.db import Database
from claims.domain.article import Article
from claims.domain.entity import now
from claims.domain.job import Job
from claims.domain.source import LinkState, Snapshot, Source, SourceKind
from claims.domain.state import RevisionState, SourceState
from claims.domain.verdict import VerdictRevision
from claims.services.archiving import fail_archiving
from claims.services.snapshot import add_archive_address
from tests.web.bench import counted_queries
from tests.web.conftest import Browser, actor_of
from tests.web.stories import approved, evidence, published, submitted, tell

PAGE = (
    b"<!doctype html><title>List</title><h1>List</h1><p>Four visits are on this list.</p><script>alert(1)</script>"
)
NEW = {"kind": "page", "address": "https://ministry.example/visits", "fetch": "y"}


@pytest.fixture
def bela(browser: Browser) -> FlaskClient:
    return browser("Bela")


def add(client: FlaskClient, **changes: Any) -> Any:
    data = {name: value for name, value in {**NEW, **changes}.items() if value is not None}
    return client.post("/desk/sources/new", data=data)


def sources(database: Database) -> list[Source]:
    with database.session_scope(write=False) as session:
        return list(session.scalars(select(Source).order_by(Source.id)))


def test_address_is_ordered_to_be_archived(bela: FlaskClient, database: Database) -> None:
    answer = add(bela)
    assert answer.status_code == 303
    page = bela.get(answer.location).text
    assert "aiting to be archived" in page and "https://ministry.example/visits" in page
    (source,) = sources(database)
    assert (source.state, source.title) == (SourceState.QUEUED, NEW["address"])
    with database.session_scope(write=False) as session:
        assert session.scalars(select(Job.kind)).all() == ["archive_source"]
    progress = bela.get("/desk/sources/1/progress")
    assert "HX-Refresh" not in progress.headers


def test_failure_is_told_and_can_be_repeated(bela: FlaskClient, database: Database) -> None:
    add(bela)
    with database.session_scope(write=True) as session:
        fail_archiving(session, 1, "The server answered 404 Not Found.")
    assert bela.get("/desk/sources/1/progress").headers["HX-Refresh"] == "true"
    page = bela.get("/desk/sources/1").text
    assert "The server answered 404 Not Found." in page and "Archive it now" in page
    assert bela.post("/desk/sources/1/archive").status_code == 303
    assert sources(database)[0].state is SourceState.QUEUED


def test_upload_is_a_document_that_is_read_and_downloaded_but_never_shown(
    bela: FlaskClient, database: Database
) -> None:
    answer = add(bela, address="", fetch=None, file=(BytesIO(PAGE), "list.html"))
    assert answer.status_code == 303, answer.text
    (source,) = sources(database)
    assert (source.kind, source.title, source.state) == (SourceKind.DOCUMENT, "list.html", SourceState.ARCHIVED)
    text = bela.get("/desk/snapshots/1").text
    assert "Four visits are on this list." in text and "alert(1)" not in text
    file = bela.get("/desk/snapshots/1/file")
    assert file.data == PAGE and file.mimetype == "application/octet-stream"
    assert file.headers["Content-Disposition"].startswith("attachment; filename=source-1-copy-1.htm")
    assert "sandbox" in file.headers["Content-Security-Policy"]
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert bela.get("/desk/snapshots/1/warc").status_code == 404


def test_description_needs_no_address(bela: FlaskClient, database: Database) -> None:
    assert add(bela, address="", kind="interview", title="Call with the ministry").status_code == 303
    (source,) = sources(database)
    assert (source.state, source.title) == (SourceState.DESCRIBED, "Call with the ministry")


def test_same_address_is_offered_instead_of_doubled(bela: FlaskClient, database: Database) -> None:
    add(bela)
    again = add(bela, address="http://MINISTRY.example/visits/?utm_source=x")
    assert again.status_code == 409 and "has a source with this address already" in again.text
    assert len(sources(database)) == 1
    assert add(bela, all_the_same="y").status_code == 303
    assert len(sources(database)) == 2


def test_attaching_a_known_address_chooses_the_known_source(bela: FlaskClient, database: Database) -> None:
    add(bela, title="The list")
    story = tell(database)
    form = {**NEW, "stance": "refutes", "source": "", "quote": "Typed with care"}
    answer = bela.post(f"/desk/claims/{story.claim}/sources/new", data=form)
    assert answer.status_code == 409 and "Typed with care" in answer.text
    assert '<option selected value="1">' in answer.text
    form["source"] = "1"
    assert bela.post(f"/desk/claims/{story.claim}/sources/new", data=form).status_code == 303
    assert len(sources(database)) == 1


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"address": ""}, "A web page needs its address."),
        ({"address": "javascript:alert(1)"}, "is not a web address"),
        ({"file": (BytesIO(b"MZ\x90\0"), "setup.exe")}, "of a kind that is not kept"),
        ({"interests": "x" * 5_001}, "5000"),
        ({"archive_address": "ftp://a.example"}, "is not a web address"),
    ],
)
def test_what_cannot_be_a_source_is_named(
    bela: FlaskClient, database: Database, changes: dict[str, Any], says: str
) -> None:
    answer = add(bela, **changes)
    assert answer.status_code == 422 and says in answer.text
    assert not sources(database)


def test_own_capture_and_archive_address_are_copies(bela: FlaskClient, database: Database) -> None:
    add(bela, fetch=None, title="Behind a login")
    data = {
        "file": (BytesIO(b"\x89PNG\r\n\x1a\n" + bytes(80)), "shot.png"),
        "archive_address": "https://archive.example/1",
    }
    assert bela.post("/desk/sources/1/snapshots", data=data).status_code == 303
    page = bela.get("/desk/sources/1").text
    assert "https://archive.example/1" in page and "image/png" in page and "Bela" in page
    assert bela.get("/desk/snapshots/1/file").mimetype == "image/png"
    assert bela.get("/desk/snapshots/1").status_code == 404
    for wrong in ({}, {"archive_address": "nowhere"}, {"archive_address": "https://archive.example/1"}):
        assert bela.post("/desk/sources/1/snapshots", data=wrong).status_code == 422
    assert sources(database)[0].state is SourceState.ARCHIVED


def test_copies_that_are_not_there_are_not_found(bela: FlaskClient, database: Database) -> None:
    for path in (
        "/desk/snapshots/9",
        "/desk/snapshots/9/file",
        "/desk/sources/9/edit",
        "/desk/sources/9/progress",
    ):
        assert bela.get(path).status_code == 404
    add(bela, archive_address="https://archive.example/1")
    assert bela.get("/desk/snapshots/1/file").status_code == 404
    with database.session_scope(write=True) as session:
        session.execute(update(Snapshot).values(erased_at=now()))
    assert bela.get("/desk/snapshots/1/file").status_code == 410


def test_second_to_save_sees_both_versions(browser: Browser, database: Database) -> None:
    bela, dan = browser("Bela"), browser("Dan")
    add(bela, fetch=None, title="The list")
    form = {
        "kind": "page",
        "title": "The list",
        "address": NEW["address"],
        "edits": "1",
        "accessed_on": "2026-01-01",
    }
    assert "The list" in bela.get("/desk/sources/1/edit").text
    assert bela.post("/desk/sources/1/edit", data={**form, "publisher": "The ministry"}).status_code == 303
    stale = dan.post("/desk/sources/1/edit", data={**form, "publisher": "Dan’s paper", "primary": "y"})
    assert stale.status_code == 409
    assert "The ministry" in stale.text and "Dan’s paper" in stale.text
    merged = {**form, "publisher": "Both", "edits": "2", "primary": "y"}
    assert dan.post("/desk/sources/1/edit", data=merged).status_code == 303
    (source,) = sources(database)
    assert (source.publisher, source.primary) == ("Both", True)


def test_changing_a_source_asks_for_approval_anew(browser: Browser, database: Database) -> None:
    story = tell(database)
    evidence(database, story)
    story = approved(database, submitted(database, story))
    form = {"kind": "page", "title": "Another name", "address": "https://ministry.example/visits", "edits": "1"}
    form |= {"no_snapshot_reason": "gone", "primary": "y"}
    assert browser("Ana").post("/desk/sources/1/edit", data=form).status_code == 303
    with database.session_scope(write=False) as session:
        revision = session.get_one(VerdictRevision, story.revision)
        assert revision.state is RevisionState.IN_REVIEW
        assert {person.name for person in revision.authors} == {"Ana", "Bela"}


def test_nothing_leaves_for_a_private_draft_unless_somebody_says_so(bela: FlaskClient, database: Database) -> None:
    story = tell(database)
    evidence(database, story)
    with database.session_scope(write=True) as session:
        session.execute(update(Article).values(private=True))
    form = bela.get(f"/desk/claims/{story.claim}/sources/new").text
    assert "private to the desk" in form and "checked" not in form.split('name="fetch"')[1].split(">")[0]
    for step in ("archive", "link"):
        assert bela.post(f"/desk/sources/1/{step}").status_code == 422
        assert bela.post(f"/desk/sources/1/{step}", data={"sure": "yes"}).status_code == 303
    assert "learns that somebody here" in bela.get("/desk/sources/1").text


def test_wayback_is_off_unless_it_is_set_up(bela: FlaskClient) -> None:
    add(bela)
    assert "Ask the Wayback Machine" not in bela.get("/desk/sources/1").text
    assert bela.post("/desk/sources/1/wayback", data={"sure": "yes"}).status_code == 422


def test_readers_see_interests_links_and_when_the_copy_was_taken(
    bela: FlaskClient, client: FlaskClient, database: Database
) -> None:
    story = tell(database)
    data = {
        "address": "",
        "fetch": None,
        "interests": "The state pays it.",
        "archive_address": "https://archive.example/1",
    }
    add(bela, **data, file=(BytesIO(PAGE), "list.html"))
    form = {"source": "1", "kind": "page", "stance": "refutes", "quote": "Four visits"}
    assert bela.post(f"/desk/claims/{story.claim}/sources/new", data=form).status_code == 303
    story = published(database, story)
    page = client.get(f"/claims/{story.claim}", follow_redirects=True).text
    assert "The state pays it." in page and 'href="https://archive.example/1"' in page
    assert "Archived at the desk on" in page and "Read on" in page


def fill(database: Database, number: int) -> None:
    with database.session_scope(write=True) as session:
        row = {"kind": SourceKind.PAGE, "accessed_on": now().date(), "address": "https://a.example/"}
        values = [
            {**row, "title": f"Source {n}", "link_state": LinkState.GONE if n % 2 else LinkState.OK}
            for n in range(number)
        ]
        session.execute(insert(Source), values)


def test_list_filters_and_pages(bela: FlaskClient, database: Database) -> None:
    fill(database, 120)
    dead = bela.get("/desk/sources?dead=1").text
    assert "Dead links (60)" in dead and "Source 119<" in dead and "Source 118<" not in dead
    seen, address = [], "/desk/sources?kind=page"
    while address:
        page = bela.get(address).text
        seen += [row.split("<")[0] for row in page.split('dir="auto">Source ')[1:]]
        address = (
            page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&") if 'rel="next"' in page else ""
        )
    assert seen == [str(n) for n in reversed(range(120))]
    assert "No source is like that" in bela.get("/desk/sources?state=failed").text
    assert bela.get("/desk/sources?state=odd&link=odd&kind=odd&text=%00&before=x").status_code == 200


def test_pages_of_sources_issue_few_queries(bela: FlaskClient, database: Database) -> None:
    fill(database, 60)
    story = tell(database)
    for _number in range(12):
        evidence(database, story)
    with database.session_scope(write=True) as session:
        for number in range(20):
            add_archive_address(session, actor_of(database, "Bela"), 70, f"https://archive.example/{number}")
    for address in ("/desk/sources", "/desk/sources/70", "/desk/sources/70/edit", "/desk/sources/new"):
        with counted_queries(database) as statements:
            assert bela.get(address).status_code == 200
        assert len(statements) <= 12, address
