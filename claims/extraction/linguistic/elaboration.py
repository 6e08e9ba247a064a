"""Saying what a modifier says: a relative clause, an apposition or a participle becomes a statement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from claims.extraction.linguistic.clause import passive_form
from claims.extraction.linguistic.lexicon import ORDER_WORDS
from claims.extraction.linguistic.modifier import Kind, Modifier
from claims.extraction.linguistic.phrase import noun_phrase
from claims.extraction.linguistic.phrasing import Phrasing
from claims.extraction.linguistic.ranking import ranking_text
from claims.extraction.linguistic.reference import Resolver, lowered, phrase_text, resolved_text
from claims.extraction.linguistic.render import render
from claims.extraction.linguistic.statement import Role, Speaker
from claims.extraction.linguistic.tense import finite_form
from claims.extraction.linguistic.tree import (
    RELATIVE_TAGS,
    SUBJECTS,
    children,
    has_child,
    indices,
    is_clausal_conjunct,
    is_plural,
    is_verbal,
    subject_of,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

    from claims.extraction.linguistic.scene import Scene

_DEEDS = frozenset(
    {"move", "deal", "decision", "step", "change", "shift", "blow", "feat", "sign", "increase", "decline"}
)
"""Nouns that sum up what a clause tells."""

GoOn = Callable[["Token", str], None]
"""Called with a further clause of a modifier and the words of its subject."""


def say_modifier(scene: Scene, modifier: Modifier, speaker: Speaker, go_on: GoOn) -> None:
    """Make the statements of one modifier."""
    if modifier.kind is Kind.RELATIVE:
        _say_relative(scene, modifier, speaker, go_on)
    elif modifier.kind is Kind.TIME_RELATIVE:
        _say_time(scene, modifier, speaker)
    elif modifier.kind is Kind.APPOSITION:
        _say_apposition(scene, modifier, speaker)
    else:
        _say_participle(scene, modifier, speaker)


def _say_relative(scene: Scene, modifier: Modifier, speaker: Speaker, go_on: GoOn) -> None:
    """Say of ``the parade, which takes place in May,`` that the parade takes place in May."""
    clause = modifier.head
    relative = _relative_word(clause)
    if relative is None:
        return
    noun = _topic(scene, modifier)
    subject = _subject_beside(clause, relative)
    tokens = _without_further_clauses(clause, noun, go_on, shares=subject is not None and subject.i == relative.i)
    if relative.tag_ == "WP$":
        _say_with(scene, clause, tokens, {relative.i: _possessive(noun)}, speaker)
    elif subject is not None and relative.i == subject.i:
        _say_with(scene, clause, tokens, {relative.i: noun}, speaker)
    elif relative.tag_ == "WRB" and relative.lower_ in ("where", "when"):
        rest = [token for token in tokens if token.i != relative.i]
        preposition = "in" if relative.lower_ == "where" else "at the time of"
        if relative.lower_ == "where":
            _say_with(scene, clause, rest, {}, speaker, tail=f" {preposition} {_bare(modifier.noun, noun)}")
    elif relative.dep_ in ("obj", "nsubj") and relative.head.i >= clause.i:
        rest = [token for token in tokens if token.i != relative.i]
        verb = _governing_verb(relative)
        _say_with(scene, clause, rest, {verb.i: f"{verb.text} {_bare(modifier.noun, noun)}"}, speaker)
    elif relative.i > clause.left_edge.i:
        _say_fronted(scene, clause, relative, tokens, noun, speaker)


def _governing_verb(relative: Token) -> Token:
    """Return the verb that a relative word is the object of: *block* in ``which they have tried to block``."""
    verb = relative.head
    while below := [child for child in children(verb, "xcomp") if child.pos_ == "VERB"]:
        verb = below[-1]
        if has_child(verb, "obj"):
            return relative.head
    return verb


def _subject_beside(clause: Token, relative: Token) -> Token | None:
    """Return the subject of a relative clause: not the relative word where another one stands behind it."""
    subjects = [child for child in clause.children if child.dep_ in SUBJECTS]
    others = [subject for subject in subjects if subject.i != relative.i and subject.i > relative.i]
    return others[-1] if others and relative.tag_ != "WP$" else subject_of(clause)


def _topic(scene: Scene, modifier: Modifier) -> str:
    """Return what a modifier is about; behind ``X is a singer`` that is X."""
    nominal = modifier.noun
    while nominal.dep_ == "conj" and not is_verbal(nominal):
        nominal = nominal.head
    subject = subject_of(nominal)
    empty = subject is None or subject.lower_ in ("this", "that", "it", "which", "who", "there")
    if subject is not None and not empty and has_child(nominal, "cop"):
        return phrase_text(scene, subject)
    return lowered(phrase_text(scene, modifier.noun, without=modifier.head))


def _say_fronted(
    scene: Scene, clause: Token, relative: Token, tokens: Sequence[Token], noun: str, speaker: Speaker
) -> None:
    """``12 people, three of whom were children`` and ``a treaty, under which …``."""
    top = relative
    while top.head.i not in (clause.i, top.i):
        top = top.head
    if top.dep_ in ("nsubj", "nsubj:pass"):
        _say_with(scene, clause, tokens, {relative.i: noun}, speaker)
    elif top.dep_ == "obl":
        case = next((child.text for child in children(top, "case")), "")
        rest = [token for token in tokens if token.i not in indices(top)]
        if case:
            _say_with(scene, clause, rest, {}, speaker, tail=f" {case.lower()} {noun}")


def _relative_word(clause: Token) -> Token | None:
    for token in clause.subtree:
        if token.tag_ in RELATIVE_TAGS or (token.lower_ == "that" and token.pos_ == "PRON"):
            return token
    return None


def _bare(noun: Token, text: str) -> str:
    """Return the phrase without its own preposition."""
    cases = [child.text.lower() for child in children(noun, "case") if child.i < noun.i]
    first, _, rest = text.partition(" ")
    return rest if cases and first.lower() == cases[0] else text


def _possessive(noun: str) -> str:
    if noun.endswith(("’s", "'s", "’", "'")):
        return noun
    return noun + ("’" if noun.endswith("s") else "’s")


def _without_further_clauses(clause: Token, noun: str, go_on: GoOn, *, shares: bool) -> list[Token]:
    """Return the tokens of a relative clause; its coordinated and adverbial clauses go on by themselves."""
    removed: set[int] = set()
    for child in clause.children:
        further = child.dep_ == "conj" and is_clausal_conjunct(child, clause)
        if further and (shares or subject_of(child) is not None):
            removed |= indices(child)
            go_on(child, "" if subject_of(child) is not None else noun)
    return [token for token in clause.subtree if token.i not in removed]


def _say_with(
    scene: Scene,
    clause: Token,
    tokens: Sequence[Token],
    words: dict[int, str],
    speaker: Speaker,
    *,
    tail: str = "",
) -> None:
    resolver = Resolver(scene, [token for token in tokens if token.i not in words])
    phrasing = Phrasing(scene, clause, tuple(tokens), {**resolver.run(), **words}, tail=tail)
    unresolved = resolver.unresolved and not words
    scene.say(phrasing.text(), tokens, Role.RELATIVE, speaker=speaker, unresolved=unresolved, phrasing=phrasing)


def _say_time(scene: Scene, modifier: Modifier, speaker: Speaker) -> None:
    """``in 1990, the year he retired`` says that he retired in 1990."""
    date = modifier.noun.head
    if modifier.noun.dep_ != "appos" or date.pos_ not in ("NUM", "PROPN", "NOUN"):
        return
    tokens = list(modifier.head.subtree)
    resolver = Resolver(scene, tokens)
    text = f"{render(tokens, resolver.run())} in {date.text}"
    scene.say(text, [*tokens, date], Role.RELATIVE, speaker=speaker, unresolved=resolver.unresolved)


def _say_apposition(scene: Scene, modifier: Modifier, speaker: Speaker) -> None:
    noun, head = modifier.noun, modifier.head
    tokens = [
        token
        for token in head.subtree
        if not (token.head.i == head.i and token.dep_ in ("punct", "cc") and token.i < head.i)
    ]
    if _is_order(head):
        text = ranking_text(scene, noun, modifier.predicate, tokens)
        scene.say(text, tokens, Role.RANKING, speaker=speaker)
        return
    if _is_about_clause(noun, head):
        scene.say(f"This is {lowered(resolved_text(scene, tokens))}", tokens, Role.APPOSITION, speaker=speaker)
        return
    named = [token for token in noun_phrase(noun) if not (token.dep_ == "case" and token.head.i == noun.i)]
    resolver = Resolver(scene, named)
    named_text = render(named, resolver.run())
    subject, predicate = named_text, resolved_text(scene, tokens)
    if head.pos_ == "PROPN" and noun.pos_ == "NOUN":
        subject, predicate = predicate, subject
    if f"{subject}’s" in predicate or f"{predicate}’s" in subject:
        return
    counted = head if subject != named_text else noun
    verb = "are" if is_plural(counted) else "is"
    text = f"{subject} {verb} {lowered(predicate)}"
    phrasing = Phrasing(scene, head, tuple(tokens), Resolver(scene, tokens).run(), lead=f"{subject} {verb}")
    scene.say(
        text,
        [*named, *tokens],
        Role.APPOSITION,
        speaker=speaker,
        unresolved=resolver.unresolved,
        phrasing=phrasing if phrasing.text() == text else None,
    )


def _is_about_clause(noun: Token, head: Token) -> bool:
    """Whether an apposition is about the whole clause: ``named a new board, a move that surprised many``."""
    return (
        head.lemma_.lower() in _DEEDS
        and noun.lemma_.lower() != head.lemma_.lower()
        and any(child.lower_ in ("a", "an") for child in children(head, "det"))
        and noun.dep_ not in ("nsubj", "nsubj:pass")
    )


def _is_order(head: Token) -> bool:
    words = {child.lower_ for child in head.children}
    return head.lower_ in ORDER_WORDS or (head.pos_ in ("ADJ", "NUM") and bool(words & ORDER_WORDS))


def _say_participle(scene: Scene, modifier: Modifier, speaker: Speaker) -> None:
    """Say of ``a law, passed in 1990,`` that the law was passed in 1990."""
    noun, head = modifier.noun, modifier.head
    plural = is_plural(noun)
    passive = passive_form(head, "were" if plural else "was")
    forms = passive if head.tag_ == "VBN" else {head.i: finite_form(head, plural=plural)}
    tokens = list(head.subtree)
    resolver = Resolver(scene, [token for token in tokens if token.i not in forms])
    named = _bare(noun, _topic(scene, modifier))
    phrasing = Phrasing(scene, head, tuple(tokens), {**resolver.run(), **forms}, lead=named)
    scene.say(phrasing.text(), tokens, Role.MODIFIER, speaker=speaker, phrasing=phrasing)
