"""Rounds of a revision: what is new since somebody decided on it, or since what readers see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.util import identity_key

from claims.domain.audit import AuditEvent, AuditPayload
from claims.domain.comparison.alignment import align
from claims.domain.comparison.difference import Difference, difference_of
from claims.domain.gate import Gate, GateReason
from claims.domain.label import label
from claims.domain.source import Evidence
from claims.domain.state import RevisionState
from claims.domain.verdict import Approval, RevisionEvidence, VerdictRevision

TEXTS = ("wording", "summary", "explanation", "searched", "how_to_repeat", "could_change", "recheck_when")
VALUES = ("rating", "claimant", "as_of", "recheck_on")


@dataclass(frozen=True, slots=True)
class ChangedText:
    """A text, by the name of its field, and what became of its words."""

    name: str
    difference: Difference


@dataclass(frozen=True, slots=True)
class ChangedValue:
    """Anything short: what it was and what it is; empty where there was or is nothing."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What is new in a revision since an earlier moment."""

    decision: Approval | None
    """Since this decision; None: since what was published before."""
    at: datetime
    texts: Sequence[ChangedText]
    values: Sequence[ChangedValue]
    reasons: Sequence[ChangedValue]
    """The reasons given at gates, by the gate's label."""
    added: Sequence[Evidence]
    changed: Sequence[Evidence]
    removed: Sequence[Evidence]

    @property
    def nothing(self) -> bool:
        """Whether all is as it was."""
        return not any((self.texts, self.values, self.reasons, self.added, self.changed, self.removed))


def content_of(revision: VerdictRevision) -> dict[str, Any]:
    """Return what a second person judges, as plain data that can be compared later."""
    return {
        **{name: getattr(revision, name) for name in TEXTS},
        "rating": revision.rating.label if revision.rating else "",
        "claimant": revision.claimant.name if revision.claimant else "",
        "as_of": revision.as_of.isoformat() if revision.as_of else "",
        "recheck_on": revision.recheck_on.isoformat() if revision.recheck_on else "",
        "answers": revision.gate_answers,
        "evidence": [[item.evidence_id, item.evidence.edits] for item in revision.evidence],
    }


def changes_in(session: Session, revision: VerdictRevision) -> Changes | None:
    """Return what is new since the last decision on the revision, else since the published one; None if neither.

    What was decided on is read from the audit payload; where that was erased there is nothing to compare with.
    """
    if revision.approvals:
        decision = revision.approvals[-1]
        before = _decided_on(session, revision)
        return _compare(session, before, revision, decision, decision.at) if before else None
    published = _published_before(session, revision)
    if published is None or published.published_at is None:
        return None
    return _compare(session, content_of(published), revision, None, published.published_at)


def _decided_on(session: Session, revision: VerdictRevision) -> Mapping[str, Any] | None:
    data = session.scalar(
        select(AuditPayload.data)
        .join(AuditEvent, AuditEvent.number == AuditPayload.number)
        .where(
            AuditEvent.subject_type == VerdictRevision.__tablename__,
            AuditEvent.subject_id == revision.id,
            AuditEvent.action.in_(("verdict.approved", "verdict.returned")),
        )
        .order_by(AuditEvent.number.desc())
        .limit(1)
    )
    found: Mapping[str, Any] | None = data.get("content") if data else None
    return found


def _published_before(session: Session, revision: VerdictRevision) -> VerdictRevision | None:
    if revision.number == 1:
        return None
    return session.scalars(
        select(VerdictRevision)
        .where(
            VerdictRevision.verdict_id == revision.verdict_id,
            VerdictRevision.state == RevisionState.PUBLISHED,
            VerdictRevision.number < revision.number,
        )
        .options(
            joinedload(VerdictRevision.rating),
            joinedload(VerdictRevision.claimant),
            selectinload(VerdictRevision.evidence)
            .joinedload(RevisionEvidence.evidence)
            .joinedload(Evidence.source),
        )
    ).first()


def _compare(
    session: Session,
    before: Mapping[str, Any],
    revision: VerdictRevision,
    decision: Approval | None,
    at: datetime,
) -> Changes:
    after = content_of(revision)
    old, new = dict(before["evidence"]), dict(after["evidence"])
    shown = {item.evidence_id: item.evidence for item in revision.evidence}
    return Changes(
        decision=decision,
        at=at,
        texts=[
            ChangedText(name, difference_of(align(before[name], after[name])))
            for name in TEXTS
            if before[name] != after[name]
        ],
        values=[ChangedValue(name, before[name], after[name]) for name in VALUES if before[name] != after[name]],
        reasons=_reasons(before["answers"], after["answers"]),
        added=[shown[number] for number in new if number not in old],
        changed=[shown[number] for number in new if number in old and old[number] != new[number]],
        removed=_evidence(session, [number for number in old if number not in new]),
    )


def _reasons(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[ChangedValue]:
    return [
        ChangedValue(label(gate), _said(before.get(gate)), _said(after.get(gate)))
        for gate in Gate
        if before.get(gate) != after.get(gate)
    ]


def _said(answer: Mapping[str, str] | None) -> str:
    return ": ".join(filter(None, (label(GateReason(answer["reason"])), answer["note"]))) if answer else ""


def _evidence(session: Session, numbers: Sequence[int]) -> Sequence[Evidence]:
    held = [session.identity_map.get(identity_key(Evidence, number)) for number in numbers]
    known = [one for one in held if one is not None]
    if len(known) == len(numbers):  # the published revision's, which were read with it
        return sorted(known, key=lambda one: one.id)
    statement = select(Evidence).where(Evidence.id.in_(numbers)).order_by(Evidence.id)
    return session.scalars(statement.options(joinedload(Evidence.source))).all()
