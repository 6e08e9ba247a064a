"""Where sentences end, by punctuation alone, in any language; and where only a parser can tell."""

import re
from collections.abc import Iterator


def _word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_CLOSING = "'\"’”»›)\\]）」』】"
_STOPS = ".!?…؟।॥۔։።"
_END = re.compile(rf"(?<![{_STOPS}])[{_STOPS}]++[{_CLOSING}]*+(?=\s|$)|[。！？｡]++[{_CLOSING}]*+")
_LAST_WORD = re.compile(r"[^\s(\[“\"‘«]+$")
_GLUED = re.compile(rf"[a-z][.!?…][{_CLOSING}]*+[A-Z][a-z]")

ABBREVIATIONS = _word_set(
    """mr mrs ms dr prof st sr jr rev hon gen col lt sgt capt cmdr gov sen rep pres no nos vs etc
    approx dept est inc ltd co corp bros fig vol pp ed eds al cf jan feb mar apr jun jul aug sep
    sept oct nov dec mt ft ave blvd u.s u.k u.n e.u e.g i.e a.m p.m ph.d d.c mio mrd tsd bzw ca usw evtl ggf nr
    str abs hr fr z.b d.h u.a mme mlle av art c.-à-d p.ex sra srta dra ud uds dña núm pág sig dott
    ing avv"""
)
"""Words before a full stop that does not end a sentence, in lower case, in several languages."""


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield start and end of each sentence of a stretch."""
    begun = start
    for match in _END.finditer(text, start, end):
        if match.end() < end and _goes_on(text, begun, match, end):
            continue
        yield begun, match.end()
        begun = match.end()
    if begun < end:
        yield begun, end


def is_certain(text: str) -> bool:
    """Whether punctuation alone tells the sentences of an English text apart.

    It does not where an abbreviation, a quotation or dots stand before a capital, or where a space is missing.
    """
    if _GLUED.search(text):
        return False
    inner = (match for match in _END.finditer(text) if match.end() < len(text))
    return all(_is_plain(text, match) for match in inner if not _following(text, match, len(text)).islower())


def _is_plain(text: str, match: re.Match[str]) -> bool:
    """Whether a mark before a capital can only end a sentence."""
    if match.group() not in (".", "!", "?"):
        return False
    return not (_is_abbreviated(text, 0, match) or "." in _last_word(text, 0, match))


def _goes_on(text: str, start: int, match: re.Match[str], end: int) -> bool:
    """Whether the sentence goes on behind this mark: an abbreviation, an initial, or a lower-case word."""
    return _following(text, match, end).islower() or (match.group() == "." and _is_abbreviated(text, start, match))


def _following(text: str, match: re.Match[str], end: int) -> str:
    return text[match.end() : min(end, match.end() + 8)].lstrip()[:1]


def _is_abbreviated(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether what stands before a mark is shortened: a known abbreviation, or one capital."""
    last = _last_word(text, start, match)
    return last.lower() in ABBREVIATIONS or (len(last) == 1 and last.isupper())


def _last_word(text: str, start: int, match: re.Match[str]) -> str:
    word = _LAST_WORD.search(text[max(start, match.start() - 24) : match.start()])
    return word.group() if word else ""
