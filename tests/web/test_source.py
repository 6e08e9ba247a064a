"""Attaching sources to claims in the browser."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from claims.db import Database
from claims.domain.source import Evidence
from tests.web.conftest import Browser
from tests.web.stories import Story, evidence, tell

FORM = {
    "source": "",
    "kind": "page",
    "title": "List of visits",
    "address": "https://ministry.example/visits",
    "accessed_on": "2026-11-22",
    "no_snapshot_reason": "login",
    "stance": "refutes",
    "quote": "Fourth visit",
    "locator": "table 2",
}


@pytest.fixture
def story(app: object, database: Database) -> Story:
    """A claim on the list to check."""
    return tell(database)


def send(client: FlaskClient, story: Story, **changes: Any) -> Any:
    return client.post(f"/desk/claims/{story.claim}/sources/new", data={**FORM, **changes})


def test_new_source_becomes_evidence(browser: Browser, database: Database, story: Story) -> None:
    bela = browser("Bela")
    assert send(bela, story).status_code == 303
    page = bela.get(f"/desk/claims/{story.claim}").text
    for words in ("Fourth visit", "List of visits", "table 2", "needs a login"):
        assert words in page


def test_source_that_is_there_is_used_again(browser: Browser, database: Database, story: Story) -> None:
    evidence(database, story)
    bela = browser("Bela")
    assert 'value="1">List of visits' in bela.get(f"/desk/claims/{story.claim}/sources/new").text
    assert send(bela, story, source="1", title="", address="", quote="Seen again").status_code == 303
    with database.session_scope(write=False) as session:
        here = select(Evidence.source_id).where(Evidence.claim_id == story.claim)
        assert session.scalars(here).all() == [1, 1]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"title": "", "kind": "interview", "address": ""}, "Give the source a title"),
        ({"address": ""}, "A web page needs its address"),
        ({"address": "javascript:alert(1)"}, "is not a web address"),
        ({"archive_address": "ftp://a.example"}, "is not a web address"),
        ({"no_snapshot_reason": "other"}, "Say in a sentence"),
        ({"no_snapshot_reason": "because"}, "valid choice"),
        ({"stance": ""}, "Say what the source does"),
        ({"stance": "loves"}, "valid choice"),
        ({"kind": "rumour"}, "valid choice"),
        ({"source": "999"}, "valid choice"),
        ({"accessed_on": "2026-13-45"}, "valid date"),
        ({"quote": "x" * 5001}, "5000"),
        ({"title": "x" * 501}, "500"),
    ],
)
def test_wrong_input_is_named_and_nothing_is_lost(
    browser: Browser, database: Database, story: Story, wrong: dict[str, str], says: str
) -> None:
    answer = send(browser("Bela"), story, note="A note that took long to write", **wrong)
    assert answer.status_code == 422
    assert says in answer.text
    assert "A note that took long to write" in answer.text
    with database.session_scope(write=False) as session:
        assert not session.scalars(select(Evidence.id).where(Evidence.claim_id == story.claim)).all()


def test_source_other_than_a_page_needs_no_address(browser: Browser, story: Story) -> None:
    assert send(browser("Bela"), story, kind="interview", address="").status_code == 303


def test_removed_evidence_leaves_the_claim(browser: Browser, database: Database, story: Story) -> None:
    item = evidence(database, story, quote="To be removed")
    bela = browser("Bela")
    assert bela.post(f"/desk/evidence/{item}/remove").status_code == 303
    assert "To be removed" not in bela.get(f"/desk/claims/{story.claim}").text
    assert bela.post(f"/desk/evidence/{item}/remove").status_code == 404


def test_page_of_a_source_lists_the_claims_that_rest_on_it(
    browser: Browser, database: Database, story: Story
) -> None:
    evidence(database, story)
    page = browser("Dan").get("/desk/sources/1").text
    assert "Kim will make his fifth visit" in page
    assert "<h1" in page


def test_reader_and_unknown_ids_are_refused(client: FlaskClient, browser: Browser, story: Story) -> None:
    assert client.get(f"/desk/claims/{story.claim}/sources/new").location.startswith("/sign-in")
    assert browser("Bela").get("/desk/claims/999/sources/new").status_code == 404
    assert browser("Bela").get("/desk/sources/999").status_code == 404
