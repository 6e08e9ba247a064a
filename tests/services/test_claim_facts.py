from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from claims.domain.article import Article
from claims.domain.claim import Claim, SelectionReason, SetAsideReason
from claims.domain.kind import ClaimKind
from claims.domain.person import Person
from claims.domain.state import ClaimState, RevisionState
from claims.errors import Conflict, Forbidden, InvalidInput, StaleEdit
from claims.publishing.base import Publisher
from claims.publishing.claimreview import claim_review
from claims.services import claim_facts as service
from claims.services import publication
from claims.services.claim import reopen, select_claim, set_aside, wait
from claims.services.claim_facts import Facts
from claims.services.export import export_desk
from claims.services.undo import undo_last
from tests.services import stories

FACTS = Facts(ClaimKind.QUANTITY, "en", date(2026, 11, 1), "in parliament", "a call from a reader")
PUBLISHER = Publisher("The Desk", "https://desk.example")


def test_facts_are_kept_and_taken_back(
    session: Session, article: Article, claims: list[Claim], bela: Person
) -> None:
    claim = service.save_facts(session, bela.actor, claims[0].id, FACTS, edits=claims[0].edits)
    assert (claim.said_on, claim.said_where, claim.kind) == (FACTS.said_on, "in parliament", ClaimKind.QUANTITY)
    undo_last(session, bela.actor, article.id)
    assert (claim.said_on, claim.said_where, claim.provenance) == (None, "", "")


def test_stale_facts_show_both(session: Session, claims: list[Claim], bela: Person) -> None:
    claim = claims[0]
    stale = claim.edits
    service.save_facts(session, bela.actor, claim.id, FACTS, edits=stale)
    with pytest.raises(StaleEdit) as caught:
        service.save_facts(session, bela.actor, claim.id, replace(FACTS, said_where="at home"), edits=stale)
    assert caught.value.theirs["said_where"] == "in parliament"
    assert caught.value.yours["said_where"] == "at home"
    assert claim.said_where == "in parliament"


@pytest.mark.parametrize("wrong", [{"language": "klingon"}, {"language": "1a"}, {"said_where": "x" * 301}])
def test_facts_that_cannot_be_are_refused(
    session: Session, claims: list[Claim], bela: Person, wrong: dict[str, str]
) -> None:
    with pytest.raises(InvalidInput):
        service.save_facts(session, bela.actor, claims[0].id, replace(FACTS, **wrong), edits=claims[0].edits)


def test_a_claim_is_selected_for_a_reason_which_goes_when_it_is_set_aside(
    session: Session, claims: list[Claim], bela: Person
) -> None:
    with pytest.raises(InvalidInput, match="sentence"):
        select_claim(session, bela.actor, claims[0].id, reason=SelectionReason.OTHER, note=" ")
    claim = select_claim(session, bela.actor, claims[0].id, reason=SelectionReason.OTHER, note="It is new.")
    assert (claim.selection_reason, claim.selection_note) == (SelectionReason.OTHER, "It is new.")
    claim = set_aside(session, bela.actor, claim.id, SetAsideReason.TRIVIAL)
    assert (claim.selection_reason, claim.selection_note) == (None, "")
    with pytest.raises(Conflict, match="select it first"):
        service.save_selection_reason(session, bela.actor, claim.id, SelectionReason.HARM, "", edits=claim.edits)


def test_the_reason_can_be_said_later(session: Session, claims: list[Claim], bela: Person) -> None:
    claim = select_claim(session, bela.actor, claims[0].id)
    assert claim.selection_reason is None
    claim = service.save_selection_reason(
        session, bela.actor, claim.id, SelectionReason.HARM, "", edits=claim.edits
    )
    assert claim.selection_reason is SelectionReason.HARM


def test_a_claim_waits_for_an_event(session: Session, claims: list[Claim], bela: Person) -> None:
    select_claim(session, bela.actor, claims[0].id)
    with pytest.raises(InvalidInput, match="date or"):
        wait(session, bela.actor, claims[0].id, None, " ")
    claim = wait(session, bela.actor, claims[0].id, None, "The tower is measured anew")
    assert (claim.state, claim.wait_for, claim.wait_until) == (
        ClaimState.WAITING,
        "The tower is measured anew",
        None,
    )
    assert reopen(session, bela.actor, claim.id).wait_for == ""


