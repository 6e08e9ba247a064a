import sys

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from claims.db import Database
from claims.errors import ConfigError


def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError), database.session_scope(write=False) as session:
        session.execute(text("UPDATE audit_head SET number = 7"))
    with database.session_scope(write=False) as session:
        assert session.scalar(text("SELECT number FROM audit_head")) == 0


def test_a_writer_reads_after_readers_and_writes(database: Database) -> None:
    for number in (1, 2):
        with database.session_scope(write=False) as session:
            session.scalar(text("SELECT number FROM audit_head"))
        with database.session_scope(write=True) as session:
            session.scalar(text("SELECT number FROM audit_head"))
            session.execute(text(f"UPDATE audit_head SET number = {number}"))


def test_what_raises_is_rolled_back(database: Database) -> None:
    with pytest.raises(RuntimeError), database.session_scope(write=True) as session:
        session.execute(text("UPDATE audit_head SET number = 7"))
        raise RuntimeError
    with database.session_scope(write=False) as session:
        assert session.scalar(text("SELECT number FROM audit_head")) == 0


def test_a_missing_driver_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ConfigError, match=r"claims\[postgres\]"):
        Database("postgresql+psycopg://desk@localhost/desk")


@pytest.mark.parametrize("url", ["postgresql+psycopg://desk@localhost:port/desk", "postgresql+psycopg:/"])
def test_an_address_that_cannot_be_read_names_the_variable(url: str) -> None:
    with pytest.raises(ConfigError, match="CLAIMS_DATABASE_URL"):
        Database(url)
