"""Statements: what the rules make of a sentence, before it is classified, scored and anchored."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from claims.extraction.linguistic.phrasing import Phrasing


class Role(StrEnum):
    """By which rule a statement was made."""

    MAIN = "main"
    REPORTED = "reported"
    CONJUNCT = "conjunct"
    PARALLEL = "parallel"
    ADVERBIAL = "adverbial"
    PARTICIPLE = "participle"
    PASSIVE_PARTICIPLE = "passive_participle"
    RELATIVE = "relative"
    APPOSITION = "apposition"
    MODIFIER = "modifier"
    RANKING = "ranking"
    INCLUSION = "inclusion"
    ABSOLUTE = "absolute"
    FRAGMENT = "fragment"
    WHOLE = "whole"


CLAUSE_ROLES = frozenset(
    {Role.MAIN, Role.REPORTED, Role.CONJUNCT, Role.PARALLEL, Role.ADVERBIAL, Role.PARTICIPLE, Role.WHOLE}
)
"""Roles that carry the sentence itself; without one of them the sentence would be lost."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says something in the text, and the words that say so."""

    name: str = ""
    prefix: str = ""
    """``Zidane said that`` or ``According to Zidane,``: how a kept attribution opens the claim."""


NOBODY = Speaker()


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; ``start`` and ``end`` are offsets into the passage, -1 when it has no words there."""

    text: str
    start: int
    end: int
    role: Role
    speaker: str = ""
    unresolved: bool = False
    """Whether a pronoun in it could not be resolved with certainty."""
    prefix: str = ""
    """The words that would say who said it (see ``Speaker``)."""
    phrasing: Phrasing | None = None
    """How it was put together from the parse, when it was."""
