"""What a revision still needs before it may be published: its facts, held against the gates of its rating."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import object_session

from claims.domain.claim import ClaimantStatus
from claims.domain.claimant import Claimant
from claims.domain.entity import now
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
from claims.domain.rating import Rating
from claims.domain.source import Evidence, Source
from claims.domain.state import ClaimState, RevisionState
from claims.domain.verdict import Approval, Decision, VerdictRevision
from claims.errors import Conflict, InvalidInput
from claims.i18n import gettext as _

ORIGIN_DIGEST = "origin_digest"
"""Where ``Database.info`` has ``Vault.digest``: open origin groups compare by it with withheld ones."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the form of a revision and is not saved: enough to look at, and to hold against the gates."""

    language: str
    claimant: Claimant | None
    rating: Rating | None
    as_of: date | None
    recheck_on: date | None
    answers: Mapping[Gate, GateAnswer]
    summary: str = ""
    explanation: str = ""
    searched: str = ""
    how_to_repeat: str = ""
    could_change: str = ""
    recheck_when: str = ""


def idle_reason(revision: VerdictRevision) -> str | None:
    """Return why a revision goes no further: its claim is not on the list to check. None when it is."""
    claim = revision.verdict.claim
    if claim.state is ClaimState.SELECTED:
        return None
    if claim.state is ClaimState.MERGED:
        return _(
            "Claim %(id)s was merged into claim %(into)s: go on with that one, or undo the merge first.",
            id=claim.id,
            into=claim.merged_into_id,
        )
    if claim.state is ClaimState.DROPPED:
        return _("Claim %(id)s was dropped: take it up again first.", id=claim.id)
    if claim.state is ClaimState.WAITING:
        until = claim.wait_for or (claim.wait_until.isoformat() if claim.wait_until else "")
        return _("Claim %(id)s waits (%(until)s): take it up again first.", id=claim.id, until=until)
    return _("Claim %(id)s is not on the list to check; select it first.", id=claim.id)


def refuse_idle(revision: VerdictRevision) -> None:
    """Raise Conflict when the revision goes no further as long as its claim is not on the list to check."""
    reason = idle_reason(revision)
    if reason is not None:
        raise Conflict(reason)


def checklist(revision: VerdictRevision, draft: Draft | None = None) -> list[GateResult]:
    """Return every publish gate of the revision's rating, and whether it is passed; with what a draft says."""
    return check_gates(facts_of(revision, draft))


def refuse_unready(revision: VerdictRevision, *, before_approval: bool) -> None:
    """Raise InvalidInput naming every gate that is not passed."""
    missing = missing_gates(facts_of(revision), before_approval=before_approval)
    if missing:
        names = "; ".join(label(gate) for gate in missing)
        raise InvalidInput(_("%(what)s still needs: %(names)s.", what=name_of(revision), names=names))


def facts_of(revision: VerdictRevision, draft: Draft | None = None) -> GateFacts:
    """Gather what the publish gates look at: of the revision as it is saved, or with a draft's texts."""
    written = draft or revision
    rating, claim = written.rating, revision.verdict.claim
    session = object_session(revision)
    digest = session.info.get(ORIGIN_DIGEST) if session else None
    return GateFacts(
        gates=[Gate(gate) for gate in rating.gates] if rating else [*TEXT_GATES, Gate.APPROVAL],
        rating=rating.key if rating else None,
        top_rating=rating is not None and rating.value is not None and rating.value == rating.scale.best,
        summary=written.summary,
        explanation=written.explanation,
        as_of=written.as_of,
        claimant_settled=claim.claimant_status is not ClaimantStatus.OPEN,
        has_claimant=claim.claimant_status is ClaimantStatus.CONFIRMED,
        asked=any(contact.had_their_say(now()) for contact in claim.contacts),
        searched=written.searched,
        evidence=[_evidence_facts(item.evidence, digest) for item in revision.evidence],
        answers=draft.answers if draft else answers_of(revision),
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


def second_check(revision: VerdictRevision) -> Approval | None:
    """Return the approval by which a second person checked later what was published as an exception."""
    held = current_approval(revision)
    if held is None or not held.exception:
        return None
    later = (one for one in revision.approvals if one.round == revision.round and not one.exception)
    return next((one for one in later if one.decision is Decision.APPROVED), None)


def awaits_second_check(revision: VerdictRevision) -> bool:
    """Whether a revision stands published as an exception that nobody has removed by a second check."""
    held = current_approval(revision)
    published = revision.state is RevisionState.PUBLISHED and held is not None and held.exception
    return published and second_check(revision) is None


def name_of(revision: VerdictRevision) -> str:
    """Name a revision for a message."""
    return _("Verdict %(number)s on claim %(claim)s", number=revision.number, claim=revision.verdict.claim_id)


def _evidence_facts(evidence: Evidence, digest: Callable[[str], str] | None) -> EvidenceFacts:
    source = evidence.source
    origin = source.origin.casefold()
    if origin and digest and not source.withheld:  # that of a withheld source is its digest already
        origin = digest(origin)
    return EvidenceFacts(
        stance=evidence.stance,
        origin=origin or f"source {source.id}",
        primary=source.primary,
        archived_or_excused=is_archived_or_excused(source),
    )


def is_archived_or_excused(source: Source) -> bool:
    """Whether a source is none of the web, or has an archived copy, or the reason why not."""
    return not source.address or bool(source.copies) or bool(source.no_snapshot_reason)
