"""Documents that people hand in: what an article takes from them."""

from datetime import date

from claims.archiving.base import Document, Exactness
from claims.archiving.reader import read_document, shown_name
from claims.extraction.language import ENGLISH, detect


def read_upload(name: str, data: bytes) -> Document:
    """Return what an uploaded file says; slow, so call it before a transaction. Raise InvalidInput."""
    return read_document(name, data)


def language_of(document: Document) -> str:
    """Return the language that a document states; English, often stated by mistake, only if its text shows it."""
    return detect(document.text) if document.language in ("", ENGLISH) else document.language


def day_of(document: Document) -> date | None:
    """Return the day on which a document says that it was published, if it says the day."""
    exact = document.exactness in (Exactness.SECOND, Exactness.DAY)
    return document.published_on.date() if document.published_on and exact else None


def origin_of_upload(name: str) -> str:
    """Return how a version says that it came from an uploaded file."""
    return f"uploaded {shown_name(name)}"
