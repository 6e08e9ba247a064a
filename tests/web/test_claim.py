"""The triage of claims."""

import pytest
from flask.testing import FlaskClient

from claims.db import Database
from claims.domain.claim import DropReason, SetAsideReason
from claims.domain.state import ClaimState
from tests.web.bench import claim_ids, claim_of, take_in
from tests.web.conftest import Browser, actor_of


@pytest.fixture
def claims(database: Database, browser: Browser) -> list[int]:
    """The numbers of three suggested claims of article 1."""
    take_in(database)
    return claim_ids(database)


@pytest.fixture
def bela(browser: Browser, claims: list[int]) -> FlaskClient:
    """A reviewer on a desk with three claims."""
    return browser("Bela")


STEPS = ("select", "set_aside", "take", "release", "wait", "drop", "reopen", "edit", "split", "merge")


@pytest.mark.parametrize("step", STEPS)
def test_reader_can_do_none_of_it(client: FlaskClient, claims: list[int], database: Database, step: str) -> None:
    answer = client.post(f"/desk/claims/{claims[0]}/{step}", data={"reason": "trivial"})
    assert answer.headers["Location"] == "/sign-in"
    assert claim_of(database, claims[0]).edits == 1


@pytest.mark.parametrize("step", ["select", "take", "release", "reopen"])
def test_missing_claim_is_not_found(bela: FlaskClient, step: str) -> None:
    assert bela.post(f"/desk/claims/999/{step}").status_code == 404


def test_select_returns_to_the_card(bela: FlaskClient, claims: list[int], database: Database) -> None:
    answer = bela.post(f"/desk/claims/{claims[1]}/select")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/desk/articles/1#card-{claims[1]}")
    assert claim_of(database, claims[1]).state is ClaimState.SELECTED


def test_steps_lead_back_to_the_list_they_came_from(bela: FlaskClient, claims: list[int]) -> None:
    back = "/desk/articles/1?state=suggested"
    answer = bela.post(f"/desk/claims/{claims[0]}/select?then={claims[1]}", data={"back": back})
    assert answer.headers["Location"] == f"{back}#card-{claims[1]}"
    answer = bela.post(f"/desk/claims/{claims[1]}/select", data={"back": "https://evil.example/"})
    assert answer.headers["Location"].startswith("/#")


def test_set_aside_needs_its_reason(bela: FlaskClient, claims: list[int], database: Database) -> None:
    assert bela.post(f"/desk/claims/{claims[0]}/set_aside").status_code == 422
    assert bela.post(f"/desk/claims/{claims[0]}/set_aside", data={"reason": "whim"}).status_code == 422
    assert bela.post(f"/desk/claims/{claims[0]}/set_aside", data={"reason": "opinion"}).status_code == 303
    claim = claim_of(database, claims[0])
    assert (claim.state, claim.set_aside_reason) == (ClaimState.NOT_SELECTED, SetAsideReason.OPINION)
    assert "an opinion" in bela.get("/desk/articles/1").text


def test_take_and_give_back(bela: FlaskClient, claims: list[int], database: Database, browser: Browser) -> None:
    bela.post(f"/desk/claims/{claims[0]}/select")
    bela.post(f"/desk/claims/{claims[0]}/take")
    assert claim_of(database, claims[0]).assignee_id == actor_of(database, "Bela").person_id
    assert "Give it back" in bela.get("/desk/articles/1").text
    assert "Bela checks it" in browser("Dan").get("/desk/articles/1").text
    bela.post(f"/desk/claims/{claims[0]}/release")
    assert claim_of(database, claims[0]).assignee_id is None


def test_wait_drop_and_reopen(bela: FlaskClient, claims: list[int], database: Database) -> None:
    address = f"/desk/claims/{claims[0]}"
    bela.post(f"{address}/select")
    assert bela.post(f"{address}/wait", data={"until": "soon"}).status_code == 422
    bela.post(f"{address}/wait", data={"until": "2030-01-31"})
    assert claim_of(database, claims[0]).state is ClaimState.WAITING
    assert bela.post(f"{address}/drop").status_code == 422
    bela.post(f"{address}/drop", data={"reason": "no_data"})
    assert claim_of(database, claims[0]).drop_reason is DropReason.NO_DATA
    assert "no data" in bela.get("/desk/articles/1").text
    bela.post(f"{address}/reopen")
    assert claim_of(database, claims[0]).state is ClaimState.SELECTED


