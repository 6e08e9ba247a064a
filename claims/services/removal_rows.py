"""Erasing rows: every text, file name and stored value of what is removed, by the types of their columns.

A column that somebody adds later is erased too, unless it is named here as one that is kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Date,
    LargeBinary,
    Text,
    case,
    delete,
    exists,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from claims.domain.article import Article, ExtractionRun
from claims.domain.claim import Claim, ClaimantStatus
from claims.domain.claimant import Claimant
from claims.domain.collection import CollectionItem
from claims.domain.comment import Comment
from claims.domain.conflict_of_interest import ConflictOfInterest
from claims.domain.contact import Contact, ContactClaim
from claims.domain.intake import IntakeItem, IntakeKind
from claims.domain.match import Match
from claims.domain.notification import Notification
from claims.domain.picture import Picture
from claims.domain.quantity import Quantity
from claims.domain.removal import REMOVED
from claims.domain.report import Report
from claims.domain.search import SearchEntry
from claims.domain.source import (
    Evidence,
    LinkState,
    QuoteCheck,
    Snapshot,
    SnapshotHow,
    Source,
    SourceAccess,
    SourceKind,
    WaybackState,
)
from claims.domain.state import (
    FROZEN_REVISION_STATES,
    OPEN_REVISION_STATES,
    ArticleState,
    ClaimState,
    ReportState,
    RevisionState,
    SourceState,
)
from claims.domain.tag import ClaimTag, Tag
from claims.domain.tip import Tip, TipState
from claims.domain.token import Token
from claims.domain.verdict import (
    Approval,
    Autosave,
    Correction,
    CorrectionKind,
    Decision,
    RevisionEvidence,
    Verdict,
    VerdictRevision,
)
from claims.services.removal_scope import Ids, Scope

KEPT: dict[type[Any], frozenset[str]] = {
    Claim: frozenset({"language", "engine", "engine_version"}),
    VerdictRevision: frozenset({"language"}),
    Article: frozenset({"language", "engine"}),
    ExtractionRun: frozenset({"engine", "engine_version", "model", "currency"}),
    Tip: frozenset({"language", "tracking_digest"}),
    IntakeItem: frozenset({"language", "engine"}),
}
"""Columns of text that say nothing of the content, and stay."""
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Erasure:
    """How the rows of one table lose their content."""

    entity: type[Any]
    where: ColumnElement[bool]
    values: Values = field(default_factory=dict)
    """What takes the place of a column that may not be empty, and states."""


def erase_rows(session: Session, scope: Scope, moment: datetime) -> None:
    """Take the content out of every row of the scope, and delete rows that are nothing but content."""
    tags = list(session.scalars(select(ClaimTag.tag_id).where(ClaimTag.claim_id.in_(scope.claims)).distinct()))
    _stop_resting_on(session, scope)
    for erasure in _erasures(scope, moment):
        _run(session, _blank(erasure))
    for entity, where in _deletions(scope):
        _run(session, delete(entity).where(where))
    unused = ~exists().where(ClaimTag.tag_id == Tag.id)
    _run(session, delete(Tag).where(Tag.id.in_(tags), unused))


def empty_values(entity: type[Any]) -> Values:
    """Return what every column with content gets when nothing else is said: nothing, by its type."""
    kept = KEPT.get(entity, frozenset())
    columns = [column for column in entity.__table__.columns if column.name not in kept]
    return {column.name: _nothing(column) for column in columns if _holds_content(column)}


def _holds_content(column: Column[Any]) -> bool:
    if column.primary_key or column.foreign_keys:
        return False
    if isinstance(column.type, Date):
        return bool(column.nullable)
    return isinstance(column.type, Text | JSON | LargeBinary)


def _nothing(column: Column[Any]) -> Any:
    if column.nullable:
        return None
    if isinstance(column.type, JSON):
        return column.default.arg(None) if column.default is not None else {}  # type: ignore[attr-defined]
    return ""


def _blank(erasure: _Erasure) -> Any:
    values = empty_values(erasure.entity) | erasure.values
    if "edits" in erasure.entity.__table__.columns:
        values["edits"] = erasure.entity.edits + 1
    return update(erasure.entity).where(erasure.where).values(values)


def _run(session: Session, statement: Any) -> None:
    session.execute(statement.execution_options(synchronize_session=False))


def _erasures(scope: Scope, moment: datetime) -> Iterator[_Erasure]:
    yield from _of_claims(scope, moment)
    yield from _of_verdicts(scope, moment)
    yield from _of_sources(scope, moment)
    yield from _of_articles(scope, moment)
    yield _Erasure(Claimant, Claimant.id.in_(scope.claimants), _claimant_values(moment))
    yield _Erasure(Contact, Contact.id.in_(scope.contacts), {"asked_whom": REMOVED})
    yield _Erasure(Tip, Tip.id.in_(scope.tips), _tip_values(moment))
    yield _Erasure(IntakeItem, IntakeItem.id.in_(scope.intake), _intake_values())
    about = or_(
        ConflictOfInterest.claim_id.in_(scope.claims),
        ConflictOfInterest.article_id.in_(scope.articles),
        ConflictOfInterest.claimant_id.in_(scope.claimants),
        ConflictOfInterest.person_id.in_(scope.people),
    )
    yield _Erasure(ConflictOfInterest, about)


def _of_claims(scope: Scope, moment: datetime) -> Iterator[_Erasure]:
    nothing = (
        "set_aside_reason",
        "selection_reason",
        "drop_reason",
        "merged_into_id",
        "claimant_id",
        "uncheckable",
        "assignee_id",
    )
    values = dict.fromkeys(nothing) | {
        "text": REMOVED,
        "state": ClaimState.REMOVED,
        "claimant_status": ClaimantStatus.NONE,
        "erased_at": moment,
    }
    yield _Erasure(Claim, Claim.id.in_(scope.claims), values)
    yield _Erasure(Comment, Comment.id.in_(scope.comments), {"erased_at": moment})


def _of_verdicts(scope: Scope, moment: datetime) -> Iterator[_Erasure]:
    state = case(
        (VerdictRevision.state == RevisionState.PUBLISHED, RevisionState.WITHDRAWN),
        (VerdictRevision.state.in_(OPEN_REVISION_STATES), RevisionState.DRAFT),
        else_=VerdictRevision.state,
    )
    nothing = ("claimant_id", "scheduled_at", "scheduled_by_id", "scheduled_kind")
    values = dict.fromkeys(nothing) | {
        "wording": REMOVED,
        "frozen": {},
        "state": state,
        "erased_at": moment,
    }
    of_verdict = VerdictRevision.id.in_(scope.revisions)
    yield _Erasure(VerdictRevision, of_verdict, values)
    returned = case((Approval.decision == Decision.RETURNED, REMOVED), else_="")
    yield _Erasure(Approval, Approval.revision_id.in_(scope.revisions), {"comment": returned})
    note = case((Correction.kind == CorrectionKind.MINOR, ""), else_=REMOVED)
    yield _Erasure(Correction, Correction.revision_id.in_(scope.revisions), {"note": note})
    reexamining = {"reexamining_since": None, "reexamining_by_id": None}
    yield _Erasure(Verdict, Verdict.id.in_(scope.verdicts), reexamining)
    handed = or_(
        Token.claim_id.in_(scope.claims),
        Token.article_id.in_(scope.articles),
        Token.revision_id.in_(scope.revisions),
    )
    yield _Erasure(Token, handed, {"digest": Token.digest, "revoked_at": moment})


def _of_sources(scope: Scope, moment: datetime) -> Iterator[_Erasure]:
    values = {
        "title": REMOVED,
        "kind": SourceKind.OTHER,  # a page needs an address
        "state": SourceState.DESCRIBED,
        "state_changed_at": moment,
        "link_state": LinkState.UNCHECKED,
        "link_status": None,
        "link_checked_at": None,
        "next_check_at": None,
        "wayback_state": WaybackState.NOT_ASKED,
        "no_snapshot_reason": None,
        "erased_at": moment,
    }
    yield _Erasure(Source, Source.id.in_(scope.sources), values)
    outside = Snapshot.how == SnapshotHow.ARCHIVE_ADDRESS
    copied = {
        "sha256": case((outside, ""), else_=REMOVED),  # a stored copy has a name, an outside one an address
        "address": case((outside, REMOVED), else_=""),
        "size": 0,
        "status": None,
        "erased_at": moment,
    }
    yield _Erasure(Snapshot, Snapshot.id.in_(scope.snapshots), copied)
    checked = {"quote_check": QuoteCheck.NOT_CHECKED, "quote_checked_at": None, "quote_snapshot_id": None}
    removed_at = {"removed_at": case((Evidence.removed_at.is_(None), moment), else_=Evidence.removed_at)}
    yield _Erasure(Evidence, Evidence.id.in_(scope.evidence), checked | removed_at)


def _of_articles(scope: Scope, moment: datetime) -> Iterator[_Erasure]:
    values = {
        "title": REMOVED,
        "published_at": None,
        "state": ArticleState.READY,
        "refetch_every": None,
        "next_fetch_at": None,
        "fetched_at": None,
        "media_size": 0,
        "erased_at": moment,
    }
    yield _Erasure(Article, Article.id.in_(scope.articles), values)
    yield _Erasure(ExtractionRun, ExtractionRun.article_id.in_(scope.articles))
    state = case((Report.state == ReportState.PUBLISHED, ReportState.WITHDRAWN), else_=Report.state)
    yield _Erasure(Report, Report.id.in_(scope.reports), {"headline": REMOVED, "state": state})


def _claimant_values(moment: datetime) -> Values:
    return {"name": REMOVED + " " + Claimant.id.cast(Text), "erased_at": moment}


def _tip_values(moment: datetime) -> Values:
    return {
        "text": REMOVED,
        "state": TipState.DECLINED,
        "digest": REMOVED + " " + Tip.id.cast(Text),  # tips that say the same are found by it
        "contact_erased_at": moment,
        "erased_at": moment,
    }


def _intake_values() -> Values:
    """Return what is left of an item; how its feed names it stays, or the feed would bring it again."""
    address = case((IntakeItem.kind == IntakeKind.ADDRESS, REMOVED), else_="")
    text = case((IntakeItem.kind == IntakeKind.CLAIM, REMOVED), else_="")
    return {"address": address, "text": text, "guid": IntakeItem.guid, "published_at": None}


def _deletions(scope: Scope) -> Iterator[tuple[type[Any], ColumnElement[bool]]]:
    yield Quantity, Quantity.claim_id.in_(scope.claims)
    yield ClaimTag, ClaimTag.claim_id.in_(scope.claims)
    yield (
        CollectionItem,
        or_(CollectionItem.claim_id.in_(scope.claims), CollectionItem.article_id.in_(scope.articles)),
    )
    yield Match, or_(Match.claim_id.in_(scope.claims), Match.earlier_claim_id.in_(scope.claims))
    yield Autosave, Autosave.revision_id.in_(scope.revisions)
    yield Picture, Picture.id.in_(scope.pictures)
    yield SourceAccess, SourceAccess.source_id.in_(scope.sources)
    yield (
        ContactClaim,
        ContactClaim.claim_id.in_(scope.claims) & ContactClaim.contact_id.not_in(scope.contacts),
    )
    yield SearchEntry, (SearchEntry.subject_type == "verdict") & SearchEntry.subject_id.in_(scope.claims)
    for kind, numbers in scope.subjects.items():
        if numbers:
            yield (
                Notification,
                (Notification.subject_type == kind) & Notification.subject_id.in_(numbers),
            )


def _stop_resting_on(session: Session, scope: Scope) -> None:
    """Take erased evidence out of open revisions of other claims; what was submitted needs approval anew."""
    resting: Ids = frozenset(
        session.scalars(
            select(RevisionEvidence.revision_id)
            .join(VerdictRevision, VerdictRevision.id == RevisionEvidence.revision_id)
            .where(RevisionEvidence.evidence_id.in_(scope.evidence))
            .where(VerdictRevision.state.not_in(FROZEN_REVISION_STATES))
        )
    )
    _run(
        session,
        delete(RevisionEvidence).where(
            RevisionEvidence.evidence_id.in_(scope.evidence), RevisionEvidence.revision_id.in_(resting)
        ),
    )
    submitted = VerdictRevision.state.in_((RevisionState.IN_REVIEW, RevisionState.APPROVED))
    _run(
        session,
        update(VerdictRevision)
        .where(VerdictRevision.id.in_(resting - scope.revisions), submitted)
        .values(
            state=RevisionState.IN_REVIEW,
            round=VerdictRevision.round + 1,
            scheduled_at=None,
            edits=VerdictRevision.edits + 1,
        ),
    )
