import json
from collections.abc import Iterator

from claims.publishing.datafeed import write_datafeed
from tests.publishing.examples import DESK, TOMBSTONE, bare_verdict, export_of, verdict
from tests.publishing.schemas import validator


def test_feed_is_valid():
    feed = json.loads("".join(write_datafeed(export_of([verdict(), bare_verdict(), TOMBSTONE]))))
    validator("datafeed").validate(feed)
    assert [item["url"] for item in feed["dataFeedElement"]] == [
        "https://desk.example/claims/7/kim-will-make-his-fifth-visit-to-beijing",
        "https://desk.example/claims/8/nobody-visited",
        "https://desk.example/claims/9",
    ]


def test_empty_feed_is_valid():
    feed = json.loads("".join(write_datafeed(export_of([]))))
    validator("datafeed").validate(feed)
    assert feed["dataFeedElement"] == []


def test_item_holds_one_review_with_its_own_context_and_dates():
    (item,) = json.loads("".join(write_datafeed(export_of([verdict()]))))["dataFeedElement"]
    (review,) = item["item"]
    assert review["@context"] == "https://schema.org"
    assert item["dateCreated"] == "2025-09-03T10:00:00+00:00"
    assert item["dateModified"] == "2025-09-06T10:00:00+00:00"
    assert "dateDeleted" not in item


def test_withdrawn_verdict_stays_as_a_deleted_item_under_the_same_id():
    withdrawn = json.loads("".join(write_datafeed(export_of([TOMBSTONE]))))["dataFeedElement"][0]
    published = json.loads("".join(write_datafeed(export_of([verdict(claim_id=9)]))))["dataFeedElement"][0]
    assert withdrawn["dateDeleted"] == TOMBSTONE.withdrawn_at
    assert "item" not in withdrawn
    assert withdrawn["subjectOf"]["url"] == f"{DESK.address}/r/9-2"
    assert withdrawn["@id"] == published["@id"] == f"{DESK.address}/claims/9#item"


def test_feed_reads_one_verdict_at_a_time():
    taken: list[int] = []

    def endless() -> Iterator:
        while True:
            taken.append(1)
            yield verdict()

    pieces = write_datafeed(export_of(endless()))
    assert taken == []
    for wanted in range(4):
        next(pieces)
        assert len(taken) == wanted
