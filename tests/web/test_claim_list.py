"""The list of claims, kept filters, the ledger and collections."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from claims.db import Database
from claims.domain.article import Version
from claims.domain.claim import Appearance, Claim
from claims.domain.kind import ClaimKind
from claims.domain.state import ClaimState
from claims.services.claim_list import ClaimFilter
from claims.web.forms.claim_list import as_query, read_query
from tests.web.bench import claim_ids, counted_queries, take_in
from tests.web.conftest import Browser


@pytest.fixture
def bela(browser: Browser, database: Database) -> FlaskClient:
    """A reviewer on a desk with three claims of one article."""
    take_in(database)
    return browser("Bela")


def add_claims(database: Database, number: int) -> None:
    """Add claims at the first word of the article."""
    with database.session_scope(write=True) as session:
        version = session.scalars(select(Version)).first()
        assert version is not None
        values = {"kind": ClaimKind.EVENT, "state": ClaimState.SUGGESTED, "language": "en", "engine": "linguistic"}
        ids = session.scalars(
            insert(Claim).returning(Claim.id), [{**values, "text": f"Claim {n} of many."} for n in range(number)]
        ).all()
        place = {"article_id": version.article_id, "version_id": version.id, "version_length": version.length}
        words = {"exact": "Kim", "prefix": "", "suffix": "", "start": 0, "end": 3}
        session.execute(insert(Appearance), [{"claim_id": one, **place, **words} for one in ids])


def test_filters_are_in_the_address(bela: FlaskClient) -> None:
    bela.post("/desk/claims/1/select")
    page = bela.get("/desk/claims?state=selected&kind=event").text
    assert "Claim: will make" in page
    assert "Claim: the first" not in page
    assert "No claim is like that" in bela.get("/desk/claims?text=unfindable").text


@pytest.mark.parametrize(
    "query",
    ["state=odd", "score=many&assignee=-1", "since=never", "before=x", "claimant=99999999999999", "text=%00"],
)
def test_what_no_filter_understands_filters_nothing(bela: FlaskClient, query: str) -> None:
    answer = bela.get(f"/desk/claims?{query}")
    assert answer.status_code == 200
    assert "Claim: will make" in answer.text or query.startswith("text")


def test_a_filter_is_the_same_after_it_was_kept() -> None:
    chosen = ClaimFilter(state=ClaimState.WAITING, assignee=0, score=0, text="a & b = c", tag="健康")
    assert read_query(as_query(chosen)) == chosen
    assert as_query(ClaimFilter()) == ""


def test_pages_of_the_list_hold_every_claim_once(bela: FlaskClient, database: Database) -> None:
    add_claims(database, 60)
    first = bela.get("/desk/claims?kind=event").text
    older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = bela.get(older).text
    shown = [
        number for page in (first, second) for number in claim_ids(database) if f'/desk/claims/{number}"' in page
    ]
    assert sorted(shown) == claim_ids(database)
    assert "kind=event" in older


def test_filter_is_kept_shared_and_forgotten(bela: FlaskClient, browser: Browser) -> None:
    form = {"query": "state=selected&bogus=1", "name": "To check", "shared": "y"}
    answer = bela.post("/desk/claims/filters", data=form)
    assert answer.location == "/desk/claims?state=selected"
    dan = browser("Dan")
    assert "/desk/claims?state=selected" in dan.get("/desk/claims").text
    again = bela.post("/desk/claims/filters", data=form)
    assert again.status_code == 409
    assert "already" in again.text
    assert bela.post("/desk/claims/filters", data={**form, "query": "", "name": "None"}).status_code == 422
    assert dan.post("/desk/claims/filters/1/delete").status_code == 404
    assert bela.post("/desk/claims/filters/1/delete").status_code == 303
    assert "To check" not in dan.get("/desk/claims").text


@pytest.mark.parametrize(
    "address", ["/desk/claims", "/desk/ledger", "/desk/collections/1", "/desk/claims/1/facts"]
)
def test_twelve_queries_at_most_whatever_the_number_of_rows(
    bela: FlaskClient, browser: Browser, database: Database, address: str
) -> None:
    ana = browser("Ana")
    ana.post("/desk/collections", data={"name": "Visits"})
    add_claims(database, 60)
    for number in claim_ids(database)[:5]:
        ana.post(f"/desk/claims/{number}/tags", data={"name": f"topic {number}"})
        ana.post("/desk/collections/1/items", data={"address": f"/desk/claims/{number}"})
        form = {"name": f"Claimant {number}", "kind": "person", "same_as": ""}
        ana.post(f"/desk/claims/{number}/claimant", data=form)
        ana.post(f"/desk/claims/{number}/select")
    with counted_queries(database) as statements:
        assert ana.get(address).status_code == 200
    assert len(statements) <= 12


def test_ledger_counts_lists_and_downloads(bela: FlaskClient) -> None:
    bela.post("/desk/claims/1/set_aside", data={"reason": "trivial"})
    page = bela.get("/desk/ledger").text
    assert "3 claims" in page
    assert "trivial" in page
    answer = bela.get("/desk/ledger.csv")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert len(answer.text.strip().splitlines()) == 4
    assert "Nothing came in then" in bela.get("/desk/ledger?since=2001-01-01&until=2001-02-01").text
    assert bela.get("/desk/ledger?since=2030-01-01&until=bad").status_code == 200


def test_editor_makes_and_orders_a_collection(bela: FlaskClient, browser: Browser) -> None:
    ana = browser("Ana")
    assert bela.post("/desk/collections", data={"name": "Visits"}).status_code == 403
    assert ana.post("/desk/collections", data={"name": ""}).status_code == 422
    assert ana.post("/desk/collections", data={"name": "Visits"}).location == "/desk/collections/1"
    items = "/desk/collections/1/items"
    assert ana.post(items, data={"address": "http://localhost/desk/articles/1#card-2"}).status_code == 303
    assert ana.post(items, data={"address": "claims/2"}).status_code == 303
    assert ana.post(items, data={"address": "claims/2"}).status_code == 303
    assert "All of it stands there already." in ana.get("/desk/collections/1").text
    for wrong in ("https://else.example/", "claims/99", "claims/99999999999"):
        assert ana.post(items, data={"address": wrong}).status_code == 422
    page = bela.get("/desk/collections/1").text
    assert page.index("Kim in Beijing") < page.index("Claim: the first in six years")
    edits = ana.get("/desk/collections/1").text.split('name="edits" value="')[1].split('"')[0]
    assert ana.post(f"{items}/2/up", data={"edits": edits}).location == "/desk/collections/1#item-2"
    assert ana.post(f"{items}/2/up", data={"edits": edits}).status_code == 409
    page = bela.get("/desk/collections/1").text
    assert page.index("Claim: the first in six years") < page.index("Kim in Beijing")
    assert "Take out" not in page


def test_ticked_claims_and_articles_go_into_a_collection(bela: FlaskClient, browser: Browser) -> None:
    ana = browser("Ana")
    for page in ("/desk/claims", "/desk/articles"):
        assert 'action="/desk/collections/add"' in ana.get(page).text
        assert 'type="checkbox" name="' not in bela.get(page).text
    assert 'href="/desk/collections/add?claim=1"' in ana.get("/desk/claims/1").text
    assert 'href="/desk/collections/add?article=1"' in ana.get("/desk/articles/1").text
    asked = ana.get("/desk/collections/add?claim=1&claim=2&article=1").text
    assert "Claim: the first in six years" in asked
    assert bela.get("/desk/collections/add?claim=1").status_code == 403
    chosen = {"claim": ["1", "2"], "article": ["1"]}
    assert ana.post("/desk/collections/add", data={**chosen, "collection": "0", "name": " "}).status_code == 422
    answer = ana.post("/desk/collections/add", data={**chosen, "collection": "0", "name": "Visits"})
    assert answer.location == "/desk/collections/1#items"
    page = ana.get("/desk/collections/1").text
    assert "3 were added." in page
    assert page.index("Kim in Beijing") < page.index("Claim: the first in six years")
    again = ana.post("/desk/collections/add", data={"claim": ["2", "3"], "collection": "1", "name": ""})
    assert again.location == "/desk/collections/1#items"
    assert "1 was added." in ana.get("/desk/collections/1").text
    for wrong in ("", "?claim=x", "?claim=0", f"?claim={10**12}"):
        assert ana.get(f"/desk/collections/add{wrong}").status_code == 422
    assert ana.get("/desk/collections/add?claim=99").status_code == 404
    assert ana.post("/desk/collections/add", data={"claim": "1", "collection": "77"}).status_code == 422


def test_reader_sees_no_list(client: FlaskClient, bela: FlaskClient) -> None:
    for address in ("/desk/claims", "/desk/ledger", "/desk/ledger.csv", "/desk/collections"):
        assert client.get(address).location.startswith("/sign-in")
