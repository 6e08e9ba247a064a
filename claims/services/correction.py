"""Corrections: noting what a revision changes, and the public list of what was changed after publication."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session, selectinload

from claims.domain.person import Actor
from claims.domain.state import FROZEN_REVISION_STATES
from claims.domain.verdict import Correction, CorrectionKind, VerdictRevision
from claims.errors import InvalidInput
from claims.i18n import gettext as _
from claims.publishing.base import PublishedVerdict, from_json

PAGE_LENGTH = 50


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """A correction, and the revision that it made or withdrew."""

    correction: Correction
    verdict: PublishedVerdict


def latest_corrections(
    session: Session, *, before: int | None = None, limit: int = PAGE_LENGTH
) -> list[CorrectionRow]:
    """Return corrections with a public note, newest first, from before that correction's id on."""
    statement = (
        select(Correction)
        .join(VerdictRevision)
        .where(Correction.kind != CorrectionKind.MINOR, VerdictRevision.state.in_(FROZEN_REVISION_STATES))
        .order_by(Correction.at.desc(), Correction.id.desc())
        .limit(limit)
        .options(selectinload(Correction.revision))
    )
    last = session.get(Correction, before) if before is not None else None
    if last is not None:
        statement = statement.where(tuple_(Correction.at, Correction.id) < (last.at, last.id))
    rows: Sequence[Correction] = session.scalars(statement).all()
    return [
        CorrectionRow(row, from_json(PublishedVerdict, row.revision.frozen)) for row in rows if row.revision.frozen
    ]


def note_correction(
    actor: Actor,
    revision: VerdictRevision,
    last: VerdictRevision,
    *,
    kind: CorrectionKind | None,
    note: str,
    at: datetime,
) -> None:
    """Say what a revision does to the last one that was published; raise as ``check_correction`` does."""
    revision.corrections.append(new_note(actor, check_correction(revision, last, kind=kind, note=note), note, at))


def check_correction(
    revision: VerdictRevision, last: VerdictRevision, *, kind: CorrectionKind | None, note: str
) -> CorrectionKind:
    """Return the kind.

    Raise InvalidInput without one, without a public note where it needs one, and for a kind that says of the
    rating what is not so.
    """
    if kind is None or kind is CorrectionKind.WITHDRAWN:
        raise InvalidInput(_("Say what kind of correction this revision is."))
    changed = rating_changes(revision, last)
    if changed and kind is not CorrectionKind.CHANGES_RATING:
        raise InvalidInput(_("The rating is another one than before, so this correction changes the rating."))
    if not changed and kind is CorrectionKind.CHANGES_RATING:
        raise InvalidInput(_("The rating is the same as before, so this correction does not change it."))
    if kind is not CorrectionKind.MINOR and not note.strip():
        raise InvalidInput(_("Say in a public note what was corrected, and why."))
    return kind


def rating_changes(revision: VerdictRevision, last: VerdictRevision) -> bool:
    """Whether a revision rates otherwise than the last one that was published."""
    before = last.frozen["rating"]["key"] if last.frozen else None
    return revision.rating is None or revision.rating.key != before


def new_note(actor: Actor, kind: CorrectionKind, note: str, at: datetime) -> Correction:
    """Make the note of a correction or withdrawal."""
    return Correction(kind=kind, note=note.strip(), person_id=actor.person_id, at=at)
