"""Exports as JSON and as JSON Lines: verdicts whole, withdrawn ones as tombstones, one at a time."""

import dataclasses
import json
import re
from collections.abc import Iterator
from typing import Any

from claims.publishing.address import claim_address, receipt_address
from claims.publishing.base import FORMAT, Export, PublishedVerdict, Publisher, Withdrawn, to_json

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}


def encode(data: Any) -> str:
    """Return compact JSON on one line that any UTF-8 writer takes: lone surrogates become U+FFFD."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return _LONE_SURROGATE.sub("\ufffd", text).translate(_LINE_ENDS)


def row(publisher: Publisher, verdict: PublishedVerdict | Withdrawn) -> dict[str, Any]:
    """Return a verdict or tombstone with its ``type`` (``verdict`` or ``withdrawn``) and its addresses."""
    receipt = receipt_address(publisher, verdict.claim_id, verdict.revision)
    if isinstance(verdict, Withdrawn):
        return {
            "type": "withdrawn",
            "address": claim_address(publisher, verdict.claim_id),
            "receipt": receipt,
            **to_json(verdict),
        }
    return {
        "type": "verdict",
        "address": publisher.verdict_address(verdict),
        "revision_address": publisher.revision_address(verdict),
        "receipt": receipt,
        **to_json(verdict),
    }


def write_json(export: Export) -> Iterator[str]:
    """Yield one JSON object: what the export is, then ``verdicts``."""
    yield from wrapped(_heading(export), "verdicts", _rows(export))


def write_json_lines(export: Export) -> Iterator[str]:
    """Yield one JSON object a line: the rows of ``verdicts`` alone."""
    for item in _rows(export):
        yield encode(item) + "\n"


def wrapped(heading: dict[str, Any], name: str, items: Iterator[dict[str, Any]]) -> Iterator[str]:
    """Yield ``heading`` as a JSON object with one more member: the list ``name``, item by item."""
    yield f"{encode(heading)[:-1]},{encode(name)}:["
    separator = "\n"
    for item in items:
        yield separator + encode(item)
        separator = ",\n"
    yield "\n]}\n"


def _heading(export: Export) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "title": export.title,
        "address": export.address,
        "made_at": export.made_at,
        "publisher": dataclasses.asdict(export.publisher),
        "counts": dict(export.counts),
    }


def _rows(export: Export) -> Iterator[dict[str, Any]]:
    return (row(export.publisher, verdict) for verdict in export.verdicts)
