"""Which format a document is in: by its first bytes where these say so, then by what it came with."""

import re
import zlib
from collections.abc import Mapping
from pathlib import PurePath
from typing import BinaryIO

from claims.archiving.base import Format
from claims.archiving.refusal import Unreadable

BY_ENDING: Mapping[str, Format] = {
    "": Format.TEXT,
    ".txt": Format.TEXT,
    ".text": Format.TEXT,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".docx": Format.DOCX,
    ".docm": Format.DOCX,
    ".dotx": Format.DOCX,
    ".pdf": Format.PDF,
    ".srt": Format.CAPTIONS,
    ".vtt": Format.CAPTIONS,
    ".mhtml": Format.MHTML,
    ".mht": Format.MHTML,
    ".warc": Format.WARC,
    ".wacz": Format.WACZ,
}
"""By the ending of a file's name; a name without one is a plain text."""
BY_MEDIA_TYPE: Mapping[str, Format] = {
    "text/plain": Format.TEXT,
    "text/markdown": Format.MARKDOWN,
    "text/html": Format.HTML,
    "application/xhtml+xml": Format.HTML,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Format.DOCX,
    "application/pdf": Format.PDF,
    "application/x-pdf": Format.PDF,
    "text/vtt": Format.CAPTIONS,
    "application/x-subrip": Format.CAPTIONS,
    "text/srt": Format.CAPTIONS,
    "multipart/related": Format.MHTML,
    "application/x-mimearchive": Format.MHTML,
    "application/warc": Format.WARC,
    "application/wacz": Format.WACZ,
}
"""By what a server says that it sends (RFC 9110, section 8.3)."""
_UNSURE = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/unknown"})
"""Media types that say nothing: then the name decides."""
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.{0,2000}?-->\s*|<\?xml[^>]{0,200}>\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)
_CAPTURES: Mapping[Format, str] = {
    Format.TEXT: "text/plain",
    Format.MARKDOWN: "text/markdown",
    Format.HTML: "text/html",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.PDF: "application/pdf",
    Format.CAPTIONS: "text/vtt",
    Format.MHTML: "multipart/related",
    Format.WARC: "application/warc",
    Format.WACZ: "application/wacz",
}
"""What a person's own capture may be, besides a picture, recording or film."""
_IN_WACZ = (b"archive/", b"pages/", b"indexes/", b"datapackage", b"logs/", b"webarchive.yaml", b"fuzzy.json")
_SAVED = re.compile(rb"(?:From|Subject|Date|MIME-Version|Content-Type|Snapshot-Content-Location):", re.IGNORECASE)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""An old Word document, or a new one locked by a password (MS-CFB, section 2.2)."""
_WITHIN = 4_096


def recognise(data: bytes, ending: str, media_type: str = "") -> Format:
    """Return the format of a document; ``ending`` with its dot in small letters. Raise Unreadable.

    The first bytes win over the name, so that a PDF called .docx is read, and a text called .docx is refused.
    """
    said = media_type.partition(";")[0].strip().lower()
    named = BY_ENDING.get(ending) if said in _UNSURE else BY_MEDIA_TYPE.get(said)
    shown = _by_first_bytes(data)
    if shown is None and named is None and said not in _UNSURE:
        shown = Format.HTML if _MARKUP.match(data[:_WITHIN]) else None
    found = shown or named
    if found is None:
        raise Unreadable("kind")
    if shown is None and found is Format.DOCX:
        raise Unreadable("not_docx")
    if shown is None and found in (Format.WARC, Format.WACZ, Format.MHTML):
        raise Unreadable("no_page")
    if shown is None and found is Format.PDF and b"%PDF-" not in data[:1024]:
        raise Unreadable("not_pdf")
    return found


def recognise_capture(name: str, stream: BinaryIO) -> str:
    """Return the media type of a person's own capture of a page; raise InvalidInput for what is none."""
    head = stream.read(_WITHIN)
    if not head.strip():
        raise Unreadable("empty").refusal(name)
    try:
        found = recognise(head, PurePath(name).suffix.lower())
    except Unreadable as unreadable:
        reason = "capture" if unreadable.reason == "kind" else unreadable.reason
        raise Unreadable(reason).refusal(name) from None
    if found not in _CAPTURES or (found in (Format.TEXT, Format.MARKDOWN) and b"\0" in head):
        raise Unreadable("capture").refusal(name)
    return _CAPTURES[found]


def charset_of(media_type: str) -> str:
    """Return the ``charset`` that a media type names, or nothing."""
    found = re.search(r""";\s*charset\s*=\s*["']?([\w.:-]{1,40})""", media_type, re.IGNORECASE)
    return found[1] if found else ""


def _unpacks_to_warc(data: bytes) -> bool:
    try:
        return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(data, 7) == b"WARC/1."
    except zlib.error:
        return False


def _by_first_bytes(data: bytes) -> Format | None:
    if data.startswith(b"%PDF-"):
        return Format.PDF
    if data.startswith(b"PK\x03\x04"):  # what its first member is called stands at 30 (APPNOTE, 4.3.7)
        return Format.WACZ if data[30:60].startswith(_IN_WACZ) else Format.DOCX
    if data.startswith(b"WARC/1.") or (data.startswith(b"\x1f\x8b") and _unpacks_to_warc(data[:_WITHIN])):
        return Format.WARC
    if _SAVED.match(data[:40]) and b"multipart/related" in data[:_WITHIN].lower():
        return Format.MHTML
    if data.startswith(_OLE):
        raise Unreadable("old_word")
    if re.match(rb"(?:\xef\xbb\xbf)?WEBVTT(?:[ \t\r\n]|$)", data[:16]):
        return Format.CAPTIONS
    return None
