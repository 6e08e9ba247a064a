import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.formula import MAX_FORMULA_LENGTH, MAX_NESTING, evaluate, is_exact, names_in, shown
from claims.errors import InvalidInput

FIGURES = {"old": Decimal(118), "new": Decimal(124), "loss": Decimal(-3), "Größe": Decimal("1.5")}


def worked(formula: str) -> str:
    found = evaluate(formula, FIGURES.__getitem__)
    return f"{found.working} {'=' if is_exact(found.value) else '≈'} {shown(found.value)}"


@pytest.mark.parametrize(
    ("formula", "working"),
    [
        ("change(old, new)", "(124 − 118) / 118 × 100 ≈ 5.08"),
        ("(new - old) / old * 100", "(124 − 118) / 118 × 100 ≈ 5.08"),
        ("new − (old − 2)", "124 − (118 − 2) = 8"),
        ("loss × 2 ÷ 4", "(−3) × 2 / 4 = -1.5"),
        ("-old ^ 2", "−118 ** 2 = -13924"),
        ("2 ** 3 ** 2", "2 ** 3 ** 2 = 512"),
        ("(2 ** 3) ** 2", "(2 ** 3) ** 2 = 64"),
        ("2 ** -1", "2 ** (−1) = 0.5"),
        ("sum(old, new, 3) * 2", "(118 + 124 + 3) × 2 = 490"),
        ("mean(old; new)", "(118 + 124) / 2 = 121"),
        ("share(old, new)", "118 / 124 × 100 ≈ 95.16"),
        ("10% * old", "10% × 118 = 11.8"),
        ("round(1.005, 2)", "round(1.005, 2) = 1.01"),
        ("abs(loss)", "abs(−3) = 3"),
        ("max(old, new) - min(old, new)", "max(118, 124) − min(118, 124) = 6"),
        ("Größe * 2", "1.5 × 2 = 3"),
        ("old / 1000000000", "118 / 1000000000 = 0.000000118"),
        ("1 / 3", "1 / 3 ≈ 0.3333"),
        ("0.1 + 0.2", "0.1 + 0.2 = 0.3"),
    ],
)
def test_working_is_shown_with_the_result(formula: str, working: str) -> None:
    assert worked(formula) == working


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("1 / 0", "divides by zero"),
        ("1 / (old - 118)", "divides by zero"),
        ("change(0, 5)", "divides by zero"),
        ("9 ** 9 ** 9", "at most 1000"),
        ("(9 ** 999) ** 999", "too large"),
        ("0 ** 0", "no result"),
        ("(-8) ** 0.5", "no result"),
        ("1,000", "cannot be read"),
        ("sum(1,000)", "without separators"),
        ("old new", "cannot be read"),
        ("(1 + 2", "not closed"),
        ("1 +", "ends too early"),
        ("1 + )", "cannot be read"),
        ("foo(1)", "no function"),
        ("change(1)", "does not take 1"),
        ("round(1, 99)", "decimal places"),
        ("round(1, 0.5)", "decimal places"),
        ("__import__('os')", "cannot stand"),
        ("old.real", "cannot stand"),
        ("1e9", "cannot be read"),
        ("x" * (MAX_FORMULA_LENGTH + 1), "at most"),
        ("(" * (MAX_NESTING + 1) + "1" + ")" * (MAX_NESTING + 1), "nested"),
        ("-" * (MAX_NESTING + 1) + "1", "nested"),
        ("1" + "**1" * (MAX_NESTING + 1), "nested"),
    ],
)
def test_formula_that_cannot_be_computed_says_why(formula: str, why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        evaluate(formula, FIGURES.__getitem__)


def test_names_are_those_of_figures() -> None:
    assert names_in("change(old, new) + old * π") == ["old", "new", "π"]


NUMBERS = st.integers(0, 9999).map(str) | st.decimals(0, 99, places=2, allow_nan=False).map(
    lambda d: format(d, "f")
)
FORMULAS = st.recursive(
    NUMBERS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
        inner.map(lambda part: f"-({part})"),
        inner.map(lambda part: f"({part})%"),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"sum({', '.join(parts)})"),
        st.tuples(inner, st.sampled_from("0123")).map(lambda t: f"({t[0]}) ** {t[1]}"),
    ),
    max_leaves=8,
)


class Exact:
    """The same arithmetic in fractions, read by Python itself."""

    @staticmethod
    def of(formula: str) -> Fraction | None:
        text = formula.replace("%", " / Number('100')")
        text = re.sub(r"(?<![\w.'])(\d+(?:\.\d+)?)(?![\w.'])", r"Number('\1')", text)
        text = re.sub(r"\*\* Number\('(\d)'\)", r"** \1", text)
        names = {"Number": Fraction, "sum": lambda *parts: sum(parts, Fraction(0))}
        try:
            return Fraction(eval(text, {"__builtins__": {}}, names))
        except ZeroDivisionError:
            return None


@given(FORMULAS)
def test_arithmetic_is_that_of_fractions(formula: str) -> None:
    exact = Exact.of(formula)
    try:
        value = evaluate(formula, FIGURES.__getitem__).value
    except InvalidInput as error:
        undefined = exact is None or "0" in formula
        assert undefined or "too large" in error.message, error.message
        return
    assert exact is not None
    assert abs(Fraction(value) - exact) <= abs(exact) * Fraction(1, 10**20) + Fraction(1, 10**20)


@given(FORMULAS)
def test_working_computes_to_the_same(formula: str) -> None:
    try:
        first = evaluate(formula, FIGURES.__getitem__)
    except InvalidInput:
        return
    if len(first.working) > MAX_FORMULA_LENGTH:
        return
    assert evaluate(first.working, FIGURES.__getitem__).value == first.value


@given(st.text(max_size=60))
def test_no_text_does_anything_but_compute_or_say_why(formula: str) -> None:
    def no_figure(name: str) -> Decimal:
        raise InvalidInput(name)

    try:
        evaluate(formula, no_figure)
    except InvalidInput as error:
        assert error.message


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30))
def test_shown_numbers_stay_near(value: Decimal) -> None:
    near = Decimal(shown(value))
    assert abs(near - value) <= abs(value) / 200
