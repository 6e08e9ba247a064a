import json
from dataclasses import replace
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from claims.db import Database
from claims.services import approval, publication, verdict
from tests.archiving.pictures import SECRET, gif, jpeg, png, webp
from tests.web.conftest import Browser
from tests.web.stories import Story, actor, start, submitted, tell

SAID = {"alternative": 'A <b>map</b> "of visits"', "credit": "Bela <i>CC BY</i>"}


def upload(client: FlaskClient, revision: int, data: bytes = b"", **wrong: object) -> object:
    form = {**SAID, "picture": (BytesIO(data or png()), "map.png"), **wrong}
    return client.post(f"/desk/verdicts/{revision}/pictures", data=form)


def publish(database: Database, story: Story, explanation: str) -> Story:
    """Publish a verdict with a picture in its explanation."""
    with database.session_scope(write=True) as session:
        revision = verdict.get_revision(session, story.revision)
        revision.explanation = explanation
        approval.approve(session, actor(database, "Dan"), story.revision)
        publication.publish(session, actor(database, "Ana"), story.revision)
    return story


def address_in(page: str) -> str:
    return "/pictures/" + page.split("/pictures/")[1][:64]


def test_picture_is_shown_with_its_words_once_it_is_published(
    client: FlaskClient, browser: Browser, database: Database
) -> None:
    bela, story = browser("Bela"), submitted(database, tell(database))
    assert upload(bela, story.revision).status_code == 303
    page = bela.get(f"/desk/verdicts/{story.revision}/pictures").text
    assert "![](picture:1)" in page
    address = address_in(page)
    assert client.get(address).status_code == 404 and bela.get(address).status_code == 200

    publish(database, story, "See:\n\n![](picture:1)\n\n![](picture:2) ![x](https://evil.example/a.png)")

    page = client.get(f"/claims/{story.claim}").text
    assert f'<img src="{address}" alt="A &lt;b&gt;map&lt;/b&gt; &quot;of visits&quot;"' in page
    assert "<figcaption>Bela &lt;i&gt;CC BY" in page and "evil.example" not in page
    sent = client.get(address)
    assert sent.mimetype == "image/png" and SECRET not in sent.data
    assert "immutable" in sent.headers["Cache-Control"]
    assert client.get(address, headers={"If-None-Match": sent.headers["ETag"]}).status_code == 304
    export = json.loads(browser("Ana").get("/feed/claimreview.json").text)
    assert export["dataFeedElement"]


def test_what_is_said_of_it_later_changes_nothing_that_is_published(
    client: FlaskClient, browser: Browser, database: Database
) -> None:
    bela, story = browser("Bela"), submitted(database, tell(database))
    upload(bela, story.revision)
    publish(database, story, "![](picture:1)")
    again = replace(story, revision=start(database, story))
    other = {"alternative": "A plan", "credit": "Dan"}

    assert bela.post(f"/desk/verdicts/{again.revision}/pictures/1", data=other).status_code == 303

    assert "of visits" in client.get(f"/claims/{story.claim}").text
    assert "A plan" in bela.get(f"/desk/verdicts/{again.revision}/pictures").text


@pytest.mark.parametrize("data", [jpeg(), webp(), gif()])
def test_other_kinds_of_pictures(browser: Browser, database: Database, data: bytes) -> None:
    story = submitted(database, tell(database))
    assert upload(browser("Bela"), story.revision, data).status_code == 303


@pytest.mark.parametrize(
    "wrong",
    [
        {"alternative": " "},
        {"credit": ""},
        {"picture": (b"", "")},
        {"picture": (b"<svg onload=alert(1)>", "a.png")},
        {"picture": (png(20_001, 1), "a.png")},
    ],
)
def test_what_cannot_be_shown_is_refused(browser: Browser, database: Database, wrong: dict[str, object]) -> None:
    story = submitted(database, tell(database))
    sent = {name: (BytesIO(it[0]), it[1]) if isinstance(it, tuple) else it for name, it in wrong.items()}
    assert upload(browser("Bela"), story.revision, **sent).status_code == 422


def test_same_picture_twice_and_changes_after_publication_are_refused(
    browser: Browser, database: Database
) -> None:
    bela, story = browser("Bela"), submitted(database, tell(database))
    assert upload(bela, story.revision).status_code == 303
    assert upload(bela, story.revision).status_code == 409
    publish(database, story, "![](picture:1)")
    assert upload(bela, story.revision, jpeg()).status_code == 409
    assert (
        bela.post(f"/desk/verdicts/{story.revision}/pictures/1", data={**SAID, "credit": "x"}).status_code == 409
    )
    assert bela.post(f"/desk/verdicts/{story.revision}/pictures/99", data=SAID).status_code == 404


def test_preview_shows_the_pictures_that_would_be_published(
    client: FlaskClient, browser: Browser, database: Database
) -> None:
    bela, story = browser("Bela"), submitted(database, tell(database))
    upload(bela, story.revision)
    with database.session_scope(write=True) as session:
        verdict.get_revision(session, story.revision).explanation = "![](picture:1)"
    given = browser("Ana").post(f"/desk/verdicts/{story.revision}/previews", data={"whom": "Lee", "days": "2"})
    preview = "/preview/" + given.text.split("/preview/")[1].split('"')[0]

    page = client.get(preview).text

    at = page.split('<img src="')[1].split('"')[0]
    assert at.startswith(preview) and client.get(at).status_code == 200
    assert client.get(preview + "/pictures/" + "0" * 64).status_code == 404
    assert client.get(address_in(page)).status_code == 404
