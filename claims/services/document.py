"""Documents that people hand in: what an article takes from them."""

from datetime import UTC, date, datetime

from babel import Locale, UnknownLocaleError

from claims.archiving.base import Document, Exactness
from claims.archiving.fetching.address import WebAddress, read_address
from claims.archiving.reader import read_document, shown_name
from claims.domain.article import MAX_TITLE_LENGTH
from claims.errors import FetchRefused
from claims.extraction.language import ENGLISH, detect


def read_upload(name: str, data: bytes) -> Document:
    """Return what an uploaded file says; slow, so call it before a transaction. Raise InvalidInput."""
    return read_document(name, data)


def language_of(document: Document) -> str:
    """Return the two letters of a document's language: as stated, or as its text shows.

    English, often stated by mistake, is believed only if the text shows it; so is what is no language.
    """
    stated = known_language(document.language)
    return detect(document.text) if stated in ("", ENGLISH) else stated


def known_language(code: str) -> str:
    """Return a language's code of two letters (``de`` of ``deu``, too); an empty string for any other."""
    try:
        found = Locale.parse(code).language if code.isalpha() and code != "und" else ""
    except (UnknownLocaleError, ValueError):
        return ""
    return found if len(found) == 2 else ""


def moment_of(document: Document) -> datetime | None:
    """Return when a document says that it was published, if it says at least the day."""
    moment = document.published_on
    if moment is None or document.exactness not in (Exactness.SECOND, Exactness.DAY):
        return None
    try:
        moment.astimezone(UTC)
    except OverflowError:  # the first or last day that there is, in a zone that has another one
        return None
    return moment


def day_of(document: Document) -> date | None:
    """Return the day on which a document says that it was published, if it says the day."""
    moment = moment_of(document)
    return moment.date() if moment else None


def line_of(statement: str) -> str:
    """Return what a document states of itself as one line, cut where it is too long to be kept."""
    return " ".join(statement.split())[:MAX_TITLE_LENGTH].rstrip()


def address_of(document: Document, fetched: str) -> str:
    """Return where a fetched page is to be found again: as it says, if that is on its own site, else as fetched.

    A page could name any other site's address: readers would be led there, and the next look would go there. Its
    site is its host, with or without ``www.``; what came by https does not go back to http. The front page is
    what pages with a mistake in them name.
    """
    try:
        here, stated = read_address(fetched), read_address(document.address)
    except FetchRefused:
        return fetched
    if _site(here) != _site(stated) or (stated.target == "/" and here.target != "/"):
        return fetched
    is_kept = (here.scheme, here.port) == (stated.scheme, stated.port)
    is_upgraded = (here.scheme, here.port, stated.scheme, stated.port) == ("http", 80, "https", 443)
    return str(stated) if is_kept or is_upgraded else fetched


def _site(address: WebAddress) -> str:
    return address.host.removeprefix("www.")


def origin_of_upload(name: str) -> str:
    """Return how a version says that it came from an uploaded file."""
    return f"uploaded {shown_name(name)}"
