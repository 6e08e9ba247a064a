"""A desk moves from one database to the other and back, and is the same desk everywhere."""

import json
import re
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, text

from claims.app import create_app
from claims.archiving.stores.local import LocalStore
from claims.config import load_config
from claims.db import Database
from claims.domain.article import Article
from claims.domain.person import Person, Role
from claims.domain.registry import METADATA
from claims.domain.tag import Tag
from claims.services import audit
from claims.services.backup_table import Column, Kind, RowCoder, Table, tables_of
from claims.services.file import NAMING
from tests.cli.moves import Place, Places, copied
from tests.conftest import make_person

pytestmark = pytest.mark.usefixtures("quick_migrations")
PUBLIC = ("/", "/articles/1", "/corrections", "/methodology", "/feed/claimreview.json")
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=40)
_ANY = st.recursive(
    st.none() | st.booleans() | st.integers(-(1 << 70), 1 << 70) | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
JSON = st.lists(_ANY, max_size=4) | st.dictionaries(TEXT, _ANY, max_size=4)
"""Columns hold objects and lists; SQLite would keep a bare number as a number."""
MOMENT = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))
VALUES: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.INTEGER: st.integers(-(1 << 63), (1 << 63) - 1),
    Kind.TEXT: TEXT,
    Kind.BOOLEAN: st.booleans(),
    Kind.NUMBER: st.floats(allow_nan=False),
    Kind.MOMENT: MOMENT,
    Kind.DATE: st.dates(),
    Kind.BYTES: st.binary(max_size=40),
    Kind.JSON: JSON.map(json.dumps),
}


def pages(place: Place, folder: Path) -> dict[str, bytes]:
    """Return what readers see, byte for byte."""
    frozen = time_machine.travel(datetime(2030, 1, 1, tzinfo=UTC), tick=False)  # feeds say when they were made
    with frozen, closing(Database(place.url)) as database:
        config = load_config({"CLAIMS_SECRET_KEY": "x" * 40}, data=folder)
        client = create_app(config, database).test_client()
        claims = re.findall(r'href="(/claims/[^"#?]+)"', client.get("/").text)
        assert claims
        answers = {address: client.get(address, follow_redirects=True) for address in (*PUBLIC, *claims)}
        found = client.get("/search?q=Kim").text  # in another order, as each database ranks
    assert {address for address, answer in answers.items() if answer.status_code != 200} == set()
    assert set(re.findall(r'href="(/claims/[^"#?]+)"', found)) <= set(claims) and "/claims/" in found
    return {address: answer.data for address, answer in answers.items()}


