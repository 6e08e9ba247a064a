"""The queue at home: what waits for a person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload, selectinload

from claims.domain.article import Article
from claims.domain.audit import AuditEvent
from claims.domain.claim import Appearance, Claim
from claims.domain.comment import Comment, Mention
from claims.domain.contact import Contact
from claims.domain.entity import now
from claims.domain.intake import IntakeItem, IntakeState
from claims.domain.person import Actor
from claims.domain.source import Evidence
from claims.domain.state import OPEN_REVISION_STATES, ArticleState, ClaimState, RevisionState
from claims.domain.tip import Tip
from claims.domain.verdict import Approval, Decision, RevisionAuthor, Verdict, VerdictRevision
from claims.services.contact import is_due
from claims.services.recheck import is_stale
from claims.services.refetch import given_up
from claims.services.tip_inbox import is_new

LENGTH = 50
ARTICLES = 5
"""Articles with claims to select that are named, the newest first."""
Column = InstrumentedAttribute[Any]
DUE_WITHIN = timedelta(days=3)
STALE_AFTER = timedelta(days=14)
"""A claim that somebody took and nobody touched for so long is stale."""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A claim that waits, and the revision of its verdict that is being worked on, if there is one."""

    claim: Claim
    revision: VerdictRevision | None
    article: Article | None


@dataclass(frozen=True, slots=True)
class Undecided:
    """An article some of whose claims nobody has selected or set aside."""

    id: int
    title: str
    language: str
    suggested: int
    """How many of its claims are only suggested."""


@dataclass(frozen=True, slots=True)
class Queue:
    """What a person finds at home."""

    due: Sequence[QueueRow]
    """Anybody's, with a deadline that is near or past."""
    mine: Sequence[QueueRow]
    awaiting_approval: Sequence[QueueRow]
    """Submitted, and the person is no author of it."""
    to_publish: Sequence[QueueRow]
    second_check: Sequence[QueueRow]
    """Published as an exception to four eyes, and the person had no part in it."""
    unassigned: Sequence[QueueRow]
    stale: Sequence[QueueRow]
    """Taken and untouched for two weeks, or waiting for a day that has come."""
    undecided: Sequence[Undecided]
    """The newest articles with claims that are only suggested."""
    mentions: int
    """Comments that name the person and that they have not marked as seen."""
    intake: int
    """What came in and nobody has looked at."""
    given_up: int
    """Addresses of articles that are no longer looked at, because they failed for good."""
    tips: int
    """What readers sent and nobody has looked at."""
    rechecks: int
    """Published verdicts to look at again, on which nobody works."""
    replies: int
    """Questions to claimants whose answers are due or overdue."""

    @property
    def is_empty(self) -> bool:
        """Whether no claim waits for anything."""
        claims = (self.due, self.mine, self.unassigned, self.stale, self.undecided)
        verdicts = (self.awaiting_approval, self.to_publish, self.second_check)
        return not any((*claims, *verdicts))


def queue_of(session: Session, actor: Actor) -> Queue:
    """Gather what waits for a person; each list holds at most ``LENGTH`` rows, the most pressing first."""
    claim_ids = _ids(session, _claim_lists(actor))
    revision_ids = _ids(session, _revision_lists(actor))
    revisions = _revisions(session, claim_ids, revision_ids)
    claims = _claims(session, {*_all(claim_ids), *(one.verdict.claim_id for one in revisions.values())})
    begun = {one.verdict.claim_id: one for one in revisions.values() if one.state in OPEN_REVISION_STATES}

    def of_claims(name: str) -> list[QueueRow]:
        return [_row(claims[number], begun.get(number)) for number in claim_ids.get(name, ())]

    def of_revisions(name: str) -> list[QueueRow]:
        chosen = [revisions[number] for number in revision_ids.get(name, ())]
        return [_row(claims[one.verdict.claim_id], one) for one in chosen]

    return Queue(
        due=of_claims("due"),
        mine=of_claims("mine"),
        awaiting_approval=of_revisions("awaiting_approval"),
        to_publish=of_revisions("to_publish"),
        second_check=of_revisions("second_check"),
        unassigned=of_claims("unassigned"),
        stale=of_claims("stale"),
        undecided=_undecided(session),
        **_counts(session, actor),
    )


