"""Kind and score of a claim that a model wrote: by our own classifier, which reads English."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from claims.domain.anchor import Anchor
from claims.domain.kind import ClaimKind
from claims.extraction.base import Candidate
from claims.extraction.linguistic.classify import kind_of
from claims.extraction.linguistic.score import assess
from claims.extraction.linguistic.statement import Role, Statement

_NUMBER_SCORE = 0.5
_PLAIN_SCORE = 0.3
_DIGIT = re.compile(r"\d")
_PRONOUN = re.compile(r"(?:he|she|it|they|this|that|these|those|his|her|its|their)\b", re.IGNORECASE)
_KINDS: Mapping[str, ClaimKind] = {kind.value: kind for kind in ClaimKind}


@dataclass(frozen=True, slots=True)
class Found:
    """A claim that was found sound, with its place."""

    text: str
    anchor: Anchor
    speaker: str = ""
    kind: object = None
    """What the model calls it; it counts only where our classifier cannot read the language."""


def candidate_of(found: Found, language: str) -> Candidate:
    """Classify and score a claim."""
    if language.split("-", maxsplit=1)[0] != "en":
        return _unread(found)
    statement = Statement(
        text=found.text,
        start=found.anchor.start,
        end=found.anchor.end,
        role=Role.MAIN,
        speaker=found.speaker,
        unresolved=_PRONOUN.match(found.text) is not None,
    )
    assessment = assess(statement, is_question=found.text.endswith("?"))
    return Candidate(
        text=found.text,
        anchor=found.anchor,
        kind=kind_of(statement, assessment.words, frozenset(assessment.reasons)),
        attribution=found.speaker,
        score=assessment.score,
        reasons=assessment.reasons,
    )


def _unread(found: Found) -> Candidate:
    has_number = _DIGIT.search(found.text) is not None
    kind = _KINDS.get(found.kind) if isinstance(found.kind, str) else None
    return Candidate(
        text=found.text,
        anchor=found.anchor,
        kind=kind or (ClaimKind.QUANTITY if has_number else ClaimKind.EVENT),
        attribution=found.speaker,
        score=_NUMBER_SCORE if has_number else _PLAIN_SCORE,
        reasons=("number",) if has_number else (),
    )
