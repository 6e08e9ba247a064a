"""Receipts: whether one published revision is still current, as plain data for a page and for programs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from claims.publishing.address import claim_address, receipt_address
from claims.publishing.base import PublishedVerdict, Publisher


class ReceiptStatus(StrEnum):
    """What became of a published revision."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    """It, or the verdict that took its place, was withdrawn."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is known now about one published revision."""

    verdict: PublishedVerdict
    """As it was frozen."""
    status: ReceiptStatus
    content_sha256: str
    current: int | None
    """Number of the revision that holds now, if one does."""
    note: str = ""
    """Why it was withdrawn."""


def content_hash(frozen: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hexadecimal) of what a revision froze.

    Hashed is its JSON with the keys of every object in order, no white space between its parts, and every
    character beyond ASCII written as ``\\uXXXX``.
    """
    text = json.dumps(frozen, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return sha256(text.encode("ascii")).hexdigest()


def receipt_json(receipt: Receipt, publisher: Publisher) -> dict[str, Any]:
    """Return the receipt for programs: ``current`` is the receipt of what holds now, or null."""
    verdict = receipt.verdict
    current = receipt.current
    return {
        "receipt": receipt_address(publisher, verdict.claim_id, verdict.revision),
        "status": receipt.status.value,
        "claim_id": verdict.claim_id,
        "revision": verdict.revision,
        "claim": verdict.wording,
        "language": verdict.language,
        "rating": verdict.rating.in_language(publisher.language).label,
        "rating_key": verdict.rating.key,
        "published_at": verdict.published_at,
        "content_sha256": receipt.content_sha256,
        "verdict": claim_address(publisher, verdict.claim_id),
        "revision_address": publisher.revision_address(verdict),
        "current": None if current is None else receipt_address(publisher, verdict.claim_id, current),
        "current_revision": current,
        "note": receipt.note,
    }
