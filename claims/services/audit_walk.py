"""A walk along the whole audit chain that names every event that is not what was recorded."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session, aliased

from claims.domain.audit import GENESIS, AuditEvent, AuditHead, AuditPayload, event_hash, payload_digest
from claims.i18n import gettext as _

ERASE = "audit.erase"
"""The action of the event that says whose payload was erased."""

MAX_PROBLEMS = 1_000
"""Problems that one walk names."""

BATCH = 500
"""Events that are held in memory at a time."""


@dataclass
class Walk:
    """One pass along the chain, in constant memory; writers may go on meanwhile."""

    session: Session
    wanted: str | None
    """A hash that must be met."""
    events: int = 0
    number: int = 0
    """The event that the walk has reached, and its hash."""
    hash: str = GENESIS
    problems: list[str] = field(default_factory=list)
    _broken: bool = False
    """The event before was named already, so the link to it proves nothing."""

    def follow(self) -> None:
        """Check every event after the one that was reached."""
        if self.wanted == self.hash:
            self.wanted = None
        for number, event, payload in _read(self.session, self.number):
            if number != self.number + 1:
                self._name_gap(number - 1)
            self.number, self.events = number, self.events + 1
            if event is None:
                self._name_changed(_("Event %(number)s cannot be read: it was changed.", number=number))
            else:
                self._check_event(event)
                self._check_payload(event, payload)

    def _check_event(self, event: AuditEvent) -> None:
        computed = event_hash(event)
        if computed != event.hash:
            self._name_changed(self._describe_change(event))
        elif event.previous != self.hash and not self._broken:
            self._name(
                _(
                    "Event %(before)s was replaced: event %(number)s was recorded after another one.",
                    before=event.number - 1,
                    number=event.number,
                )
            )
        else:
            self._broken = False
        if computed == self.wanted:
            self.wanted = None
        self.hash = event.hash

    def _describe_change(self, event: AuditEvent) -> str:
        number = self._number_when_recorded(event)
        if number is None:
            return _("Event %(number)s was changed after it was recorded.", number=event.number)
        return _(
            "Event %(number)s is out of order: it was recorded as event %(recorded)s.",
            number=event.number,
            recorded=number,
        )

    def _number_when_recorded(self, event: AuditEvent) -> int | None:
        """Find the number under which the event's hash is right, if the events round it still tell."""
        follower = select(AuditEvent.number - 1).where(AuditEvent.previous == event.hash)
        leader = select(AuditEvent.number + 1).where(AuditEvent.hash == event.previous)
        candidates: list[int] = [
            *self.session.scalars(follower.union(leader)),
            *([1] if event.previous == GENESIS else []),
        ]
        for number in candidates:
            if number != event.number and event_hash(_renumbered(event, number)) == event.hash:
                return number
        return None

    def _check_payload(self, event: AuditEvent, payload: "_Payload | None") -> None:
        if payload is None:
            self._name(_("The payload of event %(number)s was removed.", number=event.number))
        elif payload.erased and payload.data is not None:
            self._name(_("The payload of event %(number)s is said to be erased and is not.", number=event.number))
        elif not payload.erased and not payload.matches(event.payload_digest):
            self._name(_("The payload of event %(number)s was changed.", number=event.number))

    def check_head(self) -> None:
        """Compare the row that says where the chain ends with its end, and look for a cut."""
        head = self._catch_up()
        if head is None:
            self._name(_("The row that says where the chain ends is missing."))
        elif head[0] > self.number:
            self._name_gap(head[0])
        elif head != (self.number, self.hash):
            self._name(
                _(
                    "The head of the chain says event %(head)s, but the last event is %(number)s"
                    " and has another hash or number.",
                    head=head[0],
                    number=self.number,
                )
            )
        if self.wanted:
            self._name(_("The chain was cut or replaced: the head %(head)s is not in it.", head=self.wanted))

    def _catch_up(self) -> tuple[int, str] | None:
        """Follow what writers added meanwhile, until the head is reached or nothing leads to it."""
        head = self._read_head()
        while head and head[0] > self.number:
            reached = self.number
            self.follow()
            if self.number == reached:
                break
            head = self._read_head()
        return head

    def _read_head(self) -> tuple[int, str] | None:
        row = self.session.execute(select(AuditHead.number, AuditHead.hash)).first()
        return (row.number, row.hash) if row else None

    def check_erasures(self) -> None:
        """Name every payload that was erased without an event that says so."""
        said = aliased(AuditEvent)
        unsaid = ~exists().where(
            said.action == ERASE,
            said.subject_type == AuditEvent.__tablename__,
            said.subject_id == AuditPayload.number,
        )
        erased = select(AuditPayload.number).where(AuditPayload.erased_at.is_not(None), unsaid)
        for number in self.session.scalars(erased.order_by(AuditPayload.number).limit(MAX_PROBLEMS)):
            self._name(_("The payload of event %(number)s was erased, and no event says so.", number=number))

    def _name_gap(self, last: int) -> None:
        first = self.number + 1
        if first == last:
            self._name_changed(_("Event %(number)s was removed.", number=first))
        else:
            self._name_changed(_("Events %(first)s to %(last)s were removed.", first=first, last=last))

    def _name_changed(self, sentence: str) -> None:
        self._name(sentence)
        self._broken = True

    def _name(self, sentence: str) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(sentence)
        elif len(self.problems) == MAX_PROBLEMS:
            self.problems.append(_("There are more problems than are listed."))


@dataclass(frozen=True, slots=True)
class _Payload:
    salt: str
    data: Any
    erased: bool

    def matches(self, digest: str) -> bool:
        """Return whether this is what the event was recorded with."""
        return isinstance(self.data, dict) and payload_digest(self.salt, self.data) == digest


_Row = tuple[int, AuditEvent | None, _Payload | None]


def _read(session: Session, after: int) -> Iterator[_Row]:
    """Yield every event after a number, in batches; one that the database cannot decode is None."""
    while numbers := list(
        session.scalars(
            select(AuditEvent.number).where(AuditEvent.number > after).order_by(AuditEvent.number).limit(BATCH)
        )
    ):
        try:
            yield from _read_between(session, numbers[0], numbers[-1])
        except (ValueError, TypeError, StatementError):
            for number in numbers:
                yield _read_alone(session, number)
        after = numbers[-1]


def _read_alone(session: Session, number: int) -> _Row:
    try:
        return _read_between(session, number, number)[0]
    except (ValueError, TypeError, StatementError, IndexError):
        return number, None, None


def _read_between(session: Session, first: int, last: int) -> list[_Row]:
    rows = session.execute(
        select(AuditEvent, AuditPayload.number, AuditPayload.salt, AuditPayload.data, AuditPayload.erased_at)
        .outerjoin(AuditPayload, AuditPayload.number == AuditEvent.number)
        .where(AuditEvent.number.between(first, last))
        .order_by(AuditEvent.number)
        .execution_options(populate_existing=True)
    )
    return [
        (event.number, event, _Payload(salt, data, bool(erased_at)) if number is not None else None)
        for event, number, salt, data, erased_at in rows
    ]


def _renumbered(event: AuditEvent, number: int) -> AuditEvent:
    return AuditEvent(
        number=number,
        at=event.at,
        person_id=event.person_id,
        action=event.action,
        subject_type=event.subject_type,
        subject_id=event.subject_id,
        payload_digest=event.payload_digest,
        previous=event.previous,
    )
