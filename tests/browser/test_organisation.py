"""The desk's organisation by keyboard alone: people, scale, notifications, conflicts, history, withholding."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PASSWORD, Desk, assert_accessible
from tests.web.stories import evidence, tell

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


def press(target: Locator, key: str = "Enter") -> None:
    """Put the keyboard where it is and press a key; a ring shows where that is."""
    target.focus()
    ring = target.evaluate("e => getComputedStyle(e).outlineStyle") if key == "Enter" else "solid"
    assert ring == "solid", f"no ring round {target}"
    target.page.keyboard.press(key)


def type_into(target: Locator, words: str) -> None:
    target.focus()
    target.page.keyboard.type(words)


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("main").get_by_role("button", name=name, exact=True)


def test_somebody_is_invited_comes_and_is_let_in_no_more(visit: Visit, served: Desk) -> None:
    ada = visit("Ada", width=390)
    ada.goto("/desk/people")
    type_into(ada.get_by_label("Name"), "Eve")
    ada.keyboard.press("Tab")
    ada.keyboard.type("eve@desk.example")
    assert_accessible(ada)
    press(button(ada, "Make the invitation"))
    expect(ada.get_by_role("heading", level=1)).to_have_text("Pass this address on")
    assert_accessible(ada)
    address = ada.get_by_label("Address").input_value()
    eve = visit()
    eve.goto(address)
    assert_accessible(eve)
    type_into(eve.get_by_label("Password", exact=True), PASSWORD)
    eve.keyboard.press("Tab")
    eve.keyboard.type(PASSWORD)
    eve.keyboard.press("Enter")
    eve.wait_for_url("**/desk**")
    assert visit().goto(address).status == 410  # type: ignore[union-attr]
    press(ada.get_by_role("link", name="To the page of Eve"))
    press(ada.locator("summary", has_text="Deactivate"))
    assert_accessible(ada)
    press(button(ada, "Yes, do this"))
    expect(ada.get_by_role("main")).to_contain_text("They cannot sign in.")
    eve.goto("/desk")
    expect(eve.get_by_label("E-mail address")).to_be_visible()
    assert ada.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_new_version_of_the_scale_is_made_and_found_in_the_log(visit: Visit) -> None:
    ada = visit("Ada")
    ada.goto("/desk/settings/scale")
    assert_accessible(ada)
    press(ada.locator("summary", has_text="Half true"))
    type_into(ada.get_by_role("group", name="Half true").get_by_label("Number on the scale"), "9")
    press(button(ada, "Show how it would look"))
    expect(ada.get_by_role("main")).to_contain_text("Please look at")
    wrong = ada.get_by_role("group", name="Half true").get_by_label("Number on the scale")
    expect(wrong).to_be_visible()
    wrong.press("ControlOrMeta+A")
    wrong.press_sequentially("3")
    definition = ada.get_by_role("group", name="Half true").get_by_label("Definition")
    definition.press("ControlOrMeta+A")
    definition.press_sequentially("Half of it is right.")
    press(button(ada, "Save as a new version"))
    expect(ada.get_by_role("main")).to_contain_text("The scale is saved as version 2.")
    ada.set_viewport_size({"width": 390, "height": 800})
    assert_accessible(ada)
    ada.goto("/desk/log")
    ada.get_by_label("Action").focus()
    ada.keyboard.type("changed the rating scale")
    press(button(ada, "Show"))
    events = ada.get_by_role("main").get_by_role("listitem")
    expect(events).to_have_count(1)
    expect(events).to_contain_text("Ada changed the rating scale")
    expect(events).to_contain_text("half true: definition")
    expect(events.locator("del").first).to_contain_text("Part")
    expect(events.locator("ins").first).to_contain_text("Half")
    assert_accessible(ada)
    assert ada.evaluate("document.documentElement.scrollWidth") <= 390


def test_an_interest_is_declared_a_source_withheld_and_both_are_told(visit: Visit, served: Desk) -> None:
    story = tell(served.database)
    evidence(served.database, story)
    dan = visit("Dan", width=390)
    dan.goto(f"/desk/claims/{story.claim}")
    press(dan.get_by_role("link", name="Declare a conflict of interest"))
    press(dan.get_by_role("radio", name="This claim only"), "Space")
    type_into(dan.get_by_label("Why"), "My sister works there.")
    assert_accessible(dan)
    press(button(dan, "Declare it"))
    expect(dan.get_by_role("main")).to_contain_text("you have no part in what it covers")
    assert_accessible(dan)
    ana = visit("Ana")
    ana.goto(f"/desk/claims/{story.claim}/assign")
    offered = ana.get_by_role("main").get_by_role("combobox").locator("option").all_inner_texts()
    assert "Bela" in offered and "Dan" not in offered
    ana.get_by_role("main").get_by_role("combobox").focus()
    ana.keyboard.type("Bela")
    ana.keyboard.press("Tab")
    ana.keyboard.press("Enter")
    bela = visit("Bela", width=390)
    bela.goto("/desk/notifications")
    assert_accessible(bela)
    seen = bela.get_by_role("main").get_by_role("button", name="Mark as seen")
    press(seen.first)
    expect(seen).to_have_count(0)
    bela.goto("/desk/sources/1")
    press(bela.get_by_role("link", name="Withhold it"))
    type_into(bela.get_by_label("Public description"), "a list that was shown to us")
    press(bela.get_by_role("checkbox", name="Ana"), "Space")
    assert_accessible(bela)
    press(button(bela, "Withhold the source"))
    expect(bela.get_by_role("heading", level=1)).to_have_text("a list that was shown to us")
    expect(bela.get_by_role("main").get_by_role("listitem").filter(has_text="Ana")).to_be_visible()
    assert bela.evaluate("document.documentElement.scrollWidth") <= 390
    dan.goto(f"/desk/history/claim/{story.claim}")
    expect(dan.get_by_role("main")).to_contain_text("Ana gave claims to somebody")
    assert "List of visits" not in dan.content()
    assert_accessible(dan)
