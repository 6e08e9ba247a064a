"""Formulas of the number workbench: decimal arithmetic over named figures, with the working shown.

Grammar, loosest first; spaces are free, and ``× · ÷ − ^`` are read as ``* * / - **``::

    sum     = product {("+" | "-") product}
    product = sign {("*" | "/") sign}
    sign    = ("-" | "+") sign | power
    power   = percent ["**" sign]
    percent = atom {"%"}
    atom    = number | name | function "(" sum {"," sum} ")" | "(" sum ")"

Numbers are written without separators, with a point. Everything is bounded: characters, nesting, exponents and
magnitudes; a formula that is refused says why in an InvalidInput.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import (
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)

from claims.errors import InvalidInput
from claims.i18n import gettext as _

MAX_FORMULA_LENGTH = 500
MAX_NESTING = 30
MAX_EXPONENT = 1_000
MAX_PLACES = 20
"""Decimal places that ``round`` may be asked for."""
DIGITS = 34
SHOWN_DIGITS = 12
"""A result with more digits than these is shown rounded."""

_CONTEXT = Context(
    prec=DIGITS,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[DivisionByZero, InvalidOperation, Overflow],
)
_TOKEN = re.compile(r"\s*(?:(?P<number>\d+(?:\.\d+)?|\.\d+)|(?P<name>[^\W\d]\w*)|(?P<sign>\*\*|[-+*/(),;%]))")
_OPERATORS: Mapping[str, tuple[Callable[[Decimal, Decimal], Decimal], str]] = {
    "+": (_CONTEXT.add, "+"),
    "-": (_CONTEXT.subtract, "−"),
    "*": (_CONTEXT.multiply, "×"),
    "/": (_CONTEXT.divide, "/"),
}
"""What each sign computes, and how the working writes it."""
_READ_AS = str.maketrans({"×": "*", "·": "*", "÷": "/", "−": "-", "–": "-", "\u00a0": " ", "\u202f": " "})
_SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(5)
"""How tightly the working of an expression binds, so that brackets stand only where they must."""

Names = Callable[[str], Decimal]


@dataclass(frozen=True, slots=True)
class Worked:
    """A value, and how it was computed, with the figures filled in."""

    value: Decimal
    working: str
    binds: int = _ATOM

    def within(self, level: int) -> str:
        """Return the working as a part of an expression that binds at ``level``."""
        return self.working if self.binds >= level else f"({self.working})"


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


def evaluate(formula: str, names: Names) -> Worked:
    """Compute a formula; ``names`` gives the value of a figure, or raises what to say instead.

    Raise InvalidInput for a formula that cannot be read or computed.
    """
    try:
        return _Reader(list(_tokens(formula)), names).whole()
    except (DivisionByZero, ZeroDivisionError):
        raise InvalidInput(_("“%(formula)s” divides by zero.", formula=formula)) from None
    except Overflow:
        raise InvalidInput(_("“%(formula)s” gives a number that is too large.", formula=formula)) from None
    except DecimalException:
        raise InvalidInput(_("“%(formula)s” has no result.", formula=formula)) from None


def names_in(formula: str) -> list[str]:
    """Return the figures that a formula names, in order, each once. Raise InvalidInput."""
    tokens = list(_tokens(formula))
    following = [*tokens[1:], _Token("end", "")]
    return list(
        dict.fromkeys(
            token.text
            for token, after in zip(tokens, following, strict=False)
            if token.kind == "name" and after.text != "("
        )
    )


def shown(value: Decimal) -> str:
    """Return a number as people read it: plain digits, no zeros at the end; a long one rounded."""
    value = value.normalize(_CONTEXT)
    if len(value.as_tuple().digits) > SHOWN_DIGITS or abs(value.adjusted()) > SHOWN_DIGITS:
        return _rounded(value)
    return _plain(value)


def is_exact(value: Decimal) -> bool:
    """Whether ``shown`` gives the number as it is."""
    return Decimal(shown(value)) == value


def _rounded(value: Decimal) -> str:
    """Round to two places, a small number to four digits, one with a long row of zeros to a power of ten."""
    if abs(value) >= 1 and value.adjusted() <= SHOWN_DIGITS:
        return _plain(value.quantize(Decimal("0.01"), ROUND_HALF_UP, _CONTEXT))
    short = Context(prec=4, rounding=ROUND_HALF_UP).plus(value)
    return _plain(short) if abs(value.adjusted()) <= SHOWN_DIGITS else f"{short.normalize():E}"


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _tokens(formula: str) -> Iterator[_Token]:
    if len(formula) > MAX_FORMULA_LENGTH:
        raise InvalidInput(_("A formula may have at most %(max)s characters.", max=MAX_FORMULA_LENGTH))
    text = formula.translate(_READ_AS).replace("^", "**").strip()
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None or found.lastgroup is None:
            raise InvalidInput(_("“%(sign)s” cannot stand in a formula.", sign=text[place:].strip()[:1]))
        yield _Token(found.lastgroup, found[found.lastgroup])
        place = found.end()


class _Reader:
    """Reads a formula from left to right and computes it on the way."""

    def __init__(self, tokens: Sequence[_Token], names: Names) -> None:
        self._tokens, self._names, self._place, self._depth = tokens, names, 0, 0

    def whole(self) -> Worked:
        if not self._tokens:
            raise InvalidInput(_("The formula is empty."))
        result = self._sum()
        if self._text:
            raise self._unexpected()
        return result

    @property
    def _text(self) -> str:
        return self._tokens[self._place].text if self._place < len(self._tokens) else ""

    def _take(self, *signs: str) -> str:
        """Step over one of these signs and return it, or an empty text."""
        text = self._text
        if text not in signs or not text:
            return ""
        self._place += 1
        return text

    def _unexpected(self) -> InvalidInput:
        if not self._text:
            return InvalidInput(_("The formula ends too early."))
        return InvalidInput(_("“%(sign)s” stands where it cannot be read.", sign=self._text[:40]))

    def _sum(self) -> Worked:
        return self._row(("+", "-"), self._product, _SUM)

    def _product(self) -> Worked:
        return self._row(("*", "/"), self._sign, _PRODUCT)

    def _row(self, signs: Sequence[str], part: Callable[[], Worked], level: int) -> Worked:
        """Compute parts with signs of one level between them, from left to right."""
        left = part()
        while sign := self._take(*signs):
            right = part()
            compute, operator = _OPERATORS[sign]
            working = f"{left.within(level)} {operator} {right.within(level + 1)}"
            left = Worked(compute(left.value, right.value), working, level)
        return left

    def _sign(self) -> Worked:
        sign = self._take("+", "-")
        if not sign:
            return self._power()
        with _deeper(self):
            value = self._sign()
        return value if sign == "+" else Worked(_CONTEXT.minus(value.value), f"−{value.within(_POWER)}", _SIGN)

    def _power(self) -> Worked:
        base = self._percent()
        if not self._take("**"):
            return base
        with _deeper(self):
            exponent = self._sign()
        if abs(exponent.value) > MAX_EXPONENT:
            raise InvalidInput(_("An exponent may be at most %(max)s.", max=MAX_EXPONENT))
        working = f"{base.within(_ATOM)} ** {exponent.within(_POWER)}"
        return Worked(_CONTEXT.power(base.value, exponent.value), working, _POWER)

    def _percent(self) -> Worked:
        value = self._atom()
        while self._take("%"):
            value = Worked(_CONTEXT.divide(value.value, Decimal(100)), f"{value.within(_ATOM)}%", _ATOM)
        return value

    def _atom(self) -> Worked:
        if self._take("("):
            with _deeper(self):
                inside = self._sum()
            self._close()
            return inside
        if self._place >= len(self._tokens):
            raise self._unexpected()
        token = self._tokens[self._place]
        if token.kind == "sign":
            raise self._unexpected()
        self._place += 1
        if token.kind == "number":
            return _figure(_number(token.text))
        if self._take("("):
            return self._call(token.text)
        return _figure(self._names(token.text), rounded=True)

    def _call(self, name: str) -> Worked:
        function = FUNCTIONS.get(name.casefold())
        if function is None:
            known = ", ".join(FUNCTIONS)
            raise InvalidInput(_("There is no function “%(name)s”; there are: %(known)s.", name=name, known=known))
        with _deeper(self):
            values = [self._sum()]
            while self._take(",", ";"):
                values.append(self._sum())
        self._close()
        if not function.least <= len(values) <= function.most:
            raise InvalidInput(_("“%(name)s” does not take %(number)s values.", name=name, number=len(values)))
        return function.compute(values)

    def _close(self) -> None:
        if not self._take(")"):
            raise InvalidInput(_("A bracket is not closed.")) if not self._text else self._unexpected()


class _deeper:  # noqa: N801 (used as a block)
    """One level further inside; too many are refused before Python's own stack ends."""

    def __init__(self, reader: _Reader) -> None:
        self._reader = reader

    def __enter__(self) -> None:
        self._reader._depth += 1
        if self._reader._depth > MAX_NESTING:
            raise InvalidInput(_("The formula is nested too deeply."))

    def __exit__(self, *_error: object) -> None:
        self._reader._depth -= 1


