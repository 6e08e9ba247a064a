"""Whether what a model returned says what the article says: as far as words, numbers and names can tell."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from claims.domain.anchor import normalise
from claims.domain.claim import MAX_CLAIM_LENGTH
from claims.domain.claimant import MAX_CLAIMANT_LENGTH
from claims.extraction.base import Passage
from claims.extraction.llm.access import Fault
from claims.extraction.llm.number import numbers


def _word_set(words: str) -> frozenset[str]:
    return frozenset(words.split())


MIN_SUPPORT = 0.5
"""The share of a claim's content words and numbers that stand in the article: a paraphrase keeps more, another
text less. By all rules 99.6 % of GPT-3.5's claims on RoSE pass, and 0.1 % of those it made of another text."""
MIN_OWN = 0.25
"""The share of them that stand in its own sentence; names that take the place of pronouns come from elsewhere."""
_STEM = 4
"""Letters by which two forms of a word are the same here."""
_ENDING = 3
"""Letters that other languages put at the end of a name at most."""
_SHORTEST = 3
"""Letters of a name that stay whatever its ending."""
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""What has no place in a line of words, and can make it look like another."""
_WORD = re.compile(r"[^\W\d_](?:[\w.&]*\w)?", re.UNICODE)
_POSSESSIVE = re.compile(r"['’]s?\b")
_STARTERS = _word_set(
    """a about above according across after all along although among an and another any are around as at based
    because been before behind being below beside between both but by can could despite did do does due
    during each either even every few following for from further given had has have he her here hers him his
    how however i if in including inside instead into is it its many may might more most much must neither
    no nobody none nor not nothing now of off on once one only or other others our out outside over part
    people per several shall she should since so some such than that the their them then there these they
    this those though through throughout thus to together toward towards under unless until up upon was we
    were what when where whereas whether which while who whom whose why will with within without would yet
    you your"""
)
"""Words that begin an English sentence in capitals without being names, and say nothing by themselves."""


NEGATION = re.compile(
    r"\b(?:no|not|never|none|nobody|nothing|nor|neither|without|cannot)\b|n['’]t\b", re.IGNORECASE
)
_DENIAL = re.compile(r"\b(?:not|never|nobody|none|cannot)\b|n['’]t\b", re.IGNORECASE)


def plain_line(words: str) -> str:
    """Return words of a model as one line that can be stored and shown."""
    return " ".join(_UNSEEN.sub("", normalise(words)).split())


class Soundness:
    """What can be said of the claims of one article."""

    def __init__(self, passage: Passage) -> None:
        known = "\n".join((passage.text, passage.title, passage.context, passage.subject))
        self._english = passage.language.split("-")[0] == "en"
        self._numbers = {value for values in numbers(known) for value in values}
        words = set(_words(known))
        self._words = {_bare(word) for word in words}
        self._stems = {_stem(word) for word in words}
        self._plain_stems = {_stem(word) for word in words if word.islower()}
        self._bent = set() if self._english else {form for word in words for form in _without_ending(word)}
        self._script = _script(passage.text)

    def fault(self, claim: str) -> Fault | None:
        """Return why a claim cannot be kept, or None."""
        if not any(character.isalnum() for character in claim):
            return Fault.EMPTY
        if len(claim) > MAX_CLAIM_LENGTH:
            return Fault.LONG
        if _script(claim) != self._script:
            return Fault.LANGUAGE
        if any(not values & self._numbers for values in numbers(claim)):
            return Fault.NUMBER
        if not all(self._is_known(name) for name in self._names(claim)):
            return Fault.NAME
        return None if self._is_supported(claim) else Fault.WORDS

    def is_of(self, claim: str, sentence: str) -> bool:
        """Whether a claim speaks of what its sentence speaks of, and denies nothing that it does not deny."""
        if self._english and _DENIAL.search(claim) and not NEGATION.search(sentence):
            return False
        own = {_stem(word) for word in _content(sentence)}
        own |= {value for values in numbers(sentence) for value in values}
        words = _content(claim)
        given = sum(not values.isdisjoint(own) for values in numbers(claim))
        return given + sum(_stem(word) in own for word in words) >= max(1, MIN_OWN * len(words))

    def keeps_denial(self, before: str, after: Sequence[str]) -> bool:
        """Whether claims in place of another one still deny something, if that one did."""
        denied = self._english and _DENIAL.search(before) is not None
        return not denied or any(NEGATION.search(text) for text in after)

    def speaker(self, name: object) -> str:
        """Return who is said to say it, or nothing when the article does not have the words."""
        if not isinstance(name, str):
            return ""
        name = plain_line(name)
        words = list(_words(name))
        if len(name) > MAX_CLAIMANT_LENGTH or not words or not all(self._is_known(word) for word in words):
            return ""
        return "" if any(not values & self._numbers for values in numbers(name)) else name

    def _names(self, claim: str) -> Iterator[str]:
        """Yield the words in capitals; the first is none if it is a word that the article does not capitalise."""
        for number, word in enumerate(_words(claim)):
            if not word[0].isupper() or word == "I":
                continue
            begins = number == 0 and not word[1:2].isupper()
            if not (begins and (word.lower() in _STARTERS or _stem(word) in self._plain_stems)):
                yield word

    def _is_known(self, word: str) -> bool:
        """Whether a name stands in the article; languages that bend names may end it otherwise."""
        return _bare(word) in self._words or any(form in self._bent for form in _without_ending(word))

    def _is_supported(self, claim: str) -> bool:
        words = _content(claim)
        known = sum(_stem(word) in self._stems or self._is_known(word) for word in words)
        given = len(list(numbers(claim)))  # all of them stand in the article, or it would be another fault
        return known + given >= MIN_SUPPORT * (len(words) + given)


def _content(text: str) -> list[str]:
    return [word for word in _words(text) if word.lower() not in _STARTERS]


def _words(text: str) -> Iterator[str]:
    """Yield words; each character of a script without spaces is one."""
    for match in _WORD.finditer(_POSSESSIVE.sub("", text)):
        if _cased(match.group()) or match.group().isascii():
            yield match.group()
        else:
            yield from match.group() if _is_ideographic(match.group()[0]) else (match.group(),)


def _bare(word: str) -> str:
    return word.replace(".", "").casefold()


def _stem(word: str) -> str:
    return _bare(word)[:_STEM]


def _without_ending(word: str) -> Iterator[str]:
    bare = _bare(word)
    return (bare[:length] for length in range(max(_SHORTEST, len(bare) - _ENDING), len(bare) + 1))


def _cased(word: str) -> bool:
    return word.lower() != word.upper()


def _is_ideographic(character: str) -> bool:
    return unicodedata.category(character) == "Lo" and unicodedata.east_asian_width(character) == "W"


def _script(text: str) -> str:
    """Return the script that most letters of a text have, by the first word of their names."""
    counts: dict[str, int] = {}
    for character in text[:4000]:
        if character.isalpha():
            script = unicodedata.name(character, "?").split()[0].split("-")[0]
            script = "CJK" if script in ("HIRAGANA", "KATAKANA") else script
            counts[script] = counts.get(script, 0) + 1
    return max(counts, key=lambda script: counts[script], default="")
