import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.anchor import CONTEXT_LENGTH, anchor_at, digest, find_words, normalise
from claims.errors import InvalidInput

TEXTS = st.text(alphabet=st.sampled_from("ab \n\r\t“”é\u0301😀👩\u200dא\ufeff\x00")) | st.text()


def test_normalising_drops_the_byte_order_mark_and_unifies_line_ends() -> None:
    assert normalise("\ufeffa\r\nb\rc\n") == "a\nb\nc\n"


def test_normalising_composes_and_replaces_what_cannot_be_stored() -> None:
    assert normalise("e\u0301\x00\ud800") == "é\ufffd\ufffd"


def test_normalising_keeps_quote_marks_dashes_and_spaces() -> None:
    text = "“a”—b\u00a0c ’"
    assert normalise(text) == text


@given(TEXTS)
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once or text.startswith("\ufeff\ufeff")
    assert "\r" not in once


@given(TEXTS, st.data())
def test_an_anchor_is_exact_and_knows_what_stands_around_it(text: str, data: st.DataObject) -> None:
    text = normalise(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(0, len(text)))
    if start >= end:
        with pytest.raises(InvalidInput):
            anchor_at(text, start, end)
        return
    anchor = anchor_at(text, start, end)
    assert anchor.exact == text[start:end]
    assert text[: anchor.start].endswith(anchor.prefix) and len(anchor.prefix) == min(start, CONTEXT_LENGTH)
    assert text[anchor.end :].startswith(anchor.suffix)


def test_words_are_found_at_every_place() -> None:
    assert [anchor.start for anchor in find_words("ab ab abab", "ab")] == [0, 3, 6, 8]
    assert list(find_words("ab", "")) == []


def test_the_digest_is_that_of_the_utf8_bytes() -> None:
    assert digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
