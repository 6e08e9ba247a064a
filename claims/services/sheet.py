"""A spreadsheet as an intake queue: which column is what, and what would be taken in, before it is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from claims.archiving.table import read_sheet
from claims.domain.intake import IntakeKind
from claims.domain.permission import Permission
from claims.domain.person import Actor
from claims.errors import InvalidInput
from claims.i18n import gettext as _
from claims.services.document import known_language
from claims.services.intake import Added, NewItem, add_items, check_item, known_items
from claims.services.permission import require


class Column(StrEnum):
    """What a column of a sheet can hold."""

    ADDRESS = "address"
    TEXT = "text"
    CLAIMANT = "claimant"
    TITLE = "title"
    OUTLET = "outlet"
    AUTHOR = "author"
    LANGUAGE = "language"
    PUBLISHED_AT = "published_at"
    NOTE = "note"


_HEADS: Mapping[Column, frozenset[str]] = {
    Column.ADDRESS: frozenset({"address", "url", "link", "uri", "web address", "article", "article url"}),
    Column.TEXT: frozenset({"text", "claim", "statement", "quote", "claim text", "claim reviewed", "rumour"}),
    Column.CLAIMANT: frozenset({"claimant", "speaker", "who", "said by", "claimed by"}),
    Column.TITLE: frozenset({"title", "headline"}),
    Column.OUTLET: frozenset({"outlet", "publisher", "site", "newspaper", "source"}),
    Column.AUTHOR: frozenset({"author", "byline"}),
    Column.LANGUAGE: frozenset({"language", "lang"}),
    Column.PUBLISHED_AT: frozenset({"published", "date", "published at", "published on", "claim date", "when"}),
    Column.NOTE: frozenset({"note", "notes", "comment", "comments", "remark", "where"}),
}
"""What the head of a column is called in most sheets."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that cannot be taken in, and why."""

    line: int
    """As a spreadsheet counts: the head is line 1."""
    problem: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What taking in a sheet would do."""

    items: Sequence[NewItem]
    known: Sequence[NewItem]
    """Left out: the desk has them."""
    faults: Sequence[Fault]


def open_sheet(name: str, data: bytes) -> Sequence[Sequence[str]]:
    """Return the rows of an uploaded sheet, its head first; slow, so call it before a transaction."""
    return read_sheet(name, data)


def guess_columns(head: Sequence[str]) -> list[Column | None]:
    """Return what each column seems to hold by its head; None where that is not known, or taken already."""
    guessed: list[Column | None] = []
    for name in head:
        words = " ".join(name.lower().replace("_", " ").split())
        found = next((column for column, heads in _HEADS.items() if words in heads), None)
        guessed.append(None if found in guessed else found)
    return guessed


def plan_import(session: Session, rows: Sequence[Sequence[str]], columns: Sequence[Column | None]) -> Plan:
    """Return what taking in these rows (without their head) would do; nothing is stored.

    Raise InvalidInput when no column holds an address or a claim, or two hold the same.
    """
    _check_columns(columns)
    items, faults = [], []
    for line, row in enumerate(rows, start=2):
        values = {column: cell for column, cell in zip(columns, row, strict=False) if column is not None}
        try:
            items.append(check_item(_item(values)))
        except InvalidInput as error:
            faults.append(Fault(line, error.message))
    new, known = known_items(session, items)
    return Plan(new, known, faults)


def import_plan(session: Session, actor: Actor, plan: Plan, name: str) -> Added:
    """Put what a plan found on the intake queue; what somebody added meanwhile is left out."""
    require(session, actor, Permission.ARTICLE_ADD)
    return add_items(session, actor, plan.items, batch=name)


def _check_columns(columns: Sequence[Column | None]) -> None:
    chosen = [column for column in columns if column is not None]
    if not {Column.ADDRESS, Column.TEXT} & set(chosen):
        raise InvalidInput(_("Say which column holds the addresses or the claims."))
    if len(chosen) != len(set(chosen)):
        raise InvalidInput(_("Two columns are said to hold the same; choose one."))


def _item(values: Mapping[Column, str]) -> NewItem:
    text = values.get(Column.TEXT, "").strip()
    given = values.get(Column.LANGUAGE, "").strip()
    language = known_language(re.split("[-_]", given.lower(), maxsplit=1)[0])
    if given and not language:
        raise InvalidInput(_("“%(value)s” is no language code such as en or de.", value=given[:40]))
    return NewItem(
        kind=IntakeKind.CLAIM if text else IntakeKind.ADDRESS,
        address=values.get(Column.ADDRESS, ""),
        text=text,
        title=values.get(Column.TITLE, ""),
        claimant=values.get(Column.CLAIMANT, ""),
        outlet=values.get(Column.OUTLET, ""),
        author=values.get(Column.AUTHOR, ""),
        language=language,
        published_at=_moment(values.get(Column.PUBLISHED_AT, "").strip()),
        note=values.get(Column.NOTE, ""),
    )


def _moment(value: str) -> datetime | None:
    """Return a date at midnight UTC, or a moment; a day and month that could be either way round is refused."""
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise InvalidInput(_("“%(value)s” is no date; write it as 2026-11-22.", value=value[:40])) from None
