"""Web addresses that people type in: checked before they are kept, never fetched here."""

from urllib.parse import urlsplit

from claims.domain.article import MAX_ADDRESS_LENGTH
from claims.errors import InvalidInput
from claims.i18n import gettext as _


def require_web_address(value: str) -> str:
    """Return the address without spaces around it; raise InvalidInput unless it is http or https with a host.

    Other schemes (``javascript:``, ``data:``) would run in a reader's browser when they follow the link.
    """
    value = value.strip()
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or len(value) > MAX_ADDRESS_LENGTH or any(_is_unusable(c) for c in value):
        raise InvalidInput(
            _("“%(value)s” is not a web address that begins with http:// or https://.", value=value[:200])
        )
    return value


def _is_unusable(character: str) -> bool:
    """Whether no address has this character: a space, a control character, or half a character."""
    return character.isspace() or ord(character) < 32 or "\ud800" <= character <= "\udfff"
