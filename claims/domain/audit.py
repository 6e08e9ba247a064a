"""The audit chain: who did what to which thing, when, in an order that cannot be changed unseen.

Each event's hash covers the hash before it. What was done in detail lies apart in ``AuditPayload``: the event
holds only a salted digest of it, so a payload can be erased (a court order) and the chain still verifies.
"""

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from claims.domain.entity import Entity

GENESIS = "0" * 64
"""The hash before the first event."""


class AuditEvent(Entity):
    """One link of the chain."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_subject", "subject_type", "subject_id"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    action: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[int | None]
    payload_digest: Mapped[str]
    previous: Mapped[str] = mapped_column(unique=True)
    hash: Mapped[str] = mapped_column(unique=True)

    payload: Mapped["AuditPayload | None"] = relationship(back_populates="event")


class AuditPayload(Entity):
    """What an event was about, in detail; erasable."""

    __tablename__ = "audit_payload"

    number: Mapped[int] = mapped_column(ForeignKey("audit_event.number"), primary_key=True)
    salt: Mapped[str]
    data: Mapped[dict[str, Any] | None]
    erased_at: Mapped[datetime | None]

    event: Mapped[AuditEvent] = relationship(back_populates="payload")


class AuditHead(Entity):
    """The one row that says where the chain ends; whoever adds an event locks it first."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    hash: Mapped[str]


def payload_digest(salt: str, data: dict[str, Any]) -> str:
    """SHA-256 over the salt and the payload as canonical JSON (sorted keys, no spaces, UTF-8)."""
    canonical = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{salt}\n{canonical}".encode()).hexdigest()


def event_hash(event: AuditEvent) -> str:
    """SHA-256 over everything that an event says, and the hash before it."""
    fields = [
        event.previous,
        event.number,
        event.at.isoformat(),
        event.person_id,
        event.action,
        event.subject_type,
        event.subject_id,
        event.payload_digest,
    ]
    return hashlib.sha256(json.dumps(fields, ensure_ascii=False).encode()).hexdigest()
