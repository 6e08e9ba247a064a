"""Conflicts of interest: somebody declares one, and has no part in what it covers from then on."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import CTE, ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from claims.domain.anchor import normalise
from claims.domain.article import Article
from claims.domain.claim import MAX_OCCASION_LENGTH, Appearance, Claim
from claims.domain.claimant import Claimant
from claims.domain.conflict_of_interest import ConflictOfInterest
from claims.domain.entity import now
from claims.domain.notification import NotificationKind
from claims.domain.permission import PERMISSIONS, Permission
from claims.domain.person import Actor, Person
from claims.domain.state import HIDDEN_CLAIM_STATES, OPEN_REVISION_STATES
from claims.domain.verdict import RevisionAuthor, Verdict, VerdictRevision
from claims.errors import Conflict, Forbidden, InvalidInput, NotFound
from claims.i18n import gettext as _
from claims.i18n import ngettext
from claims.services import audit
from claims.services.notification import notify
from claims.services.permission import require

MAX_SHOWN = 200
MAX_NAMED = 5
"""Claims that one sentence names."""
_KINDS = {"claim": Claim, "article": Article, "claimant": Claimant}


@dataclass(frozen=True, slots=True)
class Declared:
    """A conflict that somebody declared, with the words of what it is about."""

    conflict: ConflictOfInterest
    about: str
    """``claim``, ``article`` or ``claimant``."""
    subject_id: int
    words: str


def declare(
    session: Session, actor: Actor, *, about: str, subject_id: int, reason: str = ""
) -> ConflictOfInterest:
    """Declare that the actor has an interest in a claim, an article or what a claimant says.

    Claims that it covers and the actor checks are free again; editors are told where the actor is an author of
    what is being written. Raise NotFound, InvalidInput for a reason that is too long, Conflict for a second one.
    """
    require(session, actor, Permission.DESK_SEE)
    person_id, reason = _person(actor), normalise(reason).strip()
    if about not in _KINDS or session.get(_KINDS[about], subject_id) is None:
        raise NotFound(_("There is no such claim, article or claimant: %(id)s.", id=subject_id))
    if len(reason) > MAX_OCCASION_LENGTH:
        raise InvalidInput(_("A reason may have at most %(max)s characters.", max=MAX_OCCASION_LENGTH))
    session.get(Person, person_id, with_for_update=True)  # two declarations at once come one after the other
    column = getattr(ConflictOfInterest, f"{about}_id")
    mine = (ConflictOfInterest.person_id == person_id) & ConflictOfInterest.ended_at.is_(None)
    if session.scalar(select(ConflictOfInterest.id).where(mine, column == subject_id)):
        raise Conflict(_("You have declared this already."))
    conflict = ConflictOfInterest(person_id=person_id, reason=reason, **{f"{about}_id": subject_id})
    session.add(conflict)
    session.flush()
    _let_go(session, actor, conflict)
    audit.record(session, actor, "conflict.declare", conflict, {"about": about, "subject": subject_id})
    return conflict


def end(session: Session, actor: Actor, conflict_id: int) -> ConflictOfInterest:
    """End a conflict that the actor declared; raise NotFound for another's."""
    require(session, actor, Permission.DESK_SEE)
    conflict = session.get(ConflictOfInterest, conflict_id)
    if conflict is None or conflict.person_id != _person(actor):
        raise NotFound(_("You have declared no conflict of interest %(id)s.", id=conflict_id))
    if conflict.ended_at is None:
        conflict.ended_at = now()
        audit.record(session, actor, "conflict.end", conflict, {})
    return conflict


def refuse_conflicted(session: Session, person_id: int | None, *claim_ids: int) -> None:
    """Raise Forbidden when a person declared a conflict of interest that covers one of the claims. One query."""
    if person_id is None:
        return
    covered = _covered_claims(claim_ids).where(ConflictOfInterest.person_id == person_id)
    claim_id = session.scalar(covered.order_by(Claim.id).limit(1))
    if claim_id is not None:
        raise Forbidden(conflict_sentence(session, person_id, [claim_id]))


def conflict_sentence(session: Session, person_id: int, claim_ids: Sequence[int]) -> str:
    """Say that a person has no part in these claims, because of what they declared."""
    name = session.scalar(select(Person.name).where(Person.id == person_id)) or str(person_id)
    more = len(claim_ids) - MAX_NAMED
    ids = ", ".join(str(claim_id) for claim_id in claim_ids[:MAX_NAMED]) + (" …" if more > 0 else "")
    return ngettext(
        "%(name)s declared a conflict of interest and has no part in claim %(ids)s.",
        "%(name)s declared a conflict of interest and has no part in %(num)s claims: %(ids)s.",
        len(claim_ids),
        name=name,
        ids=ids,
    )


def conflicted_people(session: Session, claim_ids: Collection[int]) -> set[int]:
    """Return who has no part in at least one of the claims, because of what they declared."""
    rows = select(ConflictOfInterest.person_id).join(Claim, _covers()).where(Claim.id.in_(claim_ids))
    return set(session.scalars(rows))


