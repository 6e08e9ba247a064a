"""The guarded GET against hostile addresses, a lying DNS and a hostile server; all on loopback."""

import hashlib
import re
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.archiving.fetching.base import DEFAULT_LIMITS, Hop, Limits, Validators
from claims.archiving.fetching.guard import Guard
from claims.archiving.fetching.guarded import GuardedFetcher
from claims.archiving.fetching.resolver import resolve
from claims.archiving.registry import fetcher_names, get_fetcher
from claims.errors import FetchFailed, FetchRefused, InvalidInput
from tests.archiving.hostile_address import HOSTILE, LYING_NAMES
from tests.archiving.hostile_answer import CUT, LATE, ONLY_THE_SERVER, REFUSED, LyingResolver
from tests.archiving.hostile_server import BEHAVIOURS, PAGE, TLS, HostileServer, dripping_tls, sends, serving

TIGHT = Limits(wire_bytes=5_000_000, seconds=10)
PIECES = st.sampled_from(
    [
        *(
            b"HTTP/1.1 200 OK\r\n",
            b"HTTP/1.1 302 Found\r\n",
            b"HTTP/1.1 100 Continue\r\n\r\n",
            b"\r\n",
            b"\n",
            b"\r",
        ),
        *(
            b"Location: /any",
            b"Location: http://",
            b"Transfer-Encoding: chunked\r\n",
            b"Content-Encoding: gzip\r\n",
        ),
        *(b"Content-Length: 5\r\n", b"Content-Encoding: deflate\r\n", b"Content-Type: text/html;charset="),
        *(b"5\r\nhello\r\n", b"0\r\n\r\n", b"-1\r\n", b"\x1f\x8b\x08", b"\x78\x9c", b"[::", b"@", b"\xff", b"\0"),
    ]
)
ANSWERS = st.lists(st.one_of(PIECES, PIECES, PIECES, st.binary(max_size=8)), max_size=12).map(b"".join)
SOON = replace(TIGHT, seconds=0.25)


@pytest.fixture(scope="module")
def server() -> Iterator[HostileServer]:
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def secret(server: HostileServer) -> Iterator[HostileServer]:
    """What nobody may reach: on the same port of another address of this machine."""
    with serving("127.0.0.2", server.port) as running:
        yield running
        assert running.connections == 0


@pytest.fixture
def resolver() -> LyingResolver:
    return LyingResolver()


@pytest.fixture
def fetcher(resolver: LyingResolver) -> GuardedFetcher:
    return GuardedFetcher(ONLY_THE_SERVER, resolver=resolver)


@pytest.mark.parametrize("address", HOSTILE)
def test_hostile_address_is_refused_before_anything_is_asked(
    address: str, fetcher: GuardedFetcher, resolver: LyingResolver
) -> None:
    by_default = GuardedFetcher(resolver=resolver)
    with pytest.raises(FetchRefused, match=re.escape(HOSTILE[address])):
        by_default.fetch(address)
    assert resolver.asked == []


@pytest.mark.parametrize("name", LYING_NAMES)
def test_name_is_refused_if_any_of_its_addresses_is(name: str, fetcher: GuardedFetcher) -> None:
    with pytest.raises(FetchRefused, match=f"{name} leads to.*{LYING_NAMES[name][1]}"):
        fetcher.fetch(f"https://{name}/")


@pytest.mark.parametrize("path", REFUSED)
def test_redirect_to_what_is_refused_is_not_followed(
    path: str, server: HostileServer, secret: HostileServer, fetcher: GuardedFetcher
) -> None:
    with pytest.raises(FetchRefused, match=REFUSED[path]):
        fetcher.fetch(server.address(path), limits=TIGHT)
    assert secret.connections == 0


@pytest.mark.parametrize("path", CUT)
def test_answer_that_passes_a_limit_or_is_none_fails(
    path: str, server: HostileServer, fetcher: GuardedFetcher
) -> None:
    with pytest.raises(FetchFailed, match=CUT[path]):
        fetcher.fetch(server.address(path), limits=TIGHT)


@pytest.mark.parametrize("path", LATE)
def test_answer_that_drips_is_cut_by_the_clock(path: str, server: HostileServer, fetcher: GuardedFetcher) -> None:
    begun = time.monotonic()
    with pytest.raises(FetchFailed, match=LATE[path]) as failed:
        fetcher.fetch(server.address(path), limits=SOON)
    assert time.monotonic() - begun < 2
    assert not failed.value.permanent


def test_normal_page_comes_with_all_that_is_known_of_it(server: HostileServer, fetcher: GuardedFetcher) -> None:
    found = fetcher.fetch(server.address("/"))
    assert (found.status, found.media_type, found.charset, found.body) == (200, "text/html", "utf-8", PAGE)
    assert (found.address, found.hops, found.peer) == (server.address("/"), (), "127.0.0.1")
    assert found.sha256 == hashlib.sha256(PAGE).hexdigest()
    assert abs(found.at - datetime.now(UTC)).total_seconds() < 60
    assert not found.encrypted
    assert not found.not_modified


