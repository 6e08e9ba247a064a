"""SubRip (.srt) and WebVTT (.vtt): captions with times to a transcript that reads like one.

WebVTT: https://www.w3.org/TR/webvtt1/ (section 4, syntax). SubRip has no specification; what players accept is
taken. Every caption's words keep their times (``Document.cues``).
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from claims.archiving.base import Document, Order
from claims.archiving.encoding import decode
from claims.archiving.refusal import Unreadable
from claims.archiving.turn import Utterance, transcript, utterances
from claims.domain.anchor import normalise

MOST_CAPTIONS = 50_000
_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3})\d*)?"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?$")
_ARROW = "-->"
_NOT_SPOKEN = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t]|$)")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]+([^<>]{1,200})>", re.IGNORECASE)
_RUBY_TEXT = re.compile(r"<rt(?:\.[^<>]*)?>[^<]*(?:</rt>)?", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_TAG_OF_SUBRIP = re.compile(
    r"</?(?:[biusv]|font|c|ruby|rt|lang|em|strong|br)(?:[\s.][^<>]*)?/?>|\{\\[^{}]*\}", re.I
)
_LANGUAGE = re.compile(r"Language:\s*([A-Za-z]{2,3})(?:[-_][\w-]*)?\s*$")
_TOUCHING = 0.3
"""Seconds between two captions that still show as one."""
_FEWEST_ROLLING = 3
_ROLLING = 0.3
"""Share of captions that repeat the line before from which on a file is taken to roll up."""


@dataclass(frozen=True, slots=True)
class Caption:
    """Lines that are shown together, from one time to another in seconds; a voice is who the file says speaks."""

    begins: float
    ends: float
    lines: tuple[tuple[str, str], ...]
    """Pairs of a voice (empty when none is named) and its words."""


def read_captions(data: bytes, order: Order) -> Document:
    """Return the transcript of a file with times; raise Unreadable, with the line that cannot be read."""
    lines = decode(data, charset=order.charset).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    is_web = lines[0].removeprefix("\ufeff").startswith("WEBVTT")
    captions = _without_repetition(list(_captions(lines, is_web=is_web)))
    found = [
        Utterance(caption.begins, caption.ends, voice, words)
        for caption in captions
        for voice, words in caption.lines
    ]
    text, cues = transcript(utterances(found))
    return Document(title="", text=text, language=_language(lines) if is_web else "", cues=cues)


def _captions(lines: Sequence[str], *, is_web: bool) -> Iterator[Caption]:
    """Yield what stands between the lines with times."""
    places = [number for number, line in enumerate(lines) if _has_times(line)]
    if not places:
        raise Unreadable("no_times")
    if len(places) > MOST_CAPTIONS:
        raise Unreadable("cues", MOST_CAPTIONS)
    _check_beginning(lines[: places[0]], is_web=is_web)
    for number, (place, end) in enumerate(zip(places, [*places[1:], len(lines)], strict=True), 1):
        begins, ends = _times(lines[place], place + 1)
        following = number + 1 if number < len(places) else 0
        body = _body(lines[place + 1 : end], following, is_web=is_web)
        yield Caption(begins, ends, tuple(_voiced(body.split("\n"), is_web=is_web)))


def _has_times(line: str) -> bool:
    """Whether an arrow is one between times, and not one that somebody says."""
    before, arrow, _after = line.partition(_ARROW)
    return bool(arrow) and (not before.strip() or re.search(r"[\d:]", before[-20:]) is not None)


def _check_beginning(lines: Sequence[str], *, is_web: bool) -> None:
    """Refuse a file that begins with something else than captions, rather than lose it."""
    if is_web:
        return
    for number, line in enumerate(lines, 1):
        if line.strip("\ufeff \t") and not line.strip("\ufeff \t").isdecimal():
            raise Unreadable("line_early", number)


def _times(line: str, number: int) -> tuple[float, float]:
    found = _TIMES.match(line)
    if found is None:
        raise Unreadable("line_time", number)
    begins, ends = _seconds(found.groups()[:4]), _seconds(found.groups()[4:])
    if begins is None or ends is None:
        raise Unreadable("line_time", number)
    if ends < begins:
        raise Unreadable("line_order", number)
    return begins, ends


def _seconds(parts: Sequence[str | None]) -> float | None:
    hours, minutes, seconds = (int(part or 0) for part in parts[:3])
    if minutes > 59 or seconds > 59:
        return None
    return hours * 3600 + minutes * 60 + seconds + int((parts[3] or "0").ljust(3, "0")) / 1000


def _body(lines: Sequence[str], following: int, *, is_web: bool) -> str:
    """Return the words under a line with times: neither notes nor the ``following`` caption's number or name."""
    kept = list(lines)
    while kept and not kept[-1].strip():
        kept.pop()
    name = kept[-1].strip() if kept else ""
    directly = following > 0 and len(kept) == len(lines)
    numbered = name.isdecimal() and (directly or (name.isascii() and len(name) < 10 and int(name) == following))
    named = is_web and directly and len(kept) > 1 and not kept[-2].strip()
    body = "\n".join(kept[:-1] if numbered or named else kept)
    if not is_web:
        return body
    return "\n\n".join(part for part in body.split("\n\n") if not _NOT_SPOKEN.match(part.lstrip("\n")))


