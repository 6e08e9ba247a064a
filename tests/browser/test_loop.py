"""The whole loop, as people do it: from a pasted article to a public report that is taken out."""

import csv
import io
import json
from collections.abc import Callable
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Desk, assert_accessible, sign_in
from tests.publishing.schemas import validator

pytestmark = pytest.mark.browser

ARTICLE = """The tower and its visitors

The city’s tower 🗼 has 1,000 steps. It was opened in 1889 by the mayor. The tower is the tallest in the city.
"""
CLAIM = "The city’s tower 🗼 has 1,000 steps."
Visit = Callable[..., Page]


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_an_article_becomes_a_public_report(
    visit: Visit, served: Desk, javascript: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not javascript:  # axe is a script itself
        monkeypatch.setattr(f"{__name__}.check", lambda page: None)
    bela = visit(javascript=javascript)
    sign_in(bela, "Bela")
    workbench = add_article(bela)
    claim_page = select_claim(bela, CLAIM)
    attach_source(bela, claim_page, "City statistics", "supports", primary=True)
    attach_source(bela, claim_page, "A count by the tower’s keepers", "refutes", primary=False)
    settle_claimant(bela, claim_page)
    review = write_and_submit(bela, claim_page)
    assert_cannot_approve(bela, review)

    dan = visit("Dan", javascript=javascript)
    dan.goto("/desk")
    expect(dan.get_by_role("main")).to_contain_text(CLAIM)
    dan.goto(review)
    check(dan)
    dan.get_by_role("button", name="Approve", exact=True).click()

    ana = visit("Ana", javascript=javascript)
    ana.goto(review)
    check(ana)
    ana.get_by_role("button", name="Publish", exact=False).first.click()
    publish_report(ana, workbench)

    reader = visit(javascript=javascript)
    read_verdict(reader)
    read_report(reader)
    take_out(served.address, workbench)


def check(page: Page) -> None:
    """Look for faults in what the page shows now."""
    assert_accessible(page)


def add_article(page: Page) -> str:
    page.goto("/desk/articles/new")
    check(page)
    page.get_by_label("Text", exact=True).fill(ARTICLE)
    page.get_by_label("Outlet").fill("The Evening Paper")
    page.get_by_role("radio", name="sentence – any language").check()
    page.get_by_role("button", name="Add the article").click()
    page.wait_for_url("**/desk/articles/*")
    address = page.url.split("#")[0]
    for _attempt in range(40):
        if page.get_by_role("main").get_by_text("1,000 steps").count() > 1:
            break
        page.wait_for_timeout(250)
        page.goto(address)
    check(page)
    return address


def select_claim(page: Page, text: str) -> str:
    card = page.locator("[data-card]").filter(has_text=text)
    card.get_by_role("button", name="Select").click()
    card = page.locator("[data-card]").filter(has_text=text)
    card.get_by_role("link", name="Check it").click()
    page.wait_for_url("**/desk/claims/*")
    check(page)
    return page.url


def attach_source(page: Page, claim_page: str, title: str, stance: str, *, primary: bool) -> None:
    page.goto(claim_page)
    page.get_by_role("link", name="Attach a source").first.click()
    check(page)
    page.get_by_label("Title").fill(title)
    page.get_by_label("Address", exact=True).fill(f"https://example.org/{title.split(maxsplit=1)[0].lower()}")
    page.get_by_label("Publisher").fill(title)
    if primary:
        page.get_by_label("This is a primary source").check()
    page.get_by_label("Why there is no archived copy").select_option(label="the page needs a login")
    page.get_by_label(stance, exact=False).check()
    page.get_by_label("Quoted words").fill("The tower has 1,000 steps.")
    page.get_by_role("main").get_by_role("button", name="Attach").click()
    page.wait_for_url("**/desk/claims/*")
    expect(page.get_by_role("main")).to_contain_text(title)


def settle_claimant(page: Page, claim_page: str) -> None:
    page.goto(claim_page)
    page.get_by_role("button", name="There is no claimant").click()
    expect(page.get_by_role("main")).to_contain_text("Confirmed: no claimant")


def write_and_submit(page: Page, claim_page: str) -> str:
    page.goto(claim_page)
    page.get_by_role("button", name="Write the verdict").click()
    page.wait_for_url("**/desk/verdicts/*")
    check(page)
    page.get_by_role("radio", name="Mostly true").check()
    page.get_by_label("In short").fill("The stairs were counted: there are 998 steps.")
    page.get_by_label("Explanation").fill("The city says **1,000**; two counts found 998. <script>alert(1)")
    page.get_by_label("Holds as of").fill("2026-11-01")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#preview").get_by_text("1,000", exact=True)).to_be_visible()
    page.get_by_role("button", name="Save and submit").click()
    review = page.url
    if not review.endswith("/review"):
        page.goto(claim_page)
        page.get_by_role("link", name="Review").click()
        review = page.url
    return review


def assert_cannot_approve(page: Page, review: str) -> None:
    page.goto(review)
    expect(page.get_by_role("button", name="Approve", exact=True)).to_have_count(0)
    token = page.locator("input[name=csrf_token]").first.get_attribute("value")
    approve = review.removesuffix("/review") + "/approve"
    edits = page.locator("input[name=edits]")
    form = {"csrf_token": token or "", "edits": edits.first.get_attribute("value") or "" if edits.count() else "1"}
    answer = page.request.post(approve, form=form)
    assert answer.status == 403, answer.text()
    assert "second person" in answer.text()


def publish_report(page: Page, workbench: str) -> None:
    page.goto(f"{workbench}/report")
    check(page)
    page.get_by_label("Headline").fill("What is right about the tower")
    page.get_by_label("How the claims were chosen").fill("We checked what can be counted.")
    page.get_by_role("button", name="Save").first.click()
    page.goto(f"{workbench}/report")
    page.locator("summary", has_text="Publish the report").click()
    page.get_by_role("button", name="Yes, do this").locator("visible=true").click()
    expect(page.get_by_role("main")).to_contain_text("published")


def read_verdict(page: Page) -> None:
    page.goto("/")
    check(page)
    page.get_by_role("link", name=CLAIM).first.click()
    check(page)
    main = page.get_by_role("main")
    for words in (CLAIM, "Mostly true", "998 steps", "City statistics", "Bela", "Dan"):
        expect(main).to_contain_text(words)
    markup = page.locator('script[type="application/ld+json"]').all_text_contents()
    reviews = [data for data in map(json.loads, markup) if data.get("@type") == "ClaimReview"]
    assert len(reviews) == 1
    assert reviews[0]["reviewRating"]["alternateName"] == "Mostly true"
    page.goto("/search?q=998")
    check(page)
    expect(page.get_by_role("main")).to_contain_text(CLAIM)


def read_report(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="What is right about the tower").first.click()
    check(page)
    main = page.get_by_role("main")
    expect(main).to_contain_text("We checked what can be counted.")
    expect(main.locator("mark").first).to_contain_text("1,000 steps")
    assert "opened in 1889 by the mayor" not in main.locator("mark").all_inner_texts()


def take_out(address: str, workbench: str) -> None:
    article = workbench.rstrip("/").rsplit("/", 1)[1]
    base = f"{address}/articles/{article}/export."
    with urlopen(base + "csv") as answer:
        rows = list(csv.DictReader(io.TextIOWrapper(answer, "utf-8-sig", newline="")))
    assert [CLAIM in row.values() for row in rows] == [True]
    with urlopen(base + "claimreview") as answer:
        feed = json.load(answer)
    validator("datafeed").validate(feed)
    assert len(feed["dataFeedElement"]) == 1
