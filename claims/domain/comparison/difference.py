"""What changed between two versions, for people: paragraphs, sentences and words, with what stayed folded away."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from rapidfuzz.distance import LCSseq

from claims.domain.comparison.alignment import Alignment
from claims.domain.comparison.matching import Matching
from claims.domain.comparison.unit import Unit, tokens_of

MAX_EXCERPT = 160
"""Characters that are shown of a paragraph that moved away."""


class PieceKind(StrEnum):
    """What became of some words."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


class BlockKind(StrEnum):
    """What became of a paragraph."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED_HERE = "moved_here"
    MOVED_AWAY = "moved_away"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, came or went together."""

    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, or several that follow each other and stayed as they were."""

    kind: BlockKind
    pieces: tuple[Piece, ...]
    """Of paragraphs that stayed: each whole, as one piece. Of one that moved away: its beginning."""


@dataclass(frozen=True, slots=True)
class Difference:
    """All that changed, in the order of the new text."""

    blocks: tuple[Block, ...]
    words_added: int
    words_removed: int
    paragraphs_moved: int


def difference_of(alignment: Alignment) -> Difference:
    """Put the difference of two aligned texts together; near linear in their length."""
    blocks = tuple(_folded(_blocks(alignment)))
    shown = (block for block in blocks if block.kind is not BlockKind.MOVED_AWAY)
    changed = Counter(piece for block in shown for piece in block.pieces if piece.kind is not PieceKind.SAME)
    counted: Counter[PieceKind] = Counter()
    for piece, times in changed.items():  # each once: of a text with many lines, many are the same
        counted[piece.kind] += times * _count(piece.text)
    moved = sum(block.kind is BlockKind.MOVED_HERE for block in blocks)
    return Difference(blocks, counted[PieceKind.ADDED], counted[PieceKind.REMOVED], moved)


def _count(text: str) -> int:
    return sum(token.key[0].isalnum() for token in tokens_of(text, 0, len(text)) if token.key)


def _folded(blocks: Iterator[Block]) -> Iterator[Block]:
    for kind, group in groupby(blocks, lambda block: block.kind):
        if kind is BlockKind.SAME:
            yield Block(kind, tuple(piece for block in group for piece in block.pieces))
        else:
            yield from group


def _blocks(it: Alignment) -> Iterator[Block]:
    olds, news = _paragraphs(it.old_units), _paragraphs(it.new_units)
    pairs = _pair_paragraphs(it, len(olds), len(news))
    stayed = sorted(pairs.in_order())
    done = 0
    for number, units in enumerate(news):
        origin = pairs.origin[number]
        in_order = origin is not None and stayed[(place := bisect_left(stayed, origin)) : place + 1] == [origin]
        if origin is not None and in_order:
            yield from _gone(it, olds, pairs, range(done, origin))
            done = origin + 1
        if origin is None:
            yield Block(BlockKind.ADDED, (Piece(PieceKind.ADDED, _text(it.new, it.new_units, units)),))
        else:
            yield _kept(it, olds[origin], units, moved=not in_order)
    yield from _gone(it, olds, pairs, range(done, len(olds)))


def _gone(it: Alignment, olds: Sequence[range], pairs: Matching, numbers: range) -> Iterator[Block]:
    """Yield the old paragraphs that are not where they were."""
    for number in numbers:
        text = _text(it.old, it.old_units, olds[number])
        if pairs.target[number] is None:
            yield Block(BlockKind.REMOVED, (Piece(PieceKind.REMOVED, text),))
        else:
            short = text if len(text) <= MAX_EXCERPT else text[:MAX_EXCERPT].rsplit(" ", 1)[0] + " …"
            yield Block(BlockKind.MOVED_AWAY, (Piece(PieceKind.REMOVED, short),))


def _kept(it: Alignment, olds: range, news: range, *, moved: bool) -> Block:
    pieces = tuple(_joined(_pieces(it, olds, news)))
    changed = any(piece.kind is not PieceKind.SAME for piece in pieces)
    if moved:
        return Block(BlockKind.MOVED_HERE, pieces)
    return Block(BlockKind.CHANGED if changed else BlockKind.SAME, pieces)


def _pieces(it: Alignment, olds: range, news: range) -> Iterator[Piece]:
    """Yield what became of a paragraph's sentences, one after the other."""
    old_place, new_place = olds.start, news.start
    for old_unit in olds:
        target = it.target(old_unit)
        if target is None or not new_place <= target < news.stop:
            continue
        for gone in range(old_place, old_unit):
            yield Piece(PieceKind.REMOVED, _spaced(it.old, it.old_units, gone, olds))
        for added in range(new_place, target):
            yield Piece(PieceKind.ADDED, _spaced(it.new, it.new_units, added, news))
        yield from compare_words(
            _spaced(it.old, it.old_units, old_unit, olds), _spaced(it.new, it.new_units, target, news)
        )
        old_place, new_place = old_unit + 1, target + 1
    for gone in range(old_place, olds.stop):
        yield Piece(PieceKind.REMOVED, _spaced(it.old, it.old_units, gone, olds))
    for added in range(new_place, news.stop):
        yield Piece(PieceKind.ADDED, _spaced(it.new, it.new_units, added, news))


