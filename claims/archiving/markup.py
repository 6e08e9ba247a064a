"""HTML to the words that a person sees."""

import re
from typing import Any

from trafilatura.utils import load_html


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
_SPACES = re.compile(r"[ \t\r\n\f]+")
_LINE, _PARAGRAPH = "\u2028", "\u2029"
"""Unicode's own separators stand for the edges of elements until runs of them are counted."""
_EDGES = re.compile(f"(?<![ \\n])[ \\n]*[{_LINE}{_PARAGRAPH}][ \\n{_LINE}{_PARAGRAPH}]*")


def tree_of(html: str) -> Any:
    """Return the elements of a page without those that are hidden; None when there are none."""
    tree = load_html(html)
    if tree is None and html.strip():  # it takes a single element for no page
        tree = load_html(f"<html><body>{html}</body></html>")
    for hidden in () if tree is None else tree.xpath("//*[@hidden][parent::*]"):
        hidden.drop_tree()
    return tree


def visible_text(html: str) -> str:
    """Return all words that a browser would show, with an empty line between paragraphs."""
    tree = tree_of(html)
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
