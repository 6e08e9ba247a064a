"""What counts as the same claim, and what never may."""

import pytest

from claims.extraction.base import Passage
from claims.extraction.registry import get_engine
from claims.extraction.repetition import sameness


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The minister raised taxes by 3 per cent.", "Minister Raised Taxes by Three Percent"),
        ("In 1998, Ana opened the museum.", "Ana opened the museum in 1998."),
        ("The bill didn’t pass.", "The bill did not pass."),
        ("They won't pay.", "They will not pay."),
        ("It cost $1,000.", "It cost $1000."),
        ("The U.S. left.", "The US left."),
        ("Ana’s plan failed!", "Ana's plan failed."),
    ],
)
def test_wordings_that_say_the_same(one: str, other: str) -> None:
    assert sameness(one) == sameness(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The bill passed.", "The bill did not pass."),
        ("Taxes rose by 3%.", "Taxes rose by 4%."),
        ("Taxes rose by 1.5%.", "Taxes rose by 15%."),
        ("Ana beat Bela.", "Bela beat Ana."),
        ("Ana will leave.", "Ana has left."),
        ("The soldier died.", "The soldiers died."),
        ("It cost $5.", "It cost €5."),
        ("It was -5 degrees.", "It was 5 degrees."),
        ("他赢了。", "他输了。"),
    ],
)
def test_wordings_that_do_not(one: str, other: str) -> None:
    assert sameness(one) != sameness(other)


def test_claim_said_again_in_other_writing_has_a_second_place() -> None:
    text = "Ana opened the museum in 1998. It was a cold day.\nIn 1998, Ana opened the museum."
    found = [one for one in get_engine("linguistic").extract(Passage(text)) if "opened" in one.text]
    assert len(found) == 1
    assert [text[anchor.start : anchor.end] for anchor in found[0].also] == ["In 1998, Ana opened the museum"]
