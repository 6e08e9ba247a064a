"""The form of the number workbench: one row a figure, and a few empty ones."""

import re
from collections.abc import Sequence
from dataclasses import asdict

from werkzeug.datastructures import MultiDict
from wtforms import HiddenField
from wtforms.validators import InputRequired, Length

from claims.domain.anchor import normalise
from claims.domain.quantity import MAX_QUANTITIES
from claims.services.quantity import Figure
from claims.web.forms import DeskForm

COLUMNS = ("name", "amount", "unit", "period", "population", "note")
EMPTY_ROWS = 3
_ONLY_DIGITS = re.compile(r"[-−+]?[\d.,'’\s]+")


class QuantityForm(DeskForm):
    """Which state of the figures the rows were made from."""

    state = HiddenField(validators=[InputRequired(), Length(max=64)])


def read_rows(arguments: MultiDict[str, str]) -> list[dict[str, str]]:
    """Return the rows that were typed in, without the empty ones; at most one more than there may be."""
    columns = [[normalise(text).strip() for text in arguments.getlist(name)] for name in COLUMNS]
    rows = [dict(zip(COLUMNS, texts, strict=True)) for texts in zip(*columns, strict=False)]
    return [row for row in rows if any(row.values())][: MAX_QUANTITIES + 1]


def figure_of(row: dict[str, str]) -> Figure:
    """Return a row as a figure: what has nothing but digits and their signs is a value, all else a formula."""
    amount, rest = row["amount"], {name: row[name] for name in COLUMNS if name != "amount"}
    if not amount or _ONLY_DIGITS.fullmatch(amount):
        return Figure(value=amount, **rest)
    return Figure(formula=amount, **rest)


def row_of(figure: Figure) -> dict[str, str]:
    """Return a figure as the row that shows it."""
    texts = asdict(figure)
    return {**{name: texts.get(name, "") for name in COLUMNS}, "amount": figure.formula or figure.value}


def with_empty_rows(rows: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Add empty rows to write in, as far as there may be more."""
    more = min(EMPTY_ROWS, MAX_QUANTITIES - len(rows))
    return [*rows, *(dict.fromkeys(COLUMNS, "") for _number in range(more))]