def _claim_lists(actor: Actor) -> Mapping[str, Subquery]:
    selected = Claim.state == ClaimState.SELECTED
    published, begun = _with_revision([RevisionState.PUBLISHED]), _with_revision(OPEN_REVISION_STATES)
    open_ = and_(selected, ~and_(published, ~begun))
    writing = exists().where(
        Verdict.claim_id == Claim.id,
        VerdictRevision.verdict_id == Verdict.id,
        VerdictRevision.state.in_([RevisionState.DRAFT, RevisionState.RETURNED]),
        _authored(actor),
    )
    today = now().date()
    oldest = (Claim.created_at, Claim.id)
    has_come = and_(Claim.state == ClaimState.WAITING, Claim.wait_until <= today)
    lists: Mapping[str, tuple[ColumnElement[bool], Sequence[Column]]] = {
        "due": (and_(open_, Claim.deadline <= today + DUE_WITHIN), (Claim.deadline, Claim.id)),
        "mine": (and_(open_, or_(Claim.assignee_id == actor.person_id, writing)), oldest),
        "unassigned": (and_(selected, Claim.assignee_id.is_(None), ~published, ~begun), oldest),
        "stale": (or_(has_come, and_(open_, Claim.assignee_id.is_not(None), _untouched())), oldest),
    }
    return {name: _numbered(Claim.id, which, order) for name, (which, order) in lists.items()}


def _revision_lists(actor: Actor) -> Mapping[str, Subquery]:
    lists = {
        "awaiting_approval": and_(VerdictRevision.state == RevisionState.IN_REVIEW, ~_authored(actor)),
        "to_publish": VerdictRevision.state == RevisionState.APPROVED,
        "second_check": and_(
            VerdictRevision.state == RevisionState.PUBLISHED,
            _approved(Approval.exception.is_(True), Approval.person_id != actor.person_id),
            ~_approved(Approval.exception.is_(False)),
            ~_authored(actor),
        ),
    }
    order = (VerdictRevision.submitted_at, VerdictRevision.id)
    return {name: _numbered(VerdictRevision.id, which, order) for name, which in lists.items()}


def _numbered(column: Column, which: ColumnElement[bool], order: Sequence[Column]) -> Subquery:
    """Return the first rows of a list, each with its place there."""
    place = func.row_number().over(order_by=order).label("place")
    return select(column.label("number"), place).where(which).order_by(*order).limit(LENGTH).subquery()


def _ids(session: Session, lists: Mapping[str, Subquery]) -> dict[str, list[int]]:
    """Ask for the numbers of all lists at once, each in its own order."""
    parts = [select(literal(name), rows.c.number, rows.c.place) for name, rows in lists.items()]
    found: dict[str, list[int]] = {}
    for name, number, _place in sorted(session.execute(union_all(*parts)).all(), key=lambda row: row[2]):
        found.setdefault(name, []).append(number)
    return found


def _all(lists: Mapping[str, Iterable[int]]) -> set[int]:
    return {number for numbers in lists.values() for number in numbers}


def _revisions(
    session: Session, claim_ids: Mapping[str, Sequence[int]], revision_ids: Mapping[str, Sequence[int]]
) -> dict[int, VerdictRevision]:
    """Return the listed revisions, and those that are open on the listed claims, by their numbers."""
    begun = and_(Verdict.claim_id.in_(_all(claim_ids)), VerdictRevision.state.in_(OPEN_REVISION_STATES))
    rows = session.scalars(
        select(VerdictRevision)
        .join(VerdictRevision.verdict)
        .where(or_(VerdictRevision.id.in_(_all(revision_ids)), begun))
        .options(
            joinedload(VerdictRevision.verdict),
            joinedload(VerdictRevision.rating),
            selectinload(VerdictRevision.authors),
        )
    )
    return {revision.id: revision for revision in rows}