def without_restores(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Leave out what restoring itself adds: the events that say so."""
    added = {row["number"] for row in rows["audit_event"] if row["action"] == "desk.restore"}
    kept = {
        name: [row for row in rows[name] if row["number"] not in added]
        for name in ("audit_event", "audit_payload")
    }
    return {**rows, **kept, "audit_head": []}


def test_the_demonstration_is_the_same_after_each_move(beijing: Path, places: Places, tmp_path: Path) -> None:
    first = copied(beijing, tmp_path / "first")
    file = LocalStore(first.folder / "files").put(b"archived" * 1000)
    with closing(Database(first.url)) as database, database.session_scope(write=True) as session:
        session.get_one(Article, 1).media_sha256 = file.sha256
    rows, shown = without_restores(first.rows()), pages(first, tmp_path)
    here = first
    for step, kind in enumerate(("sqlite", "postgresql", "postgresql", "sqlite")):
        here.back_up(tmp_path / f"{step}.zip")
        here = places.new(kind)
        result = here.restore(tmp_path / f"{step}.zip")
        assert result.exit_code == 0, result.output
        assert "No problem." in result.output
        assert without_restores(here.rows()) == rows
        assert pages(here, tmp_path) == shown
        assert LocalStore(here.folder / "files").open(file.sha256).read() == b"archived" * 1000
    assert not (here.folder / ".restoring").exists()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_desk_that_moved_goes_on(beijing: Path, places: Places, tmp_path: Path, kind: str) -> None:
    copied(beijing, tmp_path / "first").back_up(tmp_path / "b.zip")
    here = places.new(kind)
    assert here.restore(tmp_path / "b.zip").exit_code == 0
    with closing(Database(here.url)) as database:
        with database.session_scope(write=True) as session:
            person = make_person(session, "Zoe", Role.EDITOR)
            audit.record(session, person.actor, "person.add", person, {"name": "Zoe"})
            assert audit.verify(session).problems == ()
        with pytest.raises(Exception, match="never changes"), database.session_scope(write=True) as session:
            session.execute(text("UPDATE verdict_revision SET summary = 'x' WHERE state = 'published'"))


@pytest.mark.parametrize("kinds", [("sqlite", "postgresql"), ("postgresql", "sqlite")])
def test_odd_rows_arrive_as_they_left(places: Places, tmp_path: Path, kinds: tuple[str, str]) -> None:
    start = places.new(kinds[0])
    start.folder.mkdir(exist_ok=True)
    with closing(Database(start.url)) as database:
        database.upgrade()

    @settings(
        max_examples=3,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        phases=[Phase.generate],
    )
    @given(st.lists(st.tuples(TEXT, JSON, MOMENT, st.booleans(), st.binary(max_size=30), st.integers(0, 1 << 62))))
    def move(values: list[tuple[str, Any, datetime, bool, bytes, int]]) -> None:
        with closing(Database(start.url)) as database, database.session_scope(write=True) as session:
            for table in ("setting", "source", "article", "tag", "person"):
                session.execute(METADATA.tables[table].delete())
            for number, (words, value, moment, flag, data, size) in enumerate(values, 1):
                add_odd_rows(session, number, words, value, moment, flag, data, size)
        backup = tmp_path / f"{len(list(tmp_path.iterdir()))}.zip"
        start.back_up(backup)
        end = places.new(kinds[1])
        assert end.restore(backup).exit_code == 0
        assert without_restores(end.rows()) == without_restores(start.rows())

    move()


def add_odd_rows(
    session: Any, number: int, words: str, value: Any, moment: datetime, flag: bool, data: bytes, size: int
) -> None:
    tables = METADATA.tables
    session.execute(insert(Tag).values(slug=f"{number}{words}", name=words))
    session.execute(insert(Person).values(email=f"{number}@x", name=words, role=Role.EDITOR, created_at=moment))
    session.execute(insert(tables["setting"]).values(name=words, number=number, value=value, at=moment))
    session.execute(
        insert(Article).values(title=words, engine="", media_size=size, private=flag, published_at=None)
    )
    session.execute(
        insert(tables["source"]).values(
            kind="document", title=words, accessed_on=date(1, 1, 1), sealed=data or None, created_at=moment
        )
    )


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(list(Kind)).flatmap(lambda kind: st.tuples(st.just(kind), st.none() | VALUES[kind])))
)
def test_what_is_written_as_a_line_is_read_again(row: list[tuple[Kind, Any]]) -> None:
    table = Table("t", tuple(Column(f"c{number}", kind) for number, (kind, _value) in enumerate(row)), ())
    coder = RowCoder(table)
    line = coder.line([value for _kind, value in row])
    assert line.count(b"\n") == 1
    assert list(coder.row(line).values()) == [value for _kind, value in row]


def test_every_column_can_be_backed_up_and_every_file_is_known(database: Database) -> None:
    with database.snapshot() as connection:
        tables = {table.name: {column.name for column in table.columns} for table in tables_of(connection)}
    assert tables == {name: set(table.columns.keys()) for name, table in METADATA.tables.items()}
    hashes = {f"{t}.{c}" for t, columns in tables.items() for c in columns if c.endswith("sha256")}
    assert hashes - {f"{column.class_.__tablename__}.{column.key}" for column in NAMING} == {
        "version.sha256",
        "version.redacted_sha256",
    }  # of texts, not of files
