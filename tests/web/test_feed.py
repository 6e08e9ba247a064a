import csv
import io
import json

import pytest
from flask.testing import FlaskClient

from claims.db import Database
from claims.domain.claim import SetAsideReason
from claims.services.claim import add_claim, set_aside
from claims.services.publication import withdraw
from claims.services.report import save_report
from claims.services.verdict import published_revision
from claims.web.session import TransactionalFlask
from tests.publishing.schemas import validator
from tests.web.newsroom import Finding, draft, person, publish_finding, publish_whole_report, take_in

FIFTH = Finding("Kim will make his fifth visit to Beijing.", publisher="=1+1")


@pytest.fixture
def claim_id(database: Database) -> int:
    """A verdict of a published report; its claim's number."""
    with database.session_scope(write=True) as session:
        article = take_in(session)
        claim_id = publish_finding(session, article, FIFTH)
        publish_whole_report(session, article)
    return claim_id


@pytest.mark.parametrize(
    ("name", "media_type", "extension"),
    [
        ("csv", "text/csv", "csv"),
        ("json", "application/json", "json"),
        ("jsonl", "application/jsonl", "jsonl"),
        ("claimreview", "application/ld+json", "jsonld"),
    ],
)
def test_an_export_is_a_file_of_its_kind(
    client: FlaskClient, claim_id: int, name: str, media_type: str, extension: str
) -> None:
    answer = client.get(f"/articles/1/export.{name}")
    assert answer.status_code == 200
    assert answer.mimetype == media_type
    assert answer.headers["Content-Disposition"] == f"attachment; filename=article-1.{extension}"
    assert "Kim will make his fifth visit" in answer.text


def test_the_table_holds_the_verdict(client: FlaskClient, claim_id: int) -> None:
    (row,) = csv.DictReader(io.StringIO(client.get("/articles/1/export.csv").text))
    assert (row["claim_id"], row["rating"], row["approvers"]) == (str(claim_id), "False", "Dan")


def test_the_feed_of_a_report_and_of_the_desk_are_valid(client: FlaskClient, claim_id: int) -> None:
    for address in ("/articles/1/export.claimreview", "/feed/claimreview.json"):
        feed = json.loads(client.get(address).text)
        validator("datafeed").validate(feed)
        (item,) = feed["dataFeedElement"]
        assert item["item"][0]["reviewRating"]["alternateName"] == "False"


def test_a_withdrawn_verdict_stays_in_the_feed_as_deleted(
    client: FlaskClient, database: Database, claim_id: int
) -> None:
    with database.session_scope(write=True) as session:
        revision = published_revision(session, claim_id)
        assert revision is not None
        withdraw(session, person(session, "Ana"), revision.id, "It was not a claim.")
    (item,) = json.loads(client.get("/feed/claimreview.json").text)["dataFeedElement"]
    assert item["dateDeleted"]
    assert "item" not in item


def test_the_feed_of_a_new_desk_is_empty(client: FlaskClient) -> None:
    assert json.loads(client.get("/feed/claimreview.json").text)["dataFeedElement"] == []


def test_an_unknown_format_or_report_is_not_found(client: FlaskClient, database: Database, claim_id: int) -> None:
    assert client.get("/articles/1/export.exe").status_code == 404
    assert client.get("/articles/99/export.csv").status_code == 404
    with database.session_scope(write=True) as session:
        draft_id = take_in(session).id
    assert client.get(f"/articles/{draft_id}/export.csv").status_code == 404


def test_an_export_closes_its_session_when_it_ends_or_is_given_up(
    app: TransactionalFlask, database: Database, claim_id: int
) -> None:
    with app.test_client() as client:
        for method in ("GET", "HEAD"):
            answer = client.open("/articles/1/export.json", method=method, buffered=False)
            next(iter(answer.response), None)
            answer.close()
            assert database.engine.pool.checkedout() == 0, method  # type: ignore[attr-defined]
        client.get("/articles/99/export.json")
        assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_an_export_is_read_while_it_is_written(app: TransactionalFlask, database: Database, claim_id: int) -> None:
    answer = app.test_client().get("/feed/claimreview.json", buffered=False)
    assert answer.is_streamed
    assert database.engine.pool.checkedout() == 1  # type: ignore[attr-defined]
    answer.close()


def test_nothing_unpublished_leaves_the_desk(client: FlaskClient, database: Database, claim_id: int) -> None:
    """Drafts, claims set aside, verdicts that wait and private articles: their words appear nowhere."""
    with database.session_scope(write=True) as session:
        published = session.get_one(type(take_in(session)), 1)
        bela = person(session, "Bela")
        draft(session, published, Finding("He travels by train.", text="SECRET draft", summary="SECRET summary"))
        aside = add_claim(session, bela, published.id, words="A guard", text="SECRET aside")
        session.flush()
        set_aside(session, bela, aside.id, SetAsideReason.TRIVIAL)
        add_claim(session, bela, published.id, words="ninety carriages", text="SECRET selected")
        private = take_in(session, title="SECRET title", text="SECRET text.", outlet="SECRET outlet", private=True)
        publish_finding(session, private, Finding("SECRET text.", text="Told without its article."))
        unpublished = take_in(session, title="SECRET other", text="SECRET words.")
        draft(session, unpublished, Finding("SECRET words."))
        texts = {"headline": "SECRET", "introduction": "SECRET", "selection_note": "SECRET"}
        save_report(session, person(session, "Ana"), unpublished.id, edits=0, whole_text=True, **texts)
        session.flush()
        articles = [published.id, private.id, unpublished.id]
    addresses = ["/", "/search?q=secret", "/search?q=told", "/feed/claimreview.json", "/robots.txt"]
    addresses += ["/sitemap.xml", "/sitemap/verdicts-0.xml", "/sitemap/reports-0.xml"]
    for article_id in articles:
        addresses += [f"/articles/{article_id}"]
        addresses += [f"/articles/{article_id}/export.{name}" for name in ("csv", "json", "jsonl", "claimreview")]
    for number in range(1, 12):
        addresses += [f"/claims/{number}", f"/claims/{number}/revisions/1", f"/claims/{number}/revisions/2"]
    statuses = {}
    for address in addresses:
        answer = client.get(address, follow_redirects=True)
        statuses[address] = answer.status_code
        body = answer.text.replace("/search?q=secret", "").replace('value="secret"', "")
        assert "SECRET" not in body, address
    assert statuses["/articles/1"] == 200
    assert set(statuses.values()) == {200, 404}
