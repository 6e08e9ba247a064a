"""Transcripts with times to text, with the times of its words."""

import pytest

from claims.archiving.base import Document
from claims.archiving.reader import read_document
from claims.domain.anchor import normalise
from claims.errors import InvalidInput
from claims.extraction.transcript import turns_of
from tests.archiving.samples import SRT

ROLLING = """WEBVTT
Kind: captions
Language: en-US

00:00:00.000 --> 00:00:02.000 align:start position:0%
 
hello<00:00:00.500><c> there</c>

00:00:02.000 --> 00:00:02.010 align:start position:0%
hello there
 

00:00:02.010 --> 00:00:04.000 align:start position:0%
hello there
my<00:00:03.000><c> friend</c>

00:00:04.000 --> 00:00:04.010 align:start position:0%
my friend
 

00:00:04.010 --> 00:00:06.000 align:start position:0%
my friend
we<00:00:05.000><c> go</c>
"""  # noqa: W293 (as YouTube writes it)


def read(text: str, name: str = "a.srt") -> Document:
    return read_document(name, text.encode())


def said(document: Document) -> list[tuple[str, float, float, str]]:
    """What each cue's words are, taken from the text itself."""
    return [
        (document.text[cue.start : cue.end], cue.seconds_from, cue.seconds_to, cue.speaker)
        for cue in document.cues
    ]


def test_captions_become_turns_with_times() -> None:
    document = read(SRT)
    assert document.text == "ANNA RUIZ: We cut taxes by three percent.\n\nBOB: No, you did not."
    assert said(document) == [
        ("We cut taxes", 1.0, 3.5, "ANNA RUIZ"),
        ("by three percent.", 3.6, 5.0, "ANNA RUIZ"),
        ("No, you did not.", 5.0, 6.0, "BOB"),
    ]


def test_extraction_finds_the_speakers_of_the_transcript() -> None:
    text = "\n".join(
        f"{number}\n00:00:0{number},000 --> 00:00:0{number + 1},000\n{words}\n"
        for number, words in enumerate(("Anna: We cut taxes.", "Bob: No.", "Anna: We did.", "Bob: No."), 1)
    )
    assert [turn.speaker for turn in turns_of(read(text).text).values()] == ["Anna", "Bob", "Anna", "Bob"]


def test_voices_of_webvtt_change_the_paragraph_also_within_a_caption() -> None:
    document = read(
        "WEBVTT\n\nNOTE not said\n\nfirst\n00:01.000 --> 00:03.000 line:0\n"
        "<v.loud Anna Ruiz>We cut &amp; <i>tax</i>.\n\n"
        "01:00:03.000 --> 01:00:05.000\n<v Bob>No.</v> <v Anna Ruiz>It is 5 --&gt; 6.",
        "a.vtt",
    )
    assert document.text == "Anna Ruiz: We cut & tax.\n\nBob: No.\n\nAnna Ruiz: It is 5 --> 6."
    assert said(document)[-1] == ("It is 5 --> 6.", 3603.0, 3605.0, "Anna Ruiz")


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ((">> ANNA: We won.", ">> No.", ">> BOB: Yes."), "ANNA: We won.\n\nNo.\n\nBOB: Yes."),
        (("- Hello.\n- Hi.", "Well."), "Hello.\n\nHi. Well."),
        (("Note: it rains.", "It is 10:30 now."), "Note: it rains. It is 10:30 now."),
        (("<b>Bold</b> {\\an8}<font color=red>red</font>", "a < b"), "Bold red a < b"),
        (("USA!", "USA!"), "USA! USA!"),
        (("1984", "was a year."), "1984 was a year."),
    ],
)
def test_ways_to_write_captions(lines: tuple[str, ...], text: str) -> None:
    captions = (
        f"{number}\n00:00:{number:02},000 --> 00:00:{number:02},900\n{words}\n"
        for number, words in enumerate(lines, 1)
    )
    assert read("\n".join(captions)).text == text


def test_captions_that_roll_up_are_taken_once() -> None:
    document = read(ROLLING, "a.vtt")
    assert document.text == "hello there my friend we go"
    assert [cue[:3] for cue in said(document)] == [
        ("hello there", 0.0, 2.0),
        ("my friend", 2.01, 4.0),
        ("we go", 4.01, 6.0),
    ]
    assert document.language == "en"


def test_offsets_count_in_the_normalised_text() -> None:
    document = read(
        "1\r\n00:00:01,000 --> 00:00:02,000\r\n\ufeffCafe\u0301 🎖\r\n\r\n"
        "2\r\n00:00:02,000 --> 00:00:03,000\r\n\u0301x"
    )
    assert document.text == normalise(document.text)
    assert [words for words, *_rest in said(document)] == ["Café 🎖", "\u0301x"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1\n00:00:01,000 --> 00:00:xx,000\na", "Line 2 of a.srt has times that cannot be read."),
        ("1\n00:00:01,000 -->\na", "Line 2 of a.srt has times that cannot be read."),
        ("1\n00:99:01,000 --> 00:99:02,000\na", "Line 2 of a.srt has times that cannot be read."),
        ("1\n00:00:05,000 --> 00:00:01,000\na", "In line 2 of a.srt the end lies before the beginning."),
        ("Words.\n00:00:01,000 --> 00:00:02,000\na", "Line 1 of a.srt is text before the first times."),
        ("Only words.", "a.srt has no times. If it is a plain text, give it the ending .txt."),
        ("1\n00:00:01,000 --> 00:00:02,000\n", "a.srt has no text."),
    ],
)
def test_malformed_captions_name_the_line(text: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read(text)
    assert refusal.value.message == sentence
