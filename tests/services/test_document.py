"""What an article takes from what a document says of itself."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from claims.archiving.base import Document, Exactness
from claims.domain.article import MAX_TITLE_LENGTH
from claims.services.document import address_of, day_of, known_language, language_of, line_of, moment_of

GERMAN = "Der Minister erhöhte die Steuern um drei Prozent, und das Museum wurde im Mai geschlossen."


@pytest.mark.parametrize(
    ("fetched", "stated", "taken"),
    [
        ("https://news.example/kim?from=feed", "https://news.example/kim", "https://news.example/kim"),
        ("https://news.example/kim", "https://www.news.example/kim", "https://www.news.example/kim"),
        ("https://www.news.example/amp/kim", "https://news.example/kim", "https://news.example/kim"),
        ("http://news.example/kim", "https://news.example/kim", "https://news.example/kim"),
        ("http://news.example:8080/kim?a=1", "http://news.example:8080/kim", "http://news.example:8080/kim"),
        ("https://news.example/kim", "", ""),
        ("https://news.example/kim", "https://evil.example/kim", ""),
        ("https://news.example/kim", "https://news.example.evil.example/kim", ""),
        ("https://news.example/kim", "https://news.example@evil.example/kim", ""),
        ("https://news.example/kim", "https://evil.example\\@news.example/kim", ""),
        ("https://news.example/kim", "http://news.example/kim", ""),
        ("https://news.example/kim", "https://news.example:8443/kim", ""),
        ("http://news.example:8080/kim", "https://news.example/kim", ""),
        ("https://news.example/kim", "javascript:alert(1)", ""),
        ("https://news.example/kim", "https://news.example/", ""),
        ("https://news.example/kim", "https://news.example/" + "x" * 3000, ""),
        ("https://news.example/kim", "https://[::1", ""),
    ],
)
def test_a_page_names_its_address_on_its_own_site_only(fetched: str, stated: str, taken: str) -> None:
    assert address_of(Document("", "Kim.", address=stated), fetched) == (taken or fetched)


@pytest.mark.parametrize(
    ("exactness", "day"),
    [
        (Exactness.SECOND, date(2025, 1, 1)),
        (Exactness.DAY, date(2025, 1, 1)),
        (Exactness.MONTH, None),
        (Exactness.YEAR, None),
    ],
)
def test_a_month_or_year_is_no_day(exactness: Exactness, day: date | None) -> None:
    document = Document("", "Kim.", published_on=datetime(2025, 1, 1, tzinfo=UTC), exactness=exactness)
    assert day_of(document) == day
    assert (moment_of(document) is None) == (day is None)


def test_a_moment_that_no_calendar_has_is_none() -> None:
    early = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))
    assert moment_of(Document("", "Kim.", published_on=early, exactness=Exactness.SECOND)) is None


@pytest.mark.parametrize(
    ("stated", "language"),
    [
        ("de", "de"),
        ("deu", "de"),
        ("swe", "sv"),
        ("fil", "de"),
        ("zz", "de"),
        ("en", "de"),
        ("und", "de"),
        ("", "de"),
    ],
)
def test_a_language_is_that_which_is_stated_if_it_is_one(stated: str, language: str) -> None:
    assert language_of(Document("", GERMAN, language=stated)) == language


@pytest.mark.parametrize("code", ["x", "e1", "de-DE", "../..", "de_" * 100, "\ud800"])
def test_what_is_no_language_is_none(code: str) -> None:
    assert known_language(code) == ""


def test_a_statement_is_one_line_of_bounded_length() -> None:
    assert line_of(" Ana\n Ruiz ") == "Ana Ruiz"
    assert len(line_of("x" * 1_000_000)) == MAX_TITLE_LENGTH
