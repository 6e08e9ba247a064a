"""How much a statement is worth checking: 0 to 1, with the reasons that moved the score.

The weights were set by hand on news; the score orders claims for a reviewer and decides nothing.
"""

import re
from dataclasses import dataclass

from claims.extraction.linguistic.lexicon import (
    FIRST_SECOND_PERSON,
    HEDGES,
    MONTHS,
    NUMBER_WORDS,
    OPINION_WORDS,
    PREDICTION_WORDS,
    RANKING_WORDS,
    SPECULATIVE_MODALS,
)
from claims.extraction.linguistic.statement import Role, Statement

BASE = 0.3
WEIGHTS = {
    "number": 0.2,
    "ranking": 0.2,
    "name": 0.15,
    "date": 0.1,
    "finite": 0.1,
    "opinion": -0.2,
    "speculative": -0.35,
    "hedged": -0.2,
    "prediction": -0.05,
    "question": -0.5,
    "first_person": -0.4,
    "fragment": -0.3,
    "unresolved": -0.1,
    "long": -0.15,
}
_SILENT = frozenset({"finite"})
"""Reasons that move the score but tell a reviewer nothing."""
_LONG = 35
_WORD = re.compile(r"[\w’'-]+")
_DIGITS = re.compile(r"\d")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_DATE = re.compile(
    rf"\b(?:1[5-9]|20)\d\d\b|\b(?:{MONTHS})\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\byesterday\b|\btoday\b"
)
_NAME = re.compile(r"(?<=\s)[A-Z][\w’-]+|^(?:[A-Z][\w’-]+\s){2,}")
_MAY = re.compile(r"\bmay\b")
_UNITED_STATES = re.compile(r"\bU\.?S\.?A?\b")
_PLAIN_TENSE = re.compile(r"\b(?:is|are|was|were|has|have|had|did|does|\w{2,}ed)\b")


@dataclass(frozen=True, slots=True)
class Assessment:
    """The score of a statement, why, and its words in lower case."""

    score: float
    reasons: tuple[str, ...]
    words: frozenset[str]


def assess(statement: Statement, *, is_question: bool = False) -> Assessment:
    """Score one statement."""
    text = _UNITED_STATES.sub("United-States", statement.text)
    listed = _WORD.findall(text)
    words = frozenset(word.lower() for word in listed)
    found = {key for key, holds in _content(text, words).items() if holds}
    found |= {key for key, holds in _standing(statement, words).items() if holds}
    if is_question:
        found.add("question")
    if len(listed) > _LONG:
        found.add("long")
    score = BASE + sum(WEIGHTS.get(key, 0.0) for key in found)
    reasons = tuple(key for key in _ORDER if key in found)
    return Assessment(round(min(1.0, max(0.0, score)), 2), reasons, words)


def _content(text: str, words: frozenset[str]) -> dict[str, bool]:
    """Tell what the words speak of."""
    without_years = _YEAR.sub("", text)
    modals = words & SPECULATIVE_MODALS
    return {
        "number": bool(_DIGITS.search(without_years) or words & NUMBER_WORDS),
        "ranking": bool(words & RANKING_WORDS),
        "name": _NAME.search(text) is not None,
        "date": _DATE.search(text) is not None,
        "finite": _PLAIN_TENSE.search(text) is not None,
        "opinion": bool(words & OPINION_WORDS),
        "speculative": bool(modals - {"may"}) or _MAY.search(text) is not None,
        "hedged": any(word in HEDGES or word.rstrip("ds") in HEDGES for word in words),
        "prediction": bool(words & PREDICTION_WORDS),
    }


def _standing(statement: Statement, words: frozenset[str]) -> dict[str, bool]:
    """How the statement stands in the text."""
    return {
        "attributed": bool(statement.speaker),
        "first_person": bool(words & FIRST_SECOND_PERSON),
        "fragment": statement.role is Role.FRAGMENT,
        "unresolved": statement.unresolved,
    }


_ORDER = tuple(key for key in (*WEIGHTS, "attributed") if key not in _SILENT)
