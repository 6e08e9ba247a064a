"""What a revision still needs before it may be published: its facts, held against the gates of its rating."""

from claims.domain.claim import ClaimantStatus
from claims.domain.gate import (
    TEXT_GATES,
    EvidenceFacts,
    Gate,
    GateAnswer,
    GateFacts,
    GateReason,
    GateResult,
    check_gates,
    missing_gates,
)
from claims.domain.label import label
from claims.domain.source import Evidence
from claims.domain.verdict import Approval, Decision, VerdictRevision
from claims.errors import InvalidInput
from claims.i18n import gettext as _


def checklist(revision: VerdictRevision) -> list[GateResult]:
    """Return every publish gate of the revision's rating, and whether it is passed."""
    return check_gates(facts_of(revision))


def refuse_unready(revision: VerdictRevision, *, before_approval: bool) -> None:
    """Raise InvalidInput naming every gate that is not passed."""
    missing = missing_gates(facts_of(revision), before_approval=before_approval)
    if missing:
        names = "; ".join(label(gate) for gate in missing)
        raise InvalidInput(_("%(what)s still needs: %(names)s.", what=name_of(revision), names=names))


def facts_of(revision: VerdictRevision) -> GateFacts:
    """Gather what the publish gates look at."""
    rating, claim = revision.rating, revision.verdict.claim
    return GateFacts(
        gates=[Gate(gate) for gate in rating.gates] if rating else [*TEXT_GATES, Gate.APPROVAL],
        rating=rating.key if rating else None,
        top_rating=rating is not None and rating.value is not None and rating.value == rating.scale.best,
        summary=revision.summary,
        explanation=revision.explanation,
        as_of=revision.as_of,
        claimant_settled=claim.claimant_status is not ClaimantStatus.OPEN,
        has_claimant=claim.claimant_status is ClaimantStatus.CONFIRMED,
        searched=revision.searched,
        evidence=[_evidence_facts(item.evidence) for item in revision.evidence],
        answers=answers_of(revision),
        approved=current_approval(revision) is not None,
    )


def answers_of(revision: VerdictRevision) -> dict[Gate, GateAnswer]:
    """Return the reasons given at the gates."""
    return {
        Gate(gate): GateAnswer(GateReason(answer["reason"]), answer["note"])
        for gate, answer in revision.gate_answers.items()
    }


def current_approval(revision: VerdictRevision) -> Approval | None:
    """Return the approval that holds: of the round that the revision is in now."""
    for approval in revision.approvals:
        if approval.round == revision.round and approval.decision is Decision.APPROVED:
            return approval
    return None


def name_of(revision: VerdictRevision) -> str:
    """Name a revision for a message."""
    return _("Verdict %(number)s on claim %(claim)s", number=revision.number, claim=revision.verdict.claim_id)


def _evidence_facts(evidence: Evidence) -> EvidenceFacts:
    source = evidence.source
    return EvidenceFacts(
        stance=evidence.stance,
        origin=source.origin.casefold() or f"source {source.id}",
        primary=source.primary,
        archived_or_excused=not source.address or bool(source.snapshots) or bool(source.no_snapshot_reason),
    )
