"""Triage of many claims at once, and of several people at once."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from claims.db import Database
from claims.domain.article import Article
from claims.domain.claim import Appearance, Claim, SetAsideReason
from claims.domain.person import Person
from claims.domain.state import ClaimState
from claims.errors import Conflict, Forbidden, InvalidInput, StaleEdit
from claims.services import claim as service
from claims.services import triage, undo
from claims.services.quantity import Figure, save_figures, state_of
from claims.services.triage import Sighting
from claims.services.undo import undo_last
from tests.web.bench import counted_queries

ASIDE, SELECTED, SUGGESTED = ClaimState.NOT_SELECTED, ClaimState.SELECTED, ClaimState.SUGGESTED


def seen(claims: list[Claim]) -> dict[int, int]:
    return {claim.id: claim.edits for claim in claims}


def states(claims: list[Claim]) -> list[ClaimState]:
    return [claim.state for claim in claims]


def test_many_are_selected_as_one_event_that_can_be_undone(
    session: Session, article: Article, claims: list[Claim], bela: Person
) -> None:
    outcome = triage.select_all(session, bela.actor, article.id, seen(claims[:2]))
    assert (len(outcome.done), outcome.left) == (2, 0)
    assert states(claims) == [SELECTED, SELECTED, SUGGESTED]
    assert undo_last(session, bela.actor, article.id).claim_ids == [claims[0].id, claims[1].id]
    assert states(claims) == [SUGGESTED] * 3


def test_many_are_written_by_one_statement(
    session: Session, database: Database, article: Article, claims: list[Claim], bela: Person
) -> None:
    edits = [claim.edits for claim in claims]
    with counted_queries(database) as statements:
        triage.set_all_aside(session, bela.actor, article.id, seen(claims), SetAsideReason.TRIVIAL)
    assert sum(statement.startswith("UPDATE claim ") for statement in statements) == 1
    session.expire_all()
    assert states(claims) == [ASIDE] * 3
    assert [claim.edits for claim in claims] == [number + 1 for number in edits]


def test_nothing_is_written_over_what_somebody_wrote_in_between(
    session: Session, article: Article, claims: list[Claim], bela: Person
) -> None:
    with (
        pytest.raises(StaleDataError),
        undo.recorded(session, bela.actor, "claim.select", claims, article.id),
    ):
        session.execute(text("UPDATE claim SET edits = edits + 1 WHERE id = :id"), {"id": claims[1].id})
        for claim in claims:
            claim.state = SELECTED


def test_what_somebody_changed_since_is_left_and_named(
    session: Session, article: Article, claims: list[Claim], bela: Person, dan: Person
) -> None:
    saw = seen(claims)
    service.set_aside(session, dan.actor, claims[0].id, SetAsideReason.OPINION)
    outcome = triage.set_all_aside(session, bela.actor, article.id, saw, SetAsideReason.TRIVIAL)
    assert [claim.id for claim in outcome.changed] == [claims[0].id]
    assert claims[0].set_aside_reason is SetAsideReason.OPINION
    assert states(claims) == [ASIDE] * 3


def test_what_the_workflow_lacks_is_left_and_named(
    session: Session, article: Article, claims: list[Claim], bela: Person
) -> None:
    service.select_claim(session, bela.actor, claims[0].id)
    outcome = triage.select_all(session, bela.actor, article.id, seen(claims))
    assert [claim.id for claim in outcome.refused] == [claims[0].id]
    with pytest.raises(Conflict):
        triage.select_all(session, bela.actor, article.id, seen(claims))
    with pytest.raises(InvalidInput):
        triage.select_all(session, bela.actor, article.id, {})


def test_claims_of_another_article_are_out_of_reach(session: Session, claims: list[Claim], bela: Person) -> None:
    with pytest.raises(Conflict):
        triage.select_all(session, bela.actor, 999, seen(claims))
    assert states(claims) == [SUGGESTED] * 3


def test_only_an_editor_gives_claims_to_others(
    session: Session, article: Article, claims: list[Claim], ana: Person, bela: Person, dan: Person
) -> None:
    triage.select_all(session, bela.actor, article.id, seen(claims))
    with pytest.raises(Forbidden):
        triage.give_all(session, bela.actor, article.id, seen(claims), dan.id)
    triage.give_all(session, bela.actor, article.id, seen(claims[:1]), bela.id)
    triage.give_all(session, ana.actor, article.id, seen(claims[1:]), dan.id)
    assert [claim.assignee_id for claim in claims] == [bela.id, dan.id, dan.id]
    dan.active = False
    with pytest.raises(InvalidInput):
        triage.give_all(session, ana.actor, article.id, seen(claims), dan.id)


def test_stale_claim_is_refused_and_says_who_changed_it(
    session: Session, claims: list[Claim], bela: Person, dan: Person
) -> None:
    edits = claims[0].edits
    assert triage.require_unchanged(session, claims[0].id, edits) is claims[0]
    service.select_claim(session, dan.actor, claims[0].id)
    with pytest.raises(StaleEdit, match="by Dan since") as caught:
        triage.require_unchanged(session, claims[0].id, edits, wish="set aside")
    assert (caught.value.theirs["state"], caught.value.edits) == ("to check", claims[0].edits)


def test_finish_leaves_what_others_changed_or_added_since(
    session: Session, article: Article, claims: list[Claim], bela: Person, dan: Person
) -> None:
    sighting = triage.sight(session, claims[-1].id)
    parts = service.split_claim(session, dan.actor, claims[0].id, ["One.", "Two."])
    mine = service.split_claim(session, bela.actor, claims[1].id, ["Three.", "Four."])
    outcome = triage.finish_selection(session, bela.actor, article.id, SetAsideReason.TRIVIAL, seen=sighting)
    assert {claim.id for claim in outcome.changed} == {part.id for part in parts}
    assert states(parts) == [SUGGESTED] * 2
    assert states(mine) == [ASIDE] * 2
    later = Sighting(sighting.event + 10, parts[-1].id + 10)
    triage.finish_selection(session, bela.actor, article.id, SetAsideReason.TRIVIAL, seen=later)
    assert states(parts) == [ASIDE] * 2


def test_finish_leaves_claims_whose_figures_others_changed(
    session: Session, article: Article, claims: list[Claim], bela: Person, dan: Person
) -> None:
    sighting = triage.sight(session, claims[-1].id)
    save_figures(session, dan.actor, claims[0].id, [Figure("steps", "1000")], state=state_of([]))
    outcome = triage.finish_selection(session, bela.actor, article.id, SetAsideReason.TRIVIAL, seen=sighting)
    assert {claim.id for claim in outcome.changed} == {claims[0].id}
    assert states(claims) == [SUGGESTED, ASIDE, ASIDE]
    assert undo_last(session, bela.actor, article.id).action == "claim.finish_selection"


def test_merging_counts_as_a_change_of_the_claim_that_stays(
    session: Session, claims: list[Claim], bela: Person, dan: Person
) -> None:
    edits = claims[1].edits
    service.merge_claim(session, dan.actor, claims[0].id, claims[1].id)
    with pytest.raises(StaleEdit):
        triage.require_unchanged(session, claims[1].id, edits)


def test_split_is_not_undone_over_what_others_did_with_its_parts(
    session: Session, article: Article, claims: list[Claim], bela: Person, dan: Person
) -> None:
    _whole, part = service.split_claim(session, bela.actor, claims[0].id, ["One.", "Two."])
    service.merge_claim(session, dan.actor, claims[1].id, part.id)
    with pytest.raises(Conflict, match="changed since"):
        undo_last(session, bela.actor, article.id)
    undo_last(session, dan.actor, article.id)
    undo_last(session, bela.actor, article.id)
    assert part.state is ClaimState.MERGED


def test_merge_is_not_undone_when_its_places_went_on(
    session: Session, article: Article, claims: list[Claim], bela: Person, dan: Person
) -> None:
    service.merge_claim(session, bela.actor, claims[0].id, claims[1].id)
    service.merge_claim(session, dan.actor, claims[1].id, claims[2].id)
    with pytest.raises(Conflict):
        undo_last(session, bela.actor, article.id)
    held = set(session.scalars(select(Appearance.claim_id)))
    assert held == {claims[2].id}
