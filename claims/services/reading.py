"""What an archived copy says: its readable text into the store, and what it states about itself."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from claims.archiving.base import Document
from claims.archiving.media import HEAD, media_type_of
from claims.archiving.reader import read_document, shown_name
from claims.archiving.stores.base import Store
from claims.domain.source import MAX_SOURCE_NAME_LENGTH
from claims.errors import InvalidInput
from claims.i18n import gettext as _
from claims.services.document import day_of

MAX_STRIPPED_BYTES = 60_000_000
"""Of a page with its pictures written into it: they are taken out before it is read."""
_FEW_CHARACTERS = 400
_WRITTEN_IN = re.compile(rb"data:[a-z0-9/+.;=-]{0,100};base64,[A-Za-z0-9+/=%\s]{500,}", re.IGNORECASE)
_NOT_FREE = re.compile(rb"""["']isAccessibleForFree["']\s*:\s*["']?false""", re.IGNORECASE)
_SCRIPT_NEEDED = re.compile(
    r"\b(?:enable|requires?|needs?|activate|turn on|without)\b.{0,40}\bjavascript\b", re.I | re.S
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in a copy."""

    sha256: str = ""
    """The readable text, normalised, as UTF-8 in the store; empty where there is none."""
    failure: str = ""
    """Why there is none, in words."""
    stated: Mapping[str, Any] = field(default_factory=dict)
    """What the copy says of itself: see ``Snapshot.stated``."""


def read_copy(store: Store, name: str, data: bytes, *, media_type: str = "", address: str = "") -> Reading:
    """Read a copy in the child process and keep its text; slow, so call it before a transaction.

    Whatever cannot be read has a sentence that says why; raise EngineError only when the store fails.
    """
    if media_type_of(data[:HEAD]):
        return Reading(failure=no_text_in_media())
    try:
        document = read_document(name, _slim(data), media_type=media_type, address=address)
    except InvalidInput as error:
        return Reading(failure=_needs_script(name) if _is_script_page(data) else error.message)
    if len(document.text) < _FEW_CHARACTERS and _SCRIPT_NEEDED.search(document.text):
        return Reading(failure=_needs_script(name), stated=_stated(document, data))
    return Reading(store.put(document.text.encode()).sha256, stated=_stated(document, data))


def no_text_in_media() -> str:
    """Return why a picture, recording or film has no readable text."""
    return _("It is a picture, a recording or a film: quoted words cannot be looked for in it.")


def _slim(data: bytes) -> bytes:
    """Return a page without the pictures that a browser wrote into it when it was saved."""
    if len(data) > MAX_STRIPPED_BYTES or b";base64," not in data or data[:4] in (b"%PDF", b"PK\x03\x04"):
        return data
    return _WRITTEN_IN.sub(b"data:,", data) if _is_page(data) else data


def _is_page(data: bytes) -> bool:
    begun = data[:4_096].lower()
    return b"<html" in begun or b"<!doctype html" in begun


def _is_script_page(data: bytes) -> bool:
    return _is_page(data) and b"<script" in data.lower()


def _needs_script(name: str) -> str:
    return _(
        "%(name)s shows no text without JavaScript, which is not run here. Open the page yourself and upload what"
        " you see: a saved page, a PDF or a picture of it.",
        name=shown_name(name),
    )


def _stated(document: Document, data: bytes) -> dict[str, Any]:
    day = day_of(document)
    said: dict[str, Any] = {
        "title": document.title[:MAX_SOURCE_NAME_LENGTH],
        "publisher": document.outlet[:MAX_SOURCE_NAME_LENGTH],
        "published_on": day.isoformat() if day else "",
        "paid": bool(_NOT_FREE.search(data)),
    }
    return {name: value for name, value in said.items() if value}
