"""The nested reductions of a statement: the same words with fewer of its optional parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from claims.extraction.linguistic.nested.frame import Frame
from claims.extraction.linguistic.nested.optional import Unit, optional_units

if TYPE_CHECKING:
    from claims.extraction.linguistic.phrasing import Phrasing

MAX_UNITS = 8
_ALL_SUBSETS = 4
"""Units up to which every combination is tried."""


@dataclass(frozen=True, slots=True)
class Reduction:
    """A choice of optional parts to keep; ``tokens`` are the positions that are left."""

    kept: frozenset[int]
    tokens: frozenset[int]
    takes_place: bool = False
    """Whether an example stands in the place of what it is an example of: ``films such as A`` → ``A``."""


@dataclass(frozen=True, slots=True)
class Nest:
    """A statement with its optional parts and the ways to reduce it; the first keeps all."""

    units: tuple[Unit, ...]
    reductions: tuple[Reduction, ...]
    frame: Frame


def nest(phrasing: Phrasing) -> Nest:
    """Return the reductions of a statement."""
    frame = Frame(phrasing)
    units = [] if phrasing.fixed else optional_units(phrasing.scene, frame)[:MAX_UNITS]
    seen: dict[frozenset[int], None] = {}
    for choice in _choices(units):
        seen.setdefault(_with_holders(choice, units))
    made = [Reduction(kept, _tokens(frame, units, kept)) for kept in seen]
    examples = [number for number, unit in enumerate(units) if unit.preposition.startswith("such")]
    made += [
        Reduction(reduction.kept, tokens, takes_place=True)
        for reduction in made
        for number in examples
        if number in reduction.kept and (tokens := _example(frame, units[number], reduction.tokens))
    ]
    return Nest(tuple(units), tuple(made), frame)


def _example(frame: Frame, unit: Unit, tokens: frozenset[int]) -> frozenset[int]:
    """Return the tokens with a named example in the place of the noun that it is an example of."""
    noun = unit.parent
    if unit.head.pos_ != "PROPN" or noun.tag_ != "NNS":
        return frozenset()
    prepositions = {
        i
        for child in frame.children.get(noun.i, ())
        if frame.relation[child.i] == "case"
        for i in frame.subtree(child.i)
    }
    such = {
        i
        for child in frame.children.get(unit.head.i, ())
        if frame.relation[child.i] in ("case", "punct")
        for i in frame.subtree(child.i)
    }
    return frozenset(tokens - (frame.subtree(noun.i) - unit.inside - prepositions) - such)


def _choices(units: Sequence[Unit]) -> Iterator[frozenset[int]]:
    """Yield which units to keep: all, none, each alone bare and whole, the first few, all but one."""
    everything = frozenset(range(len(units)))
    yield everything
    if len(units) <= _ALL_SUBSETS:
        for size in range(len(units)):
            yield from map(frozenset, combinations(everything, size))
        return
    yield frozenset()
    for number, unit in enumerate(units):
        yield frozenset({number})
        yield frozenset({number, *(other for other in everything if units[other].inside <= unit.inside)})
    for number in everything:
        yield frozenset(range(number))
        yield everything - {other for other in everything if units[other].inside <= units[number].inside}


def _with_holders(choice: frozenset[int], units: Sequence[Unit]) -> frozenset[int]:
    """Add the units that hold a kept one."""
    kept = set(choice)
    for number in choice:
        above = units[number].above
        while above >= 0:
            kept.add(above)
            above = units[above].above
    return frozenset(kept)


def _tokens(frame: Frame, units: Sequence[Unit], kept: frozenset[int]) -> frozenset[int]:
    left_out: set[int] = set()
    for number, unit in enumerate(units):
        if number not in kept:
            left_out |= unit.inside
    return frozenset(frame.inside - left_out)
