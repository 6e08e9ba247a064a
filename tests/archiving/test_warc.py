"""What was fetched, as a WARC that another program reads."""

import gzip
import io
from collections.abc import Iterator
from ipaddress import ip_network

import pytest
from warcio.archiveiterator import ArchiveIterator

from claims.archiving.fetching.base import Fetched, Validators
from claims.archiving.fetching.guard import Guard
from claims.archiving.fetching.guarded import GuardedFetcher
from claims.archiving.warc import write_warc
from claims.domain.entity import now
from tests.archiving.hostile_answer import LyingResolver
from tests.archiving.hostile_server import BEHAVIOURS, HEAD, PAGE, HostileServer, body, chunked, sends, serving

Record = tuple[str, str, str, bytes]


@pytest.fixture(scope="module")
def server() -> Iterator[HostileServer]:
    with serving() as running:
        yield running


def fetch(server: HostileServer, path: str, *, head: bool = False) -> Fetched:
    fetcher = GuardedFetcher(Guard([ip_network("127.0.0.0/8")]), resolver=LyingResolver())
    return fetcher.fetch(server.address(path), head=head)


def records(warc: bytes) -> list[Record]:
    """Read with warcio, which checks every digest."""
    found = []
    for record in ArchiveIterator(io.BytesIO(warc), check_digests="raise"):
        content = record.content_stream().read()
        assert record.digest_checker.passed is not False
        if record.rec_type == "warcinfo":
            continue
        head = record.http_headers
        found.append((record.rec_type, record.rec_headers.get_header("WARC-Target-URI"), str(head), content))
    return found


def test_warc_has_request_and_response_with_headers_as_received(server: HostileServer) -> None:
    response, request = records(write_warc(fetch(server, "/")))
    assert response[0] == "response" and response[3] == PAGE
    assert "200 OK" in response[2] and "Content-Type: text/html; charset=UTF-8" in response[2]
    assert request[0] == "request" and request[2].startswith("GET / HTTP/1.1")
    assert "User-Agent: Mozilla/5.0 (compatible; Claims/" in request[2]
    assert f"Host: news.example:{server.port}" in request[2]


def test_compressed_and_chunked_pages_are_kept_as_they_came_and_read_as_they_were_meant(
    server: HostileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = gzip.compress(PAGE)
    monkeypatch.setitem(BEHAVIOURS, "/packed", sends(body(packed, b"Content-Encoding: gzip\r\n")))
    pieces = b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)
    monkeypatch.setitem(BEHAVIOURS, "/pieces", sends(chunked(pieces)))
    fetched = fetch(server, "/packed")
    assert fetched.exchanges[-1].payload == packed and fetched.body == PAGE
    for path in ("/packed", "/pieces"):
        response = records(write_warc(fetch(server, path)))[0]
        assert response[3] == PAGE
    assert "X-Archive-Orig-Transfer-Encoding: chunked" in response[2]


def test_every_redirect_is_in_the_warc(server: HostileServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        BEHAVIOURS, "/there", sends(b"HTTP/1.1 302 Found\r\nLocation: /\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n\r\n")
    )
    found = records(write_warc(fetch(server, "/there")))
    assert [(kind, address.rsplit("/", 1)[1]) for kind, address, _head, _body in found] == [
        ("response", "there"),
        ("request", "there"),
        ("response", ""),
        ("request", ""),
    ]
    assert "Set-Cookie: a" in found[0][2] and "Set-Cookie: b" in found[0][2]


def test_interim_answers_and_strange_headers_do_no_harm(
    server: HostileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    strange = b"X-Odd: \xff\xfe caf\xc3\xa9\r\nX-Folded: one\r\n two\r\n"
    answer = b"HTTP/1.1 100 Continue\r\n\r\n" + HEAD + strange + b"Content-Length: %d\r\n\r\n" % len(PAGE) + PAGE
    monkeypatch.setitem(BEHAVIOURS, "/strange", sends(answer))
    response = records(write_warc(fetch(server, "/strange")))[0]
    assert "200 OK" in response[2] and "X-Folded: one two" in response[2] and response[3] == PAGE


def test_a_head_request_brings_no_body(server: HostileServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(BEHAVIOURS, "/head", sends(HEAD + b"Content-Length: 900\r\n\r\n"))
    fetched = fetch(server, "/head", head=True)
    assert fetched.body == b"" and fetched.status == 200
    assert server.requests[-1].startswith(b"HEAD /head ")


def test_nothing_is_written_of_a_fetch_that_tells_nothing() -> None:
    assert write_warc(Fetched("a", "a", 200, "", "", b"", Validators(), (), "", now())) == b""
