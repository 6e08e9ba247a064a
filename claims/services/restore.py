"""Making a desk out of a backup: whatever is in the file, the desk is whole and checked, or nothing is left.

All goes on in one transaction and in a folder that is not in its place yet (``claims.services.staging``).
"""

import hashlib
import json
import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

from sqlalchemy import Connection, inspect, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from claims.archiving.stores.base import SHA256, Store
from claims.domain.audit import GENESIS, AuditEvent, AuditHead
from claims.domain.person import Actor
from claims.errors import ClaimsError, Conflict, InvalidInput
from claims.i18n import gettext as _
from claims.services import audit
from claims.services.backup import Progress
from claims.services.backup_manifest import (
    FILES_FOLDER,
    FILES_MEMBER,
    MANIFEST_MEMBER,
    MAX_MANIFEST_BYTES,
    Lines,
    Manifest,
    TableLines,
    check_tables,
    read_manifest,
)
from claims.services.backup_table import MAX_LINE_BYTES, RowCoder, Table, tables_of
from claims.services.check import check_desk
from claims.services.loading import empty, insert_rows, rules_asleep
from claims.services.removal_list import ListedRemoval

Replay = Callable[[Session, ListedRemoval], bool]
"""Removes once more what was removed before; tells whether the backup had it."""

