from flask.testing import FlaskClient

from claims.db import Database
from tests.web.bench import counted_queries
from tests.web.newsroom import Finding, correct, publish_finding, take_in


def test_a_receipt_is_a_page_and_json_that_caches_may_keep(client: FlaskClient, database: Database) -> None:
    with database.session_scope(write=True) as session:
        hostile = Finding("Kim will make his fifth visit to Beijing.", text="<script>alert(1)</script> مرحبا")
        claim_id = publish_finding(session, take_in(session), hostile)
    address = f"/r/{claim_id}-1"
    assert f"http://localhost{address}" in client.get(f"/claims/{claim_id}").text
    first = client.get(address)
    assert "Yes: this revision is current." in first.text
    assert "<script>alert(1)" not in first.text
    assert (first.headers["Cache-Control"], "Accept" in first.headers["Vary"]) == ("public, no-cache", True)
    tag = {"If-None-Match": first.headers["ETag"]}
    again = client.get(address, headers=tag)
    assert (again.status_code, again.data, "Accept" in again.headers["Vary"]) == (304, b"", True)
    whole = client.get(f"{address}.json")
    asked = client.get(address, headers={"Accept": "application/json"})
    assert whole.json == asked.json
    assert (whole.mimetype, whole.json and whole.json["status"]) == ("application/json", "current")
    assert asked.headers["ETag"] != first.headers["ETag"]

    with database.session_scope(write=True) as session:
        correct(session, claim_id, Finding("", rating="true"), "We were wrong.")
    with counted_queries(database) as statements:
        changed = client.get(address, headers=tag)
    assert changed.status_code == 200
    assert "revision 2 superseded it" in changed.text
    assert len(statements) <= 4, statements


def test_what_was_never_published_is_not_found(client: FlaskClient) -> None:
    for address in ("/r/1-1", "/r/0-0", "/r/99999999999-1", "/r/1-1.exe"):
        assert client.get(address).status_code == 404
    answer = client.get("/r/1-1.json")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
