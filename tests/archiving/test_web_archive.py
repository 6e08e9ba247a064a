"""Saved pages: MHTML, WARC and WACZ, made by other programs or to do harm."""

import gzip
import io
import json
import zipfile
from collections.abc import Sequence

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from claims.archiving.reader import read_document
from claims.archiving.recognition import recognise_capture
from claims.errors import InvalidInput

PAGE = b"<!doctype html><html lang=en><title>News</title><h1>News</h1><p>Twelve aircraft landed in the night.</p>"
OTHER = b"<!doctype html><html><title>Ad</title><p>Buy our hats, they are good hats.</p>"
Row = tuple[str, str, str, bytes]
ADDRESS = "https://paper.example/news"
ROWS: Sequence[Row] = (
    ("https://ads.example/", "200 OK", "text/html", OTHER),
    ("https://paper.example/a.png", "200 OK", "image/png", b"\x89PNG"),
    (ADDRESS, "200 OK", "text/html; charset=utf-8", PAGE),
)


def warc(rows: Sequence[Row] = ROWS, *, packed: bool = True) -> bytes:
    target = io.BytesIO()
    writer = WARCWriter(target, gzip=packed)
    for address, status, media_type, body in rows:
        head = StatusAndHeaders(status, [("Content-Type", media_type)], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(address, "response", io.BytesIO(body), length=len(body), http_headers=head)
        )
    return target.getvalue()


def wacz(data: bytes, **members: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("archive/data.warc.gz", data)
        for name, text in members.items():
            archive.writestr(name.replace("__", "/").replace("_json", ".json"), text)
    return target.getvalue()


def mhtml(page: bytes = PAGE, kind: str = "text/html") -> bytes:
    lines = (
        "From: <Saved by Blink>",
        f"Snapshot-Content-Location: {ADDRESS}",
        "MIME-Version: 1.0",
        'Content-Type: multipart/related; type="text/html"; boundary="x"',
        "",
        "--x",
        f"Content-Type: {kind}",
        "Content-Transfer-Encoding: 8bit",
        "",
        page.decode(),
        "--x--",
    )
    return "\r\n".join(lines).encode()


def test_the_named_page_of_a_wacz_is_read() -> None:
    by_package = wacz(warc(), datapackage_json=json.dumps({"mainPageUrl": ADDRESS}))
    pages = "\n".join([json.dumps({"format": "json-pages-1.0"}), json.dumps({"url": ADDRESS + "?utm_source=x"})])
    by_list = wacz(warc(), pages__pages_jsonl=pages)
    for data in (by_package, by_list):
        assert "Twelve aircraft" in read_document("saved.wacz", data).text


def test_the_first_page_is_read_where_none_is_named() -> None:
    assert "hats" in read_document("saved.wacz", wacz(warc())).text
    for packed in (True, False):
        assert "Twelve aircraft" in read_document("saved.warc", warc(ROWS[1:], packed=packed)).text


def test_a_saved_page_is_read() -> None:
    document = read_document("page.mhtml", mhtml())
    assert "Twelve aircraft" in document.text and document.title == "News"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.warc", warc([(ADDRESS, "404 Not Found", "text/html", PAGE)])),
        ("a.warc", warc([("https://a.example/", "200 OK", "image/png", b"\x89PNG")])),
        ("a.warc", b"WARC/1.0\r\nWARC-Type: response\r\n"),
        ("a.warc", b"WARC/1.0\r\n" + b"\xff" * 1_000),
        ("a.warc", warc()[:200]),
        ("a.wacz", b"PK\x03\x04" + b"\0" * 26 + b"archive/data.warc"),
        ("a.wacz", wacz(b"no archive at all")),
        ("a.wacz", wacz(gzip.compress(bytes(1_000)))),
        ("a.wacz", b"nothing of the kind"),
        ("a.mhtml", mhtml(kind="image/png")),
        ("a.mhtml", b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n"),
        ("a.mhtml", b"plain words"),
    ],
)
def test_what_holds_no_page_says_so(name: str, data: bytes) -> None:
    with pytest.raises(InvalidInput, match=r"holds no page|damaged|has no text"):
        read_document(name, data)


def test_a_wacz_that_unpacks_to_too_much_is_ended() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "archive/data.warc", warc([(ADDRESS, "200 OK", "text/html", bytes(80_000_000))], packed=False)
        )
    with pytest.raises(InvalidInput, match=r"unpacked|memory|damaged|within"):
        read_document("bomb.wacz", target.getvalue())


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("page.html", PAGE, "text/html"),
        ("page.html", warc(), "application/warc"),
        ("x.warc.gz", warc(), "application/warc"),
        ("saved", mhtml(), "multipart/related"),
        ("x.zip", wacz(warc()), "application/wacz"),
        ("x.bin", b"%PDF-1.7\n", "application/pdf"),
        ("notes.txt", b"Call with the ministry.", "text/plain"),
    ],
)
def test_captures_are_told_by_their_first_bytes(name: str, data: bytes, media_type: str) -> None:
    assert recognise_capture(name, io.BytesIO(data)) == media_type


@pytest.mark.parametrize(
    ("name", "data"),
    [("setup.exe", b"MZ\x90\0"), ("a.txt", b"a\0b"), ("a.svg", b"<svg onload=alert(1)>"), ("a.html", b" ")],
)
def test_other_files_are_no_captures(name: str, data: bytes) -> None:
    with pytest.raises(InvalidInput, match=r"not kept|is empty"):
        recognise_capture(name, io.BytesIO(data))
