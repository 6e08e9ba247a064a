"""The guarded GET: every address is checked before anything is sent to it, and so is every redirect.

A name is looked up once; every address of the answer is checked, and the connection goes to a checked address,
not to the name, so that a second answer of the DNS (rebinding) is never asked for. No cookies, no proxies, no
``Referer``; nothing of the desk but the name of this program goes out.
"""

import re
import ssl
from collections.abc import Iterator, Sequence
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from importlib.metadata import version

from urllib3.response import HTTPResponse

from claims.archiving.fetching.address import WebAddress, follow, read_address
from claims.archiving.fetching.base import (
    DEFAULT_LIMITS,
    MAX_HEADER_VALUE_LENGTH,
    MAX_RETRY_AFTER,
    NO_VALIDATORS,
    Exchanged,
    Fetched,
    Hop,
    Limits,
    Resolver,
    Validators,
    too_large,
)
from claims.archiving.fetching.connection import Clock, Exchange, trusted_authorities
from claims.archiving.fetching.decoding import ACCEPTED, decoded
from claims.archiving.fetching.guard import PUBLIC_ONLY, Guard, IPAddress
from claims.archiving.fetching.resolver import resolve
from claims.domain.entity import now
from claims.errors import FetchFailed, FetchRefused
from claims.i18n import gettext as _

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TEMPORARY = frozenset({408, 425, 429, 500, 502, 503, 504})
"""What may go better another time."""
_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,100}/[a-z0-9!#$&^_.+-]{1,100}")
_CHARSET = re.compile(r""";\s*charset\s*=\s*["']?([a-z0-9_.:-]{1,40})""")
_PIECE = 1 << 16


class GuardedFetcher:
    """Gets public addresses, and those that the guard allows besides."""

    name = "guarded"

    def __init__(
        self, guard: Guard = PUBLIC_ONLY, *, resolver: Resolver = resolve, tls: ssl.SSLContext | None = None
    ) -> None:
        self.guard = guard
        self.resolver = resolver
        self.tls = tls or trusted_authorities()
        if self.tls.verify_mode != ssl.CERT_REQUIRED or not self.tls.check_hostname:
            raise ValueError("certificates are always verified")

    def fetch(
        self,
        address: str,
        *,
        known: Validators = NO_VALIDATORS,
        limits: Limits = DEFAULT_LIMITS,
        head: bool = False,
    ) -> Fetched:
        """Return what the address holds; raise FetchRefused or FetchFailed (see ``base.Fetcher``)."""
        return _Fetch(self, address, known, limits, "HEAD" if head else "GET").run()


class _Fetch:
    """One fetch, with all its redirects."""

    def __init__(self, by: GuardedFetcher, requested: str, known: Validators, limits: Limits, method: str) -> None:
        self._by, self._requested, self._known, self._limits = by, requested, known, limits
        self._method = method
        self._clock = Clock(limits.seconds)
        self._pinned: dict[str, Sequence[IPAddress]] = {}
        self._hops: list[Hop] = []
        self._exchanges: list[Exchanged] = []

    def run(self) -> Fetched:
        place = read_address(self._requested)
        headers = _request_headers(self._known)
        self._pin(place)
        while True:
            with Exchange(place, self._clock, self._limits, self._by.tls) as exchange:
                exchange.connect(self._pinned[place.host])
                answer = exchange.ask(headers, self._method)
                if answer.status not in _REDIRECTS:
                    return self._found(place, answer, exchange)
                self._note(place, exchange, b"", whole=False)
                place = self._next(place, answer)

    def _pin(self, place: WebAddress) -> None:
        """Find out where the host is, and check every address; a name is looked up once in a fetch."""
        guard, host = self._by.guard, place.host
        if host in self._pinned:
            return
        if place.is_literal:
            answers: Sequence[str] = [host]
        else:
            guard.check_name(host)
            answers = self._by.resolver(host, self._clock.left())
        self._pinned[host] = [guard.check_address(host, answer) for answer in dict.fromkeys(answers)]

    def _next(self, place: WebAddress, answer: HTTPResponse) -> WebAddress:
        location = answer.headers.get("location")
        if not location:
            raise FetchFailed(_("The server redirects, and does not say where to."), permanent=True)
        try:
            target = follow(place, _as_utf8(location))
            self._keep(Hop(str(place), answer.status, str(target)))
            self._pin(target)
        except FetchRefused as error:
            raise FetchRefused(
                _("The address redirects to one that is not fetched: %(reason)s", reason=error.message)
            ) from error
        return target

    def _keep(self, hop: Hop) -> None:
        self._hops.append(hop)
        if any(earlier.address == hop.target for earlier in self._hops):
            raise FetchFailed(_("The address leads back to itself, in a circle of redirects."), permanent=True)
        if len(self._hops) > self._limits.redirects:
            raise FetchFailed(
                _("The address was redirected more than %(max)s times.", max=self._limits.redirects),
                permanent=True,
            )

    def _found(self, place: WebAddress, answer: HTTPResponse, exchange: Exchange) -> Fetched:
        self._check_answer(answer)
        wire = bytearray()
        body = b"" if answer.status == 304 or self._method == "HEAD" else self._body(answer, exchange, wire)
        self._note(place, exchange, bytes(wire) or body, whole=True)
        media_type, charset = _content_type(answer.headers.get("content-type", ""))
        return Fetched(
            requested=self._requested,
            address=str(place),
            status=answer.status,
            media_type=media_type,
            charset=charset,
            body=body,
            validators=Validators(_kept(answer, "etag"), _kept(answer, "last-modified")),
            hops=tuple(self._hops),
            peer=exchange.peer,
            at=now(),
            exchanges=tuple(self._exchanges),
        )

    def _note(self, place: WebAddress, exchange: Exchange, payload: bytes, *, whole: bool) -> None:
        kept = Exchanged(str(place), exchange.request, exchange.head, payload, whole, exchange.peer, now())
        self._exchanges.append(kept)

    def _check_answer(self, answer: HTTPResponse) -> None:
        if answer.status == 304 and self._known != NO_VALIDATORS:
            return
        if not 200 <= answer.status < 300 or answer.status == 206:
            raise _refused_by_server(answer)
        if answer.headers.get("transfer-encoding", "chunked").strip().lower() != "chunked":
            raise FetchFailed(_("The server sends the body in a way that was not asked for."), permanent=True)
        length = answer.headers.get("content-length", "")
        if self._method == "GET" and length.isdecimal() and int(length[:20]) > self._limits.wire_bytes:
            raise too_large(self._limits.wire_bytes)

    def _body(self, answer: HTTPResponse, exchange: Exchange, wire: bytearray) -> bytes:
        """Return the body as it is meant; ``wire`` gets it as it came, if that is something else."""
        encoding = answer.headers.get("content-encoding", "")
        pieces = iter(lambda: exchange.read(answer, _PIECE), b"")
        return decoded(encoding, _copied(pieces, wire) if encoding else pieces, self._limits)


def _copied(pieces: Iterator[bytes], target: bytearray) -> Iterator[bytes]:
    for piece in pieces:
        target.extend(piece)
        yield piece


def _request_headers(known: Validators) -> dict[str, str]:
    headers = {
        "User-Agent": f"Mozilla/5.0 (compatible; Claims/{version('claims')})",
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Encoding": ACCEPTED,
        "Connection": "close",
    }
    for name, value in (("If-None-Match", known.etag), ("If-Modified-Since", known.last_modified)):
        if _is_header_value(value):
            headers[name] = value
    return headers


def _is_header_value(value: str) -> bool:
    return 0 < len(value) <= MAX_HEADER_VALUE_LENGTH and value.isascii() and value.isprintable()


def _kept(answer: HTTPResponse, name: str) -> str:
    value = answer.headers.get(name, "").strip()
    return value if _is_header_value(value) else ""


def _as_utf8(location: str) -> str:
    """Return what was meant: http.client reads headers as Latin-1, and servers write UTF-8."""
    try:
        return location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return location


def _content_type(header: str) -> tuple[str, str]:
    value = header.strip().lower()
    media_type = re.split("[;,]", value, maxsplit=1)[0].strip()  # a comma: it was stated twice
    charset = _CHARSET.search(value)
    return media_type if _MEDIA_TYPE.fullmatch(media_type) else "", charset[1] if charset else ""


def _refused_by_server(answer: HTTPResponse) -> FetchFailed:
    try:
        status = f"{answer.status} {HTTPStatus(answer.status).phrase}"
    except ValueError:
        status = str(answer.status)
    return FetchFailed(
        _("The server answered %(status)s.", status=status),
        permanent=answer.status not in _TEMPORARY,
        status=answer.status,
        retry_after=_retry_after(answer.headers.get("retry-after", "")),
    )


def _retry_after(value: str) -> float | None:
    """Return the seconds that a server asks to be left alone, given as such or as a date (RFC 9110, 10.2.3)."""
    if value.isascii() and value.isdecimal():
        return float(min(int(value[:9]), MAX_RETRY_AFTER))
    try:
        seconds = (parsedate_to_datetime(value) - now()).total_seconds()
    except (ValueError, TypeError):  # no date, or one without a zone
        return None
    return min(max(seconds, 0.0), MAX_RETRY_AFTER)
