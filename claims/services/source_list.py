"""Lists of sources: filtered by state, link and kind, newest first, a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, tuple_
from sqlalchemy.orm import Session

from claims.domain.source import Evidence, LinkState, Source, SourceKind
from claims.domain.state import SourceState
from claims.services.link_check import DEAD

PAGE_LENGTH = 50
MAX_TEXT_LENGTH = 200
"""Of the words that sources are looked for by."""
MAX_ORIGINS = 200


@dataclass(frozen=True, slots=True)
class SourceFilter:
    """Which sources are listed; None or an empty text: all."""

    state: SourceState | None = None
    link: LinkState | None = None
    kind: SourceKind | None = None
    dead: bool = False
    """Only those whose address leads nowhere any more."""
    text: str = ""


def list_sources(
    session: Session,
    chosen: SourceFilter,
    *,
    before: tuple[datetime, int] | None = None,
    limit: int = PAGE_LENGTH,
) -> Sequence[Source]:
    """Return sources, newest first, from before (created_at, id) on."""
    statement = select(Source).where(Source.erased_at.is_(None), ~Source.withheld, *_conditions(chosen))
    if before is not None:
        statement = statement.where(tuple_(Source.created_at, Source.id) < before)
    return session.scalars(statement.order_by(Source.created_at.desc(), Source.id.desc()).limit(limit)).all()


def uses_of(session: Session, source_ids: Sequence[int]) -> Mapping[int, int]:
    """Return how many claims rest on each of these sources."""
    rows = session.execute(
        select(Evidence.source_id, func.count(Evidence.claim_id.distinct()))
        .where(Evidence.source_id.in_(source_ids), Evidence.removed_at.is_(None))
        .group_by(Evidence.source_id)
    )
    return {row[0]: row[1] for row in rows}


def count_dead(session: Session) -> int:
    """Return how many sources have an address that leads nowhere any more."""
    return session.scalar(select(func.count()).where(Source.link_state.in_(DEAD), Source.erased_at.is_(None))) or 0


def known_origins(session: Session) -> Sequence[str]:
    """Return the origin groups that the desk uses."""
    rows = select(Source.origin).where(Source.origin != "", ~Source.withheld).distinct().order_by(Source.origin)
    return session.scalars(rows.limit(MAX_ORIGINS)).all()


def _conditions(chosen: SourceFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if chosen.state is not None:
        conditions.append(Source.state == chosen.state)
    if chosen.link is not None:
        conditions.append(Source.link_state == chosen.link)
    if chosen.dead:
        conditions.append(Source.link_state.in_(DEAD))
    if chosen.kind is not None:
        conditions.append(Source.kind == chosen.kind)
    if chosen.text:
        columns = (Source.title, Source.publisher, Source.address)
        conditions.append(or_(*(column.icontains(chosen.text, autoescape=True) for column in columns)))
    return conditions
