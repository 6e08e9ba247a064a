"""What every reader of documents is: a function of bytes to what a person reads in them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Format(StrEnum):
    """A kind of document that can be read."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"
    CAPTIONS = "captions"
    """Transcripts with times: SubRip (.srt) and WebVTT (.vtt)."""
    FEED = "feed"
    """RSS and Atom."""
    CSV = "csv"
    WORKBOOK = "workbook"
    """Spreadsheets: .xlsx, .xls, .ods."""
    MHTML = "mhtml"
    """A page as a browser saves it, with its pictures."""
    WARC = "warc"
    WACZ = "wacz"


class Exactness(StrEnum):
    """How exactly a document states a moment."""

    SECOND = "second"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Cue:
    """The words ``text[start:end]`` of a transcript and when they are said; times are seconds from the beginning.

    ``start`` and ``end`` are code points into the normalised text, end exclusive; they leave out the label that
    names the speaker. Cues stand in the order of the text and do not overlap in it.
    """

    start: int
    end: int
    seconds_from: float
    seconds_to: float
    speaker: str = ""
    """Empty when the transcript does not say who speaks."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a person reads in a document, and only what the document itself states about itself.

    ``text`` is normalised (``claims.domain.anchor.normalise``), so that offsets can count in it; whatever else the
    document does not state is empty.
    """

    title: str
    text: str
    author: str = ""
    outlet: str = ""
    published_on: datetime | None = None
    """With the zone that the document states; without one in UTC, and then at most exact to the day."""
    exactness: Exactness = Exactness.DAY
    """How exact ``published_on`` is; parts that are not stated are the first of their kind."""
    created_on: datetime | None = None
    """When the file says that it was made, which is not when it was published."""
    language: str = ""
    """The two or three letters of ISO 639."""
    address: str = ""
    """Where the document says that it is to be found (a page's canonical address)."""
    cues: tuple[Cue, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    """Of a feed or spreadsheet, which have these in place of a text."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a reader is asked to read, beside the bytes."""

    format: Format
    longest: int
    """Code points from which on a text is too long to be taken in; a reader may stop there."""
    charset: str = ""
    """The encoding that came with the bytes, by a name of the Encoding Standard."""
    address: str = ""
    """Where the bytes come from; empty for a file."""


class Reader(Protocol):
    """Reads one format."""

    def __call__(self, data: bytes, order: Order) -> Document:
        """Return the document, its text not normalised yet unless it has cues; raise Unreadable."""
        ...
