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
from claims.errors import Forbidden
from claims.services.claim import check_assignment, take
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
    check_assignment(session, actor, to_id)
    mine = (Claim.assignee_id == person_id) & Claim.state.in_(_OPEN)
    given = refused = 0
    for claim_id in session.scalars(select(Claim.id).where(mine).order_by(Claim.id)).all():
        try:
            take(session, actor, claim_id, to_id)
            given += 1
        except Forbidden:
            take(session, actor, claim_id, None)
            refused += 1
    return given, refused
