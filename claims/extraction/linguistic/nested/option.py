"""One way to say a statement, and the traits by which the selector judges it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from claims.extraction.linguistic.nested.reduction import Nest, Reduction, nest

if TYPE_CHECKING:
    from claims.extraction.linguistic.nested.optional import Unit
    from claims.extraction.linguistic.phrasing import Phrasing
    from claims.extraction.linguistic.statement import Statement

_SAID = (0, -1)
"""Stands for the words ``X said that`` in the content of an option."""
_LONGEST = 12


@dataclass(frozen=True, slots=True)
class Option:
    """A reduction of a statement, with or without the words that say who said it."""

    statement: Statement
    phrasing: Phrasing
    number: int
    """Of the statement in its sentence."""
    tokens: frozenset[int]
    content: frozenset[tuple[int, int]]
    """The words that carry meaning, by document and position."""
    traits: tuple[str, ...]
    is_attributed: bool = False


def options_of(statement: Statement, number: int, *, keeps_attribution: bool) -> Iterator[Option]:
    """Yield the options of a statement; with ``keeps_attribution`` also those that say who said it."""
    phrasing = statement.phrasing
    if phrasing is None:
        return
    made = nest(phrasing)
    document = id(phrasing.scene.doc)
    meaningful = frozenset(token.i for token in phrasing.tokens if not (token.is_punct or token.is_stop))
    shared = _shared_traits(statement, made)
    forms = [False, True] if keeps_attribution and statement.prefix else [False]
    for reduction in made.reductions:
        left = reduction.tokens & meaningful
        content = frozenset((document, i) for i in left)
        traits = (*shared, *_traits(made, reduction, len(left), len(meaningful)))
        for said in forms:
            voice = "said" if said else "bare" if len(forms) > 1 else "plain"
            words = content | {_SAID} if said else content
            yield Option(statement, phrasing, number, reduction.tokens, words, (*traits, voice), said)


def _shared_traits(statement: Statement, nest: Nest) -> list[str]:
    if kind := nest.frame.phrasing.kind:
        return [f"fact {kind}", f"fact {kind.split()[0]}"]
    return [f"role {statement.role}", f"parts {len(nest.units)}", f"length {min(len(nest.frame.tokens) // 4, 8)}"]


def _traits(nest: Nest, reduction: Reduction, size: int, whole: int) -> list[str]:
    units, kept = nest.units, reduction.kept
    lost = len(units) - len(kept)
    found = [f"words {min(size, _LONGEST)}", f"kept {min(len(kept), 4)} lost {min(lost, 4)}"]
    if not units:
        return [*found, "whole"]
    found.append(f"share {size * 5 // max(whole, 1)}")
    for number, unit in enumerate(units):
        found += _unit_traits(unit, "+" if number in kept else "-")
        if number in kept and len(kept) == 1 + (unit.above >= 0):
            found += [f"alone {_kind(unit)}"]
        if number not in kept and lost == 1:
            found.append(f"lacks {_kind(unit)}")
    if not kept:
        found += [f"core {_frame_kind(nest)}", f"core of {_predicate(nest)}"]
    if reduction.takes_place:
        found += ["example", f"example and {len(kept)}"]
    if any(b in kept and a not in kept for a, b in _neighbours(units)):
        found.append("skips")
    return found


def _unit_traits(unit: Unit, sign: str) -> list[str]:
    kind = _kind(unit)
    found = [f"{sign}{kind}", f"{sign}{unit.relation}", f"{sign}size {min(len(unit.inside), 8)}"]
    if unit.in_subject:
        found.append(f"{sign}in subject {unit.relation}")
    if unit.above >= 0:
        found.append(f"{sign}inner {unit.relation}")
    if unit.is_period:
        found.append(f"{sign}period")
    if unit.head.pos_ == "PROPN":
        found.append(f"{sign}name {unit.relation}")
    if unit.head.like_num:
        found.append(f"{sign}number")
    return found


def _kind(unit: Unit) -> str:
    return f"{unit.relation} {unit.preposition}".rstrip()


def _predicate(nest: Nest) -> str:
    return nest.frame.phrasing.predicate.lemma_.lower()


def _frame_kind(nest: Nest) -> str:
    """Return the relations that are left beside the predicate."""
    root = nest.frame.root
    kinds = ("obj", "xcomp", "ccomp", "cop", "aux:pass", "obl", "compound:prt")
    return " ".join(kind for kind in kinds if nest.frame.has(root, kind)) or "nothing"


def _neighbours(units: Sequence[Unit]) -> Iterable[tuple[int, int]]:
    order = sorted(range(len(units)), key=lambda number: units[number].head.i)
    return [(a, b) for a, b in pairwise(order) if units[a].parent.i == units[b].parent.i]