_BATCH_ROWS = 500
_BATCH_BYTES = 4_000_000
_PIECE = 1 << 20
_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class Target:
    """The new desk that a backup becomes."""

    connection: Connection
    """May change the schema; nobody else sees what it does until it is committed."""
    store: Store
    """Empty."""
    migrate: Callable[[Connection, str], None]
    """Brings the schema to a revision, or to ``head``."""
    revisions: Sequence[str]
    """Those that the program knows, the newest first."""
    room: int | None = None
    """Bytes that are free in the folder of its files, if that is known."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the restored desk must agree with."""

    actor: Actor
    head: str | None = None
    """A hash that the history must hold."""
    removals: Sequence[ListedRemoval] = ()
    """What was removed since the backup was made, or before."""
    replay: Replay | None = None


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of a backup."""

    manifest: Manifest
    removals: int
    """How many were carried out again."""
    problems: tuple[str, ...] = field(default=())
    """What the check of the desk found, in sentences; they came with the backup."""


def restore(source: Path, target: Target, terms: Terms, progress: Progress) -> Restored:
    """Make the desk of a backup in an empty database and an empty store.

    Raise InvalidInput when the file is no backup or is damaged, Conflict when the database is not empty or the
    program too old; then the caller drops the transaction and the store.
    """
    if inspect(target.connection).get_table_names():
        raise Conflict(_("The database is not empty: a backup is restored into an empty one only."))
    if terms.removals and terms.replay is None:
        raise Conflict(_("There is a list of removals, and this program cannot carry them out again."))
    with _refusing(source), _opened(source) as zipped:
        manifest = _read_manifest(zipped)
        members = _check_members(zipped, manifest, source.stat().st_size)
        _check_room(members, target)
        _check_revision(manifest, target.revisions)
        target.migrate(target.connection, manifest.revision)
        _load(zipped, manifest, target.connection, progress)
        _copy_files(zipped, manifest, members, target.store, progress)
        _check_head(target.connection, manifest, terms.head)
        target.migrate(target.connection, "head")
        return _finish(manifest, target, terms)


@contextmanager
def _refusing(source: Path) -> Iterator[None]:
    try:
        yield
    except InvalidInput as error:
        raise InvalidInput(
            _("%(file)s cannot be restored. %(reason)s", file=source, reason=error.message)
        ) from error
    except ClaimsError:
        raise
    except DBAPIError as error:
        reason = (str(error.orig).strip().splitlines() or [""])[0]
        raise InvalidInput(
            _("%(file)s cannot be restored. The database refuses it: %(reason)s", file=source, reason=reason)
        ) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, struct.error, ValueError) as error:
        raise InvalidInput(
            _("%(file)s cannot be restored. It is no whole backup: %(reason)s.", file=source, reason=error)
        ) from error
    except OSError as error:
        raise InvalidInput(
            _("%(file)s cannot be restored: %(reason)s.", file=source, reason=error.strerror or error)
        ) from error


@contextmanager
def _opened(source: Path) -> Iterator[zipfile.ZipFile]:
    if not source.is_file():
        raise InvalidInput(_("There is no such file."))
    with source.open("rb") as file, zipfile.ZipFile(file) as zipped:
        yield zipped


def _read_manifest(zipped: zipfile.ZipFile) -> Manifest:
    if MANIFEST_MEMBER not in zipped.NameToInfo:
        raise InvalidInput(_("It has no manifest: it is no backup of a desk, or was cut off."))
    if zipped.getinfo(MANIFEST_MEMBER).file_size > MAX_MANIFEST_BYTES:
        raise InvalidInput(_("Its manifest is too long."))
    return read_manifest(zipped.read(MANIFEST_MEMBER))


def _check_members(zipped: zipfile.ZipFile, manifest: Manifest, size: int) -> dict[str, zipfile.ZipInfo]:
    """Return the members by name, which are exactly those of the manifest; no name is ever a path on the disk."""
    members = {info.filename: info for info in zipped.infolist()}
    if len(members) != len(zipped.infolist()):
        raise InvalidInput(_("It has two members of one name."))
    lines = {table.member: table.lines for table in manifest.tables} | {FILES_MEMBER: manifest.files}
    for name in lines:
        if name not in members:
            raise InvalidInput(_("It lacks the member %(name)s.", name=name))
    files = 0
    for name, info in members.items():
        _check_member(info, lines.get(name))
        if name not in lines and name != MANIFEST_MEMBER:
            if not (name.startswith(FILES_FOLDER) and SHA256.fullmatch(name.removeprefix(FILES_FOLDER))):
                raise InvalidInput(_("It has a member that no backup has: %(name)s.", name=repr(name[:80])))
            files += 1
    if files != manifest.files.rows:
        raise InvalidInput(_("It has other files than it says."))
    if sum(info.compress_size for info in members.values()) > size:
        raise InvalidInput(_("Its members overlap."))
    return members


def _check_room(members: dict[str, zipfile.ZipInfo], target: Target) -> None:
    """Refuse what the folder has no room for; the rows go there too on SQLite, elsewhere on PostgreSQL."""
    rows_too = target.connection.dialect.name == "sqlite"
    needed = sum(info.file_size for name, info in members.items() if rows_too or name.startswith(FILES_FOLDER))
    if target.room is not None and needed > target.room:
        raise InvalidInput(_("There is no room for what it holds."))


def _check_member(info: zipfile.ZipInfo, lines: Lines | None) -> None:
    if info.flag_bits & _ENCRYPTED or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise InvalidInput(_("Its member %(name)s is packed in a way that backups are not.", name=info.filename))
    if lines is not None and info.file_size != lines.bytes:
        raise InvalidInput(_("Its member %(name)s is not as long as it says.", name=info.filename))


def _check_revision(manifest: Manifest, known: Sequence[str]) -> None:
    if manifest.revision not in known:
        raise Conflict(
            _(
                "The backup was made by a newer program (%(program)s, revision %(revision)s of the database);"
                " this one knows revisions up to %(newest)s.",
                program=manifest.program,
                revision=manifest.revision,
                newest=known[0],
            )
        )


def _load(zipped: zipfile.ZipFile, manifest: Manifest, connection: Connection, progress: Progress) -> None:
    tables = tables_of(connection)
    check_tables(manifest, tables)
    given = {item.name: item for item in manifest.tables}
    empty(connection, tables)
    with rules_asleep(connection, tables):
        for table in tables:
            _load_table(zipped, given[table.name], table, connection, progress)


def _load_table(
    zipped: zipfile.ZipFile, given: TableLines, table: Table, connection: Connection, progress: Progress
) -> None:
    coder = RowCoder(Table(table.name, given.columns, table.key))
    rows: list[dict[str, Any]] = []
    held = done = 0
    for line in _lines(zipped, given.member, given.lines):
        rows.append(coder.row(line))
        held += len(line)
        if len(rows) == _BATCH_ROWS or held > _BATCH_BYTES:
            insert_rows(connection, table, rows)
            done += len(rows)
            progress(table.name, done, given.lines.rows)
            rows, held = [], 0
    if rows:
        insert_rows(connection, table, rows)
        progress(table.name, given.lines.rows, given.lines.rows)


def _lines(zipped: zipfile.ZipFile, member: str, about: Lines) -> Iterator[bytes]:
    """Yield the lines of a member, and check at its end that they are those of the manifest."""
    digest, rows, rest = hashlib.sha256(), 0, b""
    with zipped.open(member) as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
            *whole, rest = (rest + piece).split(b"\n")
            rows += len(whole)
            if max(len(line) for line in (*whole, rest)) > MAX_LINE_BYTES:
                raise InvalidInput(_("Its member %(name)s has a line that is too long.", name=member))
            yield from whole
    if rest or rows != about.rows or digest.hexdigest() != about.sha256:
        raise InvalidInput(_("Its member %(name)s was changed: it has another SHA-256.", name=member))


def _copy_files(
    zipped: zipfile.ZipFile,
    manifest: Manifest,
    members: dict[str, zipfile.ZipInfo],
    store: Store,
    progress: Progress,
) -> None:
    for number, line in enumerate(_lines(zipped, FILES_MEMBER, manifest.files), 1):
        sha256, size = _listed(line)
        info = members.get(FILES_FOLDER + sha256)
        if info is None or info.file_size != size:
            raise InvalidInput(_("It lacks the file %(sha256)s.", sha256=sha256))
        with zipped.open(info) as file:
            if store.put(cast(BinaryIO, file)).sha256 != sha256:
                raise InvalidInput(_("Its file %(sha256)s was changed.", sha256=sha256))
        progress(_("files"), number, manifest.files.rows)


def _listed(line: bytes) -> tuple[str, int]:
    try:
        values = json.loads(line)
        sha256, size = values["sha256"], values["size"]
        if SHA256.fullmatch(sha256) and type(size) is int:
            return sha256, size
    except (ValueError, TypeError, KeyError, RecursionError):
        pass  # said below, like whatever else is no such line
    raise InvalidInput(_("Its list of files cannot be read."))


def _check_head(connection: Connection, manifest: Manifest, head: str | None) -> None:
    row = connection.execute(select(AuditHead.number, AuditHead.hash)).first()
    if row is None or tuple(row) != (manifest.audit_number, manifest.audit_head):
        raise InvalidInput(_("Its history has another end than its manifest says."))
    wanted = audit.check_hash(head)
    if wanted not in (None, GENESIS) and not connection.scalar(
        select(AuditEvent.number).where(AuditEvent.hash == wanted)
    ):
        raise InvalidInput(_("Its history was cut or replaced: the head %(head)s is not in it.", head=wanted))


def _finish(manifest: Manifest, target: Target, terms: Terms) -> Restored:
    """Remove what was removed, record that the desk was restored, and check it."""
    newest = target.revisions[0]
    with Session(target.connection) as session:
        again = 0
        if terms.replay is not None:
            again = sum(terms.replay(session, removal) for removal in terms.removals)
        audit.record(session, terms.actor, "desk.restore", ("desk", None), _origin(manifest, again))
        problems = tuple(check_desk(session, revision=newest, newest=newest, store=target.store))
    return Restored(manifest, again, problems)


def _origin(manifest: Manifest, again: int) -> dict[str, Any]:
    return {
        "made_at": manifest.made_at,
        "revision": manifest.revision,
        "number": manifest.audit_number,
        "head": manifest.audit_head,
        "removals": again,
    }


def free_bytes(folder: Path) -> int | None:
    """Return how much room there is in a folder, where the system tells."""
    if not hasattr(os, "statvfs"):
        return None
    about = os.statvfs(folder)
    return about.f_bavail * about.f_frsize
