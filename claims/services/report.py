"""Reports: the public page of an article, with its own state."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from claims.domain.article import Article, Version
from claims.domain.claim import Appearance, Claim
from claims.domain.entity import now
from claims.domain.permission import Permission
from claims.domain.person import Actor
from claims.domain.report import MAX_HEADLINE_LENGTH, MAX_INTRODUCTION_LENGTH, Report
from claims.domain.state import HIDDEN_CLAIM_STATES, ClaimState, ReportState, RevisionState
from claims.domain.verdict import Verdict, VerdictRevision
from claims.domain.workflow import REPORT_STEPS, ReportStep, next_state
from claims.errors import Conflict, Gone, InvalidInput, NotFound, StaleEdit
from claims.i18n import gettext as _
from claims.publishing.base import PublishedRating, PublishedVerdict
from claims.publishing.marking import Passage, Span, passages, segments
from claims.services import audit
from claims.services.article import get_article, newest_version
from claims.services.freezing import with_notice
from claims.services.permission import require
from claims.services.publication import verdicts_of_article
from claims.services.version import Change, changed_since_check


@dataclass(frozen=True, slots=True)
class ReportPage:
    """What the page of a report needs: never anything about claims without a published verdict but numbers."""

    report: Report
    article: Article
    version: Version
    verdicts: Sequence[PublishedVerdict]
    passages: Sequence[Passage]
    """The whole text as one, or the quoted passages, cut where claims begin and end; keys are claim ids."""
    counts: Sequence[tuple[PublishedRating, int]]
    """How many verdicts have which rating, in the order of the scale."""
    claims: int
    selected: int
    checked: int
    changed: Sequence[Change]
    """Words of published verdicts that the article changed or took out since."""


@dataclass(frozen=True, slots=True)
class PlaceInReport:
    """A published report that a verdict stands in, and the verdict after it there."""

    article_id: int
    headline: str
    next_claim_id: int | None
    next_wording: str


def report_of(session: Session, article_id: int) -> Report:
    """Return the report of an article, an unsaved draft if it has none yet."""
    article = get_article(session, article_id)
    return _stored(session, article_id) or Report(
        article_id=article_id,
        state=ReportState.DRAFT,
        headline=article.title,
        introduction="",
        selection_note="",
        whole_text=False,
        edits=0,
    )


def save_report(
    session: Session,
    actor: Actor,
    article_id: int,
    *,
    edits: int,
    headline: str,
    introduction: str,
    selection_note: str,
    whole_text: bool,
) -> Report:
    """Save a report's texts; raise StaleEdit when somebody changed it since the form was made."""
    require(session, actor, Permission.REPORT_EDIT)
    report = report_of(session, article_id)
    texts = {
        "headline": " ".join(headline.split()),
        "introduction": introduction.strip(),
        "selection_note": " ".join(selection_note.split()),
    }
    if report.edits != edits:
        raise StaleEdit(
            _("The report of article %(id)s was changed by somebody else since you opened it.", id=article_id),
            theirs={**{name: getattr(report, name) for name in texts}, "whole_text": report.whole_text},
            yours={**texts, "whole_text": whole_text},
            edits=report.edits,
        )
    _check_texts(texts)
    before = {**{name: getattr(report, name) for name in texts}, "whole_text": report.whole_text}
    for name, value in texts.items():
        setattr(report, name, value)
    report.whole_text = whole_text
    session.add(report)
    try:
        session.flush()
    except IntegrityError:  # two first saves at the same moment: an article has one report
        raise Conflict(_("%(what)s was saved by somebody else at this moment.", what=_name(article_id))) from None
    audit.record(
        session, actor, "report.save", report, {"before": before, "after": {**texts, "whole_text": whole_text}}
    )
    return report


def publish_report(session: Session, actor: Actor, article_id: int) -> Report:
    """Publish a report; raise Conflict while it has no published verdict or the article is private."""
    require(session, actor, Permission.REPORT_PUBLISH)
    report = _saved(session, article_id)
    article = get_article(session, article_id)
    if article.private:
        raise Conflict(_("Article %(id)s is private to the desk; its report cannot be published.", id=article_id))
    if not _published(session, article_id):
        raise Conflict(_("The report of article %(id)s has no published verdict yet.", id=article_id))
    before = {"state": report.state}
    report.state = next_state(REPORT_STEPS, report.state, ReportStep.PUBLISH, _name(article_id))
    report.published_at = report.published_at or now()
    report.published_by_id = actor.person_id
    data = {"article": article_id, "before": before, "after": {"state": report.state}}
    audit.record(session, actor, "report.publish", report, data)
    return report


def withdraw_report(session: Session, actor: Actor, article_id: int) -> Report:
    """Take a published report off the public side; its verdicts stay."""
    require(session, actor, Permission.REPORT_PUBLISH)
    report = _saved(session, article_id)
    before = {"state": report.state}
    report.state = next_state(REPORT_STEPS, report.state, ReportStep.WITHDRAW, _name(article_id))
    data = {"article": article_id, "before": before, "after": {"state": report.state}}
    audit.record(session, actor, "report.withdraw", report, data)
    return report


