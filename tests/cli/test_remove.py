"""``claims remove``, and that nothing removed comes back: with an older backup, or by the list in the folder."""

import json
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from claims.app import create_app
from claims.archiving.stores.local import LocalStore
from claims.cli import main
from claims.config import load_config
from claims.db import Database
from claims.domain.claim import Claim
from claims.domain.person import Role
from claims.domain.removal import Removal
from claims.services.removal_list import LIST_NAME, read_removals
from tests.cli.moves import Place, Places
from tests.conftest import make_person
from tests.services.planting import CANARY, Planted, bytes_on_disk, plant, texts_of


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


PUBLIC = ("/", "/claims/1", "/articles/1", "/search?q=mayor", "/feed/claimreview.json", "/corrections")
EXPORTS = tuple(f"/articles/1/export.{name}" for name in ("csv", "json", "jsonl", "claimreview"))


def everywhere(place: Place, history: Path) -> list[str]:
    """Return where the canary is: rows and files of the desk, what readers get, and the export of the history."""
    assert place.run("audit", "export", str(history), "--data", str(place.folder)).exit_code == 0
    assert place.run("audit", "verify", "--data", str(place.folder)).exit_code == 0
    found = [history.name] if CANARY in history.read_text() else []
    with closing(Database(place.url)) as database:
        with database.session_scope(write=False) as session:
            found += texts_of(session)
        client = create_app(
            load_config({"CLAIMS_SECRET_KEY": "x" * 40}, data=place.folder), database
        ).test_client()
        answers = {address: client.get(address, follow_redirects=True) for address in (*PUBLIC, *EXPORTS)}
        found += [address for address, answer in answers.items() if CANARY in answer.text]
        return found + bytes_on_disk(database, place.folder)


@pytest.mark.usefixtures("quick_migrations")
def test_it_is_removed_on_postgresql_and_again_after_each_restore_and_move(
    desk: Path, planted: Planted, places: Places, tmp_path: Path
) -> None:
    assert run("backup", tmp_path / "sqlite.zip", "--data", desk).exit_code == 0
    moved = places.new("postgresql")
    assert moved.restore(tmp_path / "sqlite.zip").exit_code == 0
    assert len(everywhere(moved, tmp_path / "before.jsonl")) > 30
    moved.back_up(tmp_path / "yesterday.zip")
    words = ("remove", "claim", str(planted.claim_id), "--yes", "--data", str(moved.folder))
    assert moved.run(*words).exit_code == 0
    assert everywhere(moved, tmp_path / "after.jsonl") == []
    for kind in ("postgresql", "sqlite"):
        again = places.new(kind)
        made = again.restore(tmp_path / "yesterday.zip", "--removals", str(moved.folder / LIST_NAME))
        assert made.exit_code == 0 and "removed again" in made.output, made.output
        assert everywhere(again, tmp_path / f"{kind}.jsonl") == []


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
