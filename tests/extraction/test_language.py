"""Which language a text is in, and which engine reads it."""

import pytest

from claims.extraction.base import Passage
from claims.extraction.language import detect
from claims.extraction.registry import get_engine
from claims.extraction.routing import engine_name_for, read_many


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der Minister erhöhte die Steuern um drei Prozent.", "de"),
        ("Le ministre a augmenté les impôts de trois pour cent.", "fr"),
        ("Министр поднял налоги.", "ru"),
        ("部长提高了税收。他说这是必要的。", "zh"),
        ("The minister raised taxes by three per cent.", "en"),
    ],
)
def test_language_is_told_from_a_sentence(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5 – 3",
        "Ana Ruiz Novak",
        "Kim Jong Un visited Beijing.",
        "D’atra Hicks sang.",
        "Buenos Aires, 5 May",
        "“Wir schaffen das, und Deutschland ist ein starkes Land”, the chancellor said to the press on Monday.",
    ],
)
def test_names_numbers_and_foreign_quotations_stay_english(text: str) -> None:
    assert detect(text) == "en"


def test_engine_that_does_not_read_a_language_gives_way_to_the_baseline() -> None:
    assert engine_name_for("linguistic", "en-GB") == "linguistic"
    assert engine_name_for("linguistic+llm", "de") == "sentence"
    assert engine_name_for("llm", "de") == "llm"


def test_rows_of_several_languages_are_answered_in_order() -> None:
    passages = [
        Passage("Ana opened the museum in 1998."),
        Passage("Ana eröffnete das Museum 1998.", language="de"),
        Passage("Bela closed the shop in May."),
    ]
    first, second, third = read_many(get_engine("linguistic"), passages)
    assert (first.candidates[0].text, first.fallback) == ("Ana opened the museum in 1998.", "")
    assert (second.candidates[0].text, second.fallback) == ("Ana eröffnete das Museum 1998.", "sentence")
    assert (third.candidates[0].text, third.fallback) == ("Bela closed the shop in May.", "")
