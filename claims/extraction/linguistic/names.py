"""Names in a parsed sentence: where they are, and what they name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from claims.extraction.linguistic.gazetteer import (
    CAPITALS,
    COUNTRY_NICKNAMES,
    FEMALE_NAMES,
    MALE_NAMES,
    NOT_COUNTRIES,
    ORGANISATION_HEADS,
    TITLES,
)
from claims.extraction.linguistic.lexicon import FEMALE_WORDS, HUMAN_NOUNS, MALE_WORDS, word_set

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


class NameKind(StrEnum):
    """What a name names; OTHER when unsure."""

    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Name:
    """A name of the tokens start to end; ``text`` is without titles and a possessive ending."""

    start: int
    end: int
    kind: NameKind
    text: str


_UNNAMED = TITLES | {"the"}
"""Words that stand before a name and are no part of it."""
CALLED_BY_NOUN = (HUMAN_NOUNS | FEMALE_WORDS | MALE_WORDS) - word_set(
    "general king queen prince princess duke lord lady pope baker star fan mr mrs ms miss madame"
)
"""Nouns that headlines put before a verb without an article."""
_LABELS = {
    "PER": NameKind.PERSON,
    "PERSON": NameKind.PERSON,
    "LOC": NameKind.PLACE,
    "GPE": NameKind.PLACE,
    "PLACE": NameKind.PLACE,
    "FAC": NameKind.PLACE,
    "ORG": NameKind.ORGANISATION,
    "ORGANIZATION": NameKind.ORGANISATION,
}


@cache
def countries() -> frozenset[str]:
    """English names of the countries, from the Unicode CLDR (package babel)."""
    from babel import Locale

    territories = Locale("en").territories
    names = {name for code, name in territories.items() if len(code) == 2}
    return frozenset((names | COUNTRY_NICKNAMES.keys()) - NOT_COUNTRIES)


def country_of(name: str) -> str | None:
    """Return the country that a place name stands for: itself, or that of a capital."""
    name = name.removeprefix("the ").removeprefix("The ")
    if name in COUNTRY_NICKNAMES:
        return COUNTRY_NICKNAMES[name]
    return name if name in countries() else CAPITALS.get(name)


def names_in(doc: Doc) -> list[Name]:
    """Return the names of a document from left to right, without overlaps."""
    spans = _extended(doc, [(span.start, span.end, span.label_) for span in doc.ents])
    taken = {i for start, end, _ in spans for i in range(start, end)}
    spans += [(start, end, "") for start, end in _proper_runs(doc, taken)]
    return [name for start, end, label in sorted(spans) if (name := _name(doc, start, end, label))]


def _extended(doc: Doc, spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Make names whole: hyphenated parts and neighbouring proper nouns of the same phrase belong to them."""
    whole: list[tuple[int, int, str]] = []
    for start, end, label in spans:
        floor = whole[-1][1] if whole else 0
        if start >= floor:
            whole.append((_first_of_name(doc, start, floor), _end_of_name(doc, end), label))
    return whole


def _first_of_name(doc: Doc, start: int, floor: int) -> int:
    while start > floor and doc[start - 1].pos_ == "PROPN" and _related(doc, start - 1, start):
        start -= 1
    return start


def _end_of_name(doc: Doc, end: int) -> int:
    while end < len(doc) and _joins(doc, end):
        end += 1
    return end


def _joins(doc: Doc, i: int) -> bool:
    """Whether token i carries on the name that ends before it."""
    token, before = doc[i], doc[i - 1]
    hyphen = token.text == "-" and not before.whitespace_ and not token.whitespace_
    after_hyphen = before.text == "-" and not before.whitespace_ and token.is_alpha
    return (hyphen and i + 1 < len(doc)) or after_hyphen or (token.pos_ == "PROPN" and token.dep_ == "flat")


def _related(doc: Doc, left: int, right: int) -> bool:
    return bool(doc[left].head.i == right or doc[right].head.i == left)


def _proper_runs(doc: Doc, taken: set[int]) -> list[tuple[int, int]]:
    """Return runs of proper nouns that no entity covers."""
    runs: list[tuple[int, int]] = []
    for token in doc:
        if token.i in taken or not (token.pos_ == "PROPN" or _begins_name(token)):
            continue
        if (runs and runs[-1][1] == token.i) or (
            runs and runs[-1][1] == token.i - 1 and _joins(doc, token.i - 1) and _joins(doc, token.i)
        ):
            runs[-1] = (runs[-1][0], token.i + 1)
        else:
            runs.append((token.i, token.i + 1))
    return runs


def _begins_name(token: Token) -> bool:
    """Whether a capital that is no proper noun belongs to the one behind it: ``Grey Water``."""
    return (
        token.text.istitle()
        and token.dep_ == "compound"
        and token.head.pos_ == "PROPN"
        and token.head.i == token.i + 1
    )


def _name(doc: Doc, start: int, end: int, label: str) -> Name | None:
    """Trim a span to the name itself and tell its kind; None for what is no name."""
    if end - start > 1 and doc[end - 1].tag_ == "POS":
        end -= 1
    titled = False
    while end - start > 1 and doc[start].lower_.rstrip(".") in _UNNAMED:
        titled = titled or doc[start].lower_ != "the"
        start += 1
    text = doc[start:end].text
    if not text[:1].isupper() or (end - start == 1 and not titled and is_capitalised_noun(doc[start])):
        return None
    titled = titled or (start > 0 and doc[start - 1].lower_.rstrip(".") in TITLES)
    return Name(start, end, _kind(text, label, titled=titled), text)


def is_capitalised_noun(token: Token) -> bool:
    """Whether a word is a noun for people with the capital of its sentence: ``Patient was treated in Leeds``."""
    return bool(token.is_sent_start) and token.lower_ in CALLED_BY_NOUN and token.text[1:].islower()


def _kind(text: str, label: str, *, titled: bool) -> NameKind:
    """Gazetteers first, then the tagger's label."""
    words = text.split()
    if country_of(text):
        return NameKind.PLACE
    if words[-1].lower().rstrip(".") in ORGANISATION_HEADS:
        return NameKind.ORGANISATION
    first = words[0].lower()
    if titled or (1 < len(words) <= 4 and (first in MALE_NAMES or first in FEMALE_NAMES)):
        return NameKind.PERSON
    return _LABELS.get(label, NameKind.OTHER)
