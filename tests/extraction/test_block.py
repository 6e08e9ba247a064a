import pytest

from claims.extraction.block import MAX_BLOCK, BlockKind, blocks, ends_sentence


def words(text: str) -> list[str]:
    return [text[block.start : block.end] for block in blocks(text)]


def test_each_line_is_a_block() -> None:
    assert words("One line.\n\nAnother line.\n") == ["One line.", "Another line."]


def test_line_that_only_a_column_limit_ended_goes_on() -> None:
    assert words("The museum opened\nin 1998.\nIt closed.") == ["The museum opened\nin 1998.", "It closed."]


def test_list_markers_and_white_space_are_left_out() -> None:
    assert words("  • First thing.\n2) Second thing.  \n- third thing.") == [
        "First thing.",
        "Second thing.",
        "third thing.",
    ]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("A rare step", BlockKind.HEADING),
        ("Photo: The mayor in May.", BlockKind.CAPTION),
        ("The mayor left in May.", BlockKind.PARAGRAPH),
        ("“We will not leave.”", BlockKind.PARAGRAPH),
        ("There are three reasons:", BlockKind.PARAGRAPH),
    ],
)
def test_layout_tells_the_kind(line: str, kind: BlockKind) -> None:
    assert next(iter(blocks(line))).kind is kind


def test_long_line_is_cut_after_a_sentence() -> None:
    text = "The museum opened in 1998. " * 400
    found = list(blocks(text))
    assert all(block.end - block.start <= MAX_BLOCK for block in found)
    assert all(text[block.end - 1] == "." for block in found)
    assert "".join(words(text)).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("ended", ["Yes.", "Yes!”", "是。", "क्या।", "Yes?)"])
def test_sentence_ends_behind_closing_marks(ended: str) -> None:
    assert ends_sentence(ended)


@pytest.mark.parametrize("open_", ["Yes", "Yes,", "Yes:", ""])
def test_sentence_without_a_mark_has_not_ended(open_: str) -> None:
    assert not ends_sentence(open_)
