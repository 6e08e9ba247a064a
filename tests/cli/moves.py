"""Backs desks up and makes new ones out of that, for tests of both commands."""

import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from claims.cli import main
from claims.db import Database
from claims.services.backup_table import RowCoder, select_rows, tables_of

Change = Callable[[dict[str, bytes]], None]


@dataclass(frozen=True)
class Place:
    """Where a desk is, or will be."""

    folder: Path
    url: str

    @property
    def environment(self) -> dict[str, str | None]:
        return {"CLAIMS_DATABASE_URL": None if self.url.startswith("sqlite") else self.url, "CLAIMS_DATA": None}

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(main, list(arguments), env=self.environment)

    def back_up(self, target: Path) -> None:
        result = self.run("backup", str(target), "--data", str(self.folder))
        assert result.exit_code == 0, result.output

    def restore(self, source: Path, *options: str) -> Result:
        return self.run("restore", str(source), str(self.folder), *options)

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """Return every row by its table, as a backup has it."""
        found = {}
        with closing(Database(self.url)) as database, database.snapshot() as connection:
            for table in tables_of(connection):
                coder = RowCoder(table)
                lines = [coder.line(row) for row in connection.execute(select_rows(table))]
                found[table.name] = sorted((coder.row(line) for line in lines), key=repr)
        return found

    def is_untouched(self) -> bool:
        """Whether there is nothing at all."""
        if self.folder.exists() and any(self.folder.iterdir()):
            return False
        if self.url.startswith("sqlite"):
            return True
        engine = create_engine(self.url)
        with closing(engine.connect()) as connection:
            tables = connection.scalar(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
        engine.dispose()
        return tables == 0


class Places:
    """Makes places for new desks; PostgreSQL's databases are dropped at the end."""

    def __init__(self, folder: Path, server: Callable[[], str]) -> None:
        self._folder = folder
        self._server = server
        self._made: list[str] = []

    def new(self, kind: str) -> Place:
        """Return a place for a desk: no folder, and no database or an empty one."""
        folder = self._folder / f"desk{len(list(self._folder.iterdir()))}_{len(self._made)}"
        if kind == "sqlite":
            return Place(folder, f"sqlite:///{folder / 'claims.sqlite3'}")
        name = f"empty_{abs(hash(str(folder)))}"
        self._execute(f"CREATE DATABASE {name}")
        self._made.append(name)
        return Place(folder, make_url(self._server()).set(database=name).render_as_string(hide_password=False))

    def close(self) -> None:
        for name in self._made:
            self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _execute(self, statement: str) -> None:
        engine = create_engine(self._server(), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


def members_of(source: Path) -> dict[str, bytes]:
    """Return what a backup holds, by name."""
    with zipfile.ZipFile(source) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def repacked(source: Path, target: Path, change: Change) -> Path:
    """Write a backup with some members changed."""
    members = members_of(source)
    change(members)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in members.items():
            zipped.writestr(name, data)
    return target


def replace_lines(members: dict[str, bytes], table: str, lines: bytes) -> None:
    """Change the rows of a table so that the manifest agrees."""
    manifest = json.loads(members["manifest.json"])
    about = next(item for item in manifest["tables"] if item["name"] == table)
    about.update(rows=lines.count(b"\n"), bytes=len(lines), sha256=hashlib.sha256(lines).hexdigest())
    members[f"tables/{table}.jsonl"] = lines
    members["manifest.json"] = json.dumps(manifest).encode()


def change_manifest(members: dict[str, bytes], change: Callable[[dict[str, Any]], None]) -> None:
    """Change what a backup says about itself."""
    manifest = json.loads(members["manifest.json"])
    change(manifest)
    members["manifest.json"] = json.dumps(manifest).encode()


def columns_of(members: dict[str, bytes], table: str) -> list[str]:
    """Return the columns of a table of a backup."""
    manifest = json.loads(members["manifest.json"])
    return [name for item in manifest["tables"] if item["name"] == table for name, _kind in item["columns"]]


def lines_of(members: dict[str, bytes], table: str) -> Iterator[list[Any]]:
    """Yield the rows of a table of a backup."""
    for line in io.BytesIO(members[f"tables/{table}.jsonl"]):
        yield json.loads(line)


def copied(template: Path, folder: Path) -> Place:
    """Return a desk whose database is a copy of a file."""
    folder.mkdir()
    shutil.copy(template, folder / "claims.sqlite3")
    return Place(folder, f"sqlite:///{folder / 'claims.sqlite3'}")
