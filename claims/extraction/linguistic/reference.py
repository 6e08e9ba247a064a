"""Making claims stand alone: who *he* is, which country *the country* is, what *it* and *the event* are.

A wrong name is worse than a pronoun: where the evidence does not decide, the pronoun stays and the
statement is marked as unresolved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from claims.extraction.linguistic.antecedent import stands_for_nothing
from claims.extraction.linguistic.first_person import in_third_person
from claims.extraction.linguistic.lexicon import ENCOUNTERS, OCCASIONS, word_set
from claims.extraction.linguistic.names import is_capitalised_noun
from claims.extraction.linguistic.phrase import noun_phrase
from claims.extraction.linguistic.render import render
from claims.extraction.linguistic.tree import children, has_child

if TYPE_CHECKING:
    from spacy.tokens import Token

    from claims.extraction.linguistic.antecedent import Antecedent
    from claims.extraction.linguistic.mention import Entity
    from claims.extraction.linguistic.names import Name
    from claims.extraction.linguistic.scene import Scene

_OPEN_PRONOUNS = word_set("he him his she her hers it its they them their theirs this that these those here there")
_DEMONSTRATIVES = frozenset({"this", "that", "these", "those"})
_FORMS_OF_ADDRESS = frozenset({"mr", "mrs", "ms", "miss"})
_DETERMINERS = word_set(
    """the a an this that these those his her its their our my your some many several most all both each every no
    any two three four five few other another"""
)
_QUALIFIERS = ("amod", "nmod", "compound", "acl", "acl:relcl", "nmod:poss", "nummod")
_MAX_WORDS = 9
"""Words of a description that stands for a pronoun; a longer one is told by its noun and what stands before it."""
_INDEFINITE = re.compile(r"^(?:an?|another|one)\b", re.IGNORECASE)
_COUNTED = re.compile(r"^(?:two|three|four|five|six|seven|eight|nine|ten|\d+)\b", re.IGNORECASE)
_OWN = re.compile(
    r"^(?:his|her|its|their|my|our|your|some|any|many|most|even|no|neither|either|every|each)\b", re.IGNORECASE
)


class Resolver:
    """Resolves the references of the tokens of one claim, from left to right."""

    def __init__(self, scene: Scene, tokens: Iterable[Token], *, opened_by: frozenset[str] = frozenset()) -> None:
        self.scene = scene
        self.tokens = sorted(tokens, key=lambda token: token.i)
        self.inside = {token.i for token in self.tokens}
        self.replacements: dict[int, str] = {}
        self.unresolved = False
        self.first_person: dict[int, str] = {}
        """What is printed for *I am* when somebody known says it."""
        self._said = {_key(words) for words in opened_by}
        """Who and what this claim names already: a pronoun behind that may stay."""

    def run(self) -> dict[int, str]:
        """Return token position → words to print instead."""
        for token in self.tokens:
            if token.i not in self.replacements:
                self._resolve(token)
        self.unresolved = self._is_open()
        self.first_person = in_third_person(self.scene, self.tokens, self._said) or {}
        return {**self.replacements, **self.first_person}

    def _resolve(self, token: Token) -> None:
        name = self.scene.name_at(token)
        word = token.lower_
        if name is not None:
            self._name(token, name)
        elif word == "this" and _is_called_otherwise(token, self.scene.antecedents.get(token.i)):
            self._this(token)
        elif token.i in self.scene.antecedents:
            self._stand_in(token, self.scene.antecedents[token.i])
        elif word == "country":
            self._country(token)
        elif word in OCCASIONS or word in ENCOUNTERS:
            self._occasion(token)
        elif word == "this" and token.dep_ in ("nsubj", "nsubj:pass") and token.pos_ == "PRON":
            self._this(token)

    # --- people -----------------------------------------------------------------------------------

    def _name(self, token: Token, name: Name) -> None:
        """Print a person's full name the first time."""
        if not self.scene.is_person(token) or token.i != name.start or not self._holds(name):
            return
        full = self.scene.memory.full_name(name.text)
        if name.start > 0 and self.scene.doc[name.start - 1].lower_.rstrip(".") in _FORMS_OF_ADDRESS:
            full = name.text
        if full != name.text and _key(full) not in self._said:
            self._replace(name.start, name.end, full)
        self._said.add(_key(full))

    def _holds(self, name: Name) -> bool:
        return all(i in self.inside for i in range(name.start, name.end))

    def _replace(self, start: int, end: int, words: str) -> None:
        """Print words in place of several tokens, with the space that stood behind the last of them."""
        self.replacements[start] = words + (self.scene.doc[end - 1].whitespace_ if end - start > 1 else "")
        for i in range(start + 1, end):
            self.replacements[i] = ""

    def _stand_in(self, token: Token, antecedent: Antecedent) -> None:
        """Print what a pronoun or *the film* stands for, unless the claim names it elsewhere."""
        if antecedent.heads & self.inside - self.replacements.keys():
            return
        words = entity_text(antecedent.entity)
        if not words or _key(words) in self._said:
            return
        if token.pos_ == "NOUN":
            determiner = next(child for child in token.children if child.dep_ == "det")
            self.replacements[determiner.i] = ""
        owns = (token.dep_ == "nmod:poss" and token.pos_ != "NOUN") or token.lower_ in ("hers", "theirs")
        self.replacements[token.i] = possessive(words) if owns else words
        self._said.add(_key(words))

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
        if any(other.lower_ == token.lower_ and other.i < token.i for other in self.tokens):
            return
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

    def _this(self, token: Token) -> None:
        """Print *This visit* in ``This is his fifth visit``."""
        predicate = token.head
        if has_child(predicate, "cop") and predicate.lower_ in ENCOUNTERS:
            self.replacements[token.i] = f"This {predicate.lower_}"

    # --- what is left -----------------------------------------------------------------------------

    def _is_open(self) -> bool:
        """Whether a pronoun comes before anything that it could refer to inside the claim."""
        for token in self.tokens:
            if token.i in self.replacements:
                if self.replacements[token.i]:
                    return False
            elif token.pos_ in ("NOUN", "PROPN") and not _has_open_owner(token, self.replacements):
                return False
            elif (
                token.lower_ in _OPEN_PRONOUNS and token.pos_ in ("PRON", "DET") and not stands_for_nothing(token)
            ):
                return True
        return False