@pytest.mark.parametrize(
    "path", ["/gzip", "/gzip-members", "/deflate", "/raw-deflate", "/chunks", "/until-closed"]
)
def test_page_comes_in_every_way_that_http_has(path: str, server: HostileServer, fetcher: GuardedFetcher) -> None:
    assert fetcher.fetch(server.address(path), limits=TIGHT).body == PAGE


@settings(deadline=None, max_examples=80)
@given(data=st.data())
def test_any_bytes_are_a_page_or_fail_in_words(data: st.DataObject, server: HostileServer) -> None:
    answer = data.draw(ANSWERS)
    BEHAVIOURS["/any"] = sends(answer)
    fetcher = GuardedFetcher(ONLY_THE_SERVER, resolver=LyingResolver())
    try:
        assert fetcher.fetch(server.address("/any"), limits=TIGHT).body is not None
    except (FetchFailed, FetchRefused) as error:
        assert error.message


def test_unusable_media_type_is_no_media_type(server: HostileServer, fetcher: GuardedFetcher) -> None:
    found = fetcher.fetch(server.address("/no-type"))
    assert (found.media_type, found.charset) == ("", "")


def test_every_redirect_is_kept(server: HostileServer, fetcher: GuardedFetcher, resolver: LyingResolver) -> None:
    found = fetcher.fetch(server.address("/two-hops"))
    final = server.address("/?a=%C3%BC%20b")
    assert found.address == final
    assert found.hops == (
        Hop(server.address("/two-hops"), 301, server.address("/one-hop")),
        Hop(server.address("/one-hop"), 307, final),
    )
    assert resolver.asked == ["news.example"]


def test_request_tells_who_asks_and_nothing_else(server: HostileServer, fetcher: GuardedFetcher) -> None:
    fetcher.fetch(server.address("/to-other"))
    lines = server.requests[-1].decode().split("\r\n")
    assert lines[0] == "GET / HTTP/1.1"
    headers = dict(line.split(": ", 1) for line in lines[1:] if line)
    assert headers.keys() == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}
    assert headers["Host"] == f"other.example:{server.port}"
    assert re.fullmatch(r"Mozilla/5.0 \(compatible; Claims/\d[\w.]*\)", headers["User-Agent"])


def test_proxies_of_the_environment_are_not_used(
    server: HostileServer, fetcher: GuardedFetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.2:9/")
    assert fetcher.fetch(server.address("/")).body == PAGE


def test_name_is_looked_up_once_and_the_connection_goes_where_was_checked(
    server: HostileServer, secret: HostileServer
) -> None:
    resolver = LyingResolver(rebinding=[["127.0.0.1"], ["127.0.0.2"], ["10.0.0.1"]])
    fetcher = GuardedFetcher(ONLY_THE_SERVER, resolver=resolver)
    found = fetcher.fetch(server.address("/two-hops", "rebinding.example"))
    assert (found.body, found.peer, secret.connections) == (PAGE, "127.0.0.1", 0)
    assert resolver.asked == ["rebinding.example"]
    with pytest.raises(FetchRefused, match=r"leads to 127\.0\.0\.2"):
        fetcher.fetch(server.address("/", "rebinding.example"))


def test_next_address_is_tried_where_one_is_not_reached(server: HostileServer) -> None:
    guard = Guard(networks=[ip_network("127.0.0.0/8")])
    fetcher = GuardedFetcher(guard, resolver=LyingResolver(two=[["127.0.0.3", "127.0.0.1"]]))
    assert fetcher.fetch(server.address("/", "two.example")).peer == "127.0.0.1"
    with pytest.raises(FetchFailed, match=r"news\.example cannot be reached \(Connection refused\)"):
        fetcher.fetch("http://news.example:9999/")


def test_copy_that_is_still_good_does_not_come_again(server: HostileServer, fetcher: GuardedFetcher) -> None:
    first = fetcher.fetch(server.address("/copy"))
    assert first.validators == Validators('W/"7"', "Sun, 22 Nov 2026 10:00:00 GMT")
    again = fetcher.fetch(server.address("/copy"), known=first.validators)
    assert (again.not_modified, again.body, again.status) == (True, b"", 304)


def test_validators_cannot_smuggle_headers(server: HostileServer, fetcher: GuardedFetcher) -> None:
    fetcher.fetch(server.address("/copy"), known=Validators('"x"\r\nX-Evil: 1', "\ud800"))
    assert b"X-Evil" not in server.requests[-1]
    assert b"If-" not in server.requests[-1]


def test_failure_says_whether_another_attempt_may_help(server: HostileServer, fetcher: GuardedFetcher) -> None:
    with pytest.raises(FetchFailed) as gone:
        fetcher.fetch(server.address("/gone"))
    with pytest.raises(FetchFailed) as busy:
        fetcher.fetch(server.address("/busy"))
    assert (gone.value.permanent, gone.value.status, gone.value.retry_after) == (True, 410, None)
    assert (busy.value.permanent, busy.value.status, busy.value.retry_after) == (False, 503, 120)


def test_allowed_network_and_host_are_fetched_from(server: HostileServer) -> None:
    resolver = LyingResolver()
    resolver._answers["wiki"] = [["127.0.0.1"]]
    by_name = GuardedFetcher(Guard(hosts={"wiki"}), resolver=resolver)
    assert by_name.fetch(server.address("/", "wiki")).body == PAGE
    for other in ("news.example", "127.0.0.1"):
        with pytest.raises(FetchRefused):
            by_name.fetch(server.address("/", other))
    assert GuardedFetcher(ONLY_THE_SERVER).fetch(server.address("/", "127.0.0.1")).body == PAGE


def test_host_allowed_by_name_may_not_be_the_metadata_of_a_cloud() -> None:
    resolver = LyingResolver()
    resolver._answers["wiki"] = [["169.254.169.254"]]
    with pytest.raises(FetchRefused, match="metadata"):
        GuardedFetcher(Guard(hosts={"wiki"}), resolver=resolver).fetch("http://wiki/")


def _trusting_the_tests() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=TLS / "authority.pem")


