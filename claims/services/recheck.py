"""Shelf life: published verdicts that somebody should look at again, why, and the revision that says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from claims.domain.audit import AuditEvent
from claims.domain.contact import Contact, ContactClaim
from claims.domain.entity import now
from claims.domain.permission import Permission
from claims.domain.person import Actor
from claims.domain.source import Evidence, LinkState, Source
from claims.domain.state import OPEN_REVISION_STATES, RevisionState
from claims.domain.tip import Tip
from claims.domain.verdict import RevisionEvidence, Verdict, VerdictRevision
from claims.i18n import N_
from claims.services import audit
from claims.services.permission import require
from claims.services.tip_inbox import is_open_request
from claims.services.verdict import start_revision, touch

PAGE_LENGTH = 50
REASONS: Mapping[str, str] = {
    "due": N_("its day to be looked at again has come"),
    "gone": N_("the page of a source is gone"),
    "answered": N_("an answer came after publication"),
    "requested": N_("readers ask for a correction"),
    "translated": N_("what it translates has a newer revision"),
}
"""Why a verdict should be looked at again, in words."""


@dataclass(frozen=True, slots=True)
class StaleRow:
    """A published verdict that somebody should look at again."""

    revision: VerdictRevision
    reasons: Sequence[str]
    """Keys of ``REASONS``."""
    begun: bool
    """A new revision is being worked on."""


def list_stale(session: Session, *, after: int | None = None, limit: int = PAGE_LENGTH) -> Sequence[StaleRow]:
    """Return published verdicts to look at again, those published first in front, from a revision's number on."""
    conditions = _conditions(now().date())
    statement = (
        select(VerdictRevision, _is_begun(), *conditions.values())
        .join(VerdictRevision.verdict)
        .where(VerdictRevision.state == RevisionState.PUBLISHED, or_(*conditions.values()))
        .order_by(VerdictRevision.id)
        .limit(limit)
        .options(
            contains_eager(VerdictRevision.verdict).joinedload(Verdict.claim), joinedload(VerdictRevision.rating)
        )
    )
    if after is not None:
        statement = statement.where(VerdictRevision.id > after)
    return [
        StaleRow(row[0], [name for name, holds in zip(conditions, row[2:], strict=True) if holds], row[1])
        for row in session.execute(statement)
    ]


def is_stale() -> ColumnElement[bool]:
    """Return the condition that a published revision, joined with its verdict, should be looked at again."""
    return and_(
        VerdictRevision.state == RevisionState.PUBLISHED, or_(*_conditions(now().date()).values()), ~_is_begun()
    )


def still_holds(session: Session, actor: Actor, claim_id: int) -> VerdictRevision:
    """Start the revision that says that a verdict still holds: as of today, with no day to look again yet."""
    require(session, actor, Permission.VERDICT_WRITE)
    revision = start_revision(session, actor, claim_id)
    touch(session, actor, revision)
    before = {"as_of": revision.as_of, "recheck_on": revision.recheck_on}
    revision.as_of, revision.recheck_on = now().date(), None
    after = {"as_of": revision.as_of, "recheck_on": None}
    data = {"claim": claim_id, "before": before, "after": after}
    audit.record(session, actor, "verdict.recheck", revision, data)
    return revision


def _conditions(today: date) -> Mapping[str, ColumnElement[bool]]:
    gone = exists().where(
        RevisionEvidence.revision_id == VerdictRevision.id,
        Evidence.id == RevisionEvidence.evidence_id,
        Source.id == Evidence.source_id,
        Source.link_state == LinkState.GONE,
    )
    answered = exists().where(
        ContactClaim.claim_id == Verdict.claim_id,
        Contact.id == ContactClaim.contact_id,
        Contact.answered_at.is_not(None),
        AuditEvent.subject_type == Contact.__tablename__,
        AuditEvent.subject_id == Contact.id,
        AuditEvent.action == "contact.answer",
        AuditEvent.at > VerdictRevision.published_at,
    )
    conditions: dict[str, ColumnElement[bool]] = {
        "due": and_(VerdictRevision.recheck_on.is_not(None), VerdictRevision.recheck_on <= today),
        "gone": gone,
        "answered": answered,
        "requested": exists().where(Tip.id.is_not(None), is_open_request(Verdict.claim_id)),
        "translated": Verdict.translation_outdated_at.is_not(None),
    }
    return {name: conditions[name].label(name) for name in REASONS}


def _is_begun() -> ColumnElement[bool]:
    begun = VerdictRevision.__table__.alias("begun")
    return exists().where(begun.c.verdict_id == Verdict.id, begun.c.state.in_(OPEN_REVISION_STATES))
