"""Lists inside a claim: ``10,000 soldiers, 100 aircraft and drones`` makes a claim for each item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims.extraction.base import Granularity
from claims.extraction.linguistic.gazetteer import ORGANISATION_HEADS, TITLES
from claims.extraction.linguistic.lexicon import COLLECTIVE_WORDS, QUANTITY_PREPOSITIONS
from claims.extraction.linguistic.morphology import present_tense
from claims.extraction.linguistic.tree import (
    children,
    has_child,
    indices,
    is_clausal_conjunct,
    reports,
    subject_of,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

    from claims.extraction.linguistic.scene import Scene

_LISTED = ("obj", "nsubj", "nsubj:pass", "obl", "nmod")
_EXAMPLE_PREPOSITIONS = frozenset({"like", "such", "including"})
_DESCRIBING = ("amod", "compound", "nummod", "nmod:poss")
_OFFICES = ORGANISATION_HEADS | TITLES
_MAX_LISTS = 3


@dataclass(frozen=True, slots=True)
class Listing:
    """The first item of a list and the further ones."""

    first: Token
    others: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """The tokens of one claim made of a list; ``own`` are those of its item, empty for the first."""

    tokens: tuple[Token, ...]
    own: tuple[Token, ...] = ()
    words: tuple[tuple[int, str], ...] = ()
    """Words to print in the place of a token: an article that the item shares with the first."""


def find_lists(scene: Scene, predicate: Token, tokens: Sequence[Token]) -> list[Listing]:
    """Return the lists among the tokens that are to be split, from left to right."""
    inside = {token.i for token in tokens}
    lists = []
    for token in tokens:
        if not _can_list(token, predicate):
            continue
        others = tuple(item for item in _items(token, predicate) if item.i in inside)
        if others and _is_splittable(scene, token, others):
            lists.append(Listing(token, others))
    return lists[:_MAX_LISTS]


def variants(tokens: Sequence[Token], lists: Sequence[Listing]) -> list[Variant]:
    """Return one variant for each item of the lists; the tokens themselves when there is no list."""
    if not lists:
        return [Variant(tuple(tokens))]
    listing, rest = lists[0], lists[1:]
    made: list[Variant] = []
    for item in (listing.first, *listing.others):
        chosen = _with_item(tokens, listing, item)
        inside = {token.i for token in chosen}
        own = () if item is listing.first else tuple(token for token in item.subtree if token.i in inside)
        remaining = [other for other in rest if other.first.i in inside]
        article = _shared_article(listing.first, item) + _agreement(listing.first, item)
        made += [
            Variant(variant.tokens, variant.own or own, variant.words + article)
            for variant in variants(chosen, remaining)
        ]
    return made


def _shared_article(first: Token, item: Token) -> tuple[tuple[int, str], ...]:
    """Return the article of ``a singer and actor`` for the actor: *an* actor."""
    articles = [child for child in children(first, "det") if child.lower_ in ("a", "an")]
    if not articles or item is first or item.tag_ != "NN" or has_child(item, "det", "nmod:poss", "nummod"):
        return ()
    inside = [token for token in item.subtree if token.dep_ not in ("cc", "punct")]
    opening = inside[0] if inside and inside[0].i <= item.i else item
    article = "an" if opening.lower_[:1] in "aeiou" else "a"
    return ((opening.i, f"{article} {opening.text}"),)


_SINGULAR_VERBS = {"are": "is", "were": "was", "have": "has", "’re": "is", "'re": "is"}


def _agreement(first: Token, item: Token) -> tuple[tuple[int, str], ...]:
    """Return the singular verb for one of several subjects: ``A and B are`` → ``A is``."""
    if not first.dep_.startswith("nsubj") or item.tag_ in ("NNS", "NNPS"):
        return ()
    predicate = first.head
    verbs = [child for child in children(predicate, "aux", "aux:pass", "cop") if child.lower_ in _SINGULAR_VERBS]
    if verbs:
        return ((verbs[0].i, _SINGULAR_VERBS[verbs[0].lower_]),)
    if predicate.tag_ == "VBP" and not children(predicate, "aux", "cop"):
        return ((predicate.i, present_tense(predicate.lemma_.lower())),)
    return ()


def _can_list(token: Token, predicate: Token) -> bool:
    if token.i == predicate.i:
        return token.pos_ in ("NOUN", "PROPN", "ADJ") and has_child(token, "cop")
    return token.dep_ in _LISTED


def _items(token: Token, predicate: Token) -> list[Token]:
    """Return the conjuncts of a noun, also those that the parse calls appositions before the last one."""
    conjuncts = [
        child
        for child in children(token, "conj")
        if not (token.i == predicate.i and is_clausal_conjunct(child, token)) and subject_of(child) is None
    ]
    if not conjuncts:
        return []
    last = conjuncts[-1].i
    misread = [child for child in children(token, "appos") if token.i < child.i < last]
    return sorted([*conjuncts, *misread], key=lambda item: item.i)


def _is_splittable(scene: Scene, first: Token, others: Sequence[Token]) -> bool:
    """Whether what is said of the list holds for each item alone."""
    items = [first, *others]
    if first.dep_.startswith("nsubj") and (first.head.tag_ in ("NNS", "NNPS") or _has_quantified(first)):
        return False
    if not _are_alike(items):
        return False
    if _is_collective(first, items) or _joined_otherwise(others) or _is_one_name(scene, first, others):
        return False
    if scene.options.granularity is Granularity.FINE:
        return True
    if _is_in_lower_clause(first):
        return False
    counted = [has_child(item, "nummod") for item in items]
    if all(counted) or (any(counted) and first.dep_ != "nmod"):
        return True
    prepositions = {child.lower_ for child in children(first, "case")}
    if first.dep_ == "obj" or prepositions & _EXAMPLE_PREPOSITIONS or _is_plain_predicate(first):
        return True
    return first.dep_ in ("obl", "nsubj:pass", "nsubj") and len(items) >= 3


def _has_quantified(subject: Token) -> bool:
    """Whether *all*, *both* or *there* stands between the subjects and the verb: ``A and B all won``."""
    floating = [word for word in subject.head.children if word.i > subject.i]
    floating += [word for item in subject.subtree for word in item.children if word.i > item.i]
    return any(word.lower_ in ("all", "both", "each") for word in floating) or has_child(subject.head, "expl")


def _are_alike(items: Sequence[Token]) -> bool:
    """Whether the items are of one kind; if not, the parse has joined what does not belong together."""
    first = items[0]
    if any(item.tag_ in ("VBZ", "VBP", "VBD") for item in items):
        return False
    if any(item.lower_ == first.lower_ and not has_child(item, *_DESCRIBING) for item in items[1:]):
        return False
    return _has_preposition(first) or not any(_has_preposition(item) for item in items[1:])


def _has_preposition(item: Token) -> bool:
    return any(child.dep_ == "case" and child.tag_ != "POS" for child in item.children)


def _is_in_lower_clause(first: Token) -> bool:
    """Whether the list stands in a clause below the one that is said: that clause stays whole."""
    token = first
    while token.dep_ in ("obj", "nsubj", "nsubj:pass", "obl", "nmod", "xcomp", "iobj", "obl:agent", "conj"):
        token = token.head
    return token.dep_ in ("acl", "acl:relcl", "advcl", "ccomp") and not _is_said(token)


def _is_said(predicate: Token) -> bool:
    """Whether a clause below another one is said for itself: what somebody reports."""
    return predicate.dep_ == "ccomp" and reports(predicate.head)


def _is_plain_predicate(first: Token) -> bool:
    """Whether the list is what somebody or something is: ``a singer and actress``."""
    return has_child(first, "cop") and not has_child(first, "case")


def _is_collective(first: Token, items: Sequence[Token]) -> bool:
    beside = {child.lower_ for item in items for child in item.children}
    beside |= {child.lower_ for child in first.head.children} if first.dep_ != "ROOT" else set()
    beside |= {child.lemma_.lower() for child in first.ancestors} if first.dep_ == "nmod" else {first.head.lower_}
    return bool(beside & COLLECTIVE_WORDS)


def _joined_otherwise(others: Sequence[Token]) -> bool:
    """Whether a list is joined so that it stays together: ``A or B``, ``A & B``."""
    joints = [child for item in others for child in children(item, "cc")]
    return not joints or any(joint.lower_ not in ("and", "as", "plus") for joint in joints)


def _is_one_name(scene: Scene, first: Token, others: Sequence[Token]) -> bool:
    """Whether the "list" is a name or a quoted title, or its items are ages and other bare numbers."""
    if _is_office(first if first.dep_ != "nmod" else first.head) and all(item.pos_ == "PROPN" for item in others):
        return True
    name = scene.name_at(first)
    if name is not None and any(scene.name_at(item) is name for item in others):
        return True
    quotes = sum(token.text in ("“", "”", '"') for token in scene.doc[first.sent.start : first.i])
    return quotes % 2 == 1 or any(item.tag_ == "CD" and not has_child(item, "nmod") for item in others)


def _is_office(noun: Token) -> bool:
    """Whether a noun opens a long name: ``Ministry of Trade, Industry and Energy``."""
    named = any(child.pos_ == "PROPN" and has_child(child, "case") for child in children(noun, "nmod"))
    return noun.pos_ == "PROPN" and noun.lower_ in _OFFICES and named


def _with_item(tokens: Sequence[Token], listing: Listing, item: Token) -> list[Token]:
    """Return the tokens with one item of the list in the place of the whole list."""
    first = listing.first
    foreign = {i for other in listing.others for i in indices(other)}
    if item is first:
        return [token for token in tokens if token.i not in foreign and not _is_list_comma(token, first, foreign)]
    cases = [child for child in children(first, "case") if child.lower_ not in QUANTITY_PREPOSITIONS]
    shared = {i for case in cases for i in indices(case)}
    dropped = ((indices(first) | foreign) - indices(item)) - shared
    if first.dep_ == "ROOT" or has_child(first, "cop"):
        dropped -= _clause_parts(first)
    joints = {
        i for child in item.children if child.dep_ in ("cc", "punct") and child.i < item.i for i in indices(child)
    }
    dropped |= joints | (shared if _has_preposition(item) else set())
    return [token for token in tokens if token.i not in dropped]


def _is_list_comma(token: Token, first: Token, foreign: set[int]) -> bool:
    return (
        token.head.i == first.i and token.dep_ in ("punct", "cc") and token.text == "," and token.i + 1 in foreign
    )


def _clause_parts(predicate: Token) -> set[int]:
    """Subject, copula, auxiliaries and adverbs of a nominal predicate: every item shares them."""
    parts: set[int] = set()
    for child in predicate.children:
        if child.dep_.startswith(("nsubj", "cop", "aux", "advmod", "expl", "obl", "mark")) and (
            child.i < predicate.i or child.dep_.startswith("obl")
        ):
            parts |= indices(child)
    return parts