def _claims(session: Session, numbers: set[int]) -> dict[int, Claim]:
    rows = session.scalars(
        select(Claim)
        .where(Claim.id.in_(numbers))
        .options(
            joinedload(Claim.assignee),
            selectinload(Claim.appearances).joinedload(Appearance.article),
        )
    )
    return {claim.id: claim for claim in rows}


def _counts(session: Session, actor: Actor) -> dict[str, int]:
    """Count what has pages of its own, all in one query."""
    unseen = (
        select(func.count())
        .select_from(Mention)
        .join(Comment, Comment.id == Mention.comment_id)
        .where(Mention.person_id == actor.person_id, Mention.seen_at.is_(None), Comment.erased_at.is_(None))
    )
    counts = {
        "mentions": unseen,
        "intake": select(func.count()).select_from(IntakeItem).where(IntakeItem.state == IntakeState.NEW),
        "given_up": select(func.count()).select_from(Article).where(given_up()),
        "tips": select(func.count()).select_from(Tip).where(is_new()),
        "rechecks": select(func.count(VerdictRevision.id)).join(VerdictRevision.verdict).where(is_stale()),
        "replies": select(func.count()).select_from(Contact).where(is_due()),
    }
    row = session.execute(select(*(statement.scalar_subquery().label(name) for name, statement in counts.items())))
    return dict(row.mappings().one())


def _undecided(session: Session) -> Sequence[Undecided]:
    """Return the newest of the articles that have claims to select; only theirs are counted."""
    suggested = and_(
        Appearance.article_id == Article.id,
        Appearance.claim_id == Claim.id,
        Claim.state == ClaimState.SUGGESTED,
    )
    number = select(func.count(func.distinct(Appearance.claim_id))).where(suggested).correlate(Article)
    rows = session.execute(
        select(Article.id, Article.title, Article.language, number.scalar_subquery())
        .where(Article.state == ArticleState.READY, exists().where(suggested).correlate(Article))
        .order_by(Article.id.desc())
        .limit(ARTICLES)
    )
    return [Undecided(*row) for row in rows]


def _authored(actor: Actor) -> ColumnElement[bool]:
    return exists().where(
        RevisionAuthor.revision_id == VerdictRevision.id, RevisionAuthor.person_id == actor.person_id
    )


def _approved(*how: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that an approval of the round that holds is such a one."""
    return exists().where(
        Approval.revision_id == VerdictRevision.id,
        Approval.round == VerdictRevision.round,
        Approval.decision == Decision.APPROVED,
        *how,
    )


def _with_revision(states: Sequence[RevisionState]) -> ColumnElement[bool]:
    return exists().where(
        Verdict.claim_id == Claim.id,
        VerdictRevision.verdict_id == Verdict.id,
        VerdictRevision.state.in_(states),
    )


def _untouched() -> ColumnElement[bool]:
    """Return the condition that for two weeks nobody did anything to a claim, its evidence or its verdict."""
    since = now() - STALE_AFTER
    done = AuditEvent.at >= since
    of_claim = exists().where(AuditEvent.subject_type == "claim", AuditEvent.subject_id == Claim.id, done)
    of_verdict = exists().where(
        Verdict.claim_id == Claim.id,
        VerdictRevision.verdict_id == Verdict.id,
        AuditEvent.subject_type == "verdict_revision",
        AuditEvent.subject_id == VerdictRevision.id,
        done,
    )
    said = exists().where(Comment.claim_id == Claim.id, Comment.created_at >= since)
    attached = exists().where(Evidence.claim_id == Claim.id, Evidence.created_at >= since)
    return and_(Claim.created_at < since, ~of_claim, ~of_verdict, ~said, ~attached)


def _row(claim: Claim, revision: VerdictRevision | None) -> QueueRow:
    article = claim.appearances[0].article if claim.appearances else None
    return QueueRow(claim, revision, article)