def _is_called_otherwise(this: Token, antecedent: Antecedent | None) -> bool:
    """Whether *this* is a visit in ``This is his fifth visit``, and no parade that was told of before."""
    head = antecedent.entity.head if antecedent is not None else None
    is_encounter = this.head.lower_ in ENCOUNTERS and has_child(this.head, "cop")
    return is_encounter and head is not None and head.lower_ not in ENCOUNTERS


def _key(words: str) -> str:
    """Return the words without what differs where they stand: ``Woman`` and ``the woman`` are one."""
    return words.lower().removeprefix("the ")


def _has_open_owner(noun: Token, replacements: dict[int, str]) -> bool:
    return any(child.lower_ in _OPEN_PRONOUNS and child.i not in replacements for child in noun.lefts)


def is_named(scene: Scene, phrase: Sequence[Token]) -> bool:
    """Whether a phrase says who or what it stands for: no unresolved pronoun, and nothing that belongs to one.

    In the first sentence a pronoun stands for somebody outside the text, whom the rest of it names no better.
    """
    if scene.memory.sentence_number == 0 or any(token.lower_ in _DEMONSTRATIVES for token in phrase[:-1]):
        return True
    resolver = Resolver(scene, phrase)
    resolver.run()
    return not resolver.unresolved


def entity_text(entity: Entity) -> str:
    """Return the words for who or what was mentioned; empty when its first mention does not tell."""
    if entity.head is None or entity.scene is None:
        return entity.name
    determiners = [child for child in children(entity.head, "det") if child.lower_ == "the"]
    if entity.name:
        return f"the {entity.name}" if determiners else entity.name
    words = phrase_text(entity.scene, entity.head)
    if len(words.split()) > _MAX_WORDS:
        tokens = [token for token in noun_phrase(entity.head) if token.i <= entity.head.i]
        words = render(tokens, Resolver(entity.scene, tokens).run())
    if not words or len(words.split()) > _MAX_WORDS or _OWN.match(words):
        return ""
    if is_capitalised_noun(entity.head) and words.split(maxsplit=1)[0] == entity.head.text:
        return f"the {words[:1].lower()}{words[1:]}"
    words = _INDEFINITE.sub("the", words)
    return f"the {words}" if _COUNTED.match(words) else lowered(words)


def possessive(words: str) -> str:
    """Return the words with the ending of an owner."""
    return words + ("’" if words.endswith("s") and words.startswith("the ") else "’s")


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
