"""Exports: the published verdicts of an article or the desk, streamed to any format of ``claims.publishing``."""

from collections.abc import Iterator
from datetime import UTC

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from claims.domain.entity import now
from claims.domain.removal import REMOVED
from claims.domain.setting import DeskSettings
from claims.domain.state import RevisionState
from claims.domain.verdict import Approval, Verdict, VerdictRevision
from claims.publishing.base import Export, PublishedVerdict, Publisher, Withdrawn
from claims.services.freezing import as_shown
from claims.services.publication import stands, verdicts_of_article
from claims.services.report import report_page

BATCH = 200


def publisher_of(settings: DeskSettings, address: str) -> Publisher:
    """Name the desk for markup and exports; ``address`` is where it is reached when no setting says so."""
    return Publisher(
        name=settings.desk_name,
        address=settings.public_address or address.rstrip("/"),
        language=settings.language,
    )


def export_article(session: Session, article_id: int, publisher: Publisher, *, draft: bool = False) -> Export:
    """Export what the report of an article shows; ``draft``: for people of the desk, published or not.

    The verdicts are read while they are written out, so the session must stay open until then. Raise NotFound
    or Gone as the report's page does.
    """
    page = report_page(session, article_id, draft=draft)
    return Export(
        publisher=publisher,
        title=page.report.headline,
        address=f"{publisher.address}/articles/{article_id}",
        made_at=_moment(),
        verdicts=_published(verdicts_of_article(session, article_id)),
        counts={"claims": page.claims, "selected": page.selected, "checked": page.checked},
    )


def export_desk(session: Session, publisher: Publisher) -> Export:
    """Export every published verdict of the desk, oldest first, in constant memory."""
    revisions = session.scalars(
        select(VerdictRevision)
        .join(Verdict)
        .where(stands())
        .order_by(VerdictRevision.published_at, VerdictRevision.id)
        .options(
            selectinload(VerdictRevision.corrections),
            selectinload(VerdictRevision.verdict),
            selectinload(VerdictRevision.approvals).joinedload(Approval.person),
        )
        .execution_options(yield_per=BATCH)
    )
    return Export(
        publisher=publisher,
        title=publisher.name,
        address=publisher.address,
        made_at=_moment(),
        verdicts=_published(iter(revisions)),
    )


def _published(revisions: Iterator[VerdictRevision]) -> Iterator[PublishedVerdict | Withdrawn]:
    for revision in revisions:
        if not revision.frozen:
            if revision.erased_at is not None:
                yield _erased(revision)
            continue
        verdict = as_shown(revision)
        yield verdict if revision.state is RevisionState.PUBLISHED else _tombstone(verdict, revision)


def _tombstone(verdict: PublishedVerdict, revision: VerdictRevision) -> Withdrawn:
    correction = revision.correction
    return Withdrawn(
        claim_id=verdict.claim_id,
        revision=verdict.revision,
        published_at=verdict.published_at,
        withdrawn_at=correction.at.isoformat(timespec="seconds") if correction else "",
        reason=correction.note if correction else "",
    )


def _erased(revision: VerdictRevision) -> Withdrawn:
    """Return what exports say in the place of a verdict that was removed: that it is, and nothing of it."""
    published, gone = revision.published_at, revision.erased_at
    return Withdrawn(
        claim_id=revision.verdict.claim_id,
        revision=revision.number,
        published_at=published.astimezone(UTC).isoformat(timespec="seconds") if published else "",
        withdrawn_at=gone.astimezone(UTC).isoformat(timespec="seconds") if gone else "",
        reason=REMOVED,
    )


def _moment() -> str:
    return now().astimezone(UTC).isoformat(timespec="seconds")
