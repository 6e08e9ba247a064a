from flask.testing import FlaskClient

from claims.db import Database
from claims.services.publication import withdraw
from claims.services.verdict import published_revision
from tests.web.newsroom import Finding, correct, person, publish_finding, take_in


def published(database: Database) -> int:
    with database.session_scope(write=True) as session:
        return publish_finding(session, take_in(session), Finding("Kim will make his fifth visit to Beijing."))


def test_the_method_names_every_rating_and_what_it_asks_for(client: FlaskClient) -> None:
    page = client.get("/methodology").text
    for words in ("Mostly false", "The claim is wrong.", "Two sources of different origin", "A second person"):
        assert words in page


def test_a_desk_without_corrections_says_so(client: FlaskClient, database: Database) -> None:
    published(database)
    assert "Nothing had to be corrected yet" in client.get("/corrections").text


def test_a_correction_stands_with_its_note_and_leads_to_its_revision(
    client: FlaskClient, database: Database
) -> None:
    claim_id = published(database)
    with database.session_scope(write=True) as session:
        correct(session, claim_id, Finding("", rating="true"), "We had counted <wrongly>.")
    page = client.get("/corrections").text
    assert "We had counted &lt;wrongly&gt;." in page
    assert f"/claims/{claim_id}/revisions/2" in page


def test_a_withdrawal_is_a_correction(client: FlaskClient, database: Database) -> None:
    claim_id = published(database)
    with database.session_scope(write=True) as session:
        revision = published_revision(session, claim_id)
        assert revision is not None
        withdraw(session, person(session, "Ana"), revision.id, "The source was forged.")
    assert "The source was forged." in client.get("/corrections").text


def test_a_page_of_corrections_that_cannot_be_is_the_first(client: FlaskClient) -> None:
    for before in ("x", "-1", "0", "9" * 30, "999"):
        assert client.get(f"/corrections?before={before}").status_code == 200
