"""WARC files (ISO 28500): what was asked and answered, with digests, as other archives' tools read it.

A body is written as it came over the wire but for the marks of its chunks, so a ``Transfer-Encoding`` is renamed
as the archives do, and a redirect, whose body nobody read, is marked as cut off.
"""

from datetime import UTC, datetime
from importlib.metadata import version
from io import BytesIO

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter

from claims.archiving.fetching.base import Exchanged, Fetched

_CONFORMS = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"


class _Writer(WARCWriter):  # type: ignore[misc]
    """Writes digests by SHA-256 in place of SHA-1."""

    @staticmethod
    def _create_digester() -> Digester:
        return Digester("sha256")


def write_warc(fetched: Fetched) -> bytes:
    """Return a compressed WARC of a fetch: each request and its response, redirects first.

    Empty when the fetcher told nothing of what went over the wire.
    """
    if not fetched.exchanges:
        return b""
    target = BytesIO()
    writer = _Writer(target, gzip=True, warc_version="1.1")
    about = {"software": f"Claims/{version('claims')}", "format": "WARC File Format 1.1", "conformsTo": _CONFORMS}
    writer.write_record(writer.create_warcinfo_record("", about))
    for exchange in fetched.exchanges:
        writer.write_request_response_pair(*_records(writer, exchange))
    return target.getvalue()


def _records(writer: _Writer, exchange: Exchanged) -> tuple[ArcWarcRecord, ArcWarcRecord]:
    about = {"WARC-Date": _date(exchange.at), "WARC-IP-Address": exchange.peer}
    if not exchange.whole:
        about["WARC-Truncated"] = "unspecified"
    request = writer.create_warc_record(
        exchange.address,
        "request",
        payload=BytesIO(b""),
        length=0,
        warc_headers_dict={"WARC-Date": about["WARC-Date"]},
        http_headers=_request_head(exchange.request),
    )
    response = writer.create_warc_record(
        exchange.address,
        "response",
        payload=BytesIO(exchange.payload),
        length=len(exchange.payload),
        warc_headers_dict=about,
        http_headers=_answer_head(exchange.head),
    )
    return request, response


def _request_head(sent: bytes) -> StatusAndHeaders:
    first, fields = _parts(sent)
    return StatusAndHeaders(first, fields, is_http_request=True)


def _answer_head(came: bytes) -> StatusAndHeaders:
    first, fields = _parts(came)
    protocol, _space, status = first.partition(" ")
    renamed = [
        ("X-Archive-Orig-Transfer-Encoding" if name.lower() == "transfer-encoding" else name, value)
        for name, value in fields
    ]
    return StatusAndHeaders(status, renamed, protocol=protocol)


def _parts(head: bytes) -> tuple[str, list[tuple[str, str]]]:
    """Return the first line, and the fields in their order; a folded line belongs to the field before it."""
    first, *lines = head.decode("latin-1").replace("\r\n", "\n").split("\n")
    fields: list[tuple[str, str]] = []
    for line in lines:
        if line[:1] in (" ", "\t") and fields:
            fields[-1] = (fields[-1][0], f"{fields[-1][1]} {line.strip()}")
        elif ":" in line:
            name, _colon, value = line.partition(":")
            fields.append((name, value.strip()))
    return first, fields


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
