"""Which sentence of an old text became which sentence of a new one.

Equal sentences are paired first (paragraph by paragraph, then singly), then those that differ in typography alone,
then those that share most of their words and stand where the old one stood.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise

from rapidfuzz.distance import Indel, LCSseq

from claims.domain.comparison.matching import Matching, match_equal, match_gaps
from claims.domain.comparison.unit import Unit, plain, tokens_of, units_of

ENOUGH_ALIKE = 0.5
"""Share of words and marks in common, in order, from which a changed sentence is held for the same one."""
_LEAD = 0.1
"""By how much it must be more alike than any other."""
_LITTLE = 0.7
"""From which likeness on a sentence was rewritten so little that it tells its neighbours apart."""
_CONTAINED = 0.8
"""Share of its words that a sentence must have in one that swallowed it."""
_CANDIDATES = 8
_SMALL_GAP, _LARGE_GAP = 12, 100
_REMEMBERED = 256
"""Sentences whose words are remembered: texts of many lines mostly repeat a few."""
_COMMON = 50
"""A word in more sentences than that says nothing about which one is meant."""
_END = "\0"
"""Parts sentences in a paragraph's key: no text has it, and the same words cut otherwise are not the same."""
_TELLING_WORDS, _TELLING_LENGTH = 4, 16


@dataclass(frozen=True, slots=True)
class Similar:
    """A sentence of the new text that is like one of the old."""

    unit: int
    likeness: float
    nearby: bool
    """It stands where the old one stood, between the same neighbours or in the same paragraph."""


@dataclass
class Alignment:
    """Two texts, their sentences, and which became which."""

    old: str
    new: str
    old_units: list[Unit]
    new_units: list[Unit]
    matching: Matching
    """Equal words, or words that differ in typography alone."""
    changed: dict[int, int] = field(default_factory=dict)
    """Old unit → the new unit that it was rewritten to; several may have become one."""
    doubted: set[int] = field(default_factory=set)
    """Old units that stand unchanged where a copy may stand, while something like them stands in their place."""
    similar: dict[int, list[Similar]] = field(default_factory=dict)
    """Old units that became none → what is most like them, the best first."""

    @cached_property
    def in_order(self) -> set[int]:
        """Old units whose pair stands in the same order as before; the others moved."""
        return self.matching.in_order()

    @cached_property
    def old_starts(self) -> list[int]:
        """Where the old units begin."""
        return [unit.start for unit in self.old_units]

    @cached_property
    def new_starts(self) -> list[int]:
        """Where the new units begin."""
        return [unit.start for unit in self.new_units]

    def target(self, old_unit: int) -> int | None:
        """Return the new unit that an old one became, changed or not."""
        paired = self.matching.target[old_unit]
        return self.changed.get(old_unit) if paired is None else paired

    def is_equal(self, old_unit: int) -> bool:
        """Whether the unit stands in the new text with the very same words and marks."""
        new_unit = self.matching.target[old_unit]
        return new_unit is not None and self.old_words(old_unit) == self.new_words(new_unit)

    def old_words(self, unit: int) -> str:
        """Return the words of an old unit."""
        return self.old[self.old_units[unit].start : self.old_units[unit].end]

    def new_words(self, unit: int) -> str:
        """Return the words of a new unit."""
        return self.new[self.new_units[unit].start : self.new_units[unit].end]


def units_in(starts: Sequence[int], units: Sequence[Unit], start: int, end: int) -> range:
    """Return which units share a character with ``[start, end)``; ``starts`` are where the units begin."""
    first = max(0, bisect_right(starts, start) - 1)
    if first < len(units) and units[first].end <= start:
        first += 1
    last = first
    while last < len(units) and units[last].start < end:
        last += 1
    return range(first, last)


def align(old: str, new: str) -> Alignment:
    """Align two normalised texts; near linear in their length."""
    old_units, new_units = units_of(old), units_of(new)
    matching = Matching.empty(len(old_units), len(new_units))
    result = Alignment(old, new, old_units, new_units, matching)
    olds = [result.old_words(number) for number in range(len(old_units))]
    news = [result.new_words(number) for number in range(len(new_units))]
    for key in (str, plain):
        old_keys, new_keys = [key(words) for words in olds], [key(words) for words in news]
        _match_paragraphs(matching, old_units, new_units, old_keys, new_keys)
        match_equal(matching, old_keys, new_keys, _is_telling)
    _unpair_doubtful(result, olds, news)
    _pair_changed(result, olds, news)
    _match_between_changed(result, olds, news)
    return result


