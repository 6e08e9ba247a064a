"""What every fetcher is: a function of an address to what was found there; and how names become addresses."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Protocol

from claims.errors import FetchFailed
from claims.i18n import gettext as _

MAX_HEADER_VALUE_LENGTH = 1_000
"""Of a header that is kept (``ETag``, ``Last-Modified``): characters; a longer one is not kept."""

MAX_RETRY_AFTER = 86_400
"""A server may ask to be left alone for so many seconds; longer is read as so long."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one fetch may take, all its redirects together. What passes a limit is cut, and fails."""

    wire_bytes: int = 20_000_000
    """Of one answer after its headers, as it comes over the wire (compressed, with the marks of its chunks)."""
    body_bytes: int = 30_000_000
    """Of one body after decompression."""
    ratio: int = 100
    """A body may be so many times as long as what came over the wire, once it has ``RATIO_FREE_BYTES``."""
    header_bytes: int = 64_000
    """Of status line and headers of one answer (those of interim answers too); it may have 100 headers."""
    seconds: float = 60.0
    """For everything, by the clock: looking up, connecting, all redirects, the last byte of the body."""
    connect_seconds: float = 10.0
    """For a connection to one machine, and for its TLS."""
    redirects: int = 5


RATIO_FREE_BYTES = 1_000_000
"""Small bodies may be compressed as well as they can be: an empty table of a page is."""
DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said to know a copy by (RFC 9110, 8.8).

    Sent back to it, it may answer that the copy is still good.
    """

    etag: str = ""
    """The whole value, with its quotation marks and ``W/``; empty if none was given."""
    last_modified: str = ""
    """An HTTP date as the server wrote it; empty if none was given."""


NO_VALIDATORS = Validators()


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect: who was asked, and where it led."""

    address: str
    status: int
    """301, 302, 303, 307 or 308."""
    target: str
    """The whole address that was asked next."""


@dataclass(frozen=True)
class Exchanged:
    """One request and its answer as they went over the wire, for the archive."""

    address: str
    """What was asked, whole."""
    request: bytes
    """Request line and headers as they were sent."""
    head: bytes = field(repr=False)
    """Status line and headers as they came, without the empty line."""
    payload: bytes = field(repr=False)
    """The body as it came, compressed if it was, without the marks of its chunks."""
    whole: bool
    """Whether all of the body was read; that of a redirect is not."""
    peer: str
    """The IP address that answered."""
    at: datetime


@dataclass(frozen=True)
class Fetched:
    """What one GET (or HEAD) found."""

    requested: str
    """The address as it was given."""
    address: str
    """The whole address that answered in the end, in its normal form, without a fragment."""
    status: int
    """200 to 299 but 206; or 304 when the copy of the validators is still good (then there is no body)."""
    media_type: str
    """As stated, in lower case, such as ``text/html``; empty when nothing usable was stated."""
    charset: str
    """As stated with the media type, in lower case; empty when none was."""
    body: bytes = field(repr=False)
    """Decompressed, otherwise as it came."""
    validators: Validators
    hops: Sequence[Hop]
    """Every redirect, in order."""
    peer: str
    """The IP address that answered."""
    at: datetime
    """When the answer was whole, in UTC."""
    exchanges: Sequence[Exchanged] = field(default=(), repr=False)
    """Every request with its answer, in order, the last one's being that of ``address``."""

    @property
    def not_modified(self) -> bool:
        """Whether the copy that the validators were for is still good."""
        return self.status == 304

    @property
    def encrypted(self) -> bool:
        """Whether everything came by https, so that nobody on the way could change it."""
        return all(address.startswith("https:") for address in (self.address, *(hop.address for hop in self.hops)))

    @cached_property
    def sha256(self) -> str:
        """The digest of the body, in hexadecimal."""
        return hashlib.sha256(self.body).hexdigest()


class Fetcher(Protocol):
    """Gets what an address holds."""

    name: str

    def fetch(self, address: str, *, known: Validators = ..., limits: Limits = ..., head: bool = ...) -> Fetched:
        """Return what the address holds; with ``known`` validators, maybe only that it was not modified.

        With ``head`` only what the server says of it is asked for (HEAD), and the body is empty.

        Raise FetchRefused for an address (also one that a redirect leads to) that is never fetched, and
        FetchFailed, ``permanent`` when trying again will not help, for one that does not answer as it should or
        passes a limit.
        """
        ...


class Resolver(Protocol):
    """Turns names into addresses."""

    def __call__(self, host: str, seconds: float) -> Sequence[str]:
        """Return the IP addresses of a name, at least one, within so many seconds; raise FetchFailed."""
        ...


def too_large(limit: int) -> FetchFailed:
    """Return the error of a body that has more bytes than the limit."""
    return FetchFailed(
        _("It is larger than the %(max)s MB that are fetched.", max=f"{limit / 1_000_000:g}"), permanent=True
    )
