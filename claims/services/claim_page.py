"""Everything that the desk's page of one claim shows, in a number of queries that does not grow with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from claims.domain.claim import Appearance, Claim
from claims.domain.comment import Comment
from claims.domain.quantity import Quantity
from claims.domain.removal import RemovalSubject
from claims.domain.source import Evidence, Source
from claims.domain.state import OPEN_REVISION_STATES, RevisionState
from claims.domain.tip import Tip
from claims.domain.verdict import Approval, Verdict, VerdictRevision
from claims.errors import NotFound
from claims.i18n import gettext as _
from claims.services.comment import comments_of
from claims.services.quantity import figures_of
from claims.services.removed import removed
from claims.services.tip_inbox import is_open_request


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """A claim, with all that hangs on it."""

    claim: Claim
    evidence: Sequence[Evidence]
    """Oldest first, without what was removed."""
    revisions: Sequence[VerdictRevision]
    """Of its verdict, newest first."""
    figures: Sequence[Quantity]
    comments: Sequence[Comment]
    """Newest last."""
    requests: int
    """Readers' requests for correction that nobody has answered."""

    @property
    def open(self) -> VerdictRevision | None:
        """The revision that is being worked on."""
        return next((one for one in self.revisions if one.state in OPEN_REVISION_STATES), None)

    @property
    def published(self) -> VerdictRevision | None:
        """The revision that readers see now."""
        return next((one for one in self.revisions if one.state is RevisionState.PUBLISHED), None)


def claim_page(session: Session, claim_id: int) -> ClaimPage:
    """Gather the page of a claim; raise NotFound."""
    claim, requests = _claim(session, claim_id)
    evidence = _evidence(session, claim_id)
    revisions = _revisions(session, claim_id)
    return ClaimPage(
        claim=claim,
        evidence=[item for item in evidence if item.removed_at is None],
        revisions=revisions,
        figures=figures_of(session, claim_id),
        comments=comments_of(session, claim_id),
        requests=requests,
    )


def _claim(session: Session, claim_id: int) -> tuple[Claim, int]:
    """Return the claim, and how many readers ask for a correction of its verdict."""
    requests = select(func.count()).select_from(Tip).where(is_open_request(claim_id)).scalar_subquery()
    rows = session.execute(
        select(Claim, requests)
        .where(Claim.id == claim_id)
        .options(
            joinedload(Claim.assignee),
            joinedload(Claim.claimant),
            joinedload(Claim.tags),
            joinedload(Claim.contacts),
            selectinload(Claim.appearances).joinedload(Appearance.article),
            selectinload(Claim.appearances).joinedload(Appearance.version),
        )
    )
    found = rows.unique().one_or_none()
    if found is None:
        raise NotFound(_("There is no claim %(id)s.", id=claim_id))
    if found[0].erased_at is not None:
        raise removed(session, RemovalSubject.CLAIM, claim_id)
    return found[0], found[1]


def _evidence(session: Session, claim_id: int) -> Sequence[Evidence]:
    """Return all evidence that the claim ever had: old revisions rest on what was removed since."""
    return (
        session.scalars(
            select(Evidence)
            .where(Evidence.claim_id == claim_id)
            .order_by(Evidence.id)
            .options(joinedload(Evidence.source).joinedload(Source.snapshots))
        )
        .unique()
        .all()
    )


def _revisions(session: Session, claim_id: int) -> Sequence[VerdictRevision]:
    return (
        session.scalars(
            select(VerdictRevision)
            .join(VerdictRevision.verdict)
            .where(Verdict.claim_id == claim_id)
            .order_by(VerdictRevision.number.desc())
            .options(
                joinedload(VerdictRevision.verdict),
                joinedload(VerdictRevision.rating),
                joinedload(VerdictRevision.authors),
                joinedload(VerdictRevision.corrections),
                selectinload(VerdictRevision.approvals).joinedload(Approval.person),
                selectinload(VerdictRevision.evidence),
            )
        )
        .unique()
        .all()
    )
