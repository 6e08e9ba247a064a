import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from claims.domain.article import MAX_TEXT_LENGTH, Article, ExtractionRun, Version
from claims.domain.claim import Appearance, Claim
from claims.domain.entity import now
from claims.domain.kind import ClaimKind
from claims.domain.person import Person
from claims.domain.state import ArticleState
from claims.errors import Conflict, InvalidInput, NotFound
from claims.services.article import (
    EXTRACT,
    STUCK_AFTER,
    NewArticle,
    add_article,
    fail_extraction,
    get_article,
    list_articles,
    load_for_extraction,
    newest_version,
    repeat_extraction,
    requeue_stuck,
    same_text,
    store_extraction,
)
from claims.services.claim import claims_of_article, edit_claim, merge_claim, split_claim
from tests.services.conftest import TEXT, NotedJobs, candidate


def test_a_new_article_is_queued_with_its_normalised_text(session: Session, bela: Person, jobs: NotedJobs) -> None:
    article = add_article(session, bela.actor, jobs, NewArticle(text="\ufeffOne.\r\nTwo.", engine="sentence"))
    assert article.state is ArticleState.QUEUED
    assert article.title == "One."
    assert newest_version(session, article.id).text == "One.\nTwo."
    assert jobs.orders == [(EXTRACT, {"article_id": article.id}, f"{EXTRACT}:{article.id}")]


@pytest.mark.parametrize("text", ["", " \n\t ", "\ufeff"])
def test_an_empty_article_is_refused(session: Session, bela: Person, jobs: NotedJobs, text: str) -> None:
    with pytest.raises(InvalidInput, match="no text"):
        add_article(session, bela.actor, jobs, NewArticle(text=text))


def test_an_article_that_is_too_long_is_refused(session: Session, bela: Person, jobs: NotedJobs) -> None:
    with pytest.raises(InvalidInput, match=f"{MAX_TEXT_LENGTH + 1} characters"):
        add_article(session, bela.actor, jobs, NewArticle(text="a" * (MAX_TEXT_LENGTH + 1)))


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://a.example", "http://", "https://a b.example"])
def test_an_address_that_is_no_web_address_is_refused(
    session: Session, bela: Person, jobs: NotedJobs, address: str
) -> None:
    with pytest.raises(InvalidInput, match="not a web address"):
        add_article(session, bela.actor, jobs, NewArticle(text="One.", address=address))


def test_an_unknown_engine_is_refused(session: Session, bela: Person, jobs: NotedJobs) -> None:
    with pytest.raises(InvalidInput, match="no extraction engine"):
        add_article(session, bela.actor, jobs, NewArticle(text="One.", engine="oracle"))


def test_language_is_found_out_unless_it_is_given(session: Session, bela: Person, jobs: NotedJobs) -> None:
    german = "Der Minister erhöhte die Steuern um drei Prozent. Das Museum wurde im Mai geschlossen."
    found_out = add_article(session, bela.actor, jobs, NewArticle(text=german))
    given = add_article(session, bela.actor, jobs, NewArticle(text=german, language="en"))
    assert (found_out.language, load_for_extraction(session, found_out.id).engine) == ("de", "sentence")
    assert (given.language, load_for_extraction(session, given.id).engine) == ("en", "linguistic")


def test_extraction_stores_claims_with_all_their_anchors(session: Session, article: Article) -> None:
    assert article.state is ArticleState.READY
    text = newest_version(session, article.id).text
    appearances = session.scalars(select(Appearance)).all()
    assert len(appearances) == 4
    assert all(text[a.start : a.end] == a.exact for a in appearances)
    run = session.scalars(select(ExtractionRun)).one()
    assert (run.claims, run.appearances, run.engine) == (3, 4, "sentence")


def test_extracting_again_adds_only_what_is_new(
    session: Session, article: Article, bela: Person, jobs: NotedJobs
) -> None:
    repeat_extraction(session, bela.actor, jobs, article.id, "sentence")
    order = load_for_extraction(session, article.id)
    found = [candidate("The tower has 1,000 steps.", again=True), candidate("1889", "1889 was the year.")]
    run = store_extraction(session, order, found, engine_version="1", seconds=0.1)
    assert run.claims == 1
    assert session.scalar(select(func.count()).select_from(Claim)) == 4


