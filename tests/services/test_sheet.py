"""Spreadsheets as an intake queue."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.archiving.fetching.address import read_address
from claims.domain.claim import MAX_CLAIM_LENGTH, MAX_OCCASION_LENGTH
from claims.domain.claimant import MAX_CLAIMANT_LENGTH
from claims.domain.intake import IntakeItem, IntakeKind, IntakeState
from claims.domain.person import Person
from claims.errors import InvalidInput
from claims.services.intake import list_items, take_in
from claims.services.sheet import Column, guess_columns, import_plan, plan_import
from tests.services.conftest import NotedJobs

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


LENGTHS = [MAX_OCCASION_LENGTH, MAX_CLAIMANT_LENGTH, MAX_CLAIM_LENGTH, 500, 2_000]
WORDS = st.one_of(
    st.text(max_size=20),
    st.sampled_from([" ", "\0", "\ud800", "a\u0301 b\r\nc", "It rains.", "Der Minister erhöhte die Steuern."]),
    st.builds(lambda length, more: "w" * (length + more), st.sampled_from(LENGTHS), st.integers(-1, 1)),
)
ADDRESSES = st.one_of(
    WORDS,
    WORDS.map("https://news.example/".__add__),
    st.sampled_from(["https://a:b@news.example/", "https://news.example:25/", "http://[::", "http://0x7f.1/"]),
)
DATES = st.one_of(
    WORDS,
    st.sampled_from(["2026-11-22", "0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", "2026-11-22T10:00Z"]),
)
LANGUAGES = st.one_of(WORDS, st.sampled_from(["de", "swe", "zh-Hant-TW", "fil", "und"]))
CELLS = {Column.ADDRESS: ADDRESSES, Column.PUBLISHED_AT: DATES, Column.LANGUAGE: LANGUAGES}
ROW = st.tuples(*(CELLS.get(column, WORDS) for column in Column))


def row_of(**cells: str) -> tuple[str, ...]:
    return tuple(cells.get(column.value, "") for column in Column)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROW, min_size=1, max_size=6), name=WORDS)
@example(rows=[row_of(text="It rains.", note="n" * (MAX_OCCASION_LENGTH + 1))], name="a.csv")
@example(rows=[row_of(text="It rains.", claimant="c" * (MAX_CLAIMANT_LENGTH + 1))], name="a.csv")
@example(rows=[row_of(text="It rains.", address="https://a.example/" + "a" * 500)], name="a.csv")
@example(rows=[row_of(text="It rains.", note="\0", title="\0", outlet="\ud800")], name="\0")
@example(rows=[row_of(text="It rains.", published_at="0001-01-01T00:00+14:00")], name="x" * 500)
@example(rows=[row_of(address="https://a.example/\ud800")], name="a.csv")
@example(rows=[row_of(address="https://a:b@a.example/")], name="a.csv")
def test_what_the_dry_run_accepts_is_taken_in(
    session: Session, bela: Person, jobs: NotedJobs, rows: list[tuple[str, ...]], name: str
) -> None:
    with session.begin_nested() as undone:
        plan = plan_import(session, rows, list(Column))
        assert len(plan.items) + len(plan.known) + len(plan.faults) == len(rows)
        items = import_plan(session, bela.actor, plan, name).items
        session.flush()
        assert len(items) == len(plan.items)
        assert take_in(session, bela.actor, jobs, [item.id for item in items]) == len(items)
        session.flush()
        for item in items:
            assert item.claim_id if item.kind is IntakeKind.CLAIM else read_address(item.address)
        undone.rollback()


def test_a_claim_that_cannot_be_one_says_why_and_does_not_keep_the_others_away(
    session: Session, bela: Person, jobs: NotedJobs
) -> None:
    plan = plan_import(session, [["It rains."], ["It snows."]], [Column.TEXT])
    items = import_plan(session, bela.actor, plan, "list.csv").items
    items[0].note = "n" * (MAX_OCCASION_LENGTH + 1)
    session.flush()
    assert take_in(session, bela.actor, jobs, [item.id for item in items]) == 1
    failed = session.scalars(select(IntakeItem).where(IntakeItem.state == IntakeState.FAILED)).one()
    assert "300 characters" in failed.failure
