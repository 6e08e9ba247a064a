from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.gate import (
    FULL_GATES,
    GATE_REASONS,
    REASONS_WITH_NOTE,
    UNCHECKABLE_GATES,
    UNPROVEN_GATES,
    EvidenceFacts,
    Gate,
    GateAnswer,
    GateFacts,
    GateReason,
    check_gates,
    missing_gates,
)
from claims.domain.source import Stance

TEXTS = {
    "rating": "false",
    "summary": "It is his fourth visit.",
    "explanation": "We counted.",
    "as_of": date(2026, 11, 22),
    "claimant_settled": True,
}


def evidence(stance: Stance = Stance.REFUTES, origin: str = "a", **changes: bool) -> EvidenceFacts:
    facts = {"primary": True, "archived_or_excused": True, **changes}
    return EvidenceFacts(stance, origin, **facts)


COMPLETE = GateFacts(
    gates=FULL_GATES,
    evidence=(evidence(Stance.REFUTES, "a"), evidence(Stance.SUPPORTS, "b")),
    approved=True,
    **TEXTS,  # type: ignore[arg-type]
)


def changed(**changes: object) -> GateFacts:
    values = {name: getattr(COMPLETE, name) for name in COMPLETE.__slots__}
    return GateFacts(**{**values, **changes})


def test_complete_verdict_passes_every_gate() -> None:
    assert missing_gates(COMPLETE) == []
    assert [result.gate for result in check_gates(COMPLETE)] == list(Gate)[:7] + list(Gate)[8:]


@pytest.mark.parametrize(
    ("gate", "changes"),
    [
        (Gate.RATING, {"rating": None}),
        (Gate.SUMMARY, {"summary": " \n"}),
        (Gate.EXPLANATION, {"explanation": ""}),
        (Gate.AS_OF, {"as_of": None}),
        (Gate.SNAPSHOT, {"evidence": (evidence(), evidence(Stance.SUPPORTS, "b", archived_or_excused=False))}),
        (Gate.TWO_ORIGINS, {"evidence": (evidence(), evidence(Stance.SUPPORTS, "a"))}),
        (
            Gate.PRIMARY_SOURCE,
            {"evidence": (evidence(primary=False), evidence(Stance.SUPPORTS, "b", primary=False))},
        ),
        (Gate.BOTH_SIDES, {"evidence": (evidence(), evidence(Stance.CONTEXT, "b"))}),
        (Gate.CLAIMANT_ASKED, {"has_claimant": True}),
        (Gate.APPROVAL, {"approved": False}),
    ],
)
def test_each_gate_misses_one_thing(gate: Gate, changes: dict[str, object]) -> None:
    assert missing_gates(changed(**changes)) == [gate]


def test_claimant_that_nobody_confirmed_is_missing_and_cannot_have_been_asked() -> None:
    assert missing_gates(changed(claimant_settled=False)) == [Gate.CLAIMANT, Gate.CLAIMANT_ASKED]


def test_nothing_attached_misses_all_that_rests_on_evidence() -> None:
    missing = missing_gates(changed(evidence=()))
    assert missing == [Gate.EVIDENCE, Gate.TWO_ORIGINS, Gate.PRIMARY_SOURCE, Gate.BOTH_SIDES]


def test_best_rating_asks_nobody_to_reply() -> None:
    assert missing_gates(changed(has_claimant=True, top_rating=True)) == []


def test_unproven_asks_for_the_search_and_not_for_evidence() -> None:
    facts = changed(gates=UNPROVEN_GATES, evidence=(), searched="")
    assert missing_gates(facts) == [Gate.SEARCHED]
    assert missing_gates(changed(gates=UNPROVEN_GATES, evidence=(), searched="Two archives, today")) == []


def test_opinion_asks_for_texts_and_approval_only() -> None:
    assert missing_gates(changed(gates=UNCHECKABLE_GATES, evidence=(), has_claimant=True)) == []


def test_approval_is_not_due_before_it_is_asked_for() -> None:
    facts = changed(approved=False)
    assert missing_gates(facts, before_approval=True) == []


@pytest.mark.parametrize(("gate", "reason"), [(gate, r) for gate, rs in GATE_REASONS.items() for r in rs])
def test_reason_stands_at_its_gate_with_a_sentence_where_it_needs_one(gate: Gate, reason: GateReason) -> None:
    bare = changed(evidence=(evidence(primary=False),), has_claimant=True, answers={gate: GateAnswer(reason)})
    told = changed(
        evidence=(evidence(primary=False),),
        has_claimant=True,
        answers={gate: GateAnswer(reason, "Said on Monday")},
    )
    assert (gate in missing_gates(bare)) == (reason in REASONS_WITH_NOTE)
    assert gate not in missing_gates(told)


@given(st.sampled_from(Gate), st.sampled_from(GateReason), st.text(max_size=20))
def test_no_reason_opens_a_gate_that_does_not_take_it(gate: Gate, reason: GateReason, note: str) -> None:
    empty = GateFacts(gates=list(Gate), has_claimant=True, answers={gate: GateAnswer(reason, note)})
    stands = reason in GATE_REASONS.get(gate, ()) and (reason not in REASONS_WITH_NOTE or bool(note.strip()))
    passed = {result.gate: result for result in check_gates(empty)}[gate]
    # with nothing attached there is nothing without an archived copy
    assert passed.passed == (stands or gate is Gate.SNAPSHOT)
    assert (passed.reason is not None) == (stands and gate is not Gate.SNAPSHOT)


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=6))
def test_copies_of_one_origin_count_once(origins: list[str]) -> None:
    facts = changed(evidence=[evidence(origin=origin) for origin in origins])
    assert (Gate.TWO_ORIGINS in missing_gates(facts)) == (len(set(origins)) < 2)


@given(st.sets(st.sampled_from(Gate)))
def test_only_the_gates_of_the_rating_are_checked(gates: set[Gate]) -> None:
    assert {result.gate for result in check_gates(changed(gates=list(gates)))} == gates
