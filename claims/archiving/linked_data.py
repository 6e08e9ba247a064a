"""What a page says of its article in JSON-LD (schema.org), whatever state that is in.

Pages carry it broken, nested, in lists and with the wrong types; nothing in it can raise.
"""

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

MOST_SCRIPTS = 50
LONGEST_SCRIPT = 2_000_000
"""Characters of one script; live blogs have a megabyte."""
MOST_NODES = 20_000
_ARTICLE = re.compile(
    r"(?:https?://schema\.org/|schema:)?"
    r"(?:\w*Article|\w*BlogPosting|Report|Posting|SocialMediaPosting|DiscussionForumPosting|Review|ClaimReview)",
    re.IGNORECASE,
)
_ENVELOPE = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|\]\]>|;)\s*$"
)
_MARKUP = re.compile(r"<[a-zA-Z/][^<>]{0,200}>")


@dataclass(frozen=True, slots=True)
class Statement:
    """What JSON-LD states of an article; what it does not is empty."""

    headline: str = ""
    authors: tuple[str, ...] = ()
    publisher: str = ""
    published: str = ""
    language: str = ""


def statement_of(scripts: Sequence[str], other_titles: Sequence[str]) -> Statement:
    """Return what the scripts state of the page's own article.

    Where several articles are in them (recommended ones too), that one counts which the page also calls by one
    of its ``other_titles``, else the first.
    """
    found = [node for script in scripts[:MOST_SCRIPTS] for node in _articles(script)]
    named = [node for node in found if line(node.get("headline"))]
    titles = {title.casefold() for title in other_titles}
    own = next((node for node in named if line(node["headline"]).casefold() in titles), None)
    node = own or next(iter(named or found), None)
    if node is None:
        return Statement()
    return Statement(
        headline=line(node.get("headline")),
        authors=tuple(dict.fromkeys(name for name in _names(node.get("author")) if name)),
        publisher=next(iter(_names(node.get("publisher"))), ""),
        published=line(node.get("datePublished")),
        language=next(iter(_names(node.get("inLanguage"))), ""),
    )


def line(value: Any) -> str:
    """Return a text value as one line without entities and tags; nothing for what is no text."""
    if isinstance(value, list):
        value = next((item for item in value[:5] if isinstance(item, str | dict)), "")
    if isinstance(value, dict):
        value = value.get("@value", "")
    return " ".join(_MARKUP.sub("", html.unescape(html.unescape(value))).split()) if isinstance(value, str) else ""


def _articles(script: str) -> Iterator[dict[str, Any]]:
    """Yield the nodes of a script that are articles, in its order."""
    seen = 0
    waiting = [_parsed(script)]
    while waiting and seen < MOST_NODES:
        seen += 1
        node = waiting.pop()
        if isinstance(node, dict):
            if _is_article(node):
                yield node
            waiting += [part for part in reversed(list(node.values())) if isinstance(part, dict | list)]
        elif isinstance(node, list):
            waiting += [part for part in reversed(node) if isinstance(part, dict | list)]


def _parsed(script: str) -> Any:
    """Return what a script holds, also with raw line ends in texts, several objects or comment marks round it."""
    script = script[:LONGEST_SCRIPT].strip()
    for _mark in range(4):
        script = _ENVELOPE.sub("", script).strip()
    decoder = json.JSONDecoder(strict=False)
    found, place = [], 0
    try:
        while place < len(script):
            value, place = decoder.raw_decode(script, place)
            found.append(value)
            while place < len(script) and script[place] in " \t\r\n,;":
                place += 1
    except (ValueError, RecursionError):
        return found
    return found


def _is_article(node: dict[str, Any]) -> bool:
    types = node.get("@type")
    return any(
        isinstance(kind, str) and _ARTICLE.fullmatch(kind.strip()) is not None
        for kind in (types[:10] if isinstance(types, list) else [types])
    )


def _names(value: Any) -> list[str]:
    """Return the names of persons, organisations or languages, however they are written."""
    parts = value[:20] if isinstance(value, list) else [value]
    names = []
    for part in parts:
        if isinstance(part, dict):
            full = " ".join(line(part.get(key)) for key in ("givenName", "familyName")).strip()
            name = line(part.get("name")) or full or line(part)
        else:
            name = line(part)
        if name and not name.lower().startswith(("http://", "https://")):
            names.append(name)
    return names