def _figure(value: Decimal, *, rounded: bool = False) -> Worked:
    text = (shown(value) if rounded else format(value, "f")).replace("-", "−")
    return Worked(value, text, _SUM if value.is_signed() else _ATOM)


def _number(text: str) -> Decimal:
    if len(text) > 1 and text[0] == "0" and text[1].isdigit():
        raise InvalidInput(_("Write numbers without separators: 1000000, not 1,000,000."))
    return _CONTEXT.create_decimal(text)


@dataclass(frozen=True, slots=True)
class Function:
    """What a formula may call, with how many values, and what it does, in words."""

    least: int
    most: int
    compute: Callable[[Sequence[Worked]], Worked]


def _sum_of(values: Sequence[Worked]) -> Worked:
    total = values[0].value
    for value in values[1:]:
        total = _CONTEXT.add(total, value.value)
    parts = [values[0].within(_SUM), *(value.within(_PRODUCT) for value in values[1:])]
    return Worked(total, " + ".join(parts), _SUM if len(values) > 1 else values[0].binds)


def _mean(values: Sequence[Worked]) -> Worked:
    total = _sum_of(values)
    value = _CONTEXT.divide(total.value, Decimal(len(values)))
    return Worked(value, f"{total.within(_PRODUCT)} / {len(values)}", _PRODUCT)


