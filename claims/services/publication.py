"""Publication: freezing an approved revision, withdrawing it, and what readers see."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload, selectinload, with_expression
from sqlalchemy.orm.attributes import flag_modified

from claims.domain.claim import Appearance, Claim
from claims.domain.entity import now
from claims.domain.notification import NotificationKind
from claims.domain.permission import Permission
from claims.domain.person import Actor
from claims.domain.removal import RemovalSubject
from claims.domain.state import FROZEN_REVISION_STATES, RevisionState
from claims.domain.verdict import Correction, CorrectionKind, Verdict, VerdictRevision
from claims.domain.workflow import REVISION_STEPS, RevisionStep, next_state
from claims.errors import Gone, InvalidInput, NotFound
from claims.i18n import gettext as _
from claims.publishing.base import (
    PublishedVerdict,
    to_json,
)
from claims.services import audit, notification, search
from claims.services.conflict_of_interest import refuse_conflicted
from claims.services.correction import new_note, note_correction
from claims.services.freezing import as_shown, freeze, with_notice
from claims.services.gate import name_of, refuse_idle, refuse_unready
from claims.services.notice import drop_notice
from claims.services.permission import require
from claims.services.removed import removed
from claims.services.translation import Translation, is_translated, note_publication, translations_of
from claims.services.verdict import get_revision, published_revision

PAGE_LENGTH = 20


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A line of a verdict's revision list, for readers."""

    number: int
    state: RevisionState
    published_at: datetime
    rating: str
    correction: Correction | None


@dataclass(frozen=True, slots=True)
class VerdictPage:
    """What the public page of one revision needs."""

    verdict: PublishedVerdict
    state: RevisionState
    revisions: Sequence[RevisionRow]
    translations: Sequence[Translation] = ()
    """What is published of the same in other languages."""
    original: bool = True
    """It translates no other verdict."""


def publish(
    session: Session,
    actor: Actor,
    revision_id: int,
    *,
    correction: CorrectionKind | None = None,
    note: str = "",
) -> VerdictRevision:
    """Publish an approved revision: freeze it and put it in the place of the one before.

    From the second revision on a correction is needed: its kind, and a public note unless it is minor. Raise
    InvalidInput when a gate is not passed or the note is missing.
    """
    require(session, actor, Permission.VERDICT_PUBLISH)
    revision = get_revision(session, revision_id)
    refuse_conflicted(session, actor.person_id, revision.verdict.claim_id)
    state = next_state(REVISION_STEPS, revision.state, RevisionStep.PUBLISH, name_of(revision))
    refuse_idle(revision)
    flag_modified(revision.verdict.claim, "state")  # of a merge at the same moment, one finds the other's edit
    refuse_unready(revision, before_approval=False)
    moment = now()
    earlier = _earlier(session, revision)
    if earlier:
        note_correction(actor, revision, earlier[-1], kind=correction, note=note, at=moment)
    revision.unschedule()
    _supersede(session, revision)
    revision.published_at = moment
    revision.published_by_id = actor.person_id
    frozen = freeze(session, revision, earlier)
    revision.frozen = to_json(frozen)
    before, revision.state = revision.state, state
    session.flush()
    search.index_verdict(session, frozen, moment)
    drop_notice(session, actor, revision.verdict)
    note_publication(session, revision)
    claim_id = revision.verdict.claim_id
    notification.notify_authors(session, actor, NotificationKind.PUBLISHED, revision, claim_id)
    data = {"number": revision.number, "before": {"state": before}, "after": {"state": state}}
    audit.record(session, actor, "verdict.publish", revision, data)
    return revision


def withdraw(session: Session, actor: Actor, revision_id: int, note: str) -> VerdictRevision:
    """Withdraw a published verdict, with a public note that says why; its address then says so."""
    require(session, actor, Permission.VERDICT_PUBLISH)
    revision = get_revision(session, revision_id)
    refuse_conflicted(session, actor.person_id, revision.verdict.claim_id)
    if not note.strip():
        raise InvalidInput(_("Say in a public note why the verdict is withdrawn."))
    before = {"state": revision.state}
    revision.state = next_state(REVISION_STEPS, revision.state, RevisionStep.WITHDRAW, name_of(revision))
    revision.corrections.append(new_note(actor, CorrectionKind.WITHDRAWN, note, now()))
    search.forget_verdict(session, revision.verdict.claim_id)
    data = {"note": note, "before": before, "after": {"state": revision.state}}
    audit.record(session, actor, "verdict.withdraw", revision, data)
    return revision


