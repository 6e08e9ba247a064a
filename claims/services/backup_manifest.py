"""What a backup says about itself: ``manifest.json``, the last member of its ZIP.

The ZIP has ``tables/NAME.jsonl`` (``claims.services.backup_table``), ``files/SHA256``, ``files.jsonl``, which
lists the files, and this manifest, which has the size, the number of lines and the SHA-256 of everything else.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

from claims.archiving.stores.base import SHA256
from claims.errors import InvalidInput
from claims.i18n import gettext as _
from claims.services.backup_table import Column, Kind, Table

FORMAT = "claims-backup-2"
MANIFEST_MEMBER = "manifest.json"
FILES_MEMBER = "files.jsonl"
FILES_FOLDER = "files/"
MAX_MANIFEST_BYTES = 4_000_000
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_MOST = 1 << 50


@dataclass(frozen=True, slots=True)
class Lines:
    """A member of the backup that is JSON Lines."""

    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class TableLines:
    """The rows of one table."""

    name: str
    columns: tuple[Column, ...]
    """What the values of each row are, in this order."""
    lines: Lines

    @property
    def member(self) -> str:
        """The name of the member that holds them."""
        return member_of(self.name)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says about itself."""

    program: str
    """The version of the program that made it."""
    made_at: str
    """ISO 8601, in UTC."""
    revision: str
    """The revision of the schema that its rows are of."""
    audit_number: int
    audit_head: str
    """Hash of the last audit event: the restored chain is verified against it."""
    tables: tuple[TableLines, ...]
    """Each after those that it names."""
    files: Lines
    """The list of the stored files."""
    missing: tuple[str, ...] = ()
    """SHA-256 of files that rows name and that were not in the store, or damaged."""

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table.lines.rows for table in self.tables)


def member_of(table: str) -> str:
    """Return the name of the member that holds a table."""
    return f"tables/{table}.jsonl"


def program_version() -> str:
    """Return the version of this program."""
    return version("claims")


def write_manifest(manifest: Manifest) -> bytes:
    """Return the manifest as JSON."""
    data = {
        "format": FORMAT,
        **asdict(manifest),
        "tables": [
            {
                "name": table.name,
                "columns": [[column.name, column.kind.value] for column in table.columns],
                **asdict(table.lines),
            }
            for table in manifest.tables
        ],
    }
    return json.dumps(data, indent=1, ensure_ascii=False).encode()


def read_manifest(data: bytes) -> Manifest:
    """Read a manifest; raise InvalidInput for what is none, or one of another format."""
    try:
        found = json.loads(data)
        kind = found["format"]
        if kind != FORMAT:
            raise InvalidInput(
                _("It is of the format %(kind)s; this program reads %(ours)s.", kind=str(kind)[:80], ours=FORMAT)
            )
        return _manifest(found)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise InvalidInput(_("Its manifest cannot be read.")) from error


def _manifest(found: Mapping[str, Any]) -> Manifest:
    manifest = Manifest(
        program=_text(found["program"]),
        made_at=_text(found["made_at"]),
        revision=_text(found["revision"]),
        audit_number=_number(found["audit_number"]),
        audit_head=_hash(found["audit_head"]),
        tables=tuple(_table(item) for item in found["tables"]),
        files=_lines(found["files"]),
        missing=tuple(_hash(item) for item in found["missing"]),
    )
    if len({table.name for table in manifest.tables}) != len(manifest.tables):
        raise ValueError("a table twice")
    return manifest


def _table(found: Mapping[str, Any]) -> TableLines:
    columns = tuple(Column(_name(name), Kind(kind)) for name, kind in found["columns"])
    if len({column.name for column in columns}) != len(columns):
        raise ValueError("a column twice")
    return TableLines(_name(found["name"]), columns, _lines(found))


def _lines(found: Mapping[str, Any]) -> Lines:
    return Lines(_number(found["rows"]), _number(found["bytes"]), _hash(found["sha256"]))


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 100 or not value.isprintable():
        raise ValueError("text")
    return value


def _number(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= _MOST:
        raise ValueError("number")
    return value


def _hash(value: Any) -> str:
    if not isinstance(value, str) or not SHA256.fullmatch(value):
        raise ValueError("hash")
    return value


def _name(value: Any) -> str:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise ValueError("name")
    return value


def check_tables(manifest: Manifest, tables: list[Table]) -> None:
    """Raise InvalidInput unless the backup has exactly these tables with exactly these columns."""
    given = {item.name: set(item.columns) for item in manifest.tables}
    wanted = {table.name: set(table.columns) for table in tables}
    for name in sorted(wanted.keys() - given.keys()):
        raise InvalidInput(_("It lacks the table %(table)s.", table=name))
    for name in sorted(given.keys() - wanted.keys()):
        raise InvalidInput(_("It has a table that no desk has: %(table)s.", table=name))
    for name, columns in wanted.items():
        for column in sorted(columns - given[name], key=str):
            raise InvalidInput(_("It lacks the column %(column)s.", column=_describe(name, column)))
        for column in sorted(given[name] - columns, key=str):
            raise InvalidInput(_("It has a column that no desk has: %(column)s.", column=_describe(name, column)))


def _describe(table: str, column: Column) -> str:
    return f"{table}.{column.name} ({column.kind})"
