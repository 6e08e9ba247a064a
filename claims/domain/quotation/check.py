"""Looking for quoted words in a text: found, found with small differences, or not found.

Found: the same words, apart from typography (quote marks, hyphens, dashes, spaces, line ends, ligatures, footnote
marks, the case at the beginning), in order, with what ellipses leave out and brackets put in. With differences:
the same statement in other spelling, contractions, articles or case. A changed number, name, denial or any other
word is never found.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from claims.domain.anchor import normalise
from claims.domain.quotation.difference import HARMLESS, Difference, compare, contrast
from claims.domain.quotation.part import Part, Quotation, readings
from claims.domain.quotation.search import Hit, chains
from claims.domain.quotation.skeleton import Skeleton, skeleton_of
from claims.domain.source import QuoteCheck

MAX_DIFFERENCES = 20
"""Differences that are told of one quotation."""
_ENOUGH = 0.5
"""Share of a quotation's words that the closest place must have to be shown."""
_MAX_SEEDS = 200_000
"""Places of a quotation's words that are weighed in search of the closest one."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of a quotation: ``text[start:end]`` is where it stands, or the closest place if one is known."""

    result: QuoteCheck
    differences: tuple[Difference, ...] = ()
    start: int | None = None
    end: int | None = None


def look_for(quote: str, text: str) -> Finding:
    """Look for quoted words in a normalised text; ``not_checked`` when the quotation holds no words.

    Linear in the text, up to a bounded number of places that hold the same words; 2,000,000 characters take about
    two seconds.
    """
    copy = skeleton_of(text)
    refused: list[Finding] = []
    ways = [way for way in readings(normalise(quote)) if way.parts]
    if not ways:
        return Finding(QuoteCheck.NOT_CHECKED)
    loose = None
    for strict in (True, False):
        for way in ways:
            if not strict:
                loose = loose or copy.loose()
            finding = _search(way, copy, loose)
            if finding and finding.result is not QuoteCheck.NOT_FOUND:
                return finding
            refused += [finding] if finding else []
    return refused[0] if refused else _closest(ways[0], copy)


def _search(way: Quotation, copy: Skeleton, loose: Skeleton | None) -> Finding | None:
    """Look for one reading of a quotation; the best chain of places, or None where there is none."""
    strict = loose is None
    text, quote = (copy, way.skeleton) if loose is None else (loose, way.skeleton.loose())
    refused = None
    best: Finding | None = None
    for chain in chains(text, quote, way.parts, strict=strict):
        differences = compare(copy, way, chain)
        finding = _finding(copy, differences, chain)
        if finding.result is QuoteCheck.FOUND:
            return finding
        if finding.result is QuoteCheck.NOT_FOUND:
            refused = refused or finding
        else:
            best = best or finding
    return best or refused


def _finding(copy: Skeleton, differences: Sequence[Difference], chain: Sequence[Hit]) -> Finding:
    result = QuoteCheck.FOUND
    if differences:
        harmless = all(item.kind in HARMLESS for item in differences)
        result = QuoteCheck.FOUND_WITH_DIFFERENCES if harmless else QuoteCheck.NOT_FOUND
    start, end = copy.starts[chain[0].first], copy.ends[chain[-1].last - 1]
    return Finding(result, tuple(differences[:MAX_DIFFERENCES]), start, end)


def _closest(way: Quotation, copy: Skeleton) -> Finding:
    """Return the place that shares most of the quotation's words, and how it differs, if there is such a place."""
    whole = Part(0, len(way.skeleton))
    hit = _densest(way.skeleton.keys, copy)
    if hit is None:
        return Finding(QuoteCheck.NOT_FOUND)
    differences = [item for item in contrast(copy, way.skeleton, whole, hit) if not _is_omission(item, way)]
    start, end = copy.starts[hit.first], copy.ends[hit.last - 1]
    return Finding(QuoteCheck.NOT_FOUND, tuple(differences[:MAX_DIFFERENCES]), start, end)


def _is_omission(difference: Difference, way: Quotation) -> bool:
    return not difference.quoted and any(part.omits for part in way.parts)


def _densest(keys: Sequence[str], copy: Skeleton) -> Hit | None:
    """Return the stretch of about the quotation's length with the most of its words, rare ones weighing more."""
    seeds = _seeds(keys, copy)
    if not seeds:
        return None
    width, weight = len(keys) + max(3, len(keys) // 4), 0.0
    best, low = (0.0, 0, 0), 0
    inside: dict[str, int] = defaultdict(int)
    for high, (place, key, value) in enumerate(seeds):
        inside[key] += 1
        weight += value if inside[key] == 1 else 0.0
        while place - seeds[low][0] >= width:
            gone = seeds[low]
            inside[gone[1]] -= 1
            weight -= gone[2] if not inside[gone[1]] else 0.0
            low += 1
        if weight > best[0] + 1e-9:
            best = (weight, low, high)
    first, last = seeds[best[1]][0], seeds[best[2]][0] + 1
    return _trimmed(keys, copy, Hit(first, last))


def _trimmed(keys: Sequence[str], copy: Skeleton, hit: Hit) -> Hit | None:
    shared = len(set(keys) & set(copy.keys[hit.first : hit.last]))
    if shared < _ENOUGH * len(set(keys)):
        return None
    blocks = LCSseq.editops(keys, copy.keys[hit.first : hit.last]).as_matching_blocks()
    lead, tail = blocks[0].a, len(keys) - max(block.a + block.size for block in blocks if block.size)
    return Hit(max(0, hit.first - lead), min(len(copy), hit.last + tail))


def _seeds(keys: Sequence[str], copy: Skeleton) -> list[tuple[int, str, float]]:
    """Return the places of the quotation's words in the text, each with its weight, in order; rare words first."""
    places: dict[str, list[int]] = {key: [] for key in keys}
    for number, key in enumerate(copy.keys):
        if key in places:
            places[key].append(number)
    seeds: list[tuple[int, str, float]] = []
    for key, found in sorted(places.items(), key=lambda item: (len(item[1]), item[0])):
        if len(seeds) + len(found) > _MAX_SEEDS:
            break
        seeds += [(number, key, 1 / (1 + len(found) ** 0.5)) for number in found]
    return sorted(seeds)
