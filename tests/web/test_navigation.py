"""The desk's navigation: one table, of which everybody sees what they may use."""

import re

import pytest
from flask.testing import FlaskClient

from claims.domain.permission import Permission
from claims.web.access import RULE
from claims.web.navigation import ENTRIES, Group
from claims.web.session import TransactionalFlask
from tests.web.conftest import Browser

NOT_IN_IT = {
    "collection.choose",  # asks about what was ticked elsewhere
    "ledger.download",  # the ledger as a file
    "look.index",  # for who works on the pages
}
_NAVIGATION = re.compile(r'<nav class="nav nav--desk".*?</nav>', re.DOTALL)
_LINE = re.compile(r'<ul class="nav__line">.*?<details class="menu nav__compact"', re.DOTALL)


def navigation_of(page: str) -> str:
    found = _NAVIGATION.search(page)
    assert found is not None
    return found[0]


def test_every_entry_asks_for_what_its_page_asks_for(app: TransactionalFlask) -> None:
    assert {entry.endpoint: entry.permission for entry in ENTRIES} == {
        entry.endpoint: getattr(app.view_functions[entry.endpoint], RULE) for entry in ENTRIES
    }


def test_every_page_of_the_desk_without_a_number_is_in_it(app: TransactionalFlask) -> None:
    """Add it to ``ENTRIES``; who knows no address finds no page."""
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/desk") and rule.methods and "GET" in rule.methods and not rule.arguments
    }
    assert pages - NOT_IN_IT == {entry.endpoint for entry in ENTRIES}


def test_what_it_says_belongs_to_an_entry_exists(app: TransactionalFlask) -> None:
    known = set(app.view_functions) | set(app.blueprints)
    assert {name for entry in ENTRIES for name in entry.within} <= known


def test_the_line_has_room_for_what_is_used_every_day() -> None:
    assert 3 <= sum(entry.group is Group.EVERYDAY for entry in ENTRIES) <= 7


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nobody_is_shown_the_way_to_a_closed_door(browser: Browser) -> None:
    for name in ("Bela", "Ana", "Ada"):
        client = browser(name)
        shown = set(re.findall(r'href="(/desk[^"]*)"', navigation_of(client.get("/desk").text)))
        assert len(shown) >= len([entry for entry in ENTRIES if entry.permission is Permission.DESK_SEE])
        assert ("/desk/settings" in shown) == (name == "Ada")
        for address in shown:
            assert client.get(address).status_code == 200, (name, address)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_page_is_marked_once_wherever_it_stands(browser: Browser) -> None:
    ada = browser("Ada")
    for entry in ENTRIES:
        with ada.application.test_request_context():
            address = ada.application.url_for(entry.endpoint)
        line = _LINE.search(ada.get(address).text)
        assert line is not None
        assert re.findall(r'href="([^"]*)" aria-current="page"', line[0]) == [address]
        assert (f"You are here: </span>{entry.label}" in line[0]) == (entry.group is not Group.EVERYDAY)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_page_without_an_entry_marks_the_one_it_belongs_to(browser: Browser) -> None:
    client = browser("Bela")
    answer = client.post("/desk/articles/new", data={"text": ""})
    assert 'href="/desk/articles/new" aria-current="true"' in navigation_of(answer.text)
    assert "aria-current" not in navigation_of(client.get("/desk/look").text)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_readers_see_none_of_it(client: FlaskClient) -> None:
    page = client.get("/").text
    assert "nav--desk" not in page
    assert "menu.js" not in page
