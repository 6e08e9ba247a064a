"""What the tests of commands share: a data folder with a desk on SQLite."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from claims.db import Database
from claims.demo.seed import seed
from tests.cli.moves import Places


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


@pytest.fixture
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Places]:
    """Places for new desks on either database."""
    folder = tmp_path / "places"
    folder.mkdir()
    places = Places(folder, lambda: request.getfixturevalue("postgres_server"))
    yield places
    places.close()


@pytest.fixture(scope="session")
def beijing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the demonstration desk."""
    folder = tmp_path_factory.mktemp("beijing")
    database = Database(f"sqlite:///{folder / 'claims.sqlite3'}")
    database.upgrade()
    seed(database)
    database.close()
    return folder / "claims.sqlite3"
