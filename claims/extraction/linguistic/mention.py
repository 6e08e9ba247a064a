"""Mentions: the noun phrases of a sentence that a pronoun may stand for, and how much each is in mind."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

from claims.extraction.linguistic.gazetteer import ORGANISATION_HEADS
from claims.extraction.linguistic.lexicon import FEMALE_WORDS, MALE_WORDS, MONTHS, NUMBER_WORDS, PERIODS, word_set
from claims.extraction.linguistic.memory import FEMALE, MALE
from claims.extraction.linguistic.names import Name, NameKind
from claims.extraction.linguistic.tree import children, has_child, is_human, is_plural

if TYPE_CHECKING:
    from spacy.tokens import Token

    from claims.extraction.linguistic.scene import Scene

_PART_OF_OTHER = frozenset(
    {"compound", "flat", "fixed", "goeswith", "appos", "nmod:unmarked", "obl:unmarked", "case"}
)
_ROLES = {
    "nsubj": 80,
    "nsubj:pass": 80,
    "obj": 50,
    "iobj": 45,
    "obl": 35,
    "obl:agent": 45,
    "nmod:poss": 40,
    "nmod": 25,
}
_OTHER_ROLE = 30
_EMPTY_NOUNS = (
    PERIODS
    | NUMBER_WORDS
    | word_set(
        """way fact addition example case part number lot kind sort most all some none today yesterday tomorrow
        percent reason result order course end start beginning rest majority everything nothing something anything
        hour minute"""
    )
)
GROUPS = ORGANISATION_HEADS | word_set(
    "band group couple family government pair duo firm public crew staff board gang"
)

_MEASURES = word_set(
    """mile foot metre meter inch yard kilometre kilometer centimetre pound dollar euro kilo kilogram gram ton
    tonne litre degree second beat point mph per cent"""
)
"""Units: a counted one is no thing that a pronoun stands for."""
_DATE = re.compile(rf"(?:{MONTHS}|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Christmas|Easter)s?")
_WHEN = frozenset({"during", "since", "until", "till", "throughout"})
"""Prepositions of phrases that only say when."""


class Sort(Enum):
    """What a mention is, as far as it decides which pronouns may stand for it."""

    PERSON = auto()
    GROUP = auto()
    THING = auto()
    UNSURE = auto()
    """A name of which nothing shows what it names."""


@dataclass(eq=False, slots=True)
class Entity:
    """Who or what is mentioned, with the weight of its mentions in each sentence."""

    sort: Sort
    name: str = ""
    """How a named entity is printed; a described one is printed by its first mention."""
    gender: str | None = None
    is_plural: bool = False
    scene: Scene | None = None
    head: Token | None = None
    weights: dict[int, float] = field(default_factory=dict)
    roles: dict[int, str] = field(default_factory=dict)
    prior: float = 0.0
    """Weight that does not fade: the text is about it."""
    acts_plural: bool = False
    """Whether a name was the subject of a plural verb: ``Leeds have won``."""
    members: frozenset[Entity] = frozenset()
    """The people of ``Ana and Ben``, who are *they* together."""
    nouns: set[str] = field(default_factory=set)
    """The nouns that the text uses for a named entity: *film*, *company*."""

    def note(self, sentence: int, weight: float, role: str) -> None:
        """Count a mention; in each sentence only the heaviest weighs."""
        if weight > self.weights.get(sentence, 0.0):
            self.weights[sentence] = weight
            self.roles[sentence] = role

    def salience(self, sentence: int) -> float:
        """Return how much it is in mind in a sentence: older mentions weigh half for each sentence."""
        seen: float = sum(
            weight / 2 ** (sentence - at) for at, weight in self.weights.items() if sentence - at < 6
        )
        return seen + self.prior


def learn_nouns(head: Token, entity: Entity) -> None:
    """Keep what the text calls a named entity: ``X is a film``, ``X, a company from Oslo,``, ``the film X``."""
    entity.nouns |= {child.lower_ for child in children(head, "appos") if child.pos_ == "NOUN"}
    if head.pos_ == "NOUN" or (head.dep_ == "appos" and head.head.pos_ == "NOUN"):
        entity.nouns.add((head if head.pos_ == "NOUN" else head.head).lower_)
    predicate = head.head
    if head.dep_ == "nsubj" and predicate.pos_ == "NOUN" and has_child(predicate, "cop"):
        entity.nouns |= {predicate.lower_, *(noun.lower_ for noun in children(predicate, "conj"))}


@dataclass(frozen=True, slots=True)
class Mention:
    """A noun phrase by its head, and its entity."""

    head: Token
    entity: Entity


def nominal_heads(scene: Scene) -> list[Token]:
    """Return the heads of the noun phrases and the pronouns, from left to right."""
    return [
        token
        for token in scene.doc
        if token.pos_ in ("NOUN", "PROPN", "PRON", "DET")
        and (token.pos_ != "DET" or token.dep_ == "nmod:poss")
        and (token.dep_ not in _PART_OF_OTHER or (token.dep_ == "appos" and scene.is_person(token)))
        and not has_child(token, "cop")
        and not any(child.lower_ in _WHEN for child in children(token, "case"))
        and not _describes_person(scene, token)
    ]


def _is_aged(head: Token) -> bool:
    """Whether somebody is called by an age: ``the 39-year-old``."""
    return head.lower_ == "old" and head.i > 1 and head.nbor(-1).text == "-"


def _describes_person(scene: Scene, noun: Token) -> bool:
    """Whether a noun stands before the name of the person it describes, and does what the name does."""
    if noun.pos_ != "NOUN" or noun.i + 1 == len(noun.doc) or not is_human(noun):
        return False
    named = noun.nbor(1)
    return scene.is_person(named) and named.dep_ == noun.dep_ and named.head.i == noun.head.i


def opens_as_speaker(scene: Scene, head: Token) -> bool:
    """Whether a person's name stands with a colon before what he says: ``Ana Ruiz: Banks must act``."""
    name = scene.name_at(head)
    if name is None or name.start > 0 or name.end >= len(scene.doc) or scene.doc[name.end].text != ":":
        return False
    return scene.is_person(head)


