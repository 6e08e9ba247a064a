"""Saved pages with all that belongs to them: MHTML, WARC (ISO 28500) and WACZ; the text of their main page.

WACZ is specified at https://specs.webrecorder.net/wacz/1.1.1/, MHTML in RFC 2557. They run in the child process.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from io import BytesIO
from typing import IO
from zipfile import BadZipFile, ZipFile

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from claims.archiving.base import Document, Format, Order, Reader
from claims.archiving.docx import read_docx
from claims.archiving.encoding import decode
from claims.archiving.page import read_page
from claims.archiving.pdf import read_pdf
from claims.archiving.recognition import charset_of, recognise
from claims.archiving.refusal import Unreadable
from claims.domain.article import MAX_UPLOAD_BYTES
from claims.domain.web_address import address_key

MAX_RECORDS = 20_000
"""Of one archive; in more the main page is not looked for."""
MAX_MEMBERS = 5_000
_MAX_INDEX_BYTES = 1_000_000
_PAGE_LISTS = ("pages/pages.jsonl", "pages/extraPages.jsonl")


def _read_text(data: bytes, order: Order) -> Document:
    return Document(title="", text=decode(data, charset=order.charset))


_READERS: dict[Format, Reader] = {
    Format.HTML: read_page,
    Format.PDF: read_pdf,
    Format.DOCX: read_docx,
    Format.TEXT: _read_text,
}
"""What a main page may be."""


def read_mhtml(data: bytes, order: Order) -> Document:
    """Return the page of an MHTML file, as browsers save it."""
    message = message_from_bytes(data, policy=policy.default)
    address = str(message.get("Snapshot-Content-Location", "")) or order.address
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            page = part.get_payload(decode=True)
            charset = part.get_content_charset() or ""
            media_type = f"{part.get_content_type()}; charset={charset}" if charset else part.get_content_type()
            return _read(bytes(page) if isinstance(page, bytes) else b"", media_type, address, order)
    raise Unreadable("no_page")


def read_warc(data: bytes, order: Order) -> Document:
    """Return the main page of a WARC file: the first one that was answered with success."""
    return _main_page([BytesIO(data)], "", order)


def read_wacz(data: bytes, order: Order) -> Document:
    """Return the main page of a WACZ file: the one that it names, else the first."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            if len(names) > MAX_MEMBERS:
                raise Unreadable("unpacked")
            warcs = sorted(name for name in names if name.startswith("archive/") and ".warc" in name)
            if not warcs:
                raise Unreadable("no_page")
            return _main_page((archive.open(name) for name in warcs), _named_page(archive), order)
    except (BadZipFile, NotImplementedError, EOFError) as error:
        raise Unreadable("broken") from error


def _named_page(archive: ZipFile) -> str:
    """Return the address of the page that the archive was made for, if it says so."""
    about = _json(_beginning(archive, "datapackage.json"))
    main = about.get("mainPageUrl") or about.get("mainPageURL")
    if isinstance(main, str) and main:
        return main
    lines = (line for name in _PAGE_LISTS for line in _beginning(archive, name).splitlines()[:100])
    return next((url for line in lines if isinstance(url := _json(line).get("url"), str) and url), "")


def _beginning(archive: ZipFile, name: str) -> bytes:
    try:
        with archive.open(name) as member:
            return member.read(_MAX_INDEX_BYTES)
    except KeyError:
        return b""


def _json(data: bytes) -> dict[str, object]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _main_page(warcs: Iterable[IO[bytes]], address: str, order: Order) -> Document:
    """Return the page of this address; where it is not, or none is wanted, the first that can be read."""
    wanted, first = address_key(address), None
    for found, media_type, body in _pages(warcs):
        if not wanted or address_key(found) == wanted:
            return _read(body, media_type, found, order)
        first = first or (body, media_type, found)
    if first is None:
        raise Unreadable("no_page")
    return _read(*first, order)


def _pages(warcs: Iterable[IO[bytes]]) -> Iterator[tuple[str, str, bytes]]:
    """Yield address, media type and body of each document that was answered with success."""
    number = 0
    for warc in warcs:
        try:
            for record in ArchiveIterator(warc):
                number += 1
                if number > MAX_RECORDS:
                    raise Unreadable("unpacked")
                status = record.http_headers.get_statuscode() if record.http_headers else "200"
                media_type = _media_type(record)
                if record.rec_type not in ("response", "resource") or not status.startswith("2"):
                    continue
                if _is_document(media_type):
                    body = record.content_stream().read(MAX_UPLOAD_BYTES + 1)
                    yield record.rec_headers.get_header("WARC-Target-URI") or "", media_type, body
        except (ArchiveLoadFailed, EOFError, OSError) as error:
            raise Unreadable("broken") from error


def _media_type(record: object) -> str:
    headers = getattr(record, "http_headers", None) or getattr(record, "rec_headers")  # noqa: B009
    return str(headers.get_header("Content-Type") or "")


def _is_document(media_type: str) -> bool:
    return media_type.partition(";")[0].strip().lower() in (
        "text/html",
        "application/xhtml+xml",
        "application/pdf",
        "text/plain",
    )


def _read(body: bytes, media_type: str, address: str, order: Order) -> Document:
    if len(body) > MAX_UPLOAD_BYTES:
        raise Unreadable("unpacked")
    found = recognise(body, "", media_type)
    if found not in _READERS:
        raise Unreadable("no_page")
    inner = replace(order, format=found, charset=charset_of(media_type), address=address)
    return _READERS[found](body, inner)
