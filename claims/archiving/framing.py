"""How an order goes to the child process that reads, and a document comes back: JSON, which cannot run anything.

The child reads what strangers wrote, so what comes back is believed no more than the file itself: every field is
checked for its type and bound before it becomes a document.
"""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from claims.archiving.base import Cue, Document, Exactness, Format, Order
from claims.archiving.refusal import REASONS, Unreadable

LONGEST_STATEMENT = 2_000
"""Code points of a title, name or address that a document states; the rest is cut off."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one child process may use."""

    seconds: float = 20.0
    """Of the clock, and of the processor."""
    memory: int = 1_000_000_000
    """Bytes of address space where the platform limits that, else of memory in use."""
    answer: int = 32_000_000
    """Bytes of what it sends back."""


def order_line(order: Order, bounds: Bounds) -> bytes:
    """Return the line that comes before the bytes of the document."""
    return json.dumps({"order": asdict(order), "bounds": asdict(bounds)}).encode() + b"\n"


def read_order(line: bytes) -> tuple[Order, Bounds]:
    """Return what ``order_line`` wrote."""
    found = json.loads(line)
    order = found["order"]
    return Order(**{**order, "format": Format(order["format"])}), Bounds(**found["bounds"])


def document_answer(document: Document) -> bytes:
    """Return a document as JSON; lone surrogates survive until the text is normalised."""
    fields: dict[str, Any] = {
        name: getattr(document, name) for name in ("title", "text", "author", "outlet", "language", "address")
    }
    for name in ("published_on", "created_on"):
        moment = getattr(document, name)
        fields[name] = moment.isoformat() if moment else None
    fields["exactness"] = document.exactness.value
    fields["cues"] = [[cue.start, cue.end, cue.seconds_from, cue.seconds_to, cue.speaker] for cue in document.cues]
    fields["rows"] = document.rows
    return json.dumps(fields).encode()


def refusal_answer(refusal: Unreadable, detail: str = "") -> bytes:
    """Return why there is no document, as JSON; ``detail`` is for the log."""
    return json.dumps({"reason": refusal.reason, "number": refusal.number, "detail": detail}).encode()


def read_answer(data: bytes) -> tuple[Document | Unreadable, str]:
    """Return the document or why there is none, and a detail for the log; raise ValueError for anything else."""
    try:
        fields = json.loads(data)
        if "reason" in fields:
            reason = fields["reason"] if fields["reason"] in REASONS else "broken"
            return Unreadable(reason, int(fields["number"])), str(fields["detail"])[:500]
        return _document(fields), ""
    except (KeyError, TypeError, OverflowError, RecursionError) as error:
        raise ValueError(f"no answer: {error!r}") from error


def _document(fields: dict[str, Any]) -> Document:
    text = str(fields["text"])
    statements: dict[str, Any] = {name: str(fields[name])[:LONGEST_STATEMENT] for name in _STATEMENTS}
    return Document(
        text=text,
        published_on=_moment(fields["published_on"]),
        exactness=Exactness(fields["exactness"]),
        created_on=_moment(fields["created_on"]),
        cues=_cues(fields["cues"], len(text)),
        rows=tuple(tuple(str(cell) for cell in row) for row in fields["rows"]),
        **statements,
    )


_STATEMENTS = ("title", "author", "outlet", "language", "address")


def _moment(stated: str | None) -> datetime | None:
    if stated is None:
        return None
    moment = datetime.fromisoformat(stated)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _cues(rows: list[Any], length: int) -> tuple[Cue, ...]:
    cues = tuple(
        Cue(int(start), int(end), float(begins), float(ends), str(speaker)[:LONGEST_STATEMENT])
        for start, end, begins, ends, speaker in rows
    )
    inside = all(0 <= cue.start < cue.end <= length and 0 <= cue.seconds_from <= cue.seconds_to for cue in cues)
    if not inside or any(one.end > other.start for one, other in pairwise(cues)):
        raise ValueError("cues lie outside the text")
    return cues
