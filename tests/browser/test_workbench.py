"""The workbench by keyboard and by selecting words, in a real Chromium."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from claims.domain.claim import Appearance, Claim
from claims.domain.state import ClaimState
from claims.jobs.embedded import EmbeddedJobs
from claims.services.article import NewArticle, add_article
from claims.services.person import find_person
from claims.worker import Worker
from tests.browser.conftest import Desk

pytestmark = pytest.mark.browser

TEXT = "Première 👩‍🚒 at the tower. The tower has 1,000 steps. It was opened in 1889 🗼. שלום."
SELECT_WORDS = """(words) => {
    const walker = document.createTreeWalker(document.querySelector('[data-text]'), NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const place = node.data.indexOf(words);
        if (place < 0) continue;
        range.setStart(node, place);
        range.setEnd(node, place + words.length);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        document.dispatchEvent(new PointerEvent('pointerup', {bubbles: true}));
        return true;
    }
    return false;
}"""


@pytest.fixture
def workbench(served: Desk) -> str:
    """The address of a workbench with the claims of ``TEXT``."""
    with served.database.session_scope(write=True) as session:
        bela = find_person(session, "bela@desk.example").actor
        article = add_article(session, bela, EmbeddedJobs(), NewArticle(text=TEXT, engine="sentence"))
        article_id = article.id
    Worker(served.database, EmbeddedJobs()).run_until_empty()
    return f"/desk/articles/{article_id}"


def states(served: Desk) -> list[ClaimState]:
    with served.database.session_scope(write=False) as session:
        return list(session.scalars(select(Claim.state).order_by(Claim.id)))


def test_triage_by_keyboard_alone(visit: Callable[..., Page], served: Desk, workbench: str) -> None:
    page = visit("Bela")
    page.goto(workbench)
    page.keyboard.press("j")
    expect(page.locator("[data-card].is-current")).to_have_count(1)
    page.keyboard.press("s")
    expect(page.locator("[data-card]").first).to_contain_text("Check it")
    assert states(served).count(ClaimState.SELECTED) == 1
    page.keyboard.press("u")
    expect(page.locator("[data-card]").first).not_to_contain_text("Check it")
    assert states(served).count(ClaimState.SELECTED) == 0
    page.keyboard.press("?")
    expect(page.locator("dialog[data-key-help]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[data-key-help]")).to_be_hidden()


@pytest.mark.parametrize("words", ["👩‍🚒 at the tower", "opened in 1889 🗼", "שלום"])
def test_selected_words_become_a_claim_at_their_place(
    visit: Callable[..., Page], served: Desk, workbench: str, words: str
) -> None:
    page = visit("Bela")
    page.goto(workbench)
    assert page.evaluate(SELECT_WORDS, words)
    form = page.locator("form[data-new-claim]")
    expect(form.locator("[name=words]")).to_have_value(words)
    expect(form.locator("[name=start]")).to_have_value(str(TEXT.index(words)))
    form.get_by_role("button", name="Add the claim").click()
    expect(page.locator("[data-card]").filter(has_text=words).first).to_be_visible()
    with served.database.session_scope(write=False) as session:
        newest = session.scalars(select(Appearance).order_by(Appearance.id.desc())).first()
        assert newest is not None
        assert (newest.exact, newest.start) == (words, TEXT.index(words))


def test_words_and_cards_find_each_other(visit: Callable[..., Page], workbench: str) -> None:
    page = visit("Bela")
    page.goto(workbench)
    mark = page.locator("[data-text] mark").filter(has_text="1,000 steps").first
    mark.click()
    expect(page.locator("[data-card].is-current")).to_contain_text("1,000 steps")
