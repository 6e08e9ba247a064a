"""Markdown to the text that a person reads."""

from markdown_it import MarkdownIt

from claims.archiving.base import Document, Order
from claims.archiving.encoding import decode
from claims.archiving.markup import tree_of, visible_text


def read_markdown(data: bytes, order: Order) -> Document:
    """Return the words of a Markdown file without its marks."""
    source = decode(data, charset=order.charset)
    html = str(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(source))
    tree = tree_of(html)
    headings = [] if tree is None else [" ".join(heading.itertext()) for heading in tree.iter("h1")]
    return Document(title=next(iter(headings), ""), text=visible_text(html))
