"""Attribution: who says a clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from claims.extraction.linguistic.lexicon import SPECULATIVE_MODALS, TELLING_VERBS
from claims.extraction.linguistic.morphology import past_tense
from claims.extraction.linguistic.phrase import noun_phrase
from claims.extraction.linguistic.reference import Resolver, is_named, phrase_text
from claims.extraction.linguistic.render import render
from claims.extraction.linguistic.statement import NOBODY, Speaker
from claims.extraction.linguistic.tree import (
    children,
    has_child,
    is_finite,
    is_negative,
    is_plural,
    is_verbal,
    marks,
    reports,
    subject_of,
    top_of,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

    from claims.extraction.linguistic.scene import Scene

_FIRST_PERSON = frozenset({"i", "we", "you", "one"})
PRONOUNS = frozenset({"he", "she", "they", "it", "who"})


def find_report(verb: Token, shared: Sequence[Token] = ()) -> Token | None:
    """Return the clause that a reporting verb reports, or None when the verb reports nothing.

    ``shared`` is the subject of a verb without its own.
    """
    subject = subject_of(verb) or top_of(shared)
    if not reports(verb) or subject is None or subject.dep_ == "expl":
        return None
    if subject.lower_ in _FIRST_PERSON or not _asserts(verb):
        return None
    contents = [
        child
        for child in children(verb, "ccomp", "parataxis")
        if is_verbal(child)
        and is_finite(child)
        and subject_of(child) is not None
        and not reports_without_content(child)
        and not is_indirect(child)
    ]
    return contents[0] if contents else None


def _asserts(verb: Token) -> bool:
    """Whether the report is a plain one: not passive, not negated, not only possible."""
    if has_child(verb, "aux:pass") or any(is_negative(child) for child in verb.children):
        return False
    return not any(child.lower_ in SPECULATIVE_MODALS for child in children(verb, "aux"))


def reports_without_content(verb: Token) -> bool:
    """Whether a reporting verb stands beside what it reports: ``…, he said``."""
    return reports(verb) and subject_of(verb) is not None and not has_child(verb, "ccomp", "obj", "xcomp")


def is_indirect(clause: Token) -> bool:
    """Whether a clause is an indirect question: ``asked whether`` and ``explained how`` report no statement."""
    first = clause.left_edge
    return first.lower_ in ("whether", "if", "what", "why", "how", "who", "where", "when", "which")


def report_prefix(scene: Scene, verb: Token, shared: Sequence[Token]) -> Speaker:
    """Return the speaker of a reporting verb; ``shared`` is the subject of a verb without its own."""
    subject = subject_of(verb)
    if subject is not None:
        name = _speaker_name(scene, subject)
    else:
        name = render(shared, Resolver(scene, shared).run()) if shared else ""
    if not name:
        return NOBODY
    words = [child.text for child in verb.children if child.dep_ == "aux" and child.i < verb.i]
    tells = verb.lemma_.lower() in TELLING_VERBS
    addressees = [child for child in children(verb, "iobj", "obj") if child.i > verb.i and tells]
    told = [phrase_text(scene, addressee) for addressee in addressees[:1]]
    form = past_tense(verb.lemma_.lower(), verb.text) if verb.tag_ == "VBG" and not words else verb.text
    return Speaker(name, " ".join([name, *words, form, *told, "that"]))


def nested_speaker(outer: Speaker, inner: Speaker) -> Speaker:
    """Join the speakers of ``A said that B had told C that …``."""
    prefix = f"{outer.prefix} {inner.prefix}".strip()
    if not outer.name or not inner.name or outer.name.lower() in PRONOUNS or outer.name == inner.name:
        return replace(inner, name=inner.name or outer.name, prefix=prefix)
    return Speaker(f"{inner.name}, according to {outer.name}", prefix)


def according_to(scene: Scene, phrase: Token) -> Speaker | None:
    """Return the speaker of an ``according to`` phrase; None for any other phrase."""
    if not phrase.dep_.startswith(("obl", "advcl", "nmod")):
        return None
    cases = [child for child in phrase.children if child.lower_ == "according"]
    if not cases:
        return None
    skipped = {cases[0].i, *(child.i for child in cases[0].children)}
    tokens = [token for token in noun_phrase(phrase) if token.i not in skipped]
    tokens = tokens[1:] if tokens and tokens[0].lower_ == "to" else tokens
    name = render(tokens, Resolver(scene, tokens).run())
    return Speaker(name, f"According to {name},") if name else None


def comment_speaker(scene: Scene, comment: Token) -> Speaker | None:
    """Return the speaker of a reporting clause beside the statement: ``…, X said``."""
    if comment.dep_ not in ("parataxis", "ccomp", "advcl") or not reports_without_content(comment):
        return None
    subject = subject_of(comment)
    if comment.dep_ == "ccomp" and has_child(comment, "mark"):
        return None
    if marks(comment) - {"as"}:
        return None
    if subject is None or subject.dep_ == "expl" or (comment.dep_ == "advcl" and not has_child(comment, "mark")):
        return None
    name = _speaker_name(scene, subject)
    return Speaker(name, f"{name} {comment.text} that")


def _speaker_name(scene: Scene, subject: Token) -> str:
    """Return a person's full name, and of anybody else the whole phrase."""
    name = scene.name_at(subject)
    if subject.lower_ == "they" and scene.memory.last_speakers:
        return scene.memory.last_speakers
    if is_plural(subject):
        scene.memory.last_speakers = phrase_text(scene, subject)
    if name is not None and scene.is_person(subject) and not has_child(subject, "conj"):
        return scene.memory.full_name(name.text)
    named = next((child for child in children(subject, "appos", "flat") if scene.is_person(child)), None)
    if named is not None and not is_named(scene, noun_phrase(subject)):
        return _speaker_name(scene, named)
    return phrase_text(scene, subject)
