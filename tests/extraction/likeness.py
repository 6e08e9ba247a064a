"""How alike two claims are: the F1 of their content words, cut to their stems."""

import re
from collections import Counter

_EMPTY = frozenset(
    [
        "a",
        "an",
        "the",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "has",
        "have",
        "had",
        "to",
        "of",
        "in",
        "on",
        "at",
        "for",
        "by",
        "with",
        "from",
        "this",
        "that",
        "it",
        "its",
        "and",
    ]
)
_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_SUFFIX = re.compile(r"(?<=\w{3})(?:ing|ed|es|s|e)$")
_NUMBERS = {"two": "2", "six": "6", "eight": "8"}


def content(text: str) -> Counter[str]:
    """Return the stems of a claim's content words; possessive endings do not count."""
    words = re.sub(r"[’']s\b", "", text.lower())
    return Counter(
        _SUFFIX.sub("", _NUMBERS.get(word, word)) for word in _WORD.findall(words) if word not in _EMPTY
    )


def likeness(one: str, other: str) -> float:
    """Return 0 for claims without a common word up to 1 for the same words."""
    left, right = content(one), content(other)
    common = (left & right).total()
    return 2 * common / (left.total() + right.total()) if common else 0.0


def pairs(found: list[str], expected: list[list[str]], threshold: float = 0.7) -> dict[int, int]:
    """Match each expected claim (a list of accepted wordings) with at most one found claim, best first."""
    cells = [
        (max(likeness(text, wording) for wording in wordings), e, f)
        for f, text in enumerate(found)
        for e, wordings in enumerate(expected)
    ]
    matched: dict[int, int] = {}
    for value, e, f in sorted(cells, reverse=True):
        if value >= threshold and e not in matched and f not in matched.values():
            matched[e] = f
    return matched