def test_https_is_for_the_name_and_not_for_the_address() -> None:
    fetcher = GuardedFetcher(ONLY_THE_SERVER, resolver=LyingResolver(), tls=_trusting_the_tests())
    with serving(certificate="news.example.pem") as secure:
        found = fetcher.fetch(secure.address("/gzip"))
        assert (found.body, found.encrypted) == (PAGE, True)
        assert f"Host: news.example:{secure.port}".encode() in secure.requests[-1]
        for host in ("other.example", "127.0.0.1"):
            with pytest.raises(FetchFailed, match="certificate cannot be trusted"):
                fetcher.fetch(secure.address("/", host))
        assert len(secure.requests) == 1


def test_certificate_of_an_unknown_authority_is_not_trusted(fetcher: GuardedFetcher) -> None:
    with serving(certificate="news.example.pem") as secure, pytest.raises(FetchFailed, match="cannot be trusted"):
        fetcher.fetch(secure.address("/"))


def test_certificates_cannot_be_waived() -> None:
    waived = ssl.create_default_context()
    waived.check_hostname = False
    with pytest.raises(ValueError, match="always verified"):
        GuardedFetcher(tls=waived)


def test_body_by_https_is_cut_too() -> None:
    fetcher = GuardedFetcher(ONLY_THE_SERVER, resolver=LyingResolver(), tls=_trusting_the_tests())
    with serving(certificate="news.example.pem") as secure:
        with pytest.raises(FetchFailed, match="larger than"):
            fetcher.fetch(secure.address("/endless"), limits=TIGHT)
        with pytest.raises(FetchFailed, match="not all there"):
            fetcher.fetch(secure.address("/drip-body"), limits=SOON)


def test_handshake_that_drips_is_cut(fetcher: GuardedFetcher) -> None:
    with dripping_tls() as port:
        begun = time.monotonic()
        with pytest.raises(FetchFailed, match="cannot be reached"):
            fetcher.fetch(f"https://news.example:{port}/", limits=replace(TIGHT, connect_seconds=0.3))
        assert time.monotonic() - begun < 2


def test_https_to_a_server_that_has_none_fails(server: HostileServer, fetcher: GuardedFetcher) -> None:
    with pytest.raises(FetchFailed, match="cannot be reached"):
        fetcher.fetch(server.address("/").replace("http:", "https:"), limits=TIGHT)


def test_connections_are_closed(
    server: HostileServer, fetcher: GuardedFetcher, recwarn: pytest.WarningsRecorder
) -> None:
    for path in ("/", "/endless", "/two-hops", "/gone", "/until-closed"):
        try:
            fetcher.fetch(server.address(path), limits=TIGHT)
        except FetchFailed:
            continue
    assert [warning for warning in recwarn if warning.category is ResourceWarning] == []


def test_look_up_by_the_system_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(resolve("localhost", 5)) <= {"127.0.0.1", "::1"}
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: time.sleep(1) or [])
    with pytest.raises(FetchFailed, match=r"Looking up news\.example took too long") as late:
        resolve("news.example", 0.05)
    assert not late.value.permanent


@pytest.mark.parametrize(("code", "permanent"), [(socket.EAI_NONAME, True), (socket.EAI_AGAIN, False)])
def test_look_up_says_whether_a_name_may_come_to_be(
    code: int, permanent: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_more: object) -> None:
        raise socket.gaierror(code, "no")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(FetchFailed, match=r"no machine with the name news\.example") as failed:
        resolve("news.example", 5)
    assert failed.value.permanent is permanent


def test_null_fetcher_fetches_nothing() -> None:
    with pytest.raises(FetchRefused, match="Nothing is fetched here"):
        get_fetcher("null").fetch("https://news.example/")


def test_unknown_fetcher_is_refused_with_the_names_of_those_there_are() -> None:
    assert fetcher_names()[:2] == ["guarded", "null"]
    with pytest.raises(InvalidInput, match="guarded, null"):
        get_fetcher("carrier pigeon")


def test_defaults_are_bounds() -> None:
    assert DEFAULT_LIMITS.seconds <= 60
    assert DEFAULT_LIMITS.body_bytes <= 30_000_000
