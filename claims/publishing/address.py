"""Addresses as markup and exports give them."""

from urllib.parse import urlsplit

from claims.publishing.base import Publisher

_SCHEMES = frozenset({"http", "https"})


def claim_address(publisher: Publisher, claim_id: int) -> str:
    """Return the address of a claim on the desk's own pages, which stays whatever becomes of its verdict."""
    return f"{publisher.address}/claims/{claim_id}"


def web_address(address: str) -> str:
    """Return the address if it is a whole one of the web, else an empty text: markup carries no others."""
    address = address.strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in _SCHEMES and parts.netloc else ""