def test_step_that_the_workflow_lacks_is_a_conflict(bela: FlaskClient, claims: list[int]) -> None:
    assert bela.post(f"/desk/claims/{claims[0]}/reopen").status_code == 409


def test_edit_changes_words_kind_and_who_says_it(bela: FlaskClient, claims: list[int], database: Database) -> None:
    page = bela.get(f"/desk/claims/{claims[0]}/edit?back=/desk/articles/1%3Fkind%3Devent").text
    assert "Claim: will make his fifth visit to Beijing." in page
    assert 'value="/desk/articles/1?kind=event"' in page
    form = {"text": "A new wording.", "kind": "quantity", "attribution": "Kim", "edits": "1"}
    answer = bela.post(f"/desk/claims/{claims[0]}/edit", data=form)
    assert answer.headers["Location"] == f"/desk/articles/1#card-{claims[0]}"
    claim = claim_of(database, claims[0])
    assert (claim.text, claim.kind, claim.attribution) == ("A new wording.", "quantity", "Kim")


def test_second_to_save_sees_both_texts_and_nothing_is_overwritten(
    bela: FlaskClient, claims: list[int], database: Database, browser: Browser
) -> None:
    form = {"kind": "event", "attribution": "", "edits": "1"}
    address = f"/desk/claims/{claims[0]}/edit"
    assert browser("Dan").post(address, data={**form, "text": "Dan was first."}).status_code == 303
    answer = bela.post(address, data={**form, "text": "Bela was second."})
    assert answer.status_code == 409
    assert "Dan was first." in answer.text
    assert "Bela was second." in answer.text
    assert claim_of(database, claims[0]).text == "Dan was first."


@pytest.mark.parametrize(
    "change", [{"text": ""}, {"text": "x" * 2001}, {"kind": "rumour"}, {"edits": ""}, {"edits": "x"}]
)
def test_wrong_edit_is_refused_and_kept(
    bela: FlaskClient, claims: list[int], database: Database, change: dict[str, str]
) -> None:
    form = {"text": "A new wording.", "kind": "event", "attribution": "the minister", "edits": "1", **change}
    answer = bela.post(f"/desk/claims/{claims[0]}/edit", data=form)
    assert answer.status_code == 422
    assert "the minister" in answer.text
    assert claim_of(database, claims[0]).edits == 1


def test_split_makes_a_claim_of_each_line(bela: FlaskClient, claims: list[int], database: Database) -> None:
    assert "Claim: will make" in bela.get(f"/desk/claims/{claims[0]}/split").text
    answer = bela.post(f"/desk/claims/{claims[0]}/split", data={"texts": "One part.\r\n\r\nAnother part."})
    assert answer.headers["Location"] == f"/desk/articles/1#card-{claims[0]}"
    assert claim_of(database, claims[0]).text == "One part."
    assert claim_of(database, claim_ids(database)[-1]).text == "Another part."
    page = bela.get("/desk/articles/1").text
    assert "is split into 2 claims" in page
    assert page.count("data-card=") == 4


def test_split_into_one_is_refused_and_kept(bela: FlaskClient, claims: list[int]) -> None:
    answer = bela.post(f"/desk/claims/{claims[0]}/split", data={"texts": "Only this."})
    assert answer.status_code == 422
    assert "at least two claims" in answer.text
    assert "Only this." in answer.text


def test_merge_leads_to_the_claim_that_stays(bela: FlaskClient, claims: list[int], database: Database) -> None:
    page = bela.get(f"/desk/claims/{claims[0]}/merge").text
    assert page.index(f'value="{claims[1]}"') < page.index(f'value="{claims[2]}"'), "the nearest first"
    assert bela.post(f"/desk/claims/{claims[0]}/merge", data={"into": "999"}).status_code == 422
    answer = bela.post(f"/desk/claims/{claims[0]}/merge", data={"into": str(claims[1])})
    assert answer.headers["Location"] == f"/desk/articles/1#card-{claims[1]}"
    merged = claim_of(database, claims[0])
    assert (merged.state, merged.merged_into_id) == (ClaimState.MERGED, claims[1])
    assert bela.get("/desk/articles/1").text.count("data-card=") == 2


def test_claim_without_another_one_cannot_be_merged(browser: Browser, database: Database) -> None:
    take_in(database, words=["The parade is a grand one"])
    page = browser("Bela").get(f"/desk/claims/{claim_ids(database)[0]}/merge").text
    assert "There is no other claim" in page
