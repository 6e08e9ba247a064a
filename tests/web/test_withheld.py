"""Withheld sources: a canary planted in one is found by nobody without access, anywhere."""

import itertools
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from click import Command
from click.testing import CliRunner
from flask.testing import FlaskClient

from claims.app import create_app
from claims.archiving.registry import Archive, open_archive
from claims.cli.audit import audit
from claims.cli.backup import backup
from claims.config import load_config
from claims.db import Database
from claims.domain.gate import Gate, check_gates
from claims.domain.notification import Mail
from claims.domain.person import Person
from claims.domain.source import SnapshotHow, Source, SourceKind, Stance
from claims.domain.tip import TipKind
from claims.jobs.embedded import EmbeddedJobs
from claims.services import verdict
from claims.services.audit import record as audit_record
from claims.services.audit import verify
from claims.services.gate import facts_of
from claims.services.snapshot import add_copy, keep_capture
from claims.services.source import NewEvidence, NewSource, add_source, attach
from claims.services.tip import NewTip, submit_tip
from claims.services.wayback import ASK
from claims.web.session import TransactionalFlask
from claims.worker import Worker, make_handlers
from tests.services.planting import bytes_on_disk
from tests.web.bench import counted_queries
from tests.web.conftest import Browser
from tests.web.stories import Story, actor, published, start, tell
from tests.web.traces import pages, rows

CANARY = "Kanarienvogel"
FORM = {
    "source": "",
    "public_description": "a former employee of the ministry",
    "kind": "interview",
    "title": f"Interview with {CANARY}",
    "address": f"https://{CANARY.lower()}.example/{CANARY}",
    "publisher": f"{CANARY} & Co",
    "origin": f"{CANARY} papers",
    "remarks": f"Met {CANARY} on the bridge",
    "stance": "refutes",
    "quote": f"I, {CANARY}, saw the fourth list",
    "translation": f"Ich, {CANARY}",
    "locator": f"{CANARY}, minute 3",
    "note": f"{CANARY} said so",
}
CAPTURE = f"Notes. I, {CANARY}, saw the fourth list. Then {CANARY} left.\n" * 20


@pytest.fixture
def story(app: object, database: Database) -> Story:
    """A claim on the list to check."""
    return tell(database)


@pytest.fixture
def files(app: object, tmp_path: Path) -> Path:
    """The data folder of the desk."""
    return tmp_path / "data"


def send(client: FlaskClient, story: Story, *people: int, capture: str = CAPTURE, **changes: Any) -> Any:
    data = {**FORM, "people": [str(person) for person in people], **changes}
    if capture:
        data["capture"] = (BytesIO(capture.encode()), f"{CANARY}.txt")
    return client.post(f"/desk/claims/{story.claim}/withheld/new", data=data)


def refusals(client: FlaskClient) -> Iterator[tuple[str, bytes]]:
    """Yield what is answered to forms that somebody without access sends all the same."""
    for address in ("sources/1", "evidence/1", "evidence/1/remove", "sources/1/archive", "sources/1/wayback"):
        for edits in ("0", "1", "2"):
            said = {"edits": edits, "stance": "context", "kind": "interview", "title": "x", "address": ""}
            answer = client.post(f"/desk/{address}", data=said)
            assert answer.status_code < 500, address
            yield address, answer.data + str(answer.headers).encode()


def run_command(database: Database, files: Path, command: Command, *arguments: str) -> None:
    """Run a command of the desk; what it says has no canary either."""
    address = database.engine.url.render_as_string(hide_password=False)
    done = CliRunner().invoke(command, [*arguments, "--data", str(files)], env={"CLAIMS_DATABASE_URL": address})
    assert done.exit_code == 0, done.output
    assert not has_canary(done.output.encode())


def has_canary(data: bytes) -> bool:
    return CANARY.lower().encode() in data.lower()


def test_people_with_access_read_all_of_it(browser: Browser, database: Database, story: Story) -> None:
    bela = browser("Bela")
    assert send(bela, story, 1).status_code == 303
    for name in ("Bela", "Ana"):
        client = browser(name)
        page = client.get("/desk/withheld/1").text.replace("&amp;", "&")
        for field in sorted(FORM.keys() - {"source", "kind", "stance"}):
            assert FORM[field] in page, field
        assert "Quoted words: found in the archived copy" in page
        copy = client.get("/desk/withheld/1/copies/1")
        assert copy.data.decode() == CAPTURE
        assert f"{CANARY}.txt" in copy.headers["Content-Disposition"]
        assert copy.headers["Content-Type"] == "application/octet-stream"


