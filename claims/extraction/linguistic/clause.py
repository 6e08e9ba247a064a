"""Clauses: a predicate, what it shares with the clause above it, and the finite form of its verb."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from claims.extraction.linguistic.lexicon import EVENT_PARTICIPLES, PERIODS
from claims.extraction.linguistic.morphology import present_tense
from claims.extraction.linguistic.statement import NOBODY, Role, Speaker
from claims.extraction.linguistic.tense import finite_form
from claims.extraction.linguistic.tree import children, has_child, is_past, is_plural, top_of

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass(frozen=True, slots=True)
class Clause:
    """A predicate to make statements of, and what it shares with the clause above."""

    predicate: Token
    role: Role = Role.MAIN
    subject: tuple[Token, ...] = ()
    """The phrase of the governing clause's subject, when the clause has none of its own."""
    auxiliaries: tuple[Token, ...] = ()
    subject_text: str = ""
    """Words that stand for the subject instead."""
    speaker: Speaker = NOBODY
    depth: int = 0
    in_one_piece: bool = False
    """Whether nothing of it may be said apart or left out."""

    def below(self, predicate: Token, role: Role) -> Clause:
        """Return a clause under this one that shares nothing but the speaker."""
        return Clause(predicate, role, speaker=self.speaker, depth=self.depth + 1)


def finite(clause: Clause) -> tuple[Clause, dict[int, str]]:
    """Give a participle the finite form that its subject and the governing clause ask for."""
    predicate = clause.predicate
    perfect = next((child for child in children(predicate, "aux") if child.lower_ == "having"), None)
    if perfect is not None and clause.role in (Role.PARTICIPLE, Role.PASSIVE_PARTICIPLE):
        plural = _is_plural(clause)
        return clause, {perfect.i: "had" if is_past(predicate.head) else present_tense("have", plural=plural)}
    if clause.role is Role.PASSIVE_PARTICIPLE:
        return clause, passive_form(predicate, _passive_auxiliary(clause))
    if clause.role is not Role.PARTICIPLE or predicate.tag_ != "VBG":
        return clause, {}
    past = False
    happening = _dated_noun(clause)
    if happening is not None:
        first = children(happening, "det")[0]
        stretch = happening.doc[first.i : predicate.left_edge.i]
        clause = replace(clause, subject=tuple(token for token in stretch if not token.is_punct))
        past = any(token.like_num for token in stretch)
    elif _is_of_event(predicate):
        clause = replace(clause, subject=(), subject_text="This")
    return clause, {predicate.i: finite_form(predicate, plural=_is_plural(clause), past=past)}


def _is_of_event(participle: Token) -> bool:
    """Whether a participle behind a clause is about what it tells: ``…, adding to their troubles``.

    Whoever does a thing of his own acts himself: ``Ana joined Leeds, making her debut in May``.
    """
    if participle.i < participle.head.i:
        return False
    verb = participle.lemma_.lower()
    own = any(has_child(thing, "nmod:poss") for thing in children(participle, "obj"))
    if verb == "make" and own and not has_child(participle, "xcomp"):
        return False
    return (verb == "add" and not has_child(participle, "obj", "ccomp")) or verb in EVENT_PARTICIPLES


def passive_form(participle: Token, auxiliary: str) -> dict[int, str]:
    """Make ``was best known for …`` of ``best known for …``."""
    adverbs = [child for child in children(participle, "advmod") if child.i < participle.i]
    first = adverbs[0] if adverbs else participle
    return {first.i: f"{auxiliary} {first.lower_ if first.is_sent_start else first.text}"}


def _is_plural(clause: Clause) -> bool:
    head = top_of(clause.subject)
    return head is not None and not clause.subject_text and is_plural(head)


def _passive_auxiliary(clause: Clause) -> str:
    copula = next((child.lower_ for child in children(clause.predicate.head, "cop")), "")
    if copula in ("is", "are", "was", "were"):
        return copula
    return "were" if _is_plural(clause) else "was"


def _dated_noun(clause: Clause) -> Token | None:
    """Find the surrender in ``this year marks eight decades since the surrender, ending …``."""
    if not any(token.lower_ in PERIODS for token in clause.subject):
        return None
    left = clause.predicate.left_edge.i
    nouns = [
        token
        for token in clause.predicate.head.subtree
        if token.i < left and token.pos_ == "NOUN" and token.dep_ in ("obl", "nmod", "advcl", "obj")
        if has_child(token, "det")
    ]
    return nouns[-1] if nouns else None
