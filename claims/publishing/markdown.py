"""Markdown as authors write it → safe HTML for pages, and plain text for markup and tables."""

import re
from collections.abc import Sequence
from functools import cache
from html import escape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from claims.publishing.base import PublishedPicture

_TOP_HEADING = 3
"""Pages use h1 and h2 themselves."""
_LOWEST_HEADING = 6
_INLINE_TAGS = {"a", "br", "code", "em", "s", "strong"}
_BLOCK_TAGS = {"blockquote", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "ul"}
_TABLE_TAGS = {"table", "tbody", "td", "th", "thead", "tr"}
_PICTURE_TAGS = {"figcaption", "figure", "img"}
_TAGS = _INLINE_TAGS | _BLOCK_TAGS | _TABLE_TAGS | _PICTURE_TAGS
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "img": {"src", "alt", "width", "height", "loading"}}
_SCHEMES = {"http", "https", "mailto"}
_REL = "nofollow noopener ugc"
_BLOCK_ENDS = frozenset({"paragraph_close", "heading_close", "tr_close"})
_BULLET = "• "
PICTURES = "/pictures/"
"""Where the desk serves pictures, by their hash."""
_PICTURE = re.compile(r"picture:(\d{1,10})")
_NAMED = re.compile(r"\]\(\s*<?picture:(\d{1,10})")
_SERVED = re.compile(r"/(?:[\w-]+/){1,3}[0-9a-f]{64}")


def render(markdown: str, pictures: Sequence[PublishedPicture] = (), at: str = PICTURES) -> str:
    """Return HTML that is safe to show: no raw HTML, headings from h3 down, links marked.

    ``![](picture:12)`` on a line of its own shows that picture, if it is one of ``pictures``, from the address
    ``at``; of every other picture only the words stand there.
    """
    html = _parser().render(markdown, {"pictures": {one.id: one for one in pictures}, "at": at})
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel=_REL,
        attribute_filter=_only_own_pictures,
        strip_comments=True,
    )


def picture_numbers(markdown: str) -> set[int]:
    """Return the numbers of the pictures that a text names."""
    return {int(number) for number in _NAMED.findall(markdown)}


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
    parser.core.ruler.push("free_pictures", _free_pictures)
    parser.add_render_rule("image", _picture)
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


def _free_pictures(state: Any) -> None:
    """Take a picture that stands alone out of its paragraph: a figure may not stand in one."""
    for before, inline, after in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        if before.type == "paragraph_open" and _of_line(inline, state.env) is not None:
            before.hidden = after.hidden = True
            inline.children[0].meta["alone"] = True


def _of_line(inline: Token, environment: Any) -> PublishedPicture | None:
    """Return the picture that a line shows, if it shows one and nothing else."""
    children = inline.children or []
    if len(children) != 1 or children[0].type != "image":
        return None
    found = _PICTURE.fullmatch(str(children[0].attrs.get("src", "")))
    picture: PublishedPicture | None = environment.get("pictures", {}).get(int(found[1])) if found else None
    return picture


def _picture(_renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: Any, environment: Any) -> str:
    token = tokens[index]
    found = _PICTURE.fullmatch(str(token.attrs.get("src", "")))
    picture = environment.get("pictures", {}).get(int(found[1])) if found else None
    if picture is None or not token.meta.get("alone"):
        # A picture from elsewhere would tell its owner who reads the page, so its description stands for it.
        return escape(token.content)
    return (
        f'<figure><img src="{escape(environment["at"])}{picture.sha256}" alt="{escape(picture.alternative)}"'
        f' width="{picture.width}" height="{picture.height}" loading="lazy">'
        f"<figcaption>{escape(picture.credit)}</figcaption></figure>"
    )


def _only_own_pictures(tag: str, name: str, value: str) -> str | None:
    return None if (tag, name) == ("img", "src") and not _SERVED.fullmatch(value) else value


def _inline_text(tokens: Sequence[Token]) -> str:
    return "".join(_token_text(token) for token in tokens)


def _token_text(token: Token) -> str:
    if token.type == "softbreak":
        return " "
    if token.type == "hardbreak":
        return "\n"
    return token.content
