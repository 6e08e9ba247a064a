"""Signing in and out, and setting up a desk."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from claims.db import Database
from claims.domain.person import Person, Role
from claims.domain.session import SignIn
from claims.services.person import add_person, hash_password, offer_setup
from claims.services.session import MAX_FAILURES
from claims.web.session import SECRET, TransactionalFlask
from tests.web.conftest import SYSTEM, Browser

PASSWORD = "correct horse battery"
HASH = hash_password(PASSWORD)


@pytest.fixture
def eva(app: TransactionalFlask, database: Database) -> str:
    """Somebody with a password; her address."""
    with database.session_scope(write=True) as session:
        email = "eva@desk.example"
        add_person(session, SYSTEM, email=email, name="Eva", role=Role.REVIEWER, password_hash=HASH)
    return email


def give(client: FlaskClient, email: str, password: str = PASSWORD, **more: str) -> tuple[int, str, str]:
    """Send the sign-in form; status, place to go, page."""
    answer = client.post("/sign-in", data={"email": email, "password": password, **more})
    return answer.status_code, answer.headers.get("Location", ""), answer.text


@contextmanager
def csrf_protected(app: TransactionalFlask) -> Iterator[FlaskClient]:
    app.config["WTF_CSRF_ENABLED"] = True
    yield app.test_client()


def test_sign_in_begins_in_the_first_field(client: FlaskClient) -> None:
    assert client.get("/sign-in").text.count("autofocus") == 1


def test_right_password_leads_to_the_desk(client: FlaskClient, eva: str) -> None:
    assert give(client, " EVA@desk.example ")[:2] == (303, "/desk")
    assert "Eva" in client.get("/desk").text
    assert client.get("/sign-in").headers["Location"] == "/desk"


def test_wrong_address_and_wrong_password_are_told_apart_by_nobody(client: FlaskClient, eva: str) -> None:
    pages = [give(client, eva, "wrong horse battery"), give(client, "nobody@desk.example")]
    assert {status for status, _, _ in pages} == {422}
    assert all("The address or the password is wrong." in page for _, _, page in pages)
    first, second = (re.sub(r'value="[^"]*"', "", page) for _, _, page in pages)
    assert first == second
    assert eva in pages[0][2], "what was typed is kept"
    assert "wrong horse" not in pages[0][2], "but never the password"


def test_password_is_the_same_however_a_keyboard_composes_it(
    client: FlaskClient, database: Database, eva: str
) -> None:
    with database.session_scope(write=True) as session:
        person = session.scalars(select(Person).where(Person.email == eva)).one()
        person.password_hash = hash_password("cafe\u0301 cafe\u0301 cafe\u0301")
    assert give(client, eva, "caf\u00e9 caf\u00e9 caf\u00e9")[0] == 303


def test_missing_words_are_asked_for(client: FlaskClient, app: TransactionalFlask) -> None:
    status, _, page = give(client, "", "")
    assert status == 422
    assert "Type your e-mail address." in page
    assert "Type your password." in page


def test_guessing_is_refused_after_ten_failures_even_with_the_right_password(
    client: FlaskClient, eva: str
) -> None:
    for _ in range(MAX_FAILURES):
        assert give(client, eva, "wrong horse battery")[0] == 422
    status, _, page = give(client, eva)
    assert status == 403
    assert "Too many failed sign-ins" in page


@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        ("/desk/articles?after=1", "/desk/articles?after=1"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("/\t/evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("desk", "/"),
        ("", "/desk"),
    ],
)
def test_next_leads_to_pages_of_this_desk_only(client: FlaskClient, eva: str, wanted: str, place: str) -> None:
    assert give(client, eva, next=wanted)[1] == place


def test_page_that_needs_somebody_is_come_back_to(client: FlaskClient, app: TransactionalFlask) -> None:
    answer = client.get("/desk/settings")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/sign-in?next=/desk/settings"
    assert 'value="/desk/settings"' in client.get(answer.headers["Location"]).text


def test_session_planted_before_signing_in_is_worth_nothing_afterwards(
    client: FlaskClient, eva: str, browser: Browser, database: Database
) -> None:
    with browser("Bela").session_transaction() as other:
        planted = other[SECRET]
    with client.session_transaction() as cookie:
        cookie[SECRET] = planted
        cookie["planted"] = "yes"
    give(client, eva)
    with client.session_transaction() as cookie:
        assert cookie[SECRET] != planted
        assert "planted" not in cookie
    with database.session_scope(write=False) as session:
        revoked = session.scalar(select(func.count()).select_from(SignIn).where(SignIn.revoked_at.is_not(None)))
    assert revoked == 1


def test_sign_out_ends_the_session_on_the_server(client: FlaskClient, eva: str) -> None:
    give(client, eva)
    with client.session_transaction() as cookie:
        secret = cookie[SECRET]
    assert client.post("/sign-out").status_code == 303
    with client.session_transaction() as cookie:
        cookie[SECRET] = secret
    assert client.get("/desk").status_code == 302


def test_form_without_its_token_is_refused(app: TransactionalFlask, eva: str) -> None:
    with csrf_protected(app) as client:
        assert give(client, eva)[0] == 400
        page = client.get("/sign-in").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token is not None
        assert give(client, eva, csrf_token=token[1])[0] == 303


def test_demonstration_says_where_its_accounts_are(
    client: FlaskClient, app: TransactionalFlask, database: Database
) -> None:
    from claims.services.setting import change_settings

    assert "claims demo" not in client.get("/sign-in").text
    with database.session_scope(write=True) as session:
        change_settings(session, SYSTEM, demonstration=True)
    assert "claims demo" in client.get("/sign-in").text


class TestSetup:
    """The first admin; here no desk with people is there yet."""

    FORM = {"name": "Ada", "email": "ada@new.example", "password": PASSWORD, "again": PASSWORD}  # noqa: RUF012

    @pytest.fixture
    def secret(self, database: Database, app: TransactionalFlask) -> str:
        with database.session_scope(write=True) as session:
            for person in session.scalars(select(Person)):
                session.delete(person)
            return offer_setup(session)

    def test_address_makes_the_first_admin_once(self, client: FlaskClient, secret: str) -> None:
        assert "Set up this desk" in client.get(f"/setup/{secret}").text
        answer = client.post(f"/setup/{secret}", data=self.FORM)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/settings")
        assert client.get("/desk/settings").status_code == 200
        assert client.get(f"/setup/{secret}").status_code == 410
        assert client.post(f"/setup/{secret}", data=self.FORM).status_code == 410

    @pytest.mark.parametrize(
        ("name", "value", "sentence"),
        [
            ("again", "another", "The two passwords are not the same."),
            ("password", "short", "The password needs at least 10 characters."),
            ("email", "no address", "“no address” is not an e-mail address."),
            ("name", " ", "A name needs 1 to 120 characters."),
        ],
    )
    def test_wrong_input_is_kept_and_named(
        self, client: FlaskClient, secret: str, name: str, value: str, sentence: str
    ) -> None:
        answer = client.post(f"/setup/{secret}", data={**self.FORM, name: value})
        assert answer.status_code == 422
        assert sentence in answer.text
        assert 'value="Ada"' in answer.text or name == "name"
        assert client.get(f"/setup/{secret}").status_code == 200, "the address still works"

    def test_unknown_secret_makes_nobody(self, client: FlaskClient, secret: str) -> None:
        assert client.get("/setup/guess").status_code == 410
        assert client.post("/setup/guess", data=self.FORM).status_code == 410
