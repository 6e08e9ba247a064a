"""What of a text is compared with a quotation: its words and figures, without typography.

A skeleton is the row of a text's words, each with a key: folded in case, ligatures, quote marks and invisible
characters, figures without grouping. Keys run together without spaces, so that “well-known”, “well known” and a
word broken at the end of a line are one row of letters; where words meet is compared apart (``seam``).
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import StrEnum

from claims.domain.comparison.unit import ALONE, MARKS, TYPOGRAPHY
from claims.domain.quotation.lexicon import loosened

_SIGNS = "$€£¥₹₽%‰°+=<>×÷±&"
_APOSTROPHE = "'’‘ʼ`´′＇"
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_WORD = (
    rf"(?:[^\s{MARKS}{ALONE}{_SIGNS}{_APOSTROPHE}−]"
    rf"|(?<=\d)[.,:/'’٫٬](?=\d)|(?<=[^\W\d_])[{_APOSTROPHE}](?=[^\W\d_]))+"
)
_TOKEN = re.compile(
    rf"(?P<mark>\[(?:\d{{1,3}}|[a-z]|note \d{{1,3}}|citation needed|sic!?)\](?!\w))"
    r"|(?P<glued>(?<=[^\W\d_A-Z]{3}[.!?”\"’)])\d{1,3}(?=\s+[\"“‘(]?[^\W\d_a-z]|[^\S\n]*(?:\n|\Z)))"
    r"|(?P<minus>(?<![^\s(\[“\"'‘$€£])(?<!\d\s)[-−–‒](?=[$€£¥]?\d))"
    rf"|per\s+cent\b|[{_SIGNS}]|[{ALONE}]|{_WORD}"
)
_GROUPED = re.compile(r"\d{1,3}(?:([,'’٬.])\d{3})(?:\1\d{3})*(?:[.,]\d+)?")
_POWER = re.compile(rf"(.*?)([{_RAISED}]+)", re.DOTALL)
_WITH_POWERS = re.compile(r"10|[^\W\d_]|[kcdm]m|mi|ft|in|yd")
_HYPHEN = re.compile(r"-|-\s*[\n\u2028\u2029]\s*")
_SOFT_HYPHEN = "\u00ad"
_ALONE = re.compile(f"[{ALONE}]")


class Seam(StrEnum):
    """How two words that follow each other are held together."""

    GLUED = "glued"
    HYPHEN = "hyphen"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The words of a text: word *i* is ``text[starts[i]:ends[i]]`` and ``letters[places[i]:places[i + 1]]``."""

    text: str
    starts: list[int]
    ends: list[int]
    keys: list[str]
    letters: str
    places: list[int]
    marks: list[tuple[int, str]]
    """Footnote marks, which are no words, each with the number of the word that follows."""

    def __len__(self) -> int:
        return len(self.keys)

    def word(self, number: int) -> str:
        """Return a word as written, but in one kind of apostrophe, ligature and width."""
        return _shown(self.text[self.starts[number] : self.ends[number]])

    def words(self, first: int, last: int) -> str:
        """Return a stretch of words (last exclusive) as it is written."""
        return self.text[self.starts[first] : self.ends[last - 1]] if first < last else ""

    def gap(self, number: int) -> str:
        """Return what is written between a word and the one before it."""
        before = self.ends[number - 1] if number > 0 else 0
        return self.text[before : self.starts[number] if number < len(self) else len(self.text)]

    def seam(self, number: int) -> Seam:
        """Return how a word is held to the one before it."""
        gap = self.gap(number).translate(TYPOGRAPHY)
        if not gap.strip() and self.text[self.ends[number - 1] - 1] == _SOFT_HYPHEN:
            return Seam.HYPHEN
        both_alone = _ALONE.match(self.text, self.starts[number]) and _ALONE.match(
            self.text, self.ends[number - 1] - 1
        )
        if not gap or (both_alone and not gap.strip()):
            return Seam.GLUED
        acronym = gap in (".", ". ") and len(self.keys[number]) == len(self.keys[number - 1]) == 1
        return Seam.HYPHEN if _HYPHEN.fullmatch(gap) or acronym else Seam.APART

    def begins(self, place: int) -> int | None:
        """Return the number of the word whose letters begin at a place, or None."""
        number = bisect_right(self.places, place) - 1
        return number if number >= 0 and self.places[number] == place else None

    def ends_at(self, place: int) -> int | None:
        """Return the number of the first word after the one whose letters end at a place, or None."""
        number = bisect_left(self.places, place)
        return number if number < len(self.places) and self.places[number] == place else None

    def loose(self) -> "Skeleton":
        """Return the same words compared less strictly: spelling, contractions, articles, figures in words."""
        known: dict[str, str] = {}
        for key in self.keys:
            if key not in known:
                known[key] = loosened(key)
        keys = [known[key] for key in self.keys]
        return Skeleton(self.text, self.starts, self.ends, keys, "".join(keys), _places(keys), self.marks)


def skeleton_of(text: str) -> Skeleton:
    """Cut a normalised text into the words that are compared; linear in its length."""
    known: dict[str, tuple[str, str]] = {}
    starts: list[int] = []
    ends: list[int] = []
    keys: list[str] = []
    marks: list[tuple[int, str]] = []
    for match in _TOKEN.finditer(text):
        written = match.group()
        if match.lastgroup in ("mark", "glued"):
            marks.append((len(keys), written.strip("[]")))
            continue
        found = known.get(written)
        if found is None:
            found = known[written] = ("-", "") if match.lastgroup == "minus" else _key(written)
        key, mark = found
        if mark:
            marks.append((len(keys) + bool(key), mark))
        if key:
            starts.append(match.start())
            ends.append(match.end() - len(mark))
            keys.append(key)
    return Skeleton(text, starts, ends, keys, "".join(keys), _places(keys), marks)


def _places(keys: list[str]) -> list[int]:
    places, place = [0], 0
    for key in keys:
        place += len(key)
        places.append(place)
    return places


def _key(written: str) -> tuple[str, str]:
    """Return how a word is compared, and the raised footnote mark that it ends in."""
    mark, power = "", ""
    raised = _POWER.fullmatch(written)
    if raised:
        digits = unicodedata.normalize("NFKC", raised[2])
        if _WITH_POWERS.fullmatch(raised[1].casefold()):
            power = f"^{digits}"
        else:
            mark = raised[2]
        written = raised[1]
    key = _shown(written).casefold()
    if _GROUPED.fullmatch(key):
        key = _ungrouped(key)
    return ("%" if key.startswith("per") and key[3:].lstrip() == "cent" else key) + power, mark


def _shown(written: str) -> str:
    return unicodedata.normalize("NFKC", written.translate(TYPOGRAPHY))


def _ungrouped(key: str) -> str:
    """Take the grouping out of a figure; one dot alone may as well begin the decimals."""
    match = _GROUPED.fullmatch(key)
    mark = match[1] if match else ""
    if not mark or (mark == "." and key.count(".") < 2):
        return key
    head, _mark, tail = key.rpartition(mark)
    return head.replace(mark, "") + tail
