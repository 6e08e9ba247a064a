"""One file that holds a whole desk, consistent although the desk goes on working; no key is in it.

The rows are those of one moment (``claims.services.backup_table``), with every stored file that they name; what
was erased is in neither. Both are written piece by piece, whatever their size.
"""

import hashlib
import json
import os
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, BinaryIO

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from claims.archiving.stores.base import Store
from claims.domain.audit import AuditHead
from claims.domain.entity import now
from claims.errors import ClaimsError, Conflict, EngineError, InvalidInput, NotFound
from claims.i18n import gettext as _
from claims.services.backup_manifest import (
    FILES_FOLDER,
    FILES_MEMBER,
    MANIFEST_MEMBER,
    Lines,
    Manifest,
    TableLines,
    member_of,
    program_version,
    write_manifest,
)
from claims.services.backup_table import VERSION_TABLE, RowCoder, Table, select_rows, tables_of
from claims.services.file import named_files, names_file

Opening = Callable[[], AbstractContextManager[Connection]]
"""Opens a connection that sees the desk as it is at one moment, and goes on seeing it so."""
Progress = Callable[[str, int, int | None], None]
"""Is told what is being copied, how many there are already, and of how many if that is known."""

ATTEMPTS = 3
"""How often a backup is begun anew because files that it was to copy were removed meanwhile."""
_BATCH = 500
_PIECE = 1 << 20
_PAYS = 0.95


class _Overtaken(Exception):
    """A file of the moment that is being copied was removed since."""


def make_backup(opening: Opening, store: Store, target: Path, progress: Progress | None = None) -> Manifest:
    """Write the backup of a desk to ``target``, whole or not at all.

    Raise InvalidInput when the target exists or cannot be written, Conflict when the desk cannot be read.
    """
    _require_new(target)
    for _attempt in range(ATTEMPTS):
        try:
            with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as folder:
                return _Backup(opening, store, progress or _silent).write(Path(folder) / "backup.zip", target)
        except _Overtaken:
            continue
        except (OSError, UnicodeError, zlib.error) as error:
            raise InvalidInput(_("The backup could not be written: %(error)s.", error=error)) from error
        except (DBAPIError, sqlite3.Error) as error:
            reason = (str(getattr(error, "orig", error)).strip().splitlines() or [""])[0]
            raise Conflict(_("The database cannot be read: %(reason)s.", reason=reason)) from error
    raise Conflict(_("Files are being removed from this desk all the time: try again later."))


@contextmanager
def new_file(target: Path) -> Iterator[BinaryIO]:
    """Open a new file that only its owner can read, which gets its name, whole, when the block ends well.

    Raise InvalidInput when the target exists or cannot be written.
    """
    _require_new(target)
    try:
        with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as folder:
            working = Path(folder) / "working"
            with _opened(working) as file:
                yield file
            _name(working, target)
    except (OSError, UnicodeError) as error:
        raise InvalidInput(_("%(file)s could not be written: %(error)s.", file=target, error=error)) from error


def _require_new(target: Path) -> None:
    if target.exists() or target.is_symlink():
        raise InvalidInput(_("%(file)s exists already: give another name.", file=target))
    if not target.parent.is_dir():
        raise InvalidInput(_("There is no folder %(folder)s.", folder=target.parent))


def _silent(_what: str, _done: int, _of: int | None) -> None:
    """Tell nobody."""


