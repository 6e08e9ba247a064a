"""Sentence breaks by punctuation, and where it is not enough."""

import pytest

from claims.domain.boundary import is_certain, sentences


def parts(text: str) -> list[str]:
    return [text[start:end].strip() for start, end in sentences(text, 0, len(text))]


def test_plain_sentences_need_no_parser() -> None:
    text = "Taxes rose by 3.5 per cent. Nobody said why! Did they?"
    assert is_certain(text)
    assert parts(text) == ["Taxes rose by 3.5 per cent.", "Nobody said why!", "Did they?"]


@pytest.mark.parametrize(
    "text",
    [
        "It was sold to the U.S. Army.",
        "It was written by J.K. Rowling in 1997.",
        "“We won.” Ana left.",
        "They waited... Nobody came.",
        "The law passed.It was new.",
    ],
)
def test_abbreviations_quotations_and_missing_spaces_are_left_to_the_parser(text: str) -> None:
    assert not is_certain(text)


def test_abbreviation_before_lower_case_ends_nothing() -> None:
    text = "The firm grew by approx. ten per cent, Smith Inc. says."
    assert is_certain(text)
    assert parts(text) == [text]
