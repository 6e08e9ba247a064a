"""What the desk knows of a claim, and claims without an article."""

import pytest
from flask.testing import FlaskClient

from claims.db import Database
from claims.domain.claim import SelectionReason
from claims.domain.state import ClaimState
from tests.web.bench import claim_of
from tests.web.conftest import Browser, actor_of
from tests.web.stories import Story, tell

FACTS = {"kind": "event", "language": "en", "said_on": "2026-11-01", "said_where": "in parliament"}


@pytest.fixture
def story(app: object, database: Database) -> Story:
    """A claim on the list to check."""
    return tell(database)


@pytest.fixture
def bela(browser: Browser, story: Story) -> FlaskClient:
    """A reviewer."""
    return browser("Bela")


def edits(database: Database, story: Story) -> str:
    return str(claim_of(database, story.claim).edits)


def test_when_and_where_are_saved_and_shown(bela: FlaskClient, database: Database, story: Story) -> None:
    address = f"/desk/claims/{story.claim}"
    answer = bela.post(f"{address}/facts", data={**FACTS, "edits": edits(database, story)})
    assert (answer.status_code, answer.location) == (303, address)
    page = bela.get(address).text
    assert "1 November 2026" in page
    assert "in parliament" in page


def test_second_to_save_sees_both(bela: FlaskClient, database: Database, story: Story) -> None:
    stale = edits(database, story)
    bela.post(f"/desk/claims/{story.claim}/facts", data={**FACTS, "edits": stale})
    answer = bela.post(
        f"/desk/claims/{story.claim}/facts", data={**FACTS, "said_where": "at a rally", "edits": stale}
    )
    assert answer.status_code == 409
    assert "in parliament" in answer.text
    assert "at a rally" in answer.text


def test_wrong_facts_stay_in_the_form(bela: FlaskClient, database: Database, story: Story) -> None:
    wrong = {**FACTS, "said_on": "tomorrow", "edits": edits(database, story)}
    answer = bela.post(f"/desk/claims/{story.claim}/facts", data=wrong)
    assert answer.status_code == 422
    assert "in parliament" in answer.text


def test_only_an_editor_gives_claims_to_others(
    bela: FlaskClient, browser: Browser, database: Database, story: Story
) -> None:
    dan = actor_of(database, "Dan").person_id
    form = {"assignee": str(dan), "deadline": "2030-01-31", "edits": edits(database, story)}
    assert bela.post(f"/desk/claims/{story.claim}/plan", data=form).status_code == 403
    assert browser("Ana").post(f"/desk/claims/{story.claim}/plan", data=form).status_code == 303
    assert claim_of(database, story.claim).assignee_id == dan


def test_why_it_is_checked(bela: FlaskClient, database: Database, story: Story) -> None:
    address = f"/desk/claims/{story.claim}/selection_reason"
    wrong = bela.post(address, data={"reason": "other", "note": "", "edits": edits(database, story)})
    assert wrong.status_code == 422
    assert "Say in a sentence" in wrong.text
    right = bela.post(address, data={"reason": "harm", "note": "", "edits": edits(database, story)})
    assert right.status_code == 303
    assert claim_of(database, story.claim).selection_reason is SelectionReason.HARM
    assert "it could do harm" in bela.get(f"/desk/claims/{story.claim}").text


def test_topics_are_added_and_removed(bela: FlaskClient, story: Story) -> None:
    address = f"/desk/claims/{story.claim}"
    assert bela.post(f"{address}/tags", data={"name": "Foreign affairs"}).status_code == 303
    assert bela.post(f"{address}/tags", data={"name": "foreign affairs"}).status_code == 409
    assert bela.post(f"{address}/tags", data={"name": "?"}).status_code == 422
    assert "Foreign affairs" in bela.get(address).text
    assert bela.post(f"{address}/tags/1/remove").status_code == 303
    assert bela.post(f"{address}/tags/1/remove").status_code == 404
    assert "Foreign affairs" not in bela.get(address).text


def test_claim_waits_for_an_event(bela: FlaskClient, database: Database, story: Story) -> None:
    address = f"/desk/claims/{story.claim}"
    assert bela.post(f"{address}/wait", data={"until": "", "event": " "}).status_code == 422
    assert bela.post(f"{address}/wait", data={"until": "", "event": "The vote"}).status_code == 303
    assert claim_of(database, story.claim).state is ClaimState.WAITING
    assert "The vote" in bela.get(address).text


def test_rumour_becomes_a_claim_in_our_words(bela: FlaskClient, story: Story) -> None:
    form = {**FACTS, "text": "The mayor is ill.", "provenance": "", "attribution": ""}
    wrong = bela.post("/desk/claims/new", data=form)
    assert wrong.status_code == 422
    assert "The mayor is ill." in wrong.text
    answer = bela.post("/desk/claims/new", data={**form, "provenance": "A call"})
    assert answer.status_code == 303
    page = bela.get(answer.location).text
    assert "In our words" in page
    assert "A call" in page
    assert "In no article of this desk." in page


def test_reader_sees_none_of_it(client: FlaskClient, story: Story) -> None:
    for path in ("new", f"{story.claim}/facts"):
        assert client.get(f"/desk/claims/{path}").location.startswith("/sign-in")
