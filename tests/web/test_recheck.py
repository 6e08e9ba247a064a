from datetime import timedelta

from flask.testing import FlaskClient

from claims.db import Database
from claims.domain.entity import now
from claims.domain.tip import TipKind
from claims.services.tip import NewTip, submit_tip
from claims.services.verdict import get_bare_revision
from tests.web.bench import counted_queries
from tests.web.conftest import Browser
from tests.web.stories import Story, approved, published, submitted, tell


def ask_for_correction(database: Database, story: Story) -> None:
    with database.session_scope(write=True) as session:
        submit_tip(session, NewTip(TipKind.CORRECTION, "Wrong.", claim_id=story.claim))


def test_notice_is_shown_to_readers_until_it_is_taken_down(
    client: FlaskClient, browser: Browser, database: Database
) -> None:
    story = published(database, tell(database))
    address = f"/desk/claims/{story.claim}/notice"
    page = client.get(f"/claims/{story.claim}")
    assert browser("Bela").post(address, data={"note": "Doubts."}).status_code == 403
    assert browser("Ana").post(address, data={"note": "A <b>reader</b> doubts it."}).status_code == 303

    again = client.get(f"/claims/{story.claim}", headers={"If-None-Match": page.headers["ETag"]})
    assert "re-examining" in again.text and "A &lt;b&gt;reader" in again.text
    assert "being re-examined" in client.get("/").text
    assert "Take the notice down" in browser("Ana").get(f"/desk/claims/{story.claim}").text
    assert browser("Ana").post(address + "/down").status_code == 303
    assert "re-examining" not in client.get(f"/claims/{story.claim}").text


def test_list_says_why_and_begins_the_revision_that_says_it_holds(browser: Browser, database: Database) -> None:
    story = published(database, tell(database))
    ask_for_correction(database, story)
    bela = browser("Bela")
    assert "1 verdict is to be looked at again" in bela.get("/desk").text
    assert "readers ask for a correction" in bela.get("/desk/rechecks").text

    answer = bela.post(f"/desk/claims/{story.claim}/still-holds")

    assert answer.status_code == 303 and "/desk/verdicts/" in answer.location
    assert "A new revision is being worked on" in bela.get("/desk/rechecks").text


def test_reader_sees_that_a_verdict_is_due(client: FlaskClient, database: Database, browser: Browser) -> None:
    story = tell(database)
    past = (now() - timedelta(days=3)).date()
    written = submitted(database, story)
    with database.session_scope(write=True) as session:
        get_bare_revision(session, written.revision).recheck_on = past
    approved(database, written)
    ana = browser("Ana")
    assert ana.post(f"/desk/verdicts/{written.revision}/publish", data={}).status_code == 303
    assert "due to be checked again since" in client.get(f"/claims/{story.claim}").text
    assert "due to be checked again" not in client.get(f"/claims/{story.claim}/revisions/1").text


def test_list_takes_few_queries(browser: Browser, database: Database) -> None:
    bela = browser("Bela")
    for number in range(8):
        ask_for_correction(database, published(database, tell(database, f"Claim {number}.")))
    with counted_queries(database) as statements:
        assert bela.get("/desk/rechecks").text.count("readers ask") == 8
    assert len(statements) <= 12
