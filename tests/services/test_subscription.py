"""Feeds that the desk reads."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from claims.archiving.fetching.base import Validators
from claims.archiving.table import Entry, Feed
from claims.domain.entity import now
from claims.domain.intake import IntakeState
from claims.domain.person import Person
from claims.domain.subscription import Subscription
from claims.errors import Conflict, InvalidInput
from claims.services.intake import FETCH, list_items
from claims.services.subscription import (
    LONGEST_WAIT,
    POLL,
    NewSubscription,
    Polled,
    change_subscription,
    fail_poll,
    load_for_poll,
    order_due,
    store_poll,
    subscribe,
)
from tests.services.conftest import NotedJobs

FEED = "https://news.example/feed"
AT = datetime(2026, 11, 22, tzinfo=UTC)


def entry(number: int, **more: str) -> Entry:
    address = more.get("address", f"https://news.example/{number}")
    return Entry(more.get("guid", f"g{number}"), address, f"Story {number}", "Summary.", "A. Reporter", AT)


def polled(*entries: Entry) -> Polled:
    return Polled(Feed("News", entries), Validators('"v1"', "Sun, 22 Nov 2026 00:00:00 GMT"))


@pytest.fixture
def feed(session: Session, ada: Person, jobs: NotedJobs) -> Subscription:
    return subscribe(session, ada.actor, jobs, NewSubscription(FEED, outlet="The News"))


def read(session: Session, jobs: NotedJobs, feed: Subscription, found: Polled) -> int:
    order = load_for_poll(session, feed.id)
    assert order is not None
    return store_poll(session, jobs, order, found)


def test_a_new_feed_is_read_at_once_and_its_entries_wait_on_the_queue(
    session: Session, jobs: NotedJobs, feed: Subscription
) -> None:
    assert jobs.orders == [(POLL, {"subscription_id": feed.id}, f"{POLL}:{feed.id}")]
    assert read(session, jobs, feed, polled(entry(1), entry(2))) == 2
    assert feed.title == "News"
    items = list_items(session)
    assert {(item.address, item.outlet, item.state) for item in items} == {
        ("https://news.example/1", "The News", IntakeState.NEW),
        ("https://news.example/2", "The News", IntakeState.NEW),
    }


def test_an_entry_is_announced_once_even_when_its_address_changes(
    session: Session, jobs: NotedJobs, feed: Subscription
) -> None:
    read(session, jobs, feed, polled(entry(1)))
    again = entry(1, address="https://news.example/1?from=feed")
    assert read(session, jobs, feed, polled(again, entry(2), entry(2))) == 1


def test_an_entry_whose_address_cannot_be_used_does_not_keep_the_others_away(
    session: Session, jobs: NotedJobs, feed: Subscription
) -> None:
    assert read(session, jobs, feed, polled(entry(1, address="https://a b.example/"), entry(2))) == 1


def test_a_feed_that_is_taken_whole_takes_what_is_new_but_not_what_it_held_before(
    session: Session, ada: Person, jobs: NotedJobs, feed: Subscription
) -> None:
    change_subscription(session, ada.actor, feed.id, NewSubscription("", take_all=True), active=True)
    read(session, jobs, feed, polled(entry(1)))
    assert [kind for kind, _args, _key in jobs.orders] == [POLL]
    read(session, jobs, feed, polled(entry(1), entry(2)))
    assert [kind for kind, _args, _key in jobs.orders] == [POLL, FETCH]


def test_what_the_server_knows_its_copy_by_is_sent_back(
    session: Session, jobs: NotedJobs, feed: Subscription
) -> None:
    read(session, jobs, feed, polled(entry(1)))
    order = load_for_poll(session, feed.id)
    assert order is not None
    assert order.known == Validators('"v1"', "Sun, 22 Nov 2026 00:00:00 GMT")
    assert store_poll(session, jobs, order, Polled(None, order.known)) == 0


def test_a_feed_that_fails_is_asked_less_and_less_often_and_says_why(
    session: Session, jobs: NotedJobs, feed: Subscription
) -> None:
    waits = []
    for _time in range(8):
        fail_poll(session, feed.id, "There is no feed here.")
        assert feed.next_poll_at is not None
        waits.append(round((feed.next_poll_at - now()) / timedelta(hours=1)))
    assert waits == [1, 2, 4, 8, 16, 24, 24, 24]
    assert timedelta(hours=24) == LONGEST_WAIT
    assert (feed.failures, feed.failure) == (8, "There is no feed here.")
    read(session, jobs, feed, polled())
    assert (feed.failures, feed.failure) == (0, "")


def test_only_feeds_that_are_due_and_active_are_read(
    session: Session, ada: Person, jobs: NotedJobs, feed: Subscription
) -> None:
    assert order_due(session, jobs) == 0
    feed.next_poll_at = now() - timedelta(minutes=1)
    assert order_due(session, jobs) == 1
    assert order_due(session, jobs) == 0
    change_subscription(session, ada.actor, feed.id, NewSubscription(""), active=False)
    feed.next_poll_at = now() - timedelta(minutes=1)
    assert order_due(session, jobs) == 0
    assert load_for_poll(session, feed.id) is None


def test_a_feed_is_subscribed_to_once(session: Session, ada: Person, jobs: NotedJobs, feed: Subscription) -> None:
    with pytest.raises(Conflict, match="already"), session.begin_nested():
        subscribe(session, ada.actor, jobs, NewSubscription(FEED))


@pytest.mark.parametrize("minutes", [0, 4, 100_000])
def test_a_feed_is_not_read_all_the_time(session: Session, ada: Person, jobs: NotedJobs, minutes: int) -> None:
    with pytest.raises(InvalidInput, match="minutes"):
        subscribe(session, ada.actor, jobs, NewSubscription(FEED, every_minutes=minutes))
