"""The surface pass: what punctuation and closed words show reliably, and a parser gets wrong.

Each rule cuts an insertion out of the sentence before it is parsed, and keeps what it said: as a sentence of
its own (``sides``), as something that needs the parse (a ranking, examples, a state), or as the speaker.
"""

import logging
from collections.abc import Callable

from claims.extraction.linguistic import insertion, opening, remainder, speaker
from claims.extraction.linguistic.surface import Surface
from claims.extraction.linguistic.traced import Traced

log = logging.getLogger(__name__)

MAX_SENTENCE = 1500
"""Code points; a longer "sentence" is no prose and is left as it is."""


def without_opening(sentence: Traced) -> Traced:
    """Return a sentence without the words that only join it to the text before."""
    surface = Surface(sentence)
    opening.drop_opening(surface)
    return surface.main


def simplify(sentence: Traced) -> Surface:
    """Run all rules, in order, over one sentence; if one fails, the sentence stays as it is."""
    surface = Surface(sentence)
    try:
        if len(sentence.text) <= MAX_SENTENCE:
            for rule in _RULES:
                rule(surface)
    except Exception:
        log.exception("The surface pass failed on %r; the sentence is kept.", sentence.text[:200])
        surface = Surface(sentence)
    surface.main = surface.main.stripped().capitalised()
    return surface


_RULES: tuple[Callable[[Surface], None], ...] = (
    opening.drop_dateline,
    opening.drop_opening,
    opening.drop_as_such,
    opening.drop_this_is_because,
    opening.drop_because,
    remainder.drop_asides,
    speaker.split_reporting_clause,
    speaker.take_speaker,
    insertion.split_ages,
    insertion.split_between_commas,
    insertion.split_semicolon,
    insertion.split_which_means,
    insertion.split_name_apposition,
    insertion.split_parentheses,
    remainder.split_including,
    insertion.split_dated_period,
    remainder.split_rankings,
    remainder.split_absolute,
    remainder.drop_that_insertion,
)
