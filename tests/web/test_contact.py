import re
from datetime import timedelta

from sqlalchemy import select

from claims.db import Database
from claims.domain.claim import Appearance
from claims.domain.claimant import ClaimantKind
from claims.domain.contact import Channel, Contact
from claims.domain.entity import now
from claims.services.claim import add_claim
from claims.services.claimant import confirm_claimant
from claims.services.contact import Asking, add_contact
from claims.services.setting import change_settings
from tests.web.bench import counted_queries
from tests.web.conftest import SYSTEM, Browser
from tests.web.stories import Story, actor, published, tell

QUESTION = {
    "asked_whom": "The <b>ministry</b>",
    "channel": "email",
    "address": "press@ministry.example",
    "asked_at": "2026-01-02T10:30",
    "deadline": "2026-01-03T10:30",
    "question": "Is it so?",
}


def ask(database: Database, story: Story, whom: str = "The ministry", hours: int = -2) -> int:
    """Note that somebody was asked some hours ago, with an hour to answer."""
    asked = now() + timedelta(hours=hours)
    asking = Asking(whom, Channel.EMAIL, asked, asked + timedelta(hours=1), "press@ministry.example", "Is it so?")
    with database.session_scope(write=True) as session:
        return add_contact(session, actor(database, "Bela"), [story.claim], asking).id


def test_one_question_covers_the_claimants_other_claims_that_are_ticked(
    browser: Browser, database: Database
) -> None:
    first, second = tell(database), tell(database, "Another claim.")
    bela_acting = actor(database, "Bela")
    with database.session_scope(write=True) as session:
        for story in (first, second):
            confirm_claimant(session, bela_acting, story.claim, name="Kim", kind=ClaimantKind.PERSON)
    bela = browser("Bela")
    page = bela.get(f"/desk/claims/{first.claim}/contacts/new").text
    assert "Another claim." in page and 'value="Kim"' in page

    answer = bela.post(
        f"/desk/claims/{first.claim}/contacts/new",
        data={**QUESTION, "claims": str(first.claim), "also": str(second.claim)},
    )

    assert answer.status_code == 303
    shown = bela.get(answer.location).text
    assert "The &lt;b&gt;ministry" in shown and "Another claim." in shown and "no answer by" in shown


def test_claims_of_the_article_are_ticked_on_the_page_of_the_question(
    browser: Browser, database: Database
) -> None:
    story = tell(database)
    with database.session_scope(write=True) as session:
        article_id = session.scalars(select(Appearance.article_id).where(Appearance.claim_id == story.claim)).one()
        exact = session.scalars(select(Appearance.exact).where(Appearance.claim_id == story.claim)).one()
        other = add_claim(session, actor(database, "Bela"), article_id, words=exact, text="Said there too.").id
    contact_id, bela = ask(database, story), browser("Bela")
    address = f"/desk/contacts/{contact_id}"
    assert re.search(rf'value="{story.claim}" checked', bela.get(address).text)
    assert re.search(
        rf'value="{other}"> <label for="claim-{other}"><span[^>]*>Said there too.', bela.get(address).text
    )

    assert bela.post(f"{address}/claims", data={"claim": str(other), "edits": "1"}).status_code == 303

    page = bela.get(address).text
    assert re.search(rf'value="{other}" checked', page) and re.search(rf'value="{story.claim}"> ', page)
    none = bela.post(f"{address}/claims", data={"claims": "x", "edits": "2", "claim": str(story.claim)})
    assert none.status_code == 422 and re.search(rf'value="{story.claim}" checked', none.text)
    assert bela.post(f"{address}/claims", data={"edits": "2"}).status_code == 422


def test_moments_are_typed_in_the_desks_time_zone(browser: Browser, database: Database) -> None:
    story = tell(database)
    with database.session_scope(write=True) as session:
        change_settings(session, SYSTEM, time_zone="Asia/Tokyo")

    browser("Bela").post(f"/desk/claims/{story.claim}/contacts/new", data={**QUESTION, "claims": str(story.claim)})

    with database.session_scope(write=False) as session:
        contact = session.scalars(select(Contact)).one()
        assert contact.asked_at.isoformat() == "2026-01-02T01:30:00+00:00"
        number = contact.id
    assert 'value="2026-01-02T10:30"' in browser("Bela").get(f"/desk/contacts/{number}").text


def test_form_with_errors_loses_nothing(browser: Browser, database: Database) -> None:
    story = tell(database)
    for wrong in ({"asked_at": ""}, {"claims": "twelve"}, {"deadline": "2026-01-01T10:30"}, {"channel": "owl"}):
        data = {**QUESTION, "claims": str(story.claim), **wrong}
        answer = browser("Bela").post(f"/desk/claims/{story.claim}/contacts/new", data=data)
        assert answer.status_code == 422
        assert "Is it so?" in answer.text


def test_answer_is_noted_and_readers_see_the_timeline_but_never_the_address(
    browser: Browser, database: Database
) -> None:
    story = tell(database)
    number = ask(database, story)
    bela = browser("Bela")
    moment = now().strftime("%Y-%m-%dT%H:%M")
    data = {"answered_at": moment, "answer": "<script>No</script>", "edits": "1"}
    assert bela.post(f"/desk/contacts/{number}/answer", data=data).status_code == 303
    assert bela.post(f"/desk/contacts/{number}/answer", data=data).status_code == 409

    published(database, story)

    page = bela.get(f"/claims/{story.claim}", follow_redirects=True).text
    assert "Right of reply" in page and "&lt;script&gt;No" in page and "The ministry" in page
    assert "press@" not in page and "Is it so?" not in page


def test_what_changed_since_publication_is_said_on_the_claims_page(browser: Browser, database: Database) -> None:
    story = published(database, tell(database))
    page = f"/desk/claims/{story.claim}"
    assert "waits for the next revision" not in browser("Bela").get(page).text

    ask(database, story)

    assert "waits for the next revision" in browser("Bela").get(page).text


def test_due_answers_are_named_at_home_and_listed_in_few_queries(browser: Browser, database: Database) -> None:
    bela = browser("Bela")
    for number in range(60):
        ask(database, tell(database, f"Claim {number}."), f"Office {number}")
    assert "60 answers of claimants are due" in bela.get("/desk").text

    with counted_queries(database) as statements:
        page = bela.get("/desk/contacts?show=due")

    assert page.text.count("Office ") == 50 and "before=" in page.text
    assert len(statements) <= 12


def test_reader_cannot_see_who_was_asked(client: object, database: Database, browser: Browser) -> None:
    story = tell(database)
    number = ask(database, story)
    assert browser("Bela").get(f"/desk/contacts/{number}").status_code == 200
    assert client.get(f"/desk/contacts/{number}").status_code in (302, 303, 401, 403)  # type: ignore[attr-defined]
    assert browser("Bela").get("/desk/contacts/99").status_code == 404
