"""Commands on a desk: articles in, exports out, people, and who acts."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from claims.cli import main
from claims.db import Database
from claims.demo.seed import seed
from claims.domain.audit import AuditPayload
from claims.domain.person import Person, Role
from claims.services.audit import verify
from claims.services.claim import claims_of_article
from tests.conftest import make_person

Run = Callable[..., Result]


@pytest.fixture
def run(database_url: str, tmp_path: Path) -> Run:
    """Run a command on a desk at the newest revision, on each database."""

    def invoke(*arguments: str, data: bytes | str | None = None) -> Result:
        environment = {"CLAIMS_DATA": str(tmp_path / "desk"), "CLAIMS_DATABASE_URL": database_url}
        return CliRunner(env=environment).invoke(main, arguments, input=data)

    return invoke


@pytest.fixture
def people(database: Database) -> None:
    with database.session_scope(write=True) as session:
        make_person(session, "Ana", Role.EDITOR)
        make_person(session, "Ada", Role.ADMIN)


def refused(result: Result) -> str:
    assert result.exit_code == 2, result.output
    assert result.stderr.count("\n") == 1
    return result.stderr


def test_article_is_added_by_a_person_and_its_claims_extracted(run: Run, database: Database, people: None) -> None:
    text = b"Ten men came to Rome in 1990. They built a wall."
    result = run("article", "add", "-", "--engine", "sentence", "--as", "ANA@desk.example", data=text)
    assert result.exit_code == 0, result.output
    assert result.stdout == "Article 1 was added.\n2 claims were found.\n"
    with database.session_scope(write=False) as session:
        assert [claim.text for claim in claims_of_article(session, 1)][1] == "They built a wall."
        assert verify(session).problems == ()


def test_article_without_a_person_is_added_by_the_command_line(
    run: Run, database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "speech.md"
    path.write_text("# A speech\n\nTen men came to Rome in 1990.")
    assert run("article", "add", str(path), "--engine", "sentence", "--no-wait").exit_code == 0
    with database.session_scope(write=False) as session:
        payload = session.scalars(select(AuditPayload).order_by(AuditPayload.number)).first()
        assert payload is not None and payload.data is not None
        assert payload.data["actor"].startswith("command line, ")
        assert payload.data["title"] == "A speech"
        assert claims_of_article(session, 1) == []


def test_unknown_person_engine_and_file_are_one_sentence(run: Run) -> None:
    assert "nobody" in refused(run("article", "add", "-", "--as", "eve@desk.example", data=b"A text."))
    assert "crystal" in refused(run("article", "add", "-", "--engine", "crystal", data=b"A text."))
    assert "nowhere" in refused(run("article", "add", "nowhere.txt"))


def test_only_who_may_manage_people_adds_them(run: Run, database: Database, people: None) -> None:
    assert "Ana" in refused(
        run("person", "add", "cy@desk.example", "Cy", "--role", "editor", "--as", "ana@desk.example")
    )
    result = run("person", "add", "Cy@desk.example", "Cy", "--role", "editor", "--as", "ada@desk.example")
    assert result.exit_code == 0, result.output
    assert "Password: " in result.stdout
    assert "cy@desk.example" in refused(run("person", "add", "cy@desk.example", "Cy", "--role", "editor"))
    with database.session_scope(write=False) as session:
        cy = session.scalars(select(Person).where(Person.email == "cy@desk.example")).one()
        assert (cy.name, cy.role) == ("Cy", Role.EDITOR)


def test_export_of_what_is_not_published_is_refused_and_leaves_no_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "out" / "verdicts.csv"
    path.parent.mkdir()
    refused(run("export", "article", "1", "-o", str(path)))
    assert "magic" in refused(run("export", "article", "1", "--format", "magic"))
    assert list(path.parent.iterdir()) == []


def test_report_is_exported_in_every_format(run: Run, database: Database, tmp_path: Path) -> None:
    seed(database)
    shown = run("export", "article", "1", "--format", "csv")
    rows = list(csv.DictReader(shown.stdout.splitlines()))
    assert len(rows) >= 6
    path = tmp_path / "report.json"
    path.write_text("old")
    assert run("export", "article", "1", "--format", "json", "-o", str(path)).exit_code == 0
    assert json.loads(path.read_text())
    lines = run("export", "article", "1", "--format", "jsonl").stdout.splitlines()
    assert len([json.loads(line) for line in lines]) >= 6
    feed = json.loads(run("export", "article", "1", "--format", "claimreview").stdout)
    assert feed["dataFeedElement"][0]["url"].startswith("http://127.0.0.1:8000/claims/")
    assert "nowhere" in refused(run("export", "article", "1", "-o", str(tmp_path / "nowhere" / "a.csv")))


def test_command_on_a_folder_without_a_desk_says_what_to_do(tmp_path: Path) -> None:
    result = CliRunner(env={"CLAIMS_DATABASE_URL": ""}).invoke(
        main, ["export", "article", "1", "--data", str(tmp_path / "empty")]
    )
    assert "claims db upgrade" in refused(result)


def test_database_that_cannot_be_reached_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "claims.sqlite3").write_bytes(b"no database at all" * 100)
    result = CliRunner(env={"CLAIMS_DATABASE_URL": ""}).invoke(
        main, ["export", "article", "1", "--data", str(tmp_path)]
    )
    assert str(tmp_path) in refused(result)


def test_locked_database_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.db.BUSY_TIMEOUT_SECONDS", 0)
    runner = CliRunner(env={"CLAIMS_DATABASE_URL": ""})
    assert runner.invoke(main, ["db", "upgrade", "--data", str(tmp_path)]).exit_code == 0
    database = Database(f"sqlite:///{tmp_path / 'claims.sqlite3'}")
    with database.session_scope(write=True) as session:
        make_person(session, "Ana", Role.EDITOR)
        result = runner.invoke(
            main, ["person", "add", "b@c.example", "B", "--role", "admin", "--data", str(tmp_path)]
        )
    database.close()
    assert "locked" in refused(result)
