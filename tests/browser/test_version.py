"""What became of a claim's words, by keyboard: pin lost ones to those that stand there now."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from claims.domain.claim import AnchorStatus, Appearance
from claims.services.version import add_version
from tests.browser.conftest import Desk, assert_accessible
from tests.web.bench import TEXT, take_in
from tests.web.conftest import actor_of

pytestmark = pytest.mark.browser


@pytest.fixture
def claim(served: Desk) -> int:
    """A claim whose words the newest version no longer has; its number."""
    article_id = take_in(served.database)
    with served.database.session_scope(write=True) as session:
        text = TEXT.replace("The parade is a grand one.", "Nobody came. Soldiers marched, and soldiers sang.")
        add_version(session, actor_of(served.database, "Bela"), article_id, text, "pasted")
        statement = select(Appearance.claim_id).where(Appearance.anchor_status == AnchorStatus.ORPHAN)
        return session.scalars(statement).one()


@pytest.mark.parametrize("javascript", [True, False])
def test_lost_words_are_found_again_by_keyboard(visit: Callable[..., Page], claim: int, javascript: bool) -> None:
    page = visit("Bela", javascript=javascript)
    page.goto(f"/desk/claims/{claim}")
    page.get_by_text("It is these words now …").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("oldiers")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("stand in the article 2 times").first).to_be_visible()
    if javascript:
        assert_accessible(page)
        page.set_viewport_size({"width": 390, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="It is these words").nth(1).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/claims/{claim}")
    expect(page.get_by_text(f"Claim {claim} is pinned to these words.")).to_be_visible()
    expect(page.get_by_text("It is these words now …")).to_have_count(0)


def test_words_are_taken_from_the_text_by_selecting_them(visit: Callable[..., Page], claim: int) -> None:
    page = visit("Bela")
    page.goto("/desk/changes")
    page.get_by_text("It is these words now …").click()
    page.get_by_role("link", name="Select them in the text").click()
    page.evaluate(
        """() => {
          const walker = document.createTreeWalker(document.querySelector("[data-text]"), NodeFilter.SHOW_TEXT);
          let node;
          while ((node = walker.nextNode()) && !node.data.includes("Nobody came"));
          const start = node.data.indexOf("Nobody came");
          getSelection().setBaseAndExtent(node, start, node, start + 11);
          document.dispatchEvent(new PointerEvent("pointerup"));
        }"""
    )
    expect(page.get_by_label("The words of the article now")).to_have_value("Nobody came")
    page.get_by_role("button", name="Pin it to these words").click()
    page.wait_for_url("**/desk/changes")
    expect(page.get_by_text(f"Claim {claim} is pinned to these words.")).to_be_visible()
