"""The desk's navigation: by keyboard alone, on a phone, in both directions, and without a script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import assert_accessible

pytestmark = pytest.mark.browser


def test_menus_open_and_close_by_keyboard(visit: Callable[..., Page]) -> None:
    page = visit("Ada")
    page.goto("/desk")
    desk = page.get_by_role("navigation", name="Desk")
    desk.get_by_role("link", name="Add an article").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    collections = desk.get_by_role("link", name="Collections")
    expect(collections).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(collections).to_be_hidden()
    expect(desk.locator("summary", has_text="More")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    expect(collections).to_be_hidden()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    collections.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/collections")
    expect(desk.locator("summary", has_text="More")).to_contain_text("Collections")


def test_one_menu_is_open_at_a_time_and_a_click_elsewhere_closes_it(visit: Callable[..., Page]) -> None:
    page = visit("Ada")
    page.goto("/desk")
    desk = page.get_by_role("navigation", name="Desk")
    desk.locator("summary", has_text="More").click()
    expect(desk.get_by_role("link", name="Ledger")).to_be_visible()
    desk.locator("summary", has_text="Ada").click()
    expect(desk.get_by_role("link", name="Ledger")).to_be_hidden()
    expect(desk.get_by_role("button", name="Sign out")).to_be_visible()
    page.get_by_role("heading", level=1).click()
    expect(desk.get_by_role("button", name="Sign out")).to_be_hidden()


@pytest.mark.parametrize("javascript", [True, False])
def test_on_a_phone_one_menu_has_everything(visit: Callable[..., Page], javascript: bool) -> None:
    page = visit("Ada", width=390, javascript=javascript)
    page.goto("/desk")
    desk = page.get_by_role("navigation", name="Desk")
    box = desk.bounding_box()
    assert box is not None
    assert box["height"] < 70
    expect(desk.locator("summary:visible")).to_have_count(1)
    desk.locator("summary:visible").focus()
    page.keyboard.press("Enter")
    for name in ("Desk", "Claims", "Add an article", "Ledger", "Settings", "Mentions", "Search"):
        expect(desk.get_by_role("link", name=name, exact=True)).to_be_visible()
    if javascript:
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    desk.get_by_role("link", name="Ledger").click()
    page.wait_for_url("**/desk/ledger")
    expect(desk.locator("summary:visible")).to_contain_text("Ledger")
    expect(desk.get_by_role("button", name="Sign out")).to_be_hidden()
    page.keyboard.press("Tab")
    desk.locator("summary:visible").click()
    desk.get_by_role("button", name="Sign out").click()
    expect(desk).to_have_count(0)


def test_menus_stay_on_the_page_in_either_direction(visit: Callable[..., Page]) -> None:
    page = visit("Ada", width=960)
    page.goto("/desk")
    for direction in ("ltr", "rtl"):
        page.evaluate("direction => { document.documentElement.dir = direction }", direction)
        for menu in page.locator(".nav__line summary").all():
            menu.click()
            assert page.evaluate("document.documentElement.scrollWidth") <= 960
            box = page.locator("details[open] .menu__panel").bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 960


def test_paper_shows_none_of_it(visit: Callable[..., Page]) -> None:
    page = visit("Ana")
    page.goto("/desk")
    page.emulate_media(media="print")
    expect(page.locator(".nav--desk")).to_be_hidden()
