"""At a desk that approves blind no page tells a second person what the author concluded before they rated."""

import pytest

from claims.db import Database
from claims.domain.person import system_actor
from claims.services.setting import change_settings
from claims.services.verdict import get_revision
from tests.web.conftest import Browser
from tests.web.stories import Story, evidence, rating_id, submitted, tell
from tests.web.test_verdict import form_of

SUMMARY = "CanarySummary"
SECRETS = (SUMMARY, "Nobody can <em>know", "Nobody can *know", 'data-rating="opinion"')


@pytest.fixture
def story(app: object, database: Database) -> Story:
    """What Bela submitted, with evidence, at a desk that approves blind."""
    with database.session_scope(write=True) as session:
        change_settings(session, system_actor("test"), blind_approval=True)
    told = tell(database)
    evidence(database, told, quote="Fourth visit")
    return submitted(database, told, summary=SUMMARY)


def pages(story: Story) -> list[str]:
    verdict = f"/desk/verdicts/{story.revision}"
    return [
        "/desk",
        "/desk/claims",
        "/desk/ledger",
        "/desk/ledger.csv",
        "/desk/mentions",
        "/desk/articles",
        f"/desk/articles/{story.article}",
        f"/desk/articles/{story.article}/report",
        f"/desk/articles/{story.article}/sign-off",
        f"/desk/articles/{story.article}/export.json",
        f"/articles/{story.article}?draft=1",
        f"/desk/claims/{story.claim}",
        f"/desk/history/claim/{story.claim}",
        f"/desk/history/verdict/{story.revision}",
        "/desk/log",
        verdict,
        f"{verdict}?typed=1",
        f"{verdict}/review",
    ]


@pytest.mark.parametrize("name", ["Dan", "Ana", "Ada"])
def test_no_page_tells_what_the_author_concluded(
    browser: Browser, database: Database, story: Story, name: str
) -> None:
    client = browser(name)
    for address in pages(story):
        shown = client.get(address, follow_redirects=True).text
        given = shown.split("Rate it first")[0]
        assert not [given[given.find(secret) - 60 :][:160] for secret in SECRETS if secret in given], address
    assert "Fourth visit" in client.get(f"/desk/verdicts/{story.revision}/review").text
    form = form_of(database, story.revision, summary="Mine", edits=0)
    for step in ("", "/preview", "/submit", "/approve", "/return"):
        answer = client.post(f"/desk/verdicts/{story.revision}{step}", data={**form, "edits": 1, "changes": "x"})
        assert answer.status_code in (403, 409), step
        assert not [secret for secret in SECRETS if secret in answer.text.split("Rate it first")[0]], step


def test_after_rating_both_ratings_are_shown_and_a_difference_is_acknowledged(
    browser: Browser, database: Database, story: Story
) -> None:
    dan, address = browser("Dan"), f"/desk/verdicts/{story.revision}"
    assert dan.post(f"{address}/rate", data={}).status_code == 422
    answer = dan.post(f"{address}/rate", data={"rating": rating_id(database, "satire")})
    assert answer.status_code == 303
    page = dan.get(f"{address}/review").text
    assert SUMMARY in page
    assert "Dan rated blind:" in page
    with database.session_scope(write=False) as session:
        edits = get_revision(session, story.revision).edits
    assert dan.post(f"{address}/approve", data={"edits": edits}).status_code == 422
    assert dan.post(f"{address}/approve", data={"edits": edits, "acknowledged": "y"}).status_code == 303
    assert dan.post(f"{address}/rate", data={"rating": rating_id(database, "satire")}).status_code == 403


def test_who_opens_it_to_work_on_it_cannot_approve(browser: Browser, database: Database, story: Story) -> None:
    dan, address = browser("Dan"), f"/desk/verdicts/{story.revision}"
    assert dan.post(f"{address}/look").status_code == 303
    assert SUMMARY in dan.get(address).text
    with database.session_scope(write=False) as session:
        edits = get_revision(session, story.revision).edits
    assert dan.post(f"{address}/approve", data={"edits": edits}).status_code == 403


def test_author_sees_their_own(browser: Browser, story: Story) -> None:
    assert SUMMARY in browser("Bela").get(f"/desk/verdicts/{story.revision}").text
