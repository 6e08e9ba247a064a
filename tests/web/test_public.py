import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from claims.db import Database
from claims.domain.gate import Gate, GateAnswer, GateReason
from claims.domain.verdict import Verdict
from claims.services.publication import withdraw
from claims.services.quantity import Figure, save_figures, state_of
from claims.services.report import withdraw_report
from claims.services.setting import change_settings
from claims.services.verdict import published_revision
from tests.publishing.schemas import validator
from tests.web.conftest import SYSTEM, Browser
from tests.web.newsroom import (
    ANSWERS,
    Finding,
    correct,
    draft,
    person,
    publish_finding,
    publish_whole_report,
    see_through,
    take_in,
)

FIFTH = Finding("Kim will make his fifth visit to Beijing.")
FIRST = Finding(
    "It is the first visit in six years.",
    text="Kim’s visit to Beijing is the first in six years.",
    rating="true",
    summary="The last one was in 2019.",
)
JSON_LD = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
BADGE = re.compile(r'class="badge badge--large.*?<span class="badge__word">(.*?)</span>', re.DOTALL)


@pytest.fixture
def verdicts(database: Database) -> list[int]:
    """Two published verdicts on an article with a published report; the numbers of their claims."""
    with database.session_scope(write=True) as session:
        article = take_in(session)
        found = [publish_finding(session, article, finding) for finding in (FIFTH, FIRST)]
        publish_whole_report(session, article)
    return found


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Note every statement but those that begin a transaction."""
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN")):
            statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield statements
    event.remove(database.engine, "before_cursor_execute", note)


def markup(page: str) -> list[dict]:
    return [json.loads(found) for found in JSON_LD.findall(page)]


def test_home_of_a_new_desk_says_what_will_be_here(client: FlaskClient) -> None:
    page = client.get("/").text
    assert "Nothing is published yet" in page
    assert page.count("<h1") == 1
    assert "<title>Latest verdicts · Our desk</title>" in page


def test_home_shows_the_newest_verdict_first_and_the_reports(client: FlaskClient, verdicts: list[int]) -> None:
    page = client.get("/").text
    assert page.index("first in six years") < page.index("fifth visit")
    assert "A visit to Beijing, checked" in page


def test_home_leads_to_older_verdicts_page_by_page(
    client: FlaskClient, verdicts: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.web.public.PAGE_LENGTH", 1)
    page = client.get("/").text
    assert "fifth visit" not in page
    (older,) = re.findall(r'rel="next" href="([^"]+)"', page)
    page = client.get(unescape(older)).text
    assert "fifth visit" in page
    assert "first in six years" not in page
    assert 'rel="next"' not in page


@pytest.mark.parametrize("before", ["x", "2025-01-01,", "9999-12-31T23:59:59-12:00,1", "0001-01-01T00:00+14:00,1"])
def test_a_page_of_home_that_cannot_be_is_not_found(client: FlaskClient, before: str) -> None:
    assert client.get("/", query_string={"before": before}).status_code == 404


def test_search_finds_a_verdict_by_its_words(client: FlaskClient, verdicts: list[int]) -> None:
    page = client.get("/search?q=fifth").text
    assert f"/claims/{verdicts[0]}/" in page
    assert f"/claims/{verdicts[1]}/" not in page


def test_search_says_what_to_do_when_it_is_empty_and_when_nothing_is_found(client: FlaskClient) -> None:
    assert "What are you looking for?" in client.get("/search").text
    page = client.get("/search?q=<b>unicorns").text
    assert "No verdict holds all these words" in page
    assert "<b>unicorns" not in page


@pytest.mark.parametrize("page", ["0", "-1", "501", "9" * 30])
def test_a_page_of_results_that_cannot_be_is_not_found(client: FlaskClient, page: str) -> None:
    assert client.get(f"/search?q=a&page={page}").status_code == 404


def test_a_verdict_in_exact_words_stands_in_quotation_marks(client: FlaskClient, verdicts: list[int]) -> None:
    page = client.get(f"/claims/{verdicts[0]}").text
    assert "“Kim will make his fifth visit to Beijing.”" in page
    assert "In our words" not in page


def test_a_verdict_in_our_words_shows_the_exact_words_beneath(client: FlaskClient, verdicts: list[int]) -> None:
    page = client.get(f"/claims/{verdicts[1]}").text
    assert "In our words" in page
    assert "“It is the first visit in six years.”" in page
    assert "“Kim’s visit" not in page


def test_a_verdict_shows_what_it_rests_on(client: FlaskClient, verdicts: list[int]) -> None:
    page = client.get(f"/claims/{verdicts[0]}").text
    for words in (
        "It is the fourth.",
        "The <strong>ministry</strong> lists four.",
        "“the fourth visit”",
        "Refutes the claim",
        "No archived copy: the site forbids copies",
        "Read on 2 September 2025",
        "one body alone holds the figure",
        "The agency’s archive.",
        "the claimant’s answer is on record",
        "Count the visits.",
        "A fifth visit.",
        "The Paper",
        "Written by</dt><dd>Bela",
        "Approved by</dt><dd>Dan",
        "A visit to Beijing, checked",
    ):
        assert words in page, words


def test_figures_stand_on_the_page_in_the_review_and_in_the_export(
    client: FlaskClient, browser: Browser, database: Database
) -> None:
    rows = [Figure("visits", "4", unit="visits<b>", period="2018"), Figure("rate", formula="visits / 7")]
    with database.session_scope(write=True) as session:
        article = take_in(session)
        revision = draft(session, article, FIFTH)
        claim = revision.verdict.claim_id
        save_figures(session, person(session, "Bela"), claim, rows, state=state_of([]))
        see_through(session, revision)
        publish_whole_report(session, article)
        article_id, revision_id = article.id, revision.id
    for page in (client.get(f"/claims/{claim}"), browser("Ana").get(f"/desk/verdicts/{revision_id}/review")):
        assert "The figures" in page.text and "4 / 7 ≈ 0.57" in page.text
        assert "visits&lt;b&gt;" in page.text and "2018" in page.text
    [row] = json.loads(client.get(f"/articles/{article_id}/export.json").text)["verdicts"]
    assert [(one["name"], one["value"][:6]) for one in row["figures"]] == [("visits", "4"), ("rate", "0.5714")]
    assert row["figures"][1]["formula"] == "visits / 7"


def test_a_verdict_leads_to_the_next_claim_of_its_report(client: FlaskClient, verdicts: list[int]) -> None:
    assert f'rel="next" href="/claims/{verdicts[1]}/' in client.get(f"/claims/{verdicts[0]}").text
    assert 'rel="next"' not in client.get(f"/claims/{verdicts[1]}").text


def test_a_verdict_published_alone_says_so(client: FlaskClient, database: Database) -> None:
    with database.session_scope(write=True) as session:
        claim_id = publish_finding(session, take_in(session), FIFTH, alone=True)
    page = client.get(f"/claims/{claim_id}").text
    assert "published without a second person’s approval" in page
    assert "Approved by</dt><dd>nobody else yet" in page


def test_an_address_without_the_readable_end_shows_the_same_page(client: FlaskClient, verdicts: list[int]) -> None:
    page = client.get(f"/claims/{verdicts[0]}")
    (canonical,) = re.findall(r'rel="canonical" href="([^"]+)"', page.text)
    assert canonical == f"http://localhost/claims/{verdicts[0]}/kim-will-make-his-fifth-visit-to-beijing"
    assert client.get(canonical).headers["ETag"] == page.headers["ETag"]


def test_a_wrong_readable_end_leads_to_the_right_one(client: FlaskClient, verdicts: list[int]) -> None:
    answer = client.get(f"/claims/{verdicts[0]}/something-else")
    assert answer.status_code == 301
    assert answer.location.endswith("/kim-will-make-his-fifth-visit-to-beijing")
    assert client.get("/articles/1/wrong").location == "/articles/1/a-visit-to-beijing-checked"


def test_a_verdict_page_has_exactly_one_claim_review_with_the_words_of_its_badge(
    client: FlaskClient, verdicts: list[int]
) -> None:
    page = client.get(f"/claims/{verdicts[0]}").text
    (review,) = markup(page)
    validator("claimreview").validate(review)
    (badge,) = BADGE.findall(page)
    (canonical,) = re.findall(r'rel="canonical" href="([^"]+)"', page)
    assert review["reviewRating"]["alternateName"] == badge == "False"
    assert review["url"] == canonical


def test_no_other_page_holds_a_claim_review(client: FlaskClient, verdicts: list[int]) -> None:
    for address in ("/", "/search?q=kim", "/articles/1", f"/claims/{verdicts[0]}/revisions/1"):
        assert "ClaimReview" not in str(markup(client.get(address).text)), address


def test_a_verdict_published_elsewhere_is_canonical_there_and_has_no_markup(
    client: FlaskClient, database: Database
) -> None:
    with database.session_scope(write=True) as session:
        revision = draft(session, take_in(session), FIFTH)
        session.get_one(Verdict, revision.verdict_id).published_at_url = "https://paper.example/checked"

        see_through(session, revision)
        claim_id = revision.verdict.claim_id
    page = client.get(f"/claims/{claim_id}").text
    assert '<link rel="canonical" href="https://paper.example/checked">' in page
    assert markup(page) == []


def test_a_correction_stands_on_the_first_screen_and_the_old_revision_says_what_replaced_it(
    client: FlaskClient, database: Database, verdicts: list[int]
) -> None:
    with database.session_scope(write=True) as session:
        correct(session, verdicts[0], Finding("", rating="mostly_false"), "We had the count wrong.")
    page = client.get(f"/claims/{verdicts[0]}").text
    assert page.index("We had the count wrong.") < page.index(">Why<")
    assert "Revision 2" in page
    old = client.get(f"/claims/{verdicts[0]}/revisions/1").text
    assert "revision 2 replaced it" in old
    assert '<meta name="robots" content="noindex">' in old
    assert BADGE.findall(old) == ["False"]
    assert markup(old) == []


def test_a_withdrawn_verdict_is_gone_but_its_revision_says_why(
    client: FlaskClient, database: Database, verdicts: list[int]
) -> None:
    with database.session_scope(write=True) as session:
        revision = published_revision(session, verdicts[0])
        assert revision is not None
        withdraw(session, person(session, "Ana"), revision.id, "It was not a claim.")
    answer = client.get(f"/claims/{verdicts[0]}")
    assert answer.status_code == 410
    assert "It was not a claim." in answer.text
    old = client.get(f"/claims/{verdicts[0]}/revisions/1")
    assert old.status_code == 200
    assert "This verdict was withdrawn" in old.text
    assert "noindex" in old.text
    assert markup(old.text) == []


def test_a_report_has_each_verdict_beside_its_words(client: FlaskClient, verdicts: list[int]) -> None:
    page = client.get("/articles/1").text
    assert "2 of 2 claims checked" in page
    assert "What can be counted." in page
    for claim_id in verdicts:
        assert f'href="#claim-{claim_id}"' in page
        assert f'id="claim-{claim_id}"' in page
    assert page.count("data-claim=") == 2
    (article,) = markup(page)
    assert article["@type"] == "Article"
    assert len(article["hasPart"]) == 2


def test_a_report_quotes_passages_unless_the_whole_text_may_be_shown(
    client: FlaskClient, database: Database, verdicts: list[int]
) -> None:
    assert "He travels by train." not in client.get("/articles/1").text
    with database.session_scope(write=True) as session:
        publish_whole_report(session, session.get_one(type(take_in(session)), 1), whole_text=True)
    assert "He travels by train." in client.get("/articles/1").text


def test_a_report_leads_to_its_exports(client: FlaskClient, verdicts: list[int]) -> None:
    page = client.get("/articles/1").text
    for name in ("csv", "json", "claimreview"):
        assert f'href="/articles/1/export.{name}"' in page


def test_a_draft_report_is_for_those_who_may_edit_it(
    client: FlaskClient, browser: Browser, database: Database
) -> None:
    with database.session_scope(write=True) as session:
        article_id = take_in(session).id
    address = f"/articles/{article_id}?draft=1"
    assert client.get(f"/articles/{article_id}").status_code == 404
    assert client.get(address).status_code == 302
    assert browser("Bela").get(address).status_code == 403
    answer = browser("Ana").get(address)
    assert "Draft: only people of the desk see this page" in answer.text
    assert "noindex" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_withdrawn_report_is_gone(client: FlaskClient, database: Database, verdicts: list[int]) -> None:
    with database.session_scope(write=True) as session:
        withdraw_report(session, person(session, "Ana"), 1)
    assert client.get("/articles/1").status_code == 410


HOSTILE = "</script><img src=x onerror=alert(1)>\"'{{7*7}}"


def test_hostile_texts_are_only_shown(client: FlaskClient, database: Database) -> None:
    answers = {**ANSWERS, Gate.CLAIMANT_ASKED: GateAnswer(GateReason.OTHER, HOSTILE)}
    texts = {name: HOSTILE for name in Finding.__dataclass_fields__ if name not in ("words", "rating", "answers")}
    with database.session_scope(write=True) as session:
        change_settings(session, SYSTEM, desk_name=HOSTILE)
        article = take_in(
            session, text=f"Kim came. {HOSTILE} He went.", title=HOSTILE, outlet=HOSTILE, author=HOSTILE
        )
        claim_id = publish_finding(session, article, Finding(words=HOSTILE, answers=answers, **texts))
        correct(session, claim_id, Finding(words="", answers=answers, **texts), HOSTILE)
        publish_whole_report(
            session, article, headline=HOSTILE, introduction=HOSTILE, selection_note=HOSTILE, whole_text=True
        )
    for address in (
        "/",
        "/search?q=img",
        f"/search?q={HOSTILE}",
        f"/claims/{claim_id}",
        f"/claims/{claim_id}/revisions/1",
        f"/articles/{article.id}",
        f"/{HOSTILE}",
    ):
        page = client.get(address).text
        assert "<img" not in page, address
        assert "{{7*7}}" in page or "7*7" not in page, address
        assert "'49" not in page
        scripts = re.findall(r"<script\b.*?>", page)
        assert set(scripts) <= {'<script type="application/ld+json">'}, address
        for data in markup(page):
            assert HOSTILE in json.dumps(data, ensure_ascii=False).replace('\\"', '"')


def test_a_verdict_page_takes_at_most_four_queries(
    client: FlaskClient, database: Database, verdicts: list[int]
) -> None:
    for address in (f"/claims/{verdicts[0]}", f"/claims/{verdicts[0]}/revisions/1"):
        with counted(database) as statements:
            assert client.get(address).status_code == 200
        assert len(statements) <= 4, statements


@pytest.mark.parametrize("address", ["/", "/search?q=the", "/articles/1"])
def test_more_verdicts_take_no_more_queries(
    client: FlaskClient, database: Database, verdicts: list[int], address: str
) -> None:
    with counted(database) as few:
        client.get(address)
    with database.session_scope(write=True) as session:
        article = session.get_one(type(take_in(session)), 1)
        for words in ("He travels by train.", "the train has ninety carriages"):
            publish_finding(session, article, Finding(words))
    with counted(database) as many:
        client.get(address)
    assert len(many) == len(few)


@pytest.mark.parametrize("chosen", ["light", "dark"])
def test_colours_stay_as_chosen(client: FlaskClient, chosen: str) -> None:
    answer = client.post("/theme", data={"theme": chosen, "next": "/search?q=a"})
    assert (answer.status_code, answer.location) == (303, "/search?q=a")
    assert f'data-theme="{chosen}"' in client.get("/").text
    client.post("/theme", data={"theme": "", "next": "/"})
    assert "data-theme" not in client.get("/").text


@pytest.mark.parametrize(
    "address",
    ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "", "javascript:1"],
)
def test_colours_never_lead_away_from_the_desk(client: FlaskClient, address: str) -> None:
    assert client.post("/theme", data={"theme": "dark", "next": address}).location == "/"


def test_colours_need_no_token_so_that_pages_can_be_kept(app, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert client.post("/theme", data={"theme": "dark", "next": "/"}).status_code == 303
    assert "csrf_token" not in client.get("/").text


def test_a_number_that_no_database_holds_leads_to_no_page(client: FlaskClient) -> None:
    for address in (f"/claims/{10**30}", f"/articles/{2**31}", f"/claims/1/revisions/{2**63}"):
        assert client.get(address).status_code == 404