def _is_telling(words: str) -> bool:
    """Whether words are so many that finding them again is no coincidence."""
    return len(words) >= _TELLING_LENGTH and len(tokens_of(words, 0, len(words))) >= _TELLING_WORDS


def _match_paragraphs(
    matching: Matching,
    old_units: Sequence[Unit],
    new_units: Sequence[Unit],
    old_keys: Sequence[str],
    new_keys: Sequence[str],
) -> None:
    """Pair the sentences of paragraphs that occur once in each text, wherever they stand."""
    old_paragraphs, new_paragraphs = _paragraphs(old_units), _paragraphs(new_units)
    olds = [_END.join(old_keys[number] for number in paragraph) for paragraph in old_paragraphs]
    news = [_END.join(new_keys[number] for number in paragraph) for paragraph in new_paragraphs]
    whole = Matching.empty(len(olds), len(news))
    match_equal(whole, olds, news, _is_telling)
    added = Counter(new_keys) - Counter(old_keys)
    for place, other in enumerate(whole.target):
        # a paragraph with a sentence that was repeated may be a copy of one that was then rewritten
        if other is not None and not any(old_keys[number] in added for number in old_paragraphs[place]):
            for one, another in zip(old_paragraphs[place], new_paragraphs[other], strict=True):
                matching.add(one, another)


def _paragraphs(units: Sequence[Unit]) -> list[range]:
    starts = [
        number for number, unit in enumerate(units) if not number or units[number - 1].paragraph != unit.paragraph
    ]
    return [range(start, end) for start, end in pairwise([*starts, len(units)])]


def _unpair_doubtful(result: Alignment, olds: Sequence[str], news: Sequence[str]) -> None:
    """Take pairs apart that may be copies, while something much like them stands where the original stood.

    What is more like another old sentence that is gone is that one, rewritten.
    """
    matching = result.matching
    order = matching.in_order()
    firm = {old_unit for old_unit in order if matching.is_firm(old_unit)}
    gaps = matching.gaps(firm)
    free_old = [number for number, place in enumerate(matching.target) if place is None]
    free_new = [number for number, place in enumerate(matching.origin) if place is None]
    old_keys = {number: _keys(olds[number]) for number in free_old}
    new_keys = {number: _keys(news[number]) for number in free_new}

    def has_rival(old_unit: int) -> bool:
        mine, (low, high) = _keys(olds[old_unit]), gaps[old_unit]
        place = bisect_left(free_old, old_unit)
        gone = free_old[max(0, place - _SMALL_GAP) : place + _SMALL_GAP]
        first, last = bisect_right(free_new, low), bisect_left(free_new, high)
        for rival in free_new[first : min(last, first + _LARGE_GAP)]:
            alike = Indel.normalized_similarity(mine, new_keys[rival])
            if alike >= ENOUGH_ALIKE and not any(
                Indel.normalized_similarity(old_keys[other], new_keys[rival]) > alike for other in gone
            ):
                return True
        return False

    paired = [old_unit for old_unit, new_unit in enumerate(matching.target) if new_unit is not None]
    for old_unit in paired:
        if old_unit not in firm and has_rival(old_unit):
            matching.remove(old_unit)
            result.doubted.add(old_unit)


def _pair_changed(result: Alignment, olds: Sequence[str], news: Sequence[str]) -> None:
    """Find what sentences that are not there any more were rewritten to."""
    free_old = [number for number, place in enumerate(result.matching.target) if place is None]
    free_new = [number for number, place in enumerate(result.matching.origin) if place is None]
    if not free_old or not free_new:
        return
    search = _Search(result, olds, news, free_new)
    found = {number: search.similar_to(number) for number in free_old}
    taken: set[int] = set()
    often = Counter(olds)
    for likeness, old_unit, new_unit in sorted(_sure(found), key=lambda item: (-item[0], item[1])):
        if likeness >= ENOUGH_ALIKE and new_unit not in taken and old_unit not in result.doubted:
            result.changed[old_unit] = new_unit
            taken.add(new_unit)
    for number in free_old:
        if number not in result.changed:
            doubtful = number in result.doubted or often[olds[number]] > 1
            swallowed = None if doubtful else search.swallowed_by(number, found[number])
            if swallowed is not None:
                result.changed[number] = swallowed
            else:
                result.similar[number] = [item for item in found[number] if item.unit not in taken]


