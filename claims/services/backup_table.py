"""The rows of a desk as lines of JSON, one array a row: the same lines from SQLite and from PostgreSQL.

The tables are read off the database itself, so that a backup of an older revision can be loaded into tables of
that revision. Values that JSON does not know are text: moments and dates in ISO 8601 (moments with their zone),
bytes in base64, numbers that are not finite as ``"nan"``, ``"inf"``, ``"-inf"``. A JSON column is its text,
untouched.
"""

import base64
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Select, TableClause, inspect, types
from sqlalchemy.sql.type_api import TypeEngine

from claims.domain.entity import UtcDateTime
from claims.errors import EngineError, InvalidInput
from claims.i18n import gettext as _

MAX_LINE_BYTES = 64_000_000
"""The longest text of an article, every character escaped, fits in four times."""
VERSION_TABLE = "alembic_version"
_INTEGERS = range(-(1 << 63), 1 << 63)


class Kind(StrEnum):
    """What a column holds."""

    INTEGER = "integer"
    TEXT = "text"
    BOOLEAN = "boolean"
    NUMBER = "number"
    MOMENT = "moment"
    DATE = "date"
    BYTES = "bytes"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a desk, as its database describes it."""

    name: str
    columns: tuple[Column, ...]
    """Without those that the database computes itself."""
    key: tuple[str, ...]
    """The columns of its primary key."""
    late: tuple[str, ...] = ()
    """Foreign keys into itself or into a later table: their rows may come later."""


def tables_of(connection: Connection) -> list[Table]:
    """Return the tables of a desk's database, each after those that it names (but for its ``late`` keys).

    Raise EngineError for a column of a type that backups do not know.
    """
    inspector = inspect(connection)
    ours = set(inspector.get_table_names()) - _kept_by_the_database(connection) - {VERSION_TABLE}
    order = [name for name, _keys in inspector.get_sorted_table_and_fkc_names() if name in ours]
    place = {name: number for number, name in enumerate(order)}
    keys = inspector.get_multi_foreign_keys()
    columns, primary = inspector.get_multi_columns(), inspector.get_multi_pk_constraint()
    schema = None
    return [
        Table(
            name,
            tuple(
                Column(column["name"], _kind_of(name, column["name"], column["type"]))
                for column in columns[schema, name]
                if not column.get("computed")
            ),
            tuple(primary[schema, name]["constrained_columns"]),
            tuple(
                str(key["name"])
                for key in keys[schema, name]
                if place.get(key["referred_table"], len(order)) >= place[name]
            ),
        )
        for name in order
    ]


def _kept_by_the_database(connection: Connection) -> set[str]:
    """Return SQLite's full-text indexes and the tables that they lie in: they are made anew from the rows."""
    if connection.dialect.name != "sqlite":
        return set()
    names = list(connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
    indexes = {name for name, sql in names if (sql or "").upper().startswith("CREATE VIRTUAL TABLE")}
    return indexes | {name for name, _sql in names if any(name.startswith(f"{index}_") for index in indexes)}


_KINDS: Sequence[tuple[type[TypeEngine[Any]], Kind]] = (
    (types.Boolean, Kind.BOOLEAN),
    (types.Integer, Kind.INTEGER),
    (types.Numeric, Kind.NUMBER),
    (types.Float, Kind.NUMBER),
    (types.DateTime, Kind.MOMENT),
    (types.Date, Kind.DATE),
    (types.JSON, Kind.JSON),
    (types.LargeBinary, Kind.BYTES),
    (types.String, Kind.TEXT),
)


def _kind_of(table: str, column: str, kind: TypeEngine[Any]) -> Kind:
    for known, name in _KINDS:
        if isinstance(kind, known):
            return name
    raise EngineError(
        _("A backup cannot hold the column %(column)s, of type %(kind)s.", column=f"{table}.{column}", kind=kind)
    )


_STORED: dict[Kind, type[TypeEngine[Any]]] = {
    Kind.INTEGER: types.BigInteger,
    Kind.TEXT: types.Text,
    Kind.BOOLEAN: types.Boolean,
    Kind.NUMBER: types.Double,
    Kind.MOMENT: UtcDateTime,
    Kind.DATE: types.Date,
    Kind.BYTES: types.LargeBinary,
    Kind.JSON: types.NullType,  # neither side parses it
}


def clause_of(table: Table) -> TableClause:
    """Return the table to insert into."""
    return sa.table(table.name, *(sa.column(column.name, _STORED[column.kind]) for column in table.columns))


def select_rows(table: Table) -> Select[Any]:
    """Return a query for all rows, in the order of their keys."""
    clause = clause_of(table)
    columns = [
        sa.cast(clause.c[column.name], types.Text) if column.kind is Kind.JSON else clause.c[column.name]
        for column in table.columns
    ]
    return sa.select(*columns).order_by(*(clause.c[name] for name in table.key))


class RowCoder:
    """Writes rows of one table as lines, and reads them again."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._writers = [_WRITERS[column.kind] for column in table.columns]
        self._readers = [_READERS[column.kind] for column in table.columns]
        self._names = [column.name for column in table.columns]

    def line(self, row: Sequence[Any]) -> bytes:
        """Return the row as one line; raise EngineError for what its column should not hold."""
        values = []
        for column, write, value in zip(self._table.columns, self._writers, row, strict=True):
            try:
                values.append(None if value is None else write(value))
            except (ValueError, TypeError, AttributeError) as error:
                raise EngineError(
                    _(
                        "A row of %(table)s holds in %(column)s what is no %(kind)s: %(row)s.",
                        table=self._table.name,
                        column=column.name,
                        kind=column.kind,
                        row=repr(tuple(row[:1]))[:80],
                    )
                ) from error
        line = json.dumps(values, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode() + b"\n"
        if len(line) > MAX_LINE_BYTES:
            raise EngineError(_("A row of %(table)s is too long for a backup.", table=self._table.name))
        return line

    def row(self, line: bytes) -> dict[str, Any]:
        """Return the row of a line, by column; raise InvalidInput for what is none."""
        try:
            values = _read_list(json.loads(line))
            return {
                name: None if value is None else read(value)
                for name, read, value in zip(self._names, self._readers, values, strict=True)
            }
        except (ValueError, TypeError, OverflowError, RecursionError) as error:
            raise InvalidInput(
                _(
                    "A line of the table %(table)s cannot be read: %(line)s.",
                    table=self._table.name,
                    line=line[:80],
                )
            ) from error


def _exactly(kind: type) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if type(value) is not kind:
            raise TypeError(kind.__name__)
        return value

    return check


def _write_number(value: Any) -> float | str:
    number = float(value)
    return number if math.isfinite(number) else str(number)


def _read_number(value: Any) -> float:
    if value in ("nan", "inf", "-inf") or type(value) in (int, float):
        return float(value)
    raise TypeError("number")


def _read_integer(value: Any) -> int:
    if type(value) is not int or value not in _INTEGERS:
        raise TypeError("integer")
    return value


def _read_list(value: Any) -> list[Any]:
    values: list[Any] = _exactly(list)(value)
    return values


def _read_text(value: Any) -> str:
    text: str = _exactly(str)(value)
    text.encode()  # raises for half a pair of surrogates
    return text


def _read_moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(_exactly(str)(value))
    if moment.tzinfo is None:
        raise ValueError("no zone")
    return moment


def _read_json(value: Any) -> str:
    json.loads(_read_text(value))
    return str(value)


_WRITERS: dict[Kind, Callable[[Any], Any]] = {
    Kind.INTEGER: _exactly(int),
    Kind.TEXT: _exactly(str),
    Kind.BOOLEAN: _exactly(bool),
    Kind.NUMBER: _write_number,
    Kind.MOMENT: lambda value: value.isoformat(),
    Kind.DATE: lambda value: value.isoformat(),
    Kind.BYTES: lambda value: base64.b64encode(value).decode("ascii"),
    Kind.JSON: _exactly(str),
}
_READERS: dict[Kind, Callable[[Any], Any]] = {
    Kind.INTEGER: _read_integer,
    Kind.TEXT: _read_text,
    Kind.BOOLEAN: _exactly(bool),
    Kind.NUMBER: _read_number,
    Kind.MOMENT: _read_moment,
    Kind.DATE: lambda value: date.fromisoformat(_exactly(str)(value)),
    Kind.BYTES: lambda value: base64.b64decode(_exactly(str)(value), validate=True),
    Kind.JSON: _read_json,
}
