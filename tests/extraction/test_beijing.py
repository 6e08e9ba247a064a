"""The article that the product is named for."""

import json
from functools import cache
from pathlib import Path

import pytest

from claims.domain.anchor import normalise
from claims.domain.kind import ClaimKind
from claims.extraction.base import Candidate, Passage
from claims.extraction.registry import get_engine
from tests.extraction.likeness import likeness, pairs

FOLDER = Path(__file__).parent.parent / "data" / "beijing"
TEXT = normalise((FOLDER / "article.txt").read_text(encoding="utf-8"))


@cache
def found() -> list[Candidate]:
    return get_engine("linguistic").extract(Passage(TEXT))


def must() -> list[list[str]]:
    rows = [json.loads(line) for line in (FOLDER / "claims.jsonl").read_text(encoding="utf-8").splitlines()]
    return [[row["text"], *row["also"]] for row in rows if row["must"]]


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ("Kim Jong-un will make his fifth visit to Beijing.", "Kim Jong-un will make his fifth visit to Beijing"),
        ("Kim Jong-un’s visit to Beijing is the first in six years.", "first in six years"),
        (
            "This meeting represents Kim Jong-un’s first time at a collective diplomatic meeting.",
            "Kim’s first time at a collective diplomatic meeting",
        ),
    ],
)
def test_the_three_claims_stand_alone(wanted: str, words: str) -> None:
    best = max(found(), key=lambda candidate: likeness(candidate.text, wanted))
    assert likeness(best.text, wanted) > 0.9
    assert best.kind in (ClaimKind.RANKING, ClaimKind.PREDICTION)
    place = TEXT.index(words.removeprefix("Kim Jong-un "))
    assert best.anchor.start <= place < best.anchor.end


def test_most_of_the_expected_claims_are_found() -> None:
    expected = must()
    matched = pairs([candidate.text for candidate in found()], expected)
    missed = [wordings[0] for number, wordings in enumerate(expected) if number not in matched]
    assert len(matched) >= 18, missed


def test_every_anchor_is_exact() -> None:
    assert all(TEXT[one.anchor.start : one.anchor.end] == one.anchor.exact for one in found())


def test_headings_questions_and_orders_make_no_claim() -> None:
    texts = [candidate.text for candidate in found()]
    for words in (
        "A rare diplomatic step",
        "Read more",
        "What can we expect",
        "historical importance of the parade",
    ):
        assert not any(text.startswith(words) for text in texts)
