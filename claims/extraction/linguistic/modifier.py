"""Modifiers of nouns that say something of their own: relative clauses, appositions, participles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from claims.extraction.base import Granularity
from claims.extraction.linguistic.lexicon import INCLUDING_WORDS, ORDER_WORDS, PERIODS
from claims.extraction.linguistic.names import NameKind
from claims.extraction.linguistic.tree import (
    SUBJECTS,
    children,
    comma_before,
    has_child,
    indices,
    is_verbal,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

    from claims.extraction.linguistic.scene import Scene


_RELATIONS = frozenset({"acl", "acl:relcl", "appos", "nmod", "nmod:unmarked", "conj"})
"""Relations to a noun that a modifier may have which leaves it."""


_PARTY = re.compile(r"[RDI](?:-|$)")
"""How the label of a party and a state begins: ``R-Texas``."""


class Kind(Enum):
    """How a modifier is tied to its noun."""

    RELATIVE = auto()
    TIME_RELATIVE = auto()
    APPOSITION = auto()
    PARTICIPLE = auto()


@dataclass(frozen=True, slots=True)
class Modifier:
    """A modifier that leaves its clause; ``head`` is the top of what leaves, ``noun`` what it is about."""

    kind: Kind
    noun: Token
    head: Token
    predicate: Token
    """The predicate of the clause around it."""

    @property
    def leaves(self) -> bool:
        """Whether its clause is complete without it; one that is not set off tells which thing is meant."""
        return self.kind is Kind.APPOSITION or comma_before(self.head)


def find_modifiers(scene: Scene, predicate: Token, tokens: Sequence[Token]) -> list[Modifier]:
    """Return the modifiers among the tokens that become claims, outermost first."""
    inside = {token.i for token in tokens}
    taken: set[int] = set()
    found = []
    for noun in tokens:
        for child in noun.children:
            if child.i not in inside or child.i in taken or child.i < noun.i or noun.i in taken:
                continue
            kind = _kind(scene, noun, child)
            if kind is Kind.PARTICIPLE and not (_states(predicate) and _is_fact(child, predicate)):
                kind = None
            if kind is not None:
                taken |= indices(child)
                found.append(Modifier(kind, noun, child, predicate))
    return found


def _states(predicate: Token) -> bool:
    """Whether the clause is one: a noun without a verb, as in a list of charges, states nothing of its parts."""
    return is_verbal(predicate) or predicate.dep_ != "ROOT"


def _is_fact(participle: Token, predicate: Token) -> bool:
    """Whether a participle is no part of what only could be: not in ``The visit, seeing A, could help``."""
    modal = any(child.tag_ == "MD" for child in children(predicate, "aux"))
    if participle.tag_ != "VBG" or participle.i > predicate.i or not modal:
        return True
    above = [word for word in participle.ancestors if word.head.i == predicate.i]
    return not any(word.dep_ in SUBJECTS for word in above)


def _kind(scene: Scene, noun: Token, child: Token) -> Kind | None:
    """Tell whether a child of a noun is to leave, and as what."""
    if child.dep_ not in _RELATIONS:
        return None
    set_off = comma_before(child) or scene.options.granularity is Granularity.FINE
    if child.dep_ == "acl:relcl":
        if _is_time_relative(noun, child):
            return Kind.TIME_RELATIVE if comma_before(noun) else None
        return Kind.RELATIVE if comma_before(child) or (set_off and noun.pos_ != "PRON") else None
    if child.dep_ == "appos" or _is_late_order_word(child):
        return Kind.APPOSITION if _is_apposition(scene, noun, child) else None
    if (
        child.dep_ == "acl"
        and set_off
        and not _is_main_verb(noun, child)
        and child.tag_ in ("VBN", "VBG")
        and not has_child(child, "mark")
    ):
        return Kind.PARTICIPLE
    return None


def _is_main_verb(noun: Token, child: Token) -> bool:
    """Whether the only verb of a sentence was misread as a participle of its subject."""
    return noun.dep_ == "ROOT" and child.tag_ == "VBN" and not comma_before(child) and not has_child(noun, "cop")


def _is_time_relative(noun: Token, clause: Token) -> bool:
    relative = any(child.tag_ in ("WDT", "WP") for child in clause.children)
    return noun.lower_ in PERIODS and not relative


def _is_late_order_word(child: Token) -> bool:
    """``…, the first in six years`` that the parse hangs somewhere on the noun."""
    return (
        child.dep_ in ("nmod", "nmod:unmarked", "conj")
        and child.lower_ in ORDER_WORDS
        and child.pos_ in ("ADJ", "NUM", "NOUN")
        and comma_before(child)
    )


def _is_apposition(scene: Scene, noun: Token, child: Token) -> bool:
    """Whether ``noun, child`` means that the noun is the child."""
    if not comma_before(child) or any(later.i > child.i for later in children(noun, "conj")):
        return False
    if child.tag_ == "CD" or (child.pos_ == "VERB" and is_verbal(child)) or noun.pos_ in ("NUM", "SYM"):
        return False
    if any(case.tag_ != "POS" for case in children(child, "case")) or _PARTY.match(child.text):
        return False
    if noun.tag_ == "NNS" and child.tag_ == "NNP" and not has_child(child, "conj"):
        return False
    if has_child(child, "conj") and child.pos_ == noun.pos_ == "PROPN":
        return False
    first = next((token for token in child.subtree if not token.is_punct), child)
    if first.lower_ in INCLUDING_WORDS or child.lemma_.lower() in PERIODS or child.lower_ == "weekdays":
        return False
    return not _is_address(scene, noun, child)


def _is_address(scene: Scene, noun: Token, child: Token) -> bool:
    """``Medford, New Jersey`` and ``Paris, France`` are one place."""
    if has_child(child, "det", "nmod:poss") or child.pos_ != "PROPN" or noun.pos_ != "PROPN":
        return False
    names = (scene.name_at(noun), scene.name_at(child))
    places = all(name is not None and name.kind is NameKind.PLACE for name in names)
    return places or any(case.tag_ != "POS" for case in children(noun, "case"))
