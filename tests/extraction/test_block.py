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


@pytest.mark.parametrize(
    "line",
    [
        "Read more: Alibaba plans a listing in Hong Kong",
        "RELATED: Seven signs of an allergy",
        "Click here to get the app.",
        "Sign up for our newsletter.",
        "Like this story? Share it with a friend!",
        "© 2019 The Agency. All rights reserved.",
        "Keith Novak contributed reporting from Hong Kong.",
        "By Ana Ruiz and Bela Novak",
        "Updated on 5 May 2020 at 10:30",
        "(Applause.)",
        "| 15 | Ryan Newman | 2219 |",
        "|---|---|---|",
        "This website uses cookies.",
    ],
)
def test_what_a_page_puts_round_its_article_is_left_out(line: str) -> None:
    assert words(f"The museum opened in 1998.\n{line}\nIt closed in 2001.") == [
        "The museum opened in 1998.",
        "It closed in 2001.",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "More from the budget goes to schools than before.",
        "By Monday the river had risen by two metres.",
        "The site uses cookies, the regulator found.",
        "Print sales fell by a third.",
        "Related companies paid no tax.",
        "Copyright law changed in 1998.",
        "She said that readers may share this article.",
    ],
)
def test_sentences_about_such_things_stay(line: str) -> None:
    assert words(line) == [line]


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("BEIJING (Reuters) – Kim met Xi.", "Kim"),
        ("HAYWARD, Calif. (AP) — The train stopped.", "The"),
        ("WASHINGTON, Nov 5 (Reuters) - The law passed.", "The"),
        ("MADRID — Ana won.", "Ana"),
        ("The U.S. - Mexico border was closed.", "The"),
    ],
)
def test_words_begin_behind_the_dateline(line: str, first: str) -> None:
    assert words(line)[0].split()[0] == first


def test_credit_and_directions_show_a_caption() -> None:
    line = "Kim Jong Un, left, and Xi Jinping in Beijing on Tuesday. (AP Photo/Ann Lee)"
    (block,) = blocks(line)
    assert block.kind is BlockKind.CAPTION
    assert line[block.start : block.end] == "Kim Jong Un, left, and Xi Jinping in Beijing on Tuesday."


def test_lines_of_a_transcript_have_their_speaker() -> None:
    text = "MR. NOVAK: The bridge opened in May.\nSenator Ruiz: It did not.\nMR. NOVAK: It was open on the 5th."
    assert [(block.speaker, text[block.start : block.end]) for block in blocks(text)] == [
        ("Mr. Novak", "The bridge opened in May."),
        ("Senator Ruiz", "It did not."),
        ("Mr. Novak", "It was open on the 5th."),
    ]


def test_label_that_names_nobody_is_left_out() -> None:
    text = "Q: When did it open?\nA: It opened in May.\nQ: Why?\nA: The law asked for it."
    assert [(block.speaker, text[block.start : block.end]) for block in blocks(text)][1] == (
        "",
        "It opened in May.",
    )


def test_single_label_is_a_speaker_only_before_the_first_person() -> None:
    assert next(iter(blocks("ANNA: We cut taxes by 3 per cent."))).speaker == "Anna"
    assert next(iter(blocks("WARNING: The bridge is closed."))).speaker == ""
