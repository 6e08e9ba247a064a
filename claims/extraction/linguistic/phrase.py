"""Noun phrases: which words belong to a noun when it is named again in another claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.extraction.linguistic.lexicon import CONNECTIVE_ADVERBS, word_set
from claims.extraction.linguistic.tree import comma_before, has_child, indices, is_degree, is_verbal

if TYPE_CHECKING:
    from spacy.tokens import Token

_PARTS = word_set(
    """det det:predet amod compound flat nummod nmod nmod:poss nmod:unmarked nmod:desc fixed goeswith
    acl acl:relcl advmod conj cc cc:preconj punct case compound:prt obl dep"""
)
_KEPT_PUNCTUATION = frozenset("-“”\"/‘’'%$")
_CLAUSE_PARTS = ("cop", "aux", "nsubj", "nsubj:pass")


def noun_phrase(head: Token, *, without: Token | None = None) -> list[Token]:
    """Return the tokens of a phrase without insertions, clause parts and its introducing preposition.

    ``without`` is a child that is said on its own, and left out here.
    """
    clausal = has_child(head, *_CLAUSE_PARTS)
    kept = {head.i}
    for child in head.children:
        if (without is None or child.i != without.i) and _belongs(head, child, clausal=clausal):
            kept |= indices(child)
    return [token for token in head.subtree if token.i in kept]


def _belongs(head: Token, child: Token, *, clausal: bool) -> bool:
    """Whether a child and all below it are part of the phrase."""
    relation = child.dep_
    if relation == "appos":
        return child.pos_ == "PROPN" and child.left_edge.i == head.i + 1 and not comma_before(child)
    if relation not in _PARTS:
        return False
    if relation == "obl":
        return not clausal and head.pos_ in ("ADJ", "NUM", "NOUN")
    if relation == "conj":
        return not is_verbal(child) and _has_preposition(child) <= _has_preposition(head)
    if relation == "advmod":
        return not clausal and (child.lower_ not in CONNECTIVE_ADVERBS or is_degree(child))
    if relation == "punct":
        return child.text in _KEPT_PUNCTUATION
    return _stands_right(head, child)


def _stands_right(head: Token, child: Token) -> bool:
    """Whether a child stands on the side of the noun, and as close to it, as a part of the phrase does."""
    relation, right = child.dep_, child.i > head.i
    if relation in ("acl", "acl:relcl"):
        return right and not comma_before(child)
    if relation == "nmod":
        return not (right and comma_before(child))
    if relation == "case":
        return right and not (child.tag_ == "POS" and head.dep_ == "nmod:poss")
    return right or relation != "cc"


def _has_preposition(token: Token) -> bool:
    return any(child.dep_ == "case" and child.tag_ != "POS" for child in token.children)
