"""Removal with the keyboard alone: the form, the confirmation, and what readers see afterwards."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from claims.archiving.stores.local import LocalStore
from claims.services.person import find_person
from tests.browser.conftest import Desk, assert_accessible
from tests.services.planting import CANARY, Planted, plant

pytestmark = pytest.mark.browser


@pytest.fixture
def planted(served: Desk, tmp_path: Path) -> Planted:
    with served.database.session_scope(write=True) as session:
        people = [find_person(session, f"{name}@desk.example") for name in ("ana", "bela", "dan")]
        return plant(session, (people[0], people[1], people[2]), LocalStore(tmp_path / "data" / "files"))


def shoot(page: Page, name: str) -> None:
    """Keep pictures for whoever looks at them, where a folder is named."""
    folder = os.environ.get("CLAIMS_TEST_PICTURES")
    for scheme in ("light", "dark") if folder else ():
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{folder}/{name}-{scheme}-{width}.png", full_page=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_claim_is_removed_with_the_keyboard(visit: Callable[..., Page], planted: Planted) -> None:
    page = visit("Ada")
    page.goto("/desk/removals")
    assert_accessible(page)
    page.get_by_label("What").focus()
    page.keyboard.type("claim")
    page.keyboard.press("Tab")
    page.keyboard.type(str(planted.claim_id))
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/removals/claim/*")
    assert_accessible(page)
    shoot(page, "ask")
    page.get_by_label("What readers are told").focus()
    page.keyboard.type("A court forbade it.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type(f"claim {planted.claim_id}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Removed")
    assert_accessible(page)
    shoot(page, "done")
    expect(page.get_by_role("main")).to_contain_text("A court forbade it.")
    page.goto("/desk/removals")
    shoot(page, "list")
    assert_accessible(page)
    reader = visit()
    answer = reader.goto(f"/claims/{planted.claim_id}")
    assert answer is not None and answer.status == 410
    expect(reader.get_by_role("main")).to_contain_text("A court forbade it.")
    assert CANARY not in reader.content()
    assert_accessible(reader)
    shoot(reader, "reader")


def test_a_wrong_word_removes_nothing_also_without_a_script(visit: Callable[..., Page], planted: Planted) -> None:
    page = visit("Ada", javascript=False, width=390)
    page.goto(f"/desk/removals/claim/{planted.claim_id}")
    page.get_by_label("Type it to confirm").fill("claim 77")
    page.get_by_role("button", name="Remove it for good").click()
    expect(page.get_by_role("main")).to_contain_text("nothing was removed")
    assert visit().goto(f"/claims/{planted.claim_id}").status == 200  # type: ignore[union-attr]
