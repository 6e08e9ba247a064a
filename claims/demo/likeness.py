"""Finding a wanted claim among those of the engine, by content words.

The engine's wording changes from version to version; what the demonstration wants of it does not.
"""

import re
from collections.abc import Iterable, Sequence

from claims.demo.content import Wanted
from claims.domain.claim import Claim

ENOUGH = 0.7
_WORD = re.compile(r"\w+")
_POSSESSIVE = re.compile(r"[’']s\b")
_EMPTY_WORDS = """a an the of in on at to and or is are was were will be been has have had by for with as it its
    he his her their this that these those kim jong un"""
"""Words that carry no meaning here: nearly every claim is about Kim Jong-un."""
_EMPTY = frozenset(_WORD.findall(_EMPTY_WORDS))


def closest(claims: Sequence[Claim], wanted: Wanted) -> Claim | None:
    """Return the claim that says what is wanted, or None when none says it."""
    best = max(claims, key=lambda claim: likeness(claim.text, wanted), default=None)
    return best if best is not None and likeness(best.text, wanted) >= ENOUGH else None


def likeness(text: str, wanted: Wanted) -> float:
    """Return how much of the content words two wordings share (Dice's coefficient), 0 to 1."""
    words = content_words(text)
    return max(_dice(words, content_words(wording)) for wording in (wanted.text, *wanted.also))


def content_words(text: str) -> frozenset[str]:
    """Return the words that carry the meaning, in lower case."""
    return frozenset(_WORD.findall(_POSSESSIVE.sub("", text.casefold()))) - _EMPTY


def _dice(some: Iterable[str], others: Iterable[str]) -> float:
    first, second = frozenset(some), frozenset(others)
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0
