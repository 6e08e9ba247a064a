"""How much of a page's article, and which title, comes out of the intake: 181 real pages.

``python tests/benchmark/intake.py DATA [--misses]`` prints JSON lines. DATA is the folder ``pages``:
``html/*.html.gz`` and ``ground-truth.json``. Texts are compared as that data's own evaluation does it (shingles of
four words, precision and recall averaged over pages): github.com/scrapinghub/article-extraction-benchmark.
The titles that pages state are read here by other means than the program's: string search and ``html.parser``.
"""

import argparse
import gzip
import html
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from statistics import mean, median
from typing import Any

from claims.archiving.base import Document
from claims.archiving.reader import read_document
from claims.domain.anchor import normalise

BAR_F1 = 0.955
BAR_TITLES = 1.0
STATED = ("author", "outlet", "published_on", "language", "address")
_WORD = re.compile(r"\w+")
_HEADLINE = re.compile(r'"headline"\s*:\s*"((?:[^"\\]|\\.)*)"', re.DOTALL)
_SCRIPT = re.compile(r"<script[^>]*ld\+json[^>]*>(.*?)</script", re.DOTALL | re.IGNORECASE)


def shingles(text: str) -> "Counter[tuple[str, ...]]":
    """Count the runs of four words; a shorter text is one run."""
    words = _WORD.findall(text)
    runs = (tuple(words[start : start + 4]) for start in range(max(1, len(words) - 3)))
    return Counter(run for run in runs if run)


def scores(true: str, found: str) -> tuple[float | None, float | None]:
    """Return precision and recall of a page; None where there is nothing to be precise about, or to find."""
    expected, given = shingles(true), shingles(found)
    both = sum((expected & given).values())
    precision = both / given.total() if given else None
    return precision, both / expected.total() if expected else None


def f1(pairs: list[tuple[float | None, float | None]]) -> dict[str, float]:
    """Return the figures over all pages."""
    precision = mean(one for one, _other in pairs if one is not None)
    recall = mean(other for _one, other in pairs if other is not None)
    return {"f1": 2 * precision * recall / (precision + recall), "precision": precision, "recall": recall}


class _Head(HTMLParser):
    """Gathers what a page says of its title."""

    def __init__(self) -> None:
        super().__init__()
        self.stated: list[str] = []
        self.shown: list[str] = []
        self._open: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        key = values.get("property") or values.get("name") or ""
        if tag == "meta" and key.lower() in ("og:title", "twitter:title"):
            self.stated.append(values.get("content", ""))
        if tag in ("title", "h1"):
            self._open.append([])

    def handle_endtag(self, tag: str) -> None:
        if tag in ("title", "h1") and self._open:
            self.shown.append(" ".join(self._open.pop()))

    def handle_data(self, data: str) -> None:
        for words in self._open:
            words.append(data)


def plain(title: str) -> str:
    """Return a title without entities, tags and runs of spaces."""
    title = re.sub(r"<[^<>]*>", "", html.unescape(html.unescape(title)))
    return " ".join(normalise(title).split())


def stated_titles(page: str) -> tuple[set[str], set[str]]:
    """Return the titles in the page's metadata, and those that it only shows."""
    head = _Head()
    head.feed(page)
    headlines = [found for script in _SCRIPT.findall(page) for found in _HEADLINE.findall(script)]
    stated = [*head.stated, *(_decoded(headline) for headline in headlines)]
    return {plain(title) for title in stated} - {""}, {plain(title) for title in head.shown} - {""}


def _decoded(literal: str) -> str:
    try:
        return str(json.loads(f'"{literal}"', strict=False))
    except ValueError:
        return literal


def pages(data: Path) -> Iterator[tuple[str, dict[str, Any], bytes]]:
    """Yield key, truth and bytes of each page."""
    for key, truth in json.loads((data / "ground-truth.json").read_text()).items():
        yield key, truth, gzip.decompress((data / "html" / f"{key}.html.gz").read_bytes())


def library(page: bytes) -> str:
    """Return what trafilatura makes of a page by itself, for comparison."""
    from trafilatura import extract

    return extract(page, fast=True, include_comments=False) or ""


def read(truth: dict[str, Any], page: bytes) -> Document:
    """Read a page as it comes from its address."""
    return read_document("page", page, media_type="text/html", address=truth["url"])


def main() -> None:
    """Read all pages and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--misses", action="store_true", help="also print the worst pages")
    options = parser.parse_args()
    ours, theirs, seconds, right, misses, given = [], [], [], 0, [], Counter[str]()
    for key, truth, page in pages(options.data):
        begun = time.perf_counter()
        document = read(truth, page)
        seconds.append(time.perf_counter() - begun)
        ours.append((key, scores(truth["articleBody"], document.text)))
        theirs.append(scores(truth["articleBody"], library(page)))
        stated, shown = stated_titles(page.decode("utf-8", "replace"))
        if document.title in (stated or shown):
            right += 1
        else:
            misses.append({"page": key[:8], "title": document.title, "stated": sorted(stated or shown)})
        given.update(
            name for name in ("author", "outlet", "published_on", "language", "address") if getattr(document, name)
        )
    figures = f1([pair for _key, pair in ours])
    number = len(ours)
    print(json.dumps({"figure": "text", **rounded(figures), "bar": BAR_F1, "holds": figures["f1"] >= BAR_F1}))
    print(json.dumps({"figure": "text, trafilatura alone", **rounded(f1(theirs))}))
    print(
        json.dumps(
            {
                "figure": "title",
                "right": right,
                "of": number,
                "holds": right >= BAR_TITLES * number,
                "misses": misses,
            }
        )
    )
    print(json.dumps({"figure": "stated", "of": number, **dict(sorted(given.items()))}))
    print(
        json.dumps(
            {"figure": "seconds a page", "median": round(median(seconds), 3), "longest": round(max(seconds), 3)}
        )
    )
    if options.misses:
        for key, (precision, recall) in sorted(ours, key=lambda row: sum(part or 0 for part in row[1]))[:15]:
            print(json.dumps({"page": key[:8], "precision": precision, "recall": recall}))


def rounded(figures: dict[str, float]) -> dict[str, float]:
    """Return figures with three decimals."""
    return {name: round(value, 3) for name, value in figures.items()}


if __name__ == "__main__":
    main()
