"""Freezing: all that readers will see of a revision, gathered into plain data when it is published."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from claims.domain.claim import Appearance, Claim, current_appearances
from claims.domain.claimant import Claimant
from claims.domain.media import TimeRange, place_of
from claims.domain.person import Person
from claims.domain.quantity import compute
from claims.domain.rating import Rating, Scale
from claims.domain.source import Evidence, Snapshot, SnapshotHow, Source
from claims.domain.state import RevisionState
from claims.domain.tag import ClaimTag, Tag
from claims.domain.verdict import CorrectionKind, VerdictRevision
from claims.errors import InvalidInput
from claims.i18n import gettext as _
from claims.publishing.base import (
    PublishedAppearance,
    PublishedClaimant,
    PublishedCorrection,
    PublishedEvidence,
    PublishedFigure,
    PublishedRating,
    PublishedReason,
    PublishedTime,
    PublishedVerdict,
    PublishedWords,
    from_json,
)
from claims.services.contact import published_replies
from claims.services.gate import checklist, current_approval, name_of, second_check
from claims.services.picture import shown_pictures
from claims.services.quantity import figures_of
from claims.services.quotation import told_of

THE_DESK = "the desk"


def as_shown(revision: VerdictRevision) -> PublishedVerdict:
    """Return what readers see of a published revision: what is frozen, and what came later laid over it."""
    verdict = with_notice(revision)
    check = second_check(revision) if verdict.alone else None
    if check is None:
        return verdict
    return replace(verdict, checked_on=_iso(check.at), checked_by=_public_name(check.person))


def with_notice(revision: VerdictRevision) -> PublishedVerdict:
    """Return what is frozen, with the notice that the desk looks at it again, if one is up."""
    verdict, about = from_json(PublishedVerdict, revision.frozen or {}), revision.verdict
    if about.reexamining_since is None or revision.state is not RevisionState.PUBLISHED:
        return verdict
    since = _iso(about.reexamining_since)
    return replace(verdict, reexamining_since=since, reexamining_note=about.reexamining_note)


def freeze(
    session: Session,
    revision: VerdictRevision,
    earlier: Sequence[VerdictRevision],
    *,
    at: datetime | None = None,
) -> PublishedVerdict:
    """Gather all that readers will see of a revision into plain data; ``earlier`` were published before it.

    ``at``: when it would be published, for a look at what is not published yet.
    """
    published_at = revision.published_at or at
    if revision.rating is None or published_at is None:
        raise InvalidInput(_("%(what)s has no rating.", what=name_of(revision)))
    claim, approval = revision.verdict.claim, current_approval(revision)
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
        published_at=_iso(published_at),
        first_published_at=_iso(earlier[0].published_at if earlier else published_at),
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
        recheck_when=revision.recheck_when,
        tags=tuple(_tags(session, claim.id)),
        published_at_url=revision.verdict.published_at_url,
        said_on=_iso(claim.said_on),
        said_where=claim.said_where,
        figures=tuple(published_figures(session, claim.id)),
        replies=published_replies(claim),
        pictures=shown_pictures(session, revision.verdict_id, revision.explanation),
    )


def published_evidence(evidence: Evidence) -> PublishedEvidence:
    """Return a piece of evidence as readers see it."""
    source = evidence.source
    links = () if source.withheld else _archive_links(source)
    copy = None if source.withheld else _shown_copy(evidence)
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
        archived_at=links[0] if links else "",
        snapshot_sha256=copy.sha256 if copy else "",
        no_snapshot_reason=source.no_snapshot_reason.value if source.no_snapshot_reason else "",
        no_snapshot_note=source.no_snapshot_note,
        interests="" if source.withheld else source.interests,
        snapshot_at=_iso(copy.taken_at) if copy else "",
        snapshot_status=copy.status if copy else None,
        archive_links=links,
        **told_of(evidence),
    )


def _archive_links(source: Source) -> tuple[str, ...]:
    outside = [copy.address for copy in source.copies if copy.how is SnapshotHow.ARCHIVE_ADDRESS]
    return tuple(reversed(outside))


def _shown_copy(evidence: Evidence) -> Snapshot | None:
    """Return the stored copy that readers are told of: where the quoted words were looked for, else the newest."""
    stored = [copy for copy in evidence.source.copies if copy.sha256]
    looked_in = next((copy for copy in stored if copy.id == evidence.quote_snapshot_id), None)
    return looked_in or (stored[-1] if stored else None)


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
        icon=rating.icon,
        translations=tuple(
            PublishedWords(words.language, words.label, words.definition)
            for words in sorted(rating.translations, key=lambda words: words.language)
        ),
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
            said=_said(row),
        )
        for row in current_appearances(rows)
        if not row.article.private
    ]


def _said(appearance: Appearance) -> PublishedTime | None:
    heard = place_of(appearance.place)
    return PublishedTime(heard.start, heard.end, heard.speaker) if isinstance(heard, TimeRange) else None


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
