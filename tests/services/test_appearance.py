from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from claims.domain.article import Article
from claims.domain.claim import Claim
from claims.domain.person import Person
from claims.errors import Conflict, InvalidInput, NotFound
from claims.services import appearance as service
from claims.services.article import NewArticle, add_article
from claims.services.claim import get_claim, merge_claim
from tests.services.conftest import NotedJobs

SAID = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.fixture
def other(session: Session, bela: Person, jobs: NotedJobs) -> Article:
    """Another article, which says the same twice."""
    text = "It has 1,000 steps 😀, says Eve. Yes: 1,000 steps."
    new = NewArticle(text=text, title="Steps", outlet="The Paper", engine="sentence")
    return add_article(session, bela.actor, jobs, new)


def test_the_same_claim_appears_in_another_article(
    session: Session, claims: list[Claim], other: Article, bela: Person
) -> None:
    edits = claims[0].edits
    added = service.add_appearance(
        session, bela.actor, claims[0].id, other.id, words="1,000 steps", attribution=" Eve ", said_at=SAID
    )
    assert [(place.start, place.attribution, place.said_at) for place in added] == [
        (7, "Eve", SAID),
        (37, "Eve", SAID),
    ]
    claim = get_claim(session, claims[0].id)
    assert {place.article_id for place in claim.appearances} >= {other.id}
    assert claim.edits > edits
    with pytest.raises(Conflict, match="already"):
        service.add_appearance(session, bela.actor, claim.id, other.id, words="1,000 steps")


def test_one_place_is_meant_and_words_that_are_not_there_are_refused(
    session: Session, claims: list[Claim], other: Article, bela: Person
) -> None:
    (place,) = service.add_appearance(
        session, bela.actor, claims[0].id, other.id, words="1,000 steps", start=37, end=48
    )
    assert place.start == 37
    with pytest.raises(InvalidInput, match="do not stand"):
        service.add_appearance(session, bela.actor, claims[0].id, other.id, words="2,000 steps")
    with pytest.raises(NotFound):
        service.add_appearance(session, bela.actor, claims[0].id, 999, words="1,000 steps")


def test_a_merged_claim_gets_no_place(session: Session, claims: list[Claim], other: Article, bela: Person) -> None:
    merge_claim(session, bela.actor, claims[1].id, claims[0].id)
    with pytest.raises(Conflict, match="merged"):
        service.add_appearance(session, bela.actor, claims[1].id, other.id, words="1,000 steps")


def test_a_place_is_taken_back_but_not_the_only_one(
    session: Session, claims: list[Claim], other: Article, bela: Person
) -> None:
    first, second = service.add_appearance(session, bela.actor, claims[1].id, other.id, words="1,000 steps")
    service.remove_appearance(session, bela.actor, first.id)
    service.remove_appearance(session, bela.actor, second.id)
    (left,) = get_claim(session, claims[1].id).appearances
    with pytest.raises(Conflict, match="only place"):
        service.remove_appearance(session, bela.actor, left.id)
    with pytest.raises(NotFound):
        service.remove_appearance(session, bela.actor, 999)


def test_articles_are_found_by_title_or_outlet(session: Session, article: Article, other: Article) -> None:
    assert [one.title for one in service.find_articles(session, "")] == ["Steps", "The tower"]
    assert [one.title for one in service.find_articles(session, "paper")] == ["Steps"]
    assert [one.title for one in service.find_articles(session, "TOWER")] == ["The tower"]
    assert service.find_articles(session, "%") == []
