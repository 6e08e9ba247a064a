"""An item of a list read as the end of its lead-in: ``The bill would:`` + ``ban plastic bags``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from claims.extraction.linguistic.attribution import find_report
from claims.extraction.linguistic.traced import Traced
from claims.extraction.linguistic.tree import FINITE_TAGS

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Token

_MAX_ITEM = 400
_RIM = re.compile(r"[\s;,.]*(?:[;,]\s*and)?[\s;,.]*$")


def joined(nlp: Language, lead: str, item: Traced) -> Traced | None:
    """Return lead-in and item as one sentence, whose only own words are the item's; None where that is none."""
    rim = _RIM.search(item.text)
    words = item.part(0, rim.start()) if rim else item
    if not words.text or len(words.text) > _MAX_ITEM:
        return None
    if words.text[:1].isupper() and nlp(f"{words.text}.")[0].pos_ != "PROPN":
        words = Traced(words.text[:1].lower() + words.text[1:], words.origins)
    sentence = Traced.added(f"{lead} ") + words + Traced.added(".")
    doc = nlp(sentence.text)
    first = next((token for token in doc if token.idx > len(lead)), None)
    return sentence if first is not None and first.i > 0 and _goes_on(first) else None


def _goes_on(first: Token) -> bool:
    """Whether the item is the clause behind *that*, or the verb behind *would* and *to*."""
    last = first.nbor(-1)
    if last.lower_ != "that":
        return first.tag_ == "VB" and last.head.i == first.i and last.tag_ in ("MD", "TO")
    content = find_report(first.sent.root)
    return (
        content is not None
        and content.i >= first.i
        and last.head.i == content.i
        and (content.tag_ in FINITE_TAGS or any(child.tag_ in FINITE_TAGS for child in content.children))
    )
