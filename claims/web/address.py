"""Addresses: those that stay on this desk, and where readers reach it."""

from flask import request

from claims.publishing.base import Publisher
from claims.services.export import publisher_of
from claims.web.session import desk


def local_path(address: str) -> str:
    """Return the address if it is a path of this desk, else the path of its home.

    Browsers read ``//host`` and ``/\\host`` as another site and drop tabs and line ends before they do.
    """
    is_path = address.startswith("/") and address[1:2] not in ("/", "\\")
    return address if is_path and address.isprintable() else "/"


def publisher() -> Publisher:
    """Return the desk as its markup, feeds and canonical addresses name it."""
    return publisher_of(desk(), request.url_root)
