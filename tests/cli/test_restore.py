"""What is no whole backup is refused in one sentence, and nothing is left."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import false, literal, select

from claims.archiving.stores.local import LocalStore
from claims.db import Database
from claims.domain.person import system_actor
from claims.services import audit
from claims.services.audit import record
from claims.services.backup import make_backup
from tests.cli.moves import (
    Change,
    Place,
    Places,
    change_manifest,
    columns_of,
    copied,
    lines_of,
    members_of,
    repacked,
    replace_lines,
)

pytestmark = pytest.mark.usefixtures("quick_migrations")


@pytest.fixture(scope="session")
def backup(beijing: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the demonstration."""
    folder = tmp_path_factory.mktemp("backup")
    copied(beijing, folder / "first").back_up(folder / "whole.zip")
    return folder / "whole.zip"


def drop(name: str) -> Change:
    return lambda members: members.pop(name) and None


def add(name: str, data: bytes = b"x") -> Change:
    return lambda members: members.update({name: data})


def said(change: Callable[[dict[str, Any]], None]) -> Change:
    return lambda members: change_manifest(members, change)


def table_of(manifest: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(item for item in manifest["tables"] if item["name"] == name)
    return found


def without_table(members: dict[str, bytes]) -> None:
    del members["tables/tag.jsonl"]
    change_manifest(members, lambda m: m["tables"].remove(table_of(m, "tag")))


def surplus_table(members: dict[str, bytes]) -> None:
    change_manifest(members, lambda m: m["tables"].append({**table_of(m, "tag"), "name": "sqlite_master"}))
    members["tables/sqlite_master.jsonl"] = members["tables/tag.jsonl"]


def rewritten(table: str, edit: Callable[[list[str], list[Any]], None]) -> Change:
    """Change every row of a table, and let the manifest agree."""

    def change(members: dict[str, bytes]) -> None:
        columns, lines = columns_of(members, table), b""
        for row in lines_of(members, table):
            edit(columns, row)
            lines += json.dumps(row).encode() + b"\n"
        replace_lines(members, table, lines)

    return change


def set_value(column: str, value: Any) -> Callable[[list[str], list[Any]], None]:
    return lambda columns, row: row.__setitem__(columns.index(column), value)


HOSTILE: dict[str, tuple[Change, str]] = {
    "no manifest": (drop("manifest.json"), "no manifest"),
    "manifest that is no JSON": (add("manifest.json", b"{"), "manifest cannot be read"),
    "manifest nested deeply": (add("manifest.json", b"[" * 100_000), "manifest cannot be read"),
    "manifest of a list": (add("manifest.json", b"[]"), "manifest cannot be read"),
    "manifest too long": (add("manifest.json", b" " * 4_000_001), "manifest is too long"),
    "other format": (said(lambda m: m.update(format="claims-backup-1")), "claims-backup-1"),
    "negative rows": (said(lambda m: table_of(m, "tag").update(rows=-1)), "manifest cannot be read"),
    "name that is SQL": (said(lambda m: table_of(m, "tag").update(name='tag"; DROP')), "manifest cannot be read"),
    "newer revision": (said(lambda m: m.update(revision="9999")), "newer program"),
    "member missing": (drop("tables/claim.jsonl"), "lacks the member tables/claim.jsonl"),
    "table missing": (without_table, "lacks the table tag"),
    "table too many": (surplus_table, "no desk has: sqlite_master"),
    "column too many": (
        said(lambda m: table_of(m, "tag")["columns"].append(["evil", "text"])),
        "no desk has: tag.evil",
    ),
    "column missing": (said(lambda m: table_of(m, "tag")["columns"].pop()), "lacks the column tag."),
    "column of another kind": (
        said(lambda m: table_of(m, "tag")["columns"][0].__setitem__(1, "bytes")),
        "tag.id",
    ),
    "path that leads out": (add("../../evil"), "no backup has"),
    "absolute path": (add("/etc/evil"), "no backup has"),
    "file of no hash": (add("files/../../evil"), "no backup has"),
    "file that is not listed": (add("files/" + "ab" * 32), "other files than it says"),
    "rows changed": (
        lambda members: members.update(
            {"tables/person.jsonl": members["tables/person.jsonl"].replace(b"Ana", b"Eve")}
        ),
        "another SHA-256",
    ),
    "row that is no list": (lambda members: replace_lines(members, "tag", b"{}\n"), "line of the table tag"),
    "row of the wrong length": (lambda members: replace_lines(members, "tag", b"[1]\n"), "line of the table tag"),
    "row nested deeply": (lambda m: replace_lines(m, "tag", b"[" * 99_999 + b"\n"), "line of the table tag"),
    "row without an end": (lambda members: replace_lines(members, "tag", b"[1]"), "tag"),
    "half a surrogate pair": (rewritten("person", set_value("name", "\ud800")), "line of the table person"),
    "number too large": (rewritten("person", set_value("id", 1 << 63)), "line of the table person"),
    "moment without a zone": (
        rewritten("person", set_value("created_at", "2026-11-22T00:00:00")),
        "line of the table person",
    ),
    "text for a number": (rewritten("person", set_value("id", "1")), "line of the table person"),
    "JSON that is none": (rewritten("setting", set_value("value", "{")), "line of the table setting"),
    "rule broken": (rewritten("person", set_value("email", "ANA@X")), "database refuses"),
    "row that names nothing": (rewritten("verdict", set_value("translation_of_id", 999_999)), "verdict"),
    "history of another end": (said(lambda m: m.update(audit_head="ab" * 32)), "another end"),
}


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_whatever_is_wrong_is_named_and_leaves_nothing(
    backup: Path, places: Places, tmp_path: Path, kind: str, subtests: Any
) -> None:
    place = places.new(kind)
    for name, (change, sentence) in HOSTILE.items():
        with subtests.test(name):
            bad = repacked(backup, tmp_path / "bad.zip", change)
            result = place.restore(bad)
            assert result.exit_code == 2, result.output
            assert sentence in result.stderr and result.stderr.count("\n") <= 2
            assert place.is_untouched()
    assert place.restore(backup).exit_code == 0


def test_members_of_one_name_are_refused(backup: Path, places: Places, tmp_path: Path) -> None:
    place, bad = places.new("sqlite"), Path(shutil.copy(backup, tmp_path / "bad.zip"))
    with zipfile.ZipFile(bad, "a") as zipped, pytest.warns(UserWarning, match="Duplicate"):
        zipped.writestr("tables/tag.jsonl", b"")
    result = place.restore(bad)
    assert result.exit_code == 2 and "two members of one name" in result.stderr and place.is_untouched()


def test_a_cut_backup_is_refused_wherever_it_is_cut(backup: Path, places: Places, tmp_path: Path) -> None:
    place, data = places.new("sqlite"), backup.read_bytes()
    for share in range(0, 100, 7):
        (tmp_path / "cut.zip").write_bytes(data[: len(data) * share // 100])
        result = place.restore(tmp_path / "cut.zip")
        assert result.exit_code == 2 and "cannot be restored" in result.stderr and place.is_untouched()


def test_a_backup_with_a_flipped_byte_is_refused_or_means_the_same(
    backup: Path, places: Places, tmp_path: Path
) -> None:
    place, data = places.new("sqlite"), backup.read_bytes()
    for position in range(20, len(data), len(data) // 12):
        flipped = bytearray(data)
        flipped[position] ^= 0x55
        (tmp_path / "bad.zip").write_bytes(flipped)
        result = place.restore(tmp_path / "bad.zip")
        if result.exit_code == 0:  # a byte that says nothing, such as a date in the ZIP
            place = places.new("sqlite")
            continue
        assert result.exit_code == 2 and "Traceback" not in result.output, result.output
        assert place.is_untouched()


def test_a_bomb_is_refused_before_it_goes_off(backup: Path, places: Places, tmp_path: Path) -> None:
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        with new.open("files/" + "ab" * 32, "w", force_zip64=True) as member:
            for _piece in range(200):
                member.write(bytes(1 << 20))
    place = places.new("sqlite")
    result = place.restore(tmp_path / "bomb.zip")
    assert result.exit_code == 2 and "other files" in result.stderr and place.is_untouched()


def test_a_long_line_is_refused(
    backup: Path, places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.services.restore.MAX_LINE_BYTES", 3_000_000)
    bad = repacked(backup, tmp_path / "bad.zip", lambda m: replace_lines(m, "tag", b" " * 3_000_001 + b"\n"))
    place = places.new("sqlite")
    result = place.restore(bad)
    assert result.exit_code == 2 and "too long" in result.stderr and place.is_untouched()


def with_a_wrong_file(members: dict[str, bytes]) -> None:
    line = json.dumps({"sha256": "ab" * 32, "size": 1}).encode() + b"\n"
    about = {"rows": 1, "bytes": len(line), "sha256": hashlib.sha256(line).hexdigest()}
    change_manifest(members, lambda m: m.update(files=about))
    members.update({"files.jsonl": line, "files/" + "ab" * 32: b"x"})


def test_file_that_is_another_is_refused(backup: Path, places: Places, tmp_path: Path) -> None:
    place = places.new("sqlite")
    result = place.restore(repacked(backup, tmp_path / "bad.zip", with_a_wrong_file))
    assert result.exit_code == 2 and "was changed" in result.stderr and place.is_untouched()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_files_without_room_are_refused_before_any_is_written(
    backup: Path, places: Places, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.services.restore.free_bytes", lambda _folder: 0)
    place = places.new(kind)
    result = place.restore(repacked(backup, tmp_path / "full.zip", with_a_wrong_file))
    assert result.exit_code == 2 and "no room" in result.stderr and place.is_untouched()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_desk_is_never_overwritten(backup: Path, places: Places, kind: str) -> None:
    place = places.new(kind)
    assert place.restore(backup).exit_code == 0
    rows = place.rows()
    result = place.restore(backup)
    assert result.exit_code == 2 and ("already" in result.stderr or "empty" in result.stderr)
    assert place.rows() == rows


def test_database_that_is_not_empty_is_refused(backup: Path, places: Places) -> None:
    place = places.new("postgresql")
    with closing(Database(place.url)) as database:
        database.upgrade()
    result = place.restore(backup)
    assert result.exit_code == 2 and "not empty" in result.stderr and not place.folder.exists()


def test_folder_with_anything_else_is_refused_and_keys_may_wait_there(backup: Path, places: Places) -> None:
    place = places.new("sqlite")
    place.folder.mkdir()
    (place.folder / "secret-key").write_text("k" * 64)
    (place.folder / "holiday.jpg").write_text("x")
    assert "holiday.jpg" in place.restore(backup).stderr
    (place.folder / "holiday.jpg").unlink()
    assert place.restore(backup).exit_code == 0
    assert (place.folder / "secret-key").read_text() == "k" * 64


def test_kept_head_must_be_in_the_history(backup: Path, places: Places) -> None:
    place = places.new("sqlite")
    refused = place.restore(backup, "--head", "ab" * 32)
    assert refused.exit_code == 2 and "cut or replaced" in refused.stderr and place.is_untouched()
    head = json.loads(members_of(backup)["manifest.json"])["audit_head"]
    assert place.restore(backup, "--head", head).exit_code == 0


def test_what_the_desk_itself_has_wrong_is_named_and_the_desk_is_there(
    beijing: Path, places: Places, tmp_path: Path
) -> None:
    first = copied(beijing, tmp_path / "first")
    with closing(Database(first.url)) as database, database.session_scope(write=True) as session:
        session.connection().exec_driver_sql("UPDATE audit_event SET action = 'x' WHERE number = 2")
    first.back_up(tmp_path / "b.zip")
    place = places.new("sqlite")
    result = place.restore(tmp_path / "b.zip")
    assert (result.exit_code, result.output) == (1, "Event 2 was changed after it was recorded.\n")
    assert place.rows()["person"] == first.rows()["person"]


def test_a_rule_that_was_broken_with_the_rules_asleep_is_named(
    backup: Path, places: Places, tmp_path: Path
) -> None:
    bad = repacked(backup, tmp_path / "bad.zip", lambda members: replace_lines(members, "approval", b""))
    result = places.new("sqlite").restore(bad)
    assert result.exit_code == 1 and "was approved by nobody" in result.output


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_older_backup_is_brought_up_to_date(
    places: Places, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_files = select(literal("")).where(false())
    monkeypatch.setattr("claims.services.backup.named_files", lambda: no_files)  # an older program knew other ones
    old, newest = places.new(kind), None
    old.folder.mkdir(exist_ok=True)
    with closing(Database(old.url)) as database:
        database.upgrade()
        newest = database.revisions()[1]
        with database.session_scope(write=True) as session:
            head = record(session, system_actor("test"), "x.y", ("x", 1), {"a": 1}).hash
        database.downgrade("0008")
        make_backup(database.snapshot, LocalStore(tmp_path / "none"), tmp_path / "old.zip")
    place = places.new(kind)
    result = place.restore(tmp_path / "old.zip", "--head", head)
    assert result.exit_code == 0, result.output
    with closing(Database(place.url)) as database:
        assert database.revisions() == (newest, newest)
        with database.session_scope(write=False) as session:
            assert audit.verify(session, head=head).problems == ()


def test_list_of_removals_is_read_and_never_passed_over(backup: Path, places: Places, tmp_path: Path) -> None:
    place = places.new("sqlite")
    place.folder.mkdir()
    (place.folder / "removals.jsonl").write_text("[]\n")
    result = place.restore(backup)
    assert result.exit_code == 2 and "Line 1" in result.stderr
    assert {path.name for path in place.folder.iterdir()} == {"removals.jsonl"}


def run_and_kill(place: Place, arguments: list[str], seconds: float) -> int:
    environment = {**os.environ, "CLAIMS_DATA": str(place.folder)}
    if place.url.startswith("postgresql"):
        environment["CLAIMS_DATABASE_URL"] = place.url
    process = subprocess.Popen(
        [sys.executable, "-m", "claims", *arguments],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    return process.wait()


@pytest.mark.parametrize("seconds", [0.8, 1.6, 2.2])
def test_killed_restore_leaves_no_desk(backup: Path, places: Places, seconds: float) -> None:
    place = places.new("sqlite")
    ended = run_and_kill(place, ["restore", str(backup), str(place.folder)], seconds)
    if (place.folder / "claims.sqlite3").exists():
        result = place.run("db", "check", "--data", str(place.folder))
        assert result.exit_code == 0, result.output
    else:
        assert ended != 0
        left = {path.name for path in place.folder.iterdir()} if place.folder.exists() else set()
        assert left <= {".restoring"}
        if left:
            assert ".restoring" in place.restore(backup).stderr


def test_a_restore_killed_halfway_into_postgresql_leaves_none_either(backup: Path, places: Places) -> None:
    place = places.new("postgresql")
    command = [sys.executable, "-m", "claims", "restore", str(backup), str(place.folder)]
    process = subprocess.Popen(command, env={**os.environ, "CLAIMS_DATABASE_URL": place.url})
    while not (place.folder / ".restoring").exists():
        assert process.poll() is None
        time.sleep(0.02)
    time.sleep(0.3)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    assert {path.name for path in place.folder.iterdir()} == {".restoring"}
    shutil.rmtree(place.folder / ".restoring")
    assert place.is_untouched()
    assert place.restore(backup).exit_code == 0


@pytest.mark.parametrize("seconds", [0.6, 0.9, 1.2])
def test_killed_backup_leaves_no_backup(beijing: Path, tmp_path: Path, seconds: float) -> None:
    place = copied(beijing, tmp_path / "first")
    run_and_kill(place, ["backup", str(tmp_path / "b.zip"), "--data", str(place.folder)], seconds)
    if (tmp_path / "b.zip").exists():
        with zipfile.ZipFile(tmp_path / "b.zip") as zipped:
            assert zipped.testzip() is None and "manifest.json" in zipped.namelist()
