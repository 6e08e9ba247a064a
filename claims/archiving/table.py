"""Feeds and spreadsheets: what comes as many entries, each with a few words in columns."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from claims.archiving.base import Document, Format, Order
from claims.archiving.confinement import read_confined
from claims.archiving.reader import shown_name
from claims.archiving.recognition import charset_of
from claims.archiving.refusal import Unreadable
from claims.domain.anchor import normalise
from claims.domain.article import MAX_WRITTEN_BYTES

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""How workbooks begin: .xlsx and .ods, and .xls."""
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed says of one article."""

    guid: str
    address: str
    title: str
    summary: str
    author: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed holds; entries whose address is not http or https are left out."""

    title: str
    entries: Sequence[Entry]


def read_feed(data: bytes, *, media_type: str = "", address: str = "") -> Feed:
    """Read RSS or Atom, in a child process; raise InvalidInput for what is neither, or too large."""
    document = _read(shown_name(address), data, Order(Format.FEED, 0, charset_of(media_type), address))
    entries = [_entry(row, address) for row in document.rows]
    usable = [entry for entry in entries if entry.address]
    return Feed(document.title, usable)


def read_sheet(name: str, data: bytes) -> Sequence[Sequence[str]]:
    """Read the rows of a spreadsheet (.csv, .tsv, .xlsx, .xls, .ods), in a child process; the first is the head.

    Empty rows are left out, and all rows are as long as the longest. Raise InvalidInput for what is no
    spreadsheet, too large or empty.
    """
    form = Format.WORKBOOK if data.startswith((_ZIP, _OLE)) else Format.CSV
    rows = _read(shown_name(name), data, Order(form, 0)).rows
    width = max((len(row) for row in rows), default=0)
    if not rows:
        raise Unreadable("empty").refusal(shown_name(name))
    return [(*row, *[""] * (width - len(row))) for row in rows]


def _read(name: str, data: bytes, order: Order) -> Document:
    if not data.strip():
        raise Unreadable("empty").refusal(name)
    if len(data) > MAX_WRITTEN_BYTES:
        raise Unreadable("sheet_size").refusal(name)
    try:
        return read_confined(data, order)
    except Unreadable as unreadable:
        raise unreadable.refusal(name) from None


def _entry(row: Sequence[str], base: str) -> Entry:
    guid, address, title, summary, author, moment = (" ".join(normalise(cell).split()) for cell in row)
    return Entry(
        guid=guid[:2_000] or address,
        address=_joined(base, address),
        title=title,
        summary=summary,
        author=author,
        published_at=datetime.fromisoformat(moment) if moment else None,
    )


def _joined(base: str, address: str) -> str:
    """Return the whole address of an entry; an empty string unless it has one, and that is http or https."""
    try:
        whole = urljoin(base, address) if address else ""
        return whole if urlsplit(whole).scheme in ("http", "https") else ""
    except ValueError:
        return ""
