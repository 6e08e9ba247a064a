"""Turning what engines found into candidates whose anchors are exact."""

from collections.abc import Iterable
from dataclasses import replace

from claims.domain.anchor import Anchor, anchor_at
from claims.extraction.base import Candidate
from claims.extraction.repetition import sameness


def tight_anchor(text: str, start: int, end: int) -> Anchor | None:
    """Pin ``text[start:end]`` without the white space at its ends; None when nothing is left."""
    start, end = max(0, start), min(len(text), end)
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return anchor_at(text, start, end) if start < end else None


def merge_repeated(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Make one candidate of those that say the same; ``also`` holds the further places."""
    found: dict[str, Candidate] = {}
    places: dict[str, dict[tuple[int, int], Anchor]] = {}
    for candidate in candidates:
        key = sameness(candidate.text)
        found.setdefault(key, candidate)
        place = (candidate.anchor.start, candidate.anchor.end)
        places.setdefault(key, {}).setdefault(place, candidate.anchor)
    return [
        replace(first, also=tuple(places[key].values())[1:]) if len(places[key]) > 1 else first
        for key, first in found.items()
    ]
