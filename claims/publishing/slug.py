"""Slugs: the readable end of an address. The number before it is what finds the page."""

import re
import unicodedata

MAX_SLUG_LENGTH = 60
_NOT_A_WORD = re.compile(r"[^\w]+")


def slug(text: str) -> str:
    """Return a few words of the text for an address, in any script; ``-`` when it has none."""
    words = _NOT_A_WORD.sub("-", unicodedata.normalize("NFKC", text).casefold()).strip("-_")
    return words[:MAX_SLUG_LENGTH].rsplit("-", 1)[0] if len(words) > MAX_SLUG_LENGTH else words or "-"
