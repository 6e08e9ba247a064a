"""The sign-off sheet: what was checked in a newsroom's own text, on one page, before the text is published."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from claims.domain.article import Article, Version
from claims.domain.claim import Claim
from claims.domain.person import Person
from claims.domain.source import Evidence
from claims.domain.state import OPEN_REVISION_STATES, ClaimState, RevisionState
from claims.domain.verdict import Approval, Decision, RevisionEvidence, Verdict, VerdictRevision
from claims.services.article import newest_version
from claims.services.claim import claims_of_article


@dataclass(frozen=True, slots=True)
class SignOffRow:
    """A claim that is checked, and the revision that answers it at present."""

    claim: Claim
    exact: str
    """Its words in the newest version, if they stand there."""
    revision: VerdictRevision | None
    approvers: Sequence[Person]

    @property
    def signed(self) -> bool:
        """Whether a second person has approved what is written here."""
        return bool(self.approvers)


@dataclass(frozen=True, slots=True)
class SignOff:
    """The sheet of one article."""

    article: Article
    version: Version
    rows: Sequence[SignOffRow]
    """In the order of the text."""
    unchecked: Counter[ClaimState]
    """Claims that are not checked, by their state."""

    @property
    def open(self) -> int:
        """How many claims nobody has approved a verdict of."""
        return sum(not row.signed for row in self.rows)


def sign_off(session: Session, article_id: int) -> SignOff:
    """Gather the sheet of an article; raise NotFound. The queries do not grow with the claims."""
    version = newest_version(session, article_id)
    claims = claims_of_article(session, article_id)
    checked = [claim for claim in claims if claim.state is ClaimState.SELECTED]
    revisions = _revisions(session, [claim.id for claim in checked])
    rows = [_row(claim, version, revisions.get(claim.id)) for claim in checked]
    unchecked: Counter[ClaimState] = Counter(
        claim.state for claim in claims if claim.state is not ClaimState.SELECTED
    )
    return SignOff(version.article, version, rows, unchecked)


def _revisions(session: Session, claim_ids: Sequence[int]) -> dict[int, VerdictRevision]:
    """Return for each claim the revision that is being worked on, else the published one."""
    shown = (RevisionState.PUBLISHED, *OPEN_REVISION_STATES)
    revisions = session.scalars(
        select(VerdictRevision)
        .join(Verdict)
        .where(Verdict.claim_id.in_(claim_ids), VerdictRevision.state.in_(shown))
        .order_by(VerdictRevision.number)
        .options(
            joinedload(VerdictRevision.verdict),
            joinedload(VerdictRevision.rating),
            selectinload(VerdictRevision.authors),
            selectinload(VerdictRevision.approvals).joinedload(Approval.person),
            selectinload(VerdictRevision.evidence)
            .joinedload(RevisionEvidence.evidence)
            .joinedload(Evidence.source),
        )
    )
    return {revision.verdict.claim_id: revision for revision in revisions}


def _row(claim: Claim, version: Version, revision: VerdictRevision | None) -> SignOffRow:
    exact = next((place.exact for place in claim.appearances if place.version_id == version.id), "")
    approvals = revision.approvals if revision else []
    approvers = [
        approval.person
        for approval in approvals
        if revision and approval.decision is Decision.APPROVED and approval.round == revision.round
    ]
    return SignOffRow(claim, exact, revision, approvers)
