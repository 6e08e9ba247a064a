"""Verdicts: drafting a revision, and what it still needs before it may be published."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from claims.domain.claim import Claim
from claims.domain.entity import now
from claims.domain.gate import Gate, GateAnswer
from claims.domain.permission import Permission
from claims.domain.person import Actor, Person
from claims.domain.source import Evidence, Source
from claims.domain.state import OPEN_REVISION_STATES, ClaimState, RevisionState
from claims.domain.verdict import (
    Approval,
    RevisionEvidence,
    Verdict,
    VerdictRevision,
)
from claims.domain.workflow import REVISION_STEPS, RevisionStep, next_state
from claims.errors import Conflict, Forbidden, InvalidInput, NotFound
from claims.i18n import gettext as _
from claims.services import audit, autosave, draft, notification
from claims.services.conflict_of_interest import conflicted_people, refuse_conflicted
from claims.services.gate import name_of, refuse_idle, refuse_unready
from claims.services.permission import require
from claims.services.rating import get_rating
from claims.services.removed import refuse_removed

_COPIED = (
    "language",
    "rating_id",
    "summary",
    "explanation",
    "searched",
    "how_to_repeat",
    "could_change",
    "recheck_when",
    "recheck_on",
    "gate_answers",
)
_LOADED = (
    joinedload(VerdictRevision.authors),
    selectinload(VerdictRevision.approvals).joinedload(Approval.person),
    joinedload(VerdictRevision.rating),
    joinedload(VerdictRevision.claimant),
    joinedload(VerdictRevision.corrections),
    joinedload(VerdictRevision.verdict)
    .joinedload(Verdict.claim)
    .options(selectinload(Claim.appearances), selectinload(Claim.contacts)),
    selectinload(VerdictRevision.evidence)
    .joinedload(RevisionEvidence.evidence)
    .joinedload(Evidence.source)
    .joinedload(Source.snapshots),
)


def get_revision(session: Session, revision_id: int) -> VerdictRevision:
    """Return a revision with all that its page shows; raise NotFound."""
    revision = session.get(VerdictRevision, revision_id, options=_LOADED)
    if revision is None:
        raise NotFound(_("There is no verdict revision %(id)s.", id=revision_id))
    refuse_removed(session, revision.verdict.claim)
    return revision


def get_bare_revision(session: Session, revision_id: int) -> VerdictRevision:
    """Return a revision alone, without what hangs on it; raise NotFound."""
    revision = session.get(VerdictRevision, revision_id)
    if revision is None:
        raise NotFound(_("There is no verdict revision %(id)s.", id=revision_id))
    refuse_removed(session, revision.verdict.claim)
    return revision


def open_revision(session: Session, claim_id: int) -> VerdictRevision | None:
    """Return the revision of a claim's verdict that is being worked on, if there is one."""
    revisions = session.scalars(
        select(VerdictRevision)
        .join(Verdict)
        .where(Verdict.claim_id == claim_id, VerdictRevision.state.in_(OPEN_REVISION_STATES))
        .options(*_LOADED)
    )
    return revisions.unique().one_or_none()


def published_revision(session: Session, claim_id: int) -> VerdictRevision | None:
    """Return the revision of a claim's verdict that readers see now, if there is one."""
    revisions = session.scalars(
        select(VerdictRevision)
        .join(Verdict)
        .where(Verdict.claim_id == claim_id, VerdictRevision.state == RevisionState.PUBLISHED)
        .options(*_LOADED)
    )
    return revisions.unique().one_or_none()


def published_among(session: Session, claim_ids: Collection[int]) -> Sequence[int]:
    """Return which of the claims have a verdict that readers see now."""
    seen = VerdictRevision.state == RevisionState.PUBLISHED
    found = select(Verdict.claim_id).join(VerdictRevision).where(Verdict.claim_id.in_(claim_ids), seen)
    return session.scalars(found.order_by(Verdict.claim_id)).all()


def revisions_of(session: Session, claim_id: int) -> Sequence[VerdictRevision]:
    """Return all revisions of a claim's verdict with the decisions on them, newest first."""
    return session.scalars(
        select(VerdictRevision)
        .join(Verdict)
        .where(Verdict.claim_id == claim_id)
        .order_by(VerdictRevision.number.desc())
        .options(
            selectinload(VerdictRevision.approvals).selectinload(Approval.person),
            selectinload(VerdictRevision.authors),
            selectinload(VerdictRevision.rating),
            selectinload(VerdictRevision.corrections),
        )
    ).all()


