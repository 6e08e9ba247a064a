from io import BytesIO
from typing import cast

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select

from claims.db import Database
from claims.domain.tip import MAX_TIPS_IN_WINDOW, Tip, TipKind, TipSubmission
from claims.services.setting import change_settings
from claims.services.tip import NewTip, submit_tip
from claims.web.session import TransactionalFlask
from tests.archiving.pictures import SECRET, png
from tests.web.bench import counted_queries
from tests.web.conftest import SYSTEM, Browser
from tests.web.stories import published, tell

HOSTILE = "</textarea><script>alert(1)</script>"


def made(client: FlaskClient, page: str = "/submit") -> str:
    """The signed time of a form that was asked for some seconds ago."""
    with time_machine.travel(_ago(10), tick=True):
        text = client.get(page).text
    return text.split('name="made"')[1].split('value="')[1].split('"')[0]


def _ago(seconds: int) -> float:
    from time import time

    return time() - seconds


def send(client: FlaskClient, page: str = "/submit", **data: object) -> object:
    return client.post(page, data={"kind": "claim", "text": "The tower leans.", "made": made(client), **data})


def tips(database: Database) -> int:
    with database.session_scope(write=False) as session:
        return session.scalar(select(func.count()).select_from(Tip)) or 0


def a_tip(database: Database, text: str = "The tower leans.", **more: object) -> int:
    with database.session_scope(write=True) as session:
        tip, _secret = submit_tip(session, NewTip(TipKind.CLAIM, text, **more))  # type: ignore[arg-type]
        return tip.id


def test_reader_sends_a_claim_with_a_picture_and_follows_it(
    client: FlaskClient, browser: Browser, database: Database
) -> None:
    answer = send(
        client,
        text=HOSTILE,
        address="https://news.example/a",
        contact="kim@mail.example",
        picture=(BytesIO(png()), "a.png"),
    )
    assert answer.status_code == 303
    address = answer.location.partition("?")[0]
    page = client.get(address)
    assert HOSTILE not in page.text and "&lt;script&gt;alert(1)" in page.text and "kim@mail.example" in page.text
    assert page.headers["Cache-Control"] == "no-store" and "noindex" in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in page.headers

    bela = browser("Bela")
    assert "1 tip is new" in bela.get("/desk").text
    shown = bela.get("/desk/tips/1").text
    assert HOSTILE not in shown and "kim@mail.example" in shown
    picture = bela.get("/desk/tips/1/picture")
    assert picture.mimetype == "image/png" and SECRET not in picture.data
    assert client.get("/desk/tips/1/picture").status_code != 200

    edits = shown.split('name="edits" value="')[1].split('"')[0]
    data = {"edits": edits, "step": "answer", "answer": "It stands upright."}
    assert bela.post("/desk/tips/1", data=data).status_code == 303
    assert bela.post("/desk/tips/1", data=data).status_code == 409
    page = client.get(address).text
    assert "It stands upright." in page and "answered" in page
    assert "Bela" not in page

    client.post(address + "/forget")
    assert "kim@mail.example" not in client.get(address).text + bela.get("/desk/tips/1").text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"website": "https://spam.example"}, "must stay empty"),
        ({"made": "forged"}, "open for too long"),
        ({"text": ""}, "Write something first"),
        ({"text": "x" * 10_001}, "10000"),
        ({"address": "javascript:alert(1)"}, "https://"),
        ({"kind": "owl"}, "Not a valid choice"),
        ({"picture": (b"<svg onload=alert(1)>", "a.png")}, "no picture"),
        ({"picture": (b"\x89PNG\r\n\x1a\n" + b"0" * 10_000_001, "a.png")}, "too large"),
    ],
)
def test_what_is_refused_is_said_and_what_was_typed_stays(
    client: FlaskClient, database: Database, wrong: dict[str, object], said: str
) -> None:
    if "picture" in wrong:
        content, name = cast("tuple[bytes, str]", wrong["picture"])
        wrong = {"picture": (BytesIO(content), name)}
    answer = send(client, **{"contact": "kim@mail.example", **wrong})
    assert answer.status_code == 422
    assert said in answer.text and 'value="kim@mail.example"' in answer.text
    assert tips(database) == 0


def test_a_form_that_is_sent_at_once_is_not_taken_in(client: FlaskClient, database: Database) -> None:
    text = client.get("/submit").text
    stamp = text.split('name="made"')[1].split('value="')[1].split('"')[0]
    answer = client.post("/submit", data={"kind": "claim", "text": "The tower leans.", "made": stamp})
    assert answer.status_code == 422 and "very fast" in answer.text
    assert tips(database) == 0


