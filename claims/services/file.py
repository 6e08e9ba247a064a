"""Which stored files the desk's rows name."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import ColumnElement, CompoundSelect, exists, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute, Session

from claims.archiving.stores.base import Store
from claims.domain.article import Article
from claims.domain.picture import Picture
from claims.domain.source import Snapshot, SnapshotHow
from claims.domain.tip import Tip

NAMING: tuple[InstrumentedAttribute[str], ...] = (
    Snapshot.sha256,
    Snapshot.text_sha256,
    Snapshot.warc_sha256,
    Article.media_sha256,
    Picture.sha256,
    Tip.picture_sha256,
)
"""Columns that name a file; an empty text names none."""
ORPHANED_AFTER = timedelta(days=1)
"""A file that no row names for so long is not waiting for one: no upload and no job takes that long."""
_BATCH = 200


def named_files() -> CompoundSelect[str]:
    """Return a query for the SHA-256 of every file that a row names, each once, in their order."""
    return union(*(select(column).where(_names_a_file(column)) for column in NAMING)).order_by("sha256")


def names_file(sha256: str) -> ColumnElement[bool]:
    """Return the condition that some row names this file."""
    return or_(*(exists().where(column == sha256, _names_a_file(column)) for column in NAMING))


def delete_unnamed(session: Session, store: Store, names: Iterable[str]) -> list[str]:
    """Delete those of the files that no row names; return them.

    In a writing session: nobody can name one meanwhile.
    """
    unnamed = [sha256 for sha256 in names if sha256 and not session.scalar(select(names_file(sha256)))]
    return [sha256 for sha256 in unnamed if store.delete(sha256)]


def orphans(session: Session, store: Store, *, before: datetime | None = None) -> Iterator[str]:
    """Yield the files that no row names: of a process that was killed, or of a step that was taken back.

    They do no harm. One whose row is just being written may be among them, unless only those are asked for that
    were put before a moment long past.
    """
    names = store.names(before=before)
    while batch := list(islice(names, _BATCH)):
        subquery = named_files().subquery()
        known = set(session.scalars(select(subquery.c[0]).where(subquery.c[0].in_(batch))))
        yield from (name for name in batch if name not in known)


def _names_a_file(column: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    if column is Snapshot.sha256:  # an archive address has its copy elsewhere, a removed copy none
        return (column != "") & (Snapshot.how != SnapshotHow.ARCHIVE_ADDRESS) & Snapshot.erased_at.is_(None)
    return column != ""
