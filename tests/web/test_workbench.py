"""The workbench's script: one card for an action, both versions when somebody else was first, windows, keys."""

import json
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from claims.archiving.base import Cue
from claims.db import Database
from claims.domain.state import ClaimState
from claims.services.workbench import WINDOW
from claims.web.keys import KEYS
from tests.conftest import Script
from tests.web.bench import claim_ids, claim_of, counted_queries, take_in
from tests.web.conftest import Browser, actor_of

SCRIPT = {"HX-Request": "true"}
EDIT = {"kind": "event", "attribution": "", "article": "1"}


@pytest.fixture
def claims(database: Database, browser: Browser) -> list[int]:
    """The numbers of three suggested claims of article 1."""
    take_in(database)
    return claim_ids(database)


@pytest.fixture
def bela(browser: Browser, claims: list[int]) -> FlaskClient:
    """A reviewer on a desk with three claims."""
    return browser("Bela")


def act(client: FlaskClient, path: str, **form: object) -> TestResponse:
    """Do what the workbench's script does."""
    return client.post(f"/desk/{path}", data={"article": "1", **form}, headers=SCRIPT)


def cards(answer: TestResponse) -> list[int]:
    return [int(found) for found in re.findall(r'data-card="(\d+)"', answer.text)]


def changed(answer: TestResponse) -> dict[str, object]:
    detail: dict[str, object] = json.loads(answer.headers["HX-Trigger"])["claims-changed"]
    return detail


def test_an_action_answers_the_script_with_one_card(bela: FlaskClient, claims: list[int]) -> None:
    answer = act(bela, f"claims/{claims[1]}/select?edits=1")
    assert (answer.status_code, cards(answer)) == (200, [claims[1]])
    assert 'data-hx-swap-oob="true"' in answer.text
    assert '<span data-count="selected">1</span>' in answer.text
    assert f"Claim {claims[1]} is on the list to check." in answer.text
    assert "<html" not in answer.text
    assert changed(answer)["cards"] == [{"id": claims[1], "state": "selected"}]
    assert changed(answer)["go"] == "next"


@pytest.mark.parametrize("form", ["edit", "split", "merge", "wait", "set_aside", "drop", "assign"])
def test_a_form_comes_in_the_card_or_on_a_page(browser: Browser, claims: list[int], form: str) -> None:
    ana, address = browser("Ana"), f"/desk/claims/{claims[0]}/{form}"
    card = ana.get(address, query_string={"article": 1}, headers=SCRIPT)
    assert cards(card) == [claims[0]]
    assert f'data-in-card="{claims[0]}"' in card.text
    page = ana.get(address, query_string={"back": "/desk/articles/1?kind=event"})
    assert page.text.startswith("<!doctype html>")
    assert "data-in-card" not in page.text
    assert f'href="/desk/articles/1?kind=event#card-{claims[0]}"' in page.text


def test_assigning_others_takes_an_editor(browser: Browser, claims: list[int], database: Database) -> None:
    dan = actor_of(database, "Dan").person_id
    bela, ana = browser("Bela"), browser("Ana")
    act(bela, f"claims/{claims[0]}/select")
    assert act(bela, f"claims/{claims[0]}/assign", person=dan).status_code == 403
    assert "Give it to" not in bela.get("/desk/articles/1").text
    assert act(ana, f"claims/{claims[0]}/assign", person=dan).status_code == 200
    assert claim_of(database, claims[0]).assignee_id == dan
    assert act(ana, f"claims/{claims[0]}/assign", person=999).status_code == 422


@pytest.mark.parametrize(
    "step", ["select", "set_aside", "take", "release", "wait", "drop", "reopen", "split", "merge"]
)
def test_no_step_is_taken_with_a_claim_that_somebody_changed(
    bela: FlaskClient, browser: Browser, claims: list[int], database: Database, step: str
) -> None:
    act(browser("Dan"), f"claims/{claims[0]}/edit", **EDIT, text="Dan was first.", edits=1)
    reasons = {"set_aside": "trivial", "drop": "no_data"}
    form = {
        "edits": 1,
        "reason": reasons.get(step, ""),
        "until": "2030-01-31",
        "texts": "One.\nTwo.",
        "into": claims[1],
    }
    answer = act(bela, f"claims/{claims[0]}/{step}", **form)
    assert (answer.status_code, cards(answer)) == (409, [claims[0]])
    assert "was changed by Dan since you saw it" in answer.text
    assert "Dan was first." in answer.text
    assert "Do it all the same" in answer.text or "Save this" in answer.text
    assert claim_of(database, claims[0]).edits == 2
    page = bela.post(f"/desk/claims/{claims[0]}/{step}", data=form)
    assert page.status_code == 409
    assert 'name="edits" value="2"' in page.text