def test_flooding_from_one_network_is_slowed_down_and_others_go_on(
    app: TransactionalFlask, client: FlaskClient, database: Database
) -> None:
    for number in range(MAX_TIPS_IN_WINDOW):
        assert send(client, text=f"Tip {number}").status_code == 303
    answer = send(client, text="One more, which stays in the form.")
    assert answer.status_code == 429 and "One more, which stays" in answer.text

    other = app.test_client()
    other.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert send(other).status_code == 303
    assert tips(database) == MAX_TIPS_IN_WINDOW + 1
    with database.session_scope(write=False) as session:
        assert "127.0.0.1" not in str([row.digest for row in session.scalars(select(TipSubmission))])


def test_unknown_tracking_addresses_look_alike(client: FlaskClient) -> None:
    pages = [client.get(f"/tips/{secret}") for secret in ("a", "x" * 32, "%00", "x" * 2000)]
    assert {page.status_code for page in pages} == {404}
    assert len({page.text.replace(page.request.path, "") for page in pages[:2]}) == 1
    assert client.post("/tips/a/forget").status_code == 404


def test_correction_is_asked_from_the_verdict_and_stands_on_the_claims_page(
    client: FlaskClient, browser: Browser, database: Database
) -> None:
    story = published(database, tell(database))
    page = client.get(f"/claims/{story.claim}", follow_redirects=True).text
    assert f"/feedback?claim={story.claim}" in page
    draft = tell(database, "A draft nobody may know.")
    assert client.get(f"/feedback?claim={draft.claim}").status_code == 404
    assert client.get("/feedback?claim=999").status_code == 404

    answer = client.post(
        f"/feedback?claim={story.claim}",
        data={"kind": "correction", "text": "It was the fifth.", "made": made(client)},
    )

    assert answer.status_code == 303
    assert "1 request for correction" in browser("Bela").get(f"/desk/claims/{story.claim}").text


def test_forms_can_be_turned_off(client: FlaskClient, browser: Browser, database: Database) -> None:
    with database.session_scope(write=True) as session:
        change_settings(session, SYSTEM, tips_open=False)
    for page in ("/submit", "/feedback"):
        assert client.get(page).status_code == 404
        assert client.post(page, data={"text": "a"}).status_code == 404
    assert "/submit" not in client.get("/").text


def test_inbox_takes_few_queries_whatever_the_number_of_tips(browser: Browser, database: Database) -> None:
    bela = browser("Bela")
    for number in range(60):
        a_tip(database, f"Tip number {number}")
        a_tip(database, f"Tip number {number}")
    with counted_queries(database) as statements:
        page = bela.get("/desk/tips").text
    assert page.count("sent 2 times") == 50 and "before=" in page
    assert len(statements) <= 12
    older = page.split("before=")[1].split('"')[0]
    assert bela.get(f"/desk/tips?before={older}").text.count("sent 2 times") == 10


def test_tip_becomes_a_claim_is_linked_merged_and_declined_in_bulk(browser: Browser, database: Database) -> None:
    bela = browser("Bela")
    first, second, third = (a_tip(database, f"Tip {number}", language="en") for number in range(3))
    answer = bela.post(f"/desk/tips/{first}/claim", data={"edits": "1", "text": "The tower leans."})
    assert answer.status_code == 303 and "a tip from a reader" in bela.get(answer.location).text
    assert bela.post(f"/desk/tips/{second}/link", data={"edits": "1", "number": "999"}).status_code == 422
    assert bela.post(f"/desk/tips/{second}/link", data={"edits": "1", "number": "1"}).status_code == 303
    assert bela.post(f"/desk/tips/{third}/merge", data={"edits": "1", "number": str(second)}).status_code == 303
    assert bela.post("/desk/tips/99/link", data={"edits": "1", "number": "1"}).status_code == 404
    bela.post("/desk/tips", data={"tip": [first, second], "step": "take", "answer": "Not sent."})
    assert "Not sent." not in bela.get(f"/desk/tips/{first}").text
    answer = bela.post("/desk/tips", data={"tip": [first, second], "step": "decline", "answer": "Not ours."})
    assert answer.status_code == 303
    assert "No tips here" in bela.get("/desk/tips").text
    assert bela.post("/desk/tips", data={"tip": [first], "step": "burn"}).status_code == 422


def test_address_of_a_tip_becomes_a_source_of_its_claim(browser: Browser, database: Database) -> None:
    bela, story = browser("Bela"), tell(database)
    tip = a_tip(database, address="https://news.example/a")
    bela.post(f"/desk/tips/{tip}/link", data={"edits": "1", "number": str(story.claim)})
    edits = bela.get(f"/desk/tips/{tip}").text.split('name="edits" value="')[1].split('"')[0]

    answer = bela.post(f"/desk/tips/{tip}/source", data={"edits": edits})

    assert answer.location == f"/desk/claims/{story.claim}/sources/new"
    assert "The source that it became" in bela.get(f"/desk/tips/{tip}").text
    assert bela.post(f"/desk/tips/{tip}/source", data={"edits": edits}).status_code == 409
