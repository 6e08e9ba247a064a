import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.figure import MAX_FIGURES, figures_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kim will make his fifth visit, the first in six years.", ["5 | | fifth", "6 | years | six years"]),
        ("It cost €4bn, or $3.2 million a year.", ["4000000000 | € | €4bn", "3200000 | $ | $3.2 million"]),
        ("Unemployment rose 12 % since May.", ["12 | % | 12 %"]),
        ("It grew by 4.5 per cent.", ["4.5 | % | 4.5 per cent"]),
        ("Up by 2 percentage points.", ["2 | percentage points | 2 percentage points"]),
        ("The tower of 1889 has 1,000 steps.", ["1000 | steps | 1,000 steps"]),
        ("Twenty-one of 100 people came.", ["21 | | Twenty-one", "100 | people | 100 people"]),
        ("Two million voters stayed away.", ["2000000 | voters | Two million voters"]),
        ("It is his 21st visit.", ["21 | | 21st"]),
        ("Trains run at 300 km/h.", ["300 | km/h | 300 km/h"]),
        ("It weighs 1,234.5 tonnes.", ["1234.5 | tonnes | 1,234.5 tonnes"]),
    ],
)
def test_figures_that_are_sure(text: str, found: list[str]) -> None:
    assert [f"{one.value} | {one.unit} | {one.words}".replace("|  |", "| |") for one in figures_in(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "In 2019 it was built.",
        "On 3 September, at 10:30, or on September 4.",
        "Between 10-12 or 3–4 of them.",
        "One fifth of them, a fifth of us, on the 3rd of May, the 4th May.",
        "F-35 jets, G7 and 5G in section 3.2.1.",
        "2,5 million marks.",
        "-5 below.",
        "He ran 5k and 10m.",
        "No figure at all.",
    ],
)
def test_what_is_not_sure_is_left_out(text: str) -> None:
    assert figures_in(text) == []


def test_other_languages_give_whole_numbers_only() -> None:
    found = figures_in("1.000 Euro, zwei six 12 % und 3 Jahre", "de")
    assert [(str(one.value), one.unit) for one in found] == [("12", "%"), ("3", "")]


@given(st.text(alphabet="0123456789 .,%€$-–:abcmk seventh million\u00a0", max_size=200))
def test_any_text_is_read_and_its_words_stand_in_it(text: str) -> None:
    found = figures_in(text)
    assert len(found) <= MAX_FIGURES
    assert all(one.words in text and one.value.is_finite() for one in found)
