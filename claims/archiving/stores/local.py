"""Files in a folder of this machine: ``ab/ab12…`` holds what has the SHA-256 ``ab12…``.

A file is written under another name, brought to the disk and then renamed. So whatever has a final name is whole,
also after a crash. Whoever writes one holds a lock on it, which ends with the process: what nobody holds was left
by one that was killed, and is swept up at the next start and whenever a file comes.
"""

import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import BinaryIO

from claims.archiving.stores.base import SHA256, Stored, check_sha256
from claims.errors import EngineError, NotFound
from claims.i18n import gettext as _

INCOMING = ".incoming"
"""The folder of files that are being written. It begins with a dot: backups leave it out."""
ABANDONED_SECONDS = 3_600.0
"""A file that was being written and has not grown for so long belongs to nobody, where the system has no locks."""
_PIECE = 1 << 20


class LocalStore:
    """Keeps files in a folder, which is made when the first one comes."""

    name = "local"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._incoming = folder / INCOMING

    def put(self, data: bytes | BinaryIO) -> Stored:
        """Keep the bytes; a damaged file of the same name is mended by that."""
        with _reachable():
            self._incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._sweep()
            with self._begun() as (handle, path):
                with os.fdopen(handle, "wb") as file:
                    stored = _copy(BytesIO(data) if isinstance(data, bytes) else data, file)
                    file.flush()
                    os.fsync(file.fileno())
                self._name(path, self._path(stored.sha256))
        return stored

    def sweep(self) -> None:
        """Remove what killed processes left half-written."""
        with _reachable():
            self._sweep()

    def open(self, sha256: str, *, check: bool = True) -> BinaryIO:
        """Return a file that, with ``check``, was read once already to see that it holds what its name says."""
        path = self._path(sha256)
        with _reachable():
            try:
                file = path.open("rb")
            except FileNotFoundError:
                raise NotFound(_("There is no file %(sha256)s in the store.", sha256=sha256)) from None
            try:
                if check:
                    _check(file, sha256)
            except BaseException:
                file.close()
                raise
        return file

    def has(self, sha256: str) -> bool:
        """Whether the file is there."""
        with _reachable():
            return self._path(sha256).is_file()

    def delete(self, sha256: str) -> bool:
        """Forget a file; tell whether it was there."""
        with _reachable():
            try:
                self._path(sha256).unlink()
            except FileNotFoundError:
                return False
            return True

    def names(self, *, before: datetime | None = None) -> Iterator[str]:
        """Yield the SHA-256 of every file, or of those last put before a moment."""
        with _reachable():
            for folder in self._folder.glob("[0-9a-f][0-9a-f]"):
                for path in folder.iterdir():
                    if SHA256.fullmatch(path.name) and (before is None or _was_put(path, before)):
                        yield path.name

    def _path(self, sha256: str) -> Path:
        return self._folder / check_sha256(sha256)[:2] / sha256

    def _name(self, written: Path, final: Path) -> None:
        """Give a whole file its final name, and bring that to the disk too."""
        final.parent.mkdir(mode=0o700, exist_ok=True)
        written.replace(final)
        for folder in (final.parent, self._folder):
            _sync(folder)

    @contextmanager
    def _begun(self) -> Iterator[tuple[int, Path]]:
        """Begin a file, readable by its owner only, and hold it until the block ends, with its final name."""
        while True:
            handle, name = tempfile.mkstemp(dir=self._incoming)
            held = _hold(handle)
            if held is None or os.fstat(held).st_nlink:
                break
            os.close(handle)  # swept up before it was held
            os.close(held)
        try:
            yield handle, Path(name)
        finally:
            Path(name).unlink(missing_ok=True)
            if held is not None:
                os.close(held)

    def _sweep(self) -> None:
        for path in self._incoming.glob("*"):
            with suppress(FileNotFoundError):  # its writer was faster
                _remove_unheld(path)


def _hold(handle: int) -> int | None:
    """Lock a file that is being written; return another handle that holds it, or None where there are no locks."""
    if sys.platform == "win32":
        return None
    import fcntl

    held = os.dup(handle)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
    except OSError:  # a file system without locks
        os.close(held)
        return None
    return held


def _remove_unheld(path: Path) -> None:
    if sys.platform != "win32":
        import fcntl

        with path.open("r+b") as file:  # held while it is removed, lest its writer takes it up just then
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            except OSError:  # a file system without locks: see below
                pass
            else:
                path.unlink()
                return
    if time.time() - path.stat().st_mtime > ABANDONED_SECONDS:
        path.unlink()


def _was_put(path: Path, before: datetime) -> bool:
    """Whether the file is there and was put before the moment: putting it again makes it new."""
    try:
        return path.stat().st_mtime < before.timestamp()
    except FileNotFoundError:  # deleted meanwhile
        return False


def _check(file: BufferedReader, sha256: str) -> None:
    if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
        raise EngineError(_("The file %(sha256)s in the store is damaged.", sha256=sha256))
    file.seek(0)


def _copy(source: BinaryIO, target: BinaryIO) -> Stored:
    sha256, size = hashlib.sha256(), 0
    while piece := source.read(_PIECE):
        sha256.update(piece)
        target.write(piece)
        size += len(piece)
    return Stored(sha256.hexdigest(), size)


def _sync(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _reachable() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise EngineError(_("The store of files cannot be used: %(reason)s.", reason=reason)) from error
