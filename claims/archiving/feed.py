"""RSS and Atom to entries; runs in the child process that reads documents."""

from calendar import timegm
from datetime import UTC, datetime
from typing import Any

import feedparser

from claims.archiving.base import Document, Order
from claims.archiving.markup import visible_text
from claims.archiving.refusal import Unreadable

MAX_ENTRIES = 1_000
MAX_SUMMARY_LENGTH = 2_000


def read_entries(data: bytes, order: Order) -> Document:
    """Return a feed's title, and for each entry: guid, address, title, summary, author, moment (ISO 8601)."""
    headers = {"content-location": order.address}
    if order.charset:
        headers["content-type"] = f"application/xml; charset={order.charset}"
    found = feedparser.parse(data, response_headers=headers)
    if not found.version and not found.entries:
        raise Unreadable("no_feed")
    rows = tuple(_row(entry) for entry in found.entries[:MAX_ENTRIES])
    return Document(title=_plain(found.feed.get("title", "")), text="", rows=rows)


def _row(entry: Any) -> tuple[str, ...]:
    address = str(entry.get("link", "")).strip()
    guid = str(entry.get("id", "")).strip() or address
    summary = _plain(entry.get("summary", ""))[:MAX_SUMMARY_LENGTH]
    return guid, address, _plain(entry.get("title", "")), summary, _plain(entry.get("author", "")), _moment(entry)


def _moment(entry: Any) -> str:
    """Return when an entry was published; feedparser gives UTC, or nothing for what it cannot read."""
    stated = entry.get("published_parsed") or entry.get("updated_parsed")
    if not stated:
        return ""
    try:
        return datetime.fromtimestamp(timegm(stated), UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def _plain(words: object) -> str:
    """Return words without the marks of HTML, on one line."""
    words = str(words)
    return " ".join((visible_text(words) if "<" in words or "&" in words else words).split())
