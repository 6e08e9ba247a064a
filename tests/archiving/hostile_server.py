"""A server on loopback that does by path what hostile and broken servers do."""

import gzip
import socket
import ssl
import struct
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

TLS = Path(__file__).parents[1] / "data" / "tls"
PAGE = b"<!doctype html><title>News</title><p>Twelve aircraft landed.</p>"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\n"
MEGABYTE = 1_000_000
_PIECE = b"x" * 65_536

Behaviour = Callable[["HostileServer", socket.socket], None]


class HostileServer:
    """Answers each request on a thread of its own; keeps what was asked."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0, *, tls: ssl.SSLContext | None = None) -> None:
        self._listening = socket.create_server((host, port))
        self._tls = tls
        self._stopped = threading.Event()
        self.requests: list[bytes] = []
        self.connections = 0
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def address(self, path: str, host: str = "news.example") -> str:
        """Where something is asked for, by a name that a lying resolver leads here."""
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}{path}"

    def stop(self) -> None:
        """End everything, also what drips."""
        self._stopped.set()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)  # closing alone would not wake who accepts
        self._listening.close()

    def drip(self, sock: socket.socket, data: Iterator[bytes], seconds: float = 0.02) -> None:
        """Send bit by bit, always faster than any timeout of a socket, until told to stop."""
        for piece in data:
            if self._stopped.wait(seconds):
                return
            sock.sendall(piece)

    def _serve(self) -> None:
        while True:
            try:
                sock, _address = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._answer, args=(sock,), daemon=True).start()

    def _answer(self, sock: socket.socket) -> None:
        with suppress(OSError, ValueError), sock:  # the other side hangs up, which is what is tested
            sock.settimeout(10)
            if self._tls:
                sock = self._tls.wrap_socket(sock, server_side=True)
            request = b""
            while b"\r\n\r\n" not in request:
                piece = sock.recv(65_536)
                if not piece:
                    return
                request += piece
                if request.startswith(b"\x16"):  # a TLS handshake
                    sock.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                    return
            self.requests.append(request)
            path = request.split(b" ")[1].split(b"?")[0].decode()
            BEHAVIOURS[path](self, sock)


def sends(data: bytes) -> Behaviour:
    """Send this and hang up."""
    return lambda _server, sock: sock.sendall(data)


def sends_made(make: Callable[[], bytes]) -> Behaviour:
    """Send what is large, and so made only when it is asked for."""
    made = cache(make)
    return lambda _server, sock: sock.sendall(made())


def redirects(target: str, status: int = 302) -> Behaviour:
    """Lead elsewhere; {port} in the target is the server's own."""

    def behave(server: HostileServer, sock: socket.socket) -> None:
        location = target.replace("{port}", str(server.port)).encode()
        sock.sendall(b"HTTP/1.1 %d Elsewhere\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n" % (status, location))

    return behave


def pours(head: bytes, piece: bytes = _PIECE) -> Behaviour:
    """Send the same without end."""

    def behave(server: HostileServer, sock: socket.socket) -> None:
        sock.sendall(head)
        server.drip(sock, iter(lambda: piece, b""), 0)

    return behave


def drips(head: bytes, piece: bytes = b"x") -> Behaviour:
    """Send the same without end, slowly."""

    def behave(server: HostileServer, sock: socket.socket) -> None:
        sock.sendall(head)
        server.drip(sock, iter(lambda: piece, b""))

    return behave


def body(data: bytes, headers: bytes = b"") -> bytes:
    """A whole answer."""
    return HEAD + headers + b"Content-Length: %d\r\n\r\n" % len(data) + data


def chunked(*lines: bytes) -> bytes:
    """An answer in chunks, these lines as they are."""
    return HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"".join(lines)


def bomb(pack: Callable[[bytes], bytes] = gzip.compress, megabytes: int = 40) -> bytes:
    """Nothing, packed well."""
    return pack(bytes(megabytes * MEGABYTE))


