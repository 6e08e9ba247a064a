"""What every reader of documents is: a function of bytes to a title and a text."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Document:
    """What a person reads in a document.

    ``text`` is normalised (``claims.domain.anchor.normalise``), so that offsets can count in it; ``title`` is
    empty when the document names none.
    """

    title: str
    text: str


class Reader(Protocol):
    """Reads one format."""

    def __call__(self, name: str, data: bytes) -> Document:
        """Return the document, its text not normalised yet; raise InvalidInput naming the file ``name``."""
        ...
