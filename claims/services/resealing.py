"""Sealing everything anew when the desk has a new key: row by row and file by file, so that it can be broken off.

What the newest key sealed already is passed over, so a second run goes on where the first one was ended. A row is
written only while it still holds what was opened, so that nothing is lost that people change meanwhile.
"""

from base64 import b64decode
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from claims.archiving.stores.base import Store
from claims.archiving.vault import HEAD, Vault
from claims.domain.notification import Mail, MailState
from claims.domain.person import Actor
from claims.domain.source import Evidence, Snapshot, Source
from claims.errors import EngineError, NotFound
from claims.services import audit
from claims.services.file import delete_unnamed, orphans
from claims.services.mail import SEALED, open_body, seal_body
from claims.services.withheld import COPY

BATCH = 100
_FILES = (Snapshot.sha256, Snapshot.text_sha256, Snapshot.warc_sha256)

Begin = Callable[[], AbstractContextManager[Session]]
"""Opens a writing transaction that is committed at the end of the ``with``."""


@dataclass(slots=True)
class Resealed:
    """What was sealed anew, and what could not be: a sentence each."""

    rows: int = 0
    files: int = 0
    problems: list[str] = field(default_factory=list)


def reseal(begin: Begin, actor: Actor, store: Store, vault: Vault) -> Resealed:
    """Seal all that an older key sealed with the newest one, in many short transactions; the history says so."""
    done = Resealed()
    for step in (_reseal_sources, _reseal_evidence, _reseal_mails):
        after: int | None = 0
        while after is not None:
            with begin() as session:
                after = step(session, vault, after, done)
    _reseal_files(begin, store, vault, done)
    _forget_older_files(begin, store, vault)
    if done.rows or done.files:
        with begin() as session:
            audit.record(session, actor, "desk.reseal", ("desk", None), {"rows": done.rows, "files": done.files})
    return done


def unopened(session: Session, store: Store, vault: Vault) -> Iterator[str]:
    """Open everything that is sealed; yield a sentence for each thing that these keys do not open."""
    for kind, column in (("source", Source.sealed), ("evidence", Evidence.sealed)):
        rows = select(column.class_.id, column).where(column.is_not(None)).execution_options(yield_per=BATCH)
        for row_id, sealed in session.execute(rows):
            yield from _problem(partial(vault.open, sealed, f"{kind} {row_id}"))
    for mail in session.scalars(_waiting()):
        yield from _problem(partial(open_body, vault, mail))
    for row in session.execute(_copies(0).execution_options(yield_per=BATCH)):
        for sha256 in filter(None, row[1:]):
            yield from _problem(partial(_open_file, store, vault, sha256))


def _reseal_sources(session: Session, vault: Vault, after: int, done: Resealed) -> int | None:
    def sealed_anew(row_id: int, sealed: bytes) -> dict[str, Any]:
        values = vault.open_values(sealed, f"source {row_id}")
        origin = str(values.get("origin") or "").strip()
        return {
            "sealed": vault.seal_values(values, f"source {row_id}"),
            "origin": vault.digest(origin) if origin else "",
        }

    return _reseal_rows(session, vault, Source.sealed, after, done, sealed_anew)


def _reseal_evidence(session: Session, vault: Vault, after: int, done: Resealed) -> int | None:
    def sealed_anew(row_id: int, sealed: bytes) -> dict[str, Any]:
        owner = f"evidence {row_id}"
        return {"sealed": vault.seal(vault.open(sealed, owner), owner)}

    return _reseal_rows(session, vault, Evidence.sealed, after, done, sealed_anew)


