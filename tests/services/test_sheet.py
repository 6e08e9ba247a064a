"""Spreadsheets as an intake queue."""

import pytest
from sqlalchemy.orm import Session

from claims.domain.intake import IntakeKind
from claims.domain.person import Person
from claims.errors import InvalidInput
from claims.services.intake import list_items
from claims.services.sheet import Column, guess_columns, import_plan, plan_import

ROWS = [
    ["https://news.example/a", "", "", "2026-11-22"],
    ["", "The bridge is closed.", "A neighbour", ""],
    ["ftp://news.example/b", "", "", ""],
    ["https://news.example/c", "", "", "22/11/26"],
    ["https://news.example/a", "", "", ""],
]
COLUMNS = [Column.ADDRESS, Column.TEXT, Column.CLAIMANT, Column.PUBLISHED_AT]


def test_the_usual_heads_are_recognised_once_each() -> None:
    head = ["URL", "Claim_Text", "Speaker", "Shoe size", "Link"]
    assert guess_columns(head) == [Column.ADDRESS, Column.TEXT, Column.CLAIMANT, None, None]


def test_a_plan_says_what_would_happen_and_stores_nothing(session: Session, bela: Person) -> None:
    plan = plan_import(session, ROWS, COLUMNS)
    assert [item.kind for item in plan.items] == [IntakeKind.ADDRESS, IntakeKind.CLAIM]
    assert [item.address for item in plan.known] == ["https://news.example/a"]
    assert [fault.line for fault in plan.faults] == [4, 5]
    assert "2026-11-22" in plan.faults[1].problem
    assert list_items(session) == []


def test_a_plan_is_carried_out_once(session: Session, bela: Person) -> None:
    plan = plan_import(session, ROWS, COLUMNS)
    assert len(import_plan(session, bela.actor, plan, "list.csv").items) == 2
    assert len(import_plan(session, bela.actor, plan, "list.csv").items) == 0
    assert {item.batch for item in list_items(session)} == {"list.csv"}


@pytest.mark.parametrize(
    ("columns", "problem"),
    [
        ([None, None, Column.CLAIMANT, None], "which column"),
        ([Column.ADDRESS, Column.ADDRESS, None, None], "the same"),
    ],
)
def test_columns_that_make_no_sense_are_refused(
    session: Session, columns: list[Column | None], problem: str
) -> None:
    with pytest.raises(InvalidInput, match=problem):
        plan_import(session, ROWS, columns)


@pytest.mark.parametrize(("given", "language"), [("sv-SE", "sv"), ("swe", "sv"), ("DE", "de"), ("", "")])
def test_languages_are_read_by_their_codes(session: Session, given: str, language: str) -> None:
    plan = plan_import(session, [["It rains.", given]], [Column.TEXT, Column.LANGUAGE])
    assert [item.language for item in plan.items] == [language]


@pytest.mark.parametrize("given", ["Swedish", "zz", "svxx", "-"])
def test_what_is_no_language_is_a_fault(session: Session, given: str) -> None:
    [fault] = plan_import(session, [["It rains.", given]], [Column.TEXT, Column.LANGUAGE]).faults
    assert given in fault.problem
