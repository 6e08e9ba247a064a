"""Texts that nobody wrote to be read: no crash, exact anchors, work that grows with the length and no faster."""

import itertools
import sys

import pytest

from claims.domain.anchor import normalise
from claims.extraction.base import Passage
from claims.extraction.registry import get_engine

SENTENCE = "The minister raised taxes by 3 per cent, and Ana Ruiz, the mayor, said that it was wrong. "
UNITS = {
    "one line": SENTENCE,
    "quotation marks": '"',
    "quotations": "“He won.” ",
    "nested brackets": "The man (",
    "commas": "Ana, ",
    "insertions": "He won, the first in ",
    "mixed scripts": "Ana won 5%. Анна выиграла. 他赢了。 فاز. ",
    "zero width": "Ana\u200b won\u200d 5\u2060 %. ",
    "control characters": "Ana\x07 w\x00on 5 \x1b[31m% \x0b.\r\n",
    "line ends": "Ana won.\r\nBela lost\rCleo\n\r\n\n",
    "labels": "ANNA: We won 5 seats.\n",
    "capitals": "ANA ",
    "blanks": " \u00a0\t",
    "emoji": "👩‍👩‍👧‍👦 won. ",
}


@pytest.mark.parametrize("engine", ["sentence", "linguistic"])
@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS.keys())
def test_anchors_are_exact(engine: str, unit: str) -> None:
    text = normalise(unit * (4000 // len(unit)))
    for candidate in get_engine(engine).extract(Passage(text, language="und" if engine == "sentence" else "en")):
        for anchor in (candidate.anchor, *candidate.also):
            assert text[anchor.start : anchor.end] == anchor.exact != ""


@pytest.mark.parametrize("unit", [SENTENCE, "“He won.” ", "ANNA: We won 5 seats.\n", "Ana, "])
def test_work_grows_with_the_length(unit: str) -> None:
    def calls(length: int) -> int:
        engine, passage = get_engine("linguistic"), Passage(normalise(unit * (length // len(unit))))
        made = itertools.count()
        sys.setprofile(lambda *_: next(made) and None)
        try:
            engine.extract(passage)
        finally:
            sys.setprofile(None)
        return next(made)

    calls(1000)  # loads what is loaded once
    assert calls(8_000) < 3 * calls(4_000)  # calls are counted, not seconds: those depend on the machine


@pytest.mark.parametrize("engine", ["sentence", "linguistic"])
def test_megabyte_without_a_space_is_survived(engine: str) -> None:
    assert get_engine(engine).extract(Passage("a" * 1_000_000)) is not None