def _reseal_rows(
    session: Session,
    vault: Vault,
    column: InstrumentedAttribute[bytes | None],
    after: int,
    done: Resealed,
    sealed_anew: Callable[[int, bytes], dict[str, Any]],
) -> int | None:
    """Seal the next rows anew; return the last one, or None when there was none left."""
    kind = column.class_
    batch = select(kind.id, column).where(column.is_not(None), kind.id > after).order_by(kind.id).limit(BATCH)
    rows = session.execute(batch).all()
    for row_id, sealed in rows:
        if vault.is_current(sealed):
            continue
        try:
            values = sealed_anew(row_id, sealed)
        except EngineError as error:
            done.problems.append(error.message)
            continue
        unchanged = (kind.id == row_id) & (column == sealed)  # past the counter of edits: no person edited it
        done.rows += _written(session, update(kind).where(unchanged).values(values))
    return rows[-1][0] if rows else None


def _reseal_mails(session: Session, vault: Vault, after: int, done: Resealed) -> int | None:
    mails = session.scalars(_waiting().where(Mail.id > after).order_by(Mail.id).limit(BATCH)).all()
    for mail in mails:
        if vault.is_current(b64decode(mail.body.removeprefix(SEALED))):
            continue
        try:
            body = seal_body(vault, mail.id, open_body(vault, mail))
        except EngineError as error:
            done.problems.append(error.message)
            continue
        unchanged = (Mail.id == mail.id) & (Mail.body == mail.body)
        done.rows += _written(session, update(Mail).where(unchanged).values(body=body))
    return mails[-1].id if mails else None


def _reseal_files(begin: Begin, store: Store, vault: Vault, done: Resealed) -> None:
    after = 0
    while True:
        with begin() as session:
            rows = session.execute(_copies(after).limit(BATCH)).all()
        if not rows:
            return
        for snapshot_id, *names in rows:
            try:
                _reseal_copy(begin, store, vault, snapshot_id, names, done)
            except (EngineError, NotFound) as error:
                done.problems.append(error.message)
        after = rows[-1][0]


def _reseal_copy(
    begin: Begin, store: Store, vault: Vault, snapshot_id: int, names: Sequence[str], done: Resealed
) -> None:
    """Seal the files of one copy anew beside the old ones, name them in its row, and only then delete the old."""
    anew: dict[str, str] = {}
    for sha256 in filter(None, names):
        if not vault.is_current(_head(store, sha256)):
            anew[sha256] = store.put(vault.seal(_open_file(store, vault, sha256), COPY)).sha256
    if not anew:
        return
    unchanged = [column == sha256 for column, sha256 in zip(_FILES, names, strict=True)]
    values = {column: anew[sha256] for column, sha256 in zip(_FILES, names, strict=True) if sha256 in anew}
    with begin() as session:
        written = _written(session, update(Snapshot).where(Snapshot.id == snapshot_id, *unchanged).values(values))
    done.files += len(anew) * written
    with begin() as session:
        delete_unnamed(session, store, (*anew, *anew.values()))  # the new ones, where somebody erased the copy


def _forget_older_files(begin: Begin, store: Store, vault: Vault) -> None:
    """Delete sealed files that no row names: a run that was killed put new ones in their place."""
    with begin() as session:
        older = [sha256 for sha256 in orphans(session, store) if vault.is_older(_head(store, sha256))]
        delete_unnamed(session, store, older)


def _copies(after: int) -> Any:
    live = Snapshot.encrypted, Snapshot.erased_at.is_(None), Snapshot.id > after
    return select(Snapshot.id, *_FILES).where(*live).order_by(Snapshot.id)


def _waiting() -> Any:
    return select(Mail).where(Mail.state == MailState.QUEUED, Mail.body.startswith(SEALED))


def _written(session: Session, statement: Any) -> int:
    result = session.execute(statement.execution_options(synchronize_session=False))
    return result.rowcount if isinstance(result, CursorResult) else 0


def _head(store: Store, sha256: str) -> bytes:
    with store.open(sha256, check=False) as file:
        return file.read(HEAD)


def _open_file(store: Store, vault: Vault, sha256: str) -> bytes:
    with store.open(sha256) as file:
        return vault.open(file.read(), COPY)


def _problem(opening: Callable[[], object]) -> Iterator[str]:
    try:
        opening()
    except (EngineError, NotFound) as error:
        yield error.message
