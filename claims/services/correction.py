"""Corrections: the public list of what was changed after publication."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session, selectinload

from claims.domain.state import FROZEN_REVISION_STATES
from claims.domain.verdict import Correction, CorrectionKind, VerdictRevision
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
