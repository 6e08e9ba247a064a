"""Every page that the loop does not come by: no faults for axe, no sideways scrolling, no broken policy."""

from collections.abc import Callable

import pytest
from playwright.sync_api import ConsoleMessage, Page

from tests.browser.conftest import Desk, assert_accessible
from tests.browser.test_workbench import workbench  # noqa: F401 (fixture)

pytestmark = pytest.mark.browser

READER = ("/", "/search", "/search?q=nothing", "/methodology", "/corrections", "/sign-in", "/nowhere")
DESK = (
    "/desk",
    "/desk/articles",
    "/desk/settings",
    "/desk/settings/questions",
    "/desk/claims",
    "/desk/claims?state=waiting&kind=event",
    "/desk/ledger",
    "/desk/collections",
    "/desk/claims/1",
    "/desk/claims/1/facts",
    "/desk/claims/1/appearances/new",
    "/desk/claims/1/appearances/new/1",
    "/desk/claims/1/figures",
    "/desk/mentions",
    "/desk/claims/new",
    "/desk/claims/1/edit",
    "/desk/claims/1/split",
    "/desk/claims/1/merge",
    "/desk/articles/1/report",
    "/desk/articles/1?state=selected",
    "/desk/articles/new",
    "/desk/articles/1/versions",
    "/desk/articles/1/sign-off",
    "/desk/changes",
    "/desk/intake",
    "/desk/intake/sheet",
    "/desk/subscriptions",
)


def walk(page: Page, addresses: tuple[str, ...]) -> None:
    """Look at each address in both themes, and at the width of a phone."""
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and "404" not in message.text:
            complaints.append(f"{page.url}: {message.text}")

    page.on("console", note)
    for address in addresses:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(address)
        assert_accessible(page)
        page.set_viewport_size({"width": 390, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
    assert complaints == []


def test_pages_of_readers_have_no_faults(visit: Callable[..., Page], workbench: str) -> None:  # noqa: F811
    walk(visit(), READER)


def test_pages_of_the_desk_have_no_faults(
    visit: Callable[..., Page],
    served: Desk,
    workbench: str,  # noqa: F811
) -> None:
    walk(visit("Ada"), DESK)
