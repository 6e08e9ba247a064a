"""The history as JSON Lines, for a check that needs neither the desk nor this program.

The format is documented in ``claims.cli.audit_checker``, which checks it.
"""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from claims.domain.audit import AuditEvent, AuditHead, AuditPayload
from claims.domain.entity import now
from claims.errors import Conflict
from claims.i18n import gettext as _

FORMAT = "claims-audit-1"
_BATCH = 500
_FIELDS = ("number", "person_id", "action", "subject_type", "subject_id", "payload_digest", "previous", "hash")


def export_events(session: Session, *, payloads: bool) -> Iterator[str]:
    """Yield the lines of the whole history; the session must see one moment of the desk."""
    head = session.execute(select(AuditHead.number, AuditHead.hash)).first()
    if head is None:
        raise Conflict(_("The audit chain has no head: restore the row of audit_head from a backup."))
    yield _line({"format": FORMAT, "made_at": now().isoformat(), "payloads": payloads})
    columns = [getattr(AuditEvent, name) for name in (*_FIELDS, "at")]
    details = [AuditPayload.salt, AuditPayload.data, AuditPayload.erased_at]
    query = select(*columns, *details).outerjoin(AuditPayload, AuditPayload.number == AuditEvent.number)
    for row in session.execute(query.order_by(AuditEvent.number).execution_options(yield_per=_BATCH)):
        yield _line(_event(row, payloads=payloads))
    yield _line({"head": {"number": head.number, "hash": head.hash}})


def _event(row: Row[Any], *, payloads: bool) -> dict[str, Any]:
    event = {**{name: getattr(row, name) for name in _FIELDS}, "at": row.at.isoformat()}
    if not payloads:
        return event
    if row.erased_at is not None:
        return {**event, "payload": {"erased_at": row.erased_at.isoformat()}}
    return {**event, "payload": {"salt": row.salt or "", "data": row.data}}


def _line(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False) + "\n"
