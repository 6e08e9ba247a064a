"""The page of notifications, the count in the navigation, and mail from the settings page."""

from flask.testing import FlaskClient
from sqlalchemy import select

from claims.config import MailConfig
from claims.db import Database
from claims.domain.notification import Mail
from claims.services.mail import open_body
from claims.web.session import Resources, TransactionalFlask
from tests.web.bench import claim_ids, take_in
from tests.web.conftest import Browser


def named(database: Database, browser: Browser) -> FlaskClient:
    """Bela, whom Ana named in a discussion."""
    take_in(database)
    first = claim_ids(database)[0]
    browser("Ana").post(f"/desk/claims/{first}/comments", data={"text": "@Bela look at the secret words"})
    return browser("Bela")


def test_news_are_counted_listed_and_marked_as_seen(database: Database, browser: Browser) -> None:
    bela = named(database, browser)
    assert "1 new notification<" in bela.get("/desk").text
    page = bela.get("/desk/notifications").text
    assert "Somebody named you" in page
    assert "/desk/claims/1#comment-1" in page
    assert "secret words" not in page
    assert 'Mark as seen<span class="visually-hidden">: Somebody named you' in page
    assert browser("Dan").post("/desk/notifications/1/seen").status_code == 303
    assert "1 new notification<" in bela.get("/desk").text
    bela.post("/desk/notifications/1/seen")
    assert "0 new notifications<" in bela.get("/desk").text
    assert bela.post("/desk/notifications/seen").status_code == 303


def test_nobody_sees_those_of_others(database: Database, browser: Browser) -> None:
    named(database, browser)
    assert "Nothing happened yet" in browser("Dan").get("/desk/notifications").text


def test_how_often_mail_comes_is_chosen(browser: Browser) -> None:
    bela = browser("Bela")
    assert bela.post("/desk/me", data={"name": "Bela", "mail": "daily"}).status_code == 303
    assert '<option selected value="daily">' in bela.get("/desk/me").text
    assert bela.post("/desk/me", data={"name": "Bela", "mail": "hourly"}).status_code == 422


def with_mail(app: TransactionalFlask) -> None:
    """Give the desk a mail server."""
    had: Resources = app.extensions["claims"]
    server = MailConfig("mail.example", 587, "starttls", "desk", "s3cret words", "desk@facts.example")
    app.extensions["claims"] = Resources(had.database, had.jobs, had.archive, mail=server)


def test_test_mail_is_for_admins_with_a_server(
    app: TransactionalFlask, browser: Browser, database: Database
) -> None:
    ada = browser("Ada")
    assert "CLAIMS_SMTP_URL" in ada.get("/desk/settings").text
    assert ada.post("/desk/settings/test-mail").status_code == 409
    with_mail(app)
    assert ada.post("/desk/settings/test-mail").status_code == 303
    assert browser("Ana").post("/desk/settings/test-mail").status_code == 403
    with database.session_scope(write=True) as session:
        mail = session.scalars(select(Mail)).one()
        assert mail.recipient == "ada@desk.example"
        mail.failure = "The mail server mail.example:587 could not be reached, or hung up."
    page = ada.get("/desk/settings").text
    assert "could not be reached" in page
    assert "mail.example:587" in page
    assert "s3cret" not in page


def test_invitation_is_mailed_too(app: TransactionalFlask, browser: Browser, database: Database) -> None:
    with_mail(app)
    invited = {"name": "Eva", "email": "eva@desk.example", "role": "reviewer"}
    page = browser("Ada").post("/desk/people", data=invited).text
    assert "on its way to eva@desk.example" in page
    with database.session_scope(write=False) as session:
        mail = session.scalars(select(Mail)).one()
    assert mail.recipient == "eva@desk.example"
    vault = app.extensions["claims"].archive.require_vault()
    assert "http://localhost/invitations/" in open_body(vault, mail)
    assert "invitations" not in mail.body, "it waits sealed: whoever reads the database has no address"
