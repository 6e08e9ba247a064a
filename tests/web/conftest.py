"""A desk with its people, and browsers that are signed in as them."""

import os
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from claims.db import Database
from claims.domain.person import Actor, Role, system_actor
from claims.services.person import add_person
from claims.services.session import sign_in
from claims.web.session import SECRET, TransactionalFlask
from tests.conftest import Lend

SYSTEM = system_actor("test")
PEOPLE = (("Ana", Role.EDITOR), ("Bela", Role.REVIEWER), ("Dan", Role.REVIEWER), ("Ada", Role.ADMIN))

Browser = Callable[[str], FlaskClient]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run each test of pages on one of the two databases by turns, unless it is marked ``both_databases``.

    What differs between them lies in the services, whose tests all run on both. CLAIMS_TEST_DATABASES=both runs
    all of these on both too.
    """
    if os.environ.get("CLAIMS_TEST_DATABASES") == "both" or any("::" in argument for argument in config.args):
        return
    out = [_out_of_turn(item) for item in items]
    config.hook.pytest_deselected(items=[item for item, left in zip(items, out, strict=True) if left])
    items[:] = [item for item, left in zip(items, out, strict=True) if not left]


def _out_of_turn(item: pytest.Item) -> bool:
    name: str | None = getattr(item, "callspec", None) and item.callspec.params.get("database_url")  # type: ignore[attr-defined]
    if name is None or Path(__file__).parent not in item.path.parents or item.get_closest_marker("both_databases"):
        return False
    turn = zlib.crc32(item.nodeid.replace(name, "", 1).encode()) % 2
    return name != ("sqlite", "postgresql")[turn]


@pytest.fixture
def app(database: Database, lend_app: Lend) -> TransactionalFlask:
    """The application of a desk with an editor (Ana), two reviewers (Bela, Dan) and an admin (Ada)."""
    with database.session_scope(write=True) as session:
        for name, role in PEOPLE:
            email = f"{name.lower()}@desk.example"
            add_person(session, SYSTEM, email=email, name=name, role=role, password_hash=None)
    app = lend_app(database)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    return app


@pytest.fixture
def client(app: TransactionalFlask) -> FlaskClient:
    """A browser that nobody is signed in with."""
    return app.test_client()


@pytest.fixture
def browser(app: TransactionalFlask, database: Database) -> Browser:
    """Return a browser that the named person is signed in with."""

    def signed_in(name: str) -> FlaskClient:
        with database.session_scope(write=True) as session:
            _person, secret = sign_in(session, f"{name.lower()}@desk.example")
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie[SECRET] = secret
        return client

    return signed_in


def actor_of(database: Database, name: str) -> Actor:
    """Return the named person as somebody who acts."""
    from claims.services.person import find_person

    with database.session_scope(write=False) as session:
        return find_person(session, f"{name.lower()}@desk.example").actor
