"""Speakers that the surface shows: ``“…,” X said`` and ``according to X``."""

import re

from claims.extraction.linguistic.surface import Surface

_ACCORDING_AT_END = re.compile(r",?\s+according to (?P<who>[^,;:.“”\"]+|[^,;:“”\"]+(?=\.$))\.?$")
_SAY = r"(?:said|says|added|adds|wrote|writes|explained|insisted|warned|claimed|argued)"
_WHO = r"(?P<{}>(?:[Tt]he |an? )?\w[^,;:“”\"]{{1,50}}?)"
_SAID_BEHIND = re.compile(
    r"(?P<quote>[“\"][^“”\"]+[”\"])\s+"
    rf"(?:{_WHO.format('who')} {_SAY}|{_SAY} {_WHO.format('whom')})"
    r"(?:\s(?:on|in|at|after|during)\b[^,;:“”\"]*)?\.?"
)
_PRONOUNS = frozenset({"he", "she", "they", "it", "i", "we", "who"})
_ACCORDING_AT_START = re.compile(r"According to (?P<who>[^,;:“”\"]+), (?=\w)")


def take_quoted_speaker(surface: Surface) -> None:
    """Take ``X said`` off behind a quotation; a pronoun there is left to the parse."""
    match = _SAID_BEHIND.fullmatch(surface.main.text)
    speaker = (match.group("who") or match.group("whom")) if match else ""
    if match is None or speaker.lower() in _PRONOUNS:
        return
    surface.speaker = speaker
    surface.main = surface.main.part(match.start("quote"), match.end("quote"))


def take_speaker(surface: Surface) -> None:
    """``according to X`` at either end of a sentence holds for all of it."""
    text = surface.main.text
    if match := _ACCORDING_AT_START.match(text):
        surface.speaker = match.group("who")
        surface.main = surface.main.part(match.end()).capitalised()
    elif match := _ACCORDING_AT_END.search(text):
        surface.speaker = match.group("who").strip()
        surface.cut(match.start(), len(text), ".")
