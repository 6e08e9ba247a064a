"""Where the parts of a quotation stand in a text, in their order and not far from each other."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claims.domain.quotation.part import Part
from claims.domain.quotation.skeleton import Seam, Skeleton

_WORK = 1_000_000
"""Words compared at most; beyond it, further places of the same words are not looked at."""
_MAX_CHAINS = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """A place in the text: the words ``first`` to ``last``, exclusive."""

    first: int
    last: int


def chains(text: Skeleton, quote: Skeleton, parts: Sequence[Part], *, strict: bool) -> list[tuple[Hit, ...]]:
    """Return where all parts stand, one hit a part: the places that span least first, at most twenty."""
    rows: list[list[Hit]] = []
    for part in parts:
        rows.append(list(_places_of(text, quote, part, strict=strict)))
        if not rows[-1]:
            return []
    following = _followed(rows, parts)
    starts = [start for start, after in enumerate(following[0]) if after is not None]
    found = [
        _chain(rows, following, start) for start in starts[: max(_MAX_CHAINS, _WORK // (10 * len(parts) ** 2))]
    ]
    found.sort(key=lambda chain: (chain[-1].last - chain[0].first, chain[0].first))
    return found[:_MAX_CHAINS]


def _followed(rows: Sequence[Sequence[Hit]], parts: Sequence[Part]) -> list[list[int | None]]:
    """Say for each hit which of the next part follows it (-1: it is of the last part, None: nothing does)."""
    following: list[list[int | None]] = [[-1] * len(rows[-1])]
    for number in range(len(rows) - 2, -1, -1):
        later = [place for place, after in enumerate(following[0]) if after is not None]
        begins = [rows[number + 1][place].first for place in later]
        row: list[int | None] = []
        for hit in rows[number]:
            place = bisect_left(begins, hit.last)
            near = place < len(begins) and begins[place] - hit.last <= parts[number + 1].gap
            row.append(later[place] if near else None)
        following.insert(0, row)
    return following


def _chain(
    rows: Sequence[Sequence[Hit]], following: Sequence[Sequence[int | None]], start: int
) -> tuple[Hit, ...]:
    chain, place = [], start
    for row, after in zip(rows, following, strict=True):
        chain.append(row[place])
        place = after[place] or 0
    return tuple(chain)


def _places_of(text: Skeleton, quote: Skeleton, part: Part, *, strict: bool) -> Iterator[Hit]:
    letters = quote.letters[quote.places[part.first] : quote.places[part.last]]
    if not letters:
        return
    place = text.letters.find(letters)
    for _try in range(max(100, _WORK // len(quote))):
        if place < 0:
            return
        first, last = text.begins(place), text.ends_at(place + len(letters))
        if first is not None and last is not None and last > first:
            hit = Hit(first, last)
            if _seams_agree(text, quote, part, hit, strict=strict):
                yield hit
        place = text.letters.find(letters, place + 1)


def _seams_agree(text: Skeleton, quote: Skeleton, part: Part, hit: Hit, *, strict: bool) -> bool:
    """Whether words meet at the same places, or where they do not, that is a matter of typography."""
    ours, theirs = _seams(quote, part.first, part.last), _seams(text, hit.first, hit.last)
    for place in ours.keys() ^ theirs.keys():
        skeleton, number = (quote, ours[place]) if place in ours else (text, theirs[place])
        if not _may_close(skeleton, number, strict=strict):
            return False
    return True


def _seams(skeleton: Skeleton, first: int, last: int) -> dict[int, int]:
    """Map places in the letters, counted from the first word, to the words that begin there."""
    begin = skeleton.places[first]
    return {
        skeleton.places[number] - begin: number
        for number in range(first + 1, last)
        if begin < skeleton.places[number] < skeleton.places[last] and skeleton.keys[number]
    }


def _may_close(skeleton: Skeleton, number: int, *, strict: bool) -> bool:
    """Whether a word may as well be written together with the one before it."""
    before, after = _before(skeleton, number), skeleton.keys[number]
    seam = skeleton.seam(number)
    if before[-1:].isdigit() and after[:1].isdigit():
        grouping = after.isdigit() and len(after) == 3 and before.isdigit()
        return grouping and not skeleton.gap(number).strip(" \u00a0\u2007\u2009\u202f\n")
    if before[-1:].isdigit() != after[:1].isdigit():
        return seam is not Seam.APART or not skeleton.gap(number).strip()
    return seam is not Seam.APART or not strict


def _before(skeleton: Skeleton, number: int) -> str:
    """Return the key of the word before; one that carries little has none when compared loosely."""
    return next((key for key in reversed(skeleton.keys[max(0, number - 4) : number]) if key), "")
