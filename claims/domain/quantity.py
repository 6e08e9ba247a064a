"""The number workbench: the figures behind a claim about quantities, and what is computed from them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from claims.domain.entity import ClaimId, Entity, Id
from claims.domain.formula import FUNCTIONS, Worked, evaluate, is_exact, names_in, shown
from claims.errors import InvalidInput
from claims.i18n import gettext as _

MAX_QUANTITIES = 30
MAX_NUMBER_LENGTH = 40
MAX_QUANTITY_TEXT_LENGTH = 200
"""Of a name, a unit, a period, a population or a note."""

_NAME = re.compile(r"[^\W\d]\w*")
_GROUPED = re.compile(r"\d{1,3}(?:([,'’\u00a0\u202f ])\d{3})(?:\1\d{3})*(?:\.\d+)?")
_PLAIN = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_SEPARATORS = str.maketrans("", "", ",'’\u00a0\u202f ")


class Quantity(Entity):
    """One figure: given, or computed by a formula from the others."""

    __tablename__ = "quantity"
    __table_args__ = (UniqueConstraint("claim_id", "name"),)

    id: Mapped[Id]
    claim_id: Mapped[ClaimId]
    position: Mapped[int]
    name: Mapped[str]
    """A letter or word that formulas call it by."""
    value: Mapped[str] = mapped_column(default="")
    """A decimal number as text, so that no digit is lost; empty when a formula gives it."""
    formula: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="")
    period: Mapped[str] = mapped_column(default="")
    population: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")


class Named(Protocol):
    """A figure as it is computed with: a stored one, or one that was just typed in."""

    @property
    def name(self) -> str:
        """What formulas call it."""

    @property
    def value(self) -> str:
        """The number as text; empty when a formula gives it."""

    @property
    def formula(self) -> str:
        """Empty for a figure that is given."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a figure comes to, or why it comes to nothing."""

    value: Decimal | None
    working: str = ""
    """The formula with its figures filled in; empty for a figure that is given."""
    error: str = ""

    @property
    def text(self) -> str:
        """The value as people read it; a long one rounded."""
        return "" if self.value is None else shown(self.value).replace("-", "−")

    @property
    def sentence(self) -> str:
        """The working and what it comes to: “(124 − 118) / 118 × 100 ≈ 5.08”; “=” is for exact results."""
        if self.value is None or not self.working:
            return self.error or self.text
        return f"{self.working} {'=' if is_exact(self.value) else '≈'} {self.text}"


def read_number(text: str) -> Decimal:
    """Return a number as people type it: a point, thousands apart by commas, spaces or apostrophes or not at all.

    Raise InvalidInput for anything else: “3,5” may be three and a half or a slip.
    """
    typed = text.strip().replace("−", "-")
    digits = typed.removeprefix("-").removeprefix("+")
    if len(typed) > MAX_NUMBER_LENGTH or not (_GROUPED.fullmatch(digits) or _PLAIN.fullmatch(digits)):
        raise InvalidInput(
            _("“%(text)s” is not a number. Write digits, and a point before decimals: 3.5.", text=typed[:40])
        )
    value = Decimal(digits.translate(_SEPARATORS))
    return -value if typed.startswith("-") else value


def check_name(name: str) -> str:
    """Return a figure's name; raise InvalidInput for one that formulas could not call it by."""
    name = name.strip()
    if not _NAME.fullmatch(name) or len(name) > MAX_QUANTITY_TEXT_LENGTH:
        raise InvalidInput(
            _("“%(name)s” cannot name a figure: take a letter or one word, without spaces.", name=name[:40])
        )
    if name.casefold() in FUNCTIONS:
        raise InvalidInput(_("“%(name)s” is a function; give the figure another name.", name=name))
    return name


def compute(figures: Sequence[Named]) -> dict[str, Result]:
    """Compute every figure, in whatever order they name each other; faults are told where they lie."""
    by_name = {figure.name: figure for figure in figures}
    results: dict[str, Result] = {}
    for name in _in_order(by_name):
        results[name] = _result(by_name[name], by_name, results)
    return results


def _in_order(figures: Mapping[str, Named]) -> list[str]:
    """Return the names so that each comes after those that its formula names; circles end where they close."""
    order: dict[str, None] = {}
    begun: set[str] = set()
    for first in figures:
        waiting = [first]
        while waiting:
            name = waiting[-1]
            ahead = [other for other in _named_by(figures[name]) if other in figures and other not in begun]
            if name in begun or not ahead:
                order.setdefault(waiting.pop())
            begun.add(name)
            waiting += ahead
    return list(order)


def _named_by(figure: Named) -> list[str]:
    try:
        return names_in(figure.formula) if figure.formula else []
    except InvalidInput:
        return []  # its own result says what is wrong


def _result(figure: Named, figures: Mapping[str, Named], results: Mapping[str, Result]) -> Result:
    def value_of(name: str) -> Decimal:
        if name not in figures:
            raise InvalidInput(_("There is no figure “%(name)s”.", name=name[:40]))
        found = results.get(name)
        if found is None:
            raise InvalidInput(_("“%(name)s” is computed from itself, in a circle.", name=name))
        if found.value is None:
            raise InvalidInput(_("“%(name)s” has no value.", name=name))
        return found.value

    try:
        if not figure.formula:
            return Result(read_number(figure.value))
        worked: Worked = evaluate(figure.formula, value_of)
    except InvalidInput as error:
        return Result(None, error=error.message)
    return Result(worked.value, worked.working)
