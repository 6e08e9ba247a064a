"""Writing a verdict by keyboard while the network comes and goes: nothing that is typed is lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from claims.db import Database
from claims.services.autosave import typed
from tests.browser.conftest import Desk, assert_accessible, sign_in
from tests.web.stories import actor, start, tell

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


@pytest.fixture
def form(served: Desk) -> str:
    """The address of an empty verdict's form."""
    return f"/desk/verdicts/{start(served.database, tell(served.database))}"


def kept_summary(database: Database, form: str) -> str:
    with database.session_scope(write=False) as session:
        kept = typed(session, actor(database, "Bela"), int(form.rsplit("/", 1)[1]))
        return kept.content["summary"] if kept else ""


def type_summary(page: Page, words: str) -> None:
    page.get_by_label("In short").focus()
    page.keyboard.type(words)


def test_what_is_typed_is_kept_by_itself_and_offered_in_another_browser(
    visit: Visit, served: Desk, form: str
) -> None:
    page = visit("Bela")
    page.goto(form)
    type_summary(page, "Half a sentence")
    expect(page.get_by_text("Kept for you at")).to_be_visible()
    assert kept_summary(served.database, form) == "Half a sentence"
    page.context.close()  # as if the browser was killed
    other = visit("Bela")
    other.goto(form)
    assert_accessible(other)
    other.get_by_role("link", name="Take it up").focus()
    other.keyboard.press("Enter")
    expect(other.get_by_label("In short")).to_have_value("Half a sentence")
    assert_accessible(other)


def test_a_lost_connection_loses_nothing(visit: Visit, served: Desk, form: str) -> None:
    page = visit("Bela")
    page.goto(form)
    page.context.set_offline(True)
    type_summary(page, "Typed in a tunnel")
    expect(page.locator("[data-typed-status]")).to_contain_text("the desk cannot be reached")
    expect(page.locator("[data-typed-said]")).to_contain_text("the desk cannot be reached")
    page.context.route("**/typed", lambda route: route.abort())
    page.context.set_offline(False)
    page.goto(form)  # loaded anew before the desk had it
    expect(page.get_by_label("In short")).to_have_value("")
    page.get_by_role("button", name="Take it up").focus()
    page.context.unroute("**/typed")
    page.keyboard.press("Enter")
    expect(page.get_by_label("In short")).to_have_value("Typed in a tunnel")
    expect(page.get_by_text("Kept for you at")).to_be_visible()
    assert kept_summary(served.database, form) == "Typed in a tunnel"
    assert page.evaluate("Object.keys(localStorage)") == []


def test_the_connection_comes_back_while_one_types(visit: Visit, served: Desk, form: str) -> None:
    page = visit("Bela")
    page.goto(form)
    page.context.set_offline(True)
    type_summary(page, "In a tunnel")
    expect(page.locator("[data-typed-status]")).to_contain_text("the desk cannot be reached")
    page.context.set_offline(False)
    expect(page.locator("[data-typed-status]")).to_contain_text("Kept for you at")
    expect(page.locator("[data-typed-said]")).to_contain_text("Kept for you at")
    assert kept_summary(served.database, form) == "In a tunnel"


def test_gates_and_preview_follow_the_typing_and_lead_to_their_fields(visit: Visit, form: str) -> None:
    page = visit("Bela")
    page.goto(form)
    gates = page.locator("#gates")
    gates.get_by_role("link", name="summary").focus()
    page.keyboard.press("Enter")
    type_summary(page, "A forecast.")
    expect(gates.get_by_role("link", name="summary")).to_have_count(0)
    page.get_by_label("Explanation").focus()
    page.keyboard.type("Nobody can **know**.")
    expect(page.locator("#preview strong").filter(has_text="know")).to_be_visible()
    page.get_by_role("radio", name="Mostly false").focus()
    page.keyboard.press("Space")
    expect(gates.get_by_role("link", name="Two sources of different origin")).to_be_visible()
    assert_accessible(page)


def test_signing_out_leaves_nothing_in_the_browser_and_loses_nothing(
    visit: Visit, served: Desk, form: str
) -> None:
    page = visit("Bela")
    page.goto(form)
    type_summary(page, "Secret words")
    page.locator("summary", has_text="Bela").locator("visible=true").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Sign out").locator("visible=true").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage)") == []
    sign_in(page, "Bela")
    page.goto(form)
    page.get_by_role("link", name="Take it up").click()
    expect(page.get_by_label("In short")).to_have_value("Secret words")


def test_without_javascript_it_is_kept_and_previewed_by_buttons(visit: Visit, form: str) -> None:
    page = visit("Bela", javascript=False)
    page.goto(form)
    page.get_by_label("In short").fill("Not finished")
    page.get_by_role("button", name="Save for later").click()
    expect(page.get_by_label("In short")).to_have_value("Not finished")
    page.get_by_label("Explanation").fill("**Bold**")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview strong").filter(has_text="Bold")).to_be_visible()
    expect(page.get_by_label("In short")).to_have_value("Not finished")
