"""Finding the words that a model quotes: exactly, else by alignment, in the sentence that it names first.

An alignment forgives what models change without meaning to: quote marks, dashes, white space, case, an ellipsis
for words left out, a letter. It forgives no other number and no other negation.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from claims.extraction.llm.numbering import Sentence
from claims.extraction.llm.soundness import NEGATION

MIN_LETTERS = 4
"""A shorter quote could stand anywhere and pins nothing."""
MIN_LIKENESS = 90.0
"""Of an alignment, out of 100."""
MIN_ALIGNED = 16
MAX_ALIGNED = 1_000
"""Characters; a shorter or longer quote is found as it is or not at all."""

_SAME = str.maketrans(dict.fromkeys("’‘‛`´", "'") | dict.fromkeys("“”„«»", '"') | dict.fromkeys("‐‑‒–—―−", "-"))
"""NFKC makes three full stops of an ellipsis by itself."""
_ELLIPSIS = re.compile(r"\s*(?:\[\s*)?\.{3,}(?:\s*\])?\s*")
_EDGES = " \"'.,;:!?()[]-"
_DIGITS = re.compile(r"\d+")
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Folded:
    """Words with their differences of typing taken out; ``origins[i]`` is where character ``i`` came from."""

    text: str
    origins: Sequence[int]

    def place(self, start: int, end: int) -> Place:
        """Return where the characters ``start`` to ``end`` (exclusive) came from."""
        return self.origins[start], self.origins[end - 1] + 1


def locate(text: str, quote: str, named: Sentence | None, others: Iterable[Sentence]) -> Place | None:
    """Return where a quote stands in the text, or None.

    ``named`` is the sentence that the model says, ``others`` those that it was shown too: there the words must
    stand in one place only, since nothing says which one is meant.
    """
    wanted = _fold(quote).text
    if sum(character.isalnum() for character in wanted) < MIN_LETTERS:
        return None
    if named is not None:
        found = _exactly(text, quote, named) or _folded(text, wanted, named) or _aligned(text, wanted, named)
        if found is not None:
            return found
    elsewhere = [place for one in others if one != named and (place := _folded(text, wanted, one))]
    return elsewhere[0] if len(elsewhere) == 1 else None


def _exactly(text: str, quote: str, sentence: Sentence) -> Place | None:
    """Find the very words of a quote in a sentence, with the marks at their ends."""
    words = quote.strip()
    place = _whole_words(text[sentence.start : sentence.end], words, 0)
    return (sentence.start + place, sentence.start + place + len(words)) if place >= 0 else None


def _folded(text: str, wanted: str, sentence: Sentence) -> Place | None:
    """Find folded words in a sentence, with the marks at their ends if those are there too."""
    return _in_sentence(text, wanted, sentence, " ") or _in_sentence(text, wanted, sentence, _EDGES)


def _in_sentence(text: str, wanted: str, sentence: Sentence, edges: str) -> Place | None:
    """Find folded words in a sentence, also with words left out between them."""
    folded = _fold(text[sentence.start : sentence.end])
    start, end = -1, 0
    for part in filter(None, (part.strip(edges) for part in _ELLIPSIS.split(wanted))):
        place = _whole_words(folded.text, part, end)
        if place < 0:
            return None
        start, end = (place if start < 0 else start), place + len(part)
    if start < 0:
        return None
    left, right = folded.place(start, end)
    return sentence.start + left, sentence.start + right


def _whole_words(text: str, part: str, begin: int) -> int:
    """Return where words stand that are not parts of longer words, or -1."""
    place = text.find(part, begin)
    while place >= 0:
        end = place + len(part)
        cut_left = place > 0 and _joined(text[place - 1], part[0])
        if not cut_left and not (end < len(text) and _joined(part[-1], text[end])):
            return place
        place = text.find(part, place + 1)
    return -1


def _joined(left: str, right: str) -> bool:
    """Whether two characters stand inside one word; scripts without spaces have no such inside."""
    return left.isalnum() and right.isalnum() and left.lower() != left.upper() and right.lower() != right.upper()


def _aligned(text: str, wanted: str, sentence: Sentence) -> Place | None:
    """Find words that are nearly those of a quote in a sentence."""
    wanted = wanted.strip(_EDGES)
    if not MIN_ALIGNED <= len(wanted) <= MAX_ALIGNED:
        return None
    folded = _fold(text[sentence.start : sentence.end])
    found = fuzz.partial_ratio_alignment(wanted, folded.text, score_cutoff=MIN_LIKENESS)
    if found is None or found.src_end - found.src_start < len(wanted) * MIN_LIKENESS / 100:
        return None
    start, end = _widened(folded.text, found.dest_start, found.dest_end)
    if start >= end or not _says_the_same(wanted, folded.text[start:end]):
        return None
    left, right = folded.place(start, end)
    return sentence.start + left, sentence.start + right


def _widened(text: str, start: int, end: int) -> Place:
    """Move both ends to those of the words that they cut."""
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _says_the_same(one: str, other: str) -> bool:
    return all(sorted(mark.findall(one)) == sorted(mark.findall(other)) for mark in (_DIGITS, NEGATION))


@lru_cache(maxsize=512)
def _fold(text: str) -> _Folded:
    """Take out what typing differs in: forms of quotes, dashes and spaces, case, and what cannot be seen."""
    characters: list[str] = []
    origins: list[int] = []
    for place, character in enumerate(text):
        if unicodedata.category(character) in ("Cf", "Cc") and not character.isspace():
            continue
        folded = unicodedata.normalize("NFKC", character.translate(_SAME)).casefold()
        for letter in " " if folded.isspace() else folded:
            if letter == " " and characters and characters[-1] == " ":
                continue
            characters.append(letter)
            origins.append(place)
    return _Folded("".join(characters), origins)
