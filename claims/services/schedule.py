"""Publication at a moment: setting and cancelling it, and carrying it out with the gates checked again."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from claims.domain.entity import now
from claims.domain.permission import Permission
from claims.domain.person import Actor, Person
from claims.domain.state import RevisionState
from claims.domain.verdict import CorrectionKind, VerdictRevision
from claims.domain.workflow import REVISION_STEPS, RevisionStep, next_state
from claims.errors import ClaimsError, Conflict, Forbidden, InvalidInput
from claims.i18n import gettext as _
from claims.jobs.base import JobEngine
from claims.services import audit, notification
from claims.services.conflict_of_interest import refuse_conflicted
from claims.services.correction import check_correction
from claims.services.gate import name_of, refuse_idle, refuse_unready
from claims.services.permission import require
from claims.services.publication import last_published, publish
from claims.services.verdict import get_revision

LATEST = timedelta(days=366)
"""How far ahead a publication may be set."""


def schedule(
    session: Session,
    actor: Actor,
    revision_id: int,
    at: datetime,
    *,
    correction: CorrectionKind | None = None,
    note: str = "",
) -> VerdictRevision:
    """Have an approved revision published at a moment, in the place of one that was set before.

    Raise InvalidInput for a moment that is past or more than ``LATEST`` ahead, and wherever ``publish`` would
    raise it now.
    """
    require(session, actor, Permission.VERDICT_PUBLISH)
    revision = get_revision(session, revision_id)
    refuse_conflicted(session, actor.person_id, revision.verdict.claim_id)
    next_state(REVISION_STEPS, revision.state, RevisionStep.PUBLISH, name_of(revision))
    refuse_idle(revision)
    if not now() < at <= now() + LATEST:
        raise InvalidInput(_("The moment must come, and within a year."))
    refuse_unready(revision, before_approval=False)
    last = last_published(session, revision)
    if last:
        check_correction(revision, last, kind=correction, note=note)
    before = {"at": revision.scheduled_at, "kind": revision.scheduled_kind, "note": revision.scheduled_note}
    revision.unschedule()
    revision.scheduled_at, revision.scheduled_by_id = at, actor.person_id
    if last:
        revision.scheduled_kind, revision.scheduled_note = correction, note.strip()
    after = {"at": at, "kind": revision.scheduled_kind, "note": revision.scheduled_note}
    audit.record(session, actor, "verdict.schedule", revision, {"before": before, "after": after})
    return revision


def cancel(session: Session, actor: Actor, revision_id: int) -> VerdictRevision:
    """Take a set publication back; the revision stays approved. Raise Conflict when none is set."""
    require(session, actor, Permission.VERDICT_PUBLISH)
    revision = get_revision(session, revision_id)
    if revision.state is not RevisionState.APPROVED or revision.scheduled_at is None:
        raise Conflict(_("%(what)s is not set to be published.", what=name_of(revision)))
    before = {"at": revision.scheduled_at}
    revision.unschedule()
    audit.record(session, actor, "verdict.unschedule", revision, {"before": before, "after": {"at": None}})
    return revision


def publish_due(session: Session, _jobs: JobEngine) -> None:
    """Publish every revision whose moment has come; one that cannot be stays approved and says why."""
    due = session.execute(
        select(VerdictRevision.id, VerdictRevision.scheduled_at)
        .where(VerdictRevision.state == RevisionState.APPROVED, VerdictRevision.scheduled_at <= now())
        .order_by(VerdictRevision.scheduled_at, VerdictRevision.id)
        .with_for_update(skip_locked=True)
    )
    for revision_id, _at in due.all():
        try:
            with session.begin_nested():
                _publish_as_set(session, get_revision(session, revision_id))
        except ClaimsError as refused:
            _fail(session, revision_id, refused.message)
        except (IntegrityError, StaleDataError):
            _fail(session, revision_id, _("Something else happened to the verdict at the same moment."))


def _publish_as_set(session: Session, revision: VerdictRevision) -> None:
    person = session.get(Person, revision.scheduled_by_id) if revision.scheduled_by_id else None
    if person is None or not person.active:
        raise Forbidden(_("Who set the publication no longer works on this desk."))
    kind, note = revision.scheduled_kind, revision.scheduled_note
    publish(session, person.actor, revision.id, correction=kind, note=note)


def _fail(session: Session, revision_id: int, reason: str) -> None:
    revision = get_revision(session, revision_id)
    person = session.get(Person, revision.scheduled_by_id) if revision.scheduled_by_id else None
    notification.notify_schedule_failed(session, revision, revision.verdict.claim_id)
    revision.unschedule()
    revision.schedule_failure = reason
    actor = person.actor if person else Actor(name="schedule")
    audit.record(session, actor, "verdict.schedule_failed", revision, {"reason": reason})