def report_page(session: Session, article_id: int, *, draft: bool = False) -> ReportPage:
    """Return what the page of a report shows; ``draft`` for people of the desk.

    Raise NotFound when there is no published report, Gone when it was withdrawn.
    """
    article = get_article(session, article_id)
    report = report_of(session, article_id) if draft else _public(article)
    version = newest_version(session, article_id)
    verdicts = _published(session, article_id)
    claims, selected = _count_claims(session, article_id)
    spans = _spans(session, version.id, [verdict.claim_id for verdict in verdicts])
    return ReportPage(
        report=report,
        article=article,
        version=version,
        verdicts=verdicts,
        passages=_passages(version.text, spans, whole=report.whole_text),
        counts=rating_counts(verdicts),
        claims=claims,
        selected=selected,
        checked=len(verdicts),
        changed=changed_since_check(session, article_id),
    )


def rating_counts(verdicts: Sequence[PublishedVerdict]) -> list[tuple[PublishedRating, int]]:
    """Count verdicts per rating: on-scale ratings first, best first. There is never an average."""
    counts = Counter(verdict.rating.key for verdict in verdicts)
    ratings: Mapping[str, PublishedRating] = {verdict.rating.key: verdict.rating for verdict in verdicts}
    order = sorted(ratings.values(), key=lambda rating: (rating.value is None, -(rating.value or 0), rating.key))
    return [(rating, counts[rating.key]) for rating in order]


def published_reports(session: Session, limit: int = 10) -> Sequence[Report]:
    """Return the reports published last, with their articles."""
    return session.scalars(
        select(Report)
        .where(Report.state == ReportState.PUBLISHED, Report.article_id.is_not(None))
        .order_by(Report.published_at.desc(), Report.id.desc())
        .limit(limit)
        .options(selectinload(Report.article))
    ).all()


def places_in_reports(session: Session, claim_id: int) -> list[PlaceInReport]:
    """Return the published reports that mark a claim, each with the next claim that it marks."""
    mine = select(Appearance.article_id).where(Appearance.claim_id == claim_id)
    rows = session.execute(
        select(Report.article_id, Report.headline, Verdict.claim_id, VerdictRevision.wording)
        .join(Article, Article.id == Report.article_id)
        .join(Appearance, Appearance.article_id == Article.id)
        .join(Verdict, Verdict.claim_id == Appearance.claim_id)
        .join(VerdictRevision, VerdictRevision.verdict_id == Verdict.id)
        .where(Report.state == ReportState.PUBLISHED, ~Article.private, Article.id.in_(mine))
        .where(VerdictRevision.state == RevisionState.PUBLISHED)
        .group_by(Report.article_id, Report.headline, Verdict.claim_id, VerdictRevision.wording)
        .order_by(Report.article_id, func.min(Appearance.start), Verdict.claim_id)
    ).all()
    places = []
    for row, after in zip_longest(rows, rows[1:]):
        if row.claim_id == claim_id:
            follows = after is not None and after.article_id == row.article_id
            places.append(
                PlaceInReport(
                    row.article_id,
                    row.headline,
                    after.claim_id if follows else None,
                    after.wording if follows else "",
                )
            )
    return places


def _public(article: Article) -> Report:
    report = article.report
    if report is None or report.state is ReportState.DRAFT or article.private:
        raise NotFound(_("Nothing is published here."))
    if report.state is ReportState.WITHDRAWN:
        raise Gone(_("This report was withdrawn."))
    return report


def _stored(session: Session, article_id: int) -> Report | None:
    return session.scalars(select(Report).where(Report.article_id == article_id)).first()


def _saved(session: Session, article_id: int) -> Report:
    report = report_of(session, article_id)
    session.add(report)
    session.flush()
    return report


def _published(session: Session, article_id: int) -> list[PublishedVerdict]:
    return [
        with_notice(revision)
        for revision in verdicts_of_article(session, article_id)
        if revision.state is RevisionState.PUBLISHED and revision.frozen
    ]


def _spans(session: Session, version_id: int, claim_ids: Sequence[int]) -> list[Span]:
    rows = session.execute(
        select(Appearance.claim_id, Appearance.start, Appearance.end).where(
            Appearance.version_id == version_id, Appearance.claim_id.in_(claim_ids)
        )
    )
    return [Span(start, end, claim_id) for claim_id, start, end in rows if start is not None and end is not None]


def _passages(text: str, spans: Sequence[Span], *, whole: bool) -> Sequence[Passage]:
    if not whole:
        return passages(text, spans)
    return [Passage(tuple(segments(text, spans)), cut_before=False, cut_after=False)]


def _count_claims(session: Session, article_id: int) -> tuple[int, int]:
    distinct = func.count(func.distinct(Claim.id))
    row = session.execute(
        select(distinct, distinct.filter(Claim.state == ClaimState.SELECTED))
        .join(Appearance, Appearance.claim_id == Claim.id)
        .where(Appearance.article_id == article_id, Claim.state.not_in(HIDDEN_CLAIM_STATES))
    ).one()
    return row[0], row[1]


def _check_texts(texts: Mapping[str, str]) -> None:
    if not texts["headline"] or len(texts["headline"]) > MAX_HEADLINE_LENGTH:
        raise InvalidInput(_("A headline needs 1 to %(max)s characters.", max=MAX_HEADLINE_LENGTH))
    if max(len(texts["introduction"]), len(texts["selection_note"])) > MAX_INTRODUCTION_LENGTH:
        raise InvalidInput(
            _("A text of a report may have at most %(max)s characters.", max=MAX_INTRODUCTION_LENGTH)
        )


def _name(article_id: int) -> str:
    return _("The report of article %(id)s", id=article_id)