def test_a_reviewer_plans_for_oneself_and_an_editor_for_others(
    session: Session, claims: list[Claim], ana: Person, bela: Person, dan: Person
) -> None:
    due = date(2030, 1, 1)
    claim = claims[0]
    plan = service.plan_claim
    plan(session, bela.actor, claim.id, assignee_id=bela.id, deadline=due, edits=claim.edits)
    assert (claim.assignee_id, claim.deadline) == (bela.id, due)
    with pytest.raises(Forbidden, match="claim:assign"):
        plan(session, bela.actor, claim.id, assignee_id=dan.id, deadline=due, edits=claim.edits)
    plan(session, ana.actor, claim.id, assignee_id=dan.id, deadline=None, edits=claim.edits)
    assert (claim.assignee_id, claim.deadline) == (dan.id, None)
    with pytest.raises(StaleEdit) as caught:
        plan(session, bela.actor, claim.id, assignee_id=None, deadline=due, edits=claim.edits - 1)
    assert caught.value.theirs == {"assignee": "Dan", "deadline": ""}


@pytest.mark.parametrize("who", [999, "left"])
def test_a_claim_is_given_only_to_who_works_here(
    session: Session, claims: list[Claim], ana: Person, dan: Person, who: int | str
) -> None:
    dan.active = False
    session.flush()
    number = dan.id if who == "left" else int(who)
    with pytest.raises(InvalidInput, match="nobody"):
        service.plan_claim(
            session, ana.actor, claims[0].id, assignee_id=number, deadline=None, edits=claims[0].edits
        )


def test_a_claim_without_an_article_says_how_it_came(session: Session, bela: Person) -> None:
    with pytest.raises(InvalidInput, match="came to the desk"):
        service.add_claim_without_article(session, bela.actor, "The mayor is ill.", replace(FACTS, provenance=" "))
    claim = service.add_claim_without_article(session, bela.actor, "The  mayor is ill.", FACTS)
    assert (claim.text, claim.state, claim.exact_words) == ("The mayor is ill.", ClaimState.SELECTED, [])
    assert claim.provenance == "a call from a reader"
    with pytest.raises(InvalidInput):
        service.save_facts(session, bela.actor, claim.id, replace(FACTS, provenance=""), edits=claim.edits)


def test_a_claim_without_an_article_is_published_in_our_words(
    session: Session, ana: Person, bela: Person, dan: Person
) -> None:
    claim = service.add_claim_without_article(session, bela.actor, "The mayor is ill.", FACTS)
    stories.confirm_no_claimant(session, bela.actor, claim.id)
    stories.published(session, (ana, bela, dan), claim)
    shown = publication.verdict_page(session, claim.id).verdict
    assert (shown.in_our_words, shown.appearances) == (True, ())
    assert (shown.said_on, shown.said_where) == ("2026-11-01", "in parliament")
    assert "reader" not in str(shown), "how it came to the desk stays there"
    assert claim_review(shown, PUBLISHER)["itemReviewed"]["datePublished"] == "2026-11-01"
    assert [item.claim_id for item in export_desk(session, PUBLISHER).verdicts] == [claim.id]


def test_what_is_published_keeps_when_it_was_said(
    session: Session, ana: Person, bela: Person, dan: Person
) -> None:
    claim = stories.add_claim(session, bela)
    service.save_facts(session, bela.actor, claim.id, FACTS, edits=claim.edits)
    stories.published(session, (ana, bela, dan), claim)
    service.save_facts(session, bela.actor, claim.id, replace(FACTS, said_on=None), edits=claim.edits)
    assert publication.verdict_page(session, claim.id).verdict.said_on == "2026-11-01"


def test_another_day_needs_approval_anew(session: Session, bela: Person, dan: Person) -> None:
    claim = stories.add_claim(session, bela)
    revision = stories.approved(session, bela, dan, claim)
    service.save_facts(session, bela.actor, claim.id, FACTS, edits=claim.edits)
    assert (revision.state, revision.round) == (RevisionState.IN_REVIEW, 2)
