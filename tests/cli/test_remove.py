"""``claims remove``, and that nothing removed comes back: with an older backup, or by the list in the folder."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from claims.archiving.stores.local import LocalStore
from claims.cli import main
from claims.db import Database
from claims.domain.claim import Claim
from claims.domain.person import Role
from claims.domain.removal import Removal
from claims.services.removal_list import LIST_NAME, read_removals
from tests.conftest import make_person
from tests.services.planting import CANARY, Planted, plant, texts_of


def run(*words: object, answer: str = "") -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], input=answer)


@pytest.fixture
def planted(desk: Path, desk_database: Database) -> Planted:
    with desk_database.session_scope(write=True) as session:
        people = [make_person(session, name, Role.EDITOR) for name in ("Ana", "Bela", "Dan")]
        make_person(session, "Ada", Role.ADMIN)
        made = plant(session, (people[0], people[1], people[2]), LocalStore(desk / "files"))
    desk_database.close()
    return made


def anywhere(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()]


def test_command_asks_then_leaves_no_byte_in_the_folder(desk: Path, planted: Planted) -> None:
    words = ("remove", "claim", planted.claim_id, "--as", "ada@desk.example", "--data", desk)
    refused = run(*words, answer="claim 77\n")
    assert refused.exit_code == 2 and "nothing was removed" in refused.output
    assert anywhere(desk)
    done = run(*words, "--legal", "--blocked-by", "https://court.example/7", answer=f"claim {planted.claim_id}\n")
    assert done.exit_code == 0, done.output
    assert anywhere(desk) == []
    entries = read_removals(desk / LIST_NAME)
    assert {entry.subject_type.value for entry in entries} >= {"claim", "source", "snapshot", "tip"}
    assert len({entry.desk for entry in entries}) == 1 and entries[0].desk
    assert run("db", "check", "--data", desk).exit_code == 0
    assert run("audit", "verify", "--data", desk).exit_code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("claim", 4711, "--yes"), "claim 4711"),
        (("claim", "x"), "valid integer"),
        (("desk", 1), "is not one of"),
        (("claim", 1, "--yes", "--as", "ana@desk.example"), "content:remove"),
        (("claim", 1, "--yes", "--blocked-by", "https://court.example"), "451"),
    ],
)
def test_what_cannot_be_removed_is_named(
    desk: Path, planted: Planted, words: tuple[object, ...], said: str
) -> None:
    del planted
    refused = run("remove", *words, "--data", desk)
    assert refused.exit_code == 2 and said in refused.output
    assert not (desk / LIST_NAME).exists()


def test_what_was_removed_is_removed_again_from_yesterdays_backup(
    desk: Path, planted: Planted, tmp_path: Path
) -> None:
    assert run("backup", tmp_path / "yesterday.zip", "--data", desk).exit_code == 0
    assert run("remove", "claim", planted.claim_id, "--yes", "--data", desk).exit_code == 0
    again = tmp_path / "again"
    made = run("restore", tmp_path / "yesterday.zip", again, "--removals", desk / LIST_NAME)
    assert made.exit_code == 0, made.output
    assert "removed again" in made.output
    assert anywhere(again) == []
    assert run("db", "check", "--data", again).exit_code == 0
    with_folder = tmp_path / "folder"
    with_folder.mkdir()
    (with_folder / LIST_NAME).write_bytes((desk / LIST_NAME).read_bytes())
    assert run("restore", tmp_path / "yesterday.zip", with_folder).exit_code == 0
    assert anywhere(with_folder) == []


def test_a_desk_that_lost_its_removal_catches_up_by_the_list(
    desk: Path, planted: Planted, desk_database: Database, tmp_path: Path
) -> None:
    before = (desk / "claims.sqlite3").read_bytes()
    assert run("remove", "claim", planted.claim_id, "--yes", "--data", desk).exit_code == 0
    for path in desk.glob("claims.sqlite3*"):
        path.unlink()
    (desk / "claims.sqlite3").write_bytes(before)
    assert run("db", "upgrade", "--data", desk).exit_code == 0
    assert anywhere(desk) == []
    with desk_database.session_scope(write=False) as session:
        assert texts_of(session) == {}


def test_the_list_of_another_desk_and_later_numbers_remove_nothing(
    desk: Path, planted: Planted, desk_database: Database
) -> None:
    other = line(planted.claim_id, "2999-01-01T00:00:00+00:00", "f" * 64)
    older = line(planted.claim_id, "2001-01-01T00:00:00+00:00", "")
    unknown = line(4711, "2999-01-01T00:00:00+00:00", "")
    (desk / LIST_NAME).write_text(other + older + unknown + '{"half')
    assert run("db", "upgrade", "--data", desk).exit_code == 0
    with desk_database.session_scope(write=False) as session:
        assert session.scalars(select(Removal)).all() == []
        assert session.get_one(Claim, planted.claim_id).erased_at is None
    assert (desk / LIST_NAME).read_text().endswith("}\n")


def line(claim_id: int, at: str, desk: str) -> str:
    values = {"subject_type": "claim", "subject_id": claim_id, "status": "gone", "sentence": "Gone."}
    return json.dumps({**values, "at": at, "desk": desk}) + "\n"
