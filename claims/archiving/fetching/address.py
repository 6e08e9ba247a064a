"""Addresses of the web, read strictly: whatever two programs could read differently is refused.

Browsers read more than this (the URL Standard of the WHATWG); what they would mend, nobody types and no honest
page links to. What is accepted, they read the same.
"""

import re
import unicodedata
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import quote, urljoin

import idna

from claims.domain.article import MAX_ADDRESS_LENGTH
from claims.errors import FetchRefused
from claims.i18n import gettext as _

MAX_HOST_LENGTH = 253
"""Characters (RFC 1035, 2.3.4)."""
_DEFAULT_PORTS = {"http": 80, "https": 443}
_WHOLE = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?P<rest>.*)", re.DOTALL)
_AUTHORITY = re.compile(r"//(?P<authority>[^/?#]+)(?P<path>[^?#]*)(?P<query>\?[^#]*)?")
_HOST_AND_PORT = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^:%\[\]]+)(?::(?P<port>[0-9]{0,5}))?")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_UNTOUCHED = "%/:@!$&'()*+,;=~-._[]?"
"""What the URL Standard does not escape in a path or a query."""
_BAD_PORTS = frozenset(
    {
        *(0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103),
        *(104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513),
        *(514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720),
        *(1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080),
    }
)
"""Where other protocols listen that could take a request for their own (Fetch Standard, “port blocking”)."""


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An address in its normal form; the fragment is gone, it is never sent."""

    scheme: str
    """``http`` or ``https``."""
    host: str
    """A name in lower case and ASCII, or an IP address (that of IPv6 without brackets)."""
    port: int
    target: str
    """Path and query, escaped, beginning with a slash."""

    @property
    def is_literal(self) -> bool:
        """Whether the host is an IP address, so that nothing is to be looked up."""
        return ":" in self.host or self.host.replace(".", "").isdecimal()

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.target}"


def read_address(text: str) -> WebAddress:
    """Return an address in its normal form; raise FetchRefused saying what is wrong with it."""
    _check_characters(text)
    found = _WHOLE.fullmatch(text)
    if found is None:
        raise FetchRefused(_("This is no whole address: it has to begin with https:// or http://."))
    scheme = found["scheme"].lower()
    if scheme not in _DEFAULT_PORTS:
        raise FetchRefused(_("Only addresses with https or http are fetched, not %(scheme)s.", scheme=scheme[:20]))
    parts = _AUTHORITY.match(found["rest"])
    if parts is None:
        raise FetchRefused(_("This is no whole address: it has to begin with https:// or http://."))
    host, port = _host_and_port(parts["authority"], _DEFAULT_PORTS[scheme])
    address = WebAddress(
        scheme, host, port, quote((parts["path"] or "/") + (parts["query"] or ""), safe=_UNTOUCHED)
    )
    _check_length(str(address))
    return address


def follow(base: WebAddress, location: str) -> WebAddress:
    """Return where a redirect leads; raise FetchRefused as ``read_address`` does."""
    _check_characters(location)
    try:
        joined = urljoin(str(base), location)
    except ValueError:
        raise _malformed() from None
    return read_address(joined)


def _check_length(text: str) -> None:
    if len(text) > MAX_ADDRESS_LENGTH:
        raise FetchRefused(
            _("The address is too long: at most %(max)s characters are possible.", max=MAX_ADDRESS_LENGTH)
        )


def _check_characters(text: str) -> None:
    _check_length(text)
    if any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in text):
        raise FetchRefused(_("The address has a control character or a line break in it."))
    if "\\" in text:
        raise FetchRefused(_("The address has a backslash in it; programs read that in different ways."))


def _host_and_port(authority: str, default: int) -> tuple[str, int]:
    if "@" in authority:
        raise FetchRefused(_("The address has a name or password before an @; give it without."))
    found = _HOST_AND_PORT.fullmatch(authority)
    if found is None:
        raise _malformed()
    port = int(found["port"] or default)
    if port in _BAD_PORTS or port > 65_535:
        raise FetchRefused(_("Port %(port)s is not one for the web.", port=port))
    return _host(found["host"]), port


def _host(written: str) -> str:
    if written.startswith("["):
        return _ipv6(written[1:-1])
    name = _ascii(written).removesuffix(".")
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return _ipv4(name)
    if len(name) > MAX_HOST_LENGTH or not all(map(_LABEL.fullmatch, labels)):
        raise _malformed()
    return name


def _ascii(written: str) -> str:
    """Return a name in ASCII and lower case, by UTS 46 without its transitional rules, as browsers do."""
    if written.isascii():
        return written.lower()
    if len(written) > MAX_HOST_LENGTH:
        raise _malformed()
    try:
        return idna.encode(written, uts46=True, std3_rules=True, transitional=False).decode("ascii")
    except UnicodeError:
        raise _malformed() from None


def _ipv4(written: str) -> str:
    """Return an IPv4 address that is written as four decimal numbers; all other notations are refused."""
    try:
        return str(IPv4Address(written))
    except AddressValueError:
        raise FetchRefused(
            _("%(host)s is a number in an unusual notation; an IP address is written 192.0.2.1.", host=written)
        ) from None


def _ipv6(written: str) -> str:
    try:
        return str(IPv6Address(written))
    except AddressValueError:
        raise _malformed() from None


def _malformed() -> FetchRefused:
    return FetchRefused(_("The address is malformed: its host cannot be read."))
