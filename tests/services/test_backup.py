import hashlib
import stat
import threading
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.archiving.stores.local import LocalStore
from claims.db import Database
from claims.domain.article import Article
from claims.domain.person import Person, Role, system_actor
from claims.errors import Conflict, InvalidInput
from claims.services import audit
from claims.services.backup import make_backup
from claims.services.backup_manifest import Manifest, read_manifest
from tests.conftest import make_person

SECRET = "the court ordered this erased"


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "files")


def record(session: Session, ana: Person, text: str) -> audit.AuditEvent:
    return audit.record(session, ana.actor, "article.add", ("article", 1), {"title": text})


def add_article(database: Database, media_sha256: str) -> None:
    with database.session_scope(write=True) as session:
        session.add(Article(title="A", engine="sentence", media_sha256=media_sha256))


def test_backup_of_a_desk_in_use_is_one_moment_of_it(
    database: Database, store: LocalStore, tmp_path: Path
) -> None:
    with database.session_scope(write=True) as session:
        ana = make_person(session, "Ana", Role.EDITOR)
        head = record(session, ana, "One").hash
    with database.session_scope(write=True) as session:
        record(session, ana, "Not committed yet")
        manifest = make_backup(database.snapshot, store, tmp_path / "backup.zip")
    assert (manifest.audit_number, manifest.audit_head) == (1, head)
    with zipfile.ZipFile(tmp_path / "backup.zip") as zipped:
        assert zipped.testzip() is None
        assert read_manifest(zipped.read("manifest.json")) == manifest
        for table in manifest.tables:
            data = zipped.read(table.member)
            assert hashlib.sha256(data).hexdigest() == table.lines.sha256
            assert (data.count(b"\n"), len(data)) == (table.lines.rows, table.lines.bytes)
        assert b"Not committed" not in b"".join(map(zipped.read, zipped.namelist()))


def test_moment_stays_while_writers_go_on(database: Database, store: LocalStore, tmp_path: Path) -> None:
    """A writer commits between the tables of one backup; it sees none of that."""

    def write(what: str, _done: int, _of: int | None) -> None:
        if what != "audit_head":
            return
        with database.session_scope(write=True) as session:
            record(session, make_person(session, "Ana", Role.EDITOR), "Later")

    manifest = make_backup(database.snapshot, store, tmp_path / "backup.zip", write)
    rows = {table.name: table.lines.rows for table in manifest.tables}
    assert (rows["audit_event"], rows["person"], manifest.audit_number) == (0, 0, 0)
    with database.session_scope(write=False) as session:
        assert session.scalars(select(Person.name)).all() == ["Ana"]


def test_backup_has_the_files_that_rows_name_and_no_others(
    database: Database, store: LocalStore, tmp_path: Path
) -> None:
    named, _unnamed = store.put(b"snapshot" * 1000), store.put(b"nobody names this")
    (tmp_path / "files" / "secret-key").write_text("k" * 64)
    add_article(database, named.sha256)
    manifest = make_backup(database.snapshot, store, tmp_path / "backup.zip")
    with zipfile.ZipFile(tmp_path / "backup.zip") as zipped:
        files = [name for name in zipped.namelist() if name.startswith("files/")]
        assert files == [f"files/{named.sha256}"] and manifest.files.rows == 1
        assert zipped.getinfo(files[0]).compress_size < 1000
        assert not any(b"kkkk" in zipped.read(name) for name in zipped.namelist())


def test_missing_and_damaged_files_are_named_and_the_rest_is_kept(
    database: Database, store: LocalStore, tmp_path: Path
) -> None:
    damaged = store.put(b"as it was").sha256
    (tmp_path / "files" / damaged[:2] / damaged).write_bytes(b"as it is")
    missing = "ab" * 32
    for sha256 in (damaged, missing, store.put(b"whole").sha256):
        add_article(database, sha256)
    manifest = make_backup(database.snapshot, store, tmp_path / "backup.zip")
    assert set(manifest.missing) == {damaged, missing} and manifest.files.rows == 1


