"""An article with extracted claims, for tests of what is done with them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from claims.domain.anchor import anchor_at
from claims.domain.article import Article
from claims.domain.claim import Claim
from claims.domain.kind import ClaimKind
from claims.domain.person import Person
from claims.extraction.base import Candidate
from claims.services.article import NewArticle, add_article, load_for_extraction, store_extraction
from claims.services.claim import claims_of_article

TEXT = "The tower has 1,000 steps. It was built in 1889 😀. It is the tallest in town. The tower has 1,000 steps."


class NotedJobs:
    """Takes orders and only notes them."""

    name = "noted"

    def __init__(self) -> None:
        self.orders: list[tuple[str, Mapping[str, Any], str | None]] = []

    def enqueue(
        self,
        session: Session,
        kind: str,
        args: Mapping[str, Any],
        *,
        key: str | None = None,
        run_at: datetime | None = None,
        priority: int = 0,
    ) -> None:
        self.orders.append((kind, args, key))


@pytest.fixture
def jobs() -> NotedJobs:
    return NotedJobs()


def candidate(exact: str, text: str = "", *, again: bool = False) -> Candidate:
    places = [i for i in range(len(TEXT)) if TEXT.startswith(exact, i)]
    anchors = [anchor_at(TEXT, start, start + len(exact)) for start in places]
    also = tuple(anchors[1:]) if again else ()
    return Candidate(text=text or exact, anchor=anchors[0], kind=ClaimKind.QUANTITY, score=0.5, also=also)


@pytest.fixture
def article(session: Session, bela: Person, jobs: NotedJobs) -> Article:
    """An article with three suggested claims."""
    article = add_article(session, bela.actor, jobs, NewArticle(text=TEXT, title="The tower", engine="sentence"))
    order = load_for_extraction(session, article.id)
    found = [
        candidate("The tower has 1,000 steps.", again=True),
        candidate("It was built in 1889 😀.", "The tower was built in 1889."),
        candidate("It is the tallest in town.", "The tower is the tallest in town."),
    ]
    store_extraction(session, order, found, engine_version="1", seconds=0.1)
    session.flush()
    session.expire_all()
    return article


@pytest.fixture
def claims(session: Session, article: Article) -> list[Claim]:
    """The claims of the article, in reading order."""
    return claims_of_article(session, article.id)
