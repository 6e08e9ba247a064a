import re

from flask.testing import FlaskClient

from claims.db import Database
from claims.domain.verdict import CorrectionKind
from claims.services import approval, publication
from claims.services.claim import get_claim
from tests.web.conftest import Browser
from tests.web.stories import Story, actor, published, submitted, tell


def translated(database: Database, browser: Browser) -> tuple[Story, Story]:
    """A published verdict, and its published translation into German."""
    original, german = published(database, tell(database)), tell(database, "Kim reist nach Peking.")
    with database.session_scope(write=True) as session:
        get_claim(session, german.claim).language = "de"
    german = published(database, german)
    answer = browser("Bela").post(f"/desk/claims/{german.claim}/translation", data={"number": str(original.claim)})
    assert answer.status_code == 303
    return original, german


def test_readers_are_led_to_other_languages(client: FlaskClient, browser: Browser, database: Database) -> None:
    first = published(database, tell(database, "Alone."))
    original, german = translated(database, browser)

    page = client.get(f"/claims/{original.claim}").text
    assert 'hreflang="de"' in page and "Kim reist nach Peking." in page and "In other languages" in page
    theirs = client.get(f"/claims/{german.claim}").text
    links = re.findall('hreflang="(.*?)" href="(.*?)"', page)
    assert [language for language, _address in links] == ["x-default", "en", "de"]
    assert links[0][1] == links[1][1] and f"/claims/{original.claim}/" in links[0][1]
    assert re.findall('hreflang="(.*?)" href="(.*?)"', theirs) == links
    sitemap = client.get("/sitemap/verdicts-0.xml").text
    assert re.findall('hreflang="(.*?)" href="(.*?)"', sitemap) == links * 2 and sitemap.count("<url>") == 3
    assert "In other languages" not in client.get(f"/claims/{first.claim}").text


def test_correcting_the_original_flags_its_translations(browser: Browser, database: Database) -> None:
    original, german = translated(database, browser)
    bela = browser("Bela")
    assert "Nothing is stale" in bela.get("/desk/rechecks").text

    correct(database, original)

    page = bela.get("/desk/rechecks").text
    assert "what it translates has a newer revision" in page and page.count("what it translates") == 1
    correct(database, german)
    assert "Nothing is stale" in bela.get("/desk/rechecks").text


def correct(database: Database, story: Story) -> None:
    """Publish the next revision with a note."""
    again = submitted(database, story, summary="It is otherwise.")
    with database.session_scope(write=True) as session:
        approval.approve(session, actor(database, "Dan"), again.revision)
        publication.publish(
            session, actor(database, "Ana"), again.revision, correction=CorrectionKind.UPDATE, note="Found later."
        )


def test_what_cannot_be_translated_is_refused(browser: Browser, database: Database) -> None:
    original, german = translated(database, browser)
    other = published(database, tell(database, "Another."))
    bela = browser("Bela")
    for story, number in (
        (other, other.claim),
        (other, 999),
        (other, german.claim),
        (original, other.claim),
    ):
        answer = bela.post(f"/desk/claims/{story.claim}/translation", data={"number": str(number)})
        assert answer.status_code in (409, 422), number
    assert bela.post(f"/desk/claims/{german.claim}/translation", data={"number": ""}).status_code == 303
    bare = tell(database, "No verdict.")
    assert bela.get(f"/desk/claims/{bare.claim}/translation").status_code == 404
