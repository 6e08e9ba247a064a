import json
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from claims.db import Database
from claims.errors import Conflict, Forbidden, Gone, InvalidInput, NotFound, StaleEdit
from claims.web.access import public
from claims.web.session import TransactionalFlask
from tests.conftest import Lend, build_app
from tests.web.conftest import Browser

HOSTILE = "</textarea><img src=x onerror=alert(1)>"


@pytest.fixture
def lend_app(tmp_path: Path) -> Lend:
    """An application of its own: these tests add a page to it."""
    return partial(build_app, tmp_path)


def failing(app: Flask, error: Exception) -> None:
    @public
    def fail() -> str:
        raise error

    app.add_url_rule("/fail", "fail", fail, methods=["GET", "POST"])


@pytest.mark.parametrize(
    ("error", "status", "heading"),
    [
        (NotFound("There is no claim 7."), 404, "There is nothing here"),
        (Gone("This verdict was withdrawn."), 410, "This is no longer here"),
        (Forbidden("You cannot approve your own verdict."), 403, "You may not do this"),
        (Conflict("The claim is merged."), 409, "This cannot be done now"),
        (InvalidInput("A claim needs words."), 422, "This cannot be used as it is"),
        (RuntimeError("secret detail"), 500, "Something went wrong"),
        (OperationalError("SELECT 'secret detail'", {}, Exception("locked")), 503, "The desk is busy"),
    ],
)
def test_an_error_says_what_happened_and_what_to_do(
    app: TransactionalFlask, error: Exception, status: int, heading: str
) -> None:
    failing(app, error)
    answer = app.test_client().get("/fail")
    assert answer.status_code == status
    assert f"<h1>{heading}</h1>" in answer.text
    assert ("Nothing was lost." in answer.text) == (status not in (404, 410)), "what is gone is lost"
    assert "What you can do" in answer.text
    assert "noindex" in answer.text
    assert "secret detail" not in answer.text
    if status < 500:
        assert str(error) in answer.text


def test_a_refused_change_says_that_nothing_was_changed(app: TransactionalFlask) -> None:
    failing(app, Conflict("The claim is merged."))
    assert "Nothing was changed" in app.test_client().post("/fail").text


def test_two_people_who_save_the_same_see_both_texts(app: TransactionalFlask) -> None:
    theirs = {"summary": "It is the fourth.", "explanation": "Same."}
    yours = {"summary": HOSTILE, "explanation": "Same."}
    failing(app, StaleEdit("Verdict 2 was changed by somebody else.", theirs=theirs, yours=yours))
    answer = app.test_client().post("/fail")
    assert answer.status_code == 409
    assert "It is the fourth." in answer.text
    assert "&lt;/textarea&gt;&lt;img" in answer.text
    assert "<img" not in answer.text
    assert "In short" in answer.text
    assert "The same in both." in answer.text
    assert 'href="/fail"' in answer.text


def test_a_machine_gets_a_problem(app: TransactionalFlask) -> None:
    failing(app, NotFound("There is no claim 7."))
    answer = app.test_client().get("/fail", headers={"Accept": "application/json"})
    assert answer.mimetype == "application/problem+json"
    assert json.loads(answer.text)["detail"] == "There is no claim 7."


def test_no_page_and_no_file_have_a_page_that_says_so(client: FlaskClient) -> None:
    for address in ("/nowhere", "/static/nothing.css", "/static/%2e%2e/app.py"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "There is nothing here" in answer.text


def test_a_wrong_method_is_answered_as_such(client: FlaskClient) -> None:
    assert client.post("/search").status_code == 405
    assert client.get("/theme").status_code == 405


def test_whoever_is_signed_in_finds_the_way_back_to_the_desk(browser: Browser) -> None:
    assert "Go to the desk" in browser("Bela").get("/nowhere").text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_database_that_is_away_has_a_page_that_says_so(client: FlaskClient, database: Database) -> None:
    with database.session_scope(write=True) as session:
        session.execute(text("ALTER TABLE setting RENAME TO lost"))
    answer = client.get("/")
    assert answer.status_code == 503
    assert "The desk is busy" in answer.text
