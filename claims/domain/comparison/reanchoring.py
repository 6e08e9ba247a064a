"""What became of the words that claims are pinned to, in a new version of the text.

- ``exact``: the same words, in the same order among what stayed, with the same 32 characters on either side.
  Only their offsets may differ.
- ``moved``: the same words, told apart from every repetition, but what stands around them changed, or the passage
  stands at another place of the text.
- ``fuzzy``: the sentence is still there and its words changed (perhaps in typography alone). It is the sentence
  that stands where the old one stood, or in the paragraph that the old one was in; never another one.
- ``ambiguous``: the words, or words much like them, stand where nothing says that they are the ones that were
  meant: in several equally good places, or in one that may be a coincidence. All places are candidates.
- ``orphan``: gone. Candidates, if any, are places where the same words stood before, too, and still stand.

``exact`` and ``moved`` are never a guess: see ``matching`` for when two sentences are held for the same one.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, LCSseq

from claims.domain.anchor import CONTEXT_LENGTH, Anchor, anchor_at
from claims.domain.claim import AnchorStatus
from claims.domain.comparison.alignment import ENOUGH_ALIKE, Alignment, align, units_in
from claims.domain.comparison.unit import Token, Unit, plain, tokens_of

MAX_CANDIDATES = 20
"""Places that are offered to a person for one anchor."""
_MAX_LOOKED_AT = 500
"""Places of the same words that are looked at; what stands in more is told by its sentence or not at all."""
SURELY_ALIKE = 0.7
"""From which likeness of a rewritten sentence on, words that it kept are those of the old one."""
LIKE_ELSEWHERE = 0.75
"""From which likeness on, changed words at another place are offered to a person."""
_SWALLOWED = 1.4
"""How much longer a sentence is that swallowed another one, in words."""
_FEW_WORDS, _TELLING_WORDS, _TELLING_LENGTH = 3, 5, 24
"""Words that are found again at another place without their sentence are no coincidence from this length on."""

Place = tuple[int, int]
_INSIDE_WORD = re.compile(r"\w\w")


@dataclass(frozen=True, slots=True)
class Reanchored:
    """What became of one anchor."""

    status: AnchorStatus
    anchor: Anchor | None = None
    """Its words in the new text: there when the status is ``exact``, ``moved`` or ``fuzzy``."""
    candidates: tuple[Anchor, ...] = ()
    """Where a person may find it, when the status is ``ambiguous`` or ``orphan``."""
    likeness: float = 0.0
    """Share of words and marks that the old and the new ones have in common, 0 to 1."""
    typography: bool = False
    """``fuzzy``, but only quote marks, dashes or spaces differ."""


def reanchor(old: str, new: str, anchors: Sequence[Anchor]) -> list[Reanchored]:
    """Say what became of each anchor of the old text, in the order given; both texts are normalised.

    Near linear in the length of the texts and the number of anchors.
    """
    return reanchor_along(align(old, new), anchors)


def reanchor_along(alignment: Alignment, anchors: Sequence[Anchor]) -> list[Reanchored]:
    """Say what became of each anchor, given how the two texts are aligned."""
    follower = _Follower(alignment)
    return [follower.follow(anchor) for anchor in anchors]


def likeness(old_words: str, new_words: str) -> float:
    """Return the share of words and marks that two stretches have in common, in order, 0 to 1."""
    return Indel.normalized_similarity(_keys(old_words), _keys(new_words))


def is_typography(old_words: str, new_words: str) -> bool:
    """Whether words differ in quote marks, dashes and spaces alone."""
    return old_words != new_words and plain(old_words) == plain(new_words)


class _Follower:
    """Follows anchors along an alignment."""

    def __init__(self, alignment: Alignment) -> None:
        self._it = alignment
        self._origins: dict[int, list[int]] = defaultdict(list)
        for old_unit, new_unit in alignment.changed.items():
            self._origins[new_unit].append(old_unit)

    def follow(self, anchor: Anchor) -> Reanchored:
        """Say what became of one anchor."""
        units = units_in(self._it.old_starts, self._it.old_units, anchor.start, anchor.end)
        if (place := self._unchanged(anchor, units)) is not None:
            return self._same_words(anchor, place, in_order=all(unit in self._it.in_order for unit in units))
        place, sure = self._rewritten(anchor, units)
        if place is not None and self._it.new[slice(*place)] == anchor.exact:
            return self._same_words(anchor, place) if sure else self._doubtful(anchor, [place])
        if place is not None:
            words = self._it.new[slice(*place)]
            alike = likeness(anchor.exact, words)
            if _swallows(words, anchor.exact):
                return self._doubtful(anchor, [place])
            if alike >= ENOUGH_ALIKE and not self._stands_whole(anchor, place):
                found = anchor_at(self._it.new, *place)
                return Reanchored(
                    AnchorStatus.FUZZY, found, likeness=alike, typography=is_typography(anchor.exact, words)
                )
        return self._elsewhere(anchor, units, place)

    def _unchanged(self, anchor: Anchor, units: range) -> Place | None:
        """Return where the words stand if their sentences are unchanged and still stand together."""
        targets = [self._it.matching.target[unit] for unit in units]
        if not targets or targets[0] is None or not all(self._it.is_equal(unit) for unit in units):
            return None
        if any(one is None or other != one + 1 for one, other in pairwise(targets)):
            return None
        shift = self._it.new_units[targets[0]].start - self._it.old_units[units[0]].start
        place = max(0, anchor.start + shift), anchor.end + shift
        return place if self._it.new[slice(*place)] == anchor.exact else None

    def _same_words(self, anchor: Anchor, place: Place, *, in_order: bool = False) -> Reanchored:
        found = anchor_at(self._it.new, *place)
        same_context = self._context(anchor) == (found.prefix, found.suffix)
        status = AnchorStatus.EXACT if in_order and same_context else AnchorStatus.MOVED
        return Reanchored(status, found, likeness=1.0)

    def _context(self, anchor: Anchor) -> tuple[str, str]:
        old = self._it.old
        before, after = max(0, anchor.start - CONTEXT_LENGTH), anchor.end + CONTEXT_LENGTH
        return old[before : anchor.start], old[anchor.end : after]

    def _rewritten(self, anchor: Anchor, units: range) -> tuple[Place | None, bool]:
        """Return where the words went with their changed sentences, and whether every word was followed surely."""
        targets = [(unit, self._it.target(unit)) for unit in units]
        followed = [(unit, target) for unit, target in targets if target is not None]
        if not followed or any(not 0 <= b[1] - a[1] <= 1 for a, b in pairwise(followed)):
            return None, False
        pieces = [self._piece(anchor, unit, target) for unit, target in followed]
        places = [place for place, _sure in pieces if place is not None]
        if not places:
            return None, False
        place = min(start for start, _end in places), max(end for _start, end in places)
        return place, len(places) == len(targets) and all(sure for _place, sure in pieces)

    def _piece(self, anchor: Anchor, unit: int, target: int) -> tuple[Place | None, bool]:
        """Follow the part of an anchor that lies in one sentence into what that sentence became."""
        old_unit, new_unit = self._it.old_units[unit], self._it.new_units[target]
        start, end = max(anchor.start, old_unit.start), min(anchor.end, old_unit.end)
        if self._it.is_equal(unit):
            shift = new_unit.start - old_unit.start
            return (start + shift, end + shift), True
        olds = tokens_of(self._it.old, old_unit.start, old_unit.end)
        news = tokens_of(self._it.new, new_unit.start, new_unit.end)
        covered = [number for number, token in enumerate(olds) if token.start < end and token.end > start]
        if (place := self._verbatim((start, end), unit, target)) is not None:
            return place, len(covered) >= _TELLING_WORDS or _alike(olds, news) >= SURELY_ALIKE
        whole = (start, end) == (old_unit.start, old_unit.end)
        if whole and unit not in self._it.changed:
            return (new_unit.start, new_unit.end), False
        if not covered:
            return None, False
        if whole and len(news) > _SWALLOWED * len(olds):
            return self._window((start, end), new_unit, news), False
        if whole and _alike(olds, news) >= ENOUGH_ALIKE:
            return (new_unit.start, new_unit.end), False
        return self._among_tokens((start, end), covered, olds, news)

    def _window(self, place: Place, new_unit: Unit, news: Sequence[Token]) -> Place | None:
        """Return the words of a much longer sentence that are most like a whole shorter one."""
        found = fuzz.partial_ratio_alignment(
            self._it.old[slice(*place)], self._it.new[new_unit.start : new_unit.end]
        )
        if found is None:
            return None
        low, high = new_unit.start + found.dest_start, new_unit.start + found.dest_end
        inside = [token for token in news if token.start < high and token.end > low]
        return (inside[0].start, inside[-1].end) if inside else None

    def _verbatim(self, place: Place, unit: int, target: int) -> Place | None:
        """Return where a stretch of a sentence stands, if it stands once both in it and in what it became."""
        words, old_words, new_words = (
            self._it.old[slice(*place)],
            self._it.old_words(unit),
            self._it.new_words(target),
        )
        if len(_keys(words)) < _FEW_WORDS or old_words.count(words) != 1 or new_words.count(words) != 1:
            return None
        start = self._it.new_units[target].start + new_words.index(words)
        cuts = _cuts_words(self._it.old, *place), _cuts_words(self._it.new, start, start + len(words))
        return None if cuts == (False, True) else (start, start + len(words))

    def _among_tokens(
        self, place: Place, covered: Sequence[int], olds: Sequence[Token], news: Sequence[Token]
    ) -> tuple[Place | None, bool]:
        first, last = covered[0], covered[-1]
        pairs = _aligned(olds, news)
        ends = [new for old, new in pairs.items() if first <= old <= last]
        if not ends:
            return None, False
        low, high = _widened(pairs, ends, first, last, len(olds), len(news))
        sure = _is_sandwiched(pairs, first, last, len(olds), len(news))
        sure = sure and _alike(olds, news) >= SURELY_ALIKE
        # an anchor may begin or end inside a word, which is then the same word
        left = place[0] - olds[first].start if pairs.get(first) == low else 0
        right = olds[last].end - place[1] if pairs.get(last) == high else 0
        start, end = news[low].start + max(0, left), news[high].end - max(0, right)
        return ((start, end), sure) if start < end else (None, False)

    def _stands_whole(self, anchor: Anchor, place: Place) -> bool:
        """Whether the very words stand somewhere else, free, so that changed ones are not clearly meant."""
        found = self._free_places(anchor)
        return any(not (start < place[1] and place[0] < end) for start, end in found)

    def _elsewhere(self, anchor: Anchor, units: range, part: Place | None) -> Reanchored:
        """Look for words that lost their sentence in the rest of the new text; ``part`` is where some are."""
        places, similar = self._free_places(anchor), list(self._similar_places(anchor, units))
        if (
            len(places) == len(units) == 1
            and units[0] not in self._it.doubted
            and self._is_telling(anchor)
            and self._was_single(anchor)
            and not self._has_rivals(units, places[0])
        ):
            return self._same_words(anchor, places[0])
        rest = [place for place in similar if not any(place[0] < high and low < place[1] for low, high in places)]
        if places or rest:
            return self._doubtful(anchor, [*places, *rest][:MAX_CANDIDATES])
        if part is not None:
            return self._doubtful(anchor, [part])
        taken = islice(_places(self._it.new, anchor.exact), MAX_CANDIDATES)
        return Reanchored(AnchorStatus.ORPHAN, candidates=self._anchors(taken))

    def _doubtful(self, anchor: Anchor, places: Sequence[Place]) -> Reanchored:
        found = self._anchors(places)
        best = max(likeness(anchor.exact, one.exact) for one in found)
        return Reanchored(AnchorStatus.AMBIGUOUS, candidates=found, likeness=best)

    def _anchors(self, places: Iterable[Place]) -> tuple[Anchor, ...]:
        return tuple(anchor_at(self._it.new, start, end) for start, end in places)

    def _free_places(self, anchor: Anchor) -> list[Place]:
        """Return where the very words stand in the new text, without places that other old words went to."""
        cut = _cuts_words(self._it.old, anchor.start, anchor.end)
        found = (
            place
            for place in islice(_places(self._it.new, anchor.exact), _MAX_LOOKED_AT)
            if (cut or not _cuts_words(self._it.new, *place)) and self._is_free(place, anchor)
        )
        return list(islice(found, MAX_CANDIDATES))

    def _is_free(self, place: Place, anchor: Anchor) -> bool:
        """Whether no other words of the old text are known to have become those at a place of the new one."""
        for unit in units_in(self._it.new_starts, self._it.new_units, *place):
            old_unit = self._it.matching.origin[unit]
            if old_unit is not None:
                shift = self._it.old_units[old_unit].start - self._it.new_units[unit].start
                return place[0] + shift == anchor.start
            for rewritten in self._origins.get(unit, ()):
                old = self._it.old_units[rewritten]
                if anchor.exact in self._it.old_words(rewritten) and not old.start <= anchor.start < old.end:
                    return False
        return True

    def _is_telling(self, anchor: Anchor) -> bool:
        return len(anchor.exact) >= _TELLING_LENGTH and len(_keys(anchor.exact)) >= _TELLING_WORDS

    def _was_single(self, anchor: Anchor) -> bool:
        """Whether no other place of the old text had the words and lost them."""
        for start, end in islice(_places(self._it.old, anchor.exact), MAX_CANDIDATES):
            if start != anchor.start:
                units = units_in(self._it.old_starts, self._it.old_units, start, end)
                if any(self._it.target(unit) is None for unit in units):
                    return False
        return True

    def _has_rivals(self, units: range, place: Place) -> bool:
        """Whether a sentence of the anchor may as well have become another one than the one at a place."""
        there = units_in(self._it.new_starts, self._it.new_units, *place)
        similar = [item for unit in units for item in self._it.similar.get(unit, ())]
        return any(item.likeness >= ENOUGH_ALIKE and item.unit not in there for item in similar)

    def _similar_places(self, anchor: Anchor, units: range) -> Iterator[Place]:
        """Yield where sentences much like those of the anchor stand."""
        if len(units) != 1:
            return
        for item in self._it.similar.get(units[0], ()):
            if item.likeness >= LIKE_ELSEWHERE or (item.nearby and item.likeness >= ENOUGH_ALIKE):
                place, _sure = self._piece(anchor, units[0], item.unit)
                if place is not None and likeness(anchor.exact, self._it.new[slice(*place)]) >= ENOUGH_ALIKE:
                    yield place


def _aligned(olds: Sequence[Token], news: Sequence[Token]) -> dict[int, int]:
    """Return which words of one sentence stayed, as which of the other."""
    pairs: dict[int, int] = {}
    for step in LCSseq.opcodes(_of(olds), _of(news)):
        if step.tag == "equal":
            pairs.update(
                zip(range(step.src_start, step.src_end), range(step.dest_start, step.dest_end), strict=True)
            )
    return pairs


def _widened(
    pairs: dict[int, int], ends: Sequence[int], first: int, last: int, olds: int, news: int
) -> tuple[int, int]:
    """Return first and last word of the new place: also those that stand for rewritten words at its ends."""
    low, high = min(ends), max(ends)
    if first not in pairs:
        low = pairs[first - 1] + 1 if first - 1 in pairs else 0 if first == 0 else low
    if last not in pairs:
        high = pairs[last + 1] - 1 if last + 1 in pairs else news - 1 if last == olds - 1 else high
    return low, high


def _is_sandwiched(pairs: dict[int, int], first: int, last: int, olds: int, news: int) -> bool:
    """Whether all words from first to last stayed together, with their neighbours or the sentence's ends."""
    followed = [pairs.get(number) for number in range(first, last + 1)]
    if followed[0] is None or any(a is None or b != a + 1 for a, b in pairwise(followed)):
        return False
    before = pairs[first] == 0 if first == 0 else pairs.get(first - 1) == pairs[first] - 1
    after = pairs[last] == news - 1 if last == olds - 1 else pairs.get(last + 1) == pairs[last] + 1
    return before and after


def _places(text: str, words: str) -> Iterator[Place]:
    """Yield every place of the words, from left to right, also where they overlap."""
    start = text.find(words) if words else -1
    while start >= 0:
        yield start, start + len(words)
        start = text.find(words, start + 1)


def _cuts_words(text: str, start: int, end: int) -> bool:
    """Whether a place begins or ends inside a word."""
    edges = (text[max(0, edge - 1) : edge + 1] for edge in (start, end))
    return any(_INSIDE_WORD.fullmatch(edge) for edge in edges)


def _swallows(new_words: str, old_words: str) -> bool:
    """Whether words are so many more than the old ones that a sentence may have come between them."""
    return len(_keys(new_words)) > _SWALLOWED * len(_keys(old_words)) + _TELLING_WORDS


def _alike(olds: Sequence[Token], news: Sequence[Token]) -> float:
    return Indel.normalized_similarity(_of(olds), _of(news))


def _of(tokens: Sequence[Token]) -> list[str]:
    return [token.key for token in tokens]


def _keys(words: str) -> list[str]:
    return _of(tokens_of(words, 0, len(words)))
