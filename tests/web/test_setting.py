"""Desk settings."""

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from claims.db import Database
from tests.web.conftest import Browser

FORM = {
    "desk_name": "The Beijing desk",
    "public_address": "",
    "language": "en",
    "time_zone": "Europe/Berlin",
    "link_check_days": "30",
    "tip_contact_days": "90",
    "one_person_desk": "y",
}


@pytest.mark.parametrize("name", ["Bela", "Ana"])
def test_only_admins_open_and_change_settings(browser: Browser, name: str) -> None:
    client = browser(name)
    assert client.get("/desk/settings").status_code == 403
    assert client.post("/desk/settings", data=FORM).status_code == 403


def test_reader_is_asked_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/desk/settings").headers["Location"].startswith("/sign-in")
    assert client.post("/desk/settings", data=FORM).headers["Location"] == "/sign-in"


def test_admin_changes_settings_and_every_page_has_them(browser: Browser) -> None:
    client = browser("Ada")
    answer = client.post("/desk/settings", data={**FORM, "public_address": "https://facts.example/"})
    assert answer.status_code == 303
    page = client.get("/desk/settings").text
    assert "<title>Settings · The Beijing desk</title>" in page
    assert 'value="https://facts.example"' in page
    assert "checked" in page


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("desk_name", "", "Give the desk a name."),
        ("desk_name", "x" * 121, "120"),
        ("public_address", "javascript:alert(1)", "is not a web address"),
        ("language", "xx", "Not a valid choice"),
        ("time_zone", "Mars/Olympus", "is not a time zone"),
        ("time_zone", "", "Give the desk a time zone."),
    ],
)
def test_wrong_value_is_named_and_what_was_typed_is_kept(
    browser: Browser, name: str, value: str, sentence: str
) -> None:
    client = browser("Ada")
    answer = client.post("/desk/settings", data={**FORM, name: value})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert value in answer.text or name == "language"
    assert "The Beijing desk" not in client.get("/").text


def test_demonstration_cannot_be_switched_on_by_a_form(browser: Browser) -> None:
    client = browser("Ada")
    client.post("/desk/settings", data={**FORM, "demonstration": "y"})
    assert "This is a demonstration" not in client.get("/desk/settings").text


def test_moments_are_shown_in_the_time_zone_of_the_desk(browser: Browser, database: Database) -> None:
    ada = browser("Ada")
    assert ada.post("/desk/settings", data={**FORM, "time_zone": "Asia/Tokyo"}).status_code == 303
    with ada.application.test_request_context("/"):
        ada.application.preprocess_request()
        shown = ada.application.jinja_env.filters["moment"](datetime(2026, 11, 22, 20, 5, tzinfo=UTC))
    assert "23 November 2026, 05:05" in shown
