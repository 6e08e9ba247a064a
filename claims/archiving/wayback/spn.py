"""The Wayback Machine's “Save Page Now 2”: a POST orders a copy, a GET tells what became of it.

Its interface is described by the Internet Archive (“Save Page Now 2 Public API Docs”, V. Banos, 2022-04-05, and
2025-10). Refusals come with any status, 200 too, and at the order as well as later. What it answers is believed no
more than any stranger: bounded in size and time, and checked before it becomes a link.
"""

import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from importlib.metadata import version
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlencode, urlsplit

from urllib3.response import HTTPResponse

from claims.archiving.fetching.address import WebAddress, read_address
from claims.archiving.fetching.base import MAX_RETRY_AFTER, Limits, Resolver
from claims.archiving.fetching.connection import Clock, Exchange, trusted_authorities
from claims.archiving.fetching.resolver import resolve
from claims.archiving.wayback.base import Pending, Saved
from claims.errors import FetchFailed, FetchRefused
from claims.i18n import gettext as _

LIMITS = Limits(wire_bytes=1_000_000, body_bytes=1_000_000, seconds=90.0)
"""A capture of a page with very many parts lists them all."""
PATIENCE_SECONDS = 60.0
"""Where it asks for patience and does not say how much."""
BLOCKED_SECONDS = 300.0
"""For so long it lets in nobody from a network that asked too often; who goes on asking stays out."""
_PAUSE_SECONDS = 8.0
_JOB = re.compile(r"[A-Za-z0-9-]{1,100}")
_TIMESTAMP = re.compile(r"\d{14}")
_LATER = frozenset(
    f"error:{reason}"
    for reason in (
        *("user-session-limit", "too-many-requests", "no-browsers-available", "service-unavailable", "celery"),
        *("gateway-timeout", "bandwidth-limit-exceeded", "redis-error", "proxy-error", "job-failed"),
        *("browsing-timeout", "soft-time-limit-exceeded", "internal-server-error", "cannot-fetch"),
        *("bad-gateway", "capture-location-error", "invalid-server-response", "protocol-error", "read-timeout"),
    )
)
"""What may go better another time."""
_BUSY = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS)


class SavePageNow:
    """Asks the Wayback Machine, as whoever the key belongs to."""

    name = "spn"
    available = True

    def __init__(self, url: str, key: str, *, resolver: Resolver = resolve, limits: Limits = LIMITS) -> None:
        self._url = url.rstrip("/")
        self._key = key
        self._resolver = resolver
        self._limits = limits
        self._tls = trusted_authorities()

    def ask(self, address: str) -> Pending | Saved:
        """Order a copy; raise FetchFailed."""
        said = self._say("POST", "/save", urlencode({"url": address, "skip_first_archive": "1"}).encode())
        if said.get("status", "pending") != "pending":
            return self._outcome(said, address)
        job = said.get("job_id")
        if not isinstance(job, str) or not _JOB.fullmatch(job):
            raise _refusal(said)
        return Pending(job, _PAUSE_SECONDS)

    def look(self, job: str, address: str) -> Pending | Saved:
        """Return what became of an order; raise FetchFailed."""
        if not _JOB.fullmatch(job):
            raise FetchFailed(_("The Wayback Machine has no such order."), permanent=True)
        said = self._say("GET", f"/save/status/{job}")
        if said.get("status") == "pending":
            return Pending(job, _PAUSE_SECONDS)
        try:
            return self._outcome(said, address)
        except FetchFailed as failure:
            if failure.permanent:
                raise
            return Pending("", PATIENCE_SECONDS, failure.message)  # of this order it will never say anything else

    def _outcome(self, said: Mapping[str, Any], address: str) -> Saved:
        timestamp = str(said.get("timestamp", ""))
        if said.get("status") != "success" or not _TIMESTAMP.fullmatch(timestamp):
            raise _refusal(said)
        return Saved(f"{self._url}/web/{timestamp}/{_original(said, address)}")

    def _say(self, method: str, path: str, body: bytes = b"") -> Mapping[str, Any]:
        clock = Clock(self._limits.seconds)
        try:
            place = read_address(self._url + path)
        except FetchRefused as error:
            raise FetchFailed(error.message, permanent=True) from error
        with Exchange(place, clock, self._limits, self._tls) as exchange:
            exchange.connect([ip_address(answer) for answer in self._addresses(place, clock)])
            answer = exchange.ask(self._headers(body), method, body)
            data = b"".join(iter(lambda: exchange.read(answer, 1 << 16), b""))
        return _understood(answer, data)

    def _addresses(self, place: WebAddress, clock: Clock) -> "list[str]":
        return [place.host] if place.is_literal else list(self._resolver(place.host, clock.left()))

    def _headers(self, body: bytes) -> dict[str, str]:
        headers = {
            "User-Agent": f"Claims/{version('claims')}",
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "Connection": "close",
        }
        if self._key:
            headers["Authorization"] = f"LOW {self._key}"
        return headers | ({"Content-Type": "application/x-www-form-urlencoded"} if body else {})


def _understood(answer: HTTPResponse, data: bytes) -> Mapping[str, Any]:
    """Return what was said; raise FetchFailed for a refusal and for what is no answer of this interface."""
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        said = None
    if answer.status in (401, 403) and not _is_refusal(said):
        raise FetchFailed(_("The Wayback Machine does not accept the key of this desk."), permanent=True)
    if answer.status in _BUSY or answer.status >= 500:
        raise _patience(answer.headers.get("retry-after", ""), answer.status)
    if isinstance(said, dict) and (answer.status == 200 or _is_refusal(said)):
        return said
    raise FetchFailed(
        _("The Wayback Machine answers what nobody understands (%(status)s).", status=answer.status),
        permanent=400 <= answer.status < 500,
        status=answer.status,
    )


def _is_refusal(said: object) -> bool:
    return isinstance(said, dict) and said.get("status") == "error"


def _patience(seconds: str, status: int) -> FetchFailed:
    patience = BLOCKED_SECONDS if status == HTTPStatus.TOO_MANY_REQUESTS else PATIENCE_SECONDS
    wait = float(min(int(seconds[:9]), MAX_RETRY_AFTER)) if seconds.isdecimal() else patience
    return FetchFailed(
        _("The Wayback Machine is busy (%(status)s).", status=status),
        permanent=False,
        status=status,
        retry_after=wait,
    )


def _refusal(said: Mapping[str, Any]) -> FetchFailed:
    reason = str(said.get("status_ext", ""))
    words = "".join(c for c in str(said.get("message", ""))[:300] if c.isprintable()).strip()
    if reason in _LATER:
        return FetchFailed(words or reason, permanent=False, retry_after=PATIENCE_SECONDS)
    return FetchFailed(
        _(
            "The Wayback Machine keeps no copy: %(reason)s",
            reason=words or reason[:100] or _("it does not say why"),
        ),
        permanent=True,
    )


def _original(said: Mapping[str, Any], address: str) -> str:
    """Return the address that was kept: what the archive says, if that is one."""
    original = said.get("original_url")
    if not isinstance(original, str) or len(original) > 2_000 or not original.isprintable() or " " in original:
        return address
    try:
        parts = urlsplit(original)
    except ValueError:
        return address
    return original if parts.scheme in ("http", "https") and parts.hostname else address
