"""The filter of the list of claims, as its address says it, and the form that keeps it under a name."""

from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import InputRequired, Length

from claims.domain.anchor import normalise
from claims.domain.kind import ClaimKind
from claims.domain.saved_filter import MAX_FILTER_NAME_LENGTH, MAX_QUERY_LENGTH
from claims.domain.state import ClaimState
from claims.domain.tag import MAX_TAG_LENGTH
from claims.services.claim_list import MAX_TEXT_LENGTH, ClaimFilter, Due
from claims.web.address import MAX_ID
from claims.web.forms import DeskForm

M = TypeVar("M", bound=StrEnum)
MAX_SCORE = 100


class SaveFilterForm(DeskForm):
    """Under which name a filter is kept, and for whom."""

    query = HiddenField(validators=[Length(max=MAX_QUERY_LENGTH)])
    name = StringField(
        _("Name"), validators=[InputRequired(_("Name the filter.")), Length(max=MAX_FILTER_NAME_LENGTH)]
    )
    shared = BooleanField(_("For the whole desk"))


def read_filter(arguments: MultiDict[str, str]) -> ClaimFilter:
    """Return the filter that an address asks for; a value that there is not filters nothing."""
    return ClaimFilter(
        state=_member(ClaimState, arguments.get("state")),
        kind=_member(ClaimKind, arguments.get("kind")),
        tag=_text(arguments.get("tag"), MAX_TAG_LENGTH),
        claimant=_number(arguments.get("claimant"), 1, MAX_ID),
        assignee=_number(arguments.get("assignee"), 0, MAX_ID),
        language=_text(arguments.get("language"), 8),
        due=_member(Due, arguments.get("due")),
        score=_number(arguments.get("score"), 0, MAX_SCORE),
        engine=_text(arguments.get("engine"), 60),
        text=_text(arguments.get("text"), MAX_TEXT_LENGTH),
        since=read_date(arguments.get("since")),
        until=read_date(arguments.get("until")),
    )


def read_query(query: str) -> ClaimFilter:
    """Return the filter that a kept query stands for."""
    return read_filter(MultiDict(parse_qsl(query[:MAX_QUERY_LENGTH])))


def as_query(chosen: ClaimFilter) -> str:
    """Return the filter as the query of an address, without what filters nothing."""
    return urlencode(as_arguments(chosen))


def as_arguments(chosen: ClaimFilter) -> dict[str, Any]:
    """Return the filter as the arguments of an address."""
    values = {name: getattr(chosen, name) for name in ClaimFilter.__dataclass_fields__}
    return {name: str(value) for name, value in values.items() if value not in (None, "")}


def read_date(text: str | None) -> date | None:
    """Return the day that an address names, if it is one."""
    day: date | None = _read(date.fromisoformat, text)
    return day


def _number(text: str | None, least: int, most: int) -> int | None:
    number = _read(int, text if text and text.isascii() else None)
    return number if number is not None and least <= number <= most else None


def _read(read: Callable[[str], Any], text: str | None) -> Any:
    try:
        return read(text) if text else None
    except ValueError:
        return None


def _text(text: str | None, longest: int) -> str:
    return " ".join(normalise(text or "").split())[:longest]


def _member(kind: type[M], value: str | None) -> M | None:
    return kind(value) if value in {member.value for member in kind} else None


def narrowed_by(chosen: ClaimFilter, fields: Sequence[str]) -> bool:
    """Whether one of these fields filters anything: then they are shown unfolded."""
    return any(getattr(chosen, name) not in (None, "") for name in fields)
