"""Making claims stand alone: who *he* is, which country *the country* is, what *it* and *the event* are.

A wrong name is worse than a pronoun: where the evidence does not decide, the pronoun stays and the
statement is marked as unresolved.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from claims.extraction.linguistic.lexicon import ENCOUNTERS, OCCASIONS, word_set
from claims.extraction.linguistic.memory import FEMALE, MALE
from claims.extraction.linguistic.names import NameKind
from claims.extraction.linguistic.phrase import noun_phrase
from claims.extraction.linguistic.render import render
from claims.extraction.linguistic.tree import children, has_child, is_human, reports, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from claims.extraction.linguistic.names import Name
    from claims.extraction.linguistic.scene import Scene

GENDERS = {"he": MALE, "him": MALE, "his": MALE, "she": FEMALE, "her": FEMALE, "hers": FEMALE}
_OPEN_PRONOUNS = word_set("he him his she her hers it its they them their theirs this that these those here there")
_FORMS_OF_ADDRESS = frozenset({"mr", "mrs", "ms", "miss"})
_DETERMINERS = word_set(
    """the a an this that these those his her its their our my your some many several most all both each every no
    any two three four five few other another"""
)
_QUALIFIERS = ("amod", "nmod", "compound", "acl", "acl:relcl", "nmod:poss", "nummod")
_PERSONAL_RELATIONS = frozenset({"nsubj", "nsubj:pass", "obj", "iobj", "nmod:poss", "ROOT"})
_MAX_THING_WORDS = 10


class Resolver:
    """Resolves the references of the tokens of one claim, from left to right."""

    def __init__(self, scene: Scene, tokens: Iterable[Token]) -> None:
        self.scene = scene
        self.tokens = sorted(tokens, key=lambda token: token.i)
        self.inside = {token.i for token in self.tokens}
        self.replacements: dict[int, str] = {}
        self.unresolved = False
        self._person = ""
        """The person named last in this claim: pronouns for the same person may stay."""

    def run(self) -> dict[int, str]:
        """Return token position → words to print instead."""
        for token in self.tokens:
            if token.i not in self.replacements:
                self._resolve(token)
        self.unresolved = self._is_open()
        return self.replacements

    def _resolve(self, token: Token) -> None:
        name = self.scene.name_at(token)
        word = token.lower_
        if name is not None:
            self._name(token, name)
        elif word in GENDERS and token.pos_ in ("PRON", "DET"):
            self._person_pronoun(token)
        elif word == "country":
            self._country(token)
        elif word in OCCASIONS or word in ENCOUNTERS:
            self._occasion(token)
        elif word in ("it", "this") and token.dep_ in ("nsubj", "nsubj:pass") and token.pos_ == "PRON":
            self._thing(token)

    # --- people -----------------------------------------------------------------------------------

    def _name(self, token: Token, name: Name) -> None:
        """Print a person's full name the first time."""
        if not self.scene.is_person(token) or token.i != name.start or not self._holds(name):
            return
        full = self.scene.memory.full_name(name.text)
        if name.start > 0 and self.scene.doc[name.start - 1].lower_.rstrip(".") in _FORMS_OF_ADDRESS:
            full = name.text
        if full not in (self._person, name.text):
            self._replace(name.start, name.end, full)
        self._person = full

    def _holds(self, name: Name) -> bool:
        return all(i in self.inside for i in range(name.start, name.end))

    def _replace(self, start: int, end: int, words: str) -> None:
        """Print words in place of several tokens, with the space that stood behind the last of them."""
        self.replacements[start] = words + (self.scene.doc[end - 1].whitespace_ if end - start > 1 else "")
        for i in range(start + 1, end):
            self.replacements[i] = ""

    def _person_pronoun(self, token: Token) -> None:
        person = person_of(self.scene, token)
        if person is None or person == self._person:
            return
        possessive = token.lower_ == "his" or (token.lower_ == "her" and token.dep_ == "nmod:poss")
        self.replacements[token.i] = person + ("’s" if possessive else "")
        self._person = person

    # --- things -----------------------------------------------------------------------------------

    def _country(self, token: Token) -> None:
        determiner = self._bare_determiner(token, ("the", "this"))
        country = self.scene.memory.salient_country()
        if determiner is not None and country is not None:
            self.replacements[determiner.i] = ""
            self.replacements[token.i] = country

    def _occasion(self, token: Token) -> None:
        """Print *the military parade* for *the event*, when one was described before."""
        memory = self.scene.memory
        known = memory.occasion if token.lower_ in OCCASIONS else memory.encounter
        determiner = self._bare_determiner(token, ("the", "this", "that"))
        if determiner is None or not known or known in self.replacements.values():
            return
        if token.lower_ in ENCOUNTERS and token.lower_ not in known.lower():
            return
        self.replacements[determiner.i] = ""
        self.replacements[token.i] = known

    def _bare_determiner(self, noun: Token, words: Sequence[str]) -> Token | None:
        """Return the determiner of a noun that nothing else describes."""
        if has_child(noun, *_QUALIFIERS):
            return None
        determiners = [child for child in children(noun, "det") if child.lower_ in words]
        return determiners[0] if determiners and determiners[0].i in self.inside else None

    def _thing(self, token: Token) -> None:
        thing = thing_of(self.scene, token)
        if thing and len(thing.split()) <= _MAX_THING_WORDS:
            before = {each.lower_ for each in self.tokens if each.i < token.i}
            if thing.split()[-1].lower() not in before:
                self.replacements[token.i] = thing

    # --- what is left -----------------------------------------------------------------------------

    def _is_open(self) -> bool:
        """Whether a pronoun comes before anything that it could refer to inside the claim."""
        for token in self.tokens:
            if token.i in self.replacements:
                if self.replacements[token.i]:
                    return False
            elif token.pos_ in ("NOUN", "PROPN") and not _has_open_owner(token, self.replacements):
                return False
            elif token.lower_ in _OPEN_PRONOUNS and token.pos_ in ("PRON", "DET") and not _is_empty(token):
                return True
        return False


