"""Addresses as markup and exports give them."""

from urllib.parse import quote, urlsplit

from claims.publishing.base import Publisher
from claims.publishing.slug import slug

_SCHEMES = frozenset({"http", "https"})


def claim_address(publisher: Publisher, claim_id: int) -> str:
    """Return the address of a claim on the desk's own pages, which stays whatever becomes of its verdict."""
    return f"{publisher.address}/claims/{claim_id}"


def receipt_address(publisher: Publisher, claim_id: int, revision: int) -> str:
    """Return the small address that says whether a published revision is still current."""
    return f"{publisher.address}/r/{claim_id}-{revision}"


def wording_address(publisher: Publisher, claim_id: int, wording: str) -> str:
    """Return the address of a verdict on the desk's own pages, with the words of its claim."""
    return f"{claim_address(publisher, claim_id)}/{quote(slug(wording))}"


def report_address(publisher: Publisher, article_id: int, headline: str) -> str:
    """Return the canonical address of an article's report."""
    return f"{publisher.address}/articles/{article_id}/{quote(slug(headline))}"


def web_address(address: str) -> str:
    """Return the address if it is a whole one of the web, else an empty text: markup carries no others."""
    address = address.strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in _SCHEMES and parts.netloc else ""
