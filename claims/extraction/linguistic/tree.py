"""Questions to a parse in Universal Dependencies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from claims.extraction.linguistic.lexicon import (
    CONNECTIVE_ADVERBS,
    FEMALE_WORDS,
    HUMAN_NOUNS,
    MALE_WORDS,
    REPORTING_VERBS,
)

if TYPE_CHECKING:
    from spacy.tokens import Token


SUBJECTS = ("nsubj", "nsubj:pass", "csubj", "csubj:pass", "nsubj:outer", "expl")
FINITE_TAGS = frozenset({"VBZ", "VBD", "VBP", "MD"})
_FINITE_AUXILIARIES = frozenset({"do", "does", "did", "have", "has", "had", "am", "is", "are", "was", "were"})
"""Forms that carry a tense before a verb, whatever the tagger calls them."""
RELATIVE_TAGS = frozenset({"WDT", "WP", "WP$", "WRB"})
_HUMAN_WORDS = HUMAN_NOUNS | FEMALE_WORDS | MALE_WORDS
_HUMAN_ENDINGS = ("ist", "man", "woman", "ician", "maker", "worker", "player", "leader")
_OPENERS = frozenset({",", "—", "–", "(", "--", ";"})
_CLOSERS = frozenset({",", "—", "–", ")", ".", ";"})


def subject_of(token: Token) -> Token | None:
    """Return the subject of a predicate, expletives included."""
    for child in token.children:  # the most frequent question of all: no generator
        if child.dep_ in SUBJECTS:
            return child
    return None


def has_child(token: Token, *relations: str) -> bool:
    """Whether the token has a child of one of these relations."""
    return any(child.dep_ in relations for child in token.children)


def children(token: Token, *relations: str) -> list[Token]:
    """Return the children of one of these relations, in order."""
    return [child for child in token.children if child.dep_ in relations]


def marks(token: Token) -> set[str]:
    """Return the subordinators of a clause, in lower case."""
    adverbs = {"when", "once", "whenever"}
    return {
        child.lower_
        for child in token.children
        if child.dep_ == "mark"
        or (child.dep_ == "advmod" and child.lower_ in adverbs)
        or (child.dep_ == "case" and token.pos_ == "VERB" and token.tag_ in FINITE_TAGS | {"VBN"})
    }


def indices(token: Token) -> set[int]:
    """Return the positions of a token and all below it."""
    return {each.i for each in token.subtree}


def is_verbal(token: Token) -> bool:
    """Whether the token is a predicate."""
    return token.pos_ in ("VERB", "AUX") or has_child(token, "cop", "aux", "aux:pass", "nsubj", "nsubj:pass")


def is_finite(token: Token) -> bool:
    """Whether the predicate carries a tense, itself or by an auxiliary or copula."""
    return token.tag_ in FINITE_TAGS or any(
        child.dep_ in ("aux", "aux:pass", "cop")
        and (child.tag_ in FINITE_TAGS or (child.lower_ in _FINITE_AUXILIARIES and not has_child(token, "mark")))
        for child in token.children
    )


def is_clausal_conjunct(conjunct: Token, head: Token) -> bool:
    """Whether a conjunct is a clause or verb phrase rather than a further noun."""
    if subject_of(conjunct) is not None or has_child(conjunct, "cop", "aux", "aux:pass"):
        return True
    if conjunct.pos_ not in ("VERB", "AUX"):
        return False
    if conjunct.tag_ == "VBG":
        return head.tag_ == "VBG"
    return is_verbal(head) or conjunct.tag_ in FINITE_TAGS


def comma_before(token: Token) -> bool:
    """Whether the phrase of the token is set off on its left."""
    left = token.left_edge
    if left.text in _OPENERS:
        return True
    return left.i > 0 and not left.is_sent_start and left.nbor(-1).text in _OPENERS


def comma_after(token: Token) -> bool:
    """Whether the phrase of the token is set off on its right."""
    right = token.right_edge
    if right.text in _CLOSERS:
        return True
    return right.i + 1 < token.sent.end and right.nbor(1).text in _CLOSERS


def is_sentence_initial(token: Token) -> bool:
    """Whether the phrase of the token opens its sentence."""
    return bool(token.left_edge.is_sent_start)


def is_plural(token: Token) -> bool:
    """Whether a noun phrase takes a plural verb."""
    if token.tag_ in ("NNS", "NNPS") or token.lower_ in ("they", "we", "these", "those"):
        return True
    joined = [child for child in children(token, "conj") if not is_verbal(child)]
    return any(has_child(child, "cc") for child in joined)


def top_of(tokens: Iterable[Token]) -> Token | None:
    """Return the token whose head lies outside the tokens."""
    held = list(tokens)
    inside = {token.i for token in held}
    return next((token for token in held if token.head.i not in inside or token.head.i == token.i), None)


def is_past(governor: Token) -> bool:
    """Whether a clause speaks of the past, so that a participle beside it does too."""
    auxiliaries = {child.lower_ for child in governor.children if child.dep_.startswith(("aux", "cop"))}
    if auxiliaries & {"was", "were", "had", "did"}:
        return True
    if auxiliaries & {"will", "would", "may", "could", "can", "is", "are", "has", "have", "does", "do"}:
        return False
    return governor.tag_ in ("VBD", "VBN")


def is_negative(token: Token) -> bool:
    """Whether the word is a negation."""
    return token.lower_ in ("not", "n't", "n’t", "never")


def reports(token: Token) -> bool:
    """Whether the token is a reporting verb."""
    return token.pos_ in ("VERB", "AUX") and token.lemma_.lower() in REPORTING_VERBS


def is_connective(token: Token) -> bool:
    """Whether the token is an adverb that only joins sentences."""
    following = token.nbor(1).lower_ if token.i + 1 < len(token.doc) else ""
    joins = token.dep_ == "advmod" and token.lower_ in CONNECTIVE_ADVERBS and following not in ("of", "as")
    return joins and not is_degree(token)


def is_degree(adverb: Token) -> bool:
    """Whether an adverb says how much: ``too large``, ``thus far``."""
    return (
        adverb.lower_ in ("too", "thus") and adverb.i + 1 == adverb.head.i and adverb.head.pos_ in ("ADJ", "ADV")
    )


def is_human(noun: Token) -> bool:
    """Whether a common noun is for people: by a table, else by its ending."""
    word = noun.lemma_.lower()
    return word in _HUMAN_WORDS or word.endswith(_HUMAN_ENDINGS)


def governing_subject(predicate: Token) -> Token | None:
    """Return the subject of a predicate, or of the clause that it is coordinated with."""
    subject = subject_of(predicate)
    while subject is None and predicate.dep_ in ("conj", "xcomp") and predicate.head.i != predicate.i:
        predicate = predicate.head
        subject = subject_of(predicate)
    return subject


def is_order(predicate: Token) -> bool:
    """Whether a predicate tells somebody to do something."""
    if predicate.tag_ not in ("VB", "VBP") or subject_of(predicate) is not None:
        return False
    return not any(
        child.dep_ in ("aux", "aux:pass", "cop") and child.tag_ in FINITE_TAGS for child in predicate.children
    )
