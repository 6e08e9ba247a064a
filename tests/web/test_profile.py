"""One's own account."""

import re

import pytest
from flask.testing import FlaskClient

from claims.db import Database
from claims.services.person import find_person, hash_password
from claims.services.session import MAX_FAILURES
from tests.web.conftest import Browser

PASSWORD, OTHER = "correct horse battery", "another horse battery"
HASH = hash_password(PASSWORD)


@pytest.fixture
def bela(database: Database, browser: Browser) -> FlaskClient:
    """Bela, with a password."""
    client = browser("Bela")
    with database.session_scope(write=True) as session:
        find_person(session, "bela@desk.example").password_hash = HASH
    return client


def change(client: FlaskClient, present: str = PASSWORD, again: str = OTHER) -> int:
    form = {"present": present, "password": OTHER, "again": again}
    return client.post("/desk/me/password", data=form).status_code


def test_name_and_appearing_as_the_desk_are_saved(bela: FlaskClient) -> None:
    assert bela.post("/desk/me", data={"name": "Bela K.", "as_desk": "y", "mail": "daily"}).status_code == 303
    page = bela.get("/desk/me").text
    assert 'value="Bela K."' in page
    assert re.search(r"<input[^>]* checked[^>]*name=\"as_desk\"", page)
    assert bela.post("/desk/me", data={"name": " "}).status_code == 422


def test_new_password_signs_other_browsers_out(bela: FlaskClient, browser: Browser) -> None:
    other = browser("Bela")
    assert change(bela, present="wrong") == 422
    assert change(bela, again="not the same") == 422
    assert other.get("/desk").status_code == 200
    assert change(bela) == 303
    assert (bela.get("/desk").status_code, other.get("/desk").status_code) == (200, 302)
    assert other.post("/sign-in", data={"email": "bela@desk.example", "password": OTHER}).status_code == 303


def test_guessing_at_the_present_password_is_refused(bela: FlaskClient) -> None:
    for _ in range(MAX_FAILURES):
        assert change(bela, present="wrong horse battery") == 422
    assert change(bela) == 403


def test_other_browsers_are_signed_out_one_by_one_or_all(bela: FlaskClient, browser: Browser) -> None:
    others = [browser("Bela") for _ in range(3)]
    ends = re.findall(r"/desk/me/sign-ins/(\d+)/end", bela.get("/desk/me").text)
    assert len(ends) == 3
    bela.post(f"/desk/me/sign-ins/{ends[0]}/end")
    assert sorted(client.get("/desk").status_code for client in others) == [200, 200, 302]
    bela.post("/desk/me/sign-ins/end")
    assert {client.get("/desk").status_code for client in others} == {302}
    assert bela.get("/desk").status_code == 200


def test_nobody_ends_the_sign_ins_of_others(bela: FlaskClient, browser: Browser) -> None:
    browser("Bela")
    (end,) = re.findall(r"/desk/me/sign-ins/(\d+)/end", bela.get("/desk/me").text)
    browser("Dan").post(f"/desk/me/sign-ins/{end}/end")
    assert re.findall(r"/desk/me/sign-ins/(\d+)/end", bela.get("/desk/me").text) == [end]
