from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from claims.db import Database
from claims.services.publication import withdraw
from claims.services.search import forget_verdict, index_verdict, search_verdicts
from claims.services.verdict import published_revision
from tests.publishing.examples import verdict
from tests.web.conftest import SYSTEM, app  # noqa: F401 (fixture)
from tests.web.newsroom import Finding, correct, draft, person, publish_finding, take_in

MOMENT = datetime(2025, 9, 3, tzinfo=UTC)


@pytest.fixture
def newsroom(app: object, database: Database, session: Session) -> Session:  # noqa: F811
    """A session of a desk that has people."""
    return session


def found(session: Session, query: str, page: int = 1) -> list[str]:
    return [item.wording for item in search_verdicts(session, query, page=page).verdicts]


def test_a_published_verdict_is_found_by_each_of_its_texts(newsroom: Session) -> None:
    finding = Finding("He travels by train.", summary="Aye.", explanation="Bee.", claimant="Cee", quote="Dee")
    publish_finding(newsroom, take_in(newsroom), finding)
    for query in ("travels", "aye", "BEE", "cee", "dee", "false", "ministry", "trav", "train aye"):
        assert found(newsroom, query) == ["He travels by train."], query


def test_all_words_must_be_there(newsroom: Session) -> None:
    publish_finding(newsroom, take_in(newsroom), Finding("He travels by train."))
    assert found(newsroom, "train bus") == []


def test_only_the_last_word_may_be_begun(newsroom: Session) -> None:
    publish_finding(newsroom, take_in(newsroom), Finding("He travels by train."))
    assert found(newsroom, "travels tra") != []
    assert found(newsroom, "trave train") == []


def test_a_draft_is_not_found(newsroom: Session) -> None:
    draft(newsroom, take_in(newsroom), Finding("He travels by train."))
    assert found(newsroom, "train") == []


def test_a_correction_is_found_by_its_new_words_only(newsroom: Session) -> None:
    claim_id = publish_finding(newsroom, take_in(newsroom), Finding("He travels by train.", summary="Pigeon."))
    correct(newsroom, claim_id, Finding("", summary="Walrus."), "We were wrong.")
    assert found(newsroom, "pigeon") == []
    assert found(newsroom, "walrus") == ["He travels by train."]


def test_a_withdrawn_verdict_is_not_found(newsroom: Session) -> None:
    claim_id = publish_finding(newsroom, take_in(newsroom), Finding("He travels by train."))
    revision = published_revision(newsroom, claim_id)
    assert revision is not None
    withdraw(newsroom, person(newsroom, "Ana"), revision.id, "It was not a claim.")
    assert found(newsroom, "train") == []


def test_words_of_the_claim_count_more_than_words_of_the_texts(newsroom: Session) -> None:
    article = take_in(newsroom)
    publish_finding(newsroom, article, Finding("He travels by train.", explanation="A guard told us."))
    publish_finding(newsroom, article, Finding("A guard said the train has ninety carriages."))
    assert found(newsroom, "guard")[0].startswith("A guard")


@pytest.mark.parametrize(
    "text", ["سيقوم كيم بزيارته", "Визит в Пекин", "Tổng thống đến", "Ünïcödé façade", "1,000 steps in 2019"]
)
def test_every_script_is_found_by_its_words(newsroom: Session, text: str) -> None:
    publish_finding(newsroom, take_in(newsroom, text=f"{text}."), Finding(f"{text}."))
    for word in text.replace(",", " ").split():
        assert found(newsroom, word) == [f"{text}."], word


def test_results_come_in_pages(newsroom: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.services.search.PAGE_LENGTH", 1)
    article = take_in(newsroom)
    for words in ("He travels by train.", "the train has ninety carriages"):
        publish_finding(newsroom, article, Finding(words))
    first, second = (search_verdicts(newsroom, "train", page=page) for page in (1, 2))
    assert (first.more, second.more) == (True, False)
    assert {first.verdicts[0].claim_id, second.verdicts[0].claim_id} == {1, 2}


def test_no_words_find_nothing(session: Session) -> None:
    index_verdict(session, verdict(), MOMENT)
    for query in ("", "   ", "…—!?", '"', "*", "🙂"):
        assert search_verdicts(session, query).verdicts == []


def test_a_verdict_that_was_forgotten_leaves_nothing_behind(session: Session) -> None:
    index_verdict(session, verdict(), MOMENT)
    forget_verdict(session, 7)
    assert search_verdicts(session, "kim").verdicts == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=st.text(max_size=60)
    | st.text(alphabet="ab\"'*()-:&|!<>_\\%^NEAROT \u0301٣", max_size=60)
    | st.sampled_from(["NEAR(a b)", "title:x", "a AND", "a OR b", "-a", "a*b", "'; DROP TABLE claim; --", "_"])
)
def test_no_query_is_read_as_anything_but_words(session: Session, query: str) -> None:
    assert search_verdicts(session, query).verdicts == []