def raw_deflate(data: bytes) -> bytes:
    """Deflate without the header of zlib, as some servers send it."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def _loose_text() -> bytes:
    """40 MB that pack as well as some pages do: the ratio does not look wrong."""
    return b"".join(b"%x%s" % (hash((n, n)) & 0xFFFF_FFFF_FFFF, b"x" * 390) for n in range(100_000))


def _resets(_server: HostileServer, sock: socket.socket) -> None:
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def _is_silent(server: HostileServer, _sock: socket.socket) -> None:
    server._stopped.wait(60)


def _knows_its_copies(_server: HostileServer, sock: socket.socket) -> None:
    if b'If-None-Match: W/"7"' in _server.requests[-1]:
        sock.sendall(b'HTTP/1.1 304 Not Modified\r\nETag: W/"7"\r\n\r\n')
    else:
        sock.sendall(body(PAGE, b'ETag: W/"7"\r\nLast-Modified: Sun, 22 Nov 2026 10:00:00 GMT\r\n'))


_LAST_CHUNK = b"\r\n0\r\n\r\n"
_METADATA = "http://169.254.169.254/latest/meta-data/"
_GZIPPED = b"Content-Encoding: gzip\r\n"
_DEFLATED = b"Content-Encoding: deflate\r\n"
_PACKED = gzip.compress(PAGE * 100)
BEHAVIOURS: dict[str, Behaviour] = {
    # as it should be
    "/": sends(body(PAGE)),
    "/gzip": sends(body(gzip.compress(PAGE), _GZIPPED)),
    "/gzip-members": sends(body(gzip.compress(PAGE[:20]) + gzip.compress(PAGE[20:]), _GZIPPED)),
    "/deflate": sends(body(zlib.compress(PAGE), _DEFLATED)),
    "/raw-deflate": sends(body(raw_deflate(PAGE), _DEFLATED)),
    "/chunks": sends(
        chunked(b"a\r\n" + PAGE[:10] + b"\r\n", b"%x;x=y\r\n" % len(PAGE[10:]), PAGE[10:], _LAST_CHUNK)
    ),
    "/until-closed": sends(HEAD + b"\r\n" + PAGE),
    "/no-type": sends(b"HTTP/1.1 200 OK\r\nContent-Type: nonsense\r\nContent-Length: 2\r\n\r\nok"),
    "/copy": _knows_its_copies,
    "/two-hops": redirects("/one-hop", 301),
    "/one-hop": redirects("/?a=ü b#part", 307),
    "/to-other": redirects("http://other.example:{port}/", 303),
    # redirects to what is refused
    **{f"/to-{status}": redirects(_METADATA, status) for status in (301, 302, 303, 307, 308)},
    "/to-loopback": redirects("http://127.0.0.2:{port}/secret"),
    "/to-ipv6": redirects("http://[::1]:{port}/secret"),
    "/to-mapped": redirects("http://[::ffff:10.0.0.1]/"),
    "/to-decimal": redirects("http://2130706433/"),
    "/to-name": redirects("http://inside.example:{port}/secret"),
    "/to-localhost": redirects("//localhost:{port}/secret"),
    "/to-network-path": redirects("//10.0.0.1/secret"),
    "/to-file": redirects("file:///etc/passwd"),
    "/to-gopher": redirects("gopher://127.0.0.1:6379/_FLUSHALL"),
    "/to-userinfo": redirects("http://news.example@10.0.0.1/"),
    "/to-backslash": redirects("http:\\\\10.0.0.1\\"),
    "/to-tab": redirects("http://10.0.0\t.1/"),
    "/to-smtp": redirects("http://news.example:25/"),
    "/to-huge": redirects("/" + "a" * 30_000),
    "/to-bad-ipv6": redirects("http://[::1/"),
    "/chain-0": redirects("/chain-1"),
    **{f"/chain-{n}": redirects(f"/chain-{n + 1}") for n in range(1, 7)},
    "/circle": redirects("/circle-back"),
    "/circle-back": redirects("/circle"),
    "/itself": redirects("/itself"),
    "/nowhere": sends(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"),
    # too much
    "/gzip-bomb": sends_made(lambda: body(bomb(), _GZIPPED)),
    "/deflate-bomb": sends_made(lambda: body(bomb(zlib.compress), _DEFLATED)),
    "/raw-bomb": sends_made(lambda: body(bomb(raw_deflate), _DEFLATED)),
    "/member-bomb": sends_made(lambda: body(gzip.compress(bytes(MEGABYTE)) * 40, _GZIPPED)),
    "/nested-bomb": sends_made(lambda: body(gzip.compress(bomb()), b"Content-Encoding: gzip, gzip\r\n")),
    "/slow-bomb": sends_made(lambda: body(gzip.compress(_loose_text(), 1), _GZIPPED)),
    "/endless": pours(HEAD + b"\r\n"),
    "/endless-chunks": pours(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + _PIECE + b"\r\n"),
    "/endless-extension": pours(HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;"),
    "/endless-trailer": pours(HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X-Trailer: x\r\n" * 4_000),
    "/endless-empty-gzip": pours(HEAD + _GZIPPED + b"\r\n", gzip.compress(b"") * 2_000),
    "/huge-length": sends(HEAD + b"Content-Length: 300000000\r\n\r\n" + PAGE),
    "/huger-length": sends(HEAD + b"Content-Length: " + b"9" * 5_000 + b"\r\n\r\n" + PAGE),
    "/huge-chunk": pours(HEAD + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n"),
    "/many-headers": sends(HEAD + b"X-Flood: x\r\n" * 500 + b"\r\n" + PAGE),
    "/endless-headers": pours(HEAD, b"X-Flood: x\r\n" * 4_000),
    "/long-header": pours(HEAD + b"X-Flood: "),
    "/long-status": pours(b"HTTP/1.1 200 "),
    "/endless-interim": pours(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1_000),
    # too slow
    "/drip-status": drips(b"HTTP/1.1 200 "),
    "/drip-headers": drips(HEAD, b"X: x\r\n"),
    "/drip-one-header": drips(HEAD + b"X-Drip: "),
    "/drip-interim": drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "/drip-body": drips(HEAD + b"Content-Length: 100000\r\n\r\n"),
    "/drip-chunks": drips(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "/drip-chunk-size": drips(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"0"),
    "/drip-gzip": drips(HEAD + _GZIPPED + b"\r\n", gzip.compress(b"")),
    "/drip-redirect": drips(b"HTTP/1.1 302 Found\r\nLocation: /", b"a"),
    "/silent": _is_silent,
    # broken
    "/reset": _resets,
    "/empty": sends(b""),
    "/not-http": sends(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "/http-0.9": sends(PAGE),
    "/short": sends(HEAD + b"Content-Length: 1000\r\n\r\n" + PAGE),
    "/two-lengths": sends(HEAD + b"Content-Length: 5\r\nContent-Length: 50\r\n\r\n" + PAGE),
    "/cut-chunk": sends(chunked(b"ff\r\n" + PAGE)),
    "/garbage-chunk": sends(chunked(b"zz\r\n" + PAGE)),
    "/negative-chunk": sends(chunked(b"-1\r\n" + PAGE)),
    "/negative-chunk-5": sends(chunked(b"-5\r\n" + PAGE)),
    "/no-last-chunk": sends(chunked(b"5\r\nhello\r\n")),
    "/other-coding": sends(HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + PAGE),
    "/cut-gzip": sends(body(_PACKED[: len(_PACKED) // 2], _GZIPPED)),
    "/one-byte-gzip": sends(body(b"\x1f", _GZIPPED)),
    "/not-gzip": sends(body(PAGE, _GZIPPED)),
    "/brotli": sends(body(PAGE, b"Content-Encoding: br\r\n")),
    "/part": sends(b"HTTP/1.1 206 Partial\r\nContent-Length: 2\r\n\r\nok"),
    "/unasked-304": sends(b"HTTP/1.1 304 Not Modified\r\n\r\n"),
    "/switching": sends(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
    "/teapot": sends(b"HTTP/1.1 999 Go away\r\nContent-Length: 0\r\n\r\n"),
    "/gone": sends(b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"),
    "/busy": sends(b"HTTP/1.1 503 Busy\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n"),
}


@contextmanager
def serving(host: str = "127.0.0.1", port: int = 0, *, certificate: str = "") -> Iterator[HostileServer]:
    """Run a server for as long as the block takes; with a certificate of ``tests/data/tls`` it speaks https."""
    tls = None
    if certificate:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(TLS / certificate)
    server = HostileServer(host, port, tls=tls)
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def dripping_tls() -> Iterator[int]:
    """Run a server that drips a TLS record without end instead of shaking hands; its port."""
    listening, stopped = socket.create_server(("127.0.0.1", 0)), threading.Event()

    def answer() -> None:
        with suppress(OSError):
            sock, _address = listening.accept()
            with sock:
                sock.sendall(b"\x16\x03\x03\x40\x00")
                while not stopped.wait(0.02):
                    sock.sendall(b"\x02")

    threading.Thread(target=answer, daemon=True).start()
    try:
        yield listening.getsockname()[1]
    finally:
        stopped.set()
        listening.close()
