"""By keyboard: an editor invites a guest, who comes in, rates blind and approves one verdict."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from claims.domain.person import system_actor
from claims.services.setting import change_settings
from tests.browser.conftest import Desk, assert_accessible
from tests.browser.test_review import press
from tests.web.stories import evidence, submitted, tell

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


def invite(ana: Page, revision: int) -> str:
    """Invite a guest from the review; the path of the address."""
    ana.goto(f"/desk/verdicts/{revision}/review")
    ana.get_by_role("link", name="Invite a guest to approve it").focus()
    ana.keyboard.press("Enter")
    ana.get_by_label("Name").focus()
    ana.keyboard.type("Gil Roe")
    ana.keyboard.press("Tab")
    ana.keyboard.type("gil@elsewhere.example")
    assert_accessible(ana)
    press(ana, "Make the invitation")
    expect(ana.get_by_label("Address")).to_be_visible()
    assert_accessible(ana)
    return "/guest/" + ana.get_by_label("Address").input_value().split("/guest/")[1]


def test_guest_is_invited_comes_and_approves_by_keyboard(visit: Visit, served: Desk) -> None:
    told = tell(served.database)
    evidence(served.database, told)
    revision = submitted(served.database, told).revision
    with served.database.session_scope(write=True) as session:
        change_settings(session, system_actor("test"), blind_approval=True, one_person_desk=False)
    ana = visit("Ana")
    ana.goto(f"/desk/verdicts/{revision}/review")
    ana.locator("summary", has_text="Open it without rating").focus()
    ana.keyboard.press("Enter")
    with ana.expect_navigation():
        press(ana, "Yes, do this")
    address = invite(ana, revision)
    gil = visit(width=390)
    gil.goto(address)
    assert_accessible(gil)
    press(gil, "Come in")
    expect(gil.get_by_role("heading", level=1)).to_have_text("A verdict for you to approve")
    assert_accessible(gil)
    gil.get_by_role("radio", name="Opinion").focus()
    gil.keyboard.press("Space")
    press(gil, "Rate it, then show me the verdict")
    expect(gil.get_by_role("main")).to_contain_text("A forecast.")
    assert_accessible(gil)
    assert gil.evaluate("document.documentElement.scrollWidth <= innerWidth")
    press(gil, "Approve")
    expect(gil.get_by_role("main")).to_contain_text("It is approved. An editor publishes it.")
    gil.goto(address)  # again, in the same browser
    expect(gil.get_by_role("main")).to_contain_text("What you decided")
    ana.goto(f"/desk/verdicts/{revision}/guests")
    expect(ana.get_by_role("main")).to_contain_text("used")
    ana.locator("summary", has_text="Revoke").focus()
    ana.keyboard.press("Enter")
    assert_accessible(ana)
    press(ana, "Yes, do this")
    expect(ana.get_by_role("main")).to_contain_text("revoked")
    gil.goto(f"/guest/{revision}")
    expect(gil.get_by_role("main")).to_contain_text("Your invitation has ended")
    assert_accessible(gil)
