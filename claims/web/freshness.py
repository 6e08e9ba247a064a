"""Answers that a reader's browser, or a cache before the desk, may keep and ask about again."""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from importlib.metadata import version

from flask import Response, make_response, request, session

from claims.web.address import publisher
from claims.web.filters import theme
from claims.web.language import language_tag
from claims.web.session import current_person, desk

FLASHES = "_flashes"
"""Where Flask keeps messages for the next page, which then is that reader's own."""


def fresh(render: Callable[[], str | Response], *shown: object) -> Response:
    """Answer with a page, or with 304 when the reader has it already; it is then not rendered at all.

    ``shown`` are the revisions of what the page shows; settings, language, colours and the program's version
    are added here. Whoever is signed in gets the page as it is, for nobody else to keep.
    """
    if current_person() is not None or session.get(FLASHES):
        return make_response(render())
    tag = _tag(*shown)
    same = request.if_none_match.contains_weak(tag)
    response = Response(status=304) if same else make_response(render())
    response.set_etag(tag)
    response.headers["Cache-Control"] = "public, no-cache"
    response.vary.add("Cookie")
    return response


def _tag(*shown: object) -> str:
    parts = (shown, desk(), publisher().address, language_tag(), theme(), _program())
    return sha256(repr(parts).encode()).hexdigest()[:32]


@cache
def _program() -> str:
    return version("claims")
