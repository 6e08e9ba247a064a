"""Putting rows into the tables of a new desk as they are: the rules of the database look at them all afterwards.

Rules look at one row at a time in the order in which people work (an approval, then what it approves), which is
not the order of tables. So triggers and the keys that lead forward sleep while rows come in, in one transaction.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, func

from claims.errors import InvalidInput
from claims.i18n import gettext as _
from claims.services.backup_table import Kind, Table, clause_of

_POSTGRESQL_TRIGGERS = sa.text(
    "SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
    "WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace ORDER BY relname"
)


def empty(connection: Connection, tables: Sequence[Table]) -> None:
    """Delete the rows that the migrations themselves put in."""
    for table in reversed(tables):
        connection.execute(clause_of(table).delete())


def insert_rows(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Add rows to a table."""
    connection.execute(clause_of(table).insert(), rows)


@contextmanager
def rules_asleep(connection: Connection, tables: Sequence[Table]) -> Iterator[None]:
    """Let triggers and keys that lead forward sleep; keys are looked at when the block ends.

    Then counters go on after the last row, and SQLite's full-text indexes are made anew. Raise InvalidInput, or
    IntegrityError on PostgreSQL, for a row that names one that is not there.
    """
    asleep = _sqlite_asleep if connection.dialect.name == "sqlite" else _postgresql_asleep
    with asleep(connection, tables):
        yield


@contextmanager
def _sqlite_asleep(connection: Connection, _tables: Sequence[Table]) -> Iterator[None]:
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=on")
    triggers = list(connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    for name, _sql in triggers:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    yield
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise InvalidInput(
            _("A row of %(table)s names a row of %(target)s that is not there.", table=broken[0], target=broken[2])
        )
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=off")
    for _name, sql in triggers:
        connection.exec_driver_sql(sql)
    indexes = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5%'"
    )
    for (name,) in list(indexes):
        connection.exec_driver_sql(f'INSERT INTO "{name}" ("{name}") VALUES (\'rebuild\')')  # noqa: S608


@contextmanager
def _postgresql_asleep(connection: Connection, tables: Sequence[Table]) -> Iterator[None]:
    triggers = list(connection.scalars(_POSTGRESQL_TRIGGERS))
    late = [(table.name, key) for table in tables for key in table.late]
    for name in triggers:
        connection.exec_driver_sql(f'ALTER TABLE "{name}" DISABLE TRIGGER USER')
    for name, key in late:
        connection.exec_driver_sql(f'ALTER TABLE "{name}" ALTER CONSTRAINT "{key}" DEFERRABLE INITIALLY DEFERRED')
    yield
    connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    for name, key in late:
        connection.exec_driver_sql(f'ALTER TABLE "{name}" ALTER CONSTRAINT "{key}" NOT DEFERRABLE')
    for name in triggers:
        connection.exec_driver_sql(f'ALTER TABLE "{name}" ENABLE TRIGGER USER')
    for table in tables:
        _set_counter(connection, table)
    connection.exec_driver_sql("ANALYZE")


def _set_counter(connection: Connection, table: Table) -> None:
    """Let PostgreSQL's counter of a table go on after its last row; most have one, some none."""
    kinds = {column.name: column.kind for column in table.columns}
    if len(table.key) != 1 or kinds[table.key[0]] is not Kind.INTEGER:
        return
    name = table.key[0]
    sequence = connection.scalar(sa.select(func.pg_get_serial_sequence(f'"{table.name}"', name)))
    if sequence is None:
        return
    last = connection.scalar(sa.select(func.max(clause_of(table).c[name])))
    connection.execute(sa.select(func.setval(sequence, last or 1, last is not None)))
