"""Checking quotations of evidence against the archived copies of their source.

What was found lies in the evidence's row; the job is only the order to look. It is looked for when a quotation is
new or changed, and again when a newer copy with a text is there; the sweeper orders what was not ordered.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.orm import Session

from claims.archiving.stores.base import Store
from claims.domain.entity import now
from claims.domain.person import system_actor
from claims.domain.quotation.check import Finding, look_for
from claims.domain.quotation.difference import Difference, DifferenceKind
from claims.domain.source import Evidence, QuoteCheck, Snapshot, Source
from claims.domain.state import SourceState
from claims.errors import EngineError, NotFound
from claims.i18n import gettext as _
from claims.jobs.base import JobEngine
from claims.services import audit

CHECK = "check_quote"
"""The kind of job that looks for a quotation in the archived copies of its source."""
COPIES = 5
"""How many copies with a text are looked through, newest first."""
MAX_TEXT_BYTES = 20_000_000
DUE_AT_ONCE = 200
_ORDER = (QuoteCheck.FOUND, QuoteCheck.FOUND_WITH_DIFFERENCES, QuoteCheck.NOT_FOUND)
_TOLD = (QuoteCheck.FOUND, QuoteCheck.FOUND_WITH_DIFFERENCES, QuoteCheck.CANNOT_READ)
_MAX_SHOWN = 600
_WAITING = (SourceState.QUEUED, SourceState.ARCHIVING)


@dataclass(frozen=True, slots=True)
class CopyText:
    """The readable text of an archived copy, by its name in the store."""

    snapshot_id: int
    sha256: str


@dataclass(frozen=True, slots=True)
class QuoteOrder:
    """What the worker needs to look for a quotation without a session."""

    evidence_id: int
    quote: str
    copies: tuple[CopyText, ...]


@dataclass(frozen=True, slots=True)
class QuoteResult:
    """What became of the quotation, and in which copy."""

    finding: Finding
    snapshot_id: int | None = None
    shown: str = ""
    """The words of the copy where the quotation stands, or the closest ones."""


def order_check(session: Session, jobs: JobEngine, evidence: Evidence) -> None:
    """Have a quotation looked for; once at a time."""
    jobs.enqueue(session, CHECK, {"evidence_id": evidence.id}, key=f"{CHECK}:{evidence.id}")


def order_checks_of(session: Session, jobs: JobEngine, source_id: int) -> None:
    """Have every quotation of a source looked for: a new copy of it is there."""
    quoting = select(Evidence).where(Evidence.source_id == source_id, Evidence.removed_at.is_(None), _has_words())
    for evidence in session.scalars(quoting).all():
        order_check(session, jobs, evidence)


def order_due(session: Session, jobs: JobEngine) -> int:
    """Order what was never looked for, and what has a newer copy since; return how many."""
    newer = exists().where(
        Snapshot.source_id == Evidence.source_id,
        Snapshot.text_sha256 != "",
        Snapshot.erased_at.is_(None),
        Snapshot.taken_at > Evidence.quote_checked_at,
    )
    due = session.scalars(
        select(Evidence)
        .join(Source, Source.id == Evidence.source_id)
        .where(
            Evidence.removed_at.is_(None),
            _has_words(),
            Source.state.not_in(_WAITING),
            or_(Evidence.quote_checked_at.is_(None), newer),
        )
        .order_by(Evidence.id)
        .limit(DUE_AT_ONCE)
    ).all()
    for evidence in due:
        order_check(session, jobs, evidence)
    return len(due)


def load_for_check(session: Session, evidence_id: int) -> QuoteOrder | None:
    """Return what is to be looked for and where; None when nobody wants it any more, or its copy is under way."""
    evidence = session.get(Evidence, evidence_id)
    if evidence is None:
        raise NotFound(_("There is no evidence %(id)s.", id=evidence_id))
    if evidence.removed_at or evidence.source.state in _WAITING:
        return None
    if not (evidence.quote or evidence.translation):
        return None
    copies = session.execute(
        select(Snapshot.id, Snapshot.text_sha256)
        .where(
            Snapshot.source_id == evidence.source_id,
            Snapshot.text_sha256 != "",
            Snapshot.erased_at.is_(None),
            ~Snapshot.encrypted,
        )
        .order_by(Snapshot.taken_at.desc(), Snapshot.id.desc())
        .limit(COPIES)
    )
    return QuoteOrder(evidence.id, evidence.quote, tuple(CopyText(id_, sha256) for id_, sha256 in copies))


def look(store: Store, order: QuoteOrder) -> QuoteResult:
    """Look for the quotation in the copies, newest first, until it is found; slow, so never in a transaction."""
    if not order.quote.strip() or not order.copies:
        return QuoteResult(Finding(QuoteCheck.CANNOT_READ))
    found: list[QuoteResult] = []
    for copy in order.copies:
        text = _text_of(store, copy)
        finding = look_for(order.quote, text)
        if finding.result is QuoteCheck.NOT_CHECKED:  # no words in it
            return QuoteResult(Finding(QuoteCheck.CANNOT_READ))
        found.append(QuoteResult(finding, copy.snapshot_id, _shown(finding, text)))
        if finding.result is QuoteCheck.FOUND:
            break
    return min(found, key=lambda result: _ORDER.index(result.finding.result))


def store_check(session: Session, order: QuoteOrder, result: QuoteResult) -> None:
    """Note what was found; nothing when the quotation was changed or removed meanwhile.

    The counter of edits stays: whoever has the evidence's form open loses nothing by it.
    """
    evidence = session.get(Evidence, order.evidence_id)
    if evidence is None or evidence.removed_at or evidence.quote != order.quote:
        return
    before = evidence.quote_check
    values = {
        "quote_check": result.finding.result,
        "quote_differences": describe(result),
        "quote_checked_at": now(),
        "quote_snapshot_id": result.snapshot_id,
    }
    session.execute(update(Evidence).where(Evidence.id == evidence.id).values(values))
    if before is not result.finding.result:
        was, found = {"quote_check": before}, {"quote_check": result.finding.result}
        data = {"before": was, "after": found, "snapshot": result.snapshot_id}
        audit.record(session, system_actor("worker"), "evidence.quote_check", evidence, data)


def forget_check(evidence: Evidence) -> None:
    """Take back what was found: the quotation is another one now."""
    evidence.quote_check, evidence.quote_differences = QuoteCheck.NOT_CHECKED, ""
    evidence.quote_checked_at = evidence.quote_snapshot_id = None


def warnings(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the pieces of evidence whose quotation is not in the copy: their author has to look."""
    return [item for item in evidence if item.quote_check is QuoteCheck.NOT_FOUND]