def _is_empty(pronoun: Token) -> bool:
    """Whether the pronoun stands for nothing: ``it is clear that …``, ``there are …``."""
    return pronoun.dep_ == "expl" or (pronoun.lower_ == "it" and _is_anticipatory(pronoun.head))


def _has_open_owner(noun: Token, replacements: dict[int, str]) -> bool:
    return any(child.lower_ in _OPEN_PRONOUNS and child.i not in replacements for child in noun.lefts)


def person_of(scene: Scene, pronoun: Token) -> str | None:
    """Return the person that *he* or *she* stands for, or None when the text does not decide."""
    gender = GENDERS[pronoun.lower_]
    memory = scene.memory
    here = _people_before(scene, pronoun, gender)
    person: str | None = None
    if here:
        person = _only_person(scene, pronoun, here, gender) or _subject_person(scene, pronoun, here)
    elif not _has_rival(scene, pronoun):
        person = memory.recent_subject(gender)
        recent = memory.recent_people(gender)
        if person is None and len(recent) == 1:
            person = recent[0]
    if person is not None:
        memory.note_gender(person, gender)
    return person


def _people_before(scene: Scene, pronoun: Token, gender: str) -> list[str]:
    """Return the people named before the pronoun in its sentence, of a possible gender."""
    memory = scene.memory
    people = [
        memory.full_name(name.text)
        for name in scene.names
        if name.end <= pronoun.i and scene.is_person(scene.doc[name.start])
    ]
    return [person for person in people if memory.could_be(person, gender)]


def _has_rival(scene: Scene, pronoun: Token) -> bool:
    """Whether a clause above the pronoun is about somebody whom we cannot name, or may be."""
    for predicate in pronoun.ancestors:
        subject = subject_of(predicate)
        above = subject is not None and subject.i < pronoun.i and not subject.is_ancestor(pronoun)
        if subject is not None and above and subject.pos_ == "NOUN" and is_human(subject):
            return True
    return any(
        name.kind is NameKind.OTHER
        and name.end <= pronoun.i
        and scene.doc[name.start : name.end].root.dep_ in _PERSONAL_RELATIONS
        for name in scene.names
    )


