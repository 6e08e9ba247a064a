"""The database: engine, sessions for readers and for writers, and bringing the schema to the newest revision.

A reader's transaction cannot write, on either database. A writer's begins as one (``BEGIN IMMEDIATE`` on
SQLite): a transaction that reads first and writes later would get "database is locked" at once, whatever the
busy timeout.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from sqlite3 import Connection as SqliteConnection
from sqlite3 import Error as SqliteError
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session

from claims.errors import ConfigError, EngineError
from claims.i18n import gettext as _
from claims.resources import migrations_folder

if TYPE_CHECKING:
    from alembic.config import Config as AlembicConfig

BUSY_TIMEOUT_SECONDS = 30
_WRITES = "claims_writes"
_MIGRATION_LOCK = 0x636C61696D73  # "claims": the key of PostgreSQL's advisory lock


class Database:
    """One desk's database."""

    def __init__(self, url: str) -> None:
        self.engine = _make_engine(url)
        self._writers = self.engine.execution_options(**{_WRITES: True})
        readonly: dict[str, Any] = {} if self.is_sqlite else {"postgresql_readonly": True}
        self._readers = self.engine.execution_options(**readonly)
        self.info: dict[str, Any] = {}
        """What every session opened from now on has in its ``info``."""

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite, not PostgreSQL."""
        return self.engine.dialect.name == "sqlite"

    def session(self, *, write: bool) -> Session:
        """Open a session; one that is not for writing cannot write."""
        return Session(self._writers if write else self._readers, expire_on_commit=False, info=self.info)

    @contextmanager
    def session_scope(self, *, write: bool) -> Iterator[Session]:
        """Open a session, commit when the block ends well, roll back when it raises."""
        with self.session(write=write) as session, session.begin():
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Open a connection that sees one moment of the desk, whatever is written meanwhile, and cannot write."""
        moment: dict[str, Any] = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with self._readers.execution_options(**moment).connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def building(self) -> Iterator[Connection]:
        """Open a connection that may change the schema, one process at a time; committed when the block ends."""
        with self._writers.begin() as connection:
            if not self.is_sqlite:
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
            yield connection

    def upgrade(self, revision: str = "head") -> None:
        """Bring the schema to a revision, one process at a time."""
        with self.building() as connection:
            migrate(connection, revision)

    def downgrade(self, revision: str) -> None:
        """Take the schema back to an earlier revision (``base``: to nothing)."""
        from alembic import command

        with self._writers.begin() as connection:
            command.downgrade(alembic_config(connection), revision)

    def revisions(self) -> tuple[str | None, str | None]:
        """Return the revision that the schema has, and the newest that the program knows."""
        from alembic.runtime.migration import MigrationContext
        from alembic.script import ScriptDirectory

        with self._readers.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
            return current, ScriptDirectory.from_config(alembic_config(connection)).get_current_head()

    def compact(self, tables: Sequence[str]) -> None:
        """Write the whole database anew, so that nothing deleted is left in it: free pages, index, log, samples.

        Slow, and others wait meanwhile. Raise EngineError when they do not let it: try again later. On PostgreSQL
        it is these tables; its log (WAL) and older backups of the server are its operator's to clean.
        """
        try:
            self._compact_sqlite() if self.is_sqlite else self._compact_postgresql(tables)
        except (DBAPIError, SqliteError) as error:
            reason = (str(getattr(error, "orig", error)).strip().splitlines() or [""])[0]
            raise EngineError(_("The database could not be written anew: %(reason)s.", reason=reason)) from error

    def _compact_sqlite(self) -> None:
        with closing(self._writers.raw_connection()) as connection, closing(connection.cursor()) as cursor:
            cursor.execute("PRAGMA query_only=off")
            cursor.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5%'")
            for (name,) in cursor.fetchall():  # its segments keep deleted words until they are merged
                cursor.execute(f'INSERT INTO "{name}" ("{name}") VALUES (\'rebuild\')')  # noqa: S608
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            if (cursor.fetchone() or (0,))[0]:
                raise EngineError(_("The database could not be written anew: somebody reads it all the time."))

    def _compact_postgresql(self, tables: Sequence[str]) -> None:
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"SET lock_timeout = '{BUSY_TIMEOUT_SECONDS}s'")
            for table in tables:
                connection.exec_driver_sql(f'VACUUM (FULL, ANALYZE) "{table}"')
            connection.exec_driver_sql("VACUUM FULL pg_catalog.pg_statistic")  # samples; a warning where forbidden
            connection.exec_driver_sql("RESET lock_timeout")

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def migrate(connection: Connection, revision: str = "head") -> None:
    """Bring the schema to a revision, in the transaction of the connection."""
    from alembic import command

    command.upgrade(alembic_config(connection), revision)


def known_revisions(connection: Connection) -> list[str]:
    """Return the revisions of the schema that the program knows, the newest first."""
    from alembic.script import ScriptDirectory

    return [script.revision for script in ScriptDirectory.from_config(alembic_config(connection)).walk_revisions()]


def alembic_config(connection: Connection) -> "AlembicConfig":
    """Make Alembic's configuration in code: an installed wheel has no file for it."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _make_engine(url: str) -> Engine:
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_SECONDS})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        return create_engine(url, pool_pre_ping=True)
    except ModuleNotFoundError as error:
        raise ConfigError(
            _('CLAIMS_DATABASE_URL names PostgreSQL, whose driver is not there: pip install "claims[postgres]".')
        ) from error
    except (ArgumentError, ValueError) as error:
        raise ConfigError(_("CLAIMS_DATABASE_URL cannot be read: %(reason)s.", reason=error)) from error


def _prepare_sqlite(connection: SqliteConnection, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy's begin event below opens transactions, not the driver
    for pragma in ("journal_mode=wal", "synchronous=normal", "foreign_keys=on"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql(f"PRAGMA query_only={'off' if writes else 'on'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
