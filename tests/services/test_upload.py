"""What an upload says besides its words, carried by a form and sent back by a browser."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.archiving.base import Cue, Document
from claims.domain.anchor import digest
from claims.domain.article import MAX_CUES
from claims.services.upload import Recalled, carried, recalled

TEXT = "KIM: I will come.\nAND: Good."
CUES = (Cue(5, 17, 1.5, 3.0, "KIM"), Cue(23, 28, 4.0, 5.0, "Ändi"))


def test_what_was_carried_comes_back_with_the_same_text() -> None:
    sent = carried("kim.srt", Document("", TEXT, cues=CUES))
    assert sent.isascii()
    assert recalled(sent, TEXT.replace("\n", "\r\n")) == Recalled("uploaded kim.srt", CUES)


def test_the_times_of_another_text_are_left_out_and_that_is_said() -> None:
    sent = carried("kim.srt", Document("", TEXT, cues=CUES))
    assert recalled(sent, TEXT + " Oh.") == Recalled("pasted", (), lost_times=True)
    assert recalled(carried("kim.txt", Document("", TEXT)), TEXT + " Oh.") == Recalled("pasted")


@pytest.mark.parametrize(
    "rows",
    [
        [[0, 99, 1, 2, ""]],
        [[3, 3, 1, 2, ""]],
        [[-3, 3, 1, 2, ""]],
        [[0.0, 3, 1, 2, ""]],
        [[0, True, 1, 2, ""]],
        [[0, 3, 2, 1, ""]],
        [[0, 3, float("nan"), 2, ""]],
        [[0, 3, 1, float("inf"), ""]],
        [[0, 3, 1, 10**400, ""]],
        [[0, 3, 1, 2, None]],
        [[0, 3, 1, 2]],
        [[0, 3, 1, 2, ""], [2, 5, 1, 2, ""]],
        [5],
        ["abcde"],
        [[0, 1, 0, 0, ""]] * (MAX_CUES + 1),
    ],
)
def test_captions_that_cannot_be_of_this_text_are_none(rows: object) -> None:
    sent = json.dumps({"name": "a.srt", "text": digest(TEXT), "cues": rows})
    assert recalled(sent, TEXT) == Recalled("uploaded a.srt")


@given(st.one_of(st.text(), st.recursive(st.none() | st.text() | st.integers(), st.lists).map(json.dumps)))
def test_whatever_is_sent_harms_nothing(sent: str) -> None:
    assert recalled(sent, TEXT) == Recalled()
    assert recalled("[" * 100_000, TEXT) == Recalled()


def test_names_are_strangers_too() -> None:
    sent = json.dumps({"name": "../../a\u202e.srt" + "x" * 999, "text": digest(TEXT), "cues": []})
    assert len(recalled(sent, TEXT).origin) < 100
    assert "/" not in recalled(sent, TEXT).origin
