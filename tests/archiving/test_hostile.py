"""Hostile files are refused in one sentence or read, within bounds, and whoever comes next is served."""

import time

import pytest

from claims.archiving.reader import read_document, shown_name
from claims.errors import InvalidInput
from tests.archiving.hostile import HOSTILE, hostile_names

REFUSED = {
    "million_pages.pdf": "declares 1000000 pages",
    "encrypted.pdf": "asks for a password",
    "bomb.docx": "too large once it is unpacked",
    "overlapping.docx": "too large once it is unpacked",
    "many_entries.docx": "packed in a way that no Word document is",
    "external_entity.docx": "packed in a way that no Word document is",
    "million_cues.srt": "more than 50000 captions",
    "truncated.pdf": "cannot be read",
    "truncated.docx": "cannot be read",
    "billion_laughs.docx": "cannot be read",
    "empty.pdf": "is empty",
}
READ = {
    "page.docx": "Words of a PDF.",
    "word.pdf": "Kim in Beijing",
    "polyglot.html": "Words of a PDF.",
    "linked_data.html": "Words of the page.",
}
SLOW = {"recursive_form.pdf", "many_paragraphs.docx"}
"""Those of many seconds run in the benchmark alone."""


@pytest.mark.parametrize("name", sorted(set(HOSTILE) - SLOW))
def test_hostile_file_is_refused_or_read(name: str) -> None:
    data, begun = HOSTILE[name](1), time.perf_counter()
    try:
        text = read_document(name, data).text
    except InvalidInput as refusal:
        assert name not in READ, refusal.message
        assert refusal.message.startswith(name)
        assert REFUSED.get(name, "") in refusal.message
    else:
        assert name not in REFUSED
        assert text.startswith(READ.get(name, ""))
    assert time.perf_counter() - begun < 30
    assert "root:" not in read_document("a.md", b"next").text


@pytest.mark.parametrize("name", hostile_names())
def test_hostile_name_is_shown_short_and_without_its_way(name: str) -> None:
    shown = shown_name(name)
    assert 0 < len(shown) <= 80
    assert shown.isprintable()
    assert not {"/", "\\", "\x00", "\u202e", "\n"} & set(shown)
    assert not shown.startswith(("..", "C:"))
