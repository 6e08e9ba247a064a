"""A withheld source is attached by keyboard; who has no access sees its public description alone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Desk, assert_accessible
from tests.web.stories import tell

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False])
def test_a_source_is_protected_by_keyboard(
    visit: Callable[..., Page], served: Desk, tmp_path: Path, javascript: bool
) -> None:
    story = tell(served.database)
    bela = visit("Bela", javascript=javascript)
    bela.goto(f"/desk/claims/{story.claim}/sources/new")
    bela.get_by_role("link", name="Protect the source instead").focus()
    bela.keyboard.press("Enter")
    expect(bela.get_by_role("heading", level=1)).to_have_text("Attach a withheld source")
    if javascript:
        assert_accessible(bela)
    for label, words in (
        ("Public description", "a former employee"),
        ("What it is", "Interview with Mo"),
        ("Quoted words", "I saw the list"),
    ):
        bela.get_by_label(label).first.focus()
        bela.keyboard.type(words)
    bela.get_by_role("radio", name="supports").focus()
    bela.keyboard.press("Space")
    bela.get_by_role("button", name="Attach the source").focus()
    bela.keyboard.press("Enter")
    expect(bela.get_by_text("Interview with Mo")).to_be_visible()
    notes = tmp_path / "notes.txt"
    notes.write_text("Yes, “I saw the list”, Mo said, and then he went home.\n" * 5)
    bela.get_by_label("Add a copy").set_input_files(notes)
    bela.get_by_role("button", name="Encrypt and keep it").focus()
    bela.keyboard.press("Enter")
    expect(bela.get_by_text("Quoted words: found in the archived copy")).to_be_visible()
    dan = visit("Dan")
    dan.goto("/desk/withheld/1")
    expect(dan.get_by_role("heading", level=1)).to_have_text("a former employee")
    expect(dan.get_by_text("Interview with Mo")).to_have_count(0)
    if javascript:
        for page in (bela, dan):
            assert_accessible(page)
            page.set_viewport_size({"width": 390, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
