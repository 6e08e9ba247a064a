"""The store of files: what goes in comes out, whole or not at all."""

import hashlib
import os
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest

from claims.archiving.registry import get_store, store_names
from claims.archiving.stores.base import Stored
from claims.archiving.stores.local import ABANDONED_SECONDS, INCOMING, LocalStore
from claims.errors import EngineError, InvalidInput, NotFound

DATA = b"snapshot" * 1000
SHA256 = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "files")


def _file(tmp_path: Path) -> Path:
    return tmp_path / "files" / SHA256[:2] / SHA256


def test_what_goes_in_comes_out(store: LocalStore) -> None:
    assert store.put(DATA) == Stored(SHA256, len(DATA))
    assert store.has(SHA256)
    with store.open(SHA256) as file:
        assert file.read() == DATA
    assert list(store.names()) == [SHA256]


def test_stream_is_stored_from_where_it_stands_and_the_same_bytes_once(store: LocalStore) -> None:
    stream = BytesIO(b"xx" + DATA)
    stream.seek(2)
    assert store.put(stream) == store.put(DATA)
    assert len(list(store.names())) == 1


def test_files_put_before_a_moment_are_told_apart_and_putting_again_makes_new(
    store: LocalStore, tmp_path: Path
) -> None:
    store.put(DATA)
    os.utime(_file(tmp_path), (1_000_000_000, 1_000_000_000))
    moment = datetime(2020, 1, 1, tzinfo=UTC)
    store.put(b"other")
    assert list(store.names(before=moment)) == [SHA256]
    store.put(DATA)
    assert list(store.names(before=moment)) == []


def test_empty_file_is_a_file(store: LocalStore) -> None:
    stored = store.put(b"")
    with store.open(stored.sha256) as file:
        assert file.read() == b""


def test_only_the_owner_may_read(store: LocalStore, tmp_path: Path) -> None:
    store.put(DATA)
    path = _file(tmp_path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_deleted_file_is_gone(store: LocalStore) -> None:
    store.put(DATA)
    assert store.delete(SHA256)
    assert not store.delete(SHA256)
    assert not store.has(SHA256)
    with pytest.raises(NotFound, match=SHA256):
        store.open(SHA256)


@pytest.mark.parametrize("name", ["", "../" * 21 + "x", "/etc/passwd", SHA256.upper(), SHA256 + "\n", SHA256[:-1]])
def test_name_that_is_no_hash_is_refused(name: str, store: LocalStore) -> None:
    for method in (store.open, store.has, store.delete):
        with pytest.raises(InvalidInput, match="no SHA-256"):
            method(name)


def test_damaged_file_is_not_given_out_and_mended_by_putting_it_again(store: LocalStore, tmp_path: Path) -> None:
    store.put(DATA)
    _file(tmp_path).write_bytes(DATA[:-1] + b"X")
    with pytest.raises(EngineError, match="damaged"):
        store.open(SHA256)
    with store.open(SHA256, check=False) as file:
        assert file.read(8) == DATA[:8]
    store.put(DATA)
    store.open(SHA256).close()


class _Breaking(BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        if self.tell() > 100:
            raise OSError(5, "Input/output error")
        return super().read(200)


def test_stream_that_breaks_leaves_nothing(store: LocalStore, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="Input/output error"):
        store.put(_Breaking(DATA))
    assert list(store.names()) == []
    assert list((tmp_path / "files" / INCOMING).iterdir()) == []


def test_folder_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("")
    with pytest.raises(EngineError, match="cannot be used: "):
        LocalStore(tmp_path / "files").put(DATA)


_WRITER = """
import sys; from pathlib import Path; from claims.archiving.stores.local import LocalStore
class Slow:
    def read(self, size):
        print("reading", flush=True)
        sys.stdin.readline()
        return b""
LocalStore(Path(sys.argv[1])).put(Slow())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="has no locks that end with their process")
def test_what_a_killed_process_left_is_no_file_and_swept_up_but_not_what_is_written(
    store: LocalStore, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", _WRITER, str(tmp_path / "files")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        (left,) = (tmp_path / "files" / INCOMING).iterdir()
        store.put(DATA)
        store.sweep()
        assert left.exists()
        process.kill()
    assert list(store.names()) == [SHA256]
    store.sweep()
    assert not left.exists()


def test_without_locks_only_what_did_not_grow_for_long_is_swept_up(
    store: LocalStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")

    def refuse(*_args: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", refuse)
    store.put(DATA)
    left = tmp_path / "files" / INCOMING / "left"
    left.write_bytes(b"half")
    store.put(DATA)
    assert left.exists()  # it could be another process's
    long_ago = time.time() - ABANDONED_SECONDS - 1
    os.utime(left, (long_ago, long_ago))
    store.put(DATA)
    assert not left.exists()


def test_many_put_read_and_delete_at_once(store: LocalStore) -> None:
    problems: list[Exception] = []

    def work(number: int) -> None:
        try:
            for turn in range(20):
                data = b"%d" % (turn % 3)
                sha256 = store.put(data).sha256
                try:
                    with store.open(sha256) as file:
                        assert file.read() == data
                except NotFound:
                    continue  # another one deleted it
                if number == 0:
                    store.delete(sha256)
        except Exception as error:
            problems.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


def test_stores_have_names(tmp_path: Path) -> None:
    assert store_names()[0] == "local"
    assert get_store("local", tmp_path).name == "local"
    with pytest.raises(InvalidInput, match="there are: local"):
        get_store("shoe box", tmp_path)
