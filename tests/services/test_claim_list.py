from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from claims.domain.claim import Claim, DropReason, SelectionReason, SetAsideReason
from claims.domain.claimant import ClaimantKind
from claims.domain.entity import now
from claims.domain.kind import ClaimKind
from claims.domain.person import Person
from claims.domain.state import ClaimState
from claims.errors import Conflict, InvalidInput, NotFound
from claims.publishing.ledger import write_ledger
from claims.services import claim as triage
from claims.services.claim_facts import Facts, add_claim_without_article, plan_claim
from claims.services.claim_list import BY_PEOPLE, NO_ARTICLE, NOBODY, ClaimFilter, Due, list_claims
from claims.services.claimant import confirm_claimant
from claims.services.ledger import ledger_counts, ledger_lines
from claims.services.saved_filter import delete_filter, filters_for, save_filter
from claims.services.tag import add_tag

TODAY = now().date()


@pytest.fixture
def desk(session: Session, claims: list[Claim], bela: Person) -> dict[str, int]:
    """Three claims of an article in different states, and a rumour; their numbers by a word."""
    steps, built, tallest = claims
    triage.select_claim(session, bela.actor, steps.id, reason=SelectionReason.HARM)
    confirm_claimant(session, bela.actor, steps.id, name="The Mayor", kind=ClaimantKind.PERSON)
    plan_claim(
        session,
        bela.actor,
        steps.id,
        assignee_id=bela.id,
        deadline=TODAY - timedelta(days=1),
        edits=steps.edits,
    )
    add_tag(session, bela.actor, steps.id, "Towers")
    triage.set_aside(session, bela.actor, built.id, SetAsideReason.TRIVIAL)
    rumour = add_claim_without_article(
        session, bela.actor, "=SUM(1) 100% of it", Facts(ClaimKind.OPINION, "en", provenance="a call")
    )
    triage.drop(session, bela.actor, rumour.id, DropReason.NO_DATA)
    return {"steps": steps.id, "built": built.id, "tallest": tallest.id, "rumour": rumour.id}


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        (ClaimFilter(), ["rumour", "tallest", "built", "steps"]),
        (ClaimFilter(state=ClaimState.NOT_SELECTED), ["built"]),
        (ClaimFilter(state=ClaimState.MERGED), []),
        (ClaimFilter(kind=ClaimKind.OPINION), ["rumour"]),
        (ClaimFilter(tag="towers"), ["steps"]),
        (ClaimFilter(tag="nothing"), []),
        (ClaimFilter(claimant=1), ["steps"]),
        (ClaimFilter(assignee=NOBODY), ["rumour", "tallest", "built"]),
        (ClaimFilter(language="en"), ["tallest", "built", "steps"]),
        (ClaimFilter(language="fr"), []),
        (ClaimFilter(language=NO_ARTICLE), ["rumour"]),
        (ClaimFilter(due=Due.LATE), ["steps"]),
        (ClaimFilter(due=Due.ANY), ["steps"]),
        (ClaimFilter(score=50), ["tallest", "built", "steps"]),
        (ClaimFilter(score=51), []),
        (ClaimFilter(engine=BY_PEOPLE), ["rumour"]),
        (ClaimFilter(engine="sentence"), ["tallest", "built", "steps"]),
        (ClaimFilter(text="TALLEST"), ["tallest"]),
        (ClaimFilter(text="100%"), ["rumour"]),
        (ClaimFilter(text="1%0"), []),
        (ClaimFilter(since=TODAY, until=TODAY), ["rumour", "tallest", "built", "steps"]),
        (ClaimFilter(since=TODAY + timedelta(days=2)), []),
        (ClaimFilter(until=date.max), ["rumour", "tallest", "built", "steps"]),
        (ClaimFilter(state=ClaimState.SELECTED, tag="towers", text="steps"), ["steps"]),
    ],
)
def test_each_filter_lets_through_what_it_says(
    session: Session, desk: dict[str, int], chosen: ClaimFilter, found: list[str]
) -> None:
    session.get_one(Claim, desk["rumour"]).score = 0.0
    session.flush()
    names = {number: name for name, number in desk.items()}
    assert [names[claim.id] for claim in list_claims(session, chosen)] == found


def test_a_list_goes_on_where_its_page_ends(session: Session, desk: dict[str, int], bela: Person) -> None:
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    for claim in list_claims(session, ClaimFilter()):
        claim.created_at = moment  # the same for all: then the number decides
    session.flush()
    first = list_claims(session, ClaimFilter(), limit=3)
    rest = list_claims(session, ClaimFilter(), before=(first[-1].created_at, first[-1].id), limit=3)
    assert [claim.id for claim in [*first, *rest]] == sorted(desk.values(), reverse=True)
    mine = replace(ClaimFilter(), assignee=bela.id)
    assert [claim.id for claim in list_claims(session, mine)] == [desk["steps"]]


def test_the_ledger_counts_everything_considered(session: Session, desk: dict[str, int]) -> None:
    counts = ledger_counts(session, TODAY - timedelta(days=1), TODAY + timedelta(days=1))
    assert counts.claims == 4
    assert dict(counts.states) == {
        ClaimState.SUGGESTED: 1,
        ClaimState.SELECTED: 1,
        ClaimState.NOT_SELECTED: 1,
        ClaimState.DROPPED: 1,
    }
    assert dict(counts.reasons) == {SelectionReason.HARM: 1, SetAsideReason.TRIVIAL: 1, DropReason.NO_DATA: 1}
    assert counts.topics == [("towers", "Towers", 1)]
    assert [(name, number) for _id, name, number in counts.claimants] == [("The Mayor", 1)]
    assert ledger_counts(session, None, TODAY - timedelta(days=2)).claims == 0


def test_the_ledger_as_csv_is_neutralised_unless_raw(session: Session, desk: dict[str, int]) -> None:
    lines = list(write_ledger(ledger_lines(session, None, None)))
    assert lines[0].startswith("claim_id,came_in,claim,state,reason")
    assert len(lines) == 5
    assert "'=SUM(1) 100% of it" in lines[4]
    assert ",=SUM(1) 100% of it" in list(write_ledger(ledger_lines(session, None, None), raw=True))[4]
    assert ",selected,harm," in lines[1]


def test_filters_are_kept_shared_and_forgotten(session: Session, bela: Person, dan: Person) -> None:
    own = save_filter(session, bela.actor, " My  list ", "state=selected", shared=False)
    shared = save_filter(session, bela.actor, "All", "kind=event", shared=True)
    assert [one.name for one in filters_for(session, bela.actor)] == ["All", "My list"]
    assert filters_for(session, dan.actor) == [shared]
    with pytest.raises(Conflict, match="already"):
        save_filter(session, bela.actor, "All", "kind=event", shared=False)
    with pytest.raises(InvalidInput):
        save_filter(session, bela.actor, "", "kind=event", shared=False)
    with pytest.raises(InvalidInput, match="Choose"):
        save_filter(session, bela.actor, "Nothing", "", shared=False)
    with pytest.raises(NotFound):
        delete_filter(session, dan.actor, shared.id)
    delete_filter(session, bela.actor, own.id)
    assert filters_for(session, bela.actor) == [shared]
