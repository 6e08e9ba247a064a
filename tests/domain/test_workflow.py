from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.state import (
    FROZEN_REVISION_STATES,
    OPEN_REVISION_STATES,
    ClaimState,
    ReportState,
    RevisionState,
)
from claims.domain.workflow import (
    CLAIM_STEPS,
    REPORT_STEPS,
    REVISION_STEPS,
    ClaimStep,
    RevisionStep,
    allowed_steps,
    next_state,
)
from claims.errors import InvalidTransition

LIFE = [
    (RevisionStep.EDIT, RevisionState.DRAFT),
    (RevisionStep.SUBMIT, RevisionState.IN_REVIEW),
    (RevisionStep.RETURN, RevisionState.RETURNED),
    (RevisionStep.EDIT, RevisionState.DRAFT),
    (RevisionStep.SUBMIT, RevisionState.IN_REVIEW),
    (RevisionStep.APPROVE, RevisionState.APPROVED),
    (RevisionStep.EDIT, RevisionState.IN_REVIEW),
    (RevisionStep.APPROVE, RevisionState.APPROVED),
    (RevisionStep.PUBLISH, RevisionState.PUBLISHED),
    (RevisionStep.SUPERSEDE, RevisionState.SUPERSEDED),
]


def test_life_of_a_revision() -> None:
    state = RevisionState.DRAFT
    for step, expected in LIFE:
        state = next_state(REVISION_STEPS, state, step, "It")
        assert state is expected


@given(st.lists(st.sampled_from(RevisionStep), max_size=12))
def test_no_way_leads_to_readers_but_through_an_approval_of_the_last_edit(steps: list[RevisionStep]) -> None:
    state, approved = RevisionState.DRAFT, False
    for step in steps:
        if (state, step) not in REVISION_STEPS:
            continue
        state = REVISION_STEPS[state, step]
        approved = step is RevisionStep.APPROVE or (approved and step is not RevisionStep.EDIT)
        if state is RevisionState.PUBLISHED:
            assert approved


def test_frozen_revision_is_neither_edited_nor_opened_again() -> None:
    for state in FROZEN_REVISION_STATES:
        for step in allowed_steps(REVISION_STEPS, state):
            assert step is not RevisionStep.EDIT
            assert REVISION_STEPS[state, step] in FROZEN_REVISION_STATES
    assert set(OPEN_REVISION_STATES) | set(FROZEN_REVISION_STATES) == set(RevisionState)


def test_merged_claim_stays_merged() -> None:
    assert allowed_steps(CLAIM_STEPS, ClaimState.MERGED) == set()


def test_claim_that_waits_or_was_dropped_can_be_reopened() -> None:
    for state in (ClaimState.WAITING, ClaimState.DROPPED):
        assert next_state(CLAIM_STEPS, state, ClaimStep.REOPEN, "It") is ClaimState.SELECTED


@pytest.mark.parametrize(
    ("table", "start"),
    [
        (CLAIM_STEPS, ClaimState.SUGGESTED),
        (REVISION_STEPS, RevisionState.DRAFT),
        (REPORT_STEPS, ReportState.DRAFT),
    ],
)
def test_every_state_can_be_reached(table: Mapping[tuple[Any, Any], Any], start: StrEnum) -> None:
    reached = {start}
    while more := {state for (origin, _step), state in table.items() if origin in reached} - reached:
        reached |= more
    assert reached == set(type(start)) - {ClaimState.REMOVED}  # an admin removes; that is no step


def test_step_that_the_table_does_not_have_is_refused_with_its_words() -> None:
    with pytest.raises(InvalidTransition, match=r"Claim 7 is .*merged"):
        next_state(CLAIM_STEPS, ClaimState.MERGED, ClaimStep.SELECT, "Claim 7")
