"""Texts made to take long to compare: a reduced form of ``tests/benchmark/reanchoring.py --hostile``."""

import time
from random import Random

import pytest

from claims.domain.anchor import anchor_at
from claims.domain.claim import AnchorStatus
from claims.domain.comparison.alignment import align
from claims.domain.comparison.difference import PieceKind, difference_of
from claims.domain.comparison.reanchoring import reanchor_along
from tests.domain.comparison.hostile import hostile_pairs

PAIRS = hostile_pairs(60_000)
SECONDS = 4
"""Of the processor; the whole texts, 33 times as long, take at most ten."""


@pytest.mark.parametrize("name", PAIRS)
def test_odd_texts_are_compared_soon_and_never_wrongly(name: str) -> None:
    old, new = PAIRS[name]
    random = Random(3)
    starts = sorted(random.sample(range(len(old) - 200), 50))
    anchors = [anchor_at(old, start, start + random.randint(5, 200)) for start in starts]
    started = time.process_time()
    alignment = align(old, new)
    found = reanchor_along(alignment, anchors)
    blocks = difference_of(alignment).blocks
    assert time.process_time() - started < SECONDS
    for anchor, one in zip(anchors, found, strict=True):
        if one.status in (AnchorStatus.EXACT, AnchorStatus.MOVED):
            assert one.anchor is not None
            assert one.anchor.exact == anchor.exact
    kept = "".join(piece.text for block in blocks for piece in block.pieces if piece.kind is not PieceKind.REMOVED)
    assert "".join(kept.split()) == "".join(new.split())


def test_of_identical_lines_none_is_said_to_be_the_same_when_one_is_gone() -> None:
    old, new = PAIRS["identical_lines"]
    [one] = reanchor_along(align(old, new), [anchor_at(old, 600, 605)])
    assert one.status not in (AnchorStatus.EXACT, AnchorStatus.MOVED)
