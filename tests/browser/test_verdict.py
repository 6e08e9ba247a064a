"""Two people write the same verdict: the second merges both versions by keyboard, and nothing is lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from claims.services.verdict import get_revision
from tests.browser.conftest import Desk, assert_accessible
from tests.web.stories import start, tell

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False])
def test_a_draft_of_two_is_merged(visit: Callable[..., Page], served: Desk, javascript: bool) -> None:
    revision = start(served.database, tell(served.database))
    address = f"/desk/verdicts/{revision}"
    bela, dan = visit("Bela", javascript=javascript), visit("Dan")
    for page in (bela, dan):
        page.goto(address)
    dan.get_by_label("In short").fill("Dan’s summary.")
    dan.get_by_label("What was searched").fill("Three archives.")
    dan.get_by_role("radio", name="Mostly true").check()
    dan.get_by_role("button", name="Save", exact=True).click()
    expect(dan.get_by_text("Saved. Below the form")).to_be_visible()
    bela.get_by_label("In short").focus()
    bela.keyboard.type("Bela’s summary.")
    bela.get_by_role("button", name="Save", exact=True).focus()
    bela.keyboard.press("Enter")
    expect(bela.get_by_role("heading", level=1)).to_have_text("Somebody else saved first")
    if javascript:
        assert_accessible(bela)
        bela.set_viewport_size({"width": 390, "height": 800})
        assert bela.evaluate("document.documentElement.scrollWidth") <= 390
    searched = bela.get_by_role("group", name="What was searched").get_by_label("What is to be saved")
    expect(searched).to_have_value("Three archives.")
    summary = bela.get_by_role("group", name="In short").get_by_label("What is to be saved")
    expect(summary).to_have_value("Bela’s summary.")
    summary.focus()
    bela.keyboard.press("End")
    bela.keyboard.type(" Dan’s, too.")
    bela.get_by_role("button", name="Save this").focus()
    bela.keyboard.press("Enter")
    expect(bela.get_by_text("Saved. Below the form")).to_be_visible()
    with served.database.session_scope(write=False) as session:
        saved = get_revision(session, revision)
        assert (saved.summary, saved.searched) == ("Bela’s summary. Dan’s, too.", "Three archives.")
        assert saved.rating is not None and saved.rating.key == "mostly_true"
