"""The page of components, the colours, and the workbench's script in a real browser."""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask.testing import FlaskClient
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, Route

import claims
from claims.web import look
from tests.web.conftest import Browser

CSS = Path(claims.__file__).parent / "web" / "static" / "css"
LONG_TEXT, TEXT, DRAWING = 7.0, 4.5, 3.0
PAPERS = ("paper", "paper-inset", "mark")
Colours = dict[str, tuple[str, str]]


class Texts(HTMLParser):
    """Collects the text inside the first element that has the attribute, and every attribute's name."""

    def __init__(self, attribute: str) -> None:
        super().__init__()
        self.attribute, self.depth, self.found = attribute, 0, ""
        self.names: set[str] = set()
        self.inline_scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _value in attrs}
        self.names |= names
        self.inline_scripts += tag == "style" or (tag == "script" and "src" not in names)
        if self.depth or (self.attribute in names and not self.found):
            self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        self.depth -= bool(self.depth)

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.found += data


def parsed(html: str, attribute: str = "data-text") -> Texts:
    parser = Texts(attribute)
    parser.feed(html)
    return parser


def test_look_page_shows_every_rating_in_both_themes_and_both_directions(browser: Browser) -> None:
    html = browser("Bela").get("/desk/look").text
    for theme, direction in product(("light", "dark"), ("ltr", "rtl")):
        assert f'data-theme="{theme}" dir="{direction}"' in html
    assert all(f'data-rating="{rating.key}"' in html for rating in look._ratings())


def test_look_page_is_for_people_of_the_desk(client: FlaskClient) -> None:
    answer = client.get("/desk/look")
    assert answer.status_code == 302
    assert "/sign-in" in answer.headers["Location"]


def test_pages_hold_no_inline_style_and_no_inline_script(browser: Browser) -> None:
    page = parsed(browser("Bela").get("/desk/look").text)
    assert "style" not in page.names
    assert not [name for name in page.names if name.startswith("on")]
    assert page.inline_scripts == 0


def test_marked_text_is_exactly_the_text(browser: Browser) -> None:
    assert parsed(browser("Bela").get("/desk/look").text).found == look._TEXT


def test_ids_are_unique_on_the_page(browser: Browser) -> None:
    ids = re.findall(r'\sid="([^"]+)"', browser("Bela").get("/desk/look").text)
    assert sorted(ids) == sorted(set(ids))


def test_text_has_contrast_on_every_paper() -> None:
    colours = read_colours()
    for name, paper, theme in product(("ink", "ink-faint", "accent", "alarm"), PAPERS, (0, 1)):
        assert contrast(colours, name, paper, theme) >= TEXT, (name, paper, theme)
    for theme in (0, 1):
        assert contrast(colours, "ink", "mark", theme) >= LONG_TEXT
        assert contrast(colours, "ink-faint", "paper", theme) >= LONG_TEXT
        assert contrast(colours, "on-accent", "accent", theme) >= TEXT


def test_drawings_and_borders_of_controls_have_contrast() -> None:
    colours = read_colours()
    names = ("rule-control", "focus", *(f"step-{step}" for step in range(1, 6)))
    for name, paper, theme in product(names, ("paper", "paper-inset"), (0, 1)):
        assert contrast(colours, name, paper, theme) >= DRAWING, (name, paper, theme)


def test_ratings_go_from_blue_to_orange() -> None:
    for theme in (0, 1):
        red_minus_blue = [
            int(colour[1:3], 16) - int(colour[5:7], 16)
            for colour in (read_colours()[f"step-{step}"][theme] for step in (5, 4, 3, 2, 1))
        ]
        assert max(red_minus_blue[:2]) < 0 < min(red_minus_blue[3:])


def read_colours() -> Colours:
    tokens = (CSS / "tokens.css").read_text(encoding="utf-8")
    return {
        name: (light, dark)
        for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", tokens)
    }


def contrast(colours: Colours, first: str, second: str, theme: int) -> float:
    """Contrast ratio of WCAG 2.2."""
    darker, lighter = sorted(luminance(colours[name][theme]) for name in (first, second))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


OpenLook = Callable[..., Page]


@pytest.fixture
def open_look(chromium: Chromium) -> Iterator[OpenLook]:
    """Open the page of components; every request is answered by the application itself, without a socket."""
    contexts = []

    def opened(client: FlaskClient, *, scheme: str = "light", width: int = 1280) -> Page:
        def answer(route: Route) -> None:
            parts = urlsplit(route.request.url)
            response = client.get(parts.path, query_string=parts.query)
            route.fulfill(status=response.status_code, headers=dict(response.headers), body=response.data)

        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.route("**/*", answer)
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("http://localhost/desk/look")
        assert complaints == []
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.browser
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_axe_finds_nothing_in_either_theme_at_either_width(open_look: OpenLook, browser: Browser) -> None:
    client = browser("Ada")
    for scheme, width in (("light", 1280), ("dark", 390)):
        page = open_look(client, scheme=scheme, width=width)
        page.evaluate("document.querySelectorAll('details').forEach((box) => { box.open = true; })")
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.browser
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_keys_and_clicks_join_text_and_cards(open_look: OpenLook, browser: Browser) -> None:
    page = open_look(browser("Bela"))
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert current_card(page) == "2"
    page.keyboard.press("k")
    assert current_card(page) == "1"
    page.keyboard.press("x")
    assert page.locator("[data-card='1'] [data-open-menu] button").first.evaluate("(e) => e.matches(':focus')")
    page.locator("[data-workbench] [data-text] mark[data-claim~='4']").click()
    assert current_card(page) == "4"
    page.keyboard.press("?")
    assert page.locator("dialog[open]").count() == 1


@pytest.mark.browser
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_click_on_shared_words_goes_through_their_claims(open_look: OpenLook, browser: Browser) -> None:
    page = open_look(browser("Bela"))
    shared = page.locator("[data-workbench] mark[data-claim='2 1']")
    shared.click()
    assert current_card(page) == "1"
    shared.click()
    assert current_card(page) == "2"


@pytest.mark.browser
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_selected_words_become_a_new_claim_counted_in_code_points(open_look: OpenLook, browser: Browser) -> None:
    page = open_look(browser("Bela"))
    page.evaluate(
        """() => {
            const text = document.querySelector("[data-workbench] [data-text]");
            const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
            while (walker.nextNode() && !walker.currentNode.data.includes("This meeting")) {}
            const at = walker.currentNode.data.indexOf(" This meeting ");
            getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + 14);
            document.dispatchEvent(new PointerEvent("pointerup"));
        }"""
    )
    page.wait_for_function("document.querySelector('form[data-new-claim]').elements.start.value")
    fields = page.evaluate(
        "['words', 'start', 'end'].map((name) => "
        "document.querySelector('form[data-new-claim]').elements[name].value)"
    )
    start = look._TEXT.index("This meeting")  # an emoji stands before it
    assert fields == ["This meeting", str(start), str(start + len("This meeting"))]
    page.locator("[data-workbench] form[data-new-claim] textarea").press("End")
    page.keyboard.type("!j")
    assert page.evaluate("document.querySelector('form[data-new-claim]').elements.start.value") == ""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_on_the_page_of_components_polls(browser: Browser) -> None:
    assert "data-hx-get" not in browser("Bela").get("/desk/look").text  # it would put the page into itself


def current_card(page: Page) -> str | None:
    return page.locator("[data-workbench] [data-card].is-current").get_attribute("data-card")
