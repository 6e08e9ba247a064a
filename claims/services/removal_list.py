"""The list of removals that lies beside a desk's database: an older backup that is restored does not know them.

``removals.jsonl`` has one JSON object a line: ``subject_type``, ``subject_id``, ``status``, ``sentence``,
``blocked_by`` and ``at`` (as ``claims.domain.removal`` has them), and ``desk``, the hash of the first event of the
desk's history, so that no other desk takes it for its own. It never holds what was removed.
"""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.domain.audit import AuditEvent
from claims.domain.removal import Removal, RemovalStatus, RemovalSubject
from claims.errors import EngineError, InvalidInput
from claims.i18n import gettext as _

LIST_NAME = "removals.jsonl"
MAX_LINE_BYTES = 20_000


@dataclass(frozen=True, slots=True)
class ListedRemoval:
    """One thing that must not come back."""

    subject_type: RemovalSubject
    subject_id: int
    status: RemovalStatus
    sentence: str
    """What readers are told in its place; public."""
    at: datetime
    blocked_by: str = ""
    desk: str = ""
    """Empty: of whichever desk reads the list."""

    def line(self) -> str:
        """Return it as the list has it, with the end of the line."""
        values = {
            "subject_type": self.subject_type.value,
            "subject_id": self.subject_id,
            "status": self.status.value,
            "sentence": self.sentence,
            "blocked_by": self.blocked_by,
            "at": self.at.isoformat(),
            "desk": self.desk,
        }
        return json.dumps(values, ensure_ascii=False) + "\n"


def read_removals(path: Path) -> list[ListedRemoval]:
    """Read a list of removals, each thing once; raise InvalidInput naming the line that cannot be read."""
    try:
        found = {(entry.desk, entry.subject_type, entry.subject_id): entry for entry in _entries(path)}
    except (OSError, UnicodeError) as error:
        raise InvalidInput(_("The list %(file)s cannot be read: %(error)s.", file=path, error=error)) from error
    return list(found.values())


def _entries(path: Path) -> Iterator[ListedRemoval]:
    with path.open("rb") as file:
        for number, line in enumerate(iter(lambda: file.readline(MAX_LINE_BYTES), b""), 1):
            if not line.strip():
                continue
            try:
                yield _entry(json.loads(line))
            except (ValueError, TypeError, KeyError, RecursionError) as error:
                raise InvalidInput(
                    _("Line %(number)s of %(file)s names no removal.", number=number, file=path)
                ) from error


def _entry(values: Any) -> ListedRemoval:
    subject_id, sentence, at = values["subject_id"], values["sentence"], datetime.fromisoformat(values["at"])
    if type(subject_id) is not int or not isinstance(sentence, str) or not sentence or at.tzinfo is None:
        raise ValueError("no removal")
    blocked_by, desk = values.get("blocked_by", ""), values.get("desk", "")
    if not isinstance(blocked_by, str) or not isinstance(desk, str):
        raise TypeError("no removal")
    subject, status = RemovalSubject(values["subject_type"]), RemovalStatus(values["status"])
    return ListedRemoval(subject, subject_id, status, sentence, at, blocked_by, desk)


def desk_of(session: Session) -> str:
    """Return what tells a desk from every other: the hash of its first event; empty while it has none."""
    return session.scalar(select(AuditEvent.hash).where(AuditEvent.number == 1)) or ""


def keep_list(session: Session, path: Path) -> int:
    """Add to the list what the desk removed and the list lacks; it is on the disk when this returns.

    Return how many were added.
    """
    desk = desk_of(session)
    known = {(entry.subject_type, entry.subject_id) for entry in listed(path) if entry.desk in ("", desk)}
    rows = session.scalars(select(Removal).order_by(Removal.id))
    new = [row for row in rows if (row.subject_type, row.subject_id) not in known]
    if new:
        _append(path, [_listed(row, desk).line() for row in new])
    return len(new)


def listed(path: Path) -> list[ListedRemoval]:
    """Return what the list of a desk names, nothing where there is none; raise InvalidInput as for any list.

    A last line that a power cut left half-written is taken off first: the desk itself knows that removal.
    """
    if not path.is_file():
        return []
    _mend(path)
    return read_removals(path)


def _mend(path: Path) -> None:
    try:
        with path.open("rb+") as file:
            whole = file.read()
            if whole and not whole.endswith(b"\n"):
                file.truncate(whole.rfind(b"\n") + 1)
    except OSError as error:
        raise InvalidInput(_("The list %(file)s cannot be read: %(error)s.", file=path, error=error)) from error


def _listed(row: Removal, desk: str) -> ListedRemoval:
    return ListedRemoval(row.subject_type, row.subject_id, row.status, row.sentence, row.at, row.blocked_by, desk)


def _append(path: Path, lines: Sequence[str]) -> None:
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as file:
            file.write("".join(lines).encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise EngineError(_("The list %(file)s cannot be written: %(error)s.", file=path, error=error)) from error