def _only_person(scene: Scene, pronoun: Token, people: list[str], gender: str) -> str | None:
    """Return the only person named before, if the gender is known or the sentence is about that person."""
    if len(set(people)) != 1:
        return None
    roots = [scene.doc[name.start : name.end].root for name in scene.names if name.end <= pronoun.i]
    acts = any(root.dep_ in ("nsubj", "nsubj:pass") for root in roots if scene.is_person(root))
    return people[0] if acts or scene.memory.gender_of(people[0]) == gender else None


def _subject_person(scene: Scene, pronoun: Token, people: list[str]) -> str | None:
    """Of several people take the one that the sentence, or the clause above the pronoun, is about."""
    for predicate in pronoun.ancestors:
        subject = None if reports(predicate) else subject_of(predicate)
        name = scene.name_at(subject) if subject is not None and subject.i < pronoun.i else None
        if name is not None and scene.memory.full_name(name.text) in people:
            return scene.memory.full_name(name.text)
    return None


def thing_of(scene: Scene, pronoun: Token) -> str | None:
    """Return what *it* or *this* stands for: the subject of the clause above, or of the sentence before."""
    predicate = pronoun.head
    if pronoun.dep_ == "expl" or (pronoun.lower_ == "it" and _is_anticipatory(predicate)):
        return None
    if pronoun.lower_ == "this" and has_child(predicate, "cop") and predicate.lower_ in ENCOUNTERS:
        return f"This {predicate.lower_}"
    subject = _subject_near(predicate, pronoun)
    return _thing_from_memory(scene, pronoun) if subject is None else _thing_from_subject(scene, subject)


def _subject_near(predicate: Token, pronoun: Token) -> Token | None:
    """Return the subject of the clause above, or of an adverbial clause that stands before."""
    near = [child for child in children(predicate, "advcl") if child.i < pronoun.i]
    if predicate.dep_ in ("conj", "advcl", "parataxis") and predicate.head.i != predicate.i:
        near.insert(0, predicate.head)
    subjects = [subject_of(clause) for clause in near]
    return next((subject for subject in subjects if subject is not None and subject.i < pronoun.i), None)


def _thing_from_subject(scene: Scene, subject: Token) -> str | None:
    if subject.lower_ in ("it", "this") and subject.dep_ != "expl":
        return thing_of(scene, subject)
    if subject.pos_ == "PRON" or scene.is_person(subject):
        return None
    return lowered(phrase_text(scene, subject))


def _thing_from_memory(scene: Scene, pronoun: Token) -> str | None:
    last = scene.memory.last_subject
    if last is None or last.is_person or last.is_plural:
        return None
    if pronoun.lower_ == "this" and not (OCCASIONS | ENCOUNTERS).intersection(last.text.lower().split()):
        return None
    return lowered(last.text)


def _is_anticipatory(predicate: Token) -> bool:
    """Whether *it* only announces a clause: ``it is clear that …``."""
    clauses = ("ccomp", "csubj", "csubj:pass", "acl:relcl", "advcl:relcl") + (
        ("xcomp", "advcl") if predicate.pos_ == "ADJ" else ()
    )
    return has_child(predicate, *clauses) or predicate.dep_ == "xcomp"


def lowered(text: str) -> str:
    """Take the capital off a determiner that opened a sentence: the words may stand elsewhere now."""
    first = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if first.lower() in _DETERMINERS else text


def phrase_text(scene: Scene, head: Token, *, without: Token | None = None) -> str:
    """Return the words of a noun phrase with its references resolved."""
    tokens = noun_phrase(head, without=without)
    return render(tokens, Resolver(scene, tokens).run())


def resolved_text(scene: Scene, tokens: Sequence[Token]) -> str:
    """Return the words of some tokens with their references resolved."""
    return render(tokens, Resolver(scene, tokens).run(), trim=False)
