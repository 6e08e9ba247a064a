"""Whose *I* it is: the speaker's name where one person is known to speak, else the words as written and a flag."""

import pytest

from claims.domain.question import Uncheckable
from claims.extraction.base import Candidate, Options, Passage
from claims.extraction.linguistic.engine import LinguisticEngine

ENGINE = LinguisticEngine()


def claims_of(text: str, options: Options = Options()) -> list[Candidate]:
    found = ENGINE.extract(Passage(text), options)
    assert all(text[one.anchor.start : one.anchor.end] == one.anchor.exact for one in found)
    return found


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        ("I am proud of my record.", "Anna Ruiz is proud of her record."),
        ("I have never raised taxes.", "Anna Ruiz has never raised taxes."),
        ("I was mayor for ten years.", "Anna Ruiz was mayor for ten years."),
        ("I don't own a car.", "Anna Ruiz doesn't own a car."),
        ("I'm the mayor of Lisbon.", "Anna Ruiz is the mayor of Lisbon."),
        ("I will close two schools in May.", "Anna Ruiz will close two schools in May."),
        ("My office paid 3 million euros.", "Anna Ruiz’s office paid 3 million euros."),
        ("I cut taxes in 2019.", "Anna Ruiz cut taxes in 2019."),
        ("My council gave me two million euros.", "Anna Ruiz’s council gave her two million euros."),
    ],
)
def test_speaker_of_a_transcript_is_named(said: str, claim: str) -> None:
    (found,) = claims_of(f"ANNA RUIZ: {said}")
    assert (found.text, found.attribution) == (claim, "Anna Ruiz")
    assert "unresolved" not in found.reasons


def test_pronoun_is_no_choice_where_it_could_be_somebody_else() -> None:
    (found,) = claims_of("ANNA RUIZ: I told Maria Lopez about my plan for 300 schools.")
    assert "her" not in found.text.split()


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("“I have worked here since 1999,” said John Miller.", "John Miller has worked here since 1999."),
        ("John Miller said: “I own two houses in Leeds.”", "John Miller owns two houses in Leeds."),
        ("The company said: “We sold 3 million cars in 2020.”", "The company sold 3 million cars in 2020."),
    ],
)
def test_speaker_of_a_quotation_is_named_without_quotation_marks(text: str, claim: str) -> None:
    (found,) = claims_of(text)
    assert found.text == claim


@pytest.mark.parametrize(
    "text",
    [
        "ANNA RUIZ: We cut taxes by 3 per cent.",
        "ANNA RUIZ: My sister and I own two houses.",
        "“I own two houses in Leeds,” officials said.",
        "“I own two houses in Leeds,” she said.",
        "OFFICER: I own two houses in Leeds.",
        "I own two houses in Leeds.",
    ],
)
def test_what_is_not_certain_stays_as_written_with_a_flag(text: str) -> None:
    for found in claims_of(text):
        assert "Anna Ruiz" not in found.text and found.text.strip("“”.") in text
        assert "unresolved" in found.answers


def test_quotation_in_a_speech_is_not_the_speakers_own() -> None:
    found = claims_of("ANNA RUIZ: I met a man in Porto. He told me: “I own two houses in Leeds. I sold my car.”")
    assert all("Anna Ruiz owns" not in one.text and "Anna Ruiz sold" not in one.text for one in found)


def test_personal_experience_is_still_known_as_such() -> None:
    (found,) = claims_of("ANNA RUIZ: I felt very lonely when I was with my mother.")
    assert found.uncheckable is Uncheckable.EXPERIENCE and "first_person" in found.answers


def test_roman_numeral_is_no_speaker() -> None:
    (found,) = claims_of("World War I ended in 1918.")
    assert found.text == "World War I ended in 1918." and "unresolved" not in found.answers


def test_heading_of_a_speech_names_its_speaker() -> None:
    text = (
        "Remarks by Mayor Helen Brandt on the budget\n\nI grew up above a bakery. Rents have risen by 38 percent. "
        "I closed four offices, and my mother cleaned them."
    )
    found = claims_of(text)
    assert ("Helen Brandt grew up above a bakery.", "Helen Brandt") in [
        (one.text, one.attribution) for one in found
    ]
    assert ("Rents have risen by 38 percent.", "Helen Brandt") in [(one.text, one.attribution) for one in found]


def test_report_under_a_heading_with_a_speech_is_nobodys_speech() -> None:
    text = "Speech by Helen Brandt angers council\n\nThe council met on Monday. It has nine members."
    assert all(one.attribution == "" for one in claims_of(text))
