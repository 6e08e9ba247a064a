import csv
from collections.abc import Iterator
from io import StringIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claims.publishing.csv import COLUMNS, neutralised, restored, write_csv
from tests.publishing.examples import TOMBSTONE, bare_verdict, export_of, verdict
from tests.publishing.strategies import verdicts


def rows(pieces: Iterator[str]) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO("".join(pieces), newline="")))


def test_rows_are_verdicts_and_tombstones():
    first, second, third = rows(write_csv(export_of([verdict(), bare_verdict(), TOMBSTONE])))
    assert first["claim"] == "Kim will make his fifth visit to Beijing."
    assert (first["rating"], first["rating_value"]) == ("False", "1")
    assert first["claimant"] == "The Paper"
    assert first["explanation"].startswith("How\nThe ministry lists four.")
    assert (second["rating_value"], second["claimant"], second["published_alone"]) == ("", "", "yes")
    assert (third["claim_id"], third["state"]) == ("9", "withdrawn")
    assert third["withdrawn_at"] == TOMBSTONE.withdrawn_at
    assert third["claim"] == ""
    assert [row["receipt"][-5:] for row in (first, second, third)] == ["r/7-3", "r/8-1", "r/9-2"]


def test_every_column_is_documented_once():
    names = [column.name for column in COLUMNS]
    assert len(set(names)) == len(names)
    assert all(column.description for column in COLUMNS)
    assert next(write_csv(export_of([]))) == ",".join(names) + "\r\n"


@pytest.mark.parametrize("text", ["=cmd()", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", '"=1', "a;=1", "a\n=1"])
def test_formulas_are_neutralised_and_given_back(text):
    safe = neutralised(text)
    assert safe != text
    assert restored(safe) == text


@pytest.mark.parametrize("text", ["", "1 - 2 = -1", "a=b", "'quoted'", "e-mail: a@b.example", "it's; so"])
def test_plain_words_are_left_alone(text):
    assert neutralised(text) == text


@given(st.text() | st.text(alphabet="'\"=+-@;\t\r\n a", max_size=12))
@example("''=1")
def test_neutralising_is_reversible_and_leaves_no_cell_that_begins_a_formula(text):
    safe = neutralised(text)
    assert restored(safe) == text
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))


@given(verdicts)
def test_any_verdict_is_one_row_that_parses_back(example):
    (row,) = rows(write_csv(export_of([example])))
    assert len(row) == len(COLUMNS)
    assert restored(row["claim"]) == example.wording.replace("\ud800", "?")


def test_raw_leaves_formulas():
    (row,) = rows(write_csv(export_of([verdict(wording="=cmd()")]), raw=True))
    assert row["claim"] == "=cmd()"


def test_byte_order_mark_is_an_option():
    assert next(write_csv(export_of([]), byte_order_mark=True)) == "\ufeff"


def test_verdicts_are_read_one_at_a_time():
    taken: list[int] = []

    def endless() -> Iterator:
        while True:
            taken.append(1)
            yield verdict()

    pieces = write_csv(export_of(endless()))
    for wanted in range(4):
        next(pieces)
        assert len(taken) == wanted
