"""Assessing claims: their kind, whether they can be checked, and how much they are worth checking.

Works on plain text, so that every engine can use it; an engine that has parsed a claim may hand the parse over.
Assess many at once where you can: the learned reading costs much less for a batch.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from claims.domain.kind import ClaimKind
from claims.domain.question import Uncheckable, reasons_of, score_of
from claims.extraction.worth.kind import is_experience, is_prediction, is_wish, kind_of, uncheckable
from claims.extraction.worth.parse import Parse
from claims.extraction.worth.reading import shipped_reading
from claims.extraction.worth.sign import Signs, signs_of

LANGUAGE = "en"
"""The language that the questions are about; of others only what figures and marks show is answered."""
BATCH = 256
"""Claims that are read at once: many more would only take memory."""
_READ = 2_000
"""Characters of a claim that are read; what is longer is a table or a text without full stops."""
_LONG = 35
_YES, _HALF = 1.0, 0.5
_KNOWN_EVERYWHERE = frozenset({"number", "asks"})
"""Signs that do not hang on English words."""
_PLAIN = ("number", "date", "name", "ranking", "harm", "many", "record", "extreme", "hedged", "first_person")
"""Signs that are questions themselves."""
_PERSONAL = frozenset({"first_person", "on_oneself", "own_intention", "opinion"})


@dataclass(frozen=True, slots=True)
class Wording:
    """A claim to assess: its words, who said it, and what its engine knows besides."""

    text: str
    speaker: str = ""
    is_fragment: bool = False
    is_unresolved: bool = False
    heard: str = ""
    """The claim in the words of the first person, when the text has the speaker's name instead."""
    parse: Parse = ()
    """The parse of the words that it was made from, when there was one."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What was found: ``answers``, 0 to 1, to those questions of ``claims.domain.question`` that say something.

    ``score`` and ``reasons`` are by the weights of a new desk; a desk with weights of its own makes them anew
    from the answers.
    """

    kind: ClaimKind
    uncheckable: Uncheckable | None
    answers: dict[str, float]
    score: float
    reasons: tuple[str, ...]


def assess(text: str, *, speaker: str = "", language: str = LANGUAGE) -> Assessment:
    """Assess one claim from its words alone."""
    return assess_many([Wording(text, speaker)], language=language)[0]


def assess_many(wordings: Sequence[Wording], *, language: str = LANGUAGE) -> list[Assessment]:
    """Assess claims in one batch; the order stays."""
    is_known = language.lower().startswith(LANGUAGE)
    found: list[Assessment] = []
    for start in range(0, len(wordings), BATCH):
        batch = wordings[start : start + BATCH]
        texts = [wording.text[:_READ] for wording in batch]
        readings = (
            shipped_reading().probabilities(texts, [one.parse for one in batch])
            if is_known
            else [None] * len(batch)
        )
        signs = map(signs_of if is_known else _signs_of_any_language, texts)
        found += map(_assessment, batch, map(_with_personal_signs, signs, batch), readings)
    return found


def _with_personal_signs(signs: Signs, wording: Wording) -> Signs:
    """Add what only the words of the first person tell: that somebody speaks of what they did or want."""
    if not wording.heard:
        return signs
    return Signs(signs.words, signs.length, signs.found | (signs_of(wording.heard[:_READ]).found & _PERSONAL))


def _assessment(wording: Wording, signs: Signs, reading: float | None) -> Assessment:
    kind = kind_of(signs, attributed=bool(wording.speaker))
    answers = _answers(wording, signs)
    if reading is not None:
        answers["reading"] = round(float(reading), 2)
    return Assessment(kind, uncheckable(signs, kind), answers, score_of(answers), reasons_of(answers))


def _answers(wording: Wording, signs: Signs) -> dict[str, float]:
    found = signs.found
    graded = {
        **{key: _YES * (key in found) for key in _PLAIN},
        "comparison": _YES if "comparison" in found else _HALF * ("change" in found),
        "cause": _YES * bool(found & {"because", "cause"}),
        "attributed": _YES * bool(wording.speaker),
        "speculative": _YES * ("speculative" in found),
        "opinion": _YES if found & {"opinion", "normative"} else _HALF * ("judging" in found),
        "prediction": _YES * ("future" in found and is_prediction(found)),
        "wish": _YES if is_wish(found) else _HALF * ("intention" in found),
        "question": _YES * ("asks" in found),
        "imperative": _YES * ("requests" in found),
        "experience": _YES * is_experience(found),
        "fragment": _YES * wording.is_fragment,
        "unresolved": _YES * wording.is_unresolved,
        "long": _YES * (signs.length > _LONG),
    }
    if "we" in found and "first_person" not in found:
        graded["first_person"] = _HALF
    return {key: answer for key, answer in graded.items() if answer}


def _signs_of_any_language(text: str) -> Signs:
    signs = signs_of(text)
    figures = {"number"} if any(character.isdigit() for character in text) else set()
    return Signs(signs.words, signs.length, (signs.found & _KNOWN_EVERYWHERE) | figures)