def verdict_page(session: Session, claim_id: int, number: int | None = None) -> VerdictPage:
    """Return a published revision: the newest, or the one with this number.

    Raise NotFound when nothing was published on the claim, Gone (with the note) when the newest is withdrawn,
    Removed when an admin erased it.
    """
    rows = _published_rows(session, claim_id)
    if not rows or any(not row.frozen for row in rows):
        claim = session.get(Claim, claim_id)
        if claim is not None and claim.erased_at is not None:
            raise removed(session, RemovalSubject.CLAIM, claim_id)
        if claim is not None and claim.merged_into_id is not None and number is None:
            return verdict_page(session, claim.merged_into_id)
    row = rows[-1] if rows and number is None else next((r for r in rows if r.number == number), None)
    if row is None or not row.frozen:
        raise NotFound(_("Nothing is published here."))
    if number is None and row.state is RevisionState.WITHDRAWN:
        note = row.correction.note if row.correction else ""
        raise Gone(_("This verdict was withdrawn: %(note)s", note=note))
    revisions = [_revision_row(revision) for revision in rows if revision.frozen]
    linked = row.verdict.translation_of_id is not None or row.verdict.translated
    others = translations_of(session, row.verdict) if linked else ()
    return VerdictPage(as_shown(row), row.state, revisions, others, row.verdict.translation_of_id is None)


def latest_verdicts(
    session: Session, *, before: tuple[datetime, int] | None = None, limit: int = PAGE_LENGTH
) -> list[tuple[VerdictRevision, PublishedVerdict]]:
    """Return published verdicts, newest first, from before (published_at, revision id) on."""
    statement = (
        select(VerdictRevision)
        .where(VerdictRevision.state == RevisionState.PUBLISHED)
        .order_by(VerdictRevision.published_at.desc(), VerdictRevision.id.desc())
        .limit(limit)
        .options(joinedload(VerdictRevision.verdict))
    )
    if before is not None:
        statement = statement.where(tuple_(VerdictRevision.published_at, VerdictRevision.id) < before)
    rows = session.scalars(statement)
    return [(row, with_notice(row)) for row in rows if row.frozen]


def stands() -> ColumnElement[bool]:
    """Return the condition that a revision is its verdict's last word: published, or withdrawn for good."""
    later = aliased(VerdictRevision)
    replaced = exists().where(
        later.verdict_id == VerdictRevision.verdict_id,
        later.number > VerdictRevision.number,
        later.state.in_(FROZEN_REVISION_STATES),
    )
    return or_(
        VerdictRevision.state == RevisionState.PUBLISHED,
        and_(VerdictRevision.state == RevisionState.WITHDRAWN, ~replaced),
    )


def verdicts_of_article(session: Session, article_id: int) -> Iterator[VerdictRevision]:
    """Yield what stands on each claim of an article, in the order of their words: published, or withdrawn."""
    first = (
        select(Appearance.claim_id, func.min(Appearance.start).label("place"))
        .where(Appearance.article_id == article_id)
        .group_by(Appearance.claim_id)
        .subquery()
    )
    yield from session.scalars(
        select(VerdictRevision)
        .join(Verdict)
        .join(first, first.c.claim_id == Verdict.claim_id)
        .where(stands())
        .order_by(first.c.place, Verdict.claim_id, VerdictRevision.number)
        .options(contains_eager(VerdictRevision.verdict), selectinload(VerdictRevision.corrections))
    )


def _published_rows(session: Session, claim_id: int) -> Sequence[VerdictRevision]:
    return session.scalars(
        select(VerdictRevision)
        .join(Verdict)
        .where(Verdict.claim_id == claim_id, VerdictRevision.state.in_(FROZEN_REVISION_STATES))
        .order_by(VerdictRevision.number)
        .options(
            contains_eager(VerdictRevision.verdict).options(with_expression(Verdict.translated, is_translated())),
            selectinload(VerdictRevision.corrections),
        )
    ).all()


def _revision_row(revision: VerdictRevision) -> RevisionRow:
    assert revision.frozen is not None and revision.published_at is not None
    return RevisionRow(
        number=revision.number,
        state=revision.state,
        published_at=revision.published_at,
        rating=revision.frozen["rating"]["label"],
        correction=revision.correction,
    )


def _supersede(session: Session, revision: VerdictRevision) -> None:
    published = published_revision(session, revision.verdict.claim_id)
    if published is not None:
        published.state = next_state(REVISION_STEPS, published.state, RevisionStep.SUPERSEDE, name_of(published))
        session.flush()  # the database allows one published revision of a verdict at a time


def last_published(session: Session, revision: VerdictRevision) -> VerdictRevision | None:
    """Return the newest revision that was published before this one, if there is one."""
    earlier = _earlier(session, revision)
    return earlier[-1] if earlier else None


def _earlier(session: Session, revision: VerdictRevision) -> list[VerdictRevision]:
    rows = _published_rows(session, revision.verdict.claim_id)
    return [row for row in rows if row.number < revision.number]
