"""One request to the endpoint: no redirect is followed, no certificate is waived, no answer may be endless.

The address is the operator's own, so loopback and private networks are allowed.
"""

import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from socket import SHUT_RDWR
from time import monotonic
from urllib.parse import urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.response import HTTPResponse

from claims.extraction.llm.access import Endpoint
from claims.i18n import gettext as _

MAX_ANSWER_BYTES = 4_000_000
CONNECT_SECONDS = 10.0
_PATH = "/chat/completions"
_VERSION = "/v1"
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, whole."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes


class NoReply(Exception):
    """No whole answer came back."""

    def __init__(self, reason: str, *, begun: bool = True, permanent: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.begun = begun
        """Whether the endpoint may have worked on the request, and may charge for it."""
        self.permanent = permanent


def completions_address(url: str) -> str:
    """Return where chat completions are asked for, however much of the address was given."""
    url = url.rstrip("/")
    if url.endswith(_PATH):
        return url
    return url + (_PATH if urlsplit(url).path else _VERSION + _PATH)


def post(endpoint: Endpoint, body: bytes, seconds: float) -> Reply:
    """Send a request and return the whole answer within ``seconds``; raise NoReply."""
    until = monotonic() + seconds
    connection = _connect(endpoint, min(CONNECT_SECONDS, seconds))
    out_of_time = threading.Event()
    watch = threading.Timer(max(0.0, until - monotonic()), _end, (connection, out_of_time))
    watch.daemon = True
    watch.start()
    try:
        return _exchange(connection, endpoint, body)
    except (HTTPError, HTTPException, OSError, ValueError) as error:
        if out_of_time.is_set():
            raise NoReply(_("it took longer than %(seconds)s seconds", seconds=f"{seconds:.0f}")) from error
        raise NoReply(_("the connection broke off (%(error)s)", error=type(error).__name__)) from error
    finally:
        watch.cancel()
        connection.close()


def _connect(endpoint: Endpoint, seconds: float) -> HTTPConnection:
    place = urlsplit(completions_address(endpoint.url))
    host = place.hostname or ""
    connection: HTTPConnection
    if place.scheme == "https":
        context = ssl.create_default_context()
        connection = HTTPSConnection(host, place.port, timeout=seconds, ssl_context=context)
    else:
        connection = HTTPConnection(host, place.port, timeout=seconds)
    try:
        connection.connect()
    except ssl.SSLCertVerificationError as error:
        connection.close()
        reason = _("its certificate cannot be trusted (%(error)s)", error=error.verify_message)
        raise NoReply(reason, begun=False, permanent=True) from error
    except (HTTPError, OSError) as error:
        connection.close()
        raise NoReply(_("it cannot be reached (%(error)s)", error=_cause(error)), begun=False) from error
    return connection


def _exchange(connection: HTTPConnection, endpoint: Endpoint, body: bytes) -> Reply:
    if connection.sock is not None:
        connection.sock.settimeout(None)  # the watch ends it; a server that sends a byte a minute resets a timeout
    place = urlsplit(completions_address(endpoint.url))
    headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "claims"}
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    connection.request("POST", place.path, body=body, headers=headers, preload_content=False)
    answer = connection.getresponse()
    found = {name.lower(): value for name, value in answer.headers.items()}
    if found.get("content-encoding", "identity").lower() != "identity":
        raise NoReply(_("it sent a compressed answer, which was not asked for"), permanent=True)
    return Reply(answer.status, found, _whole(answer))


def _whole(answer: HTTPResponse) -> bytes:
    pieces, length = [], 0
    while piece := answer.read(_PIECE, decode_content=False):
        pieces.append(piece)
        length += len(piece)
        if length > MAX_ANSWER_BYTES:
            raise NoReply(_("its answer has more than %(max)s MB", max=MAX_ANSWER_BYTES // 1_000_000))
    return b"".join(pieces)


def _end(connection: HTTPConnection, out_of_time: threading.Event) -> None:
    """Break the connection off from another thread, whatever it waits for."""
    out_of_time.set()
    sock = connection.sock
    if sock is not None:
        with suppress(OSError):  # it may be closed already
            sock.shutdown(SHUT_RDWR)


def _cause(error: Exception) -> str:
    cause = error.__cause__ if isinstance(error, NewConnectionError) else error
    return getattr(cause, "strerror", None) or type(cause or error).__name__
