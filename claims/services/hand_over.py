"""What somebody has in hand, and giving it to others when they leave."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from claims.domain.claim import Claim
from claims.domain.permission import Permission
from claims.domain.person import Actor
from claims.domain.state import OPEN_REVISION_STATES, ClaimState
from claims.domain.verdict import RevisionAuthor, Verdict, VerdictRevision
from claims.services import notification
from claims.services.claim import change_claim, check_assignment
from claims.services.conflict_of_interest import people_and_conflicts
from claims.services.permission import require

SHOWN = 50
"""Claims and verdicts that a page names."""
_OPEN = (ClaimState.SELECTED, ClaimState.WAITING)


@dataclass(frozen=True, slots=True)
class InHand:
    """The open work of one person."""

    claims: Sequence[Claim]
    """Assigned and open, at most ``SHOWN``."""
    number: int
    """How many claims there are."""
    revisions: Sequence[VerdictRevision]
    """Being worked on, with the person among their authors, at most ``SHOWN``."""


def in_hand(session: Session, person_id: int) -> InHand:
    """Return what somebody works on."""
    mine = (Claim.assignee_id == person_id) & Claim.state.in_(_OPEN)
    revisions = session.scalars(
        select(VerdictRevision)
        .join(RevisionAuthor, RevisionAuthor.revision_id == VerdictRevision.id)
        .where(RevisionAuthor.person_id == person_id, VerdictRevision.state.in_(OPEN_REVISION_STATES))
        .order_by(VerdictRevision.id)
        .limit(SHOWN)
        .options(joinedload(VerdictRevision.verdict).joinedload(Verdict.claim))
    )
    return InHand(
        claims=session.scalars(select(Claim).where(mine).order_by(Claim.id).limit(SHOWN)).all(),
        number=session.scalar(select(func.count()).select_from(Claim).where(mine)) or 0,
        revisions=revisions.all(),
    )


def hand_over(session: Session, actor: Actor, person_id: int, to_id: int | None) -> tuple[int, int]:
    """Give the open claims of somebody to another person, or to nobody.

    Return how many were given, and how many went to nobody because the other may have no part in them.
    """
    require(session, actor, Permission.PERSON_MANAGE)
    require(session, actor, Permission.CLAIM_TRIAGE)
    check_assignment(session, actor, to_id)
    mine = (Claim.assignee_id == person_id) & Claim.state.in_(_OPEN)
    claim_ids = session.scalars(select(Claim.id).where(mine).order_by(Claim.id)).all()
    covered = people_and_conflicts(session, [] if to_id is None else [to_id], claim_ids)
    barred = set().union(*covered.values())
    for claim_id in claim_ids:
        whom = None if claim_id in barred else to_id
        change_claim(session, actor, claim_id, "claim.take", assignee_id=whom)
    given = [claim_id for claim_id in claim_ids if claim_id not in barred]
    notification.notify_of_claims(session, actor, to_id, given)
    return len(given), len(barred)
