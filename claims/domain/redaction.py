"""Redaction: words of a text made unreadable while every other place in it stays where it was."""

from collections.abc import Iterable

from claims.domain.anchor import find_words, normalise

BLOCK = "█"
"""Stands for one code point that was removed."""
MIN_WORDS_LENGTH = 8
"""Shorter words are blocked at the places that are known only: elsewhere they may mean anything."""
Span = tuple[int, int]


def redact(text: str, spans: Iterable[Span]) -> str:
    """Return the text, as long as before, with a block for each code point of the spans."""
    for start, end in spans:
        text = text[:start] + BLOCK * (len(text[start:end])) + text[end:]
    return text


def spans_of(text: str, words: Iterable[str]) -> list[Span]:
    """Return every place of the words in a text; words that are too short to mean one thing have none."""
    known = {normalise(each).strip() for each in words}
    return [
        (found.start, found.end)
        for each in sorted(known)
        if len(each) >= MIN_WORDS_LENGTH
        for found in find_words(text, each)
    ]


def redact_words(text: str, words: Iterable[str]) -> str:
    """Return the text with every place of the words blocked."""
    return redact(text, spans_of(text, words))
