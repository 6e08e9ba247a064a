"""Publish gates: what must be there before a verdict is published, by its rating.

The table is that of the product description; the IFCN Code of Principles (sources, methodology, corrections)
is what it answers to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from claims.domain.source import Stance


class Gate(StrEnum):
    """One thing that must be there."""

    RATING = "rating"
    SUMMARY = "summary"
    EXPLANATION = "explanation"
    AS_OF = "as_of"
    CLAIMANT = "claimant"
    EVIDENCE = "evidence"
    SNAPSHOT = "snapshot"
    SEARCHED = "searched"
    TWO_ORIGINS = "two_origins"
    PRIMARY_SOURCE = "primary_source"
    BOTH_SIDES = "both_sides"
    CLAIMANT_ASKED = "claimant_asked"
    APPROVAL = "approval"


class GateReason(StrEnum):
    """A public reason that stands in for what a gate asks for."""

    ONLY_BODY = "only_body"
    ONE_DOCUMENT = "one_document"
    NOT_PUBLIC = "not_public"
    LOST = "lost"
    SEARCHED_NONE = "searched_none"
    ASKED = "asked"
    """Only in revisions from before contacts were kept; offered no more."""
    NO_CLAIMANT = "no_claimant"
    ANONYMOUS = "anonymous"
    DEAD = "dead"
    UNSAFE = "unsafe"
    ON_RECORD = "on_record"
    OTHER = "other"


TEXT_GATES = (Gate.RATING, Gate.SUMMARY, Gate.EXPLANATION, Gate.AS_OF, Gate.CLAIMANT)
FULL_GATES = (
    *TEXT_GATES,
    Gate.EVIDENCE,
    Gate.SNAPSHOT,
    Gate.TWO_ORIGINS,
    Gate.PRIMARY_SOURCE,
    Gate.BOTH_SIDES,
    Gate.CLAIMANT_ASKED,
    Gate.APPROVAL,
)
UNPROVEN_GATES = (*TEXT_GATES, Gate.SEARCHED, Gate.CLAIMANT_ASKED, Gate.APPROVAL)
UNCHECKABLE_GATES = (*TEXT_GATES, Gate.APPROVAL)

GATE_REASONS: Mapping[Gate, Sequence[GateReason]] = {
    Gate.TWO_ORIGINS: (GateReason.ONLY_BODY, GateReason.ONE_DOCUMENT, GateReason.OTHER),
    Gate.PRIMARY_SOURCE: (GateReason.NOT_PUBLIC, GateReason.LOST, GateReason.OTHER),
    Gate.BOTH_SIDES: (GateReason.SEARCHED_NONE,),
    Gate.CLAIMANT_ASKED: (
        GateReason.ON_RECORD,
        GateReason.NO_CLAIMANT,
        GateReason.ANONYMOUS,
        GateReason.DEAD,
        GateReason.UNSAFE,
        GateReason.OTHER,
    ),
}
"""The reasons that may stand at a gate; a gate that is not here takes none."""

REASONS_WITH_NOTE = frozenset({GateReason.OTHER, GateReason.SEARCHED_NONE})
"""Reasons that need a sentence: which, where, when."""


@dataclass(frozen=True, slots=True)
class GateAnswer:
    """A reason given at a gate, with a sentence where the reason needs one."""

    reason: GateReason
    note: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceFacts:
    """What the gates need to know of one piece of evidence."""

    stance: Stance
    origin: str
    """Equal for sources that go back to one origin; never empty."""
    primary: bool
    archived_or_excused: bool
    """Not a web source, or it has a snapshot (being archived is none), or the reason why not."""


@dataclass(frozen=True, slots=True)
class GateFacts:
    """What the gates need to know of a revision."""

    gates: Sequence[Gate] = TEXT_GATES
    rating: str | None = None
    top_rating: bool = False
    """The rating is the best of its scale ("True"): then nobody need be asked to reply."""
    summary: str = ""
    explanation: str = ""
    as_of: date | None = None
    claimant_settled: bool = False
    """A person confirmed the claimant, or that there is none."""
    has_claimant: bool = False
    asked: bool = False
    """Whoever made the claim was asked, and answered or had the time to (``claims.domain.contact``)."""
    searched: str = ""
    evidence: Sequence[EvidenceFacts] = ()
    answers: Mapping[Gate, GateAnswer] = field(default_factory=dict)
    approved: bool = False


@dataclass(frozen=True, slots=True)
class GateResult:
    """Whether one gate is passed, and by which reason if by a reason."""

    gate: Gate
    passed: bool
    reason: GateAnswer | None = None
    lacks_note: bool = False
    """A reason is given that stands only with a sentence, and there is none."""


def check_gates(facts: GateFacts) -> list[GateResult]:
    """Check every gate of the rating, in the order of the table."""
    return [_check(gate, facts) for gate in Gate if gate in facts.gates]


def missing_gates(facts: GateFacts, *, before_approval: bool = False) -> list[Gate]:
    """Return the gates that are not passed, leaving out the approval when it is not due yet."""
    return [
        result.gate
        for result in check_gates(facts)
        if not result.passed and not (before_approval and result.gate is Gate.APPROVAL)
    ]


def _check(gate: Gate, facts: GateFacts) -> GateResult:
    if _fulfilled(gate, facts):
        return GateResult(gate, passed=True)
    answer = facts.answers.get(gate)
    allowed = answer is not None and answer.reason in GATE_REASONS.get(gate, ())
    stands = allowed and answer is not None and _is_complete(answer)
    return GateResult(gate, passed=stands, reason=answer if stands else None, lacks_note=allowed and not stands)


def _is_complete(answer: GateAnswer) -> bool:
    return answer.reason not in REASONS_WITH_NOTE or bool(answer.note.strip())


def _fulfilled(gate: Gate, facts: GateFacts) -> bool:
    evidence = facts.evidence
    stances = {item.stance for item in evidence}
    checks = {
        Gate.RATING: facts.rating is not None,
        Gate.SUMMARY: bool(facts.summary.strip()),
        Gate.EXPLANATION: bool(facts.explanation.strip()),
        Gate.AS_OF: facts.as_of is not None,
        Gate.CLAIMANT: facts.claimant_settled,
        Gate.EVIDENCE: bool(evidence),
        Gate.SNAPSHOT: all(item.archived_or_excused for item in evidence),
        Gate.SEARCHED: bool(facts.searched.strip()),
        Gate.TWO_ORIGINS: len({item.origin for item in evidence}) >= 2,
        Gate.PRIMARY_SOURCE: any(item.primary for item in evidence),
        Gate.BOTH_SIDES: {Stance.SUPPORTS, Stance.REFUTES} <= stances,
        Gate.CLAIMANT_ASKED: facts.asked
        or facts.top_rating
        or (facts.claimant_settled and not facts.has_claimant),
        Gate.APPROVAL: facts.approved,
    }
    return checks[gate]
