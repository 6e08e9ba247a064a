from pathlib import Path

import pytest
from click.testing import CliRunner

from claims.cli import main
from claims.cli.db import db
from claims.db import Database
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
