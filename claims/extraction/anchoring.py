"""Turning what engines found into candidates whose anchors are exact."""

from collections.abc import Iterable
from dataclasses import replace

from claims.domain.anchor import Anchor, anchor_at
from claims.extraction.base import Candidate


def tight_anchor(text: str, start: int, end: int) -> Anchor | None:
    """Pin ``text[start:end]`` without the white space at its ends; None when nothing is left."""
    start, end = max(0, start), min(len(text), end)
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return anchor_at(text, start, end) if start < end else None


def merge_repeated(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Make one candidate of those that say the same words; ``also`` holds the further places."""
    found: dict[str, Candidate] = {}
    for candidate in candidates:
        key = _same_words(candidate.text)
        first = found.get(key)
        if first is None:
            found[key] = candidate
            continue
        places = {(anchor.start, anchor.end) for anchor in (first.anchor, *first.also)}
        if (candidate.anchor.start, candidate.anchor.end) not in places:
            found[key] = replace(first, also=(*first.also, candidate.anchor))
    return list(found.values())


def _same_words(text: str) -> str:
    return " ".join(text.casefold().rstrip(".!。").split())
