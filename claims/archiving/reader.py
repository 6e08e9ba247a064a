"""Reading documents that a person hands in: which reader, which limits."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePath

from claims.archiving.base import Document, Reader
from claims.archiving.encoding import decode
from claims.archiving.markup import read_html, read_markdown
from claims.domain.anchor import normalise
from claims.domain.article import MAX_TEXT_LENGTH, MAX_UPLOAD_BYTES
from claims.errors import InvalidInput
from claims.i18n import gettext as _

MAX_SHOWN_NAME = 80


def read_text(name: str, data: bytes) -> Document:
    """Return a plain text as it is; it names no title."""
    return Document(title="", text=decode(name, data))


READERS: Mapping[str, Reader] = {
    ".txt": read_text,
    ".text": read_text,
    "": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
}
"""By the ending of a file's name; a name without one is a plain text."""


def read_document(name: str, data: bytes) -> Document:
    """Return title and normalised text of a file; its name tells the format.

    Raise InvalidInput, with one sentence that names the file, for what is empty, too large, binary, of another
    format or in an encoding that cannot be recognised.
    """
    shown = shown_name(name)
    _check_size(shown, data)
    suffix = PurePath(shown).suffix.lower()
    if suffix not in READERS:
        raise InvalidInput(_("%(name)s is of a kind that cannot be read; .txt, .md and .html can.", name=shown))
    document = READERS[suffix](shown, data)
    text = normalise(document.text)
    if not text.strip():
        raise InvalidInput(_("%(name)s has no text.", name=shown))
    if len(text) > MAX_TEXT_LENGTH:
        raise InvalidInput(
            _(
                "The text of %(name)s has %(length)s characters; at most %(max)s can be taken in.",
                name=shown,
                length=len(text),
                max=MAX_TEXT_LENGTH,
            )
        )
    return replace(document, title=" ".join(normalise(document.title).split()), text=text)


def _check_size(name: str, data: bytes) -> None:
    if not data.strip():
        raise InvalidInput(_("%(name)s is empty.", name=name))
    if len(data) > MAX_UPLOAD_BYTES:
        raise InvalidInput(
            _(
                "%(name)s is too large: %(size)s MB; at most %(max)s MB can be taken in.",
                name=name,
                size=f"{len(data) / 1_000_000:.1f}",
                max=f"{MAX_UPLOAD_BYTES / 1_000_000:.0f}",
            )
        )


def shown_name(name: str) -> str:
    """Return the last part of a name, short and printable: names come from strangers too."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    printable = "".join(character if character.isprintable() else "\ufffd" for character in last).strip()
    if len(printable) <= MAX_SHOWN_NAME:
        return printable or _("The file")
    suffix = PurePath(printable).suffix[:12]
    return printable[: MAX_SHOWN_NAME - len(suffix) - 1] + "…" + suffix
