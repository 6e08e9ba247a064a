"""Which of two lists' items are the same one, where that can be told for sure (after patience diff).

Items are the same when they are equal and each occurs once: in both lists, or in a gap between pairs that are
known already. Of items that repeat, and of which one was added or taken away, nobody can say which; they stay
unmatched.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

_ROUNDS = 8
"""How often gaps are looked at again; each round is linear, and real texts need two or three."""


@dataclass
class Matching:
    """Pairs of places in two lists: ``target[old] == new`` and ``origin[new] == old``; None: no pair."""

    target: list[int | None]
    origin: list[int | None] = field(repr=False)

    @classmethod
    def empty(cls, old: int, new: int) -> "Matching":
        """Return a matching of lists of these lengths without pairs."""
        return cls([None] * old, [None] * new)

    def add(self, old: int, new: int) -> None:
        """Pair two places that have no pair yet."""
        if self.target[old] is None and self.origin[new] is None:
            self.target[old], self.origin[new] = new, old

    def remove(self, old: int) -> None:
        """Take a pair apart again."""
        new = self.target[old]
        if new is not None:
            self.target[old] = self.origin[new] = None

    def in_order(self) -> set[int]:
        """Return the largest set of old places whose pairs stand in the same order in both lists."""
        return set(_longest_rising([(old, new) for old, new in enumerate(self.target) if new is not None]))

    def is_firm(self, old: int) -> bool:
        """Whether both neighbours of a pair, or the ends of both lists, are its neighbours in both."""
        new, last = self.target[old], len(self.target) - 1
        if new is None:
            return False
        before = new == 0 if old == 0 else self.target[old - 1] == new - 1
        after = new == len(self.origin) - 1 if old == last else self.target[old + 1] == new + 1
        return before and after

    def gaps(self, kept: set[int]) -> list[tuple[int, int]]:
        """Return for each old place between which new places it would stand (both exclusive).

        ``kept`` are old places with pairs that stand in the same order in both lists.
        """
        low, after = -1, len(self.origin)
        lows, highs = [], [after] * len(self.target)
        for old, new in enumerate(self.target):
            lows.append(low)
            if old in kept and new is not None:
                low = new
        for old in range(len(self.target) - 1, -1, -1):
            highs[old] = after
            new = self.target[old]
            if old in kept and new is not None:
                after = new
        return list(zip(lows, highs, strict=True))


def match_equal(
    matching: Matching, old: Sequence[str], new: Sequence[str], is_telling: Callable[[str], bool]
) -> None:
    """Pair what is equal and can be told for sure; only what ``is_telling`` is recognised out of its order."""
    _pair_unique(matching, old, new, is_telling)
    match_gaps(matching, old, new)
    _pair_unique(matching, old, new, is_telling, among_free=True)


def match_gaps(matching: Matching, old: Sequence[str], new: Sequence[str]) -> None:
    """Pair what is equal and occurs once between pairs that are known already."""
    for _round in range(_ROUNDS):
        before = sum(place is not None for place in matching.target)
        for olds, news in _gaps(matching):
            _match_gap(matching, old, new, olds, news)
        if sum(place is not None for place in matching.target) == before:
            break


def _pair_unique(
    matching: Matching,
    old: Sequence[str],
    new: Sequence[str],
    is_telling: Callable[[str], bool],
    *,
    among_free: bool = False,
) -> None:
    """Pair items that occur once in each list (or once among those without a pair)."""
    olds = [place for place, other in enumerate(matching.target) if not among_free or other is None]
    news = [place for place, other in enumerate(matching.origin) if not among_free or other is None]
    pairs = _once_in_both(old, new, olds, news)
    kept = set(_longest_rising(pairs)) if not among_free else set()
    for low, high in pairs:
        if low in kept or is_telling(old[low]):
            matching.add(low, high)


def _match_gap(
    matching: Matching, old: Sequence[str], new: Sequence[str], olds: Sequence[int], news: Sequence[int]
) -> None:
    if [old[place] for place in olds] == [new[place] for place in news]:
        pairs = list(zip(olds, news, strict=True))
    else:
        pairs = _once_in_both(old, new, olds, news)
        kept = set(_longest_rising(pairs))
        pairs = [pair for pair in pairs if pair[0] in kept]
    for low, high in pairs:
        matching.add(low, high)


def _gaps(matching: Matching) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the free places of both lists between pairs: along the order, then inside what moved together."""
    yield from _between(matching, sorted(matching.in_order()), ends=True)
    moved = [old for old, new in enumerate(matching.target) if new is not None]
    yield from _between(matching, moved, ends=False)


def _between(matching: Matching, chain: list[int], *, ends: bool) -> Iterator[tuple[list[int], list[int]]]:
    target, origin = matching.target, matching.origin
    places = [(old, new) for old in chain if (new := target[old]) is not None]
    if ends:
        places = [(-1, -1), *places, (len(target), len(origin))]
    for (old_low, new_low), (old_high, new_high) in pairwise(places):
        if new_high <= new_low or old_high - old_low == 1 or new_high - new_low == 1:
            continue
        if not ends and new_high - new_low != old_high - old_low:
            continue
        olds = [place for place in range(old_low + 1, old_high) if target[place] is None]
        news = [place for place in range(new_low + 1, new_high) if origin[place] is None]
        if olds and news and (ends or len(olds) == len(news) == old_high - old_low - 1):
            yield olds, news


def _once_in_both(
    old: Sequence[str], new: Sequence[str], olds: Sequence[int], news: Sequence[int]
) -> list[tuple[int, int]]:
    often_old, often_new = Counter(old[place] for place in olds), Counter(new[place] for place in news)
    where = {new[place]: place for place in news if often_new[new[place]] == 1}
    return [(place, where[old[place]]) for place in olds if often_old[old[place]] == 1 and old[place] in where]


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[int]:
    """Return the first members of the longest run of pairs that rises in both; O(n log n).

    The pairs are sorted by their first member.
    """
    tails: list[int] = []
    tops: list[int] = []
    before: list[int] = []
    for number, (_old, new) in enumerate(pairs):
        place = bisect_left(tops, new)
        before.append(tails[place - 1] if place else -1)
        tails[place : place + 1] = [number]
        tops[place : place + 1] = [new]
    kept, number = [], tails[-1] if tails else -1
    while number >= 0:
        kept.append(pairs[number][0])
        number = before[number]
    return kept
