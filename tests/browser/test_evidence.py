"""Evidence is changed by keyboard, and its quotation's check is read by everybody."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from claims.domain.source import Evidence, QuoteCheck
from tests.browser.conftest import Desk, assert_accessible
from tests.test_worker import wait_for
from tests.web.stories import evidence, start, tell
from tests.web.test_evidence import archive

pytestmark = pytest.mark.browser


def result_of(served: Desk) -> QuoteCheck | None:
    with served.database.session_scope(write=False) as session:
        return session.scalar(select(Evidence.quote_check))


@pytest.mark.parametrize("javascript", [True, False])
def test_a_quotation_is_mended_by_keyboard(
    visit: Callable[..., Page], served: Desk, tmp_path: Path, javascript: bool
) -> None:
    story = tell(served.database)
    evidence(served.database, story, quote="Fourth visit since 2013")
    revision = start(served.database, story)
    text = "It was the “fourth\u00a0visit since 2014”, the ministry said."
    archive(served.database, tmp_path / "data" / "files", text)
    bela = visit("Bela", javascript=javascript)
    bela.goto(f"/desk/verdicts/{revision}")
    expect(bela.get_by_text("A quotation is not in the archived copy of its source")).to_be_visible()
    if javascript:
        assert_accessible(bela)
    bela.get_by_role("link", name="Fourth visit since 2013").focus()
    bela.keyboard.press("Enter")
    expect(bela.get_by_text("“2013” is “2014” in the copy.")).to_be_visible()
    if javascript:
        assert_accessible(bela)
        bela.set_viewport_size({"width": 390, "height": 800})
        assert bela.evaluate("document.documentElement.scrollWidth") <= 390
    quote = bela.get_by_label("Quoted words")
    quote.focus()
    bela.keyboard.press("Control+End")
    bela.keyboard.press("Backspace")
    bela.keyboard.type("4")
    bela.get_by_role("button", name="Save").focus()
    bela.keyboard.press("Enter")
    expect(bela.get_by_text("not looked for yet")).to_be_visible()
    archive(served.database, tmp_path / "data" / "files", text)
    wait_for(lambda: result_of(served) is QuoteCheck.FOUND)
    bela.reload()
    expect(bela.get_by_text("Quoted words: found in the archived copy")).to_be_visible()
    if javascript:
        assert_accessible(bela)
