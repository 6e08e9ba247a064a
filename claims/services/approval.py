"""Approval: a second person's decision on a revision. No author of a revision approves it."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from claims.domain.comment import MAX_COMMENT_LENGTH
from claims.domain.notification import NotificationKind
from claims.domain.permission import Permission
from claims.domain.person import Actor
from claims.domain.state import RevisionState
from claims.domain.verdict import Approval, Decision, VerdictRevision
from claims.domain.workflow import REVISION_STEPS, RevisionStep, next_state
from claims.errors import Conflict, Forbidden, InvalidInput
from claims.i18n import gettext as _
from claims.services import audit, blind, guest, notification
from claims.services.conflict_of_interest import refuse_conflicted
from claims.services.gate import awaits_second_check, current_approval, name_of, refuse_idle, refuse_unready
from claims.services.permission import require
from claims.services.round import content_of
from claims.services.verdict import get_revision


def approve(
    session: Session,
    actor: Actor,
    revision_id: int,
    comment: str = "",
    *,
    edits: int | None = None,
    acknowledged: bool = False,
) -> VerdictRevision:
    """Approve a revision as somebody who had no part in it; raise Forbidden for an author and a guest not invited.

    Where the desk approves blind they must have rated it; ``acknowledged`` says that they approve its rating
    though theirs was another.

    ``edits``, when given, is what the person saw: raise Conflict when the revision was changed since.
    """
    revision = get_revision(session, revision_id)
    guest.require_approver(session, actor, revision)
    _refuse_author(actor, revision)
    _refuse_unseen(revision, edits)
    blind.require_rated(session, actor, revision, acknowledged=acknowledged)
    return _approve(session, actor, revision, comment, exception=False)


def approve_alone(
    session: Session, actor: Actor, revision_id: int, reason: str = "", *, edits: int | None = None
) -> VerdictRevision:
    """Let an editor go on without a second person, as an exception that readers are told about."""
    require(session, actor, Permission.VERDICT_PUBLISH)
    revision = get_revision(session, revision_id)
    _refuse_unseen(revision, edits)
    return _approve(session, actor, revision, reason, exception=True)


def check_later(
    session: Session, actor: Actor, revision_id: int, comment: str = "", *, edits: int | None = None
) -> VerdictRevision:
    """Check, as a second person, what was published as an exception; the revision itself stays as it is frozen.

    Raise Forbidden for an author and for who made the exception, Conflict when nothing awaits a second check.
    """
    revision = get_revision(session, revision_id)
    guest.require_approver(session, actor, revision)
    _refuse_author(actor, revision)
    _refuse_unseen(revision, edits)
    next_state(REVISION_STEPS, revision.state, RevisionStep.CHECK, name_of(revision))
    if not awaits_second_check(revision):
        raise Conflict(_("%(what)s awaits no second check.", what=name_of(revision)))
    if not may_check_later(actor, revision):
        raise Forbidden(_("You made the exception; somebody else has to check it."))
    _decide(session, actor, revision, Decision.APPROVED, comment, exception=False)
    return revision


def may_check_later(actor: Actor, revision: VerdictRevision) -> bool:
    """Whether the actor is a second person who can remove the revision's exception to four eyes."""
    held = current_approval(revision)
    made_it = held is not None and held.exception and held.person_id == actor.person_id
    return awaits_second_check(revision) and not made_it and not may_not_approve(actor, revision)


def return_to_author(session: Session, actor: Actor, revision_id: int, comment: str) -> VerdictRevision:
    """Send a revision back, as a second person, with a comment that says why; what was approved no longer is."""
    revision = get_revision(session, revision_id)
    guest.require_approver(session, actor, revision)
    _refuse_author(actor, revision)
    blind.require_rated(session, actor, revision, acknowledged=True)
    if not comment.strip():
        raise InvalidInput(_("Say in the comment what should be changed."))
    revision.state = next_state(REVISION_STEPS, revision.state, RevisionStep.RETURN, name_of(revision))
    _decide(session, actor, revision, Decision.RETURNED, comment, exception=False)
    revision.round += 1
    revision.unschedule()
    return revision


def may_not_approve(actor: Actor, revision: VerdictRevision) -> bool:
    """Whether the actor is nobody in particular, or an author of the revision."""
    return actor.person_id is None or actor.person_id in {person.id for person in revision.authors}


def _refuse_author(actor: Actor, revision: VerdictRevision) -> None:
    if may_not_approve(actor, revision):
        raise Forbidden(
            _("%(what)s needs a second person: you changed its rating, texts or evidence.", what=name_of(revision))
        )


def _refuse_unseen(revision: VerdictRevision, edits: int | None) -> None:
    if edits is not None and revision.edits != edits:
        raise Conflict(
            _("%(what)s was changed since you opened it: read it again, then decide.", what=name_of(revision))
        )


def _approve(
    session: Session, actor: Actor, revision: VerdictRevision, comment: str, *, exception: bool
) -> VerdictRevision:
    state = next_state(REVISION_STEPS, revision.state, RevisionStep.APPROVE, name_of(revision))
    refuse_idle(revision)
    refuse_unready(revision, before_approval=True)
    _decide(session, actor, revision, Decision.APPROVED, comment, exception=exception, state=state)
    return revision


def _decide(
    session: Session,
    actor: Actor,
    revision: VerdictRevision,
    decision: Decision,
    comment: str,
    *,
    exception: bool,
    state: RevisionState | None = None,
) -> None:
    """Store a decision; ``state``, when given, is what the revision becomes by it.

    The revision is written before the event, which locks the head of the chain: all lock them in this order.
    """
    if actor.person_id is None:
        raise Forbidden(_("Only a person can decide on a verdict; name one with --as."))
    refuse_conflicted(session, actor.person_id, revision.verdict.claim_id)
    if len(comment) > MAX_COMMENT_LENGTH:
        raise InvalidInput(_("A comment may have at most %(max)s characters.", max=MAX_COMMENT_LENGTH))
    revision.approvals.append(
        Approval(
            round=revision.round,
            person_id=actor.person_id,
            decision=decision,
            comment=comment.strip(),
            exception=exception,
        )
    )
    in_between = _("%(what)s was changed or decided at the same moment; look at it again.", what=name_of(revision))
    try:
        session.flush()  # the database lets a revision become approved only once its approval is there
        if state is not None:
            revision.state = state
            session.flush()
    except IntegrityError:  # decided twice at once, or the approver became an author at the same moment
        raise Conflict(in_between) from None
    told = NotificationKind.APPROVED if decision is Decision.APPROVED else NotificationKind.RETURNED
    notification.notify_authors(session, actor, told, revision, revision.verdict.claim_id)
    details = {
        "round": revision.round,
        "comment": comment,
        "exception": exception,
        "content": content_of(revision),
    }
    audit.record(session, actor, f"verdict.{decision.value}", revision, details)
