from datetime import timedelta

import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from claims.db import Database
from claims.domain.audit import AuditEvent
from claims.domain.entity import now
from claims.domain.source import Source
from claims.domain.token import Token
from tests.web.conftest import Browser
from tests.web.stories import evidence, published, start, submitted, tell


def give(browser: Browser, page: str, **wrong: str) -> str:
    """The path of a new preview, or nothing."""
    answer = browser("Ana").post(page, data={"whom": "Lee & <b>Partners</b>", "days": "3", **wrong})
    if answer.status_code != 200:
        return ""
    return "/preview/" + answer.text.split("/preview/")[1].split('"')[0]


def test_preview_shows_what_would_be_published_and_only_to_who_has_the_address(
    client: FlaskClient, browser: Browser, database: Database
) -> None:
    story = tell(database)
    evidence(database, story, quote="Fourth, says <i>the list</i>.")
    story = submitted(database, story, summary="Only a forecast.")
    page = f"/desk/verdicts/{story.revision}/previews"
    address = give(browser, page)
    assert "not opened yet" in browser("Ana").get(page).text

    shown = client.get(address)

    assert shown.status_code == 200
    for words in ("Only a forecast.", "Fourth, says &lt;i&gt;", "Lee &amp; &lt;b&gt;Partners", "not published"):
        assert words in shown.text, words
    assert shown.headers["Cache-Control"] == "no-store" and shown.headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in shown.text and "og:title" not in shown.text and "ld+json" not in shown.text
    assert "last seen" in browser("Ana").get(page).text
    assert client.get(f"/claims/{story.claim}").status_code == 404
    with database.session_scope(write=False) as session:
        assert address.removeprefix("/preview/") not in str([row.digest for row in session.scalars(select(Token))])


def test_preview_ends_when_it_expires_or_is_taken_back(
    client: FlaskClient, browser: Browser, database: Database
) -> None:
    story = submitted(database, tell(database))
    page = f"/desk/verdicts/{story.revision}/previews"
    first, second = give(browser, page), give(browser, page)
    assert browser("Ana").post("/desk/previews/2/take-back").status_code == 303

    gone = client.get(second)
    with time_machine.travel(now() + timedelta(days=3, seconds=1)):
        late = client.get(first)
    unknown = client.get("/preview/" + "x" * 32)

    assert {answer.status_code for answer in (gone, late, unknown)} == {404}
    assert client.get(first).status_code == 200


def test_withheld_source_is_shown_by_its_public_description(
    client: FlaskClient, browser: Browser, database: Database
) -> None:
    story = tell(database)
    evidence(database, story)
    story = submitted(database, story)
    with database.session_scope(write=True) as session:
        source = session.scalars(select(Source)).one()
        source.withheld, source.public_description = True, "Somebody in the ministry"

    shown = client.get(give(browser, f"/desk/verdicts/{story.revision}/previews")).text

    assert "Somebody in the ministry" in shown and "ministry.example" not in shown


def test_what_cannot_be_lent_is_refused(browser: Browser, database: Database) -> None:
    story = published(database, tell(database))
    assert give(browser, f"/desk/verdicts/{story.revision}/previews") == ""
    other = tell(database, "Another.")
    assert give(browser, f"/desk/verdicts/{start(database, other)}/previews") == ""
    third = submitted(database, tell(database, "Third."))
    for wrong in ({"days": "31"}, {"days": "0"}, {"whom": " "}, {"whom": "x" * 121}):
        assert give(browser, f"/desk/verdicts/{third.revision}/previews", **wrong) == ""
    assert browser("Bela").get(f"/desk/verdicts/{third.revision}/previews").status_code == 403


def test_report_is_lent_too(client: FlaskClient, browser: Browser, database: Database) -> None:
    story = published(database, tell(database))
    address = give(browser, f"/desk/articles/{story.article}/previews")

    shown = client.get(address)

    assert shown.status_code == 200 and "not published" in shown.text and "Edit the report" not in shown.text
    assert client.get(f"/articles/{story.article}").status_code == 404


def test_giving_and_taking_back_are_in_the_history(browser: Browser, database: Database) -> None:
    story = submitted(database, tell(database))
    give(browser, f"/desk/verdicts/{story.revision}/previews")
    browser("Ana").post("/desk/previews/1/take-back")
    with database.session_scope(write=False) as session:
        actions = select(AuditEvent.action).where(AuditEvent.action.like("preview.%")).order_by(AuditEvent.number)
        assert session.scalars(actions).all() == ["preview.lend", "preview.take_back"]
