"""The audit chain: adding events, erasing what they say in detail, and verifying that nothing was changed.

Who adds an event locks the head of the chain until the end of the transaction, so a service records its event
after its own changes: locks are then always taken in the same order.
"""

import math
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy import inspect, update
from sqlalchemy.orm import Session

from claims.domain.audit import AuditEvent, AuditHead, AuditPayload, event_hash, payload_digest
from claims.domain.entity import Entity, now
from claims.domain.person import Actor
from claims.errors import Conflict, InvalidInput, NotFound
from claims.i18n import gettext as _
from claims.services.audit_walk import ERASE, Walk

_HASH = re.compile("[0-9a-f]{64}")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_PLAIN = frozenset({str, int, float, bool, type(None)})

_AT_ONCE = 500
"""Events that one statement writes."""

Subject = Entity | tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class AuditVerification:
    """What a walk along the whole chain found."""

    events: int
    head: str
    """Hash of the last event: kept elsewhere, it shows later that the end was not cut off."""
    problems: tuple[str, ...]
    """One sentence for each problem, naming the event."""


def record(session: Session, actor: Actor, action: str, subject: Subject, data: Mapping[str, Any]) -> AuditEvent:
    """Add an event at the end of the chain; flush, so that a new subject has its id."""
    session.flush()
    event = _next_event(lock_head(session), actor, action, _name_subject(subject), data)
    session.add(event)
    session.flush()
    return event


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what an event of a change says: the values that became others, as they were and as they are."""
    changed = [name for name, value in after.items() if before.get(name) != value]
    was, is_ = ({name: values.get(name) for name in changed} for values in (before, after))
    return {"before": was, "after": is_}


def erase_payload(session: Session, actor: Actor, number: int) -> None:
    """Erase what an event says in detail; the chain still verifies. Raise NotFound."""
    payload = session.get(AuditPayload, number)
    if payload is None:
        raise NotFound(_("There is no audit event %(number)s.", number=number))
    if payload.erased_at:
        return
    erase_payloads(session, actor, [number])
    session.expire(payload)


def erase_payloads(session: Session, actor: Actor, numbers: Sequence[int]) -> None:
    """Do that for many events, each of which exists and is not erased; one event of the chain says so of each."""
    if not numbers:
        return
    session.flush()
    head = lock_head(session)
    for batch in _batches(numbers):
        session.execute(
            update(AuditPayload)
            .where(AuditPayload.number.in_(batch))
            .values(data=None, salt="", erased_at=now())
            .execution_options(synchronize_session=False)
        )
        for number in batch:
            session.add(_next_event(head, actor, ERASE, (AuditEvent.__tablename__, number), {}))
        session.flush()


def verify(session: Session, *, head: str | None = None) -> AuditVerification:
    """Walk along the whole chain; ``head`` is a hash that was kept elsewhere and must be in it."""
    walk = Walk(session, check_hash(head))
    walk.follow()
    walk.check_head()
    walk.check_erasures()
    return AuditVerification(walk.events, walk.hash, tuple(walk.problems))


def _batches(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[start : start + _AT_ONCE] for start in range(0, len(numbers), _AT_ONCE))


def _next_event(
    head: AuditHead, actor: Actor, action: str, subject: tuple[str, int | None], data: Mapping[str, Any]
) -> AuditEvent:
    """Make the event after the head, which is locked, and move the head there."""
    payload = AuditPayload(salt=secrets.token_hex(16), data=_json_safe(_with_actor(actor, data)))
    event = AuditEvent(
        number=head.number + 1,
        at=now(),
        person_id=actor.person_id,
        action=action,
        subject_type=subject[0],
        subject_id=subject[1],
        payload_digest=payload_digest(payload.salt, payload.data or {}),
        previous=head.hash,
        payload=payload,
    )
    event.hash = event_hash(event)
    head.number, head.hash = event.number, event.hash
    return event


def lock_head(session: Session) -> AuditHead:
    """Keep other writers from adding events until the transaction ends; raise Conflict when there is no head."""
    head = session.get(AuditHead, 1, with_for_update=True, populate_existing=True)
    if head is None:
        raise Conflict(_("The audit chain has no head: restore the row of audit_head from a backup."))
    return head


def _name_subject(subject: Subject) -> tuple[str, int | None]:
    if isinstance(subject, tuple):
        return subject
    identity = inspect(subject).identity or ()
    return subject.__tablename__, identity[0] if len(identity) == 1 else None


def _with_actor(actor: Actor, data: Mapping[str, Any]) -> Mapping[str, Any]:
    return data if actor.person_id else {"actor": actor.name, **data}


def _json_safe(value: Any) -> Any:
    """Turn what services record into what JSON gives back unchanged, on every database."""
    if type(value) in _PLAIN:  # most values are, and asking for an abstract class is slow
        return _plain(value)
    if isinstance(value, Mapping):
        return {str(_json_safe(key)): _json_safe(item) for key, item in value.items()}
    if isinstance(value, Set):
        return sorted(_json_safe(item) for item in value)
    if isinstance(value, list | tuple):
        return [_json_safe(item) for item in value]
    return _plain(value.value if isinstance(value, Enum) else value)


def _plain(value: Any) -> str | int | float | None:
    if isinstance(value, str):
        return value if value.isascii() and "\x00" not in value else _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, date):  # and datetime
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if value is None or isinstance(value, int | float):
        return value
    raise TypeError(f"The audit chain cannot keep a {type(value).__name__}.")


def check_hash(head: str | None) -> str | None:
    """Return a head as somebody wrote it down, in its own form; raise InvalidInput for what is none."""
    if head is None:
        return None
    head = head.strip().lower()
    if not _HASH.fullmatch(head):
        raise InvalidInput(_("A head of the audit chain has 64 hexadecimal digits."))
    return head
