"""What readers send, who is asked, what is shown again: with the keyboard alone, with and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from claims.domain.contact import Channel
from claims.domain.entity import now
from claims.domain.tip import TipKind
from claims.services.contact import Asking, add_contact
from claims.services.notice import put_up_notice
from claims.services.tip import NewTip, submit_tip
from tests.archiving.pictures import png
from tests.browser.conftest import Desk, assert_accessible
from tests.web.stories import actor, published, submitted, tell

pytestmark = pytest.mark.browser
MOST_STOPS = 60


def reach(page: Page, label: str) -> None:
    """Press Tab until what has this label or name is focused."""
    for _turn in range(MOST_STOPS):
        page.keyboard.press("Tab")
        named = page.evaluate(
            "(() => { const it = document.activeElement;"
            " return [it.labels?.[0]?.innerText, it.innerText, it.ariaLabel].join(' | ') })()"
        )
        if label in named:
            return
    raise AssertionError(f"{label} is not reached with the keyboard")


@pytest.mark.parametrize("javascript", [True, False])
def test_reader_asks_for_a_correction_and_deletes_their_address(
    visit: Callable[..., Page], served: Desk, *, javascript: bool
) -> None:
    story = published(served.database, tell(served.database))
    page = visit(javascript=javascript)
    page.goto(f"/claims/{story.claim}")
    reach(page, "Ask for a correction")
    page.keyboard.press("Enter")
    page.wait_for_url("**/feedback?claim=*")
    reach(page, "What is wrong")
    page.keyboard.type("It was the fifth visit.")
    reach(page, "Picture")
    page.locator("input[type=file]").set_input_files(
        files=[{"name": "proof.png", "mimeType": "image/png", "buffer": png()}]
    )
    reach(page, "Your e-mail address")
    page.keyboard.type("kim@mail.example")
    page.wait_for_timeout(2_000)  # who fills the form in faster is a program
    reach(page, "Send")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tips/*")
    assert page.get_by_text("It was the fifth visit.").is_visible()
    reach(page, "Delete my e-mail address")
    page.keyboard.press("Enter")
    page.get_by_text("Your e-mail address was deleted").wait_for()
    assert page.context.cookies() == []


def test_desk_answers_a_tip_and_notes_an_answer_with_the_keyboard(
    visit: Callable[..., Page], served: Desk
) -> None:
    story = tell(served.database)
    with served.database.session_scope(write=True) as session:
        submit_tip(session, NewTip(TipKind.CLAIM, "The tower leans.", contact="kim@mail.example"))
    page = visit("Bela")
    page.goto("/desk/tips/1")
    reach(page, "Answer")
    page.keyboard.type("It stands upright.")
    reach(page, "Answer")
    page.keyboard.press("Enter")
    page.get_by_text("answered").first.wait_for()

    page.goto(f"/desk/claims/{story.claim}/contacts/new")
    reach(page, "Who was asked")
    page.keyboard.type("The ministry")
    reach(page, "Note the question")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/contacts/*")
    assert page.get_by_role("heading", name="The ministry").is_visible()


def test_pages_have_no_faults(visit: Callable[..., Page], served: Desk) -> None:
    story = published(served.database, tell(served.database))
    draft = submitted(served.database, tell(served.database, "Another claim."))
    ana = actor(served.database, "Ana")
    with served.database.session_scope(write=True) as session:
        add_contact(
            session, ana, [story.claim], Asking("The ministry", Channel.EMAIL, now(), question="Is it so?")
        )
        submit_tip(session, NewTip(TipKind.CORRECTION, "It was the fifth.", claim_id=story.claim))
        put_up_notice(session, ana, story.claim, "A reader doubts it.")
        _tip, secret = submit_tip(session, NewTip(TipKind.CLAIM, "The tower leans.", contact="kim@mail.example"))
    page = visit("Ana")
    page.goto(f"/desk/verdicts/{draft.revision}/previews")
    page.get_by_label("Whom is it for?").fill("Lee & Partners")
    page.get_by_role("button", name="Give a preview").click()
    preview = page.get_by_label("Address of the preview").input_value()
    reader = visit()
    public = (
        "/submit",
        f"/feedback?claim={story.claim}",
        f"/tips/{secret}?sent=1",
        f"/claims/{story.claim}",
        preview,
    )
    desk = (
        "/desk",
        "/desk/tips",
        "/desk/tips/1",
        "/desk/contacts",
        "/desk/contacts/1",
        f"/desk/claims/{story.claim}",
        f"/desk/claims/{story.claim}/contacts/new",
        f"/desk/claims/{story.claim}/translation",
        "/desk/rechecks",
        f"/desk/verdicts/{draft.revision}/previews",
        f"/desk/verdicts/{draft.revision}/pictures",
    )
    for looking, addresses in ((reader, public), (page, desk)):
        for address in addresses:
            looking.set_viewport_size({"width": 1280, "height": 900})
            looking.goto(address)
            assert_accessible(looking)
            looking.set_viewport_size({"width": 390, "height": 800})
            assert looking.evaluate("document.documentElement.scrollWidth") <= 390, address