def test_both_versions_are_merged_field_by_field(
    bela: FlaskClient, browser: Browser, claims: list[int], database: Database
) -> None:
    page = bela.get(f"/desk/claims/{claims[0]}/edit").text
    seen: dict[str, str] = dict(re.findall(r'name="(seen_\w+)" value="([^"]*)"', page))
    first = {**EDIT, "text": seen["seen_text"], "attribution": "Dan’s mayor", "edits": 1}
    act(browser("Dan"), f"claims/{claims[0]}/edit", **first)
    mine = {**EDIT, **seen, "text": "Bela’s words.", "kind": "quantity", "edits": 1}
    answer = bela.post(f"/desk/claims/{claims[0]}/edit", data=mine)
    assert answer.status_code == 409
    form = dict(re.findall(r'<(?:input|textarea)[^>]* name="(\w+)"[^>]*(?: value="|>\n)([^"<]*)', answer.text))
    assert form["text"] == "Bela’s words.", "only Bela changed it"
    assert form["attribution"] == "Dan’s mayor", "only Dan changed it"
    assert form["edits"] == "2"
    again = bela.post(f"/desk/claims/{claims[0]}/edit", data={**form, "kind": "quantity"})
    assert again.status_code == 303
    claim = claim_of(database, claims[0])
    assert (claim.text, claim.attribution, claim.kind) == ("Bela’s words.", "Dan’s mayor", "quantity")


def test_split_brings_the_new_cards_and_merge_takes_one_away(bela: FlaskClient, claims: list[int]) -> None:
    answer = act(bela, f"claims/{claims[0]}/split", texts="One.\nTwo.\nThree.", edits=1)
    found = sorted(cards(answer))
    assert found[0] == claims[0]
    assert len(found) == 3
    assert f'data-hx-swap-oob="afterend:#card-{claims[0]}"' in answer.text
    answer = act(bela, f"claims/{found[1]}/merge", into=claims[1], edits=1)
    assert cards(answer) == [claims[1]]
    assert f'<div id="card-{found[1]}" data-hx-swap-oob="delete">' in answer.text
    assert changed(answer)["gone"] == {str(found[1]): claims[1]}


def test_a_claim_can_be_the_same_as_one_of_another_article(
    bela: FlaskClient, claims: list[int], database: Database
) -> None:
    take_in(database, "The parade was loud. It rained.", ["The parade was loud"], title="Another")
    other = claim_ids(database)[-1]
    form = bela.get(
        f"/desk/claims/{claims[2]}/merge", query_string={"article": 1, "q": "parade LOUD"}, headers=SCRIPT
    )
    assert f'value="{other}"' in form.text
    answer = act(bela, f"claims/{claims[2]}/merge", into=other, edits=1)
    assert cards(answer) == [other]
    assert f'data-hx-swap-oob="outerHTML:#card-{claims[2]}"' in answer.text
    page = bela.get("/desk/articles/1").text
    assert f'data-card="{other}"' in page
    assert f'data-claim="{other}"' in page
    assert bela.post("/desk/articles/1/undo", headers=SCRIPT).headers["HX-Refresh"] == "true"
    assert f'data-card="{claims[2]}"' in bela.get("/desk/articles/1").text


def test_ticked_claims_are_changed_at_once(bela: FlaskClient, claims: list[int], database: Database) -> None:
    ticked = [f"{claims[0]}.1", f"{claims[1]}.1"]
    answer = act(bela, "articles/1/ticked/set_aside", claim=[*ticked, "x", "1.", "9.9.9"], reason="opinion")
    assert cards(answer) == claims[:2]
    assert "2 claims are changed." in answer.text
    answer = act(bela, "articles/1/ticked/select", claim=[ticked[0], f"{claims[2]}.1"])
    assert "1 claim was changed by others since you saw it" in answer.text
    assert claim_of(database, claims[0]).state is ClaimState.NOT_SELECTED
    assert act(bela, "articles/1/ticked/select").status_code == 422
    assert bela.post("/desk/articles/1/ticked/take", data={"claim": f"{claims[2]}.2"}).status_code == 303
    assert bela.post("/desk/articles/1/undo", headers=SCRIPT, data={"article": 1}).status_code == 200
    assert claim_of(database, claims[2]).assignee_id is None


def test_finish_leaves_what_somebody_changed_meanwhile(
    bela: FlaskClient, browser: Browser, claims: list[int], database: Database
) -> None:
    seen = re.search(r'name="seen" value="([\d.]+)"', bela.get("/desk/articles/1").text)
    assert seen is not None
    act(browser("Dan"), f"claims/{claims[0]}/edit", **EDIT, text="Dan looks at this.", edits=1)
    page = bela.post(
        "/desk/articles/1/finish", data={"reason": "trivial", "seen": seen[1]}, follow_redirects=True
    ).text
    assert "2 claims were set aside." in page
    assert "1 claim was changed by others since you saw it" in page
    assert claim_of(database, claims[0]).state is ClaimState.SUGGESTED


