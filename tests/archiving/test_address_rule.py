"""The rules on addresses, for any address: nothing private passes, in no notation; readers agree on the host."""

from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from urllib3.util import parse_url

from claims.archiving.fetching.address import follow, read_address
from claims.archiving.fetching.guard import PUBLIC_ONLY, refusal
from claims.errors import FetchRefused

PRIVATE = st.one_of(
    st.ip_addresses(network=network)
    for network in (
        "127.0.0.0/8",
        "10.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
    )
)
TEXTS = st.one_of(
    st.text(),
    st.text(alphabet="htps:/.@[]#?%\\0123456789abcdefx１。ü ").map("http://{}".format),
    st.from_regex(
        r"https?://([a-z0-9ü-]{1,8}\.){1,3}[a-z]{2,5}(:[0-9]{1,5})?(/[ -~]*)?(\?[ -~]*)?(#[ -~]*)?", fullmatch=True
    ),
)


@settings(deadline=None)
@given(st.ip_addresses())
def test_what_is_not_public_is_refused(address: IPv4Address | IPv6Address) -> None:
    if address.is_private or address.is_multicast or address.is_reserved or not address.is_global:
        assert refusal(address)


@settings(deadline=None)
@given(st.ip_addresses(v=4))
def test_ipv4_inside_ipv6_is_refused_whatever_it_is(address: IPv4Address) -> None:
    number = int(address)
    inside = [
        *(number, 0x64FF9B << 96 | number),
        *(0xFFFF << 32 | number, 0xFFFF << 48 | number),
        *(0x2002 << 112 | number << 80, 0x2001 << 112 | number ^ 0xFFFF_FFFF),
        0x2A00 << 112 | 0x5EFE << 32 | number,
    ]
    assert [value for value in inside if refusal(IPv6Address(value)) is None] == []


@settings(deadline=None)
@given(PRIVATE, st.sampled_from(["{}", "0x{:x}", "0{:o}"]), st.integers(1, 4), st.sampled_from(["", "."]))
def test_private_address_is_refused_in_every_notation(
    address: IPv4Address, notation: str, parts: int, dot: str
) -> None:
    octets = list(address.packed)
    last = int.from_bytes(octets[parts - 1 :])
    written = ".".join([*(notation.format(octet) for octet in octets[: parts - 1]), notation.format(last)]) + dot
    with pytest.raises(FetchRefused):
        found = read_address(f"http://{written}/")
        PUBLIC_ONLY.check_address(found.host, found.host)


@settings(deadline=None)
@given(TEXTS)
def test_what_is_read_is_read_the_same_by_others_and_again(text: str) -> None:
    try:
        found = read_address(text)
    except FetchRefused:
        return
    assert read_address(str(found)) == found
    for other in (urlsplit(str(found)), parse_url(str(found))):
        assert (other.scheme, (other.hostname or "").strip("[]")) == (found.scheme, found.host)
        assert (other.port or {"http": 80, "https": 443}[found.scheme]) == found.port
    assert str(found).isascii()
    assert found.is_literal == _is_literal(found.host)


@settings(deadline=None)
@given(TEXTS)
def test_redirect_leads_somewhere_whole_or_nowhere(text: str) -> None:
    base = read_address("https://news.example/a/b?c")
    try:
        found = follow(base, text)
    except FetchRefused:
        return
    assert read_address(str(found)) == found


@settings(deadline=None)
@given(st.text(alphabet=st.characters(categories=["L", "N", "S"]), min_size=1, max_size=20))
def test_path_in_any_script_is_escaped_once(path: str) -> None:
    found = read_address(f"https://news.example/{path}")
    assume(path.isascii() is False)
    assert read_address(str(found)).target == found.target


def _is_literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
