"""The same claim in several articles."""

import pytest
from flask.testing import FlaskClient

from claims.db import Database
from tests.web.bench import take_in
from tests.web.conftest import Browser


@pytest.fixture
def bela(browser: Browser, database: Database) -> FlaskClient:
    """A reviewer on a desk with claims of one article, and another article."""
    take_in(database)
    take_in(database, "They say: the fifth visit. So it goes.", ["So it goes"], title="Another paper")
    return browser("Bela")


def test_place_in_another_article_is_added_and_taken_back(bela: FlaskClient) -> None:
    assert "Another paper" in bela.get("/desk/claims/1/appearances/new?q=another").text
    address = "/desk/claims/1/appearances/new/2"
    assert "They say: the fifth visit." in bela.get(address).text
    wrong = bela.post(address, data={"words": "not there", "attribution": "Eve"})
    assert wrong.status_code == 422
    assert 'value="Eve"' in wrong.text
    form = {"words": "the fifth visit", "attribution": "Eve", "said_on": "2026-11-02"}
    assert bela.post(address, data=form).status_code == 303
    assert bela.post(address, data=form).status_code == 409
    page = bela.get("/desk/claims/1").text
    assert "Another paper" in page
    assert "according to Eve" in page
    number = page.rsplit("/desk/appearances/", 1)[1].split("/")[0]
    assert bela.post(f"/desk/appearances/{number}/remove").status_code == 303
    assert "Another paper" not in bela.get("/desk/claims/1").text


def test_claim_is_on_the_workbench_of_both(bela: FlaskClient) -> None:
    bela.post("/desk/claims/1/appearances/new/2", data={"words": "the fifth visit"})
    for number in (1, 2):
        assert "Claim: will make his fifth visit" in bela.get(f"/desk/articles/{number}").text


def test_what_is_not_there_is_not_found(bela: FlaskClient) -> None:
    for address in ("/desk/claims/99/appearances/new", "/desk/claims/1/appearances/new/99"):
        assert bela.get(address).status_code == 404
    assert bela.post("/desk/appearances/99/remove").status_code == 404
