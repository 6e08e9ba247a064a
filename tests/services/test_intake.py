"""The intake queue: what comes in once, is fetched, taken in or dismissed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from claims.archiving.base import Cue, Document, Exactness
from claims.domain.article import MAX_TITLE_LENGTH, Article
from claims.domain.claim import Claim
from claims.domain.entity import now
from claims.domain.intake import IntakeItem, IntakeKind, IntakeState
from claims.domain.person import Person
from claims.domain.source import Snapshot
from claims.domain.state import ClaimState
from claims.errors import InvalidInput, NotFound
from claims.services.article import EXTRACT, NewArticle, add_article, newest_version
from claims.services.fetching import ReadPage
from claims.services.intake import (
    FETCH,
    STUCK_AFTER,
    NewItem,
    add_address,
    add_items,
    count_items,
    dismiss,
    fail_item,
    get_item,
    list_items,
    load_for_fetch,
    requeue_stuck,
    store_fetched,
    take_in,
)
from tests.services.conftest import NotedJobs

ADDRESS = "https://news.example/kim"


def page(text: str = "Kim will visit Beijing.", **stated: Any) -> ReadPage:
    document = Document(title="Kim in Beijing", text=text, outlet="News", **stated)
    return ReadPage(ADDRESS, document, "a" * 64, 1234, "text/html", datetime(2026, 11, 22, tzinfo=UTC))


def address(value: str = ADDRESS, **more: str) -> NewItem:
    return NewItem(IntakeKind.ADDRESS, address=value, **more)


def test_an_address_becomes_an_article_with_the_page_it_was_read_from(
    session: Session, bela: Person, jobs: NotedJobs
) -> None:
    item = add_address(session, bela.actor, jobs, address())
    assert jobs.orders == [(FETCH, {"item_id": item.id}, f"{FETCH}:{item.id}")]
    order = load_for_fetch(session, item.id)
    assert order is not None
    assert item.state is IntakeState.FETCHING
    article = store_fetched(session, jobs, order, page(author="A. Reporter"))
    assert (article.title, article.outlet, article.author) == ("Kim in Beijing", "News", "A. Reporter")
    assert article.address == ADDRESS
    assert article.added_by_id == bela.id
    assert newest_version(session, article.id).text == "Kim will visit Beijing."
    snapshot = session.scalars(select(Snapshot)).one()
    assert (snapshot.sha256, snapshot.size, snapshot.media_type) == ("a" * 64, 1234, "text/html")
    assert item.state is IntakeState.DONE
    assert item.article_id == article.id
    assert jobs.orders[-1][0] == EXTRACT


def test_what_a_person_said_of_an_article_goes_before_what_the_page_says(
    session: Session, bela: Person, jobs: NotedJobs
) -> None:
    item = add_address(session, bela.actor, jobs, address(title="Our title", outlet="Herald"))
    order = load_for_fetch(session, item.id)
    assert order is not None
    article = store_fetched(session, jobs, order, page())
    assert (article.title, article.outlet) == ("Our title", "Herald")


def fetched(session: Session, bela: Person, jobs: NotedJobs, found: ReadPage) -> Article:
    order = load_for_fetch(session, add_address(session, bela.actor, jobs, address()).id)
    assert order is not None
    return store_fetched(session, jobs, order, found)


def test_a_transcript_that_is_fetched_keeps_its_times_and_speakers(
    session: Session, bela: Person, jobs: NotedJobs
) -> None:
    article = fetched(session, bela, jobs, page("KIM: I will come.", cues=(Cue(5, 17, 1.5, 3.0, "KIM"),)))
    assert newest_version(session, article.id).cues == [[5, 17, 1.5, 3.0, "KIM"]]


def test_a_page_that_states_a_year_was_not_published_on_its_first_day(
    session: Session, bela: Person, jobs: NotedJobs
) -> None:
    stated = page(published_on=datetime(2025, 1, 1, tzinfo=UTC), exactness=Exactness.YEAR)
    assert fetched(session, bela, jobs, stated).published_at is None


def test_a_page_cannot_name_another_site_as_its_own(session: Session, bela: Person, jobs: NotedJobs) -> None:
    assert fetched(session, bela, jobs, page(address="https://evil.example/kim")).address == ADDRESS


def test_what_a_page_states_at_great_length_is_cut(session: Session, bela: Person, jobs: NotedJobs) -> None:
    article = fetched(session, bela, jobs, page(author="x" * 1_000_000))
    assert len(article.author) == MAX_TITLE_LENGTH


def test_a_page_with_a_text_that_is_here_leads_to_its_article(
    session: Session, bela: Person, jobs: NotedJobs
) -> None:
    there = add_article(session, bela.actor, jobs, NewArticle(text="Kim will visit Beijing.", engine="sentence"))
    item = add_address(session, bela.actor, jobs, address())
    order = load_for_fetch(session, item.id)
    assert order is not None
    assert store_fetched(session, jobs, order, page()) is there
    assert item.article_id == there.id
    assert len(session.scalars(select(Article)).all()) == 1


def test_fetching_an_item_a_second_time_does_nothing(session: Session, bela: Person, jobs: NotedJobs) -> None:
    item = add_address(session, bela.actor, jobs, address())
    order = load_for_fetch(session, item.id)
    assert order is not None
    store_fetched(session, jobs, order, page())
    assert load_for_fetch(session, item.id) is None


def test_an_address_that_is_here_is_left_out_and_named(session: Session, bela: Person, jobs: NotedJobs) -> None:
    add_article(session, bela.actor, jobs, NewArticle(text="One.", address=ADDRESS, engine="sentence"))
    twice = address("https://news.example/other")
    added = add_items(session, bela.actor, [address(), twice, twice])
    assert [item.address for item in added.items] == ["https://news.example/other"]
    assert [item.address for item in added.known] == [ADDRESS, "https://news.example/other"]
    assert add_items(session, bela.actor, [twice]).items == []


@pytest.mark.parametrize(
    "item", [address("ftp://a.example"), address("javascript:alert(1)"), NewItem(IntakeKind.CLAIM, text=" ")]
)
def test_an_item_that_cannot_be_used_is_refused(session: Session, bela: Person, item: NewItem) -> None:
    with pytest.raises(InvalidInput):
        add_items(session, bela.actor, [item])


def test_a_claim_of_the_queue_goes_on_the_list_to_check(session: Session, bela: Person, jobs: NotedJobs) -> None:
    new = NewItem(IntakeKind.CLAIM, text="The bridge  is closed.", claimant="A neighbour", note="By telephone")
    [item] = add_items(session, bela.actor, [new]).items
    assert take_in(session, bela.actor, jobs, [item.id]) == 1
    claim = session.get_one(Claim, item.claim_id)
    assert claim.text == "The bridge is closed."
    assert claim.state is ClaimState.SELECTED
    assert (claim.attribution, claim.provenance) == ("A neighbour", "By telephone")
    assert jobs.orders == []
    assert take_in(session, bela.actor, jobs, [item.id]) == 0


def test_dismissed_items_leave_the_queue_and_can_still_be_taken(
    session: Session, bela: Person, jobs: NotedJobs
) -> None:
    [item] = add_items(session, bela.actor, [address()]).items
    assert dismiss(session, bela.actor, [item.id]) == 1
    assert list_items(session) == []
    assert count_items(session) == {IntakeState.DISMISSED: 1}
    assert take_in(session, bela.actor, jobs, [item.id]) == 1
    assert item.state is IntakeState.QUEUED


def test_an_item_that_failed_says_why_and_can_be_taken_again(
    session: Session, bela: Person, jobs: NotedJobs
) -> None:
    item = add_address(session, bela.actor, jobs, address())
    fail_item(session, item.id, "There is nothing at this address (404).")
    assert (item.state, item.failure) == (IntakeState.FAILED, "There is nothing at this address (404).")
    assert [found.id for found in list_items(session)] == [item.id]
    take_in(session, bela.actor, jobs, [item.id])
    assert (item.state, item.failure) == (IntakeState.QUEUED, "")


def test_items_whose_job_was_lost_are_ordered_anew(session: Session, bela: Person, jobs: NotedJobs) -> None:
    item = add_address(session, bela.actor, jobs, address())
    assert requeue_stuck(session, jobs) == 0
    long_ago = now() - STUCK_AFTER - timedelta(seconds=1)
    session.execute(update(IntakeItem).values(state_changed_at=long_ago))
    session.expire_all()
    assert requeue_stuck(session, jobs) == 1
    assert jobs.orders[-1] == (FETCH, {"item_id": item.id}, f"{FETCH}:{item.id}")


def test_the_queue_is_read_page_by_page_newest_first(session: Session, bela: Person) -> None:
    added = add_items(session, bela.actor, [address(f"https://news.example/{n}") for n in range(5)]).items
    first = list_items(session, limit=3)
    place = (first[-1].created_at, first[-1].id)
    rest = list_items(session, before=place, limit=3)
    assert sorted(item.id for item in [*first, *rest]) == sorted(item.id for item in added)


def test_an_item_that_there_is_not_is_named(session: Session, bela: Person, jobs: NotedJobs) -> None:
    with pytest.raises(NotFound, match="item 7"):
        take_in(session, bela.actor, jobs, [7])
    with pytest.raises(NotFound, match="item 7"):
        get_item(session, 7)