def test_errors_are_said_and_signed_out_people_sign_in(bela: FlaskClient, client: FlaskClient) -> None:
    answer = act(bela, "claims/999/select")
    assert answer.status_code == 404
    assert '<div id="said" data-hx-swap-oob="innerHTML">' in answer.text
    assert "<html" not in answer.text
    answer = act(client, "claims/1/select")
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/sign-in")


def test_filters_stay_in_the_address_and_in_the_way_back(bela: FlaskClient, claims: list[int]) -> None:
    page = bela.get("/desk/articles/1?q=first+years&score=50&checkable=yes").text
    assert cards_of_page(page) == [claims[1]]
    assert 'value="first years"' in page
    assert 'name="back" value="/desk/articles/1?q=first+years&amp;score=50&amp;checkable=yes"' in page
    for nonsense in ("score=99999999999999", "score=²", "by=%00", "q=%00", "at=x", "at=999", "mine=1"):
        assert bela.get(f"/desk/articles/1?{nonsense}").status_code == 200


def test_a_long_list_comes_in_windows(browser: Browser, database: Database) -> None:
    bela = browser("Bela")
    words = [f"Statement {number:04} holds" for number in range(WINDOW + 20)]
    take_in(database, ". ".join(words), words)
    page, last = bela.get("/desk/articles/1").text, claim_ids(database)[-1]
    assert len(cards_of_page(page)) == WINDOW
    assert page.count("<mark") == WINDOW + 20, "all words are marked"
    later = re.search(r'rel="next"[^>]* href="([^"]+)"', page)
    assert later is not None
    assert len(cards_of_page(bela.get(later[1].replace("&amp;", "&")).text)) == 20
    assert last in cards_of_page(bela.get(f"/desk/articles/1?at={last}").text)
    with counted_queries(database) as statements:
        bela.get("/desk/articles/1?q=statement")
    assert len(statements) <= 12


def test_the_text_is_whole_however_it_is_cut(browser: Browser, database: Database) -> None:
    bela = browser("Bela")
    line = "The mayor 🗼 said <b>so</b> & left. "
    text = "\n".join([line * 40, "", line * 200, "x\n\n\ny" * 900, "The end."])
    take_in(database, text, ["y", "The end.", "left. The mayor 🗼"])
    page = bela.get("/desk/articles/1").text
    shown = re.search(r"data-text[^>]*>(.*?)</section>", page, re.DOTALL)
    assert shown is not None
    assert page.count('class="text-part"') >= 3
    plain = re.sub(r"<[^>]+>", "", shown[1]).rstrip(" \n")
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"'), ("&amp;", "&")):
        plain = plain.replace(entity, sign)
    assert plain == text


def test_help_buttons_and_script_have_the_keys_of_one_table(browser: Browser, claims: list[int]) -> None:
    page = browser("Ana").get("/desk/articles/1").text
    for entry in KEYS:
        for name in entry.names:
            assert f"<kbd>{name}</kbd>" in page
        assert str(entry.label) in page
    pressed = [key for entry in KEYS for key in entry.keys]
    assert len(pressed) == len(set(pressed))
    script = (Path(__file__).parents[2] / "claims/web/static/js/workbench.js").read_text()
    actions = set(re.findall(r'data-action="([\w-]+)"', page)) | set(
        re.findall(r'^ +"?([\w-]+)"?(?:,$|: )', script, re.M)
    )
    for entry in KEYS:
        if entry.action not in ("take", "wait", "drop", "reopen", "assign"):  # on other cards than these
            assert entry.action in actions, entry.action


@pytest.mark.both_databases
def test_many_hands_lose_nothing(database_url: str, script: Script) -> None:
    found = script("many_hands").measure(database_url, people=4, seconds=300, claims=20, enough=20)
    assert found["acknowledged"] >= 20, found
    for name in ("failures", "lost_updates", "chain_problems"):
        assert found[name] == 0, found


def cards_of_page(page: str) -> list[int]:
    return [int(found) for found in re.findall(r'data-card="(\d+)"', page)]


def test_a_transcript_says_when_and_by_whom_on_card_and_page(browser: Browser, database: Database) -> None:
    text = "Ana Pérez: The tower is tall.\nIt is old.\nMusic."
    first, second = text.index("The tower"), text.index("It is")
    cues = (Cue(first, first + 18, 751.0, 754.5, "Ana Pérez"), Cue(second, second + 10, 3_754.5, 3_760.0))
    article_id = take_in(database, text, ["The tower is tall", "It is old", "Ana", "Music"], cues=cues)
    bela = browser("Bela")
    page = bela.get(f"/desk/articles/{article_id}").text
    assert page.count("at 12:31, Ana Pérez") == 1
    assert page.count("at 1:02:34.5<") == 1
    assert len(re.findall(r">at \d", page)) == 2
    assert "at 12:31, Ana Pérez" in bela.get("/desk/claims/1").text
