"""From tokens back to text: the words of a claim, in order, with clean rims and gaps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from claims.extraction.linguistic.lexicon import word_set
from claims.extraction.linguistic.tree import has_child, is_connective

if TYPE_CHECKING:
    from spacy.tokens import Token

Replacements = Mapping[int, str]
"""Token position → words to print instead; an empty string prints nothing."""

_DASHES = (",", "—", "–", "--", ";")
_KEPT_PUNCTUATION = frozenset("“”\"‘’'$#%€£()")
_KEPT_MARKS = word_set(
    """to if unless whether when after before until since while although though by in for with because
    as once despite without"""
)
_NO_SPACE_BEFORE = re.compile(r"[.,;:!?)”%]|[’'](?:s|re|ve|ll|d|m)?\b")
_SPACE_RUN = re.compile(r"\s+")
_SPACE_BEFORE_MARK = re.compile(r"\s+([,.;:?!)])")
_SPACE_BEFORE_CLOSING = re.compile(r"(?<=\w)\s+(?=”)|(?<=^[“\"‘])\s+")
_SPACE_BEFORE_LAST_QUOTE = re.compile(r'(?<=\w)\s+"(?=\.?$)')
_DOUBLE_COMMA = re.compile(r",\s*,")
_EMPTY_BRACKETS = re.compile(r"\(\s*\)")
_LOOSE_QUOTE = re.compile(r"^['‘]\s+|(?<=\s)['‘’]$")
_OPEN_SINGLE = re.compile(r"(?<!\w)['‘](?=\w)(?!s\b|\d\d?s?\b)")
_CLOSE_SINGLE = re.compile(r"(?<=[\w.,!?])['’](?!\w)")
_RIM = " ,;:—–-"


def render(tokens: Iterable[Token], replacements: Replacements | None = None, *, trim: bool = True) -> str:
    """Return the words; ``trim`` drops conjunctions, connectives and punctuation that opened the clause."""
    held = sorted({token.i: token for token in tokens}.values(), key=lambda token: token.i)
    if trim:
        held = _trimmed(held)
    return tidy(_joined(held, replacements or {}))


def tidy(text: str) -> str:
    """Clean up spaces, doubled commas and quote marks or brackets that lost their partner."""
    text = _SPACE_RUN.sub(" ", text).strip(_RIM)
    text = _LOOSE_QUOTE.sub("", _EMPTY_BRACKETS.sub("", text))
    text = _SPACE_BEFORE_CLOSING.sub("", _SPACE_BEFORE_MARK.sub(r"\1", text))
    return _SPACE_BEFORE_LAST_QUOTE.sub('"', balanced(_DOUBLE_COMMA.sub(",", text)).strip(_RIM))


def balanced(text: str) -> str:
    """Drop quote marks and brackets that do not come in pairs."""
    if text.count('"') % 2:
        text = text.replace('"', "")
    for left, right in (("“", "”"), ("(", ")"), ("«", "»"), ("[", "]")):
        if (left in text or right in text) and not _nested(text, left, right):
            text = text.replace(left, "").replace(right, "")
    if len(_OPEN_SINGLE.findall(text)) > len(_CLOSE_SINGLE.findall(text)):
        text = _OPEN_SINGLE.sub("", text)
    return _SPACE_RUN.sub(" ", text)


def _nested(text: str, left: str, right: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == left) - (character == right)
        if depth < 0:
            return False
    return depth == 0


def _trimmed(tokens: list[Token]) -> list[Token]:
    """Leave out what only joined the clause to the text before, and loose punctuation at the rims."""
    while tokens and _joins_only(tokens[0], len(tokens)):
        tokens = tokens[1:]
    while tokens and _is_rim(tokens[-1]):
        tokens = tokens[:-1]
    return tokens


def _is_rim(token: Token) -> bool:
    return bool(token.is_punct and token.text not in _KEPT_PUNCTUATION)


def _joins_only(token: Token, length: int) -> bool:
    if _is_rim(token) or token.dep_ == "cc":
        return True
    if token.dep_ == "mark":
        return token.lower_ not in _KEPT_MARKS
    if token.lower_ == "so" and token.i + 1 < len(token.doc):
        return token.head.i > token.i + 1 and token.nbor(1).tag_ not in ("RB", "JJ", "IN")
    return is_connective(token) and length > 3


_CLIPPED = {"’ll": " will", "'ll": " will", "’re": " are", "'re": " are", "’ve": " have", "'ve": " have"}


def _unclipped(token: Token, words: str) -> str:
    """Write a clipped auxiliary in full behind a name that stands for a pronoun."""
    if token.lower_ in ("’s", "'s") and token.tag_ != "POS":
        has = token.dep_ == "aux" and token.head.tag_ == "VBN" and not has_child(token.head, "aux:pass")
        return " has" if has and token.lemma_ != "be" else " is"
    return _CLIPPED.get(words.lower(), words)


def _joined(tokens: list[Token], replacements: Replacements) -> str:
    """Join the words; where tokens were left out, the commas at both rims of the gap go."""
    pieces: list[str] = []
    previous: Token | None = None
    in_gap = False
    for token in tokens:
        words = replacements.get(token.i, token.text)
        if previous is not None and replacements.get(previous.i) and not previous.whitespace_:
            words = _unclipped(token, words)
        if previous is not None and token.i != previous.i + 1:
            in_gap = True
            if pieces and pieces[-1].strip() in _DASHES:
                pieces.pop()
        if words and not (in_gap and words in _DASHES):
            if pieces and not pieces[-1].endswith(" ") and in_gap and not _NO_SPACE_BEFORE.match(words):
                pieces.append(" ")
            pieces.append(words + token.whitespace_)
            in_gap = False
        previous = token
    return "".join(pieces)
