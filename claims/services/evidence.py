"""Evidence: changing what a person said of a source and a claim."""

from dataclasses import asdict
from enum import StrEnum

from sqlalchemy.orm import Session

from claims.domain.permission import Permission
from claims.domain.person import Actor
from claims.domain.source import Evidence, Stance
from claims.errors import NotFound, StaleEdit
from claims.i18n import gettext as _
from claims.jobs.base import JobEngine
from claims.services import audit, quotation, verdict
from claims.services.permission import require
from claims.services.source import NewEvidence, check_lengths, refuse_withheld

_NAMES = ("stance", "quote", "translation", "locator", "note")


def get_evidence(session: Session, evidence_id: int) -> Evidence:
    """Return a piece of evidence with its source; raise NotFound, also for one that was taken off its claim."""
    evidence = session.get(Evidence, evidence_id)
    if evidence is None or evidence.removed_at is not None:
        raise NotFound(_("There is no evidence %(id)s.", id=evidence_id))
    return evidence


def change_evidence(
    session: Session, actor: Actor, jobs: JobEngine, evidence_id: int, new: NewEvidence, *, edits: int
) -> Evidence:
    """Change stance, quotation and what is said of it; an open revision then needs approval anew.

    Published revisions keep what they were frozen with. A changed quotation is looked for again. Raise StaleEdit
    when ``edits``, which the form was made from, is no longer the evidence's number, and InvalidInput.
    """
    require(session, actor, Permission.SOURCE_ATTACH)
    evidence = get_evidence(session, evidence_id)
    refuse_withheld(evidence.source)
    check_lengths(new)
    before = _values(evidence)
    after = {name: value if isinstance(value, Stance) else value.strip() for name, value in asdict(new).items()}
    if evidence.edits != edits:
        raise StaleEdit(
            _("Evidence %(id)s was changed by somebody else since you opened it.", id=evidence_id),
            theirs=before,
            yours=after,
            edits=evidence.edits,
        )
    changed = [name for name in _NAMES if before[name] != after[name]]
    if not changed:
        return evidence
    verdict.touch_evidence(session, actor, evidence)
    for name in changed:
        setattr(evidence, name, after[name])
    if {"quote", "translation"} & set(changed):
        quotation.forget_check(evidence)
        quotation.order_check(session, jobs, evidence)
    data = {"before": {n: before[n] for n in changed}, "after": {n: after[n] for n in changed}}
    audit.record(session, actor, "evidence.change", evidence, {"claim": evidence.claim_id, **data})
    return evidence


def _values(evidence: Evidence) -> dict[str, str | StrEnum]:
    return {name: getattr(evidence, name) for name in _NAMES}