@pytest.mark.both_databases
@pytest.mark.new_database
def test_a_canary_is_found_by_nobody_without_access(
    app: TransactionalFlask,
    browser: Browser,
    client: FlaskClient,
    database: Database,
    files: Path,
    story: Story,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    bela = browser("Bela")
    for capture, which in ((CAPTURE, ""), ("", "1"), ("", "")):
        assert send(bela, story, 1, source=which, capture=capture).status_code == 303
    opened = open_archive(load_config({"CLAIMS_SECRET_KEY": "x" * 40}, data=files).archive)
    worker = Worker(database, EmbeddedJobs(), make_handlers(None, opened))
    worker.sweep()
    worker.run_until_empty()
    published(database, story)
    for words, found in ((CANARY, False), ("former employee", True)):
        answer = client.get("/search", query_string={"q": words})
        assert (f"/claims/{story.claim}" in answer.text) is found
    walked = 0
    for who in (browser("Dan"), browser("Ada"), client):
        for address, page in itertools.chain(pages(app, who), refusals(who)):
            walked += 1
            assert not has_canary(page), address
    assert walked > 200
    assert FORM["public_description"] in client.get(f"/claims/{story.claim}", follow_redirects=True).text
    assert not any(has_canary(value) for value in rows(database))
    for command in ((audit, "export", str(tmp_path / "history.jsonl")), (backup, str(tmp_path / "backup.zip"))):
        run_command(database, files, *command)
    assert '"evidence.attach"' in (tmp_path / "history.jsonl").read_text().replace(" ", "")
    with ZipFile(tmp_path / "backup.zip") as written:
        assert [name for name in written.namelist() if has_canary(written.read(name))] == []
    assert not has_canary(caplog.text.encode())
    assert nowhere_on_disk(database, tmp_path)


def nowhere_on_disk(database: Database, folder: Path) -> bool:
    """Whether no file, and no name of one, has the canary: of the folder, and of the database itself."""
    database.close()
    named = [path for path in folder.rglob("*") if has_canary(path.name.encode())]
    return [*bytes_on_disk(database, folder, CANARY), *named] == []


def open_story(database: Database, archive: Archive, story: Story) -> tuple[int, list[str]]:
    """Attach an open source with the canary in every field and copies of it; return it, and its open files."""
    bela = actor(database, "Bela")
    page = f"<html><head><title>{CANARY}</title></head><body><p>{CAPTURE}</p></body></html>"
    warc = archive.store.put(f"WARC/1.1 {CANARY}".encode())
    copy = keep_capture(archive, f"{CANARY}.html", BytesIO(page.encode()))
    copy = replace(copy, how=SnapshotHow.FETCHED, address=FORM["address"], status=200, warc_sha256=warc.sha256)
    new = NewSource(
        SourceKind.PAGE,
        FORM["title"],
        FORM["address"],
        FORM["publisher"],
        interests=f"{CANARY} pays",
        origin=FORM["origin"],
        archive_address=f"https://archive.example/{CANARY}",
    )
    said = NewEvidence(Stance.REFUTES, FORM["quote"], FORM["translation"], FORM["locator"], FORM["note"])
    with database.session_scope(write=True) as session:
        source = add_source(session, bela, new)
        kept = add_copy(session, bela, source.id, copy)
        attach(session, bela, story.claim, source.id, said)
        audit_record(session, bela, "x.y", ("claim", story.claim), {"text": f"about {FORM['title']}"})
        EmbeddedJobs().enqueue(session, "x", {"address": FORM["address"]})
        EmbeddedJobs().enqueue(session, ASK, {"job": f"spn2-{CANARY}"}, key=f"{ASK}:{source.id}")
        session.add(Mail(recipient="a@b.example", subject=FORM["title"], body=f"See {FORM['address']}"))
        photo = archive.store.put(f"photo of {CANARY}".encode()).sha256
        tip = NewTip(TipKind.SOURCE, FORM["remarks"], FORM["address"], f"{CANARY}@mail.example")
        sent, _secret = submit_tip(session, replace(tip, picture_sha256=photo, picture_type="image/png"))
        submit_tip(session, tip)  # who says the same later is in the same group
        sent.source_id = source.id
        return source.id, [kept.sha256, kept.text_sha256, kept.warc_sha256, photo]


@pytest.mark.both_databases
@pytest.mark.new_database
def test_an_open_source_is_withheld_and_leaves_no_trace(
    app: TransactionalFlask,
    browser: Browser,
    client: FlaskClient,
    database: Database,
    files: Path,
    story: Story,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    opened = open_archive(load_config({"CLAIMS_SECRET_KEY": "x" * 40}, data=files).archive)
    source, clear = open_story(database, opened, story)
    worker = Worker(database, EmbeddedJobs(), make_handlers(None, opened))
    bela = browser("Bela")
    asked = bela.get(f"/desk/sources/{source}/withhold")
    assert "No published verdict names it." in asked.text
    edits = re.search(r'name="edits"[^>]*value="(\d+)"', asked.text)
    assert edits is not None
    data = {"public_description": FORM["public_description"], "people": ["1"], "edits": edits[1]}
    sent = f"/desk/sources/{source}/withhold"
    assert bela.post(sent, data={**data, "edits": "999"}).status_code == 409
    assert bela.post(sent, data={**data, "public_description": " "}).status_code == 422
    answer = bela.post(sent, data=data)
    assert answer.headers["Location"].endswith(f"/desk/withheld/{source}")
    assert not any(has_canary(value) for value in rows(database))
    worker.run_until_empty()
    caplog.set_level(logging.DEBUG)
    assert not any(opened.store.has(sha256) for sha256 in clear)
    for client_with_access in (bela, browser("Ana")):
        page = client_with_access.get(f"/desk/withheld/{source}").text.replace("&amp;", "&")
        for field in sorted(FORM.keys() - {"source", "kind", "stance"}):
            assert FORM[field] in page, field
        assert f"{CANARY}@mail.example" not in page, "readers were told that it is deleted"
        assert f"https://archive.example/{CANARY}" in page
        assert f"{CANARY} pays" in page
        copies = re.findall(rf'href="(/desk/withheld/{source}/copies/[^"]+)"', page)
        assert [CANARY in client_with_access.get(address).text for address in copies] == [True] * 3
    published(database, story)
    for who in (browser("Dan"), client):
        for address, shown in itertools.chain(pages(app, who), refusals(who)):
            assert not has_canary(shown), address
    with database.session_scope(write=False) as session:
        assert verify(session).problems == ()
    for command in ((audit, "export", str(tmp_path / "history.jsonl")), (backup, str(tmp_path / "backup.zip"))):
        run_command(database, files, *command)
    with ZipFile(tmp_path / "backup.zip") as written:
        assert [name for name in written.namelist() if has_canary(written.read(name))] == []
    assert not has_canary(caplog.text.encode())
    assert nowhere_on_disk(database, tmp_path)


def test_what_is_published_already_stays_and_is_named_before(
    browser: Browser, client: FlaskClient, database: Database, files: Path, story: Story
) -> None:
    opened = open_archive(load_config({"CLAIMS_SECRET_KEY": "x" * 40}, data=files).archive)
    source, _clear = open_story(database, opened, story)
    published(database, story)
    assert f"/claims/{story.claim}" in client.get("/search", query_string={"q": CANARY}).text
    bela = browser("Bela")
    assert "Published verdict 1 names it" in bela.get(f"/desk/sources/{source}/withhold").text
    with database.session_scope(write=False) as session:
        edits = session.get_one(Source, source).edits
    data = {"public_description": "an employee", "edits": str(edits)}
    assert bela.post(f"/desk/sources/{source}/withhold", data=data).status_code == 303
    assert CANARY in client.get(f"/claims/{story.claim}", follow_redirects=True).text
    assert f"/claims/{story.claim}" not in client.get("/search", query_string={"q": CANARY}).text
    assert bela.get(f"/desk/sources/{source}/withhold").status_code == 302


def test_whoever_has_no_access_can_do_nothing_with_it(browser: Browser, database: Database, story: Story) -> None:
    assert send(browser("Bela"), story).status_code == 303
    for name in ("Dan", "Ada", "Ana"):
        client = browser(name)
        assert client.get("/desk/withheld/1/copies/1").status_code == 404
        assert client.post("/desk/withheld/1/people", data={"person": 3}).status_code == 404
        assert client.post("/desk/withheld/1/people/2/remove").status_code == 404
        assert send(client, story, source="1").status_code == 422
        added = {"capture": (BytesIO(b"x" * 100), "a.txt")}
        assert client.post("/desk/withheld/1/copies", data=added).status_code == 404
        assert "Bela" in client.get("/desk/withheld/1").text


def test_access_is_given_and_taken_away(browser: Browser, database: Database, story: Story) -> None:
    bela, dan = browser("Bela"), browser("Dan")
    assert send(bela, story).status_code == 303
    assert bela.post("/desk/withheld/1/people/2/remove").status_code == 409
    assert bela.post("/desk/withheld/1/people", data={"person": 3}).status_code == 303
    assert CANARY in dan.get("/desk/withheld/1").text
    with database.session_scope(write=True) as session:
        session.get_one(Person, 2).active = False
    assert dan.post("/desk/withheld/1/people/3/remove").status_code == 409  # nobody who works here would read it
    with database.session_scope(write=True) as session:
        session.get_one(Person, 2).active = True
    assert dan.post("/desk/withheld/1/people/2/remove").status_code == 303
    assert CANARY not in bela.get("/desk/withheld/1").text


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"public_description": " "}, {"stance": ""}, {"address": "file:///x"}, {"people": "99"}],
)
def test_what_is_missing_is_asked_for(browser: Browser, database: Database, story: Story, wrong: Any) -> None:
    assert send(browser("Bela"), story, **wrong).status_code == 422


