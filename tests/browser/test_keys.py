"""Triage with the keyboard alone, in a real Chromium: every key of the help, and where the cursor goes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from claims.domain.claim import Claim
from claims.domain.state import ClaimState
from claims.services.claim import edit_claim
from claims.services.person import find_person
from tests.browser.conftest import Desk, assert_accessible
from tests.browser.test_workbench import workbench  # noqa: F401 (fixture)

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


def claims(served: Desk) -> list[Claim]:
    with served.database.session_scope(write=False) as session:
        found = list(session.scalars(select(Claim).order_by(Claim.id)))
        session.expunge_all()
        return found


def states(served: Desk) -> list[ClaimState]:
    return [claim.state for claim in claims(served)]


def current(page: Page) -> Locator:
    return page.locator("[data-card].is-current")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def said(page: Page, words: str) -> None:
    expect(page.locator("#said")).to_contain_text(words)
    expect(page.locator("#said")).to_have_attribute("aria-live", "polite")


def focus_is_on(page: Page, selector: str) -> None:
    page.wait_for_function("(selector) => document.activeElement?.matches(selector)", arg=selector)


@pytest.fixture
def ana(visit: Visit, served: Desk, workbench: str) -> Page:  # noqa: F811
    """The editor on a workbench, her hands on the keyboard."""
    page = visit("Ana")
    page.goto(workbench)
    return page


def test_decisions_go_on_to_the_next_suggested_claim(ana: Page, served: Desk) -> None:
    press(ana, "j", "s")
    said(ana, "Claim 1 is on the list to check.")
    expect(current(ana)).to_have_attribute("data-card", "2")
    focus_is_on(ana, '[data-card="2"]')
    press(ana, "x", "3")
    said(ana, "Claim 2 is set aside: trivial.")
    expect(current(ana)).to_have_attribute("data-card", "3")
    press(ana, "u")
    said(ana, "Your last change is taken back.")
    expect(current(ana)).to_have_attribute("data-card", "2")
    expect(ana.locator('mark[data-claim="1"]')).to_have_attribute("data-state", "selected")
    expect(ana.locator("#bench-counts")).to_contain_text("1 to check")
    assert states(served)[:3] == [ClaimState.SELECTED, ClaimState.SUGGESTED, ClaimState.SUGGESTED]


def test_first_key_shows_which_claim_it_is_about(ana: Page, served: Desk) -> None:
    press(ana, "s")
    expect(current(ana)).to_have_attribute("data-card", "1")
    assert set(states(served)) == {ClaimState.SUGGESTED}
    press(ana, "s")
    said(ana, "Claim 1 is on the list to check.")


def test_moving(ana: Page) -> None:
    press(ana, "End")
    last = current(ana).get_attribute("data-card")
    press(ana, "Home", "ArrowDown", "ArrowUp", "j", "k")
    expect(current(ana)).to_have_attribute("data-card", "1")
    assert last != "1"
    press(ana, "s")
    expect(current(ana)).to_have_attribute("data-card", "2")
    press(ana, "Home", "n")
    expect(current(ana)).to_have_attribute("data-card", "2")
    press(ana, "l")
    assert ana.locator('mark[data-claim="2"]').first.evaluate("(mark) => mark.classList.contains('is-current')")


def test_edit_in_the_card_keeps_what_is_typed_from_being_keys(ana: Page, served: Desk) -> None:
    press(ana, "j", "e")
    focus_is_on(ana, '[data-card="1"] textarea')
    press(ana, "Control+a")
    ana.keyboard.type("Jane said xxx?")
    assert_accessible(ana)
    press(ana, "Control+Enter")
    said(ana, "Claim 1 is saved.")
    focus_is_on(ana, '[data-card="1"]')
    assert claims(served)[0].text == "Jane said xxx?"
    press(ana, "e")
    focus_is_on(ana, '[data-card="1"] textarea')
    press(ana, "Escape")
    focus_is_on(ana, '[data-card="1"]')
    expect(ana.locator("form[data-in-card]")).to_have_count(0)


def test_an_edit_begins_behind_the_words(ana: Page, served: Desk) -> None:
    press(ana, "j", "e")
    focus_is_on(ana, '[data-card="1"] textarea')
    ana.keyboard.type(" Yesterday.")
    press(ana, "Control+Enter")
    said(ana, "Claim 1 is saved.")
    assert claims(served)[0].text.endswith(" Yesterday.")


def test_split_merge_and_undo(ana: Page, served: Desk) -> None:
    press(ana, "j", "p")
    focus_is_on(ana, '[data-card="1"] textarea')
    press(ana, "Control+End", "Enter")
    ana.keyboard.type("A second part.")
    press(ana, "Tab", "Enter")
    said(ana, "Claim 1 is split into 2 claims.")
    part = claims(served)[-1].id
    expect(ana.locator(f"#card-1 + #card-{part}")).to_have_count(1)
    expect(ana.locator(f'mark[data-claim~="{part}"]').first).to_be_attached()
    press(ana, "j", "m")
    focus_is_on(ana, f'[data-card="{part}"] input[type="search"]')
    ana.keyboard.type("1,000")
    press(ana, "Enter")
    expect(ana.locator(f'[data-card="{part}"] select option')).to_have_count(1)
    press(ana, "Tab", "Tab", "Tab", "Enter")
    said(ana, f"Claim {part} is merged into claim 2.")
    expect(ana.locator(f"#card-{part}")).to_have_count(0)
    expect(current(ana)).to_have_attribute("data-card", "2")
    press(ana, "u")
    expect(ana.locator(f"#card-{part}")).to_have_count(1)
    press(ana, "u")
    expect(ana.locator(f"#card-{part}")).to_have_count(0)


def test_take_assign_wait_give_up_and_reopen(ana: Page, served: Desk) -> None:
    press(ana, "j", "s")
    said(ana, "on the list")
    press(ana, "Home", "t")
    said(ana, "You check claim 1.")
    press(ana, "t")
    said(ana, "Claim 1 is free again.")
    press(ana, "a")
    focus_is_on(ana, '[data-card="1"] select')
    ana.keyboard.type("Dan")
    press(ana, "Tab", "Enter")
    said(ana, "Dan checks claim 1.")
    press(ana, "w")
    focus_is_on(ana, '[data-card="1"] input[type="date"]')
    ana.locator('[data-card="1"] input[type="date"]').fill("2030-01-31")
    press(ana, "Enter")
    said(ana, "Claim 1 waits.")
    press(ana, "r")
    said(ana, "on the list")
    press(ana, "d", "2")
    said(ana, "Claim 1 is given up: no capacity.")
    assert claims(served)[0].state is ClaimState.DROPPED


def test_several_at_once(ana: Page, served: Desk) -> None:
    press(ana, "j", "J", "J")
    expect(ana.locator("[data-ticked-number]")).to_have_text("3")
    press(ana, "x", "5")
    said(ana, "3 claims are changed.")
    assert states(served)[:3] == [ClaimState.NOT_SELECTED] * 3
    press(ana, "u")
    said(ana, "taken back")
    press(ana, "*", "s")
    said(ana, "claims are changed.")
    assert set(states(served)) == {ClaimState.SELECTED}
    press(ana, "*")
    assert_accessible(ana)
    press(ana, "t")
    expect(ana.locator('[data-action="take"]', has_text="Give it back")).to_have_count(len(claims(served)))
    assert None not in {claim.assignee_id for claim in claims(served)}


def test_finish_by_keys(ana: Page, served: Desk) -> None:
    press(ana, "j", "s")
    said(ana, "on the list")
    press(ana, "Home")
    ana.wait_for_url("**#card-1")
    press(ana, "f")
    left = states(served).count(ClaimState.SUGGESTED)
    expect(ana.locator("#finish-question")).to_contain_text(f"{left} claim")
    press(ana, "3")
    expect(ana.locator(".flashes")).to_contain_text("set aside")
    expect(current(ana)).to_have_attribute("data-card", "1")
    assert states(served)[0] is ClaimState.SELECTED
    assert set(states(served)[1:]) == {ClaimState.NOT_SELECTED}


def test_filter_by_words(ana: Page, workbench: str) -> None:  # noqa: F811
    press(ana, "/")
    focus_is_on(ana, "[data-filter]")
    ana.keyboard.type("1,000 steps")
    press(ana, "Enter")
    ana.wait_for_url("**q=1%2C000+steps**")
    expect(ana.locator("[data-card]")).to_have_count(1)
    press(ana, "j", "s")
    said(ana, "on the list")
    assert "q=1%2C000" in ana.url


def test_new_claim_from_the_words_of_the_current_one(ana: Page, served: Desk) -> None:
    press(ana, "j", "j", "c")
    focus_is_on(ana, "form[data-new-claim] textarea")
    assert "1,000 steps" in ana.locator("form[data-new-claim] [name=words]").input_value()
    ana.locator("form[data-new-claim] [name=words]").fill("1,000 steps")
    press(ana, "Tab", "Tab", "Enter")
    expect(ana.locator(".flashes")).to_contain_text("is on the list to check")
    assert claims(served)[-1].text == "1,000 steps"


def test_help_names_every_key_and_closes(ana: Page) -> None:
    press(ana, "?")
    dialog = ana.locator("dialog[data-key-help]")
    expect(dialog).to_be_visible()
    assert_accessible(ana)
    press(ana, "j")
    expect(current(ana)).to_have_count(0)
    press(ana, "Escape")
    expect(dialog).to_be_hidden()


def test_somebody_else_was_first(ana: Page, served: Desk) -> None:
    press(ana, "j", "e")
    focus_is_on(ana, '[data-card="1"] textarea')
    with served.database.session_scope(write=True) as session:
        dan = find_person(session, "dan@desk.example").actor
        claim = session.get_one(Claim, 1)
        edit_claim(session, dan, 1, text=claim.text, kind=claim.kind, attribution="the mayor", edits=claim.edits)
    press(ana, "Control+a")
    ana.keyboard.type("Ana’s words.")
    press(ana, "Tab", "Tab", "Tab", "Enter")
    said(ana, "was changed")
    card = ana.locator('[data-card="1"]')
    expect(card).to_contain_text("Yours is not saved")
    expect(card.locator("[name=text]")).to_have_value("Ana’s words.")
    expect(card.locator("[name=attribution]")).to_have_value("the mayor")
    assert_accessible(ana)
    card.get_by_role("button", name="Save this").press("Enter")
    said(ana, "Claim 1 is saved.")
    claim = claims(served)[0]
    assert (claim.text, claim.attribution) == ("Ana’s words.", "the mayor")
    with served.database.session_scope(write=True) as session:
        edit_claim(session, dan, 1, text="Dan again.", kind=claim.kind, attribution="", edits=claim.edits)
    press(ana, "s")
    expect(card).to_contain_text("Dan again.")
    card.get_by_role("button", name="Do it all the same").press("Enter")
    said(ana, "on the list")


def test_every_button_prints_its_key(ana: Page) -> None:
    press(ana, "j")
    for button in current(ana).locator("[data-action]").all():
        assert button.locator("kbd").count() == 1, button.inner_text()


def test_without_script_each_step_is_a_page(visit: Visit, served: Desk, workbench: str) -> None:  # noqa: F811
    page = visit("Bela", javascript=False)
    page.goto(f"{workbench}?state=suggested")
    page.locator('[data-card="1"]').get_by_role("link", name="Set aside").click()
    page.get_by_role("button", name="trivial").click()
    page.wait_for_url("**state=suggested**")
    expect(page.locator(".flashes")).to_contain_text("Claim 1 is set aside: trivial.")
    page.locator('[data-card="2"] .card__tick').check()
    page.locator('[data-card="3"] .card__tick').check()
    page.get_by_text("Ticked claims").click()
    page.locator("[data-ticked]").get_by_role("button", name="Select").click()
    expect(page.locator(".flashes")).to_contain_text("2 claims are changed.")
    assert states(served)[1:3] == [ClaimState.SELECTED] * 2
