"""Articles with claims for the tests of the desk, and counting of queries."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from claims.archiving.base import Cue
from claims.db import Database
from claims.domain.anchor import find_words
from claims.domain.claim import Claim
from claims.domain.kind import ClaimKind
from claims.extraction.base import Candidate, Passage
from claims.jobs.embedded import EmbeddedJobs
from claims.services.article import ExtractionOrder, NewArticle, add_article, newest_version, store_extraction
from tests.web.conftest import actor_of

TEXT = "Kim 🎖 will make his fifth visit to Beijing. It is the first in six years.\nThe parade is a grand one."
WORDS = ("will make his fifth visit to Beijing", "the first in six years", "The parade is a grand one")


def take_in(
    database: Database,
    text: str = TEXT,
    words: Sequence[str] = WORDS,
    *,
    title: str = "Kim in Beijing",
    cues: tuple[Cue, ...] = (),
) -> int:
    """Add an article by Bela with a claim for each of these words; its number. The claims are 1, 2, 3 …"""
    actor = actor_of(database, "Bela")
    with database.session_scope(write=True) as session:
        article = add_article(session, actor, EmbeddedJobs(), NewArticle(text=text, title=title, cues=cues))
        store(session, article.id, [candidate(text, some) for some in words])
        return article.id


def store(session: Session, article_id: int, candidates: Sequence[Candidate]) -> None:
    """Store what an engine would have found."""
    version = newest_version(session, article_id)
    order = ExtractionOrder(article_id, version.id, "linguistic", Passage(version.text))
    store_extraction(session, order, candidates, engine_version="1", seconds=0.1)


def candidate(text: str, words: str) -> Candidate:
    """A claim at each place where the words stand."""
    anchor, *also = find_words(text, words)
    return Candidate(
        text=f"Claim: {words}.",
        anchor=anchor,
        kind=ClaimKind.EVENT,
        score=0.75,
        reasons=("number", "unheard_of"),
        also=tuple(also),
    )


def claim_ids(database: Database) -> list[int]:
    """The numbers of all claims, in the order in which they were made."""
    with database.session_scope(write=False) as session:
        return list(session.scalars(select(Claim.id).order_by(Claim.id)))


def claim_of(database: Database, claim_id: int) -> Claim:
    """A claim as it is stored now."""
    with database.session_scope(write=False) as session:
        claim = session.get_one(Claim, claim_id)
        session.expunge(claim)
        return claim


@contextmanager
def counted_queries(database: Database) -> Iterator[list[str]]:
    """Collect the statements that are sent to the database inside the block."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN", "SAVEPOINT", "RELEASE")):
            statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
