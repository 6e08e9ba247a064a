"""Addresses: those that stay on this desk, and where readers reach it."""

from typing import Any

from flask import request
from werkzeug.routing import IntegerConverter, Map

from claims.publishing.base import Publisher
from claims.services.export import publisher_of
from claims.web.session import desk

MAX_ID = 2**31 - 1
"""Numbers of things go no higher; a database would fail on one that does."""


class NumberConverter(IntegerConverter):
    """A number in an address: one that no database holds leads to no page, instead of to an error."""

    def __init__(self, url_map: Map, **options: Any) -> None:
        super().__init__(url_map, **{"max": MAX_ID, **options})


def local_path(address: str) -> str:
    """Return the address if it is a path of this desk, else the path of its home.

    Browsers read ``//host`` and ``/\\host`` as another site and drop tabs and line ends before they do.
    """
    is_path = address.startswith("/") and address[1:2] not in ("/", "\\")
    return address if is_path and address.isprintable() else "/"


def publisher() -> Publisher:
    """Return the desk as its markup, feeds and canonical addresses name it."""
    return publisher_of(desk(), request.url_root)
