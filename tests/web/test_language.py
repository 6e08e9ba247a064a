import pytest
from flask.testing import FlaskClient

from claims.db import Database
from claims.services.setting import change_settings
from tests.web.conftest import SYSTEM
from tests.web.newsroom import Finding, publish_finding, take_in


@pytest.mark.parametrize(
    ("language", "opening"),
    [
        ("en", '<html lang="en" dir="ltr"'),
        ("ar", '<html lang="ar" dir="rtl"'),
        ("pt-BR", '<html lang="pt-BR" dir="ltr"'),
    ],
)
def test_every_page_says_its_language_and_direction(
    client: FlaskClient, database: Database, language: str, opening: str
) -> None:
    with database.session_scope(write=True) as session:
        change_settings(session, SYSTEM, language=language)
    for address in ("/", "/search", "/nowhere"):
        assert opening in client.get(address).text


def test_a_text_in_another_language_says_so(client: FlaskClient, database: Database) -> None:
    with database.session_scope(write=True) as session:
        article = take_in(session, text="Ministro-prezidento venis.", language="eo")
        claim_id = publish_finding(session, article, Finding("Ministro-prezidento venis."))
    page = client.get(f"/claims/{claim_id}").text
    assert '<html lang="en"' in page
    assert 'lang="eo">“Ministro-prezidento venis.”' in page


def test_dates_are_those_of_the_language(client: FlaskClient, database: Database) -> None:
    with database.session_scope(write=True) as session:
        change_settings(session, SYSTEM, language="fr")
        claim_id = publish_finding(session, take_in(session), Finding("He travels by train."))
    assert "28 août 2025" in client.get(f"/claims/{claim_id}").text
