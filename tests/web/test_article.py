"""The list of articles, taking one in, and the workbench."""

import re
import time
from datetime import UTC, datetime
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from claims.db import Database
from claims.domain.article import Article, Version
from claims.domain.claim import Appearance, Claim
from claims.domain.state import ArticleState, ClaimState
from claims.jobs.embedded import EmbeddedJobs
from claims.services.article import PAGE_LENGTH, fail_extraction
from claims.services.workbench import WINDOW
from claims.worker import Worker
from tests.archiving.samples import SRT, pdf, word_document
from tests.web.bench import TEXT, WORDS, candidate, claim_ids, claim_of, counted_queries, store, take_in
from tests.web.conftest import Browser

FORM = {"text": TEXT, "medium": "news", "language": "en", "engine": "sentence"}


def upload(client: FlaskClient, name: str, data: bytes, **more: str) -> TestResponse:
    """Send a file with the form."""
    form = {**FORM, "text": "", **more, "file": (BytesIO(data), name)}
    return client.post("/desk/articles/new", data=form, content_type="multipart/form-data")


def articles(database: Database) -> list[Article]:
    with database.session_scope(write=False) as session:
        found = list(session.scalars(select(Article).order_by(Article.id)))
        session.expunge_all()
        return found


class TestList:
    """The list of articles."""

    def test_reader_is_asked_to_sign_in(self, client: FlaskClient) -> None:
        assert client.get("/desk/articles").headers["Location"].startswith("/sign-in")

    def test_empty_list_says_what_to_do_first(self, browser: Browser) -> None:
        assert "No article yet" in browser("Bela").get("/desk/articles").text

    def test_each_article_has_its_state_and_numbers(self, browser: Browser, database: Database) -> None:
        take_in(database)
        bela = browser("Bela")
        bela.post(f"/desk/claims/{claim_ids(database)[0]}/select")
        page = bela.get("/desk/articles").text
        assert "Kim in Beijing" in page
        assert "3 claims" in page
        assert "1 to check" in page
        assert 'data-state="ready"' in page

    def test_long_list_goes_on_from_where_it_was(self, browser: Browser, database: Database) -> None:
        for number in range(PAGE_LENGTH + 2):
            take_in(database, f"Text {number}.", [], title=f"Article {number}.")
        bela = browser("Bela")
        first = bela.get("/desk/articles").text
        older = re.search(r'rel="next" href="([^"]+)"', first)
        assert older is not None
        second = bela.get(older[1]).text
        assert "Article 2." in first
        assert "Article 1." not in first
        assert "Article 1." in second
        assert "Article 0." in second
        assert "Article 2." not in second
        assert 'rel="prev"' in second
        assert 'rel="next"' not in second

    @pytest.mark.parametrize(
        "place", ["x", "2026-99-99T99:99:99.000000_1", "2026-01-01T00:00:00.000000_9" + "9" * 30]
    )
    def test_place_that_cannot_be_read_is_the_beginning(
        self, browser: Browser, database: Database, place: str
    ) -> None:
        take_in(database)
        assert "Kim in Beijing" in browser("Bela").get("/desk/articles", query_string={"before": place}).text

    def test_number_of_queries_does_not_grow(self, browser: Browser, database: Database) -> None:
        bela, numbers = browser("Bela"), []
        for round_ in range(2):
            for number in range(1 + 4 * round_):
                take_in(database, f"Text {round_} {number}.", [f"Text {round_} {number}"])
            with counted_queries(database) as statements:
                bela.get("/desk/articles")
            numbers.append(len(statements))
        assert numbers[0] == numbers[1]


