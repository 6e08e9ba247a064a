"""What is typed into a verdict's form and not saved: kept, offered, taken up, previewed, discarded."""

import pytest
from flask.testing import FlaskClient

from claims.db import Database
from claims.services.verdict import get_revision
from tests.web.conftest import Browser
from tests.web.stories import evidence, rating_id, start, submitted, tell
from tests.web.test_verdict import form_of

JSON = {"Accept": "application/json"}
SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def revision(app: object, database: Database) -> int:
    return start(database, tell(database))


def address(revision: int, step: str = "") -> str:
    return f"/desk/verdicts/{revision}{step}"


def test_script_keeps_what_is_typed_and_says_when(browser: Browser, database: Database, revision: int) -> None:
    bela = browser("Bela")
    answer = bela.post(
        address(revision, "/typed"), data=form_of(database, revision, summary="Unfinished"), headers=JSON
    )
    assert answer.status_code == 200
    assert answer.json is not None and "Kept for you at" in answer.json["said"]
    with database.session_scope(write=False) as session:
        assert get_revision(session, revision).summary == ""
        assert get_revision(session, revision).authors == []


def test_what_was_typed_is_offered_and_taken_up(browser: Browser, database: Database, revision: int) -> None:
    bela = browser("Bela")
    form = form_of(database, revision, summary="Unfinished <a> word", as_of="2026-", both_sides_note="Archives")
    bela.post(address(revision, "/typed"), data=form, headers=JSON)
    page = bela.get(address(revision)).text
    assert "You typed this at" in page
    assert "Unfinished &lt;a&gt; word" not in page
    taken = bela.get(address(revision, "?typed=1")).text
    for words in ("Unfinished &lt;a&gt; word", 'value="2026-"', 'value="Archives"', "It is not saved yet"):
        assert words in taken
    assert "Unfinished" not in browser("Dan").get(address(revision, "?typed=1")).text


def test_without_a_script_it_is_saved_for_later(browser: Browser, database: Database, revision: int) -> None:
    bela = browser("Bela")
    answer = bela.post(address(revision, "/typed"), data=form_of(database, revision, summary="Unfinished"))
    assert answer.status_code == 303
    assert "Unfinished" in bela.get(answer.location).text


def test_what_was_typed_is_discarded(browser: Browser, database: Database, revision: int) -> None:
    bela = browser("Bela")
    bela.post(address(revision, "/typed"), data=form_of(database, revision, summary="Unfinished"), headers=JSON)
    assert bela.post(address(revision, "/typed/discard")).status_code == 303
    assert "You typed this at" not in bela.get(address(revision)).text
    assert "Unfinished" not in bela.get(address(revision, "?typed=1")).text


def test_what_is_saved_is_not_offered_again(browser: Browser, database: Database, revision: int) -> None:
    bela = browser("Bela")
    form = form_of(database, revision, explanation="One\r\n\r\ntwo ")
    bela.post(address(revision), data=form)
    bela.post(address(revision, "/typed"), data=form, headers=JSON)  # a request that was slower than the saving
    assert "You typed this at" not in bela.get(address(revision)).text


def test_what_was_refused_is_offered_again(browser: Browser, database: Database, revision: int) -> None:
    bela = browser("Bela")
    assert bela.post(address(revision), data=form_of(database, revision, summary="x" * 401)).status_code == 422
    assert "x" * 401 in bela.get(address(revision, "?typed=1")).text
    late = form_of(database, revision, summary="Mine")
    browser("Dan").post(address(revision), data=form_of(database, revision, summary="Theirs"))
    assert bela.post(address(revision), data=late).status_code == 409
    offered = bela.get(address(revision)).text
    assert "The verdict was saved since then" in offered
    taken = bela.get(address(revision, "?typed=1")).text
    assert "Mine" in taken
    assert bela.post(address(revision), data={**late, "edits": late["edits"]}).status_code == 409


def test_too_much_and_too_late_are_refused(browser: Browser, database: Database, revision: int) -> None:
    bela = browser("Bela")
    form = form_of(database, revision, explanation="x" * 200_001, edits="x")
    assert bela.post(address(revision, "/typed"), data=form, headers=JSON).status_code == 422
    assert bela.post(address(999, "/typed"), data=form, headers=JSON).status_code == 404


def test_reader_and_signed_out_person_keep_nothing(client: FlaskClient, revision: int) -> None:
    assert client.post(address(revision, "/typed"), headers=JSON).status_code == 401
    assert client.post(address(revision, "/preview")).location.startswith("/sign-in")


def test_preview_shows_what_is_typed_and_saves_nothing(
    browser: Browser, database: Database, revision: int
) -> None:
    bela = browser("Bela")
    form = form_of(database, revision, explanation="**Bold** <script>alert(1)</script> [x](javascript:alert(1))")
    for headers in ({}, SCRIPT):
        page = bela.post(address(revision, "/preview"), data=form, headers=headers).text
        assert "<strong>Bold</strong>" in page
        assert "<script>alert" not in page
        assert 'href="javascript' not in page
    with database.session_scope(write=False) as session:
        assert get_revision(session, revision).explanation == ""


def test_gates_follow_what_is_typed(browser: Browser, database: Database, revision: int) -> None:
    bela = browser("Bela")
    full = form_of(database, revision, rating=rating_id(database, "false"), summary="")
    page = bela.post(address(revision, "/preview"), data=full, headers=SCRIPT).text
    for link in ('href="#summary"', 'href="#two_origins_reason"', 'href="/desk/claims/1/sources/new"'):
        assert link in page
    told = {**full, "summary": "There.", "both_sides_reason": "searched_none"}
    page = bela.post(address(revision, "/preview"), data=told, headers=SCRIPT).text
    assert 'href="#summary"' not in page
    assert "The reason given needs a sentence." in page
    told["both_sides_note"] = "Three archives, 2026-11-22"
    page = bela.post(address(revision, "/preview"), data=told, headers=SCRIPT).text
    assert 'href="#both_sides_reason"' not in page


def test_a_source_without_a_copy_is_named_where_it_is_mended(browser: Browser, database: Database) -> None:
    story = tell(database)
    evidence(database, story)
    revision = start(database, story)
    page = browser("Bela").get(address(revision)).text
    assert "#claimant" not in page  # settled
    assert 'href="#rating-0"' in page


def test_hostile_fields_of_a_draft_are_no_error(browser: Browser, database: Database, revision: int) -> None:
    bela = browser("Bela")
    form = form_of(
        database,
        revision,
        summary="\x00<b>",
        rating="-1",
        both_sides_reason="nonsense",
        as_of="9" * 99,
        edits="-5",
    )
    assert bela.post(address(revision, "/preview"), data=form, headers=SCRIPT).status_code == 200
    assert bela.post(address(revision, "/typed"), data=form, headers=JSON).status_code == 200
    assert bela.get(address(revision, "?typed=1")).status_code == 200


def test_submitted_verdict_stays_submitted_while_somebody_types(browser: Browser, database: Database) -> None:
    story = submitted(database, tell(database))
    dan = browser("Dan")
    form = form_of(database, story.revision, summary="An idea")
    dan.post(address(story.revision, "/typed"), data=form, headers=JSON)
    dan.post(address(story.revision, "/preview"), data=form, headers=SCRIPT)
    assert "awaiting approval" in dan.get(address(story.revision, "/review")).text
