from pathlib import Path

from click.testing import CliRunner

from claims.cli.audit import audit
from claims.db import Database
from claims.domain.person import system_actor
from claims.services.audit import record


def test_whole_chain_verifies_and_its_head_is_printed(desk: Path, desk_database: Database) -> None:
    head = record_three(desk_database)
    result = CliRunner().invoke(audit, ["verify", "--data", str(desk)])
    assert (result.exit_code, result.output) == (0, f"3 events, no problem. Head:\n{head}\n")
    assert CliRunner().invoke(audit, ["verify", "--head", head, "--data", str(desk)]).exit_code == 0


def test_changed_event_is_named_and_fails(desk: Path, desk_database: Database) -> None:
    record_three(desk_database)
    with desk_database.session_scope(write=True) as session:
        session.connection().exec_driver_sql("UPDATE audit_event SET action = 'x' WHERE number = 2")
    result = CliRunner().invoke(audit, ["verify", "--data", str(desk)])
    assert (result.exit_code, result.output) == (1, "Event 2 was changed after it was recorded.\n")


def test_head_that_is_not_in_the_chain_fails(desk: Path) -> None:
    result = CliRunner().invoke(audit, ["verify", "--head", "ab" * 32, "--data", str(desk)])
    assert result.exit_code == 1
    assert "cut or replaced" in result.output


def record_three(database: Database) -> str:
    with database.session_scope(write=True) as session:
        events = [record(session, system_actor("test"), "x.y", ("x", n), {}) for n in range(3)]
    return events[-1].hash