def _voiced(lines: Sequence[str], *, is_web: bool) -> Iterator[tuple[str, str]]:
    """Yield each line's words, without marks, with the voice that was named last in this caption."""
    voice = ""
    for line in lines:
        begins = 0
        for found in _VOICE.finditer(line):
            yield from _plain(voice, line[begins : found.start()], is_web=is_web)
            voice, begins = _words(found[1], is_web=is_web), found.end()
        yield from _plain(voice, line[begins:], is_web=is_web)


def _plain(voice: str, line: str, *, is_web: bool) -> Iterator[tuple[str, str]]:
    words = _words((_TAG if is_web else _TAG_OF_SUBRIP).sub("", _RUBY_TEXT.sub("", line)), is_web=is_web)
    if words:
        yield voice, words


def _words(line: str, *, is_web: bool) -> str:
    line = html.unescape(line) if is_web or "&" in line else line
    return " ".join(normalise(line.replace("\ufeff", "")).split())


def _without_repetition(captions: Sequence[Caption]) -> list[Caption]:
    """Return the captions with what rolls up from one to the next taken once, where it was first said."""
    pairs = [(one, other) for one, other in pairwise(captions) if other.begins - one.ends <= _TOUCHING]
    repeated = sum(_shared(one.lines, other.lines) > 0 for one, other in pairs)
    rolling = repeated >= _FEWEST_ROLLING and repeated > _ROLLING * len(pairs)
    kept: list[Caption] = []
    shown: Caption | None = None
    for caption in captions:
        new = caption.lines
        touches = shown is not None and caption.begins - shown.ends <= _TOUCHING
        if shown is not None and touches and (rolling or caption.begins < shown.ends):
            new = _beyond(shown.lines, caption.lines)
        kept.append(replace(caption, lines=new))
        shown = caption if caption.lines else shown
    return [caption for caption in kept if caption.lines]


def _shared(before: Sequence[tuple[str, str]], after: Sequence[tuple[str, str]]) -> int:
    """Return how many lines at the end of one caption begin the next."""
    for number in range(min(len(before), len(after)), 0, -1):
        if before[-number:] == after[:number]:
            return number
    return 0


def _beyond(before: Sequence[tuple[str, str]], after: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Return what a caption adds to the one before: further lines, or further words of a line that grows."""
    new = after[_shared(before, after) :]
    if len(new) == len(after) and before and new:
        (voice, grown), (_voice, last) = new[0], before[-1]
        if len(grown) > len(last) and grown.startswith(last + " "):
            return ((voice, grown[len(last) + 1 :]), *new[1:])
    return new


def _language(lines: Sequence[str]) -> str:
    """Return the language that the head of a WebVTT file names, as YouTube's do."""
    for line in lines[1:8]:
        found = _LANGUAGE.match(line)
        if found:
            return found[1].lower()
    return ""
