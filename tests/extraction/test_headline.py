"""Headlines: folded into the sentence that says the same, else said only when they are sentences."""

import pytest

from claims.extraction.base import Candidate, Passage
from claims.extraction.linguistic.engine import LinguisticEngine

ENGINE = LinguisticEngine()


def claims_of(text: str) -> list[Candidate]:
    found = ENGINE.extract(Passage(text))
    assert all(text[one.start : one.end] == one.exact for claim in found for one in (claim.anchor, *claim.also))
    return found


@pytest.mark.parametrize(
    ("headline", "sentence"),
    [
        ("City bans plastic bags", "The city of Leeds has banned plastic bags in shops from May."),
        ("Leeds council closes 3 schools", "Leeds council closed 3 small schools on Monday."),
    ],
)
def test_headline_that_the_text_says_again_is_a_second_place(headline: str, sentence: str) -> None:
    (found,) = claims_of(f"{headline}\n\n{sentence}")
    assert found.text == sentence
    assert found.anchor.exact == sentence.rstrip(".")
    assert [anchor.exact for anchor in found.also] == [headline]


@pytest.mark.parametrize(
    ("headline", "sentence"),
    [
        ("Leeds council closes 3 schools", "Leeds council has not closed 3 schools."),
        ("Leeds council closes 3 schools", "Leeds council may close 3 schools."),
        ("Leeds council closes 3 schools", "Leeds council closed 4 schools."),
        ("Leeds council closes 3 schools", "Leeds council closed 3 schools, the mayor said."),
        ("Man bites brown dog", "The neighbour of the man bit the brown dog."),
        ("Dog bites old man", "The old man bit the dog."),
    ],
)
def test_headline_that_says_something_else_is_a_claim_of_its_own(headline: str, sentence: str) -> None:
    found = claims_of(f"{headline}\n\n{sentence}")
    assert found[0].text == f"{headline}."
    assert len(found) > 1 and not any(claim.also for claim in found)


@pytest.mark.parametrize("headline", ["UK to ban plastic bags", "Sales up 3 per cent in May"])
def test_headline_without_a_tense_gets_none(headline: str) -> None:
    found = claims_of(f"{headline}\n\nThe minister spoke in Leeds on Monday.")
    assert [one.text for one in found] == ["The minister spoke in Leeds on Monday."]
