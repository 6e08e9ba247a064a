"""The limits of a day, whatever becomes of a run."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.config import ModelConfig
from claims.db import Database
from claims.domain.article import Article
from claims.domain.entity import now
from claims.domain.model_call import ModelCall
from claims.domain.person import system_actor
from claims.domain.registry import METADATA
from claims.domain.state import ArticleState
from claims.errors import ModelError
from claims.extraction.llm.access import ModelTerms, Usage
from claims.jobs.embedded import EmbeddedJobs
from claims.services.article import NewArticle, add_article
from claims.services.model_call import Spent, begin_call, end_call, spent_today
from claims.services.setting import change_settings
from claims.worker import Worker, make_handlers
from tests.extraction.llm.server import faithful, refusal, serving

SYSTEM = system_actor("test")
TERMS = ModelTerms("m", input_price=10, output_price=20)


def article(session: Session) -> int:
    found = Article(title="A", engine="llm")
    session.add(found)
    session.flush()
    return found.id


def test_what_is_put_aside_counts_until_it_is_known(session: Session) -> None:
    call = begin_call(session, article(session), TERMS, Usage(1_000, 2_000))
    assert spent_today(session) == Spent(3_000, 0.05)
    end_call(session, call, TERMS, Usage(900, 100))
    session.flush()
    assert spent_today(session) == Spent(1_000, 0.011)


def test_day_without_room_refuses(session: Session) -> None:
    change_settings(session, SYSTEM, llm_day_tokens=5_000)
    one = article(session)
    begin_call(session, one, TERMS, Usage(1_000, 2_000))
    with pytest.raises(ModelError, match="5000 tokens"):
        begin_call(session, one, TERMS, Usage(1_000, 2_000))
    begin_call(session, one, TERMS, Usage(1_000, 1_000))


def test_cost_of_a_day_is_limited(session: Session) -> None:
    change_settings(session, SYSTEM, llm_day_cost=0.06, llm_input_price=10.0, llm_currency="EUR")
    one = article(session)
    begin_call(session, one, TERMS, Usage(1_000, 2_000))
    with pytest.raises(ModelError, match=r"0\.06 EUR"):
        begin_call(session, one, TERMS, Usage(1_000, 2_000))


def test_yesterday_does_not_count(session: Session) -> None:
    begin_call(session, article(session), TERMS, Usage(1_000, 2_000))
    session.scalars(select(ModelCall)).one().at = now() - timedelta(days=1)
    session.flush()
    assert spent_today(session).tokens == 0


def add(database: Database, engine: str, endpoint: ModelConfig) -> int:
    with database.session_scope(write=True) as session:
        change_settings(session, SYSTEM, llm_model="m", llm_retries=0)
        new = NewArticle(text="The museum opened in 1998. It has 300 rooms.", engine=engine)
        return add_article(session, SYSTEM, EmbeddedJobs(), new, endpoint=endpoint).id


def test_run_that_fails_counts_what_it_took_and_stores_no_claim(database: Database) -> None:
    with serving(faithful, refusal(500)) as model:
        article_id = add(database, "llm", model.endpoint())
        with database.session_scope(write=True) as session:
            change_settings(session, SYSTEM, llm_sentences=1)
        assert Worker(database, EmbeddedJobs(), make_handlers(model.endpoint())).run_until_empty() == 1
    with database.session_scope(write=False) as session:
        found = session.get_one(Article, article_id)
        assert found.state is ArticleState.FAILED and "status 500" in found.failure
        assert spent_today(session).tokens == 150
        assert [call.ended for call in session.scalars(select(ModelCall))] == [True, True]


def test_limit_of_the_day_leaves_the_claims_of_the_embedded_engine(database: Database) -> None:
    with serving(faithful) as model:
        article_id = add(database, "linguistic+llm", model.endpoint())
        with database.session_scope(write=True) as session:
            change_settings(session, SYSTEM, llm_day_tokens=2_000)
        Worker(database, EmbeddedJobs(), make_handlers(model.endpoint())).run_until_empty()
    assert model.requests == []
    with database.session_scope(write=False) as session:
        assert session.get_one(Article, article_id).state is ArticleState.READY


def test_key_is_stored_nowhere(database: Database) -> None:
    """The endpoint repeats it when it refuses it; the reason that is kept does not. A backup is the database."""
    with serving(refusal(401, "The key s3cret-key is wrong.")) as model:
        endpoint = model.endpoint(key="s3cret-key")
        add(database, "llm", endpoint)
        Worker(database, EmbeddedJobs(), make_handlers(endpoint)).run_until_empty()
    with database.engine.connect() as connection:
        for table in METADATA.tables.values():
            assert "s3cret" not in repr(connection.execute(select(table)).all())


def test_address_that_went_away_is_named(database: Database) -> None:
    with serving(faithful) as model:
        article_id = add(database, "llm", model.endpoint())
    Worker(database, EmbeddedJobs()).run_until_empty()
    with database.session_scope(write=False) as session:
        assert "CLAIMS_LLM_URL" in session.get_one(Article, article_id).failure
