"""Units: a text cut into sentences, and sentences into words, in any script.

A unit is what is compared: a sentence, or a piece of one that is longer than MAX_UNIT. Units never cross a line.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from claims.domain.boundary import sentences

MAX_UNIT = 1000
"""Code points of a unit: the longest stretch in which words are compared with words."""
_PIECE = 100
"""The shortest piece of a longer sentence; where it is cut depends on words, so that an edit moves few cuts."""

_LINE = re.compile(r"[^\n\u2028\u2029]+")
_SPACES = re.compile(r"\s+")
ALONE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
MARKS = "!-/:-@\\[-`{-~¡§«»¶·¿\u2010-\u205e\u3001-\u3003\u3008-\u301f\uff01-\uff0f\uff1a-\uff20"
_TOKEN = re.compile(rf"[{ALONE}]|[^\s{MARKS}{ALONE}]+|[{MARKS}]")
"""A word, one sign of a script without spaces, or one punctuation mark. Emoji and combining marks stay whole."""
TYPOGRAPHY = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″＂〝〞", '"'),
        **dict.fromkeys("‘’‚‛‹›′`´ʼ＇", "'"),
        **dict.fromkeys("‐‑‒–—―−－", "-"),
        **dict.fromkeys("\u00ad\u200b\u2060\ufeff\u200e\u200f", None),
        "…": "...",
    }
)


@dataclass(frozen=True, slots=True)
class Unit:
    """The sentence ``text[start:end]``, without white space at its ends; ``paragraph`` counts lines with words."""

    start: int
    end: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Token:
    """One word or mark: ``text[start:end]``; ``key`` is how it is compared."""

    start: int
    end: int
    key: str


def units_of(text: str) -> list[Unit]:
    """Cut a text into its sentences, from left to right; white space between them belongs to none."""
    found: list[Unit] = []
    paragraph = 0
    for line in _LINE.finditer(text):
        before = len(found)
        for start, end in sentences(text, line.start(), line.end()):
            found += [Unit(low, high, paragraph) for low, high in _pieces(text, start, end)]
        paragraph += len(found) > before
    return found


def tokens_of(text: str, start: int, end: int) -> list[Token]:
    """Return the words and marks of a stretch; quote marks, dashes and apostrophes of every make are the same."""
    return [Token(m.start(), m.end(), _folded(m.group())) for m in _TOKEN.finditer(text, start, end)]


def plain(text: str) -> str:
    """Return the text with one kind of quote mark, dash and space: what stays is what was said."""
    return _SPACES.sub(" ", _folded(text)).strip()


def _folded(text: str) -> str:
    return text.translate(TYPOGRAPHY)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the stretch without white space at its ends, cut where it is too long."""
    if end - start <= MAX_UNIT:
        yield from _stripped(text, start, end)
        return
    begun = start
    for space in re.compile(r"\S+\s*").finditer(text, start, end):
        while space.end() - begun > MAX_UNIT:
            yield from _stripped(text, begun, begun + MAX_UNIT)
            begun += MAX_UNIT
        if space.end() - begun >= _PIECE and not zlib.crc32(space.group().encode("utf-8", "replace")) & 7:
            yield from _stripped(text, begun, space.end())
            begun = space.end()
    for place in range(begun, end, MAX_UNIT):
        yield from _stripped(text, place, min(end, place + MAX_UNIT))


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    if start < end:
        yield start, end