def start_revision(session: Session, actor: Actor, claim_id: int) -> VerdictRevision:
    """Start the next revision of a claim's verdict, as a copy of the published one if there is one.

    Who starts it takes the claim, if nobody has. Raise Conflict when one is being worked on already or the
    claim is not selected.
    """
    require(session, actor, Permission.VERDICT_WRITE)
    person_id = _person(actor)
    claim = session.get(Claim, claim_id)
    if claim is None:
        raise NotFound(_("There is no claim %(id)s.", id=claim_id))
    refuse_removed(session, claim)
    if claim.state is not ClaimState.SELECTED:
        raise Conflict(_("Claim %(id)s is not on the list to check; select it first.", id=claim_id))
    refuse_conflicted(session, person_id, claim_id)
    in_hand = _("A verdict on claim %(id)s is being worked on already.", id=claim_id)
    if open_revision(session, claim_id):
        raise Conflict(in_hand)
    try:
        revision = _next_revision(session, claim, person_id)
    except IntegrityError:  # somebody else began at the same moment: the database allows one open revision
        raise Conflict(in_hand) from None
    audit.record(session, actor, "verdict.start", revision, {"claim": claim_id, "number": revision.number})
    return get_revision(session, revision.id)


def _next_revision(session: Session, claim: Claim, person_id: int) -> VerdictRevision:
    verdict, published = _verdict_of(session, claim), published_revision(session, claim.id)
    revision = VerdictRevision(
        verdict=verdict,
        number=len(verdict.revisions) + 1,
        wording=claim.text,
        language=claim.language,
        gate_answers={},
    )
    if published:
        for name in _COPIED:
            setattr(revision, name, getattr(published, name))
    session.add(revision)
    _take_evidence(session, revision, claim.id)
    if claim.assignee_id is None:
        claim.assignee_id = person_id
    session.flush()
    session.expire(claim, ["assignee"])
    return revision


def save_revision(
    session: Session,
    actor: Actor,
    revision_id: int,
    *,
    edits: int,
    rating_id: int | None,
    as_of: date | None,
    recheck_on: date | None = None,
    texts: Mapping[str, str],
    answers: Mapping[Gate, GateAnswer],
) -> VerdictRevision:
    """Save what a person wrote; they become an author of the revision.

    ``texts`` may hold summary, explanation, searched, how_to_repeat, could_change and recheck_when. Raise
    StaleEdit when ``edits``, which the form was made from, is no longer the revision's number.
    """
    require(session, actor, Permission.VERDICT_WRITE)
    revision = get_revision(session, revision_id)
    days = {"as_of": as_of, "recheck_on": recheck_on}
    if revision.edits != edits:
        raise draft.stale(session, revision, rating_id, {**texts, **days}, answers)
    draft.check_texts(texts)
    draft.check_answers(answers)
    draft.check_dates(as_of, recheck_on)
    rating = None if rating_id is None else get_rating(session, rating_id)
    touch(session, actor, revision)
    reasons = {gate.value: {"reason": one.reason.value, "note": one.note.strip()} for gate, one in answers.items()}
    values: dict[str, Any] = {**days, **{name: text.strip() for name, text in texts.items()}}
    values["gate_answers"] = reasons
    before = {name: getattr(revision, name) for name in values}
    before["rating"] = revision.rating.key if revision.rating else None
    revision.rating_id = rating_id
    for name, value in values.items():
        setattr(revision, name, value)
    session.flush()
    session.expire(revision, ["rating"])
    autosave.discard(session, actor, revision.id)
    values["rating"] = rating.key if rating else None
    audit.record(session, actor, "verdict.save", revision, audit.changes(before, values))
    return revision


def submit(session: Session, actor: Actor, revision_id: int) -> VerdictRevision:
    """Hand a draft to a second person; raise InvalidInput naming what is missing."""
    require(session, actor, Permission.VERDICT_WRITE)
    revision = get_revision(session, revision_id)
    refuse_conflicted(session, actor.person_id, revision.verdict.claim_id)
    state = next_state(REVISION_STEPS, revision.state, RevisionStep.SUBMIT, name_of(revision))
    refuse_idle(revision)
    _refresh_from_claim(revision)
    refuse_unready(revision, before_approval=True)
    if not revision.authors:  # a copy of what is published: who began it could approve it too
        raise InvalidInput(_("Nobody has written in %(what)s yet: save it first.", what=name_of(revision)))
    before, revision.state = revision.state, state
    revision.submitted_at = now()
    claim_id = revision.verdict.claim_id
    barred = conflicted_people(session, [claim_id])
    notification.notify_approvers(session, actor, revision, claim_id, barred)
    data = {"round": revision.round, "before": {"state": before}, "after": {"state": state}}
    audit.record(session, actor, "verdict.submit", revision, data)
    return revision


