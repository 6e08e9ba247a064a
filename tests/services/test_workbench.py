"""What the workbench lists."""

import pytest
from sqlalchemy.orm import Session

from claims.domain.article import Article
from claims.domain.claim import Claim
from claims.domain.kind import ClaimKind
from claims.domain.person import Person
from claims.domain.state import ClaimState
from claims.services import claim as service
from claims.services.article import newest_version
from claims.services.workbench import Filter, count_claims, list_claims, nearest_claims, search_claims


def listed(session: Session, article: Article, chosen: Filter) -> list[int]:
    version = newest_version(session, article.id)
    return [line.id for line in list_claims(session, article.id, version, chosen).visible]


def test_claims_stand_in_reading_order_with_all_their_places(
    session: Session, article: Article, claims: list[Claim]
) -> None:
    listing = list_claims(session, article.id, newest_version(session, article.id), Filter())
    assert [line.id for line in listing.visible] == [claim.id for claim in claims]
    assert [len(line.places) for line in listing.visible] == [2, 1, 1]
    newest, counts = count_claims(session, article.id)
    assert listing.counts == {ClaimState.SUGGESTED: 3} == counts
    assert newest == newest_version(session, article.id).id


def test_each_filter_lets_through_what_it_says(
    session: Session, article: Article, claims: list[Claim], bela: Person
) -> None:
    first, second, third = (claim.id for claim in claims)
    service.select_claim(session, bela.actor, first)
    service.take(session, bela.actor, first, bela.id)
    claims[1].attribution, claims[1].kind, claims[2].score = "The Mayor", ClaimKind.OPINION, 0.9
    session.flush()
    assert listed(session, article, Filter(state=ClaimState.SELECTED)) == [first]
    assert listed(session, article, Filter(mine=bela.id)) == [first]
    assert listed(session, article, Filter(kind=ClaimKind.OPINION)) == [second]
    assert listed(session, article, Filter(said_by="The Mayor")) == [second]
    assert listed(session, article, Filter(words="mayor built")) == [second]
    assert listed(session, article, Filter(score=90)) == [third]
    assert listed(session, article, Filter(checkable=False)) == []
    assert listed(session, article, Filter(words="100%_")) == [], "no wildcard of the database"


def test_merged_claims_are_in_no_list(
    session: Session, article: Article, claims: list[Claim], bela: Person
) -> None:
    service.merge_claim(session, bela.actor, claims[0].id, claims[2].id)
    assert listed(session, article, Filter()) == [claims[2].id, claims[1].id]


@pytest.mark.parametrize("words", ["", "  "])
def test_search_for_nothing_finds_nothing(session: Session, claims: list[Claim], words: str) -> None:
    assert search_claims(session, words, without=claims[0]) == []


def test_search_and_neighbours_leave_out_the_claim_itself(session: Session, claims: list[Claim]) -> None:
    assert claims[0].id not in [claim.id for claim in search_claims(session, "the", without=claims[0])]
    assert [claim.id for claim in nearest_claims(session, claims[2])] == [claims[1].id, claims[0].id]
