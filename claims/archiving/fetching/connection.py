"""One exchange with one machine: connected to an address that was checked, and cut at every limit.

A timeout of a socket starts anew with every byte; here everything that waits is given what is left of the whole.
"""

import io
import re
import socket
import ssl
from collections.abc import Mapping, Sequence
from http.client import HTTPException, LineTooLong
from time import monotonic
from typing import TYPE_CHECKING

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import HTTPResponse

from claims.archiving.fetching.address import WebAddress
from claims.archiving.fetching.base import Limits, too_large
from claims.archiving.fetching.guard import IPAddress
from claims.errors import FetchFailed
from claims.i18n import gettext as _

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_EMPTY_LINE = re.compile(rb"\r?\n\r?\n")
_INTERIM = re.compile(rb"HTTP/1\.[01] 100\b")
_BROKEN = (HTTPError, HTTPException, OSError, ValueError)
"""What urllib3 and http.client raise on answers that are none."""


class Clock:
    """What is left of the time for one fetch."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until = monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left, more than 0; raise FetchFailed when there are none."""
        left = self._until - monotonic()
        if left <= 0:
            raise self.out()
        return left

    def out(self) -> FetchFailed:
        """Return the error of having no time left."""
        return FetchFailed(
            _("It was not all there after %(seconds)s seconds.", seconds=f"{self._seconds:g}"), permanent=False
        )


class _Meter(io.RawIOBase):
    """Counts what a socket gives, and gives up when it is too much or takes too long."""

    def __init__(self, sock: socket.socket, clock: Clock, allowed: int) -> None:
        self._sock = sock
        self._pieces = sock.makefile("rb", buffering=0)
        self._clock = clock
        self._left = allowed
        self._beyond = _too_many_headers()
        self._is_body = False
        self.begun = bytearray()
        """What came until the body was allowed: the headers, and maybe the beginning of the body."""

    def readable(self) -> bool:
        return True

    def allow_body(self, allowed: int) -> None:
        """Begin to count the body."""
        self._is_body = True
        self._left = allowed
        self._beyond = too_large(allowed)

    def readinto(self, buffer: "WriteableBuffer") -> int:
        self._sock.settimeout(self._clock.left())
        try:
            length = self._pieces.readinto(buffer) or 0
        except TimeoutError:
            raise self._clock.out() from None
        self._left -= length
        if self._left < 0:
            raise self._beyond
        if not self._is_body:
            self.begun += memoryview(buffer)[:length]
        return length

    def close(self) -> None:
        self._pieces.close()
        super().close()


class _MeteredSocket:
    """As much of a socket as http.client uses, under one clock."""

    def __init__(self, sock: socket.socket, clock: Clock, limits: Limits) -> None:
        self._sock = sock
        self._clock = clock
        self.meter = _Meter(sock, clock, limits.header_bytes)
        self.sent = bytearray()

    def settimeout(self, _seconds: object) -> None:
        """Leave the timeout to the clock."""

    def sendall(self, data: bytes) -> None:
        self._sock.settimeout(self._clock.left())
        self._sock.sendall(data)
        self.sent += data

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self.meter)

    def close(self) -> None:
        self._sock.close()


class Exchange:
    """One request and its answer; a context manager that closes the connection."""

    def __init__(self, address: WebAddress, clock: Clock, limits: Limits, tls: ssl.SSLContext) -> None:
        self._address, self._clock, self._limits, self._tls = address, clock, limits, tls
        kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
        self._connection = kind(address.host, address.port)
        self._socket: _MeteredSocket | None = None
        self.peer = ""
        """The IP address that was connected to."""

    def __enter__(self) -> "Exchange":
        return self

    def __exit__(self, *_error: object) -> None:
        self._connection.close()
        if self._socket is not None:
            self._socket.meter.close()  # it would hold the connection open until its last reader is forgotten

    def connect(self, checked: Sequence[IPAddress]) -> None:
        """Connect to the first of the checked addresses that can be reached, never by the name."""
        reason = ""
        for candidate in checked:
            try:
                self._open(candidate)
            except ssl.SSLCertVerificationError as error:
                raise FetchFailed(
                    _("Its certificate cannot be trusted (%(error)s).", error=error.verify_message), permanent=True
                ) from error
            except (OSError, ValueError) as error:
                reason = _cause(error)
            else:
                self.peer = str(candidate)
                return
        self._clock.left()
        raise FetchFailed(
            _("%(host)s cannot be reached (%(reason)s).", host=self._address.host, reason=reason), permanent=False
        )

    def _open(self, candidate: IPAddress) -> None:
        """Connect, make it TLS (for the name, not for the address), and put it where urllib3 keeps its own."""
        seconds = min(self._limits.connect_seconds, self._clock.left())
        opened = socket.create_connection((str(candidate), self._address.port), timeout=seconds)
        try:
            if self._address.scheme == "https":
                opened.settimeout(min(self._limits.connect_seconds, self._clock.left()))
                opened = self._tls.wrap_socket(opened, server_hostname=self._address.host)
        except BaseException:
            opened.close()
            raise
        self._socket = self._connection.sock = _MeteredSocket(opened, self._clock, self._limits)

    @property
    def request(self) -> bytes:
        """Request line and headers as they were sent."""
        return bytes(self._socket.sent).rstrip(b"\r\n") if self._socket else b""

    @property
    def head(self) -> bytes:
        """Status line and headers of the answer as they came."""
        begun = bytes(self._socket.meter.begun) if self._socket else b""
        head, *rest = _EMPTY_LINE.split(begun, maxsplit=1)
        while _INTERIM.match(head) and rest:
            head, *rest = _EMPTY_LINE.split(rest[0], maxsplit=1)
        return head

    def ask(self, headers: Mapping[str, str], method: str = "GET", body: bytes = b"") -> HTTPResponse:
        """Send the request and return the answer, its headers read and its body not; raise FetchFailed."""
        try:
            self._connection.request(
                method, self._address.target, body=body or None, headers=headers, preload_content=False
            )
            answer = self._connection.getresponse()
        except _BROKEN as error:
            if isinstance(error, LineTooLong) or type(error) is HTTPException:  # that is its “more than 100”
                raise _too_many_headers() from error
            raise self._broken(error) from error
        if self._socket is not None:
            self._socket.meter.allow_body(self._limits.wire_bytes)
        return answer

    def read(self, answer: HTTPResponse, length: int) -> bytes:
        """Return up to so many bytes of the body as they came, none at its end; raise FetchFailed."""
        self._clock.left()
        try:
            return answer.read(length, decode_content=False)
        except _BROKEN as error:
            raise self._broken(error) from error

    def _broken(self, error: Exception) -> FetchFailed:
        if isinstance(error, TimeoutError):
            return self._clock.out()
        return FetchFailed(
            _("The server does not answer as it should (%(error)s).", error=type(error).__name__), permanent=False
        )


def _too_many_headers() -> FetchFailed:
    return FetchFailed(_("The server sends more headers than anybody needs."), permanent=True)


def _cause(error: Exception) -> str:
    return getattr(error, "reason", None) or getattr(error, "strerror", None) or type(error).__name__


def trusted_authorities() -> ssl.SSLContext:
    """Return how certificates are verified: by the system's authorities, or those that SSL_CERT_FILE names."""
    return ssl.create_default_context()
