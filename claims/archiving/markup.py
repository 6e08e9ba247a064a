"""HTML and Markdown to the text that a person reads."""

import re
from itertools import islice
from typing import Any

from claims.archiving.base import Document
from claims.archiving.encoding import decode


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


_DROPPED = _names(
    "button canvas datalist head iframe math noscript object option script select style svg template textarea"
    " title"
)
_BLOCKS = _names(
    "address article aside blockquote br caption dd details div dl dt fieldset figcaption figure footer form h1 h2"
    " h3 h4 h5 h6 header hr li main nav ol p pre section summary table td th tr ul"
)
_PARAGRAPHS = _names("blockquote h1 h2 h3 h4 h5 h6 hr ol p pre table ul")
MOST_ELEMENTS = 50_000
"""A page with more is no article: all its words are taken. (Fifty thousand take two seconds.)"""
_SPACES = re.compile(r"[ \t\r\n\f]+")
_LINE, _PARAGRAPH = "\u2028", "\u2029"
"""Unicode's own separators stand for the edges of elements until runs of them are counted."""
_EDGES = re.compile(f"(?<![ \\n])[ \\n]*[{_LINE}{_PARAGRAPH}][ \\n{_LINE}{_PARAGRAPH}]*")


def read_html(name: str, data: bytes) -> Document:
    """Return the article of a web page, without what stands around it; all its words where none is found."""
    from trafilatura import extract

    html = decode(name, data, markup=True)
    tree = _tree(html)
    if tree is None:
        return Document(title="", text="")
    title = _title(tree)
    article = extract(tree, fast=True, include_comments=False) if _is_page(tree) else None
    text = article or visible_text(html)
    return Document(title=title, text=text)


def read_markdown(name: str, data: bytes) -> Document:
    """Return the words of a Markdown file without its marks."""
    from markdown_it import MarkdownIt

    html = str(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(decode(name, data)))
    tree = _tree(html)
    return Document(title="" if tree is None else _title(tree), text=visible_text(html))


def _is_page(tree: Any) -> bool:
    """Whether looking for the article is worth the time, which grows with the elements."""
    return next(islice(tree.iter(), MOST_ELEMENTS, None), None) is None


def visible_text(html: str) -> str:
    """Return all words that a browser would show, with an empty line between paragraphs."""
    tree = _tree(html)
    if tree is None:
        return ""
    for element in list(tree.iter()):
        _prepare(element)
    return _EDGES.sub(_line_ends, "".join(tree.itertext())).strip()


def _line_ends(edges: re.Match[str]) -> str:
    return "\n\n" if _PARAGRAPH in edges[0] else "\n"


def _prepare(element: Any) -> None:
    """Leave an element only the text that shows, with line ends where a browser breaks lines."""
    tail = _SPACES.sub(" ", element.tail or "")
    if not isinstance(element.tag, str) or element.tag in _DROPPED:
        for child in list(element):
            element.remove(child)
        element.text, element.tail = "", tail
        return
    in_lines = next(element.iterancestors("pre"), element).tag == "pre"
    text = element.text or "" if in_lines else _SPACES.sub(" ", element.text or "")
    edge = _PARAGRAPH if element.tag in _PARAGRAPHS else _LINE if element.tag in _BLOCKS else ""
    element.text, element.tail = edge + text, edge + tail


def _title(tree: Any) -> str:
    """Return what the page calls itself: for links to it, by its only heading, or in its head."""
    named = tree.xpath("//meta[@property='og:title']/@content")
    headings = [" ".join(heading.itertext()) for heading in tree.iter("h1")]
    in_head = [" ".join(title.itertext()) for title in tree.iter("title")]
    for candidates in (named[:1], headings if len(headings) == 1 else [], in_head[:1], headings[:1]):
        title = " ".join("".join(candidates).split())
        if title:
            return title
    return ""


def _tree(html: str) -> Any:
    from trafilatura.utils import load_html

    tree = load_html(html)
    for hidden in () if tree is None else tree.xpath("//*[@hidden][parent::*]"):
        hidden.drop_tree()
    return tree
