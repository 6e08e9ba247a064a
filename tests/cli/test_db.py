import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from claims.archiving.stores.local import LocalStore
from claims.cli import main
from claims.cli.db import db
from claims.db import Database
from claims.domain.article import Article
from claims.services.rating import newest_scale


def test_upgrade_makes_a_desk_with_a_rating_scale(tmp_path: Path) -> None:
    folder = tmp_path / "new desk"
    result = CliRunner().invoke(db, ["upgrade", "--data", str(folder)])
    assert result.exit_code == 0 and "has revision 0" in result.output
    database = Database(f"sqlite:///{folder / 'claims.sqlite3'}")
    with database.session_scope(write=False) as session:
        assert newest_scale(session).ratings
    database.close()


def test_whole_desk_has_no_problem(desk: Path) -> None:
    result = CliRunner().invoke(db, ["check", "--data", str(desk)])
    assert (result.exit_code, result.output) == (0, f"The desk in {desk} has no problem.\n")


def test_older_revision_is_a_problem(desk: Path, desk_database: Database) -> None:
    desk_database.downgrade("0005")
    result = CliRunner().invoke(db, ["check", "--data", str(desk)])
    assert result.exit_code == 1
    assert "has revision 0005" in result.output and "claims db upgrade" in result.output


def test_other_commands_ask_for_the_upgrade(desk: Path, desk_database: Database) -> None:
    desk_database.downgrade("0005")
    result = CliRunner().invoke(main, ["audit", "verify", "--data", str(desk)])
    assert result.exit_code == 2
    assert "revision 0005" in result.stderr and "claims db upgrade" in result.stderr


def test_folder_without_a_desk_is_said(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["audit", "verify", "--data", str(tmp_path)])
    assert result.exit_code == 2 and "no desk in" in result.stderr


@pytest.mark.parametrize("command", ["check", "upgrade"])
def test_database_out_of_reach_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str) -> None:
    monkeypatch.setenv("CLAIMS_DATABASE_URL", "postgresql://desk@127.0.0.1:1/desk")
    result = CliRunner().invoke(main, ["db", command, "--data", str(tmp_path)])
    assert result.exit_code == 2 and "cannot be used" in result.stderr


def test_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "claims.sqlite3").write_bytes(b"no database" * 1000)
    result = CliRunner().invoke(main, ["db", "check", "--data", str(tmp_path)])
    assert result.exit_code == 2 and "cannot be used" in result.stderr


def test_files_that_nothing_names_are_deleted_on_demand_once_they_are_a_day_old(
    desk: Path, desk_database: Database
) -> None:
    store = LocalStore(desk / "files")
    old, new, named = (store.put(data).sha256 for data in (b"old", b"new", b"named"))
    with desk_database.session_scope(write=True) as session:
        session.add(Article(title="Film", engine="sentence", media_sha256=named))
    for sha256 in (old, named):
        os.utime(desk / "files" / sha256[:2] / sha256, (1_000_000_000, 1_000_000_000))
    result = CliRunner().invoke(db, ["check", "--data", str(desk)])
    assert result.exit_code == 0 and {old, new, named} - set(re.findall(r"[0-9a-f]{64}", result.stderr)) == {named}
    assert store.has(old)
    result = CliRunner().invoke(db, ["check", "--delete-unnamed", "--data", str(desk)])
    assert result.exit_code == 0 and f"{old} was deleted" in result.stdout
    assert [store.has(sha256) for sha256 in (old, new, named)] == [False, True, True]
