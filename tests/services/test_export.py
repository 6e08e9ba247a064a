from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from claims.db import Database
from claims.domain.setting import DeskSettings
from claims.errors import Gone, NotFound
from claims.publishing.base import PublishedVerdict, Withdrawn
from claims.services.export import export_article, export_desk, publisher_of
from claims.services.publication import withdraw
from claims.services.report import withdraw_report
from claims.services.verdict import published_revision
from tests.publishing.examples import DESK
from tests.web.conftest import app  # noqa: F401 (fixture)
from tests.web.newsroom import Finding, correct, draft, person, publish_finding, publish_whole_report, take_in

TRAIN = Finding("He travels by train.")
FIFTH = Finding("Kim will make his fifth visit to Beijing.")


@pytest.fixture
def newsroom(app: object, database: Database, session: Session) -> Session:  # noqa: F811
    """A session of a desk that has people."""
    return session


def take_back(session: Session, claim_id: int) -> None:
    revision = published_revision(session, claim_id)
    assert revision is not None
    withdraw(session, person(session, "Ana"), revision.id, "It was not a claim.")


def test_the_desk_is_named_by_its_settings_or_the_address_readers_came_by() -> None:
    assert publisher_of(DeskSettings(), "http://localhost/").address == "http://localhost"
    named = DeskSettings(desk_name="Desk", public_address="https://desk.example")
    assert publisher_of(named, "http://localhost/").address == "https://desk.example"
    assert publisher_of(named, "http://localhost/").name == "Desk"


def test_an_articles_verdicts_come_in_the_order_of_its_words(newsroom: Session) -> None:
    article = take_in(newsroom)
    for finding in (TRAIN, FIFTH):
        publish_finding(newsroom, article, finding)
    publish_whole_report(newsroom, article)
    export = export_article(newsroom, article.id, DESK)
    assert [verdict.wording for verdict in export.verdicts if isinstance(verdict, PublishedVerdict)] == [
        FIFTH.words,
        TRAIN.words,
    ]
    assert export.counts == {"claims": 2, "selected": 2, "checked": 2}


def test_drafts_are_in_no_export(newsroom: Session) -> None:
    article = take_in(newsroom)
    publish_finding(newsroom, article, TRAIN)
    publish_whole_report(newsroom, article)
    draft(newsroom, article, FIFTH)
    for export in (export_article(newsroom, article.id, DESK), export_desk(newsroom, DESK)):
        assert [item.claim_id for item in export.verdicts] == [1]


def test_only_the_newest_revision_is_exported(newsroom: Session) -> None:
    article = take_in(newsroom)
    claim_id = publish_finding(newsroom, article, TRAIN)
    correct(newsroom, claim_id, Finding("", rating="true"), "We were wrong.")
    (verdict,) = export_desk(newsroom, DESK).verdicts
    assert isinstance(verdict, PublishedVerdict)
    assert (verdict.revision, verdict.rating.key) == (2, "true")


def test_a_withdrawn_verdict_stays_as_a_tombstone_with_its_reason(newsroom: Session) -> None:
    article = take_in(newsroom)
    take_back(newsroom, publish_finding(newsroom, article, TRAIN))
    (tombstone,) = export_desk(newsroom, DESK).verdicts
    assert isinstance(tombstone, Withdrawn)
    assert tombstone.reason == "It was not a claim."


def test_a_report_that_readers_cannot_see_is_not_exported(newsroom: Session) -> None:
    article = take_in(newsroom)
    publish_finding(newsroom, article, TRAIN)
    with pytest.raises(NotFound):
        export_article(newsroom, article.id, DESK)
    assert len(list(export_article(newsroom, article.id, DESK, draft=True).verdicts)) == 1
    publish_whole_report(newsroom, article)
    withdraw_report(newsroom, person(newsroom, "Ana"), article.id)
    newsroom.flush()
    newsroom.expire_all()
    with pytest.raises(Gone):
        export_article(newsroom, article.id, DESK)


def test_an_export_of_the_desk_is_read_while_it_is_taken(newsroom: Session) -> None:
    article = take_in(newsroom)
    for finding in (TRAIN, FIFTH):
        publish_finding(newsroom, article, finding)
    verdicts = export_desk(newsroom, DESK).verdicts
    assert isinstance(verdicts, Iterator)
    assert next(verdicts).claim_id == 1
    assert next(verdicts).claim_id == 2
    assert next(verdicts, None) is None
