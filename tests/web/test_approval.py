"""The second person's page, and the editor's: four eyes, publishing, correcting, withdrawing."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from claims.db import Database
from claims.domain.person import system_actor
from claims.services.setting import change_settings
from claims.services.verdict import get_revision
from tests.web.bench import counted_queries
from tests.web.conftest import Browser
from tests.web.stories import Story, approved, published, submitted, tell
from tests.web.test_verdict import form_of


@pytest.fixture
def story(app: object, database: Database) -> Story:
    """A verdict that Bela wrote and submitted."""
    return submitted(database, tell(database))


def at(story: Story, step: str = "review") -> str:
    return f"/desk/verdicts/{story.revision}/{step}"


def edits(database: Database, story: Story) -> int:
    with database.session_scope(write=False) as session:
        return get_revision(session, story.revision).edits


def test_second_person_approves_with_a_comment(browser: Browser, database: Database, story: Story) -> None:
    dan = browser("Dan")
    answer = dan.post(at(story, "approve"), data={"edits": edits(database, story), "comment": "Sound."})
    assert answer.status_code == 303
    page = dan.get(at(story)).text
    assert "approved" in page
    assert "Sound." in page


def test_author_sees_why_they_cannot_approve_and_has_no_button(browser: Browser, story: Story) -> None:
    page = browser("Bela").get(at(story)).text
    assert "somebody else has to approve" in page
    assert at(story, "approve") not in page


def test_author_who_posts_an_approval_is_forbidden(browser: Browser, database: Database, story: Story) -> None:
    answer = browser("Bela").post(at(story, "approve"), data={"edits": edits(database, story)})
    assert answer.status_code == 403


def test_approval_of_what_changed_since_is_refused(browser: Browser, database: Database, story: Story) -> None:
    answer = browser("Dan").post(at(story, "approve"), data={"edits": edits(database, story) - 1})
    assert answer.status_code == 409
    assert "read it again" in answer.text


def test_return_needs_a_comment(browser: Browser, story: Story) -> None:
    dan = browser("Dan")
    assert dan.post(at(story, "return"), data={"changes": "  "}).status_code == 422
    assert dan.post(at(story, "return"), data={"changes": "Cite the list."}).status_code == 303
    assert "Cite the list." in browser("Bela").get(f"/desk/verdicts/{story.revision}").text


def test_reviewer_cannot_publish_approve_alone_or_withdraw(browser: Browser, story: Story) -> None:
    for step in ("publish", "approve-alone", "withdraw"):
        assert browser("Dan").post(at(story, step), data={"why": "x", "edits": "1"}).status_code == 403


def test_reader_is_sent_to_sign_in(client: FlaskClient, story: Story) -> None:
    assert client.get(at(story)).location.startswith("/sign-in")


def test_publishing_without_approval_is_a_conflict(browser: Browser, story: Story) -> None:
    assert browser("Ana").post(at(story, "publish")).status_code == 409


def test_editor_publishes_what_is_approved(browser: Browser, database: Database, story: Story) -> None:
    approved(database, story)
    ana = browser("Ana")
    assert ana.post(at(story, "publish")).status_code == 303
    assert "The public page" in ana.get(at(story)).text


def test_publishing_twice_is_a_conflict(browser: Browser, database: Database, story: Story) -> None:
    approved(database, story)
    ana = browser("Ana")
    ana.post(at(story, "publish"))
    assert ana.post(at(story, "publish")).status_code == 409


def test_approving_alone_says_what_readers_will_be_told(
    browser: Browser, database: Database, story: Story
) -> None:
    ana = browser("Ana")
    assert "without a second person" in ana.get(at(story)).text
    assert ana.post(at(story, "approve-alone"), data={"edits": edits(database, story)}).status_code == 303
    assert "as an exception" in ana.get(at(story)).text


def test_one_person_desk_offers_the_exception_first(browser: Browser, database: Database, story: Story) -> None:
    with database.session_scope(write=True) as session:
        change_settings(session, system_actor("test"), one_person_desk=True)
    page = browser("Ana").get(at(story)).text
    assert "Nobody else is there on this desk" in page
    assert "Nobody else can approve it?" not in page


def test_correction_needs_its_kind_and_a_public_note(browser: Browser, database: Database) -> None:
    first = published(database, tell(database))
    story = approved(database, submitted(database, first, summary="Still a forecast."))
    ana = browser("Ana")
    assert ana.post(at(story, "publish")).status_code == 422
    refused = ana.post(at(story, "publish"), data={"kind": "update", "note": ""})
    assert refused.status_code == 422
    assert "Say in a public note" in refused.text
    assert ana.post(at(story, "publish"), data={"kind": "update", "note": "A year passed."}).status_code == 303


def test_withdrawing_asks_for_a_public_note_and_says_what_happens(browser: Browser, database: Database) -> None:
    story = published(database, tell(database))
    ana = browser("Ana")
    assert "cannot be undone" in ana.get(at(story)).text
    assert ana.post(at(story, "withdraw"), data={"why": ""}).status_code == 422
    assert ana.post(at(story, "withdraw"), data={"why": "The source was forged."}).status_code == 303
    assert "withdrawn" in ana.get(at(story)).text


def test_published_revision_is_shown_and_not_edited(browser: Browser, database: Database) -> None:
    story = published(database, tell(database))
    answer = browser("Bela").get(f"/desk/verdicts/{story.revision}")
    assert answer.location == at(story)


def test_explanation_is_rendered_for_the_second_person(browser: Browser, story: Story) -> None:
    assert "<em>know</em>" in browser("Dan").get(at(story)).text


def test_unknown_revision_is_not_found(browser: Browser) -> None:
    assert browser("Ana").get("/desk/verdicts/999/review").status_code == 404
    assert browser("Ana").post("/desk/verdicts/999/publish").status_code == 404


def test_second_person_sees_what_is_new_since_the_return(
    browser: Browser, database: Database, story: Story
) -> None:
    dan = browser("Dan")
    dan.post(at(story, "return"), data={"changes": "Cite the list."})
    form = form_of(
        database, story.revision, summary="A forecast, says the list.", explanation="Nobody can *know*."
    )
    browser("Bela").post(f"/desk/verdicts/{story.revision}", data={**form, "then": "submit"})
    page = dan.get(at(story)).text
    assert "What is new" in page
    assert "says the list" in page.split("What is new")[1].split("</section>")[0]


def test_review_page_asks_at_most_twelve_queries(browser: Browser, database: Database) -> None:
    first = published(database, tell(database))
    again = submitted(database, first, summary="Still a forecast.")
    dan = browser("Dan")
    dan.post(at(again, "return"), data={"changes": "Cite the list."})
    with counted_queries(database) as queries:
        assert dan.get(at(again)).status_code == 200
    assert len(queries) <= 12, queries


def test_editor_sets_a_moment_by_the_clocks_of_the_desk(
    browser: Browser, database: Database, story: Story
) -> None:
    with database.session_scope(write=True) as session:
        change_settings(session, system_actor("test"), time_zone="Asia/Tokyo")
    approved(database, story)
    ana = browser("Ana")
    at_nine = (datetime.now(UTC) + timedelta(days=2)).strftime("%Y-%m-%dT09:30")
    assert ana.post(at(story, "schedule"), data={"at": at_nine}).status_code == 303
    with database.session_scope(write=False) as session:
        moment = get_revision(session, story.revision).scheduled_at
    assert moment is not None and moment.strftime("%H:%M") == "00:30"
    page = ana.get(at(story)).text
    assert "To be published on" in page
    assert f'value="{at_nine}"' in page
    assert "set for" in ana.get("/desk").text
    assert ana.post(at(story, "unschedule")).status_code == 303
    assert "To be published on" not in ana.get(at(story)).text


def test_wrong_moments_are_refused(browser: Browser, database: Database, story: Story) -> None:
    with database.session_scope(write=True) as session:
        change_settings(session, system_actor("test"), time_zone="Europe/Berlin")
    approved(database, story)
    ana = browser("Ana")
    for wrong in ("", "soon", "2020-01-01T10:00", "2027-03-28T02:30", "9999-12-31T23:59", "0001-01-01T00:00"):
        assert ana.post(at(story, "schedule"), data={"at": wrong}).status_code == 422, wrong
    assert browser("Dan").post(at(story, "schedule"), data={"at": "2027-01-01T10:00"}).status_code == 403
    assert ana.post(at(story, "unschedule")).status_code == 409


def test_second_check_replaces_the_sentence_for_readers(
    browser: Browser, client: FlaskClient, database: Database, story: Story
) -> None:
    ana, dan = browser("Ana"), browser("Dan")
    ana.post(at(story, "approve-alone"), data={"edits": edits(database, story)})
    ana.post(at(story, "publish"))
    before = client.get(f"/claims/{story.claim}")
    assert "published without a second person’s approval" in before.text
    assert "Awaiting a second check" in dan.get("/desk").text
    assert "Awaiting a second check" not in browser("Bela").get("/desk").text
    assert browser("Bela").post(at(story, "check"), data={"edits": edits(database, story)}).status_code == 403
    assert "I have checked it" in dan.get(at(story)).text
    assert dan.post(at(story, "check"), data={"edits": edits(database, story)}).status_code == 303
    after = client.get(f"/claims/{story.claim}", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "Checked by a second person on" in after.text
    assert "published without a second person’s approval" not in after.text
