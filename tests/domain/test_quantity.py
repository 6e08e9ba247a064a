from dataclasses import dataclass
from time import perf_counter

import pytest

from claims.domain.quantity import MAX_QUANTITIES, check_name, compute, read_number
from claims.errors import InvalidInput


@dataclass(frozen=True)
class Row:
    name: str
    value: str = ""
    formula: str = ""


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,000", "1000"),
        ("1 000 000.5", "1000000.5"),
        ("3.50", "3.50"),
        ("−4", "-4"),
        ("1’000", "1000"),
        (".5", "0.5"),
    ],
)
def test_numbers_are_read_as_people_type_them(text: str, number: str) -> None:
    assert str(read_number(text)) == number


@pytest.mark.parametrize("text", ["", "3,5", "1,00", "1e9", "NaN", "1,000 000", "five", "1.2.3", "9" * 41, "--1"])
def test_doubtful_numbers_are_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="not a number"):
        read_number(text)


@pytest.mark.parametrize("name", ["", "two words", "1st", "a-b", "sum", "Change", "x" * 201])
def test_names_that_no_formula_could_use_are_refused(name: str) -> None:
    with pytest.raises(InvalidInput):
        check_name(name)


def test_figures_are_computed_in_whatever_order_they_stand() -> None:
    rows = [
        Row("rise", formula="change(old, new)"),
        Row("old", "118"),
        Row("new", "124"),
        Row("twice", formula="rise*2"),
    ]
    results = compute(rows)
    assert results["rise"].sentence == "(124 − 118) / 118 × 100 ≈ 5.08"
    assert results["old"].sentence == "118"
    assert results["twice"].sentence == "5.08 × 2 ≈ 10.17"


@pytest.mark.parametrize(
    ("rows", "faulty"),
    [
        ([Row("a", formula="a")], {"a"}),
        ([Row("a", formula="b"), Row("b", formula="a + 1"), Row("c", "2")], {"a", "b"}),
        ([Row("a", formula="b"), Row("b", formula="c"), Row("c", formula="b"), Row("d", formula="a")], {*"abcd"}),
    ],
)
def test_circles_are_told_and_harm_no_other_figure(rows: list[Row], faulty: set[str]) -> None:
    results = compute(rows)
    assert {name for name, result in results.items() if result.error} == faulty
    assert any("circle" in result.error for result in results.values())


def test_faults_are_told_where_they_lie() -> None:
    results = compute([Row("a", "3,5"), Row("b", formula="a + 1"), Row("c", formula="nothing * 2"), Row("d", "1")])
    assert "not a number" in results["a"].error
    assert "has no value" in results["b"].error
    assert "no figure" in results["c"].error
    assert results["d"].value == 1


def test_the_longest_workbench_is_computed_at_once() -> None:
    rows = [Row("f0", formula="1" + "+1" * 249)]
    rows += [Row(f"f{n}", formula="*".join([f"f{n - 1}"] * 60)) for n in range(1, MAX_QUANTITIES)]
    begun = perf_counter()
    results = compute(rows)
    assert perf_counter() - begun < 1
    assert "too large" in results["f2"].error
