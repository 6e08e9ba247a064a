"""The number workbench."""

import re

import pytest
from flask.testing import FlaskClient

from claims.db import Database
from tests.web.conftest import Browser
from tests.web.stories import Story, tell

EMPTY = {"unit": "", "period": "", "population": "", "note": ""}


@pytest.fixture
def story(app: object, database: Database) -> Story:
    """A claim on the list to check."""
    return tell(database)


@pytest.fixture
def bela(browser: Browser, story: Story) -> FlaskClient:
    """A reviewer."""
    return browser("Bela")


def form(state: str, *rows: tuple[str, str]) -> dict[str, object]:
    columns = {name: ["" for _row in rows] for name in EMPTY}
    return {"state": state, "name": [row[0] for row in rows], "amount": [row[1] for row in rows], **columns}


def state_of(page: str) -> str:
    found = re.search(r'name="state"[^>]*value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


def test_figures_of_the_words_are_offered_and_not_saved(bela: FlaskClient, story: Story) -> None:
    page = bela.get(f"/desk/claims/{story.claim}/figures").text
    assert "not saved yet" in page
    assert 'value="fifth"' in page
    assert "fifth</span>" not in bela.get(f"/desk/claims/{story.claim}").text


def test_figures_are_computed_and_shown(bela: FlaskClient, story: Story) -> None:
    address = f"/desk/claims/{story.claim}/figures"
    state = state_of(bela.get(address).text)
    rows = form(state, ("old", "118"), ("", ""), ("new", "124"), ("rise", "change(old, new)"))
    assert bela.post(address, data=rows).status_code == 303
    for page in (bela.get(address).text, bela.get(f"/desk/claims/{story.claim}").text):
        assert "(124 − 118) / 118 × 100 ≈ 5.08" in page


def test_fault_is_named_and_nothing_typed_is_lost(bela: FlaskClient, story: Story) -> None:
    address = f"/desk/claims/{story.claim}/figures"
    rows = form(state_of(bela.get(address).text), ("a", "b + 1"), ("b", "a"), ("<c>", "3,5"))
    answer = bela.post(address, data=rows)
    assert answer.status_code == 422
    assert "b + 1" in answer.text
    assert "&lt;c&gt;" in answer.text
    answer = bela.post(address, data=form(state_of(answer.text), ("a", "b + 1"), ("b", "a")))
    assert "circle" in answer.text


def test_second_to_save_sees_both(bela: FlaskClient, story: Story) -> None:
    address = f"/desk/claims/{story.claim}/figures"
    state = state_of(bela.get(address).text)
    bela.post(address, data=form(state, ("theirs", "1")))
    answer = bela.post(address, data=form(state, ("yours", "2")))
    assert answer.status_code == 409
    assert "theirs = 1" in answer.text
    assert "yours = 2" in answer.text