class TestNew:
    """Taking an article in."""

    def test_pasted_text_is_taken_in_and_its_claims_are_found(self, browser: Browser, database: Database) -> None:
        bela = browser("Bela")
        answer = bela.post("/desk/articles/new", data={**FORM, "title": "Kim", "published_on": "2025-08-28"})
        assert answer.status_code == 303
        address = answer.headers["Location"]
        page = bela.get(address).text
        assert 'class="progress"' in page
        assert '<noscript><meta http-equiv="refresh"' in page
        progress = bela.get(f"{address}/progress")
        assert "HX-Refresh" not in progress.headers
        assert f'data-hx-get="{address}/progress"' in progress.text
        assert Worker(database, EmbeddedJobs()).run_until_empty() == 1
        page = bela.get(address).text
        assert 'class="progress"' not in page
        assert "28 August 2025" in page
        assert len(claim_ids(database)) >= 2
        progress = bela.get(f"{address}/progress")
        assert progress.headers["HX-Refresh"] == "true"
        assert "data-hx-get" not in progress.text

    def test_uploaded_page_is_read_as_text_and_its_script_never_shown(
        self, browser: Browser, database: Database
    ) -> None:
        document = (
            "<title>Kim</title><script>alert('evil')</script><p>Kim &lt;b&gt; will make his fifth visit.</p>"
        )
        bela = browser("Bela")
        answer = upload(bela, "../../kim.html", document.encode())
        assert answer.status_code == 303
        page = bela.get(answer.headers["Location"]).text
        assert "evil" not in page
        assert "Kim &lt;b&gt; will make" in page
        with database.session_scope(write=False) as session:
            version = session.scalars(select(Version)).one()
            assert version.origin == "uploaded kim.html"
            assert articles(database)[0].title == "Kim"

    @pytest.mark.parametrize(
        ("name", "data", "expected"),
        [
            (
                "kim.docx",
                word_document(),
                ("Kim’s visit", "Ana Ruiz", "Kim in Beijing\n\nKim will make"),
            ),
            (
                "kim.pdf",
                pdf([[(72, 700, "Kim came on Monday.")]], info="/Title(Kim)/Author(Ana Ruiz)"),
                ("Kim", "Ana Ruiz", "Kim came on Monday."),
            ),
            (
                "kim.srt",
                SRT.encode(),
                ("ANNA RUIZ: We cut taxes by three percent.", "", "ANNA RUIZ: We cut taxes"),
            ),
        ],
    )
    def test_uploaded_document_gives_its_text_and_what_it_states(
        self, browser: Browser, database: Database, name: str, data: bytes, expected: tuple[str, str, str]
    ) -> None:
        answer = upload(browser("Bela"), name, data)
        assert answer.status_code == 303
        title, author, beginning = expected
        (article,) = articles(database)
        assert (article.title, article.author) == (title, author)
        with database.session_scope(write=False) as session:
            version = session.scalars(select(Version)).one()
            assert version.text.startswith(beginning)
            assert [version.text[start:end] for start, end, *_times in version.cues] == (
                ["We cut taxes", "by three percent.", "No, you did not."] if version.cues else []
            )
            assert bool(version.cues) == name.endswith(".srt")

    def test_what_is_typed_in_wins_over_what_a_page_states(self, browser: Browser, database: Database) -> None:
        document = (
            '<html lang="de"><title>x</title><meta property="og:site_name" content="The Globe">'
            '<meta name="author" content="Ana Ruiz"><meta property="article:published_time" content="2025-08-28">'
            "<p>Kim will make his fifth visit to Beijing in September, the first in six years.</p></html>"
        )
        upload(browser("Bela"), "kim.html", document.encode(), outlet="The Moon", language="")
        (article,) = articles(database)
        assert (article.outlet, article.author, article.language) == ("The Moon", "Ana Ruiz", "de")
        assert article.published_at == datetime(2025, 8, 28, tzinfo=UTC)

    def test_only_people_who_are_signed_in_may_send_a_large_file(
        self, browser: Browser, client: FlaskClient, database: Database
    ) -> None:
        large = b"%PDF-" + b"x" * 12_000_000
        stranger = {"email": "x", "password": "y", "file": (BytesIO(large), "a.pdf")}
        answer = client.post("/sign-in", data=stranger, content_type="multipart/form-data")
        assert answer.status_code == 413
        assert upload(browser("Bela"), "a.pdf", large).status_code == 422
        assert upload(browser("Bela"), "a.pdf", large * 18).status_code == 413
        assert articles(database) == []

    def test_article_in_another_language_says_which_engine_reads_it(
        self, browser: Browser, database: Database
    ) -> None:
        text = "Der Minister erhöhte die Steuern um drei Prozent. Das Museum wurde im Mai geschlossen."
        change = {"text": text, "language": "", "engine": "linguistic"}
        page = browser("Bela").post("/desk/articles/new", data={**FORM, **change}, follow_redirects=True).text
        assert "This article is in another language than “linguistic” reads (German)" in page
        assert "by “sentence”" in page
        (article,) = articles(database)
        assert (article.language, article.engine) == ("de", "linguistic")

    @pytest.mark.parametrize(
        "text", ["<script>alert(1)</script>", "{{ 7777 * 7 }}", "a</textarea><script>alert(1)</script>"]
    )
    def test_markup_in_a_text_stays_words(self, browser: Browser, text: str) -> None:
        bela = browser("Bela")
        address = bela.post("/desk/articles/new", data={**FORM, "text": text, "title": text}).headers["Location"]
        for page in (bela.get(address).text, bela.get("/desk/articles").text):
            assert "<script>alert" not in page
            assert "54439" not in page

    @pytest.mark.parametrize(
        ("name", "data", "sentence"),
        [
            ("a.xlsx", b"a", "a.xlsx is of a kind that cannot be read"),
            ("a.pdf", b"%PDF-", "a.pdf cannot be read: it is damaged"),
            ("a.docx", b"words", "a.docx is not a Word document"),
            ("a.srt", b"1\n00:00:05,000 --> 00:00:0x,000\na", "Line 2 of a.srt has times that cannot be read."),
            ("a.txt", b"", "a.txt is empty."),
            ("a.txt", b"a\x00b", "a.txt is not a text file"),
            ("a.txt", b"x" * 5_000_001, "a.txt is too large"),
            ("<img src=x>.txt", b"", "&lt;img src=x&gt;.txt is empty."),
        ],
    )
    def test_file_that_cannot_be_read_is_refused_in_words(
        self, browser: Browser, database: Database, name: str, data: bytes, sentence: str
    ) -> None:
        answer = upload(browser("Bela"), name, data, outlet="The Globe")
        assert answer.status_code == 422
        assert sentence in answer.text
        assert "The Globe" in answer.text
        assert articles(database) == []

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"text": " \n"}, "Paste a text, choose a file or give an address."),
            ({"engine": "no-such"}, "Not a valid choice"),
            ({"medium": "rumour"}, "Not a valid choice"),
            ({"text": "", "address": "javascript:alert(1)"}, "is not a web address"),
            ({"text": "", "address": "https://a.example", "private": "y"}, "is not fetched"),
            ({"address": "javascript:alert(1)"}, "is not a web address"),
            ({"published_on": "yesterday"}, "Not a valid date"),
            ({"title": "x" * 501}, "500"),
        ],
    )
    def test_wrong_input_is_named_and_kept(
        self, browser: Browser, database: Database, change: dict[str, str], sentence: str
    ) -> None:
        answer = browser("Bela").post("/desk/articles/new", data={**FORM, "outlet": "The Globe", **change})
        assert answer.status_code == 422
        assert sentence in answer.text
        assert "The Globe" in answer.text
        assert "fifth visit" in answer.text or "text" in change
        assert articles(database) == []

    def test_same_text_again_offers_the_article_that_is_there(self, browser: Browser, database: Database) -> None:
        article_id = take_in(database)
        bela = browser("Bela")
        answer = upload(bela, "again.txt", TEXT.replace("\n", "\r\n").encode())
        assert answer.status_code == 409
        assert f'href="/desk/articles/{article_id}"' in answer.text
        assert "fifth visit" in answer.text, "the text of the file is kept, because the browser loses the file"
        assert bela.post("/desk/articles/new", data={**FORM, "all_the_same": "y"}).status_code == 303
        assert len(articles(database)) == 2


