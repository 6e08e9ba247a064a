"""What a desk knows of its claims, by the keyboard alone: found, computed, discussed, collected."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import assert_accessible
from tests.browser.test_workbench import SELECT_WORDS, TEXT, workbench  # noqa: F401 (fixture)

pytestmark = pytest.mark.browser
MAX_STEPS = 150
_FOCUSED = """() => {
  const at = document.activeElement;
  const label = at.labels?.[0]?.innerText ?? at.getAttribute("aria-label") ?? at.innerText ?? "";
  return label.trim().replace(/\\s+/g, " ");
}"""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what is called so has the focus."""
    for _step in range(MAX_STEPS):
        page.keyboard.press("Tab")
        if page.evaluate(_FOCUSED).startswith(name):
            return
    raise AssertionError(f"Tab does not reach “{name}” on {page.url}.")


def choose(page: Page, name: str, pressed: str = "Enter") -> None:
    """Go to a button, link or summary and press it."""
    tab_to(page, name)
    page.keyboard.press(pressed)


def write(page: Page, name: str, text: str) -> None:
    """Go to a field and type."""
    tab_to(page, name)
    page.keyboard.type(text)


def test_claim_is_found_computed_with_and_discussed_by_keyboard(
    visit: Callable[..., Page],
    workbench: str,  # noqa: F811
) -> None:
    page = visit("Bela")
    page.goto("/desk")
    choose(page, "Claims")
    page.wait_for_url("**/desk/claims")
    tab_to(page, "Words")
    page.keyboard.type("a")
    page.keyboard.press("Enter")
    page.wait_for_url("**text=a**")
    first = page.locator(".rows h2 a").first.inner_text()
    choose(page, first[:30])
    page.wait_for_url(re.compile(r"/desk/claims/\d+$"))
    assert_accessible(page)

    choose(page, "Compute with the figures")
    page.wait_for_url("**/figures")
    for name, amount in (("old", "118"), ("new", "124"), ("rise", "change(old, new)")):
        write(page, "Name", name)
        page.keyboard.press("Tab")
        page.keyboard.type(amount)
    page.keyboard.press("Enter")
    page.get_by_text("(124 − 118) / 118 × 100 ≈ 5.08").wait_for()
    assert_accessible(page)

    choose(page, "Back to the claim")
    page.wait_for_url(re.compile(r"/desk/claims/\d+$"))
    write(page, "Your comment", "Is this right, @dan?")
    choose(page, "Comment")
    page.locator(".comment", has_text="Is this right, @dan?").wait_for()

    dan = visit("Dan")
    dan.goto("/desk")
    choose(dan, "You are named in 1 comment")
    dan.wait_for_url("**/desk/mentions")
    assert_accessible(dan)
    choose(dan, "Mark all as seen")
    dan.get_by_text("1 mention is marked as seen").wait_for()


def test_collection_is_ordered_without_scripts(visit: Callable[..., Page], workbench: str) -> None:  # noqa: F811
    page = visit("Ana", javascript=False)
    page.goto("/desk/collections")
    page.get_by_label("Name").fill("Visits")
    page.get_by_role("button", name="Make the collection").click()
    for address in ("articles/1", "claims/1"):
        page.get_by_label("Address of an article or a claim").fill(address)
        page.get_by_role("button", name="Add", exact=True).click()
    first = page.locator("ol.rows > li h3").first.inner_text()
    page.get_by_role("button", name="Up").click()
    assert page.locator("ol.rows > li h3").nth(1).inner_text() == first


def test_words_selected_in_another_article_become_a_place(
    visit: Callable[..., Page],
    workbench: str,  # noqa: F811
) -> None:
    page = visit("Bela")
    page.goto("/desk/claims/1/appearances/new/1")
    assert_accessible(page)
    assert page.evaluate(SELECT_WORDS, "at the tower")
    words = page.get_by_label("Words of the article")
    expect(words).to_have_value("at the tower")
    start = TEXT.index("at the tower")
    expect(page.locator("[name=start]")).to_have_value(str(start))
    page.get_by_role("button", name="Add the place").click()
    page.get_by_text("The claim is now known there too.").wait_for()
