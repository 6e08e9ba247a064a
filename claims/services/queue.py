"""The queue at home: what waits for a person."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, selectinload

from claims.domain.article import Article
from claims.domain.claim import Appearance, Claim
from claims.domain.person import Actor
from claims.domain.state import OPEN_REVISION_STATES, ClaimState, RevisionState
from claims.domain.verdict import RevisionAuthor, Verdict, VerdictRevision

LENGTH = 50
_SHOWN = (
    selectinload(Claim.appearances).selectinload(Appearance.article),
    selectinload(Claim.assignee),
)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A claim that waits, and the revision of its verdict that is being worked on, if there is one."""

    claim: Claim
    revision: VerdictRevision | None
    article: Article | None


@dataclass(frozen=True, slots=True)
class Queue:
    """What a person finds at home."""

    mine: Sequence[QueueRow]
    awaiting_approval: Sequence[QueueRow]
    """Submitted, and the person is no author of it."""
    to_publish: Sequence[QueueRow]
    unassigned: Sequence[QueueRow]


def queue_of(session: Session, actor: Actor) -> Queue:
    """Gather what waits for a person; each list holds at most ``LENGTH`` rows, oldest first."""
    authored = exists().where(
        RevisionAuthor.revision_id == VerdictRevision.id, RevisionAuthor.person_id == actor.person_id
    )
    selected = Claim.state == ClaimState.SELECTED
    published, begun = _with_revision([RevisionState.PUBLISHED]), _with_revision(OPEN_REVISION_STATES)
    finished = and_(published, ~begun)
    writing = exists().where(
        Verdict.claim_id == Claim.id,
        VerdictRevision.verdict_id == Verdict.id,
        VerdictRevision.state.in_([RevisionState.DRAFT, RevisionState.RETURNED]),
        authored,
    )
    return Queue(
        mine=_claims(session, selected, or_(Claim.assignee_id == actor.person_id, writing), ~finished),
        awaiting_approval=_revisions(session, VerdictRevision.state == RevisionState.IN_REVIEW, ~authored),
        to_publish=_revisions(session, VerdictRevision.state == RevisionState.APPROVED),
        unassigned=_claims(session, selected, Claim.assignee_id.is_(None), ~published, ~begun),
    )


def _with_revision(states: Sequence[RevisionState]) -> ColumnElement[bool]:
    return exists().where(
        Verdict.claim_id == Claim.id,
        VerdictRevision.verdict_id == Verdict.id,
        VerdictRevision.state.in_(states),
    )


def _claims(session: Session, *conditions: ColumnElement[bool]) -> list[QueueRow]:
    claims = session.scalars(
        select(Claim).where(*conditions).order_by(Claim.created_at, Claim.id).limit(LENGTH).options(*_SHOWN)
    ).all()
    revisions = session.scalars(
        select(VerdictRevision)
        .join(Verdict)
        .where(
            Verdict.claim_id.in_([claim.id for claim in claims]),
            VerdictRevision.state.in_(OPEN_REVISION_STATES),
        )
        .options(selectinload(VerdictRevision.verdict))
    )
    begun = {revision.verdict.claim_id: revision for revision in revisions}
    return [_row(claim, begun.get(claim.id)) for claim in claims]


def _revisions(session: Session, *conditions: ColumnElement[bool]) -> list[QueueRow]:
    revisions = session.scalars(
        select(VerdictRevision)
        .where(*conditions)
        .order_by(VerdictRevision.submitted_at, VerdictRevision.id)
        .limit(LENGTH)
        .options(
            selectinload(VerdictRevision.rating),
            selectinload(VerdictRevision.authors),
            selectinload(VerdictRevision.verdict).selectinload(Verdict.claim).options(*_SHOWN),
        )
    )
    return [_row(revision.verdict.claim, revision) for revision in revisions]


def _row(claim: Claim, revision: VerdictRevision | None) -> QueueRow:
    article = claim.appearances[0].article if claim.appearances else None
    return QueueRow(claim, revision, article)
