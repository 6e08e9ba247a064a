"""The list of removals that lies beside a desk's database: an older backup that is restored does not know them.

``removals.jsonl`` has one JSON object a line: ``subject_type``, ``subject_id``, ``status``, ``sentence`` and
``at`` (as ``claims.domain.removal`` has them). It never holds what was removed.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from claims.domain.removal import RemovalStatus, RemovalSubject
from claims.errors import InvalidInput
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

    def line(self) -> str:
        """Return it as the list has it, with the end of the line."""
        values = {
            "subject_type": self.subject_type.value,
            "subject_id": self.subject_id,
            "status": self.status.value,
            "sentence": self.sentence,
            "at": self.at.isoformat(),
        }
        return json.dumps(values, ensure_ascii=False) + "\n"


def read_removals(path: Path) -> list[ListedRemoval]:
    """Read a list of removals, each thing once; raise InvalidInput naming the line that cannot be read."""
    try:
        found = {(entry.subject_type, entry.subject_id): entry for entry in _entries(path)}
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
    return ListedRemoval(
        RemovalSubject(values["subject_type"]), subject_id, RemovalStatus(values["status"]), sentence, at
    )