def compare_words(old: str, new: str) -> Iterator[Piece]:
    """Yield which words of a sentence stayed, went and came; marks of another make are other words here."""
    if old.rstrip() == new.rstrip():
        yield Piece(PieceKind.SAME, new)
        return
    olds, news = _cut(old), _cut(new)
    removed, added = "", ""
    for step in LCSseq.opcodes(olds, news):
        if step.tag != "equal":
            removed += "".join(olds[step.src_start : step.src_end])
            added += "".join(news[step.dest_start : step.dest_end])
            continue
        yield from _replaced(removed, added)
        removed, added = "", ""
        yield Piece(PieceKind.SAME, "".join(news[step.dest_start : step.dest_end]))
    yield from _replaced(removed, added)


def _replaced(removed: str, added: str) -> Iterator[Piece]:
    """Yield what went before what came instead."""
    if removed:
        yield Piece(PieceKind.REMOVED, removed)
    if added:
        yield Piece(PieceKind.ADDED, added)


def _cut(text: str) -> list[str]:
    """Cut a sentence into its words and the spaces between them."""
    parts, place = [], 0
    for token in tokens_of(text, 0, len(text)):
        parts += [text[place : token.start]] * (token.start > place)
        parts.append(text[token.start : token.end])
        place = token.end
    return parts + [text[place:]] * (place < len(text))


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Join what follows each other alike."""
    for kind, group in groupby(pieces, lambda piece: piece.kind):
        yield Piece(kind, "".join(piece.text for piece in group))


def _spaced(text: str, units: Sequence[Unit], number: int, paragraph: range) -> str:
    """Return a sentence with the space behind it, inside its paragraph."""
    end = units[number + 1].start if number + 1 < paragraph.stop else units[number].end
    return text[units[number].start : end]


def _text(text: str, units: Sequence[Unit], paragraph: range) -> str:
    return text[units[paragraph.start].start : units[paragraph.stop - 1].end]


def _paragraphs(units: Sequence[Unit]) -> list[range]:
    found: list[range] = []
    for _paragraph, group in groupby(range(len(units)), lambda number: units[number].paragraph):
        numbers = list(group)
        found.append(range(numbers[0], numbers[-1] + 1))
    return found


def _pair_paragraphs(it: Alignment, olds: int, news: int) -> Matching:
    """Pair each old paragraph with the new one that took most of its words, and the other way round."""
    votes: dict[int, Counter[int]] = defaultdict(Counter)
    back: dict[int, Counter[int]] = defaultdict(Counter)
    for number, unit in enumerate(it.old_units):
        target = it.target(number)
        if target is not None:
            there = it.new_units[target].paragraph
            votes[unit.paragraph][there] += unit.end - unit.start
            back[there][unit.paragraph] += unit.end - unit.start
    pairs = Matching.empty(olds, news)
    for old, counted in votes.items():
        best = counted.most_common(1)[0][0]
        if back[best].most_common(1)[0][0] == old:
            pairs.add(old, best)
    return pairs
