"""PDFs to text: what a page broke is joined, what runs along its edges is dropped."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from claims.archiving.paragraph import Line, flowing_text
from claims.archiving.pdf import _moment as moment
from claims.archiving.reader import read_document
from claims.errors import InvalidInput
from tests.archiving.samples import Placed, pdf

BODY = (
    "Kim will make his fifth visit to Beijing on Monday, and",
    "it is the first in six years that anybody has heard of.",
    "  The parade is the largest that the city has seen, and",
    "heads of state will stand beside him, two ministers say",
    "who did not want to be named.",
)


def page(number: int, lines: tuple[str, ...] = BODY) -> list[Placed]:
    """A page with a running title, its lines and its number."""
    body = [
        (72.0 + 7.2 * (len(line) - len(line.lstrip())), 700.0 - 14 * place, line.strip())
        for place, line in enumerate(lines)
    ]
    return [(72, 760, "The Daily Example"), *body, (300, 40, f"Page {number} of 3")]


def test_paragraphs_are_rebuilt_and_running_lines_dropped() -> None:
    pages = [page(1), page(2, ("The end was", "not reported.")), page(3, ("Last words.",))]
    text = read_document("a.pdf", pdf(pages)).text
    assert text.split("\n\n") == [
        f"{BODY[0]} {BODY[1]}",
        f"{BODY[2].strip()} {BODY[3]} {BODY[4]}",
        "The end was not reported.",
        "Last words.",
    ]


def test_paragraph_goes_on_over_the_page() -> None:
    first = (*BODY[:4], "who did not want that anybody knows of the names of the")
    text = read_document("a.pdf", pdf([page(1, first), page(2, ("people that they are.",)), page(3)])).text
    assert "knows of the names of the people that they are." in text


def test_properties_are_what_the_file_states() -> None:
    info = "/Title(Kim in Beijing)/Author(Ana Ruiz)/CreationDate(D:20250828101500+02'00')"
    document = read_document("a.pdf", pdf([page(1)], info=info))
    assert (document.title, document.author, document.language) == ("Kim in Beijing", "Ana Ruiz", "en")
    assert document.created_on == datetime(2025, 8, 28, 8, 15, tzinfo=UTC)
    assert document.published_on is None, "a file is made before it is published, or long after"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("D:2025", datetime(2025, 1, 1, tzinfo=UTC)),
        ("D:20250828101500Z", datetime(2025, 8, 28, 10, 15, tzinfo=UTC)),
        ("20250828101500-05'30", datetime(2025, 8, 28, 10, 15, tzinfo=timezone(-timedelta(hours=5, minutes=30)))),
        ("D:20259928", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates_of_properties(stated: str, expected: datetime | None) -> None:
    assert moment(stated) == expected


@pytest.mark.parametrize("title", ["untitled", "Document1", "Microsoft Word - letter.docx", "slide 1"])
def test_titles_that_programs_give_are_none(title: str) -> None:
    assert read_document("a.pdf", pdf([page(1)], info=f"/Title({title})")).title == ""


def test_scan_says_that_it_has_no_text() -> None:
    with pytest.raises(InvalidInput, match="holds only pictures of its pages"):
        read_document("a.pdf", pdf([[]]))


def line(text: str, number: int, *, hyphenated: bool = False) -> Line:
    return Line(text, 0, 72.0, 72.0 + 6 * len(text), 700.0 - 14 * number, 12.0, 792.0, hyphenated)


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [
        ("Unemploy", "ment fell.", "Unemployment fell."),
        ("A 20", "year plan.", "A 20-year plan."),
        ("The self", "made man.", "The self-made man."),
        ("The Austro", "Hungarian state.", "The Austro-Hungarian state."),
    ],
)
def test_word_broken_at_the_end_of_a_line_is_joined(above: str, below: str, expected: str) -> None:
    assert flowing_text([[line(above, 0, hyphenated=True), line(below, 1)]]) == expected
    if below[0].islower():
        assert flowing_text([[line(above + "-", 0), line(below, 1)]]) == expected


def test_lines_of_a_script_without_spaces_are_joined_without_one() -> None:
    assert flowing_text([[line("金正恩将于周一抵达北京,这是他", 0), line("六年来首次访华。", 1)]]).endswith(
        "这是他六年来首次访华。"
    )


def test_hyphen_stays_where_both_parts_are_words_of_the_document() -> None:
    lines = [line("It is well and truly known to all of us here, well", 0, hyphenated=True), line("known too.", 1)]
    assert flowing_text([lines]).endswith("here, well-known too.")
