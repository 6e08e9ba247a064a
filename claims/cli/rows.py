"""The rows of ``claims extract``: read one by one, checked, and answered."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from claims.domain.anchor import normalise
from claims.domain.article import MAX_TEXT_LENGTH
from claims.errors import InvalidInput
from claims.extraction.base import Passage
from claims.extraction.language import detect
from claims.extraction.routing import Extracted
from claims.i18n import gettext as _

MAX_ROW_BYTES = 16_000_000
"""A text of the greatest length, in JSON's longest writing of common scripts; more is no row."""
_TEXTS = ("text", "context", "subject", "language")


@dataclass(frozen=True, slots=True)
class Row:
    """One text to break into claims, and the name that its answer carries."""

    id: str | int
    passage: Passage


class RowReader:
    """Yields rows until the input ends or one is bad; what was wrong is then ``error``.

    It does not raise, because engines read ahead: what came before the bad row must still be written.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.error: InvalidInput | None = None

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows; empty lines are skipped."""
        number = 0
        while line := self._stream.readline(MAX_ROW_BYTES + 1):
            number += 1
            if not line.strip():
                continue
            try:
                row = _read(line)
            except InvalidInput as error:
                self.error = InvalidInput(_("Line %(number)s: %(reason)s", number=number, reason=error.message))
                return
            yield row


def answer(row: Row, extracted: Extracted) -> bytes:
    """Write what was found in a row as a line of JSON."""
    found: dict[str, Any] = {
        "id": row.id,
        "claims": [candidate.text for candidate in extracted.candidates],
        "scores": [round(candidate.score, 4) for candidate in extracted.candidates],
    }
    if extracted.fallback:
        found |= {"language": row.passage.language, "engine": extracted.fallback}
    return json.dumps(found, ensure_ascii=False).encode() + b"\n"


def _read(line: bytes) -> Row:
    """Return the row of a line; raise InvalidInput with a sentence that says what is wrong."""
    if len(line) > MAX_ROW_BYTES:
        raise InvalidInput(_("the row is longer than %(max)s bytes.", max=MAX_ROW_BYTES))
    fields = _parse(line)
    if not isinstance(fields, dict):
        raise InvalidInput(_("the row is not a JSON object."))
    for name in ("id", "text"):
        if name not in fields:
            raise InvalidInput(_("the row has no “%(name)s”.", name=name))
    texts = {name: normalise(_text(name, fields[name])) for name in _TEXTS if fields.get(name) is not None}
    if "text" not in texts:
        raise InvalidInput(_("“%(name)s” is not a text.", name="text"))
    texts["language"] = texts.get("language") or detect(f"{texts['text']} {texts.get('context', '')}")
    return Row(_id(fields["id"]), Passage(**texts))


def _parse(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        raise InvalidInput(_("the row is not JSON in UTF-8.")) from None


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise InvalidInput(_("“%(name)s” is not a text.", name=name))
    if len(value) > MAX_TEXT_LENGTH:
        raise InvalidInput(_("“%(name)s” has more than %(max)s characters.", name=name, max=MAX_TEXT_LENGTH))
    return value


def _id(value: object) -> str | int:
    if isinstance(value, str) and value.isprintable():
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise InvalidInput(_("“id” is neither a whole number nor a printable text."))
