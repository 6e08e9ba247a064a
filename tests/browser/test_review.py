"""By keyboard: a second person rates blind and approves, and an editor sets the moment of publication."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from claims.domain.person import system_actor
from claims.services.setting import change_settings
from tests.browser.conftest import Desk, assert_accessible
from tests.web.stories import evidence, submitted, tell

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Enter")


def test_blind_rating_approval_and_a_moment_by_keyboard(visit: Visit, served: Desk) -> None:
    with served.database.session_scope(write=True) as session:
        change_settings(session, system_actor("test"), blind_approval=True, time_zone="Europe/Berlin")
    told = tell(served.database)
    evidence(served.database, told)
    review = f"/desk/verdicts/{submitted(served.database, told).revision}/review"
    dan = visit("Dan", width=390)
    dan.goto(review)
    assert_accessible(dan)
    dan.get_by_role("radio", name="Satire").focus()
    dan.keyboard.press("Space")
    press(dan, "Rate it, then show me the verdict")
    expect(dan.get_by_role("main")).to_contain_text("Dan rated blind:")
    assert_accessible(dan)
    dan.get_by_label("I rated it otherwise").focus()
    dan.keyboard.press("Space")
    press(dan, "Approve")
    expect(dan.get_by_role("main")).to_contain_text("An editor publishes it.")
    ana = visit("Ana")
    ana.goto(review)
    ana.locator("summary", has_text="Open it without rating").focus()
    ana.keyboard.press("Enter")
    press(ana, "Yes, do this")
    expect(ana.get_by_label("In short")).to_be_visible()
    ana.goto(review)
    assert_accessible(ana)
    ana.get_by_label("Not now, but at this moment").fill(
        (datetime.now(UTC) + timedelta(days=3)).strftime("%Y-%m-%dT08:15")
    )
    press(ana, "Publish at that moment")
    expect(ana.get_by_role("main")).to_contain_text("To be published on")
    assert_accessible(ana)