class _Backup:
    """One attempt."""

    def __init__(self, opening: Opening, store: Store, progress: Progress) -> None:
        self._opening = opening
        self._store = store
        self._progress = progress
        self._missing: list[str] = []

    def write(self, working: Path, target: Path) -> Manifest:
        with self._opening() as connection, _created(working) as zipped:
            manifest = self._copy(connection, zipped)
            with _member(zipped, MANIFEST_MEMBER) as member:
                member.write(write_manifest(manifest))
        _name(working, target)
        return manifest

    def _copy(self, connection: Connection, zipped: zipfile.ZipFile) -> Manifest:
        revision, number, head = _state(connection)
        tables = tuple(self._copy_table(connection, zipped, table) for table in tables_of(connection))
        files = self._copy_files(connection, zipped)
        made_at = now().isoformat()
        return Manifest(program_version(), made_at, revision, number, head, tables, files, tuple(self._missing))

    def _copy_table(self, connection: Connection, zipped: zipfile.ZipFile, table: Table) -> TableLines:
        coder = RowCoder(table)
        rows = connection.execute(select_rows(table).execution_options(yield_per=_BATCH))
        with _member(zipped, member_of(table.name)) as member:
            written = _Written(member)
            for batch in rows.partitions():
                written.add([coder.line(row) for row in batch])
                self._progress(table.name, written.rows, None)
        return TableLines(table.name, table.columns, written.lines())

    def _copy_files(self, connection: Connection, zipped: zipfile.ZipFile) -> Lines:
        """Copy every file that a row names, and list them; the list is kept on the disk, not in memory."""
        with tempfile.TemporaryFile() as listed:
            written = _Written(listed)
            names = connection.execute(named_files().execution_options(yield_per=_BATCH))
            for (sha256,) in names:
                size = self._copy_file(zipped, sha256)
                if size is not None:
                    written.add([json.dumps({"sha256": sha256, "size": size}).encode() + b"\n"])
                    self._progress(_("files"), written.rows, None)
            listed.seek(0)
            with _member(zipped, FILES_MEMBER) as member:
                while piece := listed.read(_PIECE):
                    member.write(piece)
        return written.lines()

    def _copy_file(self, zipped: zipfile.ZipFile, sha256: str) -> int | None:
        """Return the size of a file that was copied; None for one that is damaged or not there."""
        try:
            file = self._store.open(sha256)
        except (NotFound, EngineError, InvalidInput) as error:
            self._note_missing(sha256, error)
            return None
        digest, size = hashlib.sha256(), 0
        with file, _member(zipped, FILES_FOLDER + sha256, shrink=_pays(file)) as member:
            while piece := file.read(_PIECE):
                digest.update(piece)
                member.write(piece)
                size += len(piece)
        if digest.hexdigest() != sha256:
            raise InvalidInput(_("The file %(sha256)s changed while it was copied.", sha256=sha256))
        return size

    def _note_missing(self, sha256: str, error: ClaimsError) -> None:
        """Remember a file that the desk lacks; begin anew when it was removed since, with its rows."""
        with self._opening() as connection:
            still_named = connection.scalar(select(names_file(sha256)))
        if not still_named:
            raise _Overtaken from error
        self._missing.append(sha256)


class _Written:
    """Counts and hashes lines on their way into a member."""

    def __init__(self, member: IO[bytes]) -> None:
        self._member = member
        self._digest = hashlib.sha256()
        self.rows = 0
        self._bytes = 0

    def add(self, lines: list[bytes]) -> None:
        data = b"".join(lines)
        self._member.write(data)
        self._digest.update(data)
        self.rows += len(lines)
        self._bytes += len(data)

    def lines(self) -> Lines:
        return Lines(self.rows, self._bytes, self._digest.hexdigest())


def _state(connection: Connection) -> tuple[str, int, str]:
    """Return the revision of the schema, and number and hash of the last audit event."""
    revision = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar()  # noqa: S608
    head = connection.execute(select(AuditHead.number, AuditHead.hash)).first()
    if revision is None or head is None:
        raise Conflict(_("The database has no audit head or no revision: run “claims db check”."))
    return str(revision), head.number, head.hash


def _pays(file: BinaryIO) -> bool:
    """Tell whether it pays to compress a file, by how its beginning shrinks; most pictures and archives do not."""
    piece = file.read(1 << 16)
    file.seek(0)
    return len(zlib.compress(piece, 1)) < _PAYS * len(piece)


@contextmanager
def _member(zipped: zipfile.ZipFile, name: str, *, shrink: bool = True) -> Iterator[IO[bytes]]:
    """Open a new member to write; the dates of members say nothing, the manifest does."""
    about = zipfile.ZipInfo(name)
    about.compress_type = zipfile.ZIP_DEFLATED if shrink else zipfile.ZIP_STORED
    about.external_attr = 0o600 << 16
    with zipped.open(about, "w", force_zip64=True) as member:
        yield member


@contextmanager
def _created(path: Path) -> Iterator[zipfile.ZipFile]:
    with _opened(path) as file, zipfile.ZipFile(file, "w", compresslevel=6) as zipped:
        yield zipped


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """Open a new file that only its owner can read; it is on the disk when the block ends."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode=0o600)
    with os.fdopen(handle, "w+b") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _name(working: Path, target: Path) -> None:
    """Give a whole file its final name, never in the place of one that came meanwhile."""
    try:
        os.link(working, target)
    except FileExistsError:
        raise InvalidInput(_("%(file)s exists already: give another name.", file=target)) from None
    except OSError:  # a file system without links
        if target.exists():
            raise
        working.replace(target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
