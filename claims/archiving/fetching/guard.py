"""Which machines may be asked: public ones only, unless whoever runs the desk allows others.

The ranges are those of the special-purpose registries of IANA (RFC 6890 and what came after), written out here:
what ``ipaddress`` calls private or global differs between versions of Python.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from claims.errors import FetchRefused
from claims.i18n import N_
from claims.i18n import gettext as _

IPAddress = IPv4Address | IPv6Address
IPNetwork = IPv4Network | IPv6Network

_THIS_MACHINE = N_("this machine")
_PRIVATE = N_("a private network")
_LINK_LOCAL = N_("the local link")
_SHARED = N_("the network of a provider (CGNAT)")
_METADATA = N_("the metadata of a cloud")
_BENCHMARK = N_("networks for measurements")
_DOCUMENTATION = N_("documentation only")
_MULTICAST = N_("multicast")
_RESERVED = N_("a reserved range")
_RELAY = N_("a relay to other networks")
_EMBEDDED = N_("an IPv4 address inside an IPv6 address")

_REFUSED: Mapping[str, str] = {
    # of one machine: before the ranges that they lie in
    "169.254.169.254/32": _METADATA,
    "169.254.170.2/32": _METADATA,  # Amazon ECS
    "100.100.100.200/32": _METADATA,  # Alibaba
    "192.0.0.192/32": _METADATA,  # Oracle
    "168.63.129.16/32": _METADATA,  # Azure; a public address that leads to the host
    "fd00:ec2::254/128": _METADATA,  # Amazon
    "fd20:ce::254/128": _METADATA,  # Google
    "0.0.0.0/8": _THIS_MACHINE,
    "10.0.0.0/8": _PRIVATE,
    "100.64.0.0/10": _SHARED,
    "127.0.0.0/8": _THIS_MACHINE,
    "169.254.0.0/16": _LINK_LOCAL,
    "172.16.0.0/12": _PRIVATE,
    "192.0.0.0/24": _RESERVED,
    "192.0.2.0/24": _DOCUMENTATION,
    "192.31.196.0/24": _RESERVED,
    "192.52.193.0/24": _RELAY,
    "192.88.99.0/24": _RELAY,
    "192.168.0.0/16": _PRIVATE,
    "192.175.48.0/24": _RESERVED,
    "198.18.0.0/15": _BENCHMARK,
    "198.51.100.0/24": _DOCUMENTATION,
    "203.0.113.0/24": _DOCUMENTATION,
    "224.0.0.0/4": _MULTICAST,
    "240.0.0.0/4": _RESERVED,
    "::/128": _THIS_MACHINE,
    "::1/128": _THIS_MACHINE,
    "::/96": _EMBEDDED,  # compatible
    "::ffff:0:0/96": _EMBEDDED,  # mapped
    "::ffff:0:0:0/96": _EMBEDDED,  # translated (RFC 2765)
    "64:ff9b::/96": _RELAY,  # NAT64
    "64:ff9b:1::/48": _RELAY,  # NAT64 of one's own
    "2001::/32": _RELAY,  # Teredo
    "2001:2::/48": _BENCHMARK,
    "2001::/23": _RESERVED,  # protocols of the IETF
    "2001:db8::/32": _DOCUMENTATION,
    "2002::/16": _RELAY,  # 6to4
    "2620:4f:8000::/48": _RESERVED,
    "3fff::/20": _DOCUMENTATION,
    "fc00::/7": _PRIVATE,
    "fe80::/10": _LINK_LOCAL,
    "fec0::/10": _PRIVATE,  # site-local, before there were unique local addresses
    "ff00::/8": _MULTICAST,
}
_REFUSED_NETWORKS = tuple((ip_network(network), reason) for network, reason in _REFUSED.items())
_PUBLIC_IPV6 = IPv6Network("2000::/3")
"""All that was ever given out (RFC 4291, 2.4); the rest of IPv6 is reserved."""
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)
"""Before the IPv4 address in the last 32 bits (RFC 5214, 6.1)."""
_ALLOWED_BY_NAME = frozenset({_THIS_MACHINE, _PRIVATE, _SHARED})
"""Where a machine may be that whoever runs the desk allows by its name."""

_LOCAL_ENDINGS = (
    *("local", "localhost", "localdomain", "internal", "intranet", "private", "corp", "home", "lan"),
    *("home.arpa", "onion"),
)
"""Names that are never public (RFC 6761, 6762, 7686, 8375; ICANN's .internal; what routers and offices use)."""
_METADATA_NAMES = frozenset({"metadata.goog", "metadata.tencentyun.com", "metadata.platformequinix.com"})
"""Names under which clouds hand out keys; those that end in ``.internal`` are refused anyway."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What is allowed besides the public network; by default nothing."""

    networks: Collection[IPNetwork] = ()
    hosts: Collection[str] = ()
    """Names, in lower case, in ASCII; they may be on this machine or in a private network."""

    def check_name(self, host: str) -> None:
        """Raise FetchRefused for a name that is never public; ``host`` is in lower case and in ASCII."""
        if host in self.hosts:
            return
        if "." not in host:
            raise FetchRefused(_("%(host)s is a name on a local network, not a public one.", host=host))
        if host in _METADATA_NAMES:
            raise FetchRefused(_("%(host)s is refused: it leads to the metadata of a cloud.", host=host))
        if any(host.endswith(f".{ending}") for ending in _LOCAL_ENDINGS):
            raise FetchRefused(_("%(host)s is a name on a local network, not a public one.", host=host))

    def check_address(self, host: str, address: str) -> IPAddress:
        """Return the address as one that may be connected to; raise FetchRefused naming ``host`` and the range."""
        try:
            found = ip_address(address)
        except ValueError:
            raise FetchRefused(_("%(host)s leads to what is no IP address.", host=host)) from None
        if any(found in network for network in self.networks):
            return found
        reason = refusal(found)
        if reason is None or (host in self.hosts and reason in _ALLOWED_BY_NAME):
            return found
        raise FetchRefused(
            _("%(host)s leads to %(address)s: %(range)s.", host=host, address=address, range=_(reason))
            if host != address
            else _("%(address)s is not a public address: %(range)s.", address=address, range=_(reason))
        )


PUBLIC_ONLY = Guard()


def refusal(address: IPAddress) -> str | None:
    """Return why an address is not public (a message for gettext), or None."""
    for network, reason in _REFUSED_NETWORKS:
        if address in network:
            return reason
    if isinstance(address, IPv4Address):
        return None
    if address not in _PUBLIC_IPV6 or address.scope_id:
        return _RESERVED
    return _EMBEDDED if int(address) >> 32 & 0xFFFF_FFFF in _ISATAP else None