class Removing(LocalStore):
    """A file goes, and the row that names it, just before it is copied."""

    database: Database
    times = 1

    def open(self, sha256: str, *, check: bool = True):  # type: ignore[no-untyped-def]
        if self.times:
            self.times -= 1
            self.delete(sha256)
            with self.database.session_scope(write=True) as session:
                for article in session.scalars(select(Article).where(Article.media_sha256 == sha256)):
                    article.media_sha256 = ""
        return super().open(sha256, check=check)


@pytest.mark.parametrize("times", [1, 9])
def test_file_that_is_removed_meanwhile_begins_the_backup_anew(
    database: Database, tmp_path: Path, times: int
) -> None:
    store = Removing(tmp_path / "files")
    store.database, store.times = database, times
    for number in range(9):
        add_article(database, store.put(b"%d" % number).sha256)
    if times == 9:
        with pytest.raises(Conflict, match="all the time"):
            make_backup(database.snapshot, store, tmp_path / "backup.zip")
        assert {path.name for path in tmp_path.iterdir()} <= {"files", "claims.sqlite3"} | sqlite_files()
        return
    manifest = make_backup(database.snapshot, store, tmp_path / "backup.zip")
    assert manifest.files.rows == 8 and manifest.missing == ()


def sqlite_files() -> set[str]:
    return {"claims.sqlite3-wal", "claims.sqlite3-shm"}


def test_backup_does_not_hold_what_was_erased(database: Database, store: LocalStore, tmp_path: Path) -> None:
    with database.session_scope(write=True) as session:
        event = audit.record(session, system_actor("test"), "x", ("x", 1), {"text": SECRET})
        audit.erase_payload(session, system_actor("test"), event.number)
    make_backup(database.snapshot, store, tmp_path / "backup.zip")
    with zipfile.ZipFile(tmp_path / "backup.zip") as zipped:
        assert not any(SECRET.encode() in zipped.read(name) for name in zipped.namelist())


def test_backup_is_for_its_owner_only(database: Database, store: LocalStore, tmp_path: Path) -> None:
    make_backup(database.snapshot, store, tmp_path / "backup.zip")
    assert stat.S_IMODE((tmp_path / "backup.zip").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("kind", ["file", "folder", "broken link"])
def test_nothing_is_overwritten(database: Database, store: LocalStore, tmp_path: Path, kind: str) -> None:
    target = tmp_path / "backup.zip"
    if kind == "file":
        target.write_text("precious")
    elif kind == "folder":
        target.mkdir()
    else:
        target.symlink_to(tmp_path / "nowhere")
    with pytest.raises(InvalidInput, match="exists already"):
        make_backup(database.snapshot, store, target)
    assert kind != "file" or target.read_text() == "precious"


def test_two_backups_at_once_do_not_overwrite_each_other(
    database: Database, store: LocalStore, tmp_path: Path
) -> None:
    made: list[Manifest | InvalidInput] = []

    def make() -> None:
        try:
            made.append(make_backup(database.snapshot, store, tmp_path / "backup.zip"))
        except InvalidInput as error:
            made.append(error)

    threads = [threading.Thread(target=make) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(item, Manifest) for item in made) == 1


def test_folder_that_does_not_exist_is_named(database: Database, store: LocalStore, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="nowhere"):
        make_backup(database.snapshot, store, tmp_path / "nowhere" / "backup.zip")


def test_failed_backup_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "claims.sqlite3").write_bytes(b"this is no database" * 1000)
    before = sorted(tmp_path.iterdir())
    with closing(Database(f"sqlite:///{tmp_path / 'claims.sqlite3'}")) as database, pytest.raises(Conflict):
        make_backup(database.snapshot, LocalStore(tmp_path / "files"), tmp_path / "backup.zip")
    assert sorted(tmp_path.iterdir()) == before
