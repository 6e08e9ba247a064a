import pytest

from claims.domain.kind import ClaimKind
from claims.extraction.base import Passage
from claims.extraction.registry import get_engine


def texts(text: str, language: str = "en") -> list[str]:
    return [found.text for found in get_engine("sentence").extract(Passage(text, language=language))]


def test_one_claim_a_sentence() -> None:
    assert texts("Prices rose. Wages fell! The rest stayed…") == [
        "Prices rose.",
        "Wages fell!",
        "The rest stayed…",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Mr. Novak met Dr. Ruiz on Jan. 5 in the U.S. embassy.",
        "J. R. Novak paid approx. 4.5 million.",
        "Herr Novak zahlte ca. 4,5 Mio. Euro.",
        "“Is it?” she asked.",
        "He said no. 5 was empty.",
    ],
)
def test_abbreviations_initials_and_numbers_end_no_sentence(sentence: str) -> None:
    assert texts(sentence) == [sentence]


def test_scripts_without_spaces_or_capitals_are_read() -> None:
    assert texts("他出生于1950年。他住在北京！", "zh") == ["他出生于1950年。", "他住在北京！"]
    assert texts("وصل الوزير أمس. لم يتحدث.", "ar") == ["وصل الوزير أمس.", "لم يتحدث."]
    assert texts("यह पहला है। वह दूसरा है।", "hi") == ["यह पहला है।", "वह दूसरा है।"]


def test_questions_and_headings_are_no_claims() -> None:
    assert texts("Why prices rose\nPrices rose in May. Why? 为什么？") == ["Prices rose in May."]


def test_number_makes_a_claim_more_worth_checking() -> None:
    plain, counted = get_engine("sentence").extract(Passage("Prices rose. Prices rose by 4 percent."))
    assert counted.score > plain.score
    assert counted.kind is ClaimKind.QUANTITY
    assert "number" in counted.reasons
