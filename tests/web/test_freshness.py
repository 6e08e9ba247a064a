"""What a reader's browser has already is not sent again, and what changed is."""

import pytest
from flask.testing import FlaskClient

from claims.db import Database
from claims.services.setting import change_settings
from tests.web.conftest import SYSTEM, Browser
from tests.web.newsroom import Finding, correct, publish_finding, publish_whole_report, take_in


@pytest.fixture
def verdicts(database: Database) -> list[int]:
    """The claim of a published verdict on an article with a published report."""
    with database.session_scope(write=True) as session:
        article = take_in(session)
        found = [publish_finding(session, article, Finding("Kim will make his fifth visit to Beijing."))]
        publish_whole_report(session, article)
    return found


def test_a_page_that_has_not_changed_is_not_sent_again(
    client: FlaskClient, database: Database, verdicts: list[int]
) -> None:
    for address in ("/", "/search?q=kim", f"/claims/{verdicts[0]}", "/articles/1"):
        first = client.get(address)
        assert first.headers["Cache-Control"] == "public, no-cache"
        assert "Set-Cookie" not in first.headers
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b""), address
        client.set_cookie("theme", "dark")
        dark = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        client.delete_cookie("theme")
        assert dark.status_code == 200
        assert "Cookie" in dark.headers["Vary"]


def test_a_correction_makes_the_page_new(client: FlaskClient, database: Database, verdicts: list[int]) -> None:
    tags = {
        address: client.get(address).headers["ETag"] for address in ("/", f"/claims/{verdicts[0]}", "/articles/1")
    }
    with database.session_scope(write=True) as session:
        correct(session, verdicts[0], Finding("", rating="mostly_false"), "We had the count wrong.")
    for address, tag in tags.items():
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 200, address


def test_a_new_name_of_the_desk_makes_every_page_new(
    client: FlaskClient, database: Database, verdicts: list[int]
) -> None:
    tag = client.get("/").headers["ETag"]
    with database.session_scope(write=True) as session:
        change_settings(session, SYSTEM, desk_name="Another desk")
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 200


def test_a_page_of_somebody_signed_in_is_not_kept(browser: Browser, verdicts: list[int]) -> None:
    answer = browser("Ana").get(f"/claims/{verdicts[0]}")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers


def test_head_answers_as_get_does(client: FlaskClient, verdicts: list[int]) -> None:
    for address in (
        "/",
        f"/claims/{verdicts[0]}",
        "/articles/1",
        "/feed/claimreview.json",
        "/articles/1/export.csv",
    ):
        head, get = client.head(address), client.get(address)
        assert (head.status_code, head.data) == (200, b"")
        assert head.headers.get("ETag") == get.headers.get("ETag")
