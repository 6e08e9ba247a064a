"""A web page: its article, and what the page itself states about it (title, author, outlet, date, language)."""

import re
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from trafilatura import extract

from claims.archiving.base import Document, Exactness, Order
from claims.archiving.encoding import decode
from claims.archiving.linked_data import Statement, line, statement_of
from claims.archiving.markup import tree_of, visible_text

MOST_ELEMENTS = 50_000
"""A page with more is no article: all its words are taken. (Fifty thousand take two seconds.)"""
_DATE = re.compile(
    r"(\d{4})(?:-(\d\d?)(?:-(\d\d?)"
    r"(?:[T ]+(\d\d?):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?)?)?"
)
"""ISO 8601 as pages write it."""
_AUTHOR_METAS = (
    "author",
    "article:author",
    "byl",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
)
_DATE_METAS = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "date",
    "pubdate",
    "publishdate",
    "publish-date",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
)
_BY = re.compile(r"^(?:written )?by:?\s+", re.IGNORECASE)


def read_page(data: bytes, order: Order) -> Document:
    """Return the article of a web page, without what stands around it; all its words where none is found."""
    html = decode(data, charset=order.charset, markup=True)
    tree = tree_of(html)
    if tree is None:
        return Document(title="", text="")
    metas = _metas(tree)
    titles = [metas[name] for name in ("og:title", "twitter:title") if metas.get(name)]
    headings = [title for title in (line(_words(heading)) for heading in tree.iter("h1")) if title]
    scripts = tree.xpath("//script[contains(translate(@type, 'LDJSON', 'ldjson'), 'ld+json')]")
    stated = statement_of([script.text or "" for script in scripts], [*titles, *headings])
    published, exactness = _published(tree, metas, stated)
    return Document(
        title=stated.headline or next(iter(titles), "") or _heading(tree, headings),
        text=_article(tree) or visible_text(html),
        author=_author(metas, stated),
        outlet=metas.get("og:site_name") or stated.publisher,
        published_on=published,
        exactness=exactness,
        language=_language(tree, metas, stated),
        address=_address(tree, metas, order.address),
    )


def _article(tree: Any) -> str | None:
    """Return the article's text; None where there is none, or where looking for it takes too long or fails."""
    if next(islice(tree.iter(), MOST_ELEMENTS, None), None) is not None:  # the time grows with the elements
        return None
    try:
        return extract(tree, fast=True, include_comments=False)
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError):
        return None  # strange pages make the library stumble; their words are read all the same


def _metas(tree: Any) -> dict[str, str]:
    """Return what the page's meta elements say, the first of each name."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        content = line(meta.get("content") or "")
        for key in ("property", "name", "itemprop", "http-equiv"):
            name = (meta.get(key) or "").strip().lower()
            if name and content:
                found.setdefault(name, content)
    return found


def _words(element: Any) -> str:
    return " ".join(element.itertext())


def _heading(tree: Any, headings: list[str]) -> str:
    """Return what a page without such metadata calls itself: by its only heading, or in its head."""
    in_head = [title for title in (line(_words(title)) for title in tree.iter("title")) if title]
    candidates = [*(headings if len(headings) == 1 else []), *in_head[:1], *headings[:1]]
    return next(iter(candidates), "")


def _author(metas: dict[str, str], stated: Statement) -> str:
    if stated.authors:
        return ", ".join(_BY.sub("", name) for name in stated.authors)
    for name in _AUTHOR_METAS:
        author = _BY.sub("", metas.get(name, ""))
        if author and "://" not in author and not author.startswith(("www.", "@")):
            return author
    return ""


def _published(tree: Any, metas: dict[str, str], stated: Statement) -> tuple[datetime | None, Exactness]:
    times = tree.xpath("//*[@itemprop='datePublished' or (self::time and @pubdate)]")
    marked = [time.get("datetime") or time.get("content") or _words(time) for time in times[:3]]
    for text in (stated.published, *(metas.get(name, "") for name in _DATE_METAS), *marked):
        moment = _moment(text.strip())
        if moment is not None:
            return moment
    return None, Exactness.DAY


def _moment(text: str) -> tuple[datetime, Exactness] | None:
    found = _DATE.match(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = (
        int(part or least) for part, least in zip(found.groups()[:6], (1, 1, 1, 0, 0, 0), strict=True)
    )
    zone = UTC
    exactness = Exactness.DAY if found[3] else Exactness.MONTH if found[2] else Exactness.YEAR
    try:
        if found[7] and found[7][0] in "+-":
            zone = datetime.strptime(found[7].replace(":", ""), "%z").tzinfo  # type: ignore[assignment]
        exact = Exactness.SECOND if found[7] else exactness
        moment = datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None
    return moment, exact


def _language(tree: Any, metas: dict[str, str], stated: Statement) -> str:
    html = next(tree.iter("html"), None)
    in_html = (
        "" if html is None else html.get("lang") or html.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    )
    for tag in (in_html, metas.get("og:locale", ""), metas.get("content-language", ""), stated.language):
        found = re.match(r"[A-Za-z]{2,3}(?![A-Za-z])", tag.strip())
        if found:
            return found[0].lower()
    return ""


def _address(tree: Any, metas: dict[str, str], fetched: str) -> str:
    links = [
        link.get("href") or "" for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower()
    ]
    for stated in (*links[:1], metas.get("og:url", "")):
        try:
            address = urljoin(fetched, stated.strip()) if stated.strip() else ""
            if urlsplit(address).scheme in ("http", "https") and urlsplit(address).hostname:
                return address
        except ValueError:
            continue
    return ""
