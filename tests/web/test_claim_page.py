"""The page of one claim."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from claims.db import Database
from claims.domain.state import ClaimState
from tests.web.bench import claim_of
from tests.web.conftest import Browser
from tests.web.stories import WORDS, Story, approved, evidence, published, submitted, tell


@pytest.fixture
def story(app: object, database: Database) -> Story:
    """A claim on the list to check."""
    return tell(database)


def at(story: Story) -> str:
    return f"/desk/claims/{story.claim}"


def test_wording_of_ours_has_no_quotation_marks_and_shows_the_exact_words(browser: Browser, story: Story) -> None:
    page = browser("Bela").get(at(story)).text
    assert "In our words" in page
    assert f"“{WORDS}.”" not in page
    assert f"“{WORDS}”" in page


def test_exact_words_stand_in_quotation_marks(browser: Browser, app: object, database: Database) -> None:
    story = tell(database, text=WORDS)
    page = browser("Bela").get(at(story)).text
    assert f"“{WORDS}”" in page
    assert "In our words" not in page


def test_appearance_leads_to_its_place_in_the_workbench(browser: Browser, story: Story) -> None:
    assert f"/desk/articles/{story.article}#mark-{story.claim}" in browser("Bela").get(at(story)).text


def test_claimant_is_confirmed_by_name(browser: Browser, story: Story) -> None:
    bela = browser("Bela")
    form = {"name": "Example News", "kind": "organisation", "same_as": "https://news.example"}
    assert bela.post(f"{at(story)}/claimant", data=form).status_code == 303
    assert "Confirmed: Example News" in bela.get(at(story)).text


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"kind": "robot"}, {"same_as": "javascript:1"}, {"name": "x" * 301}]
)
def test_wrong_claimant_is_refused_and_kept_in_the_form(
    browser: Browser, story: Story, wrong: dict[str, str]
) -> None:
    form = {"name": "Example News", "kind": "person", "same_as": "https://news.example", **wrong}
    answer = browser("Bela").post(f"{at(story)}/claimant", data=form)
    assert answer.status_code == 422
    assert form["same_as"] in answer.text


def test_nobody_in_particular_can_be_the_answer(browser: Browser, story: Story) -> None:
    bela = browser("Bela")
    assert bela.post(f"{at(story)}/claimant", data={"answer": "none"}).status_code == 303
    assert "Confirmed: no claimant" in bela.get(at(story)).text


def test_verdict_awaiting_approval_shows_its_gates_and_leads_to_the_review(
    browser: Browser, database: Database, story: Story
) -> None:
    told = submitted(database, story)
    page = browser("Dan").get(at(story)).text
    assert f"/desk/verdicts/{told.revision}/review" in page
    assert "A second person approved" in page


def test_published_verdict_has_its_public_page_and_history(browser: Browser, database: Database) -> None:
    story = published(database, tell(database))
    page = browser("Bela").get(at(story)).text
    assert f'href="/claims/{story.claim}"' in page
    assert "Dan, " in page
    assert "Correct or update the verdict" in page


def test_claim_without_anything_says_what_to_do_first(browser: Browser, story: Story) -> None:
    page = browser("Bela").get(at(story)).text
    assert "Attach a source" in page
    assert "Write the verdict" in page
    assert "Drop" in page
    assert "Wait until a date or an event" in page


def test_number_of_queries_does_not_grow_with_the_evidence(
    browser: Browser, database: Database, story: Story
) -> None:
    bela = browser("Bela")
    approved(database, submitted(database, story))
    evidence(database, story)
    few = queries(database, bela, at(story))
    for number in range(5):
        evidence(database, story, "Dan", quote=f"Quote {number}")
    assert queries(database, bela, at(story)) == few


def queries(database: Database, client: FlaskClient, address: str) -> int:
    counted: list[str] = []

    def count(*args: object) -> None:
        counted.append(str(args[2]))

    event.listen(database.engine, "before_cursor_execute", count)
    assert client.get(address).status_code == 200
    event.remove(database.engine, "before_cursor_execute", count)
    return len(counted)


def test_page_has_one_heading_and_a_title(browser: Browser, story: Story) -> None:
    page = browser("Bela").get(at(story)).text
    assert page.count("<h1") == 1
    assert f"<title>Claim {story.claim} · " in page


def test_reader_is_sent_to_sign_in_and_unknown_claims_are_not_found(
    client: FlaskClient, browser: Browser, story: Story
) -> None:
    assert client.get(at(story)).location.startswith("/sign-in")
    assert browser("Bela").get("/desk/claims/999").status_code == 404


_FORM = re.compile(r'<form[^>]* action="(/desk/claims/\d+/[^"]*)".*?</form>', re.DOTALL)
_NOT_ABOUT_ITS_STATE = ("verdict", "comments")
"""What these add stands beside what others do, and overwrites nothing."""


def test_every_button_says_which_state_of_the_claim_was_seen(
    browser: Browser, story: Story, database: Database
) -> None:
    bela, steps = browser("Bela"), set()
    drop = {"reason": "no_data", "edits": claim_of(database, story.claim).edits}
    for _round in range(2):
        mark = f'name="edits" value="{claim_of(database, story.claim).edits}"'
        for address in ("/desk", at(story)):
            for form in _FORM.finditer(bela.get(address).text):
                step = form[1].rpartition("/")[2]
                if step not in _NOT_ABOUT_ITS_STATE:
                    steps.add(step)
                    assert mark in form[0], form[1]
        bela.post(f"{at(story)}/drop", data=drop)
    assert steps == {"take", "wait", "drop", "claimant", "reopen", "undo"}


@pytest.mark.parametrize(
    ("step", "data"),
    [
        ("take", {}),
        ("wait", {"until": "2099-01-01"}),
        ("drop", {"reason": "no_data"}),
        ("claimant", {"name": "Example News", "kind": "organisation"}),
        ("claimant", {"answer": "none"}),
    ],
)
def test_who_saw_another_state_overwrites_nothing(
    browser: Browser, story: Story, database: Database, step: str, data: dict[str, str]
) -> None:
    seen = str(claim_of(database, story.claim).edits)
    dan = {"text": "Another wording by Dan.", "kind": "event", "attribution": "", "edits": seen}
    assert browser("Dan").post(f"{at(story)}/edit", data=dan).status_code == 303
    before, bela = claim_of(database, story.claim), browser("Bela")
    answer = bela.post(f"{at(story)}/{step}", data={**data, "edits": seen, "back": at(story)})
    assert answer.status_code == 409
    assert "was changed by Dan since you saw it" in answer.text and "You wanted" in answer.text
    after = claim_of(database, story.claim)
    assert (after.edits, after.state, after.text) == (before.edits, ClaimState.SELECTED, "Another wording by Dan.")
    assert f'name="edits" value="{after.edits}"' in answer.text
    again = bela.post(f"{at(story)}/{step}", data={**data, "edits": after.edits, "back": at(story)})
    assert again.status_code == 303
    assert claim_of(database, story.claim).edits > after.edits


@pytest.fixture
def rumour(story: Story, browser: Browser) -> str:
    """The address of a claim without an article."""
    said = {"text": "Kim came by train.", "kind": "event", "language": "en", "provenance": "A call"}
    answer = browser("Bela").post("/desk/claims/new", data=said)
    assert answer.status_code == 303, answer.text
    return answer.location.partition("#")[0]


def test_change_to_a_claim_without_an_article_is_taken_back_on_its_page(
    browser: Browser, database: Database, rumour: str
) -> None:
    bela, number = browser("Bela"), int(rumour.rpartition("/")[2])
    before = claim_of(database, number)
    edited = {"text": "Kim came by plane.", "kind": "event", "attribution": "", "edits": before.edits}
    assert bela.post(f"{rumour}/edit", data=edited).status_code == 303
    assert f'action="{rumour}/undo"' in bela.get(rumour).text
    page = bela.post(f"{rumour}/undo", follow_redirects=True)
    assert "Your last change is taken back." in page.text
    assert claim_of(database, number).text == before.text


def test_merge_of_a_claim_without_an_article_is_taken_back_on_its_page(
    browser: Browser, database: Database, rumour: str, story: Story
) -> None:
    bela, number = browser("Bela"), int(rumour.rpartition("/")[2])
    merge = {"into": story.claim, "edits": claim_of(database, number).edits}
    assert bela.post(f"{rumour}/merge", data=merge).status_code == 303
    assert claim_of(database, number).state is ClaimState.MERGED
    bela.post(f"{rumour}/undo")
    assert claim_of(database, number).merged_into_id is None


def test_undo_on_a_claims_page_leaves_other_claims_and_other_people_alone(
    browser: Browser, database: Database, rumour: str, story: Story
) -> None:
    bela, dan, taken = browser("Bela"), browser("Dan"), f"/desk/claims/{story.claim}/take"
    assert bela.post(taken).status_code == 303
    page = bela.post(f"{rumour}/undo", follow_redirects=True)
    assert "There is nothing of yours to undo" in page.text
    assert "There is nothing of yours to undo" in dan.post(f"{at(story)}/undo", follow_redirects=True).text
    assert claim_of(database, story.claim).assignee_id is not None
    dan.post(taken)
    assert bela.post(f"{at(story)}/undo").status_code == 409
    bela.post(taken)
    bela.post(f"{at(story)}/undo")
    assert claim_of(database, story.claim).assignee_id is not None
