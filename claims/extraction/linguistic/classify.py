"""Telling the kind of a claim from its words."""

import re

from claims.domain.kind import ClaimKind
from claims.extraction.linguistic.lexicon import CAUSAL_MARKERS, CAUSAL_VERBS, COMPARATIVES
from claims.extraction.linguistic.statement import Statement

_QUOTED = re.compile(r"[“\"]([^”\"]{12,})[”\"]")
_COMPARISON = re.compile(r"\b(?:than|compared (?:to|with)|as (?:many|much|\w+) as|twice as|times as)\b")
_STATE = re.compile(r"^\W*(?:\S+\s){1,12}?(?:is|are|was|were|has|have|had|includes?|contains?|belongs?|owns?)\b")
_PASSIVE = re.compile(r"\b(?:is|are|was|were|been|being)\s+(?:\w+ly\s+)?\w+(?:ed|en|wn|lt|nt|de|ut|ld|ght|ung)\b")
_CAUSAL_VERB = re.compile(
    rf"\b(?:{'|'.join(sorted(CAUSAL_VERBS))})(?:s|d|ed|ing)?\b"
    r"|\b(?:(?:led|leads?) to|result(?:s|ed)? in|stem(?:s|med)? from)\b"
)
_CAUSAL_PHRASE = re.compile(r"\b(?:due to|because of|as a result of|thanks to)\b")

_KINDS: tuple[tuple[ClaimKind, frozenset[str]], ...] = (
    (ClaimKind.PREDICTION, frozenset({"prediction", "speculative"})),
    (ClaimKind.QUOTATION, frozenset({"quoted"})),
    (ClaimKind.RANKING, frozenset({"ranking"})),
    (ClaimKind.COMPARISON, frozenset({"compares"})),
    (ClaimKind.CAUSAL, frozenset({"because"})),
    (ClaimKind.QUANTITY, frozenset({"number"})),
    (ClaimKind.OPINION, frozenset({"opinion"})),
    (ClaimKind.CAUSAL, frozenset({"causes"})),
    (ClaimKind.PROPERTY, frozenset({"state"})),
)
"""A kind and the signs of it; the first line with a sign that was found decides."""


def kind_of(statement: Statement, words: frozenset[str], reasons: frozenset[str]) -> ClaimKind:
    """Return the kind; ``words`` are the words of the statement in lower case, ``reasons`` those of its score."""
    signs = reasons | _signs(statement, words)
    return next((kind for kind, of_kind in _KINDS if signs & of_kind), ClaimKind.EVENT)


def _signs(statement: Statement, words: frozenset[str]) -> set[str]:
    """Return what shows the kind, besides the reasons of the score."""
    text = statement.text.lower()
    found = {
        "quoted": bool(statement.speaker) and _is_mostly_quoted(text),
        "compares": bool(words & COMPARATIVES) and _COMPARISON.search(text) is not None,
        "because": bool(words & CAUSAL_MARKERS) or _CAUSAL_PHRASE.search(text) is not None,
        "causes": _CAUSAL_VERB.search(text) is not None,
        "state": _STATE.match(text) is not None and _PASSIVE.search(text) is None,
    }
    return {sign for sign, holds in found.items() if holds}


def _is_mostly_quoted(text: str) -> bool:
    return sum(len(match.group(1)) for match in _QUOTED.finditer(text)) > len(text) / 2