def people_and_conflicts(
    session: Session, person_ids: Collection[int], claim_ids: Collection[int]
) -> Mapping[Person, set[int]]:
    """Return these people, each with those of the claims that they have no part in. One query."""
    covered = (
        select(ConflictOfInterest.person_id, Claim.id.label("claim_id"))
        .join(Claim, _covers())
        .where(Claim.id.in_(claim_ids))
        .subquery()
    )
    rows = session.execute(
        select(Person, covered.c.claim_id)
        .outerjoin(covered, covered.c.person_id == Person.id)
        .where(Person.id.in_(person_ids))
    )
    found: dict[Person, set[int]] = {}
    for person, claim_id in rows:
        found.setdefault(person, set()).update({claim_id} - {None})
    return found


def conflicts_in(session: Session, article_id: int) -> Mapping[int, set[int]]:
    """Return which claims of an article each person has no part in, but for merged ones. One query."""
    here = exists().where(Appearance.claim_id == Claim.id, Appearance.article_id == article_id)
    rows = session.execute(
        select(ConflictOfInterest.person_id, Claim.id)
        .join(Claim, _covers())
        .where(here, Claim.state.not_in(HIDDEN_CLAIM_STATES))
        .distinct()
    )
    found: dict[int, set[int]] = {}
    for person_id, claim_id in rows:
        found.setdefault(person_id, set()).add(claim_id)
    return found


def declared_by(session: Session, person_id: int) -> Sequence[Declared]:
    """Return what somebody declared and did not end, newest first."""
    rows = session.execute(
        select(ConflictOfInterest, Claim.text, Article.title, Claimant.name)
        .outerjoin(Claim, Claim.id == ConflictOfInterest.claim_id)
        .outerjoin(Article, Article.id == ConflictOfInterest.article_id)
        .outerjoin(Claimant, Claimant.id == ConflictOfInterest.claimant_id)
        .where(ConflictOfInterest.person_id == person_id, ConflictOfInterest.ended_at.is_(None))
        .order_by(ConflictOfInterest.id.desc())
        .limit(MAX_SHOWN)
    )
    return [_declared(conflict, claim or title or name or "") for conflict, claim, title, name in rows]


def _declared(conflict: ConflictOfInterest, words: str) -> Declared:
    about = next(kind for kind in _KINDS if getattr(conflict, f"{kind}_id") is not None)
    return Declared(conflict, about, getattr(conflict, f"{about}_id"), words)


def _covered_claims(claim_ids: Collection[int]) -> Select[int]:
    return select(Claim.id).join(ConflictOfInterest, _covers()).where(Claim.id.in_(claim_ids)).distinct()


def _covers() -> ColumnElement[bool]:
    """Return the condition that a conflict holds and covers ``Claim``, also where it was of one merged into it."""
    named = _named_claims()
    here = exists().where(Appearance.claim_id == Claim.id, Appearance.article_id == ConflictOfInterest.article_id)
    about = or_(
        exists().where(named.c.conflict_id == ConflictOfInterest.id, named.c.claim_id == Claim.id),
        and_(ConflictOfInterest.claimant_id.is_not(None), ConflictOfInterest.claimant_id == Claim.claimant_id),
        and_(ConflictOfInterest.article_id.is_not(None), here),
    )
    return and_(ConflictOfInterest.ended_at.is_(None), about)


def _named_claims() -> CTE:
    """Return the query of the claim that each conflict names, and of those that it was merged into."""
    conflict, merged = aliased(ConflictOfInterest), aliased(Claim)
    named = (
        select(conflict.id.label("conflict_id"), conflict.claim_id.label("claim_id"))
        .where(conflict.claim_id.is_not(None), conflict.ended_at.is_(None))
        .cte("named_claim", recursive=True)
    )
    into = select(named.c.conflict_id, merged.merged_into_id).join(merged, merged.id == named.c.claim_id)
    return named.union(into.where(merged.merged_into_id.is_not(None)))


def _let_go(session: Session, actor: Actor, conflict: ConflictOfInterest) -> None:
    """Free the covered claims that the person checks, and tell editors of what they are writing."""
    covered = select(Claim).join(ConflictOfInterest, _covers()).where(ConflictOfInterest.id == conflict.id)
    for claim in session.scalars(covered.where(Claim.assignee_id == conflict.person_id)).all():
        claim.assignee_id = None
        audit.record(session, actor, "conflict.release", claim, {"conflict": conflict.id})
    editors = Person.role.in_(PERMISSIONS[Permission.CLAIM_ASSIGN])
    for revision in session.scalars(_written_by(conflict)).all():
        claim_id = revision.verdict.claim_id
        notify(session, actor, NotificationKind.CONFLICT, revision, editors, claim=claim_id)


def _written_by(conflict: ConflictOfInterest) -> Select[VerdictRevision]:
    return (
        select(VerdictRevision)
        .join(Verdict, Verdict.id == VerdictRevision.verdict_id)
        .join(RevisionAuthor, RevisionAuthor.revision_id == VerdictRevision.id)
        .join(Claim, Claim.id == Verdict.claim_id)
        .join(ConflictOfInterest, _covers())
        .where(ConflictOfInterest.id == conflict.id, RevisionAuthor.person_id == conflict.person_id)
        .where(VerdictRevision.state.in_(OPEN_REVISION_STATES))
    )


def _person(actor: Actor) -> int:
    if actor.person_id is None:
        raise Forbidden(_("Only a person can declare a conflict of interest."))
    return actor.person_id
