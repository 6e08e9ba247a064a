"""Anchors: where in a text a claim's words stand.

Offsets are code points into the normalised text. For every words anchor ``text[start:end] == exact`` holds.
The shape (exact, prefix, suffix, start, end) is that of the W3C Web Annotation Data Model's TextQuoteSelector
and TextPositionSelector.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from claims.errors import InvalidInput
from claims.i18n import gettext as _

CONTEXT_LENGTH = 32
"""Characters kept before and after the exact words."""

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words in a version: ``start`` and ``end`` are code points into the normalised text, end exclusive."""

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int


def normalise(text: str) -> str:
    """Return the text that all offsets count in: no BOM, NFC, ``\\n`` line ends, nothing unstorable.

    U+0000 and lone surrogates become U+FFFD; nothing else changes, so quote marks, dashes and spaces stay.
    """
    text = text.removeprefix("\ufeff")
    text = _UNSTORABLE.sub("\ufffd", text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text)


def digest(text: str) -> str:
    """SHA-256 of the text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def anchor_at(text: str, start: int, end: int) -> Anchor:
    """Pin the words ``text[start:end]``; raise InvalidInput when that is empty or outside the text."""
    if not 0 <= start < end <= len(text):
        raise InvalidInput(
            _(
                "The words %(start)s–%(end)s do not lie inside the text of %(length)s characters.",
                start=start,
                end=end,
                length=len(text),
            )
        )
    return Anchor(
        exact=text[start:end],
        prefix=text[max(0, start - CONTEXT_LENGTH) : start],
        suffix=text[end : end + CONTEXT_LENGTH],
        start=start,
        end=end,
    )


def find_words(text: str, words: str) -> Iterator[Anchor]:
    """Yield every place where the words stand in the text, exactly, without overlaps, from left to right."""
    words = normalise(words)
    if not words:
        return
    start = text.find(words)
    while start >= 0:
        yield anchor_at(text, start, start + len(words))
        start = text.find(words, start + len(words))
