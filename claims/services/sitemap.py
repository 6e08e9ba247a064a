"""The sitemap: every public page of verdicts and reports, and when it last changed."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from claims.domain.article import Article
from claims.domain.claim import Appearance, Claim
from claims.domain.report import Report
from claims.domain.state import ReportState, RevisionState
from claims.domain.verdict import Verdict, VerdictRevision
from claims.publishing.address import report_address, wording_address
from claims.publishing.base import Publisher
from claims.publishing.sitemap import PART, Page
from claims.services.translation import Translation, alternates

BATCH = 500


def sitemap_files(session: Session, publisher: Publisher) -> Iterator[Page]:
    """Yield the files that hold public verdicts and reports, with the newest change in each."""
    changed = func.max(VerdictRevision.published_at)
    yield from _files(session, publisher, "verdicts", _parted(_verdicts(), Verdict.claim_id, changed))
    newest = func.max(Report.published_at)
    yield from _files(session, publisher, "reports", _parted(_reports(), Report.article_id, newest))


def verdict_pages(session: Session, publisher: Publisher, part: int) -> Iterator[Page]:
    """Yield the pages of the published verdicts on one part of the claims, ``BATCH`` in memory at a time.

    Those that the desk published on its own site are left out: the canonical page is there.
    """
    columns = (Verdict.id, Verdict.translation_of_id, Verdict.claim_id)
    said = (VerdictRevision.language, VerdictRevision.wording, VerdictRevision.published_at)
    statement = _verdicts().with_only_columns(*columns, *said)
    for rows in _batches(session, statement, Verdict.claim_id, part):
        groups = _groups(session, {row.translation_of_id or row.id for row in rows})
        for row in rows:
            members = groups[row.translation_of_id or row.id]
            address = wording_address(publisher, row.claim_id, row.wording)
            links = alternates(publisher, members) if len(members) > 1 else ()
            yield Page(address, _moment(row.published_at), tuple(links))


def report_pages(session: Session, publisher: Publisher, part: int) -> Iterator[Page]:
    """Yield the pages of the published reports on one part of the articles; a new verdict changes them too."""
    newest = (
        select(func.max(VerdictRevision.published_at))
        .join(Verdict, Verdict.id == VerdictRevision.verdict_id)
        .join(Appearance, Appearance.claim_id == Verdict.claim_id)
        .where(Appearance.article_id == Report.article_id, VerdictRevision.state == RevisionState.PUBLISHED)
        .correlate(Report)
        .scalar_subquery()
    )
    shown = Report.article_id.label("claim_id"), Report.headline, Report.published_at, newest.label("verdict_at")
    for rows in _batches(session, _reports().with_only_columns(*shown), Report.article_id, part):
        for row in rows:
            moments = [at for at in (row.published_at, row.verdict_at) if at is not None]
            address = report_address(publisher, row.claim_id, row.headline)
            yield Page(address, _moment(max(moments)))


def _verdicts() -> Select[*tuple[Any, ...]]:
    return (
        select(VerdictRevision)
        .join(Verdict, Verdict.id == VerdictRevision.verdict_id)
        .join(Claim, Claim.id == Verdict.claim_id)
        .where(
            VerdictRevision.state == RevisionState.PUBLISHED,
            VerdictRevision.erased_at.is_(None),
            Claim.erased_at.is_(None),
            Verdict.published_at_url == "",
        )
    )


def _reports() -> Select[*tuple[Any, ...]]:
    return (
        select(Report)
        .join(Article, Article.id == Report.article_id)
        .where(Report.state == ReportState.PUBLISHED, ~Article.private, Article.erased_at.is_(None))
    )


def _parted(
    statement: Select[*tuple[Any, ...]], number: InstrumentedAttribute[Any], changed: ColumnElement[Any]
) -> Select[*tuple[Any, ...]]:
    part = (number // PART).label("part")
    return statement.with_only_columns(part, changed).group_by(part).order_by(part)


def _files(
    session: Session, publisher: Publisher, kind: str, statement: Select[*tuple[Any, ...]]
) -> Iterator[Page]:
    for part, changed in session.execute(statement):
        yield Page(f"{publisher.address}/sitemap/{kind}-{part}.xml", _moment(changed))


def _batches(
    session: Session, statement: Select[*tuple[Any, ...]], number: InstrumentedAttribute[Any], part: int
) -> Iterator[Sequence[Any]]:
    last, end = part * PART - 1, (part + 1) * PART
    while rows := session.execute(
        statement.where(number > last, number < end).order_by(number).limit(BATCH)
    ).all():
        yield rows
        last = rows[-1].claim_id


def _groups(session: Session, roots: set[int]) -> dict[int, list[Translation]]:
    """Return what is published in the group of each verdict that may be translated, by the original's id."""
    root = func.coalesce(Verdict.translation_of_id, Verdict.id)
    original = Verdict.translation_of_id.is_(None)
    said = (Verdict.claim_id, VerdictRevision.language, VerdictRevision.wording, original)
    found: dict[int, list[Translation]] = defaultdict(list)
    wanted = or_(Verdict.id.in_(roots), Verdict.translation_of_id.in_(roots))
    rows = session.execute(_verdicts().with_only_columns(root, *said).where(wanted).order_by(Verdict.claim_id))
    for key, claim_id, language, wording, is_original in rows:
        found[key].append(Translation(claim_id, language, wording, is_original))
    return found


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
