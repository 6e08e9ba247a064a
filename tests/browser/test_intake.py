"""What comes in: by keyboard alone on the queue, by a spreadsheet, and places in a picture, in a real Chromium."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from claims.domain.claim import Appearance
from claims.domain.intake import IntakeItem, IntakeKind, IntakeState
from claims.services.intake import NewItem, add_items
from claims.services.person import find_person
from tests.browser.conftest import Desk, assert_accessible
from tests.web.test_media import PICTURE

pytestmark = pytest.mark.browser


def states(served: Desk) -> list[IntakeState]:
    with served.database.session_scope(write=False) as session:
        return list(session.scalars(select(IntakeItem.state).order_by(IntakeItem.id)))


def put_on_queue(served: Desk) -> None:
    with served.database.session_scope(write=True) as session:
        bela = find_person(session, "bela@desk.example").actor
        claims = [NewItem(IntakeKind.CLAIM, text=text, note="A call") for text in ("Taxes fell.", "It rained.")]
        add_items(session, bela, claims)


def test_the_queue_is_worked_on_by_keyboard_alone(visit: Callable[..., Page], served: Desk) -> None:
    put_on_queue(served)
    page = visit("Bela")
    page.goto("/desk/intake")
    page.locator("#item-1").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Take in what is ticked").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".flashes")).to_contain_text("1 item is taken in.")
    assert states(served) == [IntakeState.DONE, IntakeState.NEW]
    page.locator("#item-2").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Dismiss what is ticked").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".flashes")).to_contain_text("1 item is dismissed.")
    expect(page.get_by_text("Nothing waits")).to_be_visible()
    page.get_by_role("link", name="Taken in (1)").click()
    page.get_by_role("link", name="the claim").click()
    expect(page.locator("h1, .claim-text__words").first).to_contain_text("Taxes fell.")


def test_a_sheet_is_tried_before_it_is_taken_in(visit: Callable[..., Page], served: Desk, tmp_path: Path) -> None:
    sheet = tmp_path / "list.csv"
    sheet.write_text("What they say,Speaker\nThe bridge is closed.,A neighbour\n", encoding="utf-8")
    page = visit("Bela", theme="dark", width=390)
    page.goto("/desk/intake/sheet")
    page.get_by_label("Spreadsheet").set_input_files(sheet)
    page.get_by_role("button", name="Read it").click()
    page.get_by_label("What “What they say” holds").select_option("text")
    page.get_by_role("button", name="Show what would be taken in").click()
    expect(page.get_by_text("1 row comes on the intake queue.")).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert states(served) == []
    page.get_by_role("button", name="Put it on the queue").click()
    expect(page.locator(".flashes")).to_contain_text("1 item is on the queue.")
    assert states(served) == [IntakeState.NEW]


def test_a_frame_is_drawn_on_a_picture_and_becomes_a_claim(
    visit: Callable[..., Page], served: Desk, tmp_path: Path
) -> None:
    picture = tmp_path / "flood.png"
    picture.write_bytes(PICTURE)
    page = visit("Bela")
    page.goto("/desk/articles/new")
    page.get_by_label("File").set_input_files(picture)
    page.get_by_role("button", name="Add the article").click()
    page.wait_for_url("**/desk/articles/1")
    assert_accessible(page)
    page.locator("#new-claim-at summary").click()
    page.locator("#new-claim-at [name=text]").fill("The bridge is flooded.")
    for name, value in (("x", "10"), ("y", "20"), ("width", "30"), ("height", "40")):
        page.locator(f"#new-claim-at [name={name}]").fill(value)
    page.locator("#new-claim-at button[type=submit]").click()
    expect(page.locator("[data-card]")).to_contain_text("The bridge is flooded.")
    with served.database.session_scope(write=False) as session:
        place = session.scalars(select(Appearance)).one().place
    assert place == {"x": 10.0, "y": 20.0, "width": 30.0, "height": 40.0}
