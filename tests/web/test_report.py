"""Writing and publishing the report of an article."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from claims.db import Database
from tests.web.conftest import Browser
from tests.web.stories import Story, published, tell

FORM = {
    "edits": "0",
    "headline": "Five visits, or four",
    "introduction": "An **article** on visits.",
    "selection_note": "Chosen because they can be counted.",
}


@pytest.fixture
def story(app: object, database: Database) -> Story:
    """An article with one published verdict."""
    return published(database, tell(database))


def at(story: Story, step: str = "") -> str:
    return f"/desk/articles/{story.article}/report{step}"


def save(client: FlaskClient, story: Story, **changes: Any) -> Any:
    return client.post(at(story), data={**FORM, **changes})


def test_new_report_takes_the_headline_of_its_article(browser: Browser, story: Story) -> None:
    page = browser("Ana").get(at(story)).text
    assert 'value="A fifth visit"' in page
    assert "1 of 1 claim checked" in page


def test_saved_texts_are_previewed(browser: Browser, story: Story) -> None:
    ana = browser("Ana")
    assert save(ana, story).status_code == 303
    page = ana.get(at(story)).text
    assert "<strong>article</strong>" in page
    assert "Chosen because" in page


def test_first_save_of_two_editors_is_kept(browser: Browser, story: Story) -> None:
    save(browser("Ana"), story)
    answer = save(browser("Ada"), story, headline="Another headline")
    assert answer.status_code == 409
    assert "Five visits, or four" in answer.text
    assert "Another headline" in answer.text


@pytest.mark.parametrize("wrong", [{"headline": ""}, {"headline": "x" * 301}, {"introduction": "x" * 5001}])
def test_wrong_input_is_refused_and_kept(browser: Browser, story: Story, wrong: dict[str, str]) -> None:
    answer = save(browser("Ana"), story, **wrong)
    assert answer.status_code == 422
    assert "Chosen because they can be counted." in answer.text


def test_report_without_a_published_verdict_says_what_is_missing(
    browser: Browser, app: object, database: Database
) -> None:
    story = tell(database)
    ana = browser("Ana")
    assert "at least one published verdict" in ana.get(at(story)).text
    assert ana.post(at(story, "/publish")).status_code == 409


def test_report_is_published_and_withdrawn(browser: Browser, story: Story) -> None:
    ana = browser("Ana")
    save(ana, story)
    assert "Publish the report" in ana.get(at(story)).text
    assert ana.post(at(story, "/publish")).status_code == 303
    assert f'href="/articles/{story.article}"' in ana.get(at(story)).text
    assert ana.post(at(story, "/withdraw")).status_code == 303
    assert "withdrawn" in ana.get(at(story)).text


def test_draft_cannot_be_withdrawn(browser: Browser, story: Story) -> None:
    assert browser("Ana").post(at(story, "/withdraw")).status_code == 409


def test_reviewer_is_forbidden(browser: Browser, story: Story) -> None:
    assert browser("Bela").get(at(story)).status_code == 403
    assert browser("Bela").post(at(story, "/publish")).status_code == 403


def test_unknown_article_is_not_found(browser: Browser, story: Story) -> None:
    assert browser("Ana").get("/desk/articles/999/report").status_code == 404
