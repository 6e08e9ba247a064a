"""Markdown as authors write it → safe HTML for pages, and plain text for markup and tables."""

from collections.abc import Sequence
from functools import cache
from html import escape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

_TOP_HEADING = 3
"""Pages use h1 and h2 themselves."""
_LOWEST_HEADING = 6
_INLINE_TAGS = {"a", "br", "code", "em", "s", "strong"}
_BLOCK_TAGS = {"blockquote", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "ul"}
_TABLE_TAGS = {"table", "tbody", "td", "th", "thead", "tr"}
_TAGS = _INLINE_TAGS | _BLOCK_TAGS | _TABLE_TAGS
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}
_REL = "nofollow noopener ugc"
_BLOCK_ENDS = frozenset({"paragraph_close", "heading_close", "tr_close"})
_BULLET = "• "


def render(markdown: str) -> str:
    """Return HTML that is safe to show: no raw HTML, no pictures, headings from h3 down, links marked."""
    html = _parser().render(markdown)
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel=_REL,
        strip_comments=True,
    )


def plain(markdown: str) -> str:
    """Return the words without the marks: one line a paragraph, list item or table row."""
    lines: list[str] = []
    line = ""
    for token in _parser().parse(markdown):
        if token.type == "list_item_open":
            line += f"{token.info}. " if token.info else _BULLET
        elif token.type == "inline":
            line += _inline_text(token.children or ())
        elif token.type in {"fence", "code_block"}:
            lines.append(line + token.content.rstrip("\n"))
            line = ""
        elif token.type in {"td_close", "th_close"}:
            line += " | "
        elif token.type in _BLOCK_ENDS:
            lines.append(line.strip(" |"))
            line = ""
        elif token.type == "list_item_close":
            line = ""
    return "\n".join(text for text in lines if text.strip())


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.core.ruler.push("lower_headings", _lower_headings)
    parser.add_render_rule("image", _picture_as_text)
    return parser


def _lower_headings(state: Any) -> None:
    """Begin at h3 whatever level the author began at, and leave no level out on the way down."""
    above: list[int] = []
    for token in state.tokens:
        if token.type == "heading_open":
            level = int(token.tag[1:])
            above = [*(higher for higher in above if higher < level), level]
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(_TOP_HEADING + len(above) - 1, _LOWEST_HEADING)}"


def _picture_as_text(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: Any, _environment: Any
) -> str:
    # A picture from elsewhere would tell its owner who reads the page, so its description stands for it.
    return escape(tokens[index].content)


def _inline_text(tokens: Sequence[Token]) -> str:
    return "".join(_token_text(token) for token in tokens)


def _token_text(token: Token) -> str:
    if token.type == "softbreak":
        return " "
    if token.type == "hardbreak":
        return "\n"
    return token.content
