"""What the tests of commands share: a data folder with a desk on SQLite."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, event, inspect

from claims import db
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


Statements = list[tuple[str, Any]]


class Recorded:
    """Gives an empty database its schema by the statements that the first one of its kind got.

    Finding and running all migrations takes most of the time of a restore.
    """

    def __init__(self) -> None:
        self._migrate = db.migrate
        self._statements: dict[tuple[str, str], Statements] = {}
        engine = create_engine("sqlite://")
        with engine.connect() as connection:
            self.revisions = db.known_revisions(connection)
        engine.dispose()

    def migrate(self, connection: Connection, revision: str = "head") -> None:
        """Do what ``claims.db.migrate`` does."""
        kind, there = (connection.dialect.name, revision), inspect(connection).get_table_names()
        if there:
            self._migrate(connection, revision)
        elif kind in self._statements:
            for statement, values in self._statements[kind]:
                connection.exec_driver_sql(statement, values or None).close()
        else:
            self._statements[kind] = self._record(connection, revision)

    def _record(self, connection: Connection, revision: str) -> Statements:
        statements: Statements = []

        def note(_connection: Connection, _cursor: object, statement: str, values: Any, *_more: object) -> None:
            statements.append((statement, values))

        event.listen(connection, "before_cursor_execute", note)
        self._migrate(connection, revision)
        event.remove(connection, "before_cursor_execute", note)
        return statements


@pytest.fixture(scope="session")
def recorded() -> Recorded:
    """What empty databases get their schema by."""
    return Recorded()


@pytest.fixture
def quick_migrations(recorded: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the migrations once for many restores."""
    monkeypatch.setattr(db, "migrate", recorded.migrate)
    monkeypatch.setattr(db, "known_revisions", lambda _connection: recorded.revisions)
