"""Migrations: up, down and up again on both databases, with rows, and the same schema as the entities."""

from datetime import date

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import func, inspect, select

from claims.db import Database
from claims.domain.article import Article, Version
from claims.domain.audit import AuditHead
from claims.domain.entity import now
from claims.domain.rating import Rating
from claims.domain.registry import METADATA
from claims.domain.search import SearchEntry
from claims.domain.source import Snapshot, SnapshotHow, Source, SourceKind
from claims.services.rating import install_default_scale


def test_migrations_make_the_schema_of_the_entities(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_name": lambda name, kind, _parents: (
                    kind != "table" or not str(name).startswith(("search_index", "alembic"))
                )
            },
        )
        differences = compare_metadata(context, METADATA)
    ours = [d for d in differences if not _is_full_text(d)]
    assert ours == []


def test_migrations_go_up_down_and_up_with_rows(database: Database) -> None:
    _add_rows(database)
    database.downgrade("base")
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    database.upgrade()
    _add_rows(database)
    current, newest = database.revisions()
    assert current == newest


def test_a_snapshot_outlives_the_revision_that_makes_its_table_anew(database: Database) -> None:
    _add_rows(database)
    database.downgrade("0008")
    database.upgrade()
    with database.session_scope(write=False) as session:
        assert session.scalars(select(Snapshot)).one().source_id is not None


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    _add_rows(database)
    database.upgrade()
    with database.session_scope(write=False) as session:
        assert session.scalar(select(func.count()).select_from(Article)) == 1


def test_each_revision_goes_down_and_up_alone(database: Database) -> None:
    _current, newest = database.revisions()
    assert newest is not None
    for number in range(int(newest), 0, -1):
        database.downgrade(f"{number - 1:04d}" if number > 1 else "base")
        database.upgrade(f"{number:04d}")
        database.downgrade(f"{number - 1:04d}" if number > 1 else "base")
    database.upgrade()


def _add_rows(database: Database) -> None:
    with database.session_scope(write=True) as session:
        install_default_scale(session)
        article = Article(title="A", engine="sentence")
        article.versions.append(Version(number=1, text="A.", length=2, sha256="0" * 64))
        session.add(article)
        source = Source(kind=SourceKind.DOCUMENT, title="S", accessed_on=date(2026, 11, 22))
        source.snapshots.append(Snapshot(how=SnapshotHow.FETCHED, sha256="0" * 64, taken_at=now()))
        session.add(source)
        session.flush()
        session.add(
            SearchEntry(
                subject_type="verdict",
                subject_id=article.id,
                language="en",
                title="A",
                body="B",
                published_at=article.created_at,
            )
        )
    with database.session_scope(write=False) as session:
        assert session.scalar(select(func.count()).select_from(Rating)) == 12
        assert session.get_one(AuditHead, 1).number == 0


def _is_full_text(difference: object) -> bool:
    """The full-text column and index of PostgreSQL stand only in their migration."""
    text = repr(difference)
    return "search_entry" in text and ("words" in text or "ix_search_entry_words" in text)