def test_the_plain_ways_refuse_a_withheld_source(browser: Browser, story: Story) -> None:
    bela = browser("Bela")
    assert send(bela, story).status_code == 303
    assert bela.get("/desk/sources/1").headers["Location"].endswith("/desk/withheld/1")
    assert bela.get("/desk/evidence/1").headers["Location"].endswith("/desk/withheld/1")
    changed = {"stance": "refutes", "quote": CANARY, "edits": "1"}
    assert bela.post("/desk/evidence/1", data=changed).status_code in (409, 422)
    assert 'value="1"' not in bela.get(f"/desk/claims/{story.claim}/sources/new").text.split("</select>")[0]


def test_another_key_is_named_and_changes_nothing(
    browser: Browser, database: Database, files: Path, story: Story, app: TransactionalFlask
) -> None:
    bela = browser("Bela")
    assert send(bela, story).status_code == 303
    other = create_app(
        load_config({"CLAIMS_SEALING_KEY": "y" * 40, "CLAIMS_SECRET_KEY": "x" * 40}, data=files), database
    )
    with bela.session_transaction() as cookie:
        kept = dict(cookie)
    stranger = other.test_client()
    with stranger.session_transaction() as cookie:
        cookie.update(kept)
    answer = stranger.get("/desk/withheld/1")
    assert answer.status_code >= 500
    assert "another key" in answer.text
    assert CANARY in bela.get("/desk/withheld/1").text


