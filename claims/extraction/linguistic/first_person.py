"""The first person said anew: *I am* of a known speaker becomes *Anna Ruiz is*.

Either all of a claim's words of the first person are said anew, or none: a wrong name or tense is worse than *I*.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims.extraction.linguistic.lexicon import word_set
from claims.extraction.linguistic.memory import FEMALE
from claims.extraction.linguistic.morphology import present_tense
from claims.extraction.linguistic.tree import children, has_child, is_verbal, marks, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from claims.extraction.linguistic.scene import Scene

ONE = word_set("i me my mine myself")
GROUP = word_set("we us our ours ourselves")
_OWNERS = word_set("my our mine ours")
_SHE = {"i": "she", "me": "her", "my": "her", "mine": "hers", "myself": "herself"}
_HE = {"i": "he", "me": "him", "my": "his", "mine": "his", "myself": "himself"}
_IT = {"we": "it", "us": "it", "our": "its", "ourselves": "itself"}
_SINGULAR = {"am": "is", "are": "is", "do": "does", "have": "has", "were": "was"}
_SINGULAR |= {mark + end: full for mark in "’'" for end, full in (("m", " is"), ("re", " is"), ("ve", " has"))}
_UNTOLD = word_set(
    "cut put hit let set cost read quit shut spread beat bet burst cast hurt rid split thrust upset"
)
"""Verbs whose present and past are written alike."""
_IN_THE_PAST = re.compile(r"\b(?:1[0-9]|20)\d\d\b|\b(?:ago|last|yesterday|then)\b")
_ALWAYS = re.compile(r"\b(?:every|each|always|often|usually|sometimes|never|whenever|now|today)\b")
_THIRD_PERSONS = word_set("he him his she her hers himself herself")
_SPEAKS = re.compile(
    r"(?<![\w’'-])(?:I|[Mm]e|[Mm]y|[Mm]yself|[Ww]e|us|[Oo]urs?|[Oo]urselves|[Yy]ou|[Yy]ours?|[Yy]ourself)(?![\w-])"
)
_NUMERAL = re.compile(r"\b[A-Z][\w’'-]+ I\b")


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks some words of the first person, and the quotation marks round them."""

    name: str
    quotation: tuple[int, ...] = ()
    is_group: bool = False


def is_spoken(text: str) -> bool:
    """Whether a claim is left in the first or second person."""
    return _SPEAKS.search(_NUMERAL.sub("", text)) is not None


def in_third_person(scene: Scene, tokens: Sequence[Token], said: Iterable[str]) -> dict[int, str] | None:
    """Return token position → words that name the speaker; nothing to say is empty, None: it must stay."""
    spoken = [token for token in tokens if token.lower_ in ONE | GROUP and token.i in scene.voices]
    if not spoken:
        return {}
    voice = scene.voices[spoken[0].i]
    if any(scene.voices[token.i] != voice for token in spoken) or any(_stays(token, scene) for token in tokens):
        return None
    pronouns = _pronouns(scene, tokens, voice)
    named = voice.name in said and pronouns is not None
    words: dict[int, str] = {}
    for token in spoken:
        if named and pronouns is not None:
            form = pronouns.get(token.lower_)
        else:
            form = _owner(voice.name) if token.lower_ in _OWNERS else voice.name
            form = form if token.lower_ not in ("myself", "ourselves") else (pronouns or {}).get(token.lower_)
        if form is None:
            return None
        words[token.i] = form[:1].upper() + form[1:] if token.is_sent_start else _inside(form)
        named = pronouns is not None
        verbs = _agreement(token, {each.i for each in tokens})
        if verbs is None:
            return None
        words |= verbs
    return words | dict.fromkeys(voice.quotation, " ")


def _inside(form: str) -> str:
    return form[:1].lower() + form[1:] if form.startswith("The ") else form


def _owner(name: str) -> str:
    return f"{name}’s"


def _stays(token: Token, scene: Scene) -> bool:
    """Whether a word keeps the claim in the first person: one of another voice, or *I* beside others."""
    word = token.lower_
    if word in ONE | GROUP and token.tag_ in ("PRP", "PRP$"):
        joined = (token.dep_ == "conj" or has_child(token, "conj", "nummod", "appos", "det")) and word != "my"
        return token.i not in scene.voices or joined or has_child(token, "acl:relcl")
    return False


def _pronouns(scene: Scene, tokens: Sequence[Token], voice: Voice) -> Mapping[str, str] | None:
    """Return the pronouns of the speaker, when the claim names nobody else that they could stand for."""
    if voice.is_group:
        return _IT
    gender = scene.memory.gender_of(voice.name)
    others = any(token.lower_ in _THIRD_PERSONS or scene.is_person(token) for token in tokens)
    if gender is None or others:
        return None
    return _SHE if gender == FEMALE else _HE


def _agreement(subject: Token, inside: set[int]) -> dict[int, str] | None:
    """Return the verbs of a subject in the third person; None when their tense is not plain."""
    if subject.lower_ not in ("i", "we") or subject.dep_ not in ("nsubj", "nsubj:pass", "nsubj:outer"):
        return {}
    words: dict[int, str] = {}
    for predicate in _predicates(subject.head):
        verb = _finite_verb(predicate)
        if verb is None or verb.i not in inside:
            continue
        form = _third_person(verb, predicate, subject)
        if form is None:
            return None
        words[verb.i] = form
    return words


def _third_person(verb: Token, predicate: Token, subject: Token) -> str | None:
    """Return a verb as it stands behind a name; None when that is not plain."""
    word = verb.lower_
    if word == "were" and (subject.lower_ == "i" or marks(predicate) & {"if", "unless", "as"}):
        return None
    if word in ("’d", "'d"):
        return " had" if predicate.tag_ == "VBN" else " would" if predicate.tag_ == "VB" else None
    if word in _SINGULAR:
        return _SINGULAR[word]
    if word in _UNTOLD:
        sentence = verb.sent.text
        is_past = _IN_THE_PAST.search(sentence) or (verb.tag_ == "VBD" and not _ALWAYS.search(sentence))
        return verb.text if is_past else None
    if verb.tag_ in ("VBD", "MD"):
        return verb.text
    is_wished = verb.tag_ == "VB" and verb.dep_ == "ccomp"
    return None if is_wished or not verb.is_alpha or word == "ai" else present_tense(word)


def _predicates(predicate: Token) -> Iterator[Token]:
    """Yield a predicate and those joined to it that have no subject of their own."""
    yield predicate
    for joined in children(predicate, "conj"):
        if is_verbal(joined) and subject_of(joined) is None:
            yield from _predicates(joined)


def _finite_verb(predicate: Token) -> Token | None:
    """Return the word of a predicate that agrees with the subject; None where another predicate has it."""
    carriers = children(predicate, "aux", "aux:pass", "cop")
    if carriers:
        return carriers[0] if carriers[0].lower_ not in ("to", "having", "being", "been", "be") else None
    if predicate.tag_ in ("VBP", "VBD"):
        return predicate
    shares = predicate.dep_ == "conj" and has_child(predicate.head, "aux", "aux:pass")
    return predicate if predicate.tag_ == "VB" and not shares else None
