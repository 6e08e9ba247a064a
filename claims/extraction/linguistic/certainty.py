"""How sure it is that the first candidate is what a pronoun stands for.

A logistic regression over what a reader would look at, fitted on the coreference of the treebank GUM (the
written genres of its open part). The probability is asked, not the weight: a wrong name is worse than a pronoun.
"""

from __future__ import annotations

from math import exp, log2
from typing import TYPE_CHECKING

from claims.extraction.linguistic.lexicon import FIRST_SECOND_PERSON, word_set
from claims.extraction.linguistic.mention import Entity, Mention, Sort
from claims.extraction.linguistic.tree import has_child, reports, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from claims.extraction.linguistic.scene import Scene

Weighed = list[tuple[float, Entity]]
"""Candidates with their weights, the heaviest first."""
SHOWS_GENDER = 0.8
"""Probability from which a pronoun tells the gender of a name."""
_HUMAN_VERBS = word_set(
    """say tell announce claim insist argue believe think know want hope decide ask refuse try admit deny agree
    marry divorce celebrate speak talk study aim plan wear drink eat buy love hate enjoy fear feel hear watch look
    see vote swear apologise apologize pray teach learn write read play win lose attend demand urge vow arrest
    steal shoot stab drive accuse sue visit spend"""
)
MAIN_SUBJECT = "nsubj:main"
ODDS = {
    "person": {
        "base": -0.20,
        "ratio": 0.06,
        "weight": 0.72,
        "governs": -0.18,
        "here": 0.25,
        "far": -0.16,
        "was_subject": 0.76,
        "both_subjects": 0.46,
        "both_main": -0.12,
        "chain": -0.15,
        "parallel": 0.45,
        "few": -0.13,
        "owns": -0.22,
        "opens": 0.58,
        "copula": -0.17,
        "topic": 0.25,
        "unsure": -0.82,
        "gender": 0.86,
        "spoken": -0.27,
        "single": 0.35,
        "human": 0.31,
    },
    "thing": {
        "base": -1.42,
        "ratio": 0.44,
        "weight": 0.76,
        "governs": 0.26,
        "here": 0.37,
        "far": -0.11,
        "was_subject": 0.11,
        "both_main": 0.80,
        "chain": 0.66,
        "parallel": 0.84,
        "few": -0.56,
        "owns": 0.19,
        "opens": 0.09,
        "copula": -0.19,
        "topic": 0.18,
        "spoken": -0.26,
        "single": -0.29,
    },
    "plural": {
        "base": -1.40,
        "ratio": 0.62,
        "weight": 0.45,
        "governs": 0.71,
        "here": 0.69,
        "far": -0.36,
        "was_subject": 0.26,
        "both_subjects": 0.15,
        "both_main": 0.27,
        "chain": -0.23,
        "few": -0.60,
        "owns": -0.35,
        "opens": 0.32,
        "copula": 0.23,
        "unsure": 0.74,
        "gender": 0.07,
        "spoken": -0.27,
        "single": -0.96,
    },
}
"""Log odds that the first candidate is right: a logistic regression on the coreference of GUM (open part)."""
SURE = {"person": 0.8, "thing": 0.7, "plural": 0.7}
"""Probability from which a pronoun is replaced: about nine in ten of all that are replaced are right."""


def certainty(kind: str, scene: Scene, pronoun: Token, weighed: Weighed, before: list[Mention]) -> float:
    """Return the probability that the first candidate is right; ``kind`` is a key of ``ODDS``."""
    signs = evidence(scene, pronoun, weighed, before)
    return 1 / (1 + exp(-sum(odds * signs[key] for key, odds in ODDS[kind].items())))


def evidence(scene: Scene, pronoun: Token, weighed: Weighed, before: list[Mention]) -> dict[str, float]:
    """Return what tells whether the first candidate is right; the keys are those of ``ODDS``."""
    weight, best = weighed[0]
    now = scene.memory.sentence_number
    last = max(best.weights, default=now - 1)
    ratio = weight / weighed[1][0] if len(weighed) > 1 else 8.0
    above = governs(pronoun, best, before)
    role = best.roles.get(last, MAIN_SUBJECT if best.prior else "")
    was_subject = role.startswith("nsubj")
    is_subject = pronoun.dep_.startswith("nsubj")
    chain = role == MAIN_SUBJECT and is_subject and last == now - 1 and is_main(pronoun)
    return {
        "base": 1.0,
        "ratio": min(3.0, log2(max(1.0, ratio))),
        "weight": min(2.0, weight / 100),
        "governs": above,
        "here": last == now and not above,
        "far": last < now - 1,
        "was_subject": was_subject,
        "both_subjects": was_subject and is_subject and last < now,
        "both_main": chain,
        "chain": chain and pronoun.i == pronoun.sent.start,
        "parallel": is_subject and _is_parallel(pronoun, best, before),
        "few": len(weighed) < 3,
        "owns": pronoun.dep_ == "nmod:poss",
        "opens": pronoun.i == pronoun.sent.start,
        "copula": is_subject and has_child(pronoun.head, "cop"),
        "topic": best.prior > 0,
        "unsure": best.sort is Sort.UNSURE,
        "gender": best.gender is not None,
        "spoken": any(token.lower_ in FIRST_SECOND_PERSON for token in scene.doc),
        "single": len(weighed) == 1,
        "human": wants_people(pronoun) and best.sort in (Sort.PERSON, Sort.GROUP),
    }


def wants_people(pronoun: Token) -> bool:
    """Whether the pronoun is the subject of what only people do: ``they say``, ``they hope``."""
    verb = pronoun.head
    if pronoun.dep_ != "nsubj" or verb.pos_ != "VERB":
        return False
    return (reports(verb) and has_child(verb, "ccomp")) or verb.lemma_.lower() in _HUMAN_VERBS


def is_main(subject: Token) -> bool:
    """Whether the predicate of a subject is that of its sentence, or is reported by it."""
    predicate = subject.head
    return predicate.dep_ in ("ROOT", "root") or (predicate.dep_ == "ccomp" and reports(predicate.head))


def _is_parallel(pronoun: Token, entity: Entity, before: list[Mention]) -> bool:
    """Whether the entity is the subject of the clause that the pronoun's clause is joined to."""
    clause = pronoun.head
    if clause.dep_ not in ("conj", "parataxis", "advcl"):
        return False
    subject = subject_of(clause.head)
    return subject is not None and any(one.entity is entity and one.head.i == subject.i for one in before)


def governs(pronoun: Token, entity: Entity, before: list[Mention]) -> bool:
    """Whether the entity is the subject of a clause above the pronoun."""
    subjects = {subject.i for above in _clauses_above(pronoun) if (subject := subject_of(above)) is not None}
    return any(mention.entity is entity and mention.head.i in subjects for mention in before)


def _clauses_above(pronoun: Token) -> list[Token]:
    """Return the predicates above the pronoun's own clause, and for a possessive that one too."""
    above = [
        token for token in pronoun.ancestors if token.pos_ in ("VERB", "AUX") or has_child(token, "cop", "nsubj")
    ]
    return above if pronoun.dep_ == "nmod:poss" else above[1:]
