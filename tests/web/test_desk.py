"""The desk's home."""

from flask.testing import FlaskClient

from claims.db import Database
from tests.web.bench import claim_ids, counted_queries, take_in
from tests.web.conftest import Browser


def test_reader_is_asked_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/desk").headers["Location"] == "/sign-in?next=/desk"


def test_empty_desk_says_what_to_do_first(browser: Browser) -> None:
    page = browser("Bela").get("/desk").text
    assert "Nothing waits" in page
    assert 'href="/desk/articles/new"' in page
    assert page.count("<h1") == 1


def test_selected_claim_waits_for_nobody_until_it_is_taken(browser: Browser, database: Database) -> None:
    take_in(database)
    first, *_ = claim_ids(database)
    bela = browser("Bela")
    bela.post(f"/desk/claims/{first}/select")
    page = bela.get("/desk").text
    assert "Claim: will make his fifth visit to Beijing." in page
    assert "Kim in Beijing" in page
    assert "Take it" in page
    answer = bela.post(f"/desk/claims/{first}/take", data={"back": "/desk"})
    assert answer.headers["Location"].startswith("/desk#")
    page = bela.get("/desk").text
    assert "Take it" not in page
    assert page.index("Mine") < page.index("Claim: will make") < page.index("Awaiting my approval")
    assert "Claim: will make" not in browser("Dan").get("/desk").text


def test_article_whose_claims_nobody_decided_on_waits_for_everybody(browser: Browser, database: Database) -> None:
    take_in(database)
    number = len(claim_ids(database))
    bela = browser("Bela")
    page = bela.get("/desk").text
    assert "Nothing waits" not in page
    assert page.index("Claims to select") < page.index("Kim in Beijing")
    assert f"{number} suggested claims that nobody has selected or set aside" in page
    bela.post("/desk/articles/1/finish", data={"reason": "trivial"})
    assert "Claims to select" not in bela.get("/desk").text


def test_only_editors_see_what_is_ready_to_publish(browser: Browser, database: Database) -> None:
    take_in(database)
    browser("Bela").post(f"/desk/claims/{claim_ids(database)[0]}/select")
    assert "Ready to publish" not in browser("Bela").get("/desk").text
    assert "Ready to publish" in browser("Ana").get("/desk").text


def test_number_of_queries_does_not_grow_with_the_queue(browser: Browser, database: Database) -> None:
    bela = browser("Bela")
    numbers = []
    for round_ in range(2):
        for number in range(1 + 4 * round_):
            words = f"Statement {round_}{number}"
            take_in(database, f"{words} is here.", [words])
        for claim_id in claim_ids(database):
            bela.post(f"/desk/claims/{claim_id}/select")
        with counted_queries(database) as statements:
            assert bela.get("/desk").status_code == 200
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]
