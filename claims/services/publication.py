"""Publication: freezing an approved revision, withdrawing it, and what readers see."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased, selectinload

from claims.domain.claim import Appearance, Claim, current_appearances
from claims.domain.claimant import Claimant
from claims.domain.entity import now
from claims.domain.person import Actor, Person
from claims.domain.quantity import compute
from claims.domain.rating import Rating, Scale
from claims.domain.source import Evidence, SnapshotHow
from claims.domain.state import FROZEN_REVISION_STATES, RevisionState
from claims.domain.tag import ClaimTag, Tag
from claims.domain.verdict import Correction, CorrectionKind, Verdict, VerdictRevision
from claims.domain.workflow import REVISION_STEPS, RevisionStep, next_state
from claims.errors import Gone, InvalidInput, NotFound
from claims.i18n import gettext as _
from claims.publishing.base import (
    PublishedAppearance,
    PublishedClaimant,
    PublishedCorrection,
    PublishedEvidence,
    PublishedFigure,
    PublishedRating,
    PublishedReason,
    PublishedVerdict,
    from_json,
    to_json,
)
from claims.services import audit, search
from claims.services.correction import new_note, note_correction
from claims.services.gate import checklist, current_approval, name_of, refuse_unready
from claims.services.quantity import figures_of
from claims.services.quotation import told_of
from claims.services.verdict import get_revision, published_revision

PAGE_LENGTH = 20
THE_DESK = "the desk"


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
    revision = get_revision(session, revision_id)
    state = next_state(REVISION_STEPS, revision.state, RevisionStep.PUBLISH, name_of(revision))
    refuse_unready(revision, before_approval=False)
    moment = now()
    earlier = _earlier(session, revision)
    if earlier:
        note_correction(actor, revision, earlier[-1], kind=correction, note=note, at=moment)
    _supersede(session, revision)
    revision.published_at = moment
    revision.published_by_id = actor.person_id
    frozen = freeze(session, revision)
    revision.frozen = to_json(frozen)
    revision.state = state
    session.flush()
    search.index_verdict(session, frozen, moment)
    audit.record(session, actor, "verdict.publish", revision, {"number": revision.number})
    return revision


def withdraw(session: Session, actor: Actor, revision_id: int, note: str) -> VerdictRevision:
    """Withdraw a published verdict, with a public note that says why; its address then says so."""
    revision = get_revision(session, revision_id)
    if not note.strip():
        raise InvalidInput(_("Say in a public note why the verdict is withdrawn."))
    revision.state = next_state(REVISION_STEPS, revision.state, RevisionStep.WITHDRAW, name_of(revision))
    revision.corrections.append(new_note(actor, CorrectionKind.WITHDRAWN, note, now()))
    search.forget_verdict(session, revision.verdict.claim_id)
    audit.record(session, actor, "verdict.withdraw", revision, {"note": note})
    return revision


def freeze(session: Session, revision: VerdictRevision) -> PublishedVerdict:
    """Gather all that readers will see of a revision into plain data."""
    if revision.rating is None or revision.published_at is None:
        raise InvalidInput(_("%(what)s has no rating.", what=name_of(revision)))
    claim, approval = revision.verdict.claim, current_approval(revision)
    earlier = _earlier(session, revision)
    appearances = _appearances(session, claim)
    return PublishedVerdict(
        claim_id=claim.id,
        revision=revision.number,
        wording=revision.wording,
        in_our_words=not any(item.exact == revision.wording for item in appearances),
        kind=claim.kind.value,
        language=revision.language,
        rating=_rating(session, revision.rating),
        summary=revision.summary,
        explanation=revision.explanation,
        as_of=_iso(revision.as_of),
        published_at=_iso(revision.published_at),
        first_published_at=_iso(earlier[0].published_at if earlier else revision.published_at),
        authors=tuple(_public_name(person) for person in revision.authors),
        approvers=() if approval is None or approval.exception else (_public_name(approval.person),),
        alone=approval is not None and approval.exception,
        claimant=_claimant(revision.claimant),
        appearances=tuple(appearances),
        evidence=tuple(published_evidence(item.evidence) for item in revision.evidence),
        reasons=tuple(_reasons(revision)),
        corrections=tuple(_corrections([*earlier, revision])),
        searched=revision.searched,
        how_to_repeat=revision.how_to_repeat,
        could_change=revision.could_change,
        recheck_on=_iso(revision.recheck_on),
        tags=tuple(_tags(session, claim.id)),
        published_at_url=revision.verdict.published_at_url,
        said_on=_iso(claim.said_on),
        said_where=claim.said_where,
        figures=tuple(published_figures(session, claim.id)),
    )


def published_evidence(evidence: Evidence) -> PublishedEvidence:
    """Return a piece of evidence as readers see it."""
    source = evidence.source
    copies = {snapshot.how: snapshot for snapshot in source.snapshots}
    outside = copies.get(SnapshotHow.ARCHIVE_ADDRESS)
    return PublishedEvidence(
        evidence_id=evidence.id,
        stance=evidence.stance.value,
        title=source.public_description if source.withheld else source.title,
        address="" if source.withheld else source.address,
        publisher="" if source.withheld else source.publisher,
        published_on=_iso(source.published_on),
        accessed_on=_iso(source.accessed_on),
        kind=source.kind.value,
        primary=source.primary,
        quote=evidence.quote,
        translation=evidence.translation,
        locator=evidence.locator,
        note=evidence.note,
        archived_at=outside.address if outside else "",
        snapshot_sha256=next((s.sha256 for s in source.snapshots if s.sha256), ""),
        no_snapshot_reason=source.no_snapshot_reason.value if source.no_snapshot_reason else "",
        no_snapshot_note=source.no_snapshot_note,
        **told_of(evidence),
    )


def verdict_page(session: Session, claim_id: int, number: int | None = None) -> VerdictPage:
    """Return a published revision: the newest, or the one with this number.

    Raise NotFound when nothing was published on the claim, Gone (with the note) when the newest is withdrawn.
    """
    rows = _published_rows(session, claim_id)
    if not rows and number is None:
        target = session.scalar(select(Claim.merged_into_id).where(Claim.id == claim_id))
        if target is not None:
            return verdict_page(session, target)
    row = rows[-1] if rows and number is None else next((r for r in rows if r.number == number), None)
    if row is None or row.frozen is None:
        raise NotFound(_("Nothing is published here."))
    if number is None and row.state is RevisionState.WITHDRAWN:
        note = row.correction.note if row.correction else ""
        raise Gone(_("This verdict was withdrawn: %(note)s", note=note))
    revisions = [_revision_row(revision) for revision in rows if revision.frozen]
    return VerdictPage(from_json(PublishedVerdict, row.frozen), row.state, revisions)


def latest_verdicts(
    session: Session, *, before: tuple[datetime, int] | None = None, limit: int = PAGE_LENGTH
) -> list[tuple[VerdictRevision, PublishedVerdict]]:
    """Return published verdicts, newest first, from before (published_at, revision id) on."""
    statement = (
        select(VerdictRevision)
        .where(VerdictRevision.state == RevisionState.PUBLISHED)
        .order_by(VerdictRevision.published_at.desc(), VerdictRevision.id.desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(tuple_(VerdictRevision.published_at, VerdictRevision.id) < before)
    rows = session.scalars(statement)
    return [(row, from_json(PublishedVerdict, row.frozen)) for row in rows if row.frozen]


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
        .options(selectinload(VerdictRevision.corrections))
    )


def _published_rows(session: Session, claim_id: int) -> Sequence[VerdictRevision]:
    return session.scalars(
        select(VerdictRevision)
        .join(Verdict)
        .where(Verdict.claim_id == claim_id, VerdictRevision.state.in_(FROZEN_REVISION_STATES))
        .order_by(VerdictRevision.number)
        .options(selectinload(VerdictRevision.corrections))
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


def _earlier(session: Session, revision: VerdictRevision) -> list[VerdictRevision]:
    rows = _published_rows(session, revision.verdict.claim_id)
    return [row for row in rows if row.number < revision.number]


def _corrections(revisions: Sequence[VerdictRevision]) -> Iterator[PublishedCorrection]:
    for revision in revisions:
        for correction in revision.corrections:
            if correction.kind is not CorrectionKind.MINOR:
                yield PublishedCorrection(
                    correction.kind.value, correction.note, _iso(correction.at), revision.number
                )


def _reasons(revision: VerdictRevision) -> Iterator[PublishedReason]:
    """Yield the reasons that stand at a gate; one that nothing rests on any more would mislead."""
    for result in checklist(revision):
        if result.reason is not None:
            yield PublishedReason(result.gate.value, result.reason.reason.value, result.reason.note)


def _rating(session: Session, rating: Rating) -> PublishedRating:
    scale = session.get_one(Scale, rating.scale_id, options=[selectinload(Scale.ratings)])
    return PublishedRating(
        key=rating.key,
        label=rating.label,
        definition=rating.definition,
        value=rating.value,
        best=scale.best,
        worst=scale.worst,
        scale=scale.name,
        scale_number=scale.number,
    )


def _claimant(claimant: Claimant | None) -> PublishedClaimant | None:
    return PublishedClaimant(claimant.name, claimant.kind.value, claimant.same_as) if claimant else None


def _appearances(session: Session, claim: Claim) -> list[PublishedAppearance]:
    rows = session.scalars(
        select(Appearance)
        .where(Appearance.claim_id == claim.id)
        .order_by(Appearance.id)
        .options(selectinload(Appearance.article), selectinload(Appearance.version))
    )
    return [
        PublishedAppearance(
            article_id=row.article_id,
            title=row.article.title,
            outlet=row.article.outlet,
            author=row.article.author,
            address=row.article.address,
            published_at=_iso(row.article.published_at),
            medium=row.article.medium.value,
            exact=row.exact,
            prefix=row.prefix,
            suffix=row.suffix,
            start=row.start,
            end=row.end,
            version_number=row.version.number,
            version_sha256=row.version.sha256,
            attribution=row.attribution,
        )
        for row in current_appearances(rows)
        if not row.article.private
    ]


def published_figures(session: Session, claim_id: int) -> Iterator[PublishedFigure]:
    """Yield the figures of a claim as readers would see them now."""
    figures = figures_of(session, claim_id)
    results = compute(figures)
    for figure in figures:
        value = results[figure.name].value
        yield PublishedFigure(
            name=figure.name,
            value="" if value is None else format(value, "f"),
            shown=results[figure.name].sentence,
            formula=figure.formula,
            unit=figure.unit,
            period=figure.period,
            population=figure.population,
            note=figure.note,
        )


def _tags(session: Session, claim_id: int) -> Iterator[str]:
    yield from session.scalars(
        select(Tag.name).join(ClaimTag).where(ClaimTag.claim_id == claim_id).order_by(Tag.name)
    )


def _public_name(person: Person) -> str:
    return THE_DESK if person.as_desk else person.name


def _iso(moment: date | datetime | None) -> str:
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).isoformat(timespec="seconds")
    return moment.isoformat() if moment else ""
