from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from claims.domain.comparison.alignment import align
from claims.domain.comparison.difference import BlockKind, Difference, PieceKind, difference_of
from tests.domain.comparison.edits import edit_text
from tests.domain.comparison.test_reanchoring import FOREIGN, TEXT


def differ(old: str, new: str) -> Difference:
    return difference_of(align(old, new))


def kinds(found: Difference) -> list[BlockKind]:
    return [block.kind for block in found.blocks]


def test_what_stayed_is_one_block() -> None:
    found = differ(TEXT, TEXT)
    assert kinds(found) == [BlockKind.SAME] and len(found.blocks[0].pieces) == 3
    assert (found.words_added, found.words_removed) == (0, 0)


def test_changed_words_are_marked_inside_their_sentence() -> None:
    found = differ(TEXT, TEXT.replace("closed on Mondays", "open on Mondays"))
    assert kinds(found) == [BlockKind.SAME, BlockKind.CHANGED, BlockKind.SAME]
    changed = [(piece.kind, piece.text) for piece in found.blocks[1].pieces if piece.kind is not PieceKind.SAME]
    assert changed == [(PieceKind.REMOVED, "closed"), (PieceKind.ADDED, "open")]
    assert (found.words_added, found.words_removed) == (1, 1)


def test_paragraphs_that_came_and_went_are_whole() -> None:
    first, _second, third = TEXT.split("\n\n")
    found = differ(TEXT, "\n\n".join([first, third, FOREIGN[0]]))
    assert kinds(found) == [BlockKind.SAME, BlockKind.REMOVED, BlockKind.SAME, BlockKind.ADDED]


def test_a_moved_paragraph_is_no_change_of_its_words() -> None:
    first, second, third = TEXT.split("\n\n")
    found = differ(TEXT, "\n\n".join([third, first, second]))
    assert kinds(found) == [BlockKind.MOVED_HERE, BlockKind.SAME, BlockKind.MOVED_AWAY]
    assert (found.words_added, found.words_removed, found.paragraphs_moved) == (0, 0, 1)


@given(st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_no_word_of_either_text_is_lost(seed: int) -> None:
    edited = edit_text(Random(seed), TEXT, FOREIGN)
    found = differ(TEXT, edited.new)
    shown = [piece for block in found.blocks if block.kind is not BlockKind.MOVED_AWAY for piece in block.pieces]
    new = "".join(piece.text for piece in shown if piece.kind is not PieceKind.REMOVED)
    old = "".join(piece.text for piece in shown if piece.kind is not PieceKind.ADDED)
    assert "".join(new.split()) == "".join(edited.new.split())
    assert sorted("".join(old.split())) == sorted("".join(TEXT.split()))
