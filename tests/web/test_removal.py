"""Pages of removal: what the form says, that it asks, and what addresses answer afterwards."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from claims.archiving.fetching.null import NullFetcher
from claims.archiving.registry import Archive
from claims.archiving.stores.local import LocalStore
from claims.db import Database
from claims.services.person import find_person
from claims.web.session import TransactionalFlask
from claims.worker.cleaning import clean_disk
from tests.services.planting import CANARY, Planted, plant
from tests.web.conftest import Browser

ORDER = "https://court.example/7"


@pytest.fixture
def planted(app: TransactionalFlask, database: Database, tmp_path: Path) -> Planted:
    del app  # it adds the people
    with database.session_scope(write=True) as session:
        people = [find_person(session, f"{name}@desk.example") for name in ("ana", "bela", "dan")]
        return plant(session, (people[0], people[1], people[2]), LocalStore(tmp_path / "data" / "files"))


def remove(ada: FlaskClient, planted: Planted, **fields: str) -> object:
    answers = {"status_code": "legal", "sentence": "A court forbade it.", "blocked_by": ORDER}
    typed = {"typed": f"claim {planted.claim_id}"}
    return ada.post(f"/desk/removals/claim/{planted.claim_id}", data={**answers, **typed, **fields})


def test_only_admins_remove(browser: Browser, planted: Planted) -> None:
    for name in ("Ana", "Bela"):
        assert browser(name).get("/desk/removals").status_code == 403
        assert browser(name).get(f"/desk/removals/claim/{planted.claim_id}").status_code == 403
        assert browser(name).post(f"/desk/removals/claim/{planted.claim_id}").status_code == 403


def test_pages_of_things_lead_admins_there(browser: Browser, planted: Planted) -> None:
    pages = {"claims": planted.claim_id, "sources": planted.source_id, "people": 2, "tips": planted.tip_id}
    for place, number in pages.items():
        page = browser("Ada").get(f"/desk/{place}/{number}").text
        assert "for good, by a court order" in page, place
        assert "for good, by a court order" not in browser("Bela").get(f"/desk/{place}/{number}").text


def test_form_says_what_goes_and_wants_it_typed(browser: Browser, planted: Planted, client: FlaskClient) -> None:
    ada = browser("Ada")
    led = ada.get(f"/desk/removals?kind=claim&number={planted.claim_id}")
    page = ada.get(led.headers["Location"]).text
    assert "Archived copies, with their files: <strong>3" in page and f"claim {planted.claim_id}</strong>" in page
    answer = remove(ada, planted, typed="claim 77")
    assert answer.status_code == 422 and "nothing was removed" in answer.text  # type: ignore[attr-defined]
    assert client.get(f"/claims/{planted.claim_id}", follow_redirects=True).status_code == 200


@pytest.mark.parametrize("number", ["0", "4711", "-1", "x", ""])
def test_what_is_not_there_is_not_offered(browser: Browser, planted: Planted, number: str) -> None:
    answer = browser("Ada").get(f"/desk/removals?kind=claim&number={number}", follow_redirects=True)
    assert answer.status_code in (404, 422)


def test_addresses_answer_451_with_who_ordered_it(browser: Browser, planted: Planted, client: FlaskClient) -> None:
    ada = browser("Ada")
    assert remove(ada, planted).status_code == 303  # type: ignore[attr-defined]
    for address in (f"/claims/{planted.claim_id}", f"/claims/{planted.claim_id}/revisions/1"):
        answer = client.get(address)
        assert answer.status_code == 451
        assert answer.headers["Link"] == f'<{ORDER}>; rel="blocked-by"'
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "A court forbade it." in answer.text and CANARY not in answer.text
    assert ada.get(f"/desk/claims/{planted.claim_id}").status_code == 451
    assert ada.get(f"/desk/sources/{planted.source_id}").status_code == 451
    assert client.get(f"/claims/{planted.neighbour_id}", follow_redirects=True).status_code == 200


def test_open_forms_are_answered_with_410(browser: Browser, planted: Planted) -> None:
    remove(browser("Ada"), planted, status_code="gone", blocked_by="", sentence="")
    bela = browser("Bela")
    for step in ("select", "take", "edit", "comments", "split", "tags", "claimant"):
        answer = bela.post(
            f"/desk/claims/{planted.claim_id}/{step}", data={"edits": 1, "text": CANARY, "answer": "none"}
        )
        assert answer.status_code in (404, 410), step


def test_page_says_what_is_still_to_do(
    browser: Browser, planted: Planted, database: Database, tmp_path: Path
) -> None:
    ada = browser("Ada")
    remove(ada, planted)
    address = f"/desk/removals/claim/{planted.claim_id}"
    assert "last bytes" in ada.get(address).text
    clean_disk(database, Archive(NullFetcher(), LocalStore(tmp_path / "data" / "files")))
    assert "Nothing of it is on the disk" in ada.get(address).text
    assert "nothing left on the disk" in ada.get("/desk/removals").text


@pytest.mark.both_databases
def test_no_page_has_a_word_of_it(
    app: TransactionalFlask, browser: Browser, client: FlaskClient, planted: Planted
) -> None:
    assert CANARY in client.get("/").text
    remove(browser("Ada"), planted)
    for visitor in (client, browser("Bela"), browser("Ada")):
        for address in addresses(app):
            answer = visitor.get(address)
            assert answer.status_code < 500 and CANARY not in answer.get_data(as_text=True), address


def addresses(app: TransactionalFlask) -> list[str]:
    """Return every address that is read, with the first numbers for those that have one."""
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        for number in (1, 2, 3):
            values = {name: _value(name, number) for name in rule.arguments}
            found.append(rule.build({**values})[1] if (rule.build({**values})) else "")
            if not rule.arguments:
                break
    return sorted(filter(None, set(found)))


def _value(name: str, number: int) -> object:
    texts = {
        "slug": "x",
        "secret": "x",
        "format_name": ("csv", "json", "jsonl")[number - 1],
        "kind": "claim",
        "sha256": "0" * 64,
    }
    return texts.get(name, number)