def test_extracting_again_does_not_bring_back_what_people_changed(
    session: Session, article: Article, bela: Person, jobs: NotedJobs
) -> None:
    first, second, third = claims_of_article(session, article.id)
    edit_claim(
        session, bela.actor, first.id, text="Edited.", kind=ClaimKind.EVENT, attribution="", edits=first.edits
    )
    merge_claim(session, bela.actor, third.id, second.id)
    split_claim(session, bela.actor, second.id, ["One.", "Two."])
    session.flush()
    session.expire_all()
    repeat_extraction(session, bela.actor, jobs, article.id, "sentence")
    found = [
        candidate("The tower has 1,000 steps.", again=True),
        candidate("It was built in 1889 😀.", "The tower was built in 1889."),
        candidate("It is the tallest in town.", "The tower is the tallest in town."),
    ]
    order = load_for_extraction(session, article.id)
    assert store_extraction(session, order, found, engine_version="1", seconds=0.1).claims == 0


def test_a_second_claim_at_the_same_words_is_new(
    session: Session, article: Article, bela: Person, jobs: NotedJobs
) -> None:
    repeat_extraction(session, bela.actor, jobs, article.id, "sentence")
    words = "It was built in 1889 😀."
    found = [candidate(words, "It smiles."), candidate(words, "The tower was built in 1889.")]
    order = load_for_extraction(session, article.id)
    assert store_extraction(session, order, found, engine_version="1", seconds=0.1).claims == 1


def test_an_article_that_is_being_extracted_is_not_extracted_twice(
    session: Session, bela: Person, jobs: NotedJobs
) -> None:
    article = add_article(session, bela.actor, jobs, NewArticle(text="One.", engine="sentence"))
    with pytest.raises(Conflict, match="already"):
        repeat_extraction(session, bela.actor, jobs, article.id, "sentence")


def test_a_failed_extraction_says_why_and_can_be_repeated(
    session: Session, article: Article, bela: Person, jobs: NotedJobs
) -> None:
    fail_extraction(session, article.id, "The engine ran out of memory.")
    assert (article.state, article.failure) == (ArticleState.FAILED, "The engine ran out of memory.")
    repeat_extraction(session, bela.actor, jobs, article.id, "linguistic")
    assert (article.state, article.failure, article.engine) == (ArticleState.QUEUED, "", "linguistic")


def test_an_article_whose_job_was_lost_is_ordered_again(session: Session, bela: Person, jobs: NotedJobs) -> None:
    article = add_article(session, bela.actor, jobs, NewArticle(text="One.", engine="sentence"))
    assert requeue_stuck(session, jobs) == 0
    session.execute(update(Article).values(state_changed_at=now() - 2 * STUCK_AFTER))
    session.expire_all()
    assert requeue_stuck(session, jobs) == 1
    assert len(jobs.orders) == 2
    assert requeue_stuck(session, jobs) == 0
    assert get_article(session, article.id).state is ArticleState.QUEUED


def test_the_list_counts_claims_and_pages_without_gaps(
    session: Session, article: Article, bela: Person, jobs: NotedJobs
) -> None:
    for number in range(3):
        add_article(session, bela.actor, jobs, NewArticle(text=f"Text {number}.", engine="sentence"))
    first = list_articles(session, limit=2)
    last = first[-1].article
    rest = list_articles(session, before=(last.created_at, last.id), limit=10)
    assert [row.article.title for row in [*first, *rest]] == ["Text 2.", "Text 1.", "Text 0.", "The tower"]
    assert (rest[-1].claims, rest[-1].selected) == (3, 0)


def test_the_same_text_is_recognised(session: Session, article: Article) -> None:
    assert same_text(session, TEXT.replace(" ", " ")) is article
    assert same_text(session, "Another text.") is None


def test_the_database_keeps_anchors_inside_the_text(session: Session, article: Article) -> None:
    appearance = session.scalars(select(Appearance)).first()
    assert appearance is not None
    appearance.end = len(TEXT) + 1
    with pytest.raises(IntegrityError):
        session.flush()


def test_the_database_keeps_an_appearance_in_its_version(session: Session, article: Article) -> None:
    with pytest.raises(IntegrityError):
        session.execute(update(Appearance).values(version_length=10_000))


def test_an_unknown_article_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        get_article(session, 404)
    with pytest.raises(NotFound):
        newest_version(session, 404)


def test_a_version_keeps_the_hash_of_its_text(session: Session, article: Article) -> None:
    version = session.scalars(select(Version)).one()
    assert (version.length, len(version.sha256)) == (len(TEXT), 64)