@pytest.mark.parametrize(("other", "passed"), [("KANARIENVOGEL  Papers", False), ("another", True)])
@pytest.mark.parametrize("open_one", [True, False])
def test_sources_of_one_origin_count_once(
    browser: Browser, database: Database, story: Story, other: str, open_one: bool, passed: bool
) -> None:
    bela = browser("Bela")
    assert send(bela, story, capture="").status_code == 303
    if open_one:
        new = NewSource(kind=SourceKind.OTHER, title="Papers", origin=other)
        with database.session_scope(write=True) as session:
            source = add_source(session, actor(database, "Ana"), new)
            attach(session, actor(database, "Ana"), story.claim, source.id, NewEvidence(Stance.SUPPORTS))
    else:
        assert send(bela, story, capture="", origin=other).status_code == 303
    revision = start(database, story)
    with database.session_scope(write=False) as session:
        facts = replace(facts_of(verdict.get_revision(session, revision)), gates=[Gate.TWO_ORIGINS])
    assert not any(has_canary(item.origin.encode()) for item in facts.evidence)
    assert [result.passed for result in check_gates(facts)] == [passed]


def test_its_pages_cost_the_same_whatever_rests_on_it(browser: Browser, database: Database, story: Story) -> None:
    bela = browser("Bela")
    assert send(bela, story).status_code == 303
    for _number in range(20):
        assert send(bela, story, source="1", capture="").status_code == 303
    for address in ("/desk/withheld/1", f"/desk/claims/{story.claim}/withheld/new"):
        with counted_queries(database) as statements:
            assert bela.get(address).status_code == 200
        assert len(statements) <= 12, (address, statements)


def test_a_file_that_cannot_be_kept_loses_nothing_that_was_typed(browser: Browser, story: Story) -> None:
    data = {**FORM, "capture": (BytesIO(b""), "empty.txt")}
    bela = browser("Bela")
    page = bela.post(f"/desk/claims/{story.claim}/withheld/new", data=data)
    assert page.status_code == 422
    for words in ("may have 1 to 25 MB", FORM["quote"], FORM["public_description"]):
        assert words in page.text
    assert send(bela, story).status_code == 303
    added = bela.post(
        "/desk/withheld/1/copies", data={"capture": (BytesIO(b""), "empty.txt")}, follow_redirects=True
    )
    assert "may have 1 to 25 MB" in added.text
