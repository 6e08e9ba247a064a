"""What the tests of commands share: a data folder with a desk on SQLite."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from claims.db import Database


@pytest.fixture
def desk(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of a desk at the newest revision."""
    for name in ("CLAIMS_DATA", "CLAIMS_DATABASE_URL", "CLAIMS_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "desk"
    folder.mkdir()
    shutil.copy(sqlite_template, folder / "claims.sqlite3")
    return folder


@pytest.fixture
def desk_database(desk: Path) -> Iterator[Database]:
    """The database of that desk."""
    database = Database(f"sqlite:///{desk / 'claims.sqlite3'}")
    yield database
    database.close()
