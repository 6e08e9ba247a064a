"""Sitemaps: where a desk's public pages are, for search engines (https://www.sitemaps.org/protocol.html)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

DEFAULT_LANGUAGE = "x-default"
MAX_ALTERNATES = 12
"""Of one page; with ``PART`` pages a file stays under the 50 MB that search engines read."""
PART = 4_000
"""Numbers of claims or articles that one file covers; the protocol allows 50,000 addresses."""

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_LINKS = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'


@dataclass(frozen=True, slots=True)
class Page:
    """One address; ``changed`` is ISO 8601 with a zone, or empty."""

    address: str
    changed: str = ""
    alternates: tuple[tuple[str, str], ...] = ()
    """(language, address) of the same in every language, its own too."""


def write_sitemap(pages: Iterable[Page]) -> Iterator[str]:
    """Yield one file of pages, a page at a time."""
    yield f"{_HEAD}<urlset {_NAMESPACE} {_LINKS}>\n"
    for page in pages:
        yield f"<url>{_place(page)}{_links(page)}</url>\n"
    yield "</urlset>\n"


def write_index(files: Iterable[Page]) -> Iterator[str]:
    """Yield the file that names the files."""
    yield f"{_HEAD}<sitemapindex {_NAMESPACE}>\n"
    for file in files:
        yield f"<sitemap>{_place(file)}</sitemap>\n"
    yield "</sitemapindex>\n"


def _place(page: Page) -> str:
    changed = f"<lastmod>{escape(page.changed)}</lastmod>" if page.changed else ""
    return f"<loc>{escape(page.address)}</loc>{changed}"


def _links(page: Page) -> str:
    return "".join(
        f'<xhtml:link rel="alternate" hreflang={quoteattr(language)} href={quoteattr(address)}/>'
        for language, address in page.alternates[:MAX_ALTERNATES]
    )
