"""Desk settings."""

import re
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from claims.db import Database
from claims.services.setting import change_settings
from tests.web.conftest import SYSTEM, Browser

SETTINGS = {
    "engine": "linguistic",
    "llm_model": "",
    "llm_sentences": "10",
    "llm_retries": "3",
    "llm_seconds": "600",
    "llm_article_tokens": "200000",
    "llm_day_tokens": "2000000",
    "llm_input_price": "0",
    "llm_output_price": "0",
    "llm_currency": "USD",
    "llm_day_cost": "0",
    "desk_name": "Our desk",
    "public_address": "",
    "language": "en",
    "time_zone": "UTC",
    "link_check_days": "30",
    "tips_open": "y",
    "tip_contact_days": "90",
}
"""The form of a new desk, as it is sent unchanged."""
FORM = {
    **SETTINGS,
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


def test_all_that_is_wrong_stands_at_its_field_at_once(browser: Browser) -> None:
    wrong = {
        "time_zone": "Mars/Olympus",
        "public_address": "nowhere",
        "llm_seconds": "1",
        "desk_name": "Kept name",
    }
    page = browser("Ada").post("/desk/settings", data={**FORM, **wrong, "llm_day_cost": "5"}).text
    for name in ("time_zone", "public_address", "llm_seconds"):
        assert f'href="#{name}"' in page and f'id="{name}-error"' in page
    assert 'value="Kept name"' in page and 'value="Mars/Olympus"' in page
    page = browser("Ada").post("/desk/settings", data={**FORM, "llm_day_cost": "5"}).text
    assert 'id="llm_day_cost-error"' in page


def test_each_subject_says_who_changed_it_last(browser: Browser, database: Database) -> None:
    ada = browser("Ada")
    assert ada.post("/desk/settings", data=FORM).status_code == 303
    with database.session_scope(write=True) as session:
        change_settings(session, SYSTEM, tip_contact_days=30)
    page = ada.get("/desk/settings").text
    said = dict(re.findall(r'<fieldset class="group" id="(\w+)".*?<p class="faint">(.*?)</p>', page, re.DOTALL))
    assert said["desk"].startswith("Last changed by Ada on ") and said["approval"] == said["desk"]
    assert said["readers"].startswith("Last changed by test on ")
    assert said["sources"] == said["model"] == "Never changed."
    assert all(f'href="#{subject}"' in page for subject in said)


def test_two_admins_keep_each_others_changes(browser: Browser, database: Database) -> None:
    ada = browser("Ada")
    seen = re.search(r'name="edits"[^>]*value="(\d+)"', ada.get("/desk/settings").text)
    assert seen
    with database.session_scope(write=True) as session:
        change_settings(session, SYSTEM, desk_name="Their name", tip_contact_days=30)
    mine = {**SETTINGS, "edits": seen[1], "time_zone": "Asia/Tokyo"}
    assert ada.post("/desk/settings", data=mine).status_code == 303
    page = ada.get("/desk/settings").text
    assert 'value="Their name"' in page and 'value="Asia/Tokyo"' in page and 'value="30"' in page
    stale = ada.post("/desk/settings", data={**mine, "desk_name": "My name"})
    assert stale.status_code == 409 and "Their name" in stale.text and 'value="My name"' in stale.text
    assert re.search(r'name="tip_contact_days" value="30"', stale.text)


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