def _sure(found: dict[int, list[Similar]]) -> Iterator[tuple[float, int, int]]:
    """Yield likeness, old and new unit where each is by far the best for the other, and they stand near."""
    rivals: dict[int, list[float]] = defaultdict(list)
    for candidates in found.values():
        for item in candidates:
            rivals[item.unit].append(item.likeness)
    for number, candidates in found.items():
        if candidates and candidates[0].nearby:
            best = candidates[0]
            others = sorted([*rivals[best.unit], *(item.likeness for item in candidates[1:])], reverse=True)
            # the best itself stands among its unit's rivals, once
            others.remove(best.likeness)
            if all(best.likeness - other >= _LEAD for other in others[:1]):
                yield best.likeness, number, best.unit


def _match_between_changed(result: Alignment, olds: Sequence[str], news: Sequence[str]) -> None:
    """Pair equal sentences that only sentences next to them tell apart which were rewritten a little."""
    known = Matching(list(result.matching.target), list(result.matching.origin))
    for old_unit, new_unit in result.changed.items():
        if Indel.normalized_similarity(_keys(olds[old_unit]), _keys(news[new_unit])) >= _LITTLE:
            known.add(old_unit, new_unit)
    match_gaps(known, olds, news)
    for old_unit, place in enumerate(known.target):
        if place is not None and old_unit not in result.changed and old_unit not in result.doubted:
            result.matching.add(old_unit, place)
            result.similar.pop(old_unit, None)


class _Search:
    """Finds the sentences that share rare words with a given one."""

    def __init__(
        self, result: Alignment, olds: Sequence[str], news: Sequence[str], free_new: Sequence[int]
    ) -> None:
        self._result, self._free_new = result, free_new
        self._olds, self._keys = olds, {number: _keys(news[number]) for number in free_new}
        self._gaps = result.matching.gaps(result.matching.in_order())
        self._paragraph_of = _paragraph_targets(result)
        self._index: dict[str, list[int]] = defaultdict(list)
        for number in free_new:
            for key in set(self._keys[number]):
                self._index[key].append(number)

    def similar_to(self, old_unit: int) -> list[Similar]:
        """Return the most similar free units of the new text, the best first; near ones before equal others."""
        keys = _keys(self._olds[old_unit])
        found = [
            Similar(number, Indel.normalized_similarity(keys, self._keys[number]), self._is_near(old_unit, number))
            for number in self._candidates(old_unit, keys)
        ]
        return sorted(found, key=lambda item: (-item.likeness, not item.nearby, item.unit))[:_CANDIDATES]

    def swallowed_by(self, old_unit: int, candidates: Sequence[Similar]) -> int | None:
        """Return the near unit that has nearly all words of the old one among others, if one has."""
        keys = _keys(self._olds[old_unit])
        if len(keys) < _TELLING_WORDS:
            return None
        found = [item for item in candidates if item.nearby]
        shares = sorted(
            ((LCSseq.similarity(keys, self._keys[item.unit]) / len(keys), item.unit) for item in found),
            reverse=True,
        )
        if not shares or shares[0][0] < _CONTAINED or any(shares[0][0] - share < _LEAD for share, _ in shares[1:]):
            return None
        return shares[0][1]

    def _candidates(self, old_unit: int, keys: Sequence[str]) -> list[int]:
        weights: Counter[int] = Counter()
        for key in set(keys):
            places = self._index.get(key, ())
            if len(places) <= _COMMON:
                for number in places:
                    weights[number] += 1
        low, high = self._gaps[old_unit]
        first = bisect_right(self._free_new, low)
        near = [number for number in self._free_new[first : first + _SMALL_GAP + 1] if number < high]
        near = near if len(near) <= _SMALL_GAP else []
        best = [number for number, _weight in weights.most_common(_CANDIDATES)]
        return list(dict.fromkeys([*best, *near]))

    def _is_near(self, old_unit: int, new_unit: int) -> bool:
        low, high = self._gaps[old_unit]
        paragraph = self._result.old_units[old_unit].paragraph
        return (
            low < new_unit < high
            or self._paragraph_of.get(paragraph) == self._result.new_units[new_unit].paragraph
        )


@lru_cache(_REMEMBERED)
def _keys(words: str) -> tuple[str, ...]:
    return tuple(token.key for token in tokens_of(words, 0, len(words)))


def _paragraph_targets(result: Alignment) -> dict[int, int]:
    """Return for each old paragraph the new one that most of its sentences are in."""
    votes: dict[int, Counter[int]] = defaultdict(Counter)
    for old_unit, new_unit in enumerate(result.matching.target):
        if new_unit is not None:
            votes[result.old_units[old_unit].paragraph][result.new_units[new_unit].paragraph] += 1
    return {paragraph: counted.most_common(1)[0][0] for paragraph, counted in votes.items()}
