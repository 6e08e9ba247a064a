import hashlib
import json
import sqlite3
import stat
import zipfile
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from claims.archiving.stores.local import INCOMING
from claims.db import Database
from claims.domain.person import Person, Role, system_actor
from claims.errors import InvalidInput, NotFound
from claims.services import audit, backup
from tests.conftest import make_person

SECRET = "the court ordered this erased"


@pytest.fixture
def desk(sqlite_template: Path, tmp_path: Path) -> Path:
    """A data folder with a database that is in use, files and a secret key."""
    folder = tmp_path / "desk"
    folder.mkdir()
    (folder / "claims.sqlite3").write_bytes(sqlite_template.read_bytes())
    (folder / "secret-key").write_text("k" * 64)
    (folder / "files" / "ab").mkdir(parents=True)
    (folder / "files" / "ab" / "abcd").write_bytes(b"snapshot" * 1000)
    (folder / "files" / "link").symlink_to(folder / "secret-key")
    (folder / "files" / INCOMING).mkdir()
    (folder / "files" / INCOMING / "half").write_bytes(b"half")
    return folder


def record(session: Session, ana: Person, text: str) -> audit.AuditEvent:
    return audit.record(session, ana.actor, "article.add", ("article", 1), {"title": text})


def make(desk: Path, target: Path) -> backup.Manifest:
    return backup.make_backup(desk / "claims.sqlite3", desk / "files", target)


def test_backup_of_a_desk_in_use_is_whole_and_verifies(desk: Path, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{desk / 'claims.sqlite3'}")
    with database.session_scope(write=True) as session:
        ana = make_person(session, "Ana", Role.EDITOR)
        head = record(session, ana, "One").hash
    with database.session_scope(write=True) as session:
        record(session, ana, "Not committed yet")
        manifest = make(desk, tmp_path / "backup.zip")
    database.close()

    assert (manifest.audit_number, manifest.audit_head) == (1, head)
    with zipfile.ZipFile(tmp_path / "backup.zip") as zipped:
        assert zipped.testzip() is None
        assert json.loads(zipped.read("manifest.json"))["members"] == manifest.members
        for name, sha256 in manifest.members.items():
            assert hashlib.sha256(zipped.read(name)).hexdigest() == sha256
        zipped.extract("claims.sqlite3", tmp_path / "restored")
    restored = Database(f"sqlite:///{tmp_path / 'restored' / 'claims.sqlite3'}")
    assert restored.revisions() == (manifest.revision, manifest.revision)
    with restored.session_scope(write=False) as session:
        assert audit.verify(session, head=manifest.audit_head).problems == ()
    restored.close()


def test_backup_has_the_files_and_neither_the_key_nor_what_links_lead_to(desk: Path, tmp_path: Path) -> None:
    make(desk, tmp_path / "backup.zip")
    with zipfile.ZipFile(tmp_path / "backup.zip") as zipped:
        assert set(zipped.namelist()) == {"claims.sqlite3", "files/ab/abcd", "manifest.json"}
        assert zipped.getinfo("files/ab/abcd").compress_size < 1000
        assert not any(b"kkkk" in zipped.read(name) for name in zipped.namelist())


def test_backup_does_not_hold_what_was_erased(desk: Path, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{desk / 'claims.sqlite3'}")
    with database.session_scope(write=True) as session:
        event = audit.record(session, system_actor("test"), "x", ("x", 1), {"text": SECRET})
        audit.erase_payload(session, system_actor("test"), event.number)
    make(desk, tmp_path / "backup.zip")
    database.close()
    with zipfile.ZipFile(tmp_path / "backup.zip") as zipped:
        assert SECRET.encode() not in zipped.read("claims.sqlite3")


def test_backup_is_for_its_owner_only(desk: Path, tmp_path: Path) -> None:
    make(desk, tmp_path / "backup.zip")
    assert stat.S_IMODE((tmp_path / "backup.zip").stat().st_mode) == 0o600


def test_desk_without_files_can_be_backed_up(desk: Path, tmp_path: Path) -> None:
    manifest = backup.make_backup(desk / "claims.sqlite3", desk / "nothing", tmp_path / "backup.zip")
    assert list(manifest.members) == ["claims.sqlite3"]


@pytest.mark.parametrize("kind", ["file", "folder", "broken link"])
def test_nothing_is_overwritten(desk: Path, tmp_path: Path, kind: str) -> None:
    target = tmp_path / "backup.zip"
    if kind == "file":
        target.write_text("precious")
    elif kind == "folder":
        target.mkdir()
    else:
        target.symlink_to(tmp_path / "nowhere")
    with pytest.raises(InvalidInput, match="exists already"):
        make(desk, target)
    assert kind != "file" or target.read_text() == "precious"


def test_folder_that_does_not_exist_is_named(desk: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="nowhere"):
        make(desk, tmp_path / "nowhere" / "backup.zip")


def test_failed_backup_leaves_nothing_behind(desk: Path, tmp_path: Path) -> None:
    (desk / "claims.sqlite3").write_bytes(b"this is no database" * 1000)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(InvalidInput, match="could not be written"):
        make(desk, tmp_path / "backup.zip")
    assert sorted(tmp_path.iterdir()) == before


def test_desk_without_a_database_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no database"):
        make(tmp_path, tmp_path / "backup.zip")


def test_postgresql_is_refused_politely() -> None:
    with pytest.raises(InvalidInput, match="pg_dump"):
        backup.database_file("postgresql+psycopg://desk")
    assert backup.database_file("sqlite:////data/claims.sqlite3") == Path("/data/claims.sqlite3")


def test_copied_database_opens_without_the_program(desk: Path, tmp_path: Path) -> None:
    make(desk, tmp_path / "backup.zip")
    with zipfile.ZipFile(tmp_path / "backup.zip") as zipped:
        zipped.extract("claims.sqlite3", tmp_path)
    connection = sqlite3.connect(tmp_path / "claims.sqlite3")
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