class TestWorkbench:
    """The text with its claims."""

    def test_text_has_its_marks_and_each_claim_a_card(self, browser: Browser, database: Database) -> None:
        article_id = take_in(database)
        page = browser("Bela").get(f"/desk/articles/{article_id}").text
        for claim_id, words in zip(claim_ids(database), WORDS, strict=True):
            assert re.search(rf'data-claim="{claim_id}" data-state="suggested"[^>]*>{words}</mark>', page)
            assert f'data-card="{claim_id}"' in page
        assert "worth checking: 75 of 100; for it: a number, unheard_of" in page
        assert page.count("<h1") == 1
        shown = re.search(r"data-text[^>]*>(.*?)</div>", page, re.DOTALL)
        assert shown is not None
        assert re.sub(r"<[^>]+>", "", shown[1]) == TEXT, "offsets of the browser count in this text"

    def test_missing_article_is_not_found(self, browser: Browser) -> None:
        for address in ("/desk/articles/9", "/desk/articles/9/progress"):
            assert browser("Bela").get(address).status_code == 404
        assert browser("Bela").post("/desk/articles/9/undo").status_code == 404

    def test_filter_by_state_and_kind(self, browser: Browser, database: Database) -> None:
        article_id = take_in(database)
        bela = browser("Bela")
        first = claim_ids(database)[0]
        bela.post(f"/desk/claims/{first}/select")
        address = f"/desk/articles/{article_id}"
        page = bela.get(f"{address}?state=selected").text
        assert page.count("data-card=") == 1
        assert page.count("<mark") == 1
        assert f'value="{address}?state=selected"' in page, "steps lead back to the same list"
        assert bela.get(f"{address}?kind=opinion").text.count("data-card=") == 0
        assert bela.get(f"{address}?kind=event&state=nonsense").text.count("data-card=") == 3

    def test_own_claim_is_made_at_words_or_at_a_place(self, browser: Browser, database: Database) -> None:
        article_id = take_in(database, words=[])
        bela = browser("Bela")
        address = f"/desk/articles/{article_id}/claims"
        answer = bela.post(
            address, data={"words": "It is the first in six years.\r\nThe parade", "text": "Six years."}
        )
        (claim_id,) = claim_ids(database)
        assert answer.headers["Location"] == f"/desk/articles/{article_id}#card-{claim_id}"
        start = TEXT.index("grand")
        bela.post(address, data={"words": "grand", "start": str(start), "end": str(start + 5)})
        with database.session_scope(write=False) as session:
            for appearance in session.scalars(select(Appearance)):
                assert TEXT[appearance.start : appearance.end] == appearance.exact
            assert set(session.scalars(select(Claim.state))) == {ClaimState.SELECTED}
        page = bela.get(f"/desk/articles/{article_id}").text
        assert "Claim" in page
        assert "added by a person" in page

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"words": "never said"}, "These words do not stand in the article: “never said”."),
            ({"words": ""}, "Type or select the words"),
            ({"start": "x", "end": "y"}, "Not a valid integer value."),
            ({"text": "x" * 2001}, "2000"),
        ],
    )
    def test_own_claim_that_cannot_be_made_keeps_the_input(
        self, browser: Browser, database: Database, change: dict[str, str], sentence: str
    ) -> None:
        article_id = take_in(database, words=[])
        form = {"words": "grand", "text": "It was grand.", **change}
        answer = browser("Bela").post(f"/desk/articles/{article_id}/claims", data=form)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert form["text"] in answer.text
        assert claim_ids(database) == []

    def test_finish_sets_all_the_rest_aside_and_undo_takes_it_back(
        self, browser: Browser, database: Database
    ) -> None:
        article_id = take_in(database)
        bela, first = browser("Bela"), claim_ids(database)[0]
        bela.post(f"/desk/claims/{first}/select")
        assert bela.post(f"/desk/articles/{article_id}/finish").status_code == 422
        bela.post(f"/desk/articles/{article_id}/finish", data={"reason": "trivial"})
        page = bela.get(f"/desk/articles/{article_id}").text
        assert "2 claims were set aside." in page
        assert '<details class="aside-list">' in page
        assert "Finish selection" not in page
        assert bela.post(f"/desk/articles/{article_id}/undo").status_code == 303
        states = [claim_of(database, claim_id).state for claim_id in claim_ids(database)]
        assert states == [ClaimState.SELECTED, ClaimState.SUGGESTED, ClaimState.SUGGESTED]

    def test_failed_extraction_says_why_and_can_be_repeated_in_another_way(
        self, browser: Browser, database: Database
    ) -> None:
        article_id = take_in(database, words=[])
        with database.session_scope(write=True) as session:
            fail_extraction(session, article_id, "The model is missing.")
        bela = browser("Bela")
        page = bela.get(f"/desk/articles/{article_id}").text
        assert "The model is missing." in page
        assert "grand" in page
        assert bela.post(f"/desk/articles/{article_id}/extract", data={"engine": "no"}).status_code == 422
        assert bela.post(f"/desk/articles/{article_id}/extract", data={"engine": "sentence"}).status_code == 303
        article = articles(database)[0]
        assert (article.state, article.engine) == (ArticleState.QUEUED, "sentence")
        again = bela.post(f"/desk/articles/{article_id}/extract", data={"engine": "sentence"})
        assert again.status_code == 409

    def test_thousand_claims_take_the_same_queries_and_little_time(
        self, browser: Browser, database: Database
    ) -> None:
        text = " ".join(f"Statement {number} holds." for number in range(1000))
        article_id = take_in(database, text, [])
        bela, numbers = browser("Bela"), []
        for last in (10, 1000):
            with database.session_scope(write=True) as session:
                found = [candidate(text, f"Statement {number} ") for number in range(last)]
                store(session, article_id, found)
            with counted_queries(database) as statements:
                began = time.perf_counter()
                page = bela.get(f"/desk/articles/{article_id}").text
                seconds = time.perf_counter() - began
            assert page.count("data-card=") == min(last, WINDOW)
            assert page.count("<mark") == last
            numbers.append(len(statements))
        assert numbers[0] == numbers[1] <= 12
        assert seconds < 20