def touch(session: Session, actor: Actor, revision: VerdictRevision) -> None:
    """Note that the actor changes the content of a revision.

    They become an author; what was submitted or approved needs approval anew, and approval of this round ends.
    """
    person = session.get_one(Person, _person(actor))
    refuse_conflicted(session, person.id, revision.verdict.claim_id)
    _reopen(revision)
    if person not in revision.authors:
        revision.authors.append(person)


def touch_source(session: Session, actor: Actor, source_id: int) -> None:
    """Note that the actor changes what readers would see of a source, in every open revision that rests on it."""
    resting = (
        select(RevisionEvidence.revision_id)
        .join(Evidence, Evidence.id == RevisionEvidence.evidence_id)
        .where(Evidence.source_id == source_id)
    )
    open_ones = select(VerdictRevision.id).where(
        VerdictRevision.id.in_(resting), VerdictRevision.state.in_(OPEN_REVISION_STATES)
    )
    for revision_id in session.scalars(open_ones.order_by(VerdictRevision.id)).all():
        touch(session, actor, get_revision(session, revision_id))


def follow_claim(session: Session, claim_id: int, *, said_anew: bool = False) -> None:
    """Take a claim's new wording, claimant or (``said_anew``) place and day over into the open revision."""
    follow_claims(session, {claim_id: said_anew})


def follow_claims(session: Session, claims: Mapping[int, bool]) -> None:
    """Do that for several claims, each with whether it was said anew."""
    revisions = session.scalars(
        select(VerdictRevision)
        .join(VerdictRevision.verdict)
        .where(Verdict.claim_id.in_(claims), VerdictRevision.state.in_(OPEN_REVISION_STATES))
        .options(contains_eager(VerdictRevision.verdict).joinedload(Verdict.claim).joinedload(Claim.claimant))
    )
    for revision in revisions.all():
        claim = revision.verdict.claim
        if claims[claim.id] or (revision.wording, revision.claimant_id) != (claim.text, claim.claimant_id):
            _reopen(revision)


def _reopen(revision: VerdictRevision) -> None:
    submitted = revision.state in (RevisionState.IN_REVIEW, RevisionState.APPROVED)
    revision.state = next_state(REVISION_STEPS, revision.state, RevisionStep.EDIT, name_of(revision))
    if submitted:
        revision.round += 1
        revision.unschedule()
    _refresh_from_claim(revision)


def take_up_evidence(session: Session, actor: Actor, evidence: Evidence) -> None:
    """Put new evidence into the open revision; after publication it waits for the next one."""
    refuse_conflicted(session, actor.person_id, evidence.claim_id)
    revision = open_revision(session, evidence.claim_id)
    if revision is not None:
        touch(session, actor, revision)
        position = max((item.position for item in revision.evidence), default=-1) + 1
        revision.evidence.append(RevisionEvidence(evidence=evidence, position=position))


def touch_evidence(session: Session, actor: Actor, evidence: Evidence) -> None:
    """Note that the actor changes a piece of evidence that the open revision rests on."""
    revision = open_revision(session, evidence.claim_id)
    if revision is not None and any(item.evidence_id == evidence.id for item in revision.evidence):
        touch(session, actor, revision)


def let_go_evidence(session: Session, actor: Actor, evidence: Evidence) -> None:
    """Take removed evidence out of the open revision."""
    revision = open_revision(session, evidence.claim_id)
    if revision is None:
        return
    for item in list(revision.evidence):
        if item.evidence_id == evidence.id:
            touch(session, actor, revision)
            revision.evidence.remove(item)


def _verdict_of(session: Session, claim: Claim) -> Verdict:
    verdict = session.scalars(
        select(Verdict).where(Verdict.claim_id == claim.id).options(selectinload(Verdict.revisions))
    ).first()
    if verdict is None:
        verdict = Verdict(claim=claim, revisions=[])
        session.add(verdict)
    return verdict


def _take_evidence(session: Session, revision: VerdictRevision, claim_id: int) -> None:
    evidence: Sequence[Evidence] = session.scalars(
        select(Evidence).where(Evidence.claim_id == claim_id, Evidence.removed_at.is_(None)).order_by(Evidence.id)
    ).all()
    people = {item.added_by_id for item in evidence} - {None}
    revision.authors.extend(session.scalars(select(Person).where(Person.id.in_(people))))
    for position, item in enumerate(evidence):
        revision.evidence.append(RevisionEvidence(evidence=item, position=position))


def _refresh_from_claim(revision: VerdictRevision) -> None:
    claim = revision.verdict.claim
    revision.wording = claim.text
    revision.claimant = claim.claimant


def _person(actor: Actor) -> int:
    if actor.person_id is None:
        raise Forbidden(_("Only a person can work on a verdict; name one with --as."))
    return actor.person_id
