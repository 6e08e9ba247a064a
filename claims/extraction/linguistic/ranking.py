"""Ordinals and superlatives without a noun take the noun that was counted, and its owner.

``Kim will make his fifth visit to Beijing, the first in six years`` says that Kim’s visit to Beijing is the
first in six years.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from claims.extraction.linguistic.lexicon import ENCOUNTERS, OCCASIONS
from claims.extraction.linguistic.morphology import singular
from claims.extraction.linguistic.reference import phrase_text, resolved_text
from claims.extraction.linguistic.render import render
from claims.extraction.linguistic.statement import Role, Speaker
from claims.extraction.linguistic.tree import children, governing_subject, is_past, is_plural, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from claims.extraction.linguistic.scene import Scene
    from claims.extraction.linguistic.surface import Ranking

_BEING = re.compile(r"(.*?)\s+being\s+(.*)")
_COUNTED = ("obj", "nsubj", "nsubj:pass", "obl", "ROOT", "xcomp", "conj", "nmod")


def say_ranking(scene: Scene, ranking: Ranking, speaker: Speaker) -> None:
    """Make the statement of a ranking that the surface pass cut out."""
    before = [token for token in scene.doc if not token.is_punct and -1 < scene.origin(token) < ranking.at]
    if not before:
        return
    noun = _counted_noun(before[-1])
    if noun.pos_ == "VERB":
        _say_of_subject(scene, ranking, noun, speaker)
        return
    subject, noun_text, rest = _parts(scene, noun, _predicate_above(noun), before[-1].i + 1)
    words = ranking.words.text
    if match := _BEING.match(words):
        text = f"{subject} {match.group(1)} {noun_text} {rest} was {match.group(2)}"
    else:
        text = f"{subject} {noun_text} {rest} is {ranking.determiner} {words}"
    span = ranking.words.span()
    scene.say(" ".join(text.split()), [], Role.RANKING, speaker=speaker, place=span)


def _say_of_subject(scene: Scene, ranking: Ranking, participle: Token, speaker: Speaker) -> None:
    """Say of the subject what stands behind a participle: ``Born in 1940, the third of seven, she …``."""
    predicate = participle.head if participle.dep_ == "advcl" else participle
    subject = subject_of(predicate)
    if subject is None:
        return
    be = ("were" if is_plural(subject) else "was") if is_past(predicate) else "are" if is_plural(subject) else "is"
    text = f"{phrase_text(scene, subject)} {be} {ranking.determiner} {ranking.words.text}"
    scene.say(text, [], Role.RANKING, speaker=speaker, place=ranking.words.span())


def ranking_text(scene: Scene, noun: Token, predicate: Token, words: Sequence[Token]) -> str:
    """Return the statement of a ranking that the parse shows as an apposition."""
    noun = _counted_noun(noun)
    subject, noun_text, rest = _parts(scene, noun, predicate, words[0].i)
    order = render([token for token in words if token.dep_ != "det"], trim=False)
    return " ".join(f"{subject} {noun_text} {rest} is the {order}".split())


def _parts(scene: Scene, noun: Token, predicate: Token, end: int) -> tuple[str, str, str]:
    """Return the owner, the counted noun in the singular, and what follows it before ``end``."""
    text = singular(noun.text) if noun.tag_ in ("NNS", "NNPS") else noun.text
    followers = _modifiers(noun, end) or _modifiers_of_verb(noun, end)
    return _owner(scene, noun, predicate), text, render(followers)


def _counted_noun(token: Token) -> Token:
    """Climb from the last word before the ranking to the noun that is counted."""
    noun, hops = token, 0
    while noun.head.i != noun.i and hops < 5 and not (noun.pos_ == "NOUN" and noun.dep_ in _COUNTED):
        above = noun.head
        hops += 1
        if above.pos_ in ("VERB", "AUX"):
            return _argument(above, token) or above
        noun = above
    if noun.dep_ == "nmod" and noun.head.pos_ == "NOUN" and noun.head.lower_ in OCCASIONS | ENCOUNTERS:
        return noun.head
    return noun


def _argument(verb: Token, before: Token) -> Token | None:
    """Return the object of a verb, else its subject, when it is a common noun."""
    for relations in (("obj",), ("nsubj", "nsubj:pass")):
        nouns = [child for child in children(verb, *relations) if child.pos_ == "NOUN" and child.i <= before.i]
        if nouns:
            return nouns[0]
    return None


def _predicate_above(noun: Token) -> Token:
    predicate = noun
    while predicate.head.i != predicate.i and predicate.pos_ not in ("VERB", "AUX"):
        predicate = predicate.head
    return predicate


def _owner(scene: Scene, noun: Token, predicate: Token) -> str:
    """``Kim’s`` for a visit that is his or that he makes; ``The`` for anything else."""
    owners = children(noun, "nmod:poss")
    if owners and owners[0].pos_ in ("PROPN", "NOUN"):
        return resolved_text(scene, list(owners[0].subtree))
    subject = governing_subject(predicate)
    acts = subject is not None and subject.i != noun.i and noun.dep_ == "obj"
    if subject is not None and (owners or acts):
        name = phrase_text(scene, subject)
        if name.lower() in ("he", "she", "it", "they", "i", "we", "who", "which"):
            return owners[0].text.capitalize() if owners else "The"
        return name + ("’" if name.endswith("s") and is_plural_name(subject) else "’s")
    return "The"


def is_plural_name(subject: Token) -> bool:
    """Whether the possessive of the subject takes only an apostrophe."""
    return subject.tag_ in ("NNS", "NNPS")


def _modifiers(noun: Token, end: int) -> list[Token]:
    return [
        token
        for child in children(noun, "nmod", "advmod", "acl")
        if child.i > noun.i
        for token in child.subtree
        if token.i < end
    ]


def _modifiers_of_verb(noun: Token, end: int) -> list[Token]:
    """Phrases that the parse hangs on the verb though they stand behind the noun."""
    return [
        token
        for child in children(noun.head, "obl", "advmod")
        if noun.i < child.i < end
        for token in child.subtree
        if token.i < end
    ]
