"""Filling the memory of the article from a sentence that was read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from claims.extraction.linguistic.antecedent import GENDERS
from claims.extraction.linguistic.attribution import find_report
from claims.extraction.linguistic.lexicon import (
    ENCOUNTERS,
    FEMALE_WORDS,
    MALE_WORDS,
    OCCASIONS,
    PERIODS,
)
from claims.extraction.linguistic.memory import FEMALE, MALE, LastSubject
from claims.extraction.linguistic.names import Name, NameKind, country_of
from claims.extraction.linguistic.phrase import noun_phrase
from claims.extraction.linguistic.reference import Resolver, phrase_text
from claims.extraction.linguistic.render import render
from claims.extraction.linguistic.tree import (
    children,
    governing_subject,
    has_child,
    is_human,
    reports,
    subject_of,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

    from claims.extraction.linguistic.scene import Scene

_EMPTY_SUBJECTS = frozenset(["this", "it", "that", "there", "what", "we", "i", "you", "which", "who", "one"])
_HAPPENINGS = OCCASIONS | ENCOUNTERS
_FORGOTTEN = PERIODS | frozenset({"prospect", "presence", "company", "decision", "importance"})
_NO_OWN_NAME = re.compile(r"(?:his|her|its|their|this|that|my|our|your|it|these|those)\b", re.IGNORECASE)
_INDEFINITE = re.compile(r"^(?:a|an)\b", re.IGNORECASE)


def note_people(scene: Scene) -> None:
    """Remember the people of a sentence, and what shows their gender; done before the rules run."""
    for name in scene.names:
        known = scene.memory.is_known_person(name.text)
        unsure = name.kind is NameKind.OTHER
        human = _is_called_human(scene, name) or (unsure and (known or _acts_human(scene, name)))
        if name.kind is NameKind.PERSON or human:
            scene.memory.note_person(name.text)
            _note_gender(scene, name)


def _acts_human(scene: Scene, name: Name) -> bool:
    """Whether a name of unknown kind is a person's: ``X, 33,``, ``singer X``, ``Ana Ruiz said``."""
    top = scene.doc[name.start : name.end].root
    before = scene.doc[name.start - 1] if name.start > 0 else top
    if before.tag_ == "NN" and is_human(before) and top.dep_ not in ("compound", "nmod:poss"):
        return True
    if any(
        child.tag_ == "CD" and child.text.isdigit() and len(child.text) < 3 for child in children(top, "appos")
    ):
        return True
    if any(child.pos_ == "NOUN" and is_human(child) for child in children(top, "appos")):
        return True
    if top.dep_ not in ("nsubj", "nsubj:pass"):
        return False
    return name.end - name.start > 1 and reports(top.head)


def _is_called_human(scene: Scene, name: Name) -> bool:
    """Whether the sentence says that the name is a person's: ``X is a singer``."""
    top = scene.doc[name.start : name.end].root
    said = top.head
    return top.dep_ == "nsubj" and said.pos_ == "NOUN" and has_child(said, "cop") and is_human(said)


def _note_gender(scene: Scene, name: Name) -> None:
    """Take the gender from the word before a name, or the noun that it explains: *his wife, Ana Ruiz*."""
    top = scene.doc[name.start : name.end].root
    words = {scene.doc[name.start - 1].lower_.rstrip(".")} if name.start > 0 else set()
    if top.dep_ == "appos":
        words.add(top.head.lower_)
    words |= {child.lower_ for child in children(top, "appos", "compound")}
    full = scene.memory.full_name(name.text)
    if words & FEMALE_WORDS and not words & MALE_WORDS:
        scene.memory.note_gender(full, FEMALE)
    elif words & MALE_WORDS and not words & FEMALE_WORDS:
        scene.memory.note_gender(full, MALE)


def note_rest(scene: Scene) -> None:
    """Remember countries, occasions and the subject of a sentence; done after the rules ran."""
    for name in scene.names:
        _note_country(scene, name)
    for token in scene.doc:
        if token.lower_ in _HAPPENINGS and token.pos_ == "NOUN":
            _note_occasion(scene, token)
    for sentence in scene.doc.sents:
        _note_subject(scene, sentence.root)


def _note_country(scene: Scene, name: Name) -> None:
    country = country_of(name.text)
    if country is None:
        return
    top = scene.doc[name.start : name.end].root
    qualifies = top.dep_ in ("nmod:poss", "compound", "appos") or top.head.dep_ == "appos"
    is_capital = country != name.text and name.text not in country
    scene.memory.note_country(country if is_capital else name.text, 0.5 if qualifies else 1.0)


def _note_occasion(scene: Scene, noun: Token) -> None:
    """Remember an occasion or encounter that is described: *the parade in Beijing*, *Kim’s visit*."""
    if not has_child(noun, "nmod", "nmod:poss"):
        return
    if any(child.lower_ in ("previous", "other", "such") for child in noun.children):
        return
    memory = scene.memory
    is_occasion = noun.lower_ in OCCASIONS
    if is_occasion and memory.occasion:
        return
    tokens = [token for token in noun_phrase(noun) if not (token.dep_ == "case" and token.head.i == noun.i)]
    text = _INDEFINITE.sub("the", render(tokens, Resolver(scene, tokens).run(), trim=False))
    if _NO_OWN_NAME.match(text) or noun.tag_ == "NNS" or len(text.split()) > 8:
        return
    if is_occasion:
        memory.occasion = text
    else:
        memory.encounter = text


def _note_subject(scene: Scene, root: Token) -> None:
    """Remember who or what the sentence, or what is reported in it, is about."""
    content = find_report(root)
    subject = (subject_of(content) if content is not None else None) or governing_subject(root)
    if subject is None:
        return
    memory = scene.memory
    is_person = scene.is_person(subject)
    if subject.pos_ == "PRON" or subject.lower_ in _EMPTY_SUBJECTS | _FORGOTTEN:
        return
    plural = subject.tag_ in ("NNS", "NNPS") or subject.lower_ == "they" or bool(children(subject, "conj"))
    memory.last_subject = LastSubject(phrase_text(scene, subject), is_person or subject.lower_ in GENDERS, plural)
