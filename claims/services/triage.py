"""Triage of many claims at once, and what keeps people who triage together from overwriting each other."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from claims.domain.audit import AuditEvent, AuditHead
from claims.domain.claim import Appearance, Claim, SetAsideReason
from claims.domain.label import label
from claims.domain.permission import Permission
from claims.domain.person import Actor, Person
from claims.domain.state import ClaimState
from claims.domain.workflow import CLAIM_STEPS, ClaimStep, allowed_steps, next_state
from claims.errors import Conflict, Forbidden, InvalidInput, StaleEdit
from claims.i18n import gettext as _
from claims.services import notification, undo
from claims.services.claim import check_assignment, get_claim
from claims.services.conflict_of_interest import conflict_sentence, people_and_conflicts
from claims.services.permission import require

MAX_AT_ONCE = 1000
"""Claims that one step is taken with."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """Until when somebody saw the claims of an article."""

    event: int
    """Number of the newest event of the history."""
    claim_id: int
    """The newest claim."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a step that was taken with many claims."""

    done: Sequence[Claim]
    changed: Sequence[Claim]
    """Somebody else changed these since they were seen: they are left as they are."""
    refused: Sequence[Claim]
    """The workflow has no such step for these."""
    barred: Sequence[Claim] = ()
    """Whoever they were to be given to declared a conflict of interest."""

    @property
    def left(self) -> int:
        """How many claims are as they were."""
        return len(self.changed) + len(self.refused) + len(self.barred)


def sight(session: Session, newest_claim: int) -> Sighting:
    """Return what somebody who reads an article's claims now has seen."""
    return Sighting(session.scalar(select(AuditHead.number)) or 0, newest_claim)


def require_unchanged(session: Session, claim_id: int, edits: int | None, *, wish: str = "") -> Claim:
    """Raise StaleEdit when a claim is no longer as it was seen (``edits``; None: whatever it is).

    ``wish`` says what the person wanted of it. The number is checked again by the database when it is written.
    """
    claim = get_claim(session, claim_id)
    session.info["seen"] = claim  # by itself a session forgets what nobody holds: it would be read again
    if edits is None or claim.edits == edits:
        return claim
    who = last_editor(session, claim_id) or _("somebody else")
    raise StaleEdit(
        _("Claim %(id)s was changed by %(who)s since you saw it.", id=claim_id, who=who),
        theirs={"state": label(claim.state), "text": claim.text},
        yours={"state": wish},
        edits=claim.edits,
    )


def last_editor(session: Session, claim_id: int) -> str:
    """Return the name of the person whose event on this claim is the newest, or an empty string."""
    name = session.scalar(
        select(Person.name)
        .join(AuditEvent, AuditEvent.person_id == Person.id)
        .where(AuditEvent.subject_type == "claim", AuditEvent.subject_id == claim_id)
        .order_by(AuditEvent.number.desc())
        .limit(1)
    )
    return name or ""


def select_all(session: Session, actor: Actor, article_id: int, seen: Mapping[int, int]) -> Outcome:
    """Put many claims on the list to check; ``seen`` maps each to the ``edits`` that the person saw."""
    require(session, actor, Permission.CLAIM_TRIAGE)

    def choose(claim: Claim) -> None:
        _step(claim, ClaimStep.SELECT)
        claim.set_aside_reason = None

    return _all(session, actor, article_id, "claim.select", seen, choose, ClaimStep.SELECT)


def set_all_aside(
    session: Session, actor: Actor, article_id: int, seen: Mapping[int, int], reason: SetAsideReason
) -> Outcome:
    """Decide not to check many claims, for one reason."""
    require(session, actor, Permission.CLAIM_TRIAGE)
    return _all(session, actor, article_id, "claim.set_aside", seen, _putting_aside(reason), ClaimStep.SET_ASIDE)


def give_all(
    session: Session, actor: Actor, article_id: int, seen: Mapping[int, int], person_id: int | None
) -> Outcome:
    """Give many claims to a person (oneself: take them), or to nobody; those to check only.

    Claims that the person has no part in are left; raise Forbidden when these are all.
    """
    both = [one for one in (actor.person_id, person_id) if one is not None]
    people = people_and_conflicts(session, both, seen)  # held, so that nothing below reads them again
    require(session, actor, Permission.CLAIM_TRIAGE)
    check_assignment(session, actor, person_id)
    barred = next((claims for person, claims in people.items() if person.id == person_id), set())
    if person_id is not None and seen and barred >= seen.keys():
        raise Forbidden(conflict_sentence(session, person_id, sorted(barred)))

    def give(claim: Claim) -> None:
        claim.assignee_id = person_id

    outcome = _all(session, actor, article_id, "claim.take", seen, give, None, barred)
    if person_id is not None:
        notification.notify_of_claims(session, actor, person_id, [claim.id for claim in outcome.done])
    return outcome


