"""A headline that the first sentences say again, more fully: one claim with two places.

*City bans plastic bags* is folded into *The city of Leeds has banned plastic bags from May*: the same subject,
verb and object, every other word of the headline in the same order, and nothing that turns or weakens it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.extraction.linguistic.lexicon import word_set
from claims.extraction.linguistic.statement import Statement
from claims.extraction.linguistic.tree import children, has_child, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from claims.domain.anchor import Anchor
    from claims.extraction.linguistic.phrasing import Phrasing

Placed = tuple[Statement, "Anchor"]
"""A statement and the words that it is pinned to."""

_SEARCHED = 8
"""Statements behind the headline that may say it again."""
_CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "ADV", "NUM"})
_TURNS = word_set(
    """not n't n’t never no none neither nor few little hardly barely nearly almost half or if unless whether
    without may might could would will shall should must can allegedly reportedly"""
)
"""Words that a fuller sentence must not have beyond the headline."""
_MIN_WORDS = 3


def fold_headline(placed: list[Placed]) -> list[Placed]:
    """Put the place of a headline, the first statement, behind the first statement that says it more fully."""
    (headline, anchor), *rest = placed
    for number, (fuller, _place) in enumerate(rest[:_SEARCHED]):
        if fuller.speaker == headline.speaker and _says(fuller.phrasing, headline.phrasing):
            return [*rest[: number + 1], (fuller, anchor), *rest[number + 1 :]]
    return placed


def _says(fuller: Phrasing | None, headline: Phrasing | None) -> bool:
    """Whether one wording says all that another one says."""
    if fuller is None or headline is None or fuller.lead or headline.lead or fuller.tail or headline.tail:
        return False
    if not _parts(headline.predicate) or _parts(fuller.predicate) != _parts(headline.predicate):
        return False
    if _turning(fuller) - _turning(headline):
        return False
    wanted = _content(headline)
    told = iter(_content(fuller))
    return len(wanted) >= _MIN_WORDS and all(word in told for word in wanted)


def _parts(predicate: Token) -> tuple[str, ...]:
    """Return subject, verb and object of an active verb, by their lemmas; nothing for any other predicate."""
    subject = subject_of(predicate)
    if predicate.pos_ != "VERB" or subject is None or has_child(predicate, "aux:pass", "cop"):
        return ()
    objects = children(predicate, "obj", "iobj")
    return tuple(_lemma(token) for token in (subject, predicate, *objects))


def _turning(phrasing: Phrasing) -> set[str]:
    return {token.lower_ for token in phrasing.tokens if token.pos_ != "PROPN"} & _TURNS


def _content(phrasing: Phrasing) -> list[str]:
    return [_lemma(token) for token in sorted(phrasing.tokens, key=lambda one: one.i) if token.pos_ in _CONTENT]


def _lemma(token: Token) -> str:
    return token.lemma_.lower()
