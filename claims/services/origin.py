"""Sources that seem to go back to one origin: a person is told, and decides on the group."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from claims.archiving.stores.base import Store
from claims.domain.source import Evidence, Snapshot, Source
from claims.errors import EngineError, NotFound
from claims.services.snapshot import text_of

MOST_COMPARED = 20
ALIKE = 0.5
"""Share of the shorter text's five-word runs that the other has, from which two are called alike."""
_RUN = 5
_COMPARED_CHARACTERS = 50_000
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class OriginHint:
    """Another source that may have the same origin, and why."""

    source: Source
    same_publisher: bool
    shared: int
    """Percent of words in runs that both texts have; 0 when they were not found alike."""


def origin_hints(session: Session, store: Store, source: Source) -> list[OriginHint]:
    """Compare a source with those beside it on its claims, and with any that has the very same text."""
    runs = _runs_of(store, source)
    hints = []
    for other in _beside(session, source):
        if other.withheld or (source.origin and other.origin.casefold() == source.origin.casefold()):
            continue
        share = _share(runs, _runs_of(store, other)) if runs else 0.0
        publisher = bool(source.publisher) and other.publisher.casefold() == source.publisher.casefold()
        if publisher or share >= ALIKE:
            hints.append(OriginHint(other, publisher, round(share * 100) if share >= ALIKE else 0))
    return hints


def _beside(session: Session, source: Source) -> Sequence[Source]:
    if source.withheld:
        return ()
    claims = select(Evidence.claim_id).where(Evidence.source_id == source.id, Evidence.removed_at.is_(None))
    on_claims = select(Evidence.source_id).where(Evidence.claim_id.in_(claims), Evidence.removed_at.is_(None))
    texts = [copy.text_sha256 for copy in source.copies if copy.text_sha256]
    same_text = select(Snapshot.source_id).where(Snapshot.text_sha256.in_(texts), Snapshot.source_id.is_not(None))
    return session.scalars(
        select(Source)
        .where(
            Source.id != source.id,
            Source.erased_at.is_(None),
            or_(Source.id.in_(on_claims), Source.id.in_(same_text)),
        )
        .order_by(Source.id)
        .limit(MOST_COMPARED)
        .options(selectinload(Source.snapshots))
    ).all()


def _runs_of(store: Store, source: Source) -> set[tuple[str, ...]]:
    copy = next((one for one in reversed(source.copies) if one.text_sha256 and not one.encrypted), None)
    if copy is None:
        return set()
    try:
        words = _WORD.findall(text_of(store, copy)[:_COMPARED_CHARACTERS].casefold())
    except (NotFound, EngineError):  # a hint is not worth an error page; the check of the desk names the file
        return set()
    return {tuple(words[start : start + _RUN]) for start in range(len(words) - _RUN + 1)}


def _share(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> float:
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0