def finish_selection(
    session: Session, actor: Actor, article_id: int, reason: SetAsideReason, *, seen: Sighting | None = None
) -> Outcome:
    """Set aside all claims of an article that are still only suggested.

    What others changed or added since the claims were ``seen`` stays suggested, for nobody looked at that.
    """
    require(session, actor, Permission.CLAIM_TRIAGE)
    suggested = session.scalars(
        select(Claim)
        .where(Claim.state == ClaimState.SUGGESTED)
        .where(Claim.id.in_(select(Appearance.claim_id).where(Appearance.article_id == article_id)))
        .order_by(Claim.id)
    ).all()
    touched = _touched_by_others(session, actor, seen) if seen else set()
    mine = actor.person_id
    unseen = [
        claim
        for claim in suggested
        if claim.id in touched or (seen and claim.id > seen.claim_id and claim.created_by_id != mine)
    ]
    done = [claim for claim in suggested if claim not in unseen]
    change = _putting_aside(reason)
    with undo.recorded(session, actor, "claim.finish_selection", done, article_id) as changes:
        for claim in done:
            change(claim)
        changes.note(reason=reason)
    return Outcome(done, unseen, ())


def _all(
    session: Session,
    actor: Actor,
    article_id: int,
    action: str,
    seen: Mapping[int, int],
    change: Callable[[Claim], None],
    step: ClaimStep | None,
    barred: Collection[int] = (),
) -> Outcome:
    found = _claims(session, article_id, seen)
    claims = [claim for claim in found if claim.id not in barred]
    changed = [claim for claim in claims if claim.edits != seen[claim.id]]
    refused = [claim for claim in claims if claim not in changed and not _allows(claim, step)]
    done = [claim for claim in claims if claim not in changed and claim not in refused]
    if not done:
        raise Conflict(
            _("Nothing was changed: others changed these claims since you saw them, or it cannot be done.")
        )
    with undo.recorded(session, actor, action, done, article_id) as changes:
        for claim in done:
            change(claim)
        changes.note(claims=[claim.id for claim in done])
    for claim in done:
        session.expire(claim, ["assignee"])
    return Outcome(done, changed, refused, [claim for claim in found if claim.id in barred])


def _claims(session: Session, article_id: int, seen: Mapping[int, int]) -> Sequence[Claim]:
    if not seen:
        raise InvalidInput(_("Tick the claims first."))
    if len(seen) > MAX_AT_ONCE:
        raise InvalidInput(_("At most %(max)s claims can be changed at once.", max=MAX_AT_ONCE))
    return session.scalars(
        select(Claim)
        .where(Claim.id.in_(seen))
        .where(Claim.id.in_(select(Appearance.claim_id).where(Appearance.article_id == article_id)))
        .order_by(Claim.id)
    ).all()


def _allows(claim: Claim, step: ClaimStep | None) -> bool:
    if step is None:
        return claim.state is ClaimState.SELECTED
    return step in allowed_steps(CLAIM_STEPS, claim.state)


def _putting_aside(reason: SetAsideReason) -> Callable[[Claim], None]:
    def put_aside(claim: Claim) -> None:
        _step(claim, ClaimStep.SET_ASIDE)
        claim.set_aside_reason = reason
        claim.selection_reason, claim.selection_note = None, ""

    return put_aside


def _step(claim: Claim, step: ClaimStep) -> None:
    claim.state = next_state(CLAIM_STEPS, claim.state, step, _("Claim %(id)s", id=claim.id))


def _touched_by_others(session: Session, actor: Actor, seen: Sighting) -> set[int]:
    """Return the claims that events of others since then are about."""
    events = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.number > seen.event, AuditEvent.action.like("claim.%"))
        .where(func.coalesce(AuditEvent.person_id, 0) != (actor.person_id or 0))
        .options(selectinload(AuditEvent.payload))
    )
    touched: set[int] = set()
    for event in events:
        if event.subject_type == "claim" and event.subject_id is not None:
            touched.add(event.subject_id)
        data = event.payload.data if event.payload else None
        before = (data or {}).get("before", ())  # by claim, or by column where the subject is the claim
        touched.update(int(claim_id) for claim_id in before if claim_id.isdecimal())
        touched.update((data or {}).get("created", ()))
        touched.update((data or {}).get("touched", ()))
    return touched
