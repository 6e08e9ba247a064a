"""The history of one thing, or of all: who did what, when, and what was before and after.

What happens to a source that is withheld is seen by those alone who may read it, in no page and no filter; and
what happens to a verdict that somebody is to rate blind, by them only when they did.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from claims.domain.article import Article
from claims.domain.audit import AuditEvent, AuditPayload
from claims.domain.claim import Appearance, Claim
from claims.domain.claimant import Claimant
from claims.domain.comment import Comment
from claims.domain.comparison.difference import Piece, compare_words
from claims.domain.history import column_words, is_choice, value_words
from claims.domain.person import Actor, Person
from claims.domain.report import Report
from claims.domain.source import Evidence, Snapshot, Source, SourceAccess
from claims.domain.verdict import Verdict, VerdictRevision
from claims.errors import NotFound
from claims.i18n import gettext as _
from claims.services import blind

PAGE_LENGTH = 50
MAX_SHOWN = 2_000
"""Characters of one value that the history shows."""
MAX_CHANGES = 100
"""Values of one event that the history shows."""
_INNER = frozenset({"before", "after", "made", "details", "actor"})
_PLUMBING = frozenset({"created", "moved", "moved_to", "article", "claim", "content"})
_PEOPLE = frozenset({"assignee_id", "person", "person_id", "people", "mentions"})
"""What holds the numbers of people, who are shown by name."""
_CLAIMANT = "claimant_id"


class Subject(StrEnum):
    """What has a history of its own."""

    CLAIM = "claim"
    ARTICLE = "article"
    SOURCE = "source"
    VERDICT = "verdict"


@dataclass(frozen=True, slots=True)
class Change:
    """One value that an event changed, or that it tells."""

    name: str
    before: str
    after: str
    pieces: Sequence[Piece] = ()
    """The words that stayed, went and came, where both are running text."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event, as people read it."""

    number: int
    at: datetime
    who: str
    action: str
    subject_type: str
    subject_id: int | None
    erased: bool
    """What it says in detail was erased."""
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which events of the whole log are wanted; what is empty filters nothing."""

    person_id: int | None = None
    action: str = ""
    """The action, or its noun."""
    subject_type: str = ""
    subject_id: int | None = None
    since: date | None = None
    until: date | None = None


def history_of(
    session: Session, actor: Actor, kind: Subject, subject_id: int, *, before: int | None = None
) -> tuple[Sequence[Entry], bool]:
    """Return a page of events of one thing and what belongs to it, newest first, and whether there are older ones.

    Raise NotFound for a thing that is not there, or a source that the actor may not read.
    """
    _require(session, actor, kind, subject_id)
    wanted = _SUBJECTS[kind](subject_id)
    return _page(
        session, _events(session, actor).where(wanted), before, subject_id if kind is Subject.CLAIM else None
    )


def log(
    session: Session, actor: Actor, chosen: LogFilter, *, before: int | None = None
) -> tuple[Sequence[Entry], bool]:
    """Return a page of the whole log, newest first, and whether there are older events."""
    return _page(session, _events(session, actor).where(*_conditions(chosen)), before, None)


def people(session: Session) -> Sequence[tuple[int, str]]:
    """Return everybody whose events may be asked for, by number and name."""
    return [(row.id, row.name) for row in session.execute(select(Person.id, Person.name).order_by(Person.name))]


def _require(session: Session, actor: Actor, kind: Subject, subject_id: int) -> None:
    column = _KEYS[kind]
    found = select(column).where(column == subject_id)
    if kind is Subject.SOURCE:
        found = found.where(Source.id.not_in(_hidden(actor)))
    if session.scalar(found) is None:
        raise NotFound(_("There is nothing here whose history could be shown."))


def _hidden(actor: Actor) -> Select[int]:
    """Return the sources that are withheld from the actor."""
    let_in = exists().where(SourceAccess.source_id == Source.id, SourceAccess.person_id == actor.person_id)
    return select(Source.id).where(Source.withheld, ~let_in)


def _events(session: Session, actor: Actor) -> Select[Any]:
    hidden = _hidden(actor)
    unrated = blind.hidden_revisions(session, actor)
    of_hidden = or_(
        _about("source", hidden),
        _about("snapshot", select(Snapshot.id).where(Snapshot.source_id.in_(hidden))),
        _about("evidence", select(Evidence.id).where(Evidence.source_id.in_(hidden))),
        *([_about("verdict_revision", unrated)] if unrated is not None else []),
    )
    return (
        select(
            AuditEvent.number,
            AuditEvent.at,
            AuditEvent.action,
            AuditEvent.subject_type,
            AuditEvent.subject_id,
            Person.name,
            AuditPayload.data,
            AuditPayload.erased_at,
        )
        .outerjoin(Person, Person.id == AuditEvent.person_id)
        .outerjoin(AuditPayload, AuditPayload.number == AuditEvent.number)
        .where(or_(AuditEvent.subject_id.is_(None), ~of_hidden))
        .order_by(AuditEvent.number.desc())
    )


def _about(subject_type: str, ids: Select[Any] | int) -> ColumnElement[bool]:
    wanted = AuditEvent.subject_id == ids if isinstance(ids, int) else AuditEvent.subject_id.in_(ids)
    return and_(AuditEvent.subject_type == subject_type, wanted)


def _of_claim(claim_id: int) -> ColumnElement[bool]:
    articles = select(Appearance.article_id).where(Appearance.claim_id == claim_id)
    at_once = and_(  # several claims of an article in one step
        _about("article", articles),
        AuditEvent.action.like("claim.%"),
        AuditPayload.data[("before", str(claim_id))].as_string().is_not(None),
    )
    revisions = select(VerdictRevision.id).join(Verdict).where(Verdict.claim_id == claim_id)
    return or_(
        _about("claim", claim_id),
        at_once,
        _about("appearance", select(Appearance.id).where(Appearance.claim_id == claim_id)),
        _about("evidence", select(Evidence.id).where(Evidence.claim_id == claim_id)),
        _about("comment", select(Comment.id).where(Comment.claim_id == claim_id)),
        _about("verdict", select(Verdict.id).where(Verdict.claim_id == claim_id)),
        _about("verdict_revision", revisions),
    )


def _of_article(article_id: int) -> ColumnElement[bool]:
    return or_(
        _about("article", article_id),
        _about("report", select(Report.id).where(Report.article_id == article_id)),
        _about("appearance", select(Appearance.id).where(Appearance.article_id == article_id)),
    )


def _of_source(source_id: int) -> ColumnElement[bool]:
    return or_(
        _about("source", source_id),
        _about("snapshot", select(Snapshot.id).where(Snapshot.source_id == source_id)),
        _about("evidence", select(Evidence.id).where(Evidence.source_id == source_id)),
    )


def _of_verdict(revision_id: int) -> ColumnElement[bool]:
    return _about("verdict_revision", revision_id)


_KEYS: Mapping[Subject, InstrumentedAttribute[int]] = {
    Subject.CLAIM: Claim.id,
    Subject.ARTICLE: Article.id,
    Subject.SOURCE: Source.id,
    Subject.VERDICT: VerdictRevision.id,
}
_SUBJECTS = {
    Subject.CLAIM: _of_claim,
    Subject.ARTICLE: _of_article,
    Subject.SOURCE: _of_source,
    Subject.VERDICT: _of_verdict,
}


def _conditions(chosen: LogFilter) -> Iterator[ColumnElement[bool]]:
    if chosen.person_id is not None:
        yield AuditEvent.person_id == chosen.person_id
    if chosen.action:
        if "." in chosen.action:
            yield AuditEvent.action == chosen.action
        else:
            yield AuditEvent.action.startswith(f"{chosen.action}.", autoescape=True)
    if chosen.subject_type:
        yield AuditEvent.subject_type == chosen.subject_type
    if chosen.subject_id is not None:
        yield AuditEvent.subject_id == chosen.subject_id if chosen.subject_id < 1 << 31 else false()
    if chosen.since:
        yield AuditEvent.at >= datetime.combine(chosen.since, time.min, UTC)
    if chosen.until and chosen.until < date.max:
        yield AuditEvent.at < datetime.combine(chosen.until + timedelta(days=1), time.min, UTC)


def _page(
    session: Session, query: Select[Any], before: int | None, claim_id: int | None
) -> tuple[Sequence[Entry], bool]:
    if before is not None:
        query = query.where(AuditEvent.number < before)
    rows = session.execute(query.limit(PAGE_LENGTH + 1)).all()
    names, claimants = dict(people(session)), _claimants(session, [row.data for row in rows])
    return [_entry(row, claim_id, names, claimants) for row in rows[:PAGE_LENGTH]], len(rows) > PAGE_LENGTH


def _claimants(session: Session, payloads: Sequence[Any]) -> Mapping[int, str]:
    """Return the names that claimants have now, so that one who was erased has none."""
    numbers = set(_claimant_numbers(payloads))
    if not numbers:
        return {}
    rows = session.execute(select(Claimant.id, Claimant.name).where(Claimant.id.in_(numbers), Claimant.name != ""))
    return {row.id: row.name for row in rows}


def _claimant_numbers(value: Any) -> Iterator[int]:
    if isinstance(value, list):
        for one in value:
            yield from _claimant_numbers(one)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name == _CLAIMANT and isinstance(inner, int):
                yield inner
            else:
                yield from _claimant_numbers(inner)


def _entry(row: Any, claim_id: int | None, names: Mapping[int, str], claimants: Mapping[int, str]) -> Entry:
    data = row.data if isinstance(row.data, dict) else {}
    if claim_id is not None and row.subject_type == "article":
        data = _only(data, str(claim_id))
    return Entry(
        number=row.number,
        at=row.at,
        who=row.name or str(data.get("actor", "")) or _("the program"),
        action=row.action,
        subject_type=row.subject_type,
        subject_id=row.subject_id,
        erased=row.erased_at is not None,
        changes=_Reader(names, claimants, _own(row, claim_id)).changes(data, row.subject_type)[:MAX_CHANGES],
    )


def _own(row: Any, claim_id: int | None) -> str:
    """Return the number of the one claim that an entry is about anyway."""
    return str(row.subject_id if row.subject_type == "claim" else claim_id)


def _only(data: Mapping[str, Any], claim_id: str) -> dict[str, Any]:
    """Return what a step with several claims did to one of them."""
    parts = {name: data.get(name) or {} for name in ("before", "after")}
    kept = {name: {claim_id: part[claim_id]} if claim_id in part else {} for name, part in parts.items()}
    return {**kept, "details": data.get("details") or {}, "actor": data.get("actor", "")}


@dataclass(frozen=True, slots=True)
class _Reader:
    """Puts what events hold into words."""

    names: Mapping[int, str]
    claimants: Mapping[int, str]
    own: str

    def changes(self, data: Mapping[str, Any], subject_type: str) -> list[Change]:
        """Return the values that an event changed, then those that it only tells and that are not among them."""
        found = list(self._differences(data.get("before"), data.get("after"), subject_type))
        shown = {(change.name.rpartition(": ")[2], change.after) for change in found}
        rest = {k: v for k, v in data.items() if k not in _INNER | _PLUMBING}
        for told in (data.get("made"), data.get("details"), rest):
            changes = self._differences({}, told, subject_type)
            found += [change for change in changes if (change.name, change.after) not in shown]
        return found

    def _differences(self, before: Any, after: Any, subject_type: str, within: str = "") -> Iterator[Change]:
        """Yield what differs between two objects, value by value; objects in them are gone into."""
        before, after = before if isinstance(before, dict) else {}, after if isinstance(after, dict) else {}
        for name in dict.fromkeys((*before, *after)):
            old, new = before.get(name), after.get(name)
            if isinstance(old, dict) or isinstance(new, dict):
                inner = "claim" if name.isdecimal() else subject_type
                title = within if name == self.own else f"{within}{_name(name)}: "
                yield from self._differences(old, new, inner, title)
            elif old != new and (change := self._told(subject_type, name, old, new, within)):
                yield change

    def _told(self, subject_type: str, column: str, old: Any, new: Any, within: str) -> Change | None:
        before, after = self._text(subject_type, column, old), self._text(subject_type, column, new)
        if not before and not after:
            return None
        running = (
            " " in before
            and " " in after
            and not is_choice(subject_type, column)
            and column not in _PEOPLE | {_CLAIMANT}
        )
        pieces = tuple(compare_words(before, after)) if running else ()
        return Change(f"{within}{_name(column)}", before, after, pieces)

    def _text(self, subject_type: str, column: str, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if column in _PEOPLE:
            numbers = value if isinstance(value, list) else [value]
            return ", ".join(self.names.get(number, str(number)) for number in numbers)
        if column == _CLAIMANT:
            return self.claimants.get(value, str(value))
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            text = "; ".join(value_words(subject_type, column, one) for one in value)
        elif isinstance(value, str):
            text = value_words(subject_type, column, value)
        else:
            text = json.dumps(value, ensure_ascii=False)
        return text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "…"


def _name(name: str) -> str:
    return _("claim %(id)s", id=name) if name.isdecimal() else column_words(name)
