"""Sources in a real Chromium: by address from a loopback site, by upload, and described, by keyboard alone."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from waitress.server import create_server

from claims.app import create_app
from claims.archiving.registry import open_archive
from claims.config import load_config
from claims.db import Database
from claims.domain.person import Role, system_actor
from claims.domain.source import Source
from claims.domain.state import SourceState
from claims.jobs.embedded import EmbeddedJobs
from claims.services.person import add_person, hash_password
from claims.services.source import get_source
from claims.worker import Worker, make_handlers
from tests.browser.conftest import PASSWORD, assert_accessible, sign_in
from tests.services.site import Site, serving

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def desk(sqlite_template: Path, tmp_path: Path) -> Iterator[tuple[str, Database]]:
    """A desk that fetches from loopback, with Bela and its worker."""
    path = tmp_path / "claims.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}")
    with database.session_scope(write=True) as session:
        add_person(
            session,
            system_actor("test"),
            email="bela@desk.example",
            name="Bela",
            role=Role.REVIEWER,
            password_hash=hash_password(PASSWORD),
        )
    environment = {"CLAIMS_SECRET_KEY": "x" * 40, "CLAIMS_FETCH_ALLOW": "127.0.0.1/32"}
    config = load_config(environment, data=tmp_path / "data")
    archive = open_archive(config.archive)
    server = create_server(create_app(config, database, archive), host="127.0.0.1", port=0, threads=4)
    worker = Worker(database, EmbeddedJobs(), make_handlers(archive=archive))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    worker.start()
    yield f"http://127.0.0.1:{server.effective_port}", database
    worker.stop(10)
    server.close()
    thread.join(10)
    database.close()


@pytest.fixture
def visit(chromium: Browser, desk: tuple[str, Database]) -> Iterator[Visit]:
    """Open the desk in a new browser profile, signed in as Bela."""
    contexts = []

    def opened(*, width: int = 1280, javascript: bool = True, theme: str = "light") -> Page:
        context = chromium.new_context(
            base_url=desk[0],
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
            color_scheme="dark" if theme == "dark" else "light",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        sign_in(page, "Bela")
        return page

    yield opened
    for context in contexts:
        context.close()


def source(desk: tuple[str, Database]) -> Source:
    with desk[1].session_scope(write=False) as session:
        return get_source(session, 1)


def press_save(page: Page) -> None:
    """Send the form from the field that has the focus."""
    page.keyboard.press("Enter")


def test_a_page_is_archived_by_its_address_with_the_keyboard_alone(
    visit: Visit, desk: tuple[str, Database], site: Site
) -> None:
    page = visit()
    page.goto("/desk/sources/new")
    assert_accessible(page)
    page.get_by_label("Address", exact=True).focus()
    page.keyboard.type(f"{site.address}/visits")
    press_save(page)
    page.wait_for_url("**/desk/sources/1")
    expect(page.get_by_role("heading", level=1)).to_have_text("Visits")
    expect(page.get_by_role("main")).to_contain_text("HTTP 200")
    assert_accessible(page)
    page.get_by_role("button", name="Take this over").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("The Paper")
    assert source(desk).publisher == "The Paper"
    page.get_by_role("link", name="Readable text").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Kim has visited Beijing four times")
    assert_accessible(page)


def test_an_upload_is_a_source_and_its_copy_is_downloaded(
    visit: Visit, desk: tuple[str, Database], tmp_path: Path
) -> None:
    saved = tmp_path / "saved.html"
    saved.write_text("<!doctype html><title>Saved</title><p>Four visits are on this list.</p>")
    page = visit(width=390, theme="dark")
    page.goto("/desk/sources/new")
    page.get_by_label("Own capture").set_input_files(saved)
    page.get_by_label("Title").focus()
    page.keyboard.type("The saved list")
    press_save(page)
    page.wait_for_url("**/desk/sources/1")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the file").press("Enter")
    assert download.value.suggested_filename.startswith("source-1-copy-1")
    assert source(desk).state is SourceState.ARCHIVED


def test_an_interview_is_described_with_the_keyboard_alone(visit: Visit, desk: tuple[str, Database]) -> None:
    page = visit(javascript=False)
    page.goto("/desk/sources/new")
    page.get_by_label("Kind of source").focus()
    page.keyboard.type("interview")
    page.get_by_label("Title").focus()
    page.keyboard.type("Call with the ministry")
    press_save(page)
    page.wait_for_url("**/desk/sources/1")
    expect(page.get_by_role("main")).to_contain_text("a source without an address needs none")
    page.goto("/desk/sources")
    expect(page.get_by_role("main")).to_contain_text("Call with the ministry")
    found = source(desk)
    assert (found.title, found.state) == ("Call with the ministry", SourceState.DESCRIBED)


def test_a_failure_says_why_and_the_list_is_usable_on_a_phone(visit: Visit, site: Site) -> None:
    page = visit(width=390)
    page.goto(f"/desk/sources/new?address={site.address}/nowhere")
    page.get_by_label("Address", exact=True).press("Enter")
    expect(page.get_by_role("main")).to_contain_text("The server answered 404 Not Found.")
    assert_accessible(page)
    page.goto("/desk/sources?state=failed")
    expect(page.get_by_role("main")).to_contain_text("archiving failed")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
