"""People, as admins see them: inviting, roles, new passwords, and letting in no more."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from claims.db import Database
from claims.domain.person import Person
from claims.services.session import MAX_FAILURES
from tests.web.conftest import Browser

PASSWORD = "correct horse battery"
NEW = {"password": PASSWORD, "again": PASSWORD}


def invite(ada: FlaskClient, name: str = "Eva", role: str = "editor") -> str:
    """Invite somebody; the path of their one-time address."""
    answer = ada.post("/desk/people", data={"name": name, "email": f"{name}@desk.example", "role": role})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return _address(answer.text)


def _address(page: str) -> str:
    found = re.search(r'value="http://localhost(/\w+/[\w-]+)"', page)
    assert found is not None
    return found[1]


def number_of(database: Database, name: str) -> int:
    with database.session_scope(write=False) as session:
        return session.scalars(select(Person.id).where(Person.email == f"{name.lower()}@desk.example")).one()


@pytest.mark.parametrize("name", ["Ana", "Bela"])
def test_only_admins_manage_people(browser: Browser, name: str) -> None:
    client = browser(name)
    for path in ("/desk/people", "/desk/people/1"):
        assert client.get(path).status_code == 403
    for path in ("", "/1/role", "/1/password", "/1/invitation", "/1/deactivate", "/1/reactivate", "/1/hand-over"):
        assert client.post(f"/desk/people{path}", data={"role": "admin"}).status_code == 403
    assert "/desk/people" not in client.get("/desk").text


def test_invited_person_chooses_a_password_and_is_in(browser: Browser, client: FlaskClient) -> None:
    address = invite(browser("Ada"))
    assert "eva@desk.example" in client.get(address).text
    wrong = client.post(address, data={"name": "Eva", **NEW, "again": "other"})
    assert (wrong.status_code, "The two passwords are not the same." in wrong.text) == (422, True)
    answer = client.post(address, data={"name": "Eva", **NEW})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk")
    assert "Eva" in client.get("/desk").text
    assert client.get(address).status_code == 410
    assert client.post(address, data={"name": "Eva", **NEW}).status_code == 410
    assert client.post("/sign-in", data={"email": "eva@desk.example", "password": PASSWORD}).status_code == 303


def test_guest_is_no_role_to_choose(browser: Browser, database: Database) -> None:
    ada = browser("Ada")
    assert 'value="guest"' not in ada.get("/desk/people").text
    refused = ada.post("/desk/people", data={"name": "G", "email": "g@desk.example", "role": "guest"})
    assert refused.status_code == 422
    bela = number_of(database, "Bela")
    assert ada.post(f"/desk/people/{bela}/role", data={"role": "guest"}).status_code == 422


def test_address_that_is_taken_is_said_and_input_kept(browser: Browser) -> None:
    answer = browser("Ada").post(
        "/desk/people", data={"name": "Zed", "email": "bela@desk.example", "role": "reviewer"}
    )
    assert answer.status_code == 409
    assert "There is already somebody" in answer.text
    assert 'value="Zed"' in answer.text


def test_deactivated_person_is_out_at_once(browser: Browser, database: Database) -> None:
    ada, bela, number = browser("Ada"), browser("Bela"), number_of(database, "Bela")
    assert bela.get("/desk").status_code == 200
    assert ada.post(f"/desk/people/{number}/deactivate").status_code == 303
    assert bela.get("/desk").status_code == 302
    assert "not active" in ada.get("/desk/people").text
    assert ada.post(f"/desk/people/{number}/password").status_code == 409
    ada.post(f"/desk/people/{number}/reactivate")
    assert browser("Bela").get("/desk").status_code == 200


def test_last_admin_is_told_why_they_stay(browser: Browser, database: Database) -> None:
    ada, number = browser("Ada"), number_of(database, "Ada")
    assert ada.post(f"/desk/people/{number}/deactivate").status_code == 303
    assert "is the last active admin" in ada.get("/desk/people").text
    answer = ada.post(f"/desk/people/{number}/role", data={"role": "editor"})
    assert (answer.status_code, "is the last active admin" in answer.text) == (409, True)


def test_new_role_holds_at_once(browser: Browser, database: Database) -> None:
    ada, bela, number = browser("Ada"), browser("Bela"), number_of(database, "Bela")
    assert bela.get("/desk/people").status_code == 403
    assert ada.post(f"/desk/people/{number}/role", data={"role": "admin"}).status_code == 303
    assert bela.get("/desk/people").status_code == 200


def test_forgotten_password_is_chosen_anew(browser: Browser, database: Database, client: FlaskClient) -> None:
    ada = browser("Ada")
    client.post(invite(ada), data={"name": "Eva", **NEW})
    address = _address(ada.post(f"/desk/people/{number_of(database, 'Eva')}/password").text)
    assert client.get("/desk").status_code == 200, "nothing ends before it is chosen"
    other = client.application.test_client()
    another = "another horse battery"
    assert other.post(address, data={"password": another, "again": another}).status_code == 303
    assert client.get("/desk").status_code == 302
    assert client.post("/sign-in", data={"email": "eva@desk.example", "password": PASSWORD}).status_code == 422
    assert client.post("/sign-in", data={"email": "eva@desk.example", "password": another}).status_code == 303


def test_guessing_at_addresses_is_slowed_down(client: FlaskClient) -> None:
    for _ in range(MAX_FAILURES):
        assert client.post("/invitations/guess", data={"name": "E", **NEW}).status_code == 410
    assert client.post("/passwords/guess", data=NEW).status_code == 403
