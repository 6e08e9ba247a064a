"""Reading documents that a person hands in or an address sends: which reader, which limits, in which process."""

import re
from dataclasses import replace
from pathlib import PurePath

from claims.archiving.base import Document, Format, Order
from claims.archiving.confinement import read_confined
from claims.archiving.encoding import decode
from claims.archiving.recognition import charset_of, recognise
from claims.archiving.refusal import Unreadable
from claims.domain.anchor import normalise
from claims.domain.article import MAX_CUES, MAX_TEXT_LENGTH, MAX_UPLOAD_BYTES, MAX_WRITTEN_BYTES
from claims.errors import InvalidInput
from claims.i18n import gettext as _

MAX_SHOWN_NAME = 80
MAX_ARCHIVE_BYTES = 60_000_000
"""Of a page that was saved with all that belongs to it."""
_MOST_BYTES = {
    Format.PDF: MAX_UPLOAD_BYTES,
    Format.DOCX: MAX_UPLOAD_BYTES,
    Format.MHTML: MAX_ARCHIVE_BYTES,
    Format.WARC: MAX_ARCHIVE_BYTES,
    Format.WACZ: MAX_ARCHIVE_BYTES,
}


def read_document(name: str, data: bytes, *, media_type: str = "", address: str = "") -> Document:
    """Return title, normalised text and what else a document states about itself.

    Its first bytes tell the format, else ``media_type`` (what a server said), else the ending of its name;
    ``address`` is where it was fetched. Everything but plain text is read in a child process. Raise InvalidInput,
    with one sentence that names the file, for what is empty, too large, binary, damaged, of another format, in an
    encoding that cannot be recognised or not to be read within the limits.
    """
    shown = shown_name(name)
    try:
        order = _order(shown, data, media_type, address)
        _check_size(shown, data, order.format)
        document = _read(data, order)
    except Unreadable as unreadable:
        raise unreadable.refusal(shown) from None
    text = document.text if document.cues else normalise(document.text)
    if not text.strip():
        raise Unreadable("no_text").refusal(shown)
    _check_length(shown, text, document)
    return _stated(document, text)


def _order(shown: str, data: bytes, media_type: str, address: str) -> Order:
    if not data.strip():
        raise Unreadable("empty")
    found = recognise(data, PurePath(shown).suffix.lower(), media_type)
    return Order(found, MAX_TEXT_LENGTH, charset=charset_of(media_type), address=address)


def _read(data: bytes, order: Order) -> Document:
    if order.format is Format.TEXT:
        return Document(title="", text=decode(data, charset=order.charset))
    return read_confined(data, order)


def _stated(document: Document, text: str) -> Document:
    """Return the document with its text normalised, and each statement as one line."""
    return replace(
        document,
        text=text,
        title=_line(document.title),
        author=_line(document.author),
        outlet=_line(document.outlet),
        language=_line(document.language),
        address=_line(document.address),
        cues=tuple(replace(cue, speaker=_line(cue.speaker)) for cue in document.cues),
    )


def _line(statement: str) -> str:
    return " ".join(normalise(statement).split())


def _check_size(name: str, data: bytes, form: Format) -> None:
    most = _MOST_BYTES.get(form, MAX_WRITTEN_BYTES)
    if len(data) > most:
        raise InvalidInput(
            _(
                "%(name)s is too large: %(size)s MB; at most %(max)s MB can be taken in.",
                name=name,
                size=f"{len(data) / 1_000_000:.1f}",
                max=f"{most / 1_000_000:.0f}",
            )
        )


def _check_length(name: str, text: str, document: Document) -> None:
    if len(document.cues) > MAX_CUES:
        raise Unreadable("cues", MAX_CUES).refusal(name)
    if len(text) > MAX_TEXT_LENGTH:
        raise InvalidInput(
            _(
                "The text of %(name)s has %(length)s characters; at most %(max)s can be taken in.",
                name=name,
                length=len(text),
                max=MAX_TEXT_LENGTH,
            )
        )


def shown_name(name: str) -> str:
    """Return the last part of a name, short and printable: names come from strangers too."""
    last = re.sub(r"^[A-Za-z]:|^\.+$", "", name.replace("\\", "/").rsplit("/", 1)[-1])
    printable = "".join(character if character.isprintable() else "\ufffd" for character in last).strip()
    if len(printable) <= MAX_SHOWN_NAME:
        return printable or _("The file")
    suffix = PurePath(printable).suffix[:12]
    return printable[: MAX_SHOWN_NAME - len(suffix) - 1] + "…" + suffix