def told_of(evidence: Evidence) -> dict[str, str]:
    """Return what readers are told of a quotation, by the names of ``PublishedEvidence``.

    That it is not found is for its author alone.
    """
    if evidence.quote_check not in _TOLD or not (evidence.quote or evidence.translation):
        return {}
    copy = next((copy for copy in evidence.source.snapshots if copy.id == evidence.quote_snapshot_id), None)
    checked_at = evidence.quote_checked_at
    return {
        "quote_check": evidence.quote_check.value,
        "quote_differences": evidence.quote_differences,
        "quote_found_in": copy.sha256 if copy else "",
        "quote_checked_on": checked_at.date().isoformat() if checked_at else "",
    }


def describe(result: QuoteResult) -> str:
    """Say how the copy differs from the quotation, a line a difference; empty where it does not."""
    finding = result.finding
    lines = [_line(difference) for difference in finding.differences]
    if finding.result is QuoteCheck.NOT_FOUND and result.shown:
        lines.append(_("The closest words in the copy: “%(words)s”.", words=result.shown))
    return "\n".join(lines)


def _line(difference: Difference) -> str:
    if difference.kind is DifferenceKind.OMITTED:
        return _("The ellipsis leaves out “%(words)s”.", words=difference.copy)
    if difference.kind is DifferenceKind.DENIED_BEFORE:
        return _("In the copy, these words follow a denial: “%(words)s”.", words=difference.copy)
    if difference.kind is DifferenceKind.QUESTION:
        return _("Only one of the two is a question.")
    if not difference.quoted:
        return _("The quotation leaves out “%(words)s”.", words=difference.copy)
    if not difference.copy:
        return _("“%(words)s” is not in the copy.", words=difference.quoted)
    return _("“%(words)s” is “%(copy)s” in the copy.", words=difference.quoted, copy=difference.copy)


def _has_words() -> ColumnElement[bool]:
    return or_(Evidence.quote != "", Evidence.translation != "")


def _text_of(store: Store, copy: CopyText) -> str:
    with store.open(copy.sha256) as file:
        data = file.read(MAX_TEXT_BYTES + 1)
    if len(data) > MAX_TEXT_BYTES:
        raise EngineError(_("The text of copy %(id)s is too large to look through.", id=copy.snapshot_id))
    return data.decode("utf-8", "replace")


def _shown(finding: Finding, text: str) -> str:
    words = " ".join(text[finding.start : finding.end].split()) if finding.start is not None else ""
    return words if len(words) <= _MAX_SHOWN else f"{words[:_MAX_SHOWN]} …"
