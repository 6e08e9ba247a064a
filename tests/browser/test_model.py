"""What people see of a run with a language model: no faults for axe, no sideways scrolling."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from claims.db import Database
from claims.domain.anchor import digest
from claims.domain.article import Article, ExtractionRun, Version
from claims.domain.entity import now
from claims.domain.state import ArticleState
from tests.browser.conftest import Desk
from tests.browser.test_pages import walk

pytestmark = pytest.mark.browser
TEXT = "The museum opened in 1998."
MODEL = "a-model-with-a-rather-long-name:8b-instruct-q4_K_M"


def store_run(database: Database) -> int:
    """Store an article with a run that left something out; its number."""
    with database.session_scope(write=True) as session:
        article = Article(title="The museum", engine="linguistic+llm", state=ArticleState.READY)
        version = Version(number=1, text=TEXT, length=len(TEXT), sha256=digest(TEXT))
        article.versions.append(version)
        session.add(article)
        session.flush()
        run = ExtractionRun(
            article_id=article.id,
            version_id=version.id,
            engine=article.engine,
            engine_version="1",
            started_at=now(),
            seconds=61.2,
            claims=0,
            appearances=0,
            model=MODEL,
            requests=12,
            input_tokens=12_345,
            cost=0.0123,
            currency="EUR",
            dropped={"quote": 3, "number": 1},
            shortfall=f"The language model {MODEL} did not answer after 4 attempts: it took too long.",
        )
        session.add(run)
        return article.id


def test_run_with_a_model_has_no_faults(visit: Callable[..., Page], served: Desk) -> None:
    address = f"/desk/articles/{store_run(served.database)}"
    page = visit("Ada")
    walk(page, (address,))
    page.get_by_text("4 answers of the model were left out").click()
    expect(page.get_by_text("quoting words that do not stand in the article: 3")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