def _change(values: Sequence[Worked]) -> Worked:
    """Change from the first value to the second, in per cent of the first."""
    old, new = values
    difference = _CONTEXT.subtract(new.value, old.value)
    value = _CONTEXT.multiply(_CONTEXT.divide(difference, old.value), Decimal(100))
    working = f"({new.within(_SUM)} − {old.within(_PRODUCT)}) / {old.within(_SIGN)} × 100"
    return Worked(value, working, _PRODUCT)


def _share(values: Sequence[Worked]) -> Worked:
    """Say what the first value is of the second, in per cent."""
    part, whole = values
    value = _CONTEXT.multiply(_CONTEXT.divide(part.value, whole.value), Decimal(100))
    return Worked(value, f"{part.within(_PRODUCT)} / {whole.within(_SIGN)} × 100", _PRODUCT)


def _round(values: Sequence[Worked]) -> Worked:
    places = values[1].value if len(values) > 1 else Decimal(0)
    if places != places.to_integral_value() or not 0 <= places <= MAX_PLACES:
        raise InvalidInput(_("“round” takes 0 to %(max)s decimal places.", max=MAX_PLACES))
    value = values[0].value
    if -value.as_tuple().exponent > places:  # type: ignore[operator]
        value = value.quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP, _CONTEXT)
    arguments = ", ".join(argument.working for argument in values)
    return Worked(value, f"round({arguments})")


def _chosen(name: str, choose: Callable[..., Decimal]) -> Callable[[Sequence[Worked]], Worked]:
    def compute(values: Sequence[Worked]) -> Worked:
        arguments = ", ".join(argument.working for argument in values)
        return Worked(choose(*(argument.value for argument in values)), f"{name}({arguments})")

    return compute


_MANY = 100
FUNCTIONS: Mapping[str, Function] = {
    "sum": Function(1, _MANY, _sum_of),
    "mean": Function(1, _MANY, _mean),
    "change": Function(2, 2, _change),
    "share": Function(2, 2, _share),
    "round": Function(1, 2, _round),
    "min": Function(2, _MANY, _chosen("min", min)),
    "max": Function(2, _MANY, _chosen("max", max)),
    "abs": Function(1, 1, _chosen("abs", Decimal.copy_abs)),
}
"""What a formula may call: ``change(old, new)`` and ``share(part, whole)`` give per cent."""
