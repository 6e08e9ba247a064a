"""What an upload says besides its words, as text that a form can carry: a page shown again loses the file."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from typing import Any

from claims.archiving.base import Cue, Document
from claims.domain.anchor import digest, normalise
from claims.domain.article import MAX_CUES, MAX_TITLE_LENGTH
from claims.services.document import origin_of_upload


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is known of a text that came back with a form."""

    origin: str = "pasted"
    cues: tuple[Cue, ...] = ()
    lost_times: bool = False
    """Whether there were captions, and they are left out because the text was changed."""


def carried(name: str, document: Document) -> str:
    """Return an upload's name and captions, and a mark of the text that they belong to, as JSON in ASCII."""
    cues = [[cue.start, cue.end, cue.seconds_from, cue.seconds_to, cue.speaker] for cue in document.cues]
    return json.dumps({"name": name, "text": digest(document.text), "cues": cues}, separators=(",", ":"))


def recalled(sent: str, text: str) -> Recalled:
    """Return what ``carried`` wrote, for the same text; whatever else was sent says nothing of it."""
    text = normalise(text)
    name, stated, rows = _read(sent)
    if stated != digest(text):
        return Recalled(lost_times=bool(rows))
    return Recalled(origin_of_upload(name), _cues(rows, text))


def _read(sent: str) -> tuple[str, str, list[Any]]:
    try:
        found = json.loads(sent)
        name, stated, rows = found["name"], found["text"], found["cues"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return "", "", []
    fits = isinstance(name, str) and isinstance(stated, str) and isinstance(rows, list)
    return (name, stated, rows) if fits else ("", "", [])


def _cues(rows: list[Any], text: str) -> tuple[Cue, ...]:
    """Return the captions; none if any of them cannot be one of this text."""
    try:
        found = tuple(_checked(rows, len(text)))
    except (ValueError, TypeError, OverflowError):
        return ()
    in_order = all(one.end <= other.start for one, other in pairwise(found))
    return found if in_order and len(found) <= MAX_CUES else ()


def _checked(rows: list[Any], length: int) -> Iterator[Cue]:
    for start, end, begins, ends, speaker in rows:
        placed = type(start) is type(end) is int and 0 <= start < end <= length
        timed = all(type(moment) in (int, float) and isfinite(moment) for moment in (begins, ends))
        if not (placed and timed and 0 <= begins <= ends and isinstance(speaker, str)):
            raise ValueError(start, end)
        yield Cue(start, end, float(begins), float(ends), normalise(speaker)[:MAX_TITLE_LENGTH])
