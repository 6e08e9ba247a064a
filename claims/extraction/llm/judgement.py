"""Kind and score of claims that a model wrote: by our own classifier, as for every engine."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from claims.domain.anchor import Anchor
from claims.domain.kind import ClaimKind
from claims.extraction.base import Candidate
from claims.extraction.worth.assessment import LANGUAGE, Wording, assess_many

_PRONOUN = re.compile(r"(?:he|she|it|they|this|that|these|those|his|her|its|their)\b", re.IGNORECASE)
_KINDS: Mapping[str, ClaimKind] = {kind.value: kind for kind in ClaimKind}


@dataclass(frozen=True, slots=True)
class Found:
    """A claim that was found sound, with its places."""

    text: str
    anchor: Anchor
    speaker: str = ""
    kind: object = None
    """What the model calls it; it counts only where our classifier cannot read the language."""
    also: tuple[Anchor, ...] = ()


def candidates_of(found: Sequence[Found], language: str) -> Iterator[Candidate]:
    """Classify and score claims in one batch."""
    wordings = [
        Wording(one.text, one.speaker, is_unresolved=_PRONOUN.match(one.text) is not None) for one in found
    ]
    is_read = language.lower().startswith(LANGUAGE)
    for one, assessment in zip(found, assess_many(wordings, language=language), strict=True):
        said = None if is_read or not isinstance(one.kind, str) else _KINDS.get(one.kind)
        yield Candidate(
            text=one.text,
            anchor=one.anchor,
            kind=said or assessment.kind,
            attribution=one.speaker,
            score=assessment.score,
            reasons=assessment.reasons,
            answers=assessment.answers,
            uncheckable=assessment.uncheckable,
            also=one.also,
        )
