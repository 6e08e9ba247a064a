"""A real desk on a loopback port, and a real Chromium that looks at it."""

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from waitress.server import create_server

from claims.db import Database
from claims.domain.person import Role, system_actor
from claims.jobs.embedded import EmbeddedJobs
from claims.services.person import add_person, hash_password
from claims.services.session import sign_in as begin_session
from claims.web.session import SECRET, TransactionalFlask
from claims.worker import Worker, make_handlers
from tests.conftest import Lend

PASSWORD = "correct horse battery"
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
"""Of axe: those that tell the themes apart."""
PASSWORD_HASH = hash_password(PASSWORD)
PEOPLE = (("Ana", Role.EDITOR), ("Bela", Role.REVIEWER), ("Dan", Role.REVIEWER), ("Ada", Role.ADMIN))


@dataclass(frozen=True)
class Desk:
    """A served desk: where it is, its database, and the application."""

    address: str
    database: Database
    app: TransactionalFlask


@pytest.fixture
def served(sqlite_template: Path, tmp_path: Path, lend_app: Lend) -> Iterator[Desk]:
    """A desk with its people (password ``PASSWORD``), its worker, and no articles."""
    path = tmp_path / "claims.sqlite3"
    shutil.copy(sqlite_template, path)
    yield from serve(Database(f"sqlite:///{path}"), lend_app)


def serve(database: Database, lend_app: Lend) -> Iterator[Desk]:
    """Add the people and serve the desk with its worker until the test ends."""
    with database.session_scope(write=True) as session:
        for name, role in PEOPLE:
            email = f"{name.lower()}@desk.example"
            add_person(
                session, system_actor("test"), email=email, name=name, role=role, password_hash=PASSWORD_HASH
            )
    app = lend_app(database)
    archive = app.extensions["claims"].archive
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    worker = Worker(database, EmbeddedJobs(), make_handlers(None, archive))
    thread.start()
    worker.start()
    yield Desk(f"http://127.0.0.1:{server.effective_port}", database, app)
    worker.stop(10)
    server.close()
    thread.join(10)
    database.close()


@pytest.fixture
def visit(chromium: Browser, served: Desk) -> Iterator[Callable[..., Page]]:
    """Open a new browser profile on the desk; with a name, signed in as that person."""
    contexts = []

    def opened(name: str = "", *, theme: str = "light", width: int = 1280, javascript: bool = True) -> Page:
        context = chromium.new_context(
            base_url=served.address,
            color_scheme="dark" if theme == "dark" else "light",
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"A script failed: {error}"))
        if name:
            context.add_cookies([{"name": "claims", "value": signed_in(served, name), "url": served.address}])
        return page

    yield opened
    for context in contexts:
        context.close()


def signed_in(desk: Desk, name: str) -> str:
    """Return the cookie of somebody who signed in."""
    with desk.database.session_scope(write=True) as session:
        _person, secret = begin_session(session, f"{name.lower()}@desk.example")
    client = desk.app.test_client()
    with client.session_transaction() as cookie:
        cookie[SECRET] = secret
    kept = client.get_cookie("claims")
    assert kept is not None
    return kept.value


def sign_in(page: Page, name: str) -> None:
    """Sign in by the form, as a person does."""
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(f"{name.lower()}@desk.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/desk**")


def assert_accessible(page: Page) -> None:
    """Let axe look for faults: all rules in the light, those about colours in the dark, where only they differ."""
    for scheme, rules in (("light", {}), ("dark", {"runOnly": COLOUR_RULES})):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, options={"resultTypes": ["violations"], **rules})
        assert found.violations_count == 0, f"{page.url} ({scheme})\n{found.generate_report()}"
    page.emulate_media(color_scheme="light")
