"""What the hostile server does, with the words in which each is refused or cut; a resolver that leads there."""

from collections.abc import Mapping, Sequence
from ipaddress import ip_network

from claims.archiving.fetching.guard import Guard
from claims.errors import FetchFailed
from tests.archiving.hostile_address import LYING_NAMES

_REDIRECTED = "redirects to one that is not fetched"
_LARGE, _UNPACKS, _HEADERS = "larger than the", "unpacks to more than", "more headers than anybody needs"
_LATE, _BROKEN, _BROKE_OFF = "not all there after", "does not answer as it should", "broke off before its end"

REFUSED: Mapping[str, str] = {
    **{f"/to-{status}": f"{_REDIRECTED}.*metadata" for status in (301, 302, 303, 307, 308)},
    "/to-loopback": f"{_REDIRECTED}.*this machine",
    "/to-ipv6": f"{_REDIRECTED}.*this machine",
    "/to-mapped": f"{_REDIRECTED}.*an IPv4 address inside",
    "/to-decimal": f"{_REDIRECTED}.*unusual notation",
    "/to-name": f"{_REDIRECTED}.*inside.example leads to 127.0.0.2",
    "/to-localhost": f"{_REDIRECTED}.*local network",
    "/to-network-path": f"{_REDIRECTED}.*a private network",
    "/to-file": f"{_REDIRECTED}.*Only addresses with",
    "/to-gopher": f"{_REDIRECTED}.*Only addresses with",
    "/to-userinfo": f"{_REDIRECTED}.*before an @",
    "/to-backslash": f"{_REDIRECTED}.*backslash",
    "/to-tab": f"{_REDIRECTED}.*control character",
    "/to-smtp": f"{_REDIRECTED}.*Port 25",
    "/to-huge": f"{_REDIRECTED}.*too long",
    "/to-bad-ipv6": f"{_REDIRECTED}.*malformed",
}
"""Redirects that are not followed."""

CUT: Mapping[str, str] = {
    "/chain-0": "redirected more than 5 times",
    "/circle": "in a circle",
    "/itself": "in a circle",
    "/nowhere": "does not say where to",
    "/gzip-bomb": _UNPACKS,
    "/deflate-bomb": _UNPACKS,
    "/raw-bomb": _UNPACKS,
    "/member-bomb": _UNPACKS,
    "/nested-bomb": "not asked for",
    "/slow-bomb": _LARGE,
    "/endless": _LARGE,
    "/endless-chunks": _LARGE,
    "/endless-extension": _BROKEN,
    "/endless-trailer": _LARGE,
    "/endless-empty-gzip": "compression is damaged",
    "/huge-length": _LARGE,
    "/huger-length": _LARGE,
    "/huge-chunk": _LARGE,
    "/many-headers": _HEADERS,
    "/endless-headers": _HEADERS,
    "/long-header": _HEADERS,
    "/long-status": _HEADERS,
    "/endless-interim": _HEADERS,
    "/reset": _BROKEN,
    "/empty": _BROKEN,
    "/not-http": _BROKEN,
    "/http-0.9": _BROKEN,
    "/short": _BROKEN,
    "/two-lengths": _BROKEN,
    "/cut-chunk": _BROKEN,
    "/garbage-chunk": _BROKEN,
    "/negative-chunk": _BROKEN,
    "/negative-chunk-5": _BROKEN,
    "/no-last-chunk": _BROKEN,
    "/other-coding": "in a way that was not asked for",
    "/cut-gzip": _BROKE_OFF,
    "/one-byte-gzip": _BROKE_OFF,
    "/not-gzip": "compression is damaged",
    "/brotli": "not asked for",
    "/part": "206 Partial Content",
    "/unasked-304": "304 Not Modified",
    "/switching": "101 Switching Protocols",
    "/teapot": "999",
    "/gone": "410 Gone",
    "/busy": "503 Service Unavailable",
}
"""Answers that pass a limit or are none."""

_ENDLESS = ("status", "headers", "one-header", "interim", "redirect", "body", "chunks", "chunk-size", "gzip")
LATE: Mapping[str, str] = dict.fromkeys(["/silent", *(f"/drip-{part}" for part in _ENDLESS)], _LATE)
"""Answers that never end, and always go on before a socket loses its patience."""

ONLY_THE_SERVER = Guard(networks=[ip_network("127.0.0.1/32")])
"""Everything else of this machine stays forbidden."""


class LyingResolver:
    """Answers what a test says, something else each time if it gives several answers; counts who asks."""

    def __init__(self, **answers: Sequence[Sequence[str]]) -> None:
        self.asked: list[str] = []
        self._answers: dict[str, Sequence[Sequence[str]]] = {
            "news.example": [["127.0.0.1"]],
            "other.example": [["127.0.0.1"]],
            "inside.example": [["127.0.0.2"]],
            **{name: [lie] for name, (lie, _words) in LYING_NAMES.items()},
            **{f"{name}.example": lies for name, lies in answers.items()},
        }

    def __call__(self, host: str, seconds: float) -> Sequence[str]:
        if host not in self._answers:
            raise FetchFailed(f"There is no machine with the name {host}.", permanent=True)
        answers = self._answers[host]
        answer = answers[min(self.asked.count(host), len(answers) - 1)]
        self.asked.append(host)
        return answer
