"""The history of what is removed: which events tell it in detail, and the erasing of those details."""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from claims.domain.audit import AuditEvent, AuditPayload
from claims.services.removal_scope import Ids, Scope

SHORTEST = 4
"""Texts with fewer characters are not looked for: they stand in anything."""
_GRAM = 8
_FEW = 40
_BATCH = 500


class Needles:
    """Texts that are looked for in many others, as they are and as JSON writes them."""

    def __init__(self, texts: Collection[str]) -> None:
        kept = {text for text in texts if len(text) >= SHORTEST}
        self._all = {form for text in kept for form in (text, json.dumps(text)[1:-1])}
        few = len(self._all) <= _FEW
        self._plain = {text for text in self._all if few or len(text) < _GRAM}
        self._begun: dict[str, list[str]] = {}
        for text in self._all - self._plain:
            self._begun.setdefault(text[:_GRAM], []).append(text)

    def in_text(self, text: str) -> bool:
        """Whether any of them stands in the text; for thousands of them in time that does not grow with them."""
        if any(needle in text for needle in self._plain):
            return True
        if not self._begun:
            return False
        places = range(len(text) - _GRAM + 1)
        return any(
            text.startswith(needle, at) for at in places for needle in self._begun.get(text[at : at + _GRAM], ())
        )


def events_about(session: Session, scope: Scope) -> list[int]:
    """Return the events whose details are erased: about the things themselves, or repeating what they say."""
    needles = Needles(scope.texts)
    return [number for number, told in _events(session, scope, needles) if told]


def _events(session: Session, scope: Scope, needles: Needles) -> Iterator[tuple[int, bool]]:
    rows = session.execute(
        select(AuditEvent.number, AuditEvent.subject_type, AuditEvent.subject_id, cast(AuditPayload.data, Text))
        .join(AuditPayload, AuditPayload.number == AuditEvent.number)
        .where(AuditPayload.erased_at.is_(None))
        .order_by(AuditEvent.number)
        .execution_options(yield_per=_BATCH)
    )
    subjects = scope.subjects
    for number, kind, subject_id, written in rows:
        about = subject_id in subjects.get(kind, ())
        yield number, about or _names(written or "", scope.claims) or needles.in_text(written or "")


def _names(written: str, claims: Ids) -> bool:
    """Whether a step on many claims at once holds values of one of these."""
    if not claims or '"before"' not in written:
        return False
    data: Any = json.loads(written)
    before = data.get("before") if isinstance(data, Mapping) else None
    return isinstance(before, Mapping) and any(str(claim_id) in before for claim_id in claims)
