"""Receipts: what became of a revision that was published."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, selectinload

from claims.domain.removal import RemovalSubject
from claims.domain.state import FROZEN_REVISION_STATES, RevisionState
from claims.domain.verdict import Verdict, VerdictRevision
from claims.errors import NotFound
from claims.i18n import gettext as _
from claims.publishing.base import PublishedVerdict, from_json
from claims.publishing.receipt import Receipt, ReceiptStatus, content_hash
from claims.services.removed import removed


def find_receipt(session: Session, claim_id: int, number: int) -> Receipt:
    """Return what became of a published revision.

    Raise NotFound for one that was never published, whether it exists or not, and Removed for one that an admin
    erased.
    """
    rows = _published(session, claim_id)
    row = next((row for row in rows if row.number == number), None)
    if row is None:
        raise NotFound(_("Nothing is published here."))
    if not row.frozen:
        raise removed(session, RemovalSubject.CLAIM, claim_id)
    newest = rows[-1]
    status = _status(row, newest)
    gone = row if row.state is RevisionState.WITHDRAWN else newest
    note = gone.correction.note if status is ReceiptStatus.WITHDRAWN and gone.correction else ""
    return Receipt(
        verdict=from_json(PublishedVerdict, row.frozen),
        status=status,
        content_sha256=content_hash(row.frozen),
        current=newest.number if newest.state is RevisionState.PUBLISHED else None,
        note=note,
    )


def _status(row: VerdictRevision, newest: VerdictRevision) -> ReceiptStatus:
    if RevisionState.WITHDRAWN in (row.state, newest.state):
        return ReceiptStatus.WITHDRAWN
    return ReceiptStatus.CURRENT if row is newest else ReceiptStatus.SUPERSEDED


def _published(session: Session, claim_id: int) -> Sequence[VerdictRevision]:
    return session.scalars(
        select(VerdictRevision)
        .join(Verdict)
        .where(Verdict.claim_id == claim_id, VerdictRevision.state.in_(FROZEN_REVISION_STATES))
        .order_by(VerdictRevision.number)
        .options(contains_eager(VerdictRevision.verdict), selectinload(VerdictRevision.corrections))
    ).all()
