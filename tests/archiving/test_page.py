"""Web pages: the article, and only what the page itself states about it."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from claims.archiving.base import Document, Exactness
from claims.archiving.linked_data import Statement, statement_of
from claims.archiving.reader import read_document
from claims.errors import InvalidInput

WORDS = "<article><p>Kim will make his fifth visit to Beijing, the first in six years, it was said.</p></article>"


def read(head: str, *, body: str = "", attributes: str = "", address: str = "") -> Document:
    html = f"<!doctype html><html {attributes}><head>{head}</head><body>{body}{WORDS}</body></html>"
    return read_document("page", html.encode(), media_type="text/html; charset=utf-8", address=address)


def linked(data: str) -> str:
    return f'<script type="application/ld+json">{data}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


ARTICLE = (
    '{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"The Globe"},'
    '{"@type":["NewsArticle"],"headline":"Kim &amp; Xi","datePublished":"2025-08-28T10:15:00+02:00",'
    '"author":[{"@type":"Person","name":"Ana Ruiz"},{"@type":"Person","name":"By Bo Li"}],'
    '"publisher":{"@type":"Organization","name":"The Globe"},"inLanguage":"en-GB"}]}'
)


def test_everything_that_json_ld_states() -> None:
    document = read(linked(ARTICLE) + "<title>Something else</title>")
    assert (document.title, document.author, document.outlet) == ("Kim & Xi", "Ana Ruiz, Bo Li", "The Globe")
    assert document.published_on == datetime(2025, 8, 28, 10, 15, tzinfo=timezone(timedelta(hours=2)))
    assert (document.exactness, document.language) == (Exactness.SECOND, "en")
    assert "fifth visit" in document.text


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        (meta("og:title", "Kim&#39;s visit") + "<title>Kim - Globe</title>", "<h1>Visit</h1>", "Kim's visit"),
        (meta("twitter:title", "Kim") + "<title>Kim - Globe</title>", "", "Kim"),
        ("<title>Kim - Globe</title>", "<h1>Visit</h1>", "Visit"),
        ("<title>Kim - Globe</title>", "<h1>Visit</h1><h1>Menu</h1>", "Kim - Globe"),
        (linked(ARTICLE) + meta("og:title", "Kim - Globe"), "<h1>Visit</h1>", "Kim & Xi"),
        ("", "", ""),
    ],
)
def test_title_is_the_one_that_the_page_states(head: str, body: str, title: str) -> None:
    assert read(head, body=body).title == title


def test_of_several_articles_the_page_s_own_counts() -> None:
    scripts = [
        '[{"@type":"Article","headline":"Recommended"},{"@type":"NewsArticle","headline":"Own"}]',
        '{"@type":"Article","headline":"Another"}',
    ]
    assert statement_of(scripts, ["own"]).headline == "Own"
    assert statement_of(scripts, []).headline == "Recommended"


def test_metas_state_what_json_ld_does_not() -> None:
    head = (
        meta("og:site_name", "The Globe")
        + '<meta name="author" content="By Ana Ruiz">'
        + meta("article:published_time", "2025-08")
        + meta("og:locale", "de_DE")
        + '<link rel="canonical" href="/kim?a=1">'
    )
    document = read(head, address="https://globe.example/other")
    assert (document.outlet, document.author, document.language) == ("The Globe", "Ana Ruiz", "de")
    assert (document.published_on, document.exactness) == (datetime(2025, 8, 1, tzinfo=UTC), Exactness.MONTH)
    assert document.address == "https://globe.example/kim?a=1"
    assert read(head, attributes='lang="fr-CA"').language == "fr"


@pytest.mark.parametrize(
    ("stated", "moment", "exactness"),
    [
        ("2025-08-28", datetime(2025, 8, 28, tzinfo=UTC), Exactness.DAY),
        ("2025-08-28T10:15:00", datetime(2025, 8, 28, 10, 15, tzinfo=UTC), Exactness.DAY),
        ("2025-08-28 10:15:00.123Z", datetime(2025, 8, 28, 10, 15, tzinfo=UTC), Exactness.SECOND),
        ("2025", datetime(2025, 1, 1, tzinfo=UTC), Exactness.YEAR),
        ("2025-13-45", None, Exactness.DAY),
        ("last week", None, Exactness.DAY),
    ],
)
def test_dates_keep_how_exact_they_are(stated: str, moment: datetime | None, exactness: Exactness) -> None:
    document = read(meta("article:published_time", stated))
    assert (document.published_on, document.exactness) == (moment, exactness)


@pytest.mark.parametrize(
    "script",
    [
        "",
        "{",
        "[" * 100_000,
        '{"@type":"NewsArticle","headline":{"a":[1]},"author":[[[]],3,null],"publisher":7,"datePublished":[{}]}',
        '{"@type":[null,{"a":1}],"headline":"x"}',
        '{"@type":"NewsArticle","headline":"\\ud800"}',
        "1e99999 NaN",
        '{"@type":"NewsArticle","n":' + "9" * 10_000 + "}",
        "<!-- x -->",
    ],
)
def test_bad_json_ld_states_nothing_and_raises_nothing(script: str) -> None:
    assert isinstance(statement_of([script], []), Statement)
    assert "fifth visit" in read(linked(script)).text


@pytest.mark.parametrize(
    "script",
    [
        '<!-- {"@type":"NewsArticle","headline":"Kim"} -->',
        '//<![CDATA[\n{"@type":"NewsArticle","headline":"Kim"}\n//]]>',
        '{"@type":"NewsArticle","headline":"Kim\n"};',
        '{"@type":"WebPage"}{"@type":"NewsArticle","headline":"<b>Kim</b>"}',
        '{"@type":"WebPage","mainEntity":{"@type":"http://schema.org/NewsArticle","headline":["Kim"]}}',
    ],
)
def test_json_ld_as_pages_write_it(script: str) -> None:
    assert statement_of([script], []).headline == "Kim"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "https://", "http://[", "data:text/html,x"])
def test_canonical_address_is_one_of_the_web_or_none(address: str) -> None:
    assert read(f'<link rel="canonical" href="{address}">').address == ""


def test_server_says_format_and_encoding() -> None:
    html = "<html><body><p>Привет, мир. Это страница на русском языке.</p></body></html>".encode("cp1251")
    document = read_document("page", html, media_type="text/html; charset=windows-1251")
    assert document.text.startswith("Привет")
    assert read_document("a.html", b"# One", media_type="text/plain").text == "# One"
    with pytest.raises(InvalidInput, match="of a kind that cannot be read"):
        read_document("page", b"{}", media_type="application/json")
    assert "Words" in read_document("page", b"<html><p>Words", media_type="application/x-unheard-of").text