def role_weight(scene: Scene, head: Token) -> float:
    """Return how much a mention's place in the sentence brings it to mind."""
    if opens_as_speaker(scene, head):
        return 100.0 + _ROLES["nsubj"]
    top, factor = head, 1.0
    while top.dep_ == "conj" and top.head.i != top.i:
        top, factor = top.head, 0.9
    weight = _ROLES.get(top.dep_, _OTHER_ROLE)
    if weight == _ROLES["nsubj"] and top.head.dep_ in ("advcl", "acl", "acl:relcl", "csubj"):
        factor *= 0.85
    return (100 + weight) * factor


def describe(scene: Scene, head: Token) -> Entity | None:
    """Make the entity of a noun phrase that was not mentioned before; None when no pronoun stands for such."""
    name = scene.name_at(head)
    if name is not None and _DATE.fullmatch(name.text):
        return None
    if name is not None:
        return _named(scene, head, name)
    if head.pos_ == "PRON" or {head.lower_, head.lemma_.lower()} & _EMPTY_NOUNS or head.like_num:
        return None
    if head.lemma_.lower() in _MEASURES and has_child(head, "nummod", "amod"):
        return None
    person = next(
        (scene.name_at(child) for child in children(head, "appos", "flat") if scene.is_person(child)), None
    )
    if person is not None and is_human(head):
        return _named(scene, head, person)
    word = head.lemma_.lower()
    gender = FEMALE if word in FEMALE_WORDS else MALE if word in MALE_WORDS else None
    human = is_human(head) or word in ("people", "man", "woman") or _is_aged(head)
    sort = Sort.PERSON if human else Sort.THING
    if sort is Sort.THING and word in GROUPS:
        sort = Sort.GROUP
    return Entity(sort, gender=gender, is_plural=_is_several(head), scene=scene, head=head)


def takes_plural_verb(scene: Scene, head: Token) -> bool:
    """Whether a name by itself is the subject of a plural verb, as that of a team is: ``Leeds have won``."""
    name = scene.name_at(head)
    if name is None or not head.dep_.startswith("nsubj") or name.end >= len(scene.doc):
        return False
    if name.start > 0 and scene.doc[name.start - 1].lower_ in (",", "and", "&"):
        return False
    verb = scene.doc[name.end]
    belongs = head.head.i in (verb.i, verb.head.i)
    return belongs and (verb.tag_ == "VBP" or verb.lower_ == "were") and head.tag_ not in ("NNS", "NNPS")


def group_of(scene: Scene, mentions: list[Mention], last: Token) -> Entity | None:
    """Return the people of ``Ana and Ben`` when their last one was read; None for anything else."""
    first = last.head
    if last.dep_ != "conj" or not any(joint.lower_ in ("and", "&") for joint in children(last, "cc")):
        return None
    heads = {first.i, *(child.i for child in children(first, "conj"))}
    members = [one for one in mentions if one.head.i in heads and not one.entity.members]
    if len(members) < len(heads) or max(heads) != last.i or members[0].entity.sort is not Sort.PERSON:
        return None
    if any(one.entity.sort not in (Sort.PERSON, Sort.GROUP) for one in members):
        return None
    return Entity(
        Sort.PERSON,
        is_plural=True,
        scene=scene,
        head=first,
        members=frozenset(one.entity for one in members),
    )


def _is_several(head: Token) -> bool:
    """Whether *they* may stand for the phrase: plural, and not *one or the other*."""
    return is_plural(head) and not any(word.lower_ == "or" for word in head.subtree if word.dep_ == "cc")


def _named(scene: Scene, head: Token, name: Name) -> Entity:
    if scene.is_person(scene.doc[name.start]):
        full = scene.memory.full_name(name.text)
        return Entity(Sort.PERSON, full, scene.memory.gender_of(full))
    sort = {NameKind.PLACE: Sort.THING, NameKind.ORGANISATION: Sort.GROUP, NameKind.PERSON: Sort.PERSON}.get(
        name.kind, Sort.UNSURE
    )
    return Entity(
        sort, scene.doc[name.start : name.end].text, is_plural=head.tag_ == "NNPS", scene=scene, head=head
    )
