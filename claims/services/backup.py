"""One file that holds a whole desk, consistent although the desk goes on working; the secret key is not in it.

A ZIP of ``claims.sqlite3``, the folder ``files`` and ``manifest.json``, which has the SHA-256 of every member and
the head of the audit chain. What was erased is not in it: the database is written anew, without free pages.
"""

import hashlib
import json
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from claims.domain.entity import now
from claims.errors import Conflict, InvalidInput, NotFound
from claims.i18n import gettext as _

FORMAT = "claims-backup-1"
DATABASE_MEMBER = "claims.sqlite3"
FILES_MEMBER = "files"
MANIFEST_MEMBER = "manifest.json"

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says about itself."""

    format: str
    made_at: str
    """ISO 8601, in UTC."""
    revision: str
    audit_number: int
    audit_head: str
    """Hash of the last audit event: the restored chain can be verified against it."""
    members: dict[str, str]
    """Name of the member → SHA-256."""


def database_file(url: str) -> Path:
    """Return the file behind an SQLite address; raise InvalidInput for PostgreSQL."""
    if not url.startswith("sqlite:///"):
        raise InvalidInput(_("This desk is on PostgreSQL: make its backup with pg_dump."))
    return Path(url.removeprefix("sqlite:///"))


def make_backup(database: Path, files: Path, target: Path) -> Manifest:
    """Write the backup of a desk on SQLite to ``target``, whole or not at all.

    ``files`` need not exist. Raise InvalidInput when the target exists or cannot be written.
    """
    if target.exists() or target.is_symlink():
        raise InvalidInput(_("%(file)s exists already: give another name.", file=target))
    if not target.parent.is_dir():
        raise InvalidInput(_("There is no folder %(folder)s.", folder=target.parent))
    try:
        with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as folder:
            return _write(database, files, Path(folder), target)
    except (OSError, sqlite3.Error, UnicodeError) as error:
        raise InvalidInput(_("The backup could not be written: %(error)s.", error=error)) from error


def _write(database: Path, files: Path, folder: Path, target: Path) -> Manifest:
    copy, archive = folder / DATABASE_MEMBER, folder / "backup.zip"
    _copy_database(database, copy)
    revision, number, head = _read_copy(copy)
    with _created(archive) as zipped:
        members = {DATABASE_MEMBER: _add(zipped, copy, DATABASE_MEMBER)}
        for path in _regular_files(files):
            name = f"{FILES_MEMBER}/{path.relative_to(files).as_posix()}"
            with suppress(FileNotFoundError):  # erased since the folder was listed
                members[name] = _add(zipped, path, name)
        manifest = Manifest(FORMAT, now().isoformat(), revision, number, head, members)
        zipped.writestr(MANIFEST_MEMBER, json.dumps(asdict(manifest), indent=2, ensure_ascii=False))
    target.touch(mode=0o600, exist_ok=False)  # a file that came meanwhile is never replaced
    archive.replace(target)
    return manifest


def _copy_database(database: Path, copy: Path) -> None:
    if not database.is_file():
        raise NotFound(_("There is no database %(file)s.", file=database))
    with closing(sqlite3.connect(database, timeout=30)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))


def _read_copy(copy: Path) -> tuple[str, int, str]:
    with closing(sqlite3.connect(copy)) as connection:
        row = connection.execute("SELECT version_num, number, hash FROM alembic_version, audit_head").fetchone()
    if row is None:
        raise Conflict(_("The database has no audit head or no revision: run “claims db check”."))
    revision, number, head = row
    return revision, number, head


def _regular_files(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder in a fixed order; links are not followed, they may lead anywhere.

    What begins with a dot is left out: files that are being written.
    """
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if path.is_file() and not path.is_symlink():
                yield path


@contextmanager
def _created(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a new archive that only its owner can read; it is on the disk when the block ends."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode=0o600)
    with os.fdopen(handle, "w+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
            yield zipped
        file.flush()
        os.fsync(file.fileno())


def _add(zipped: zipfile.ZipFile, path: Path, name: str) -> str:
    """Add a file piece by piece; return its SHA-256."""
    sha256 = hashlib.sha256()
    with path.open("rb") as source, zipped.open(name, "w", force_zip64=True) as member:
        while piece := source.read(_PIECE):
            sha256.update(piece)
            member.write(piece)
    return sha256.hexdigest()
