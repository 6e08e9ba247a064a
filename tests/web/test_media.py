"""Articles that are pictures, recordings or films."""

import struct
import zlib
from http import HTTPStatus
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from claims.db import Database
from claims.domain.article import Article
from claims.domain.claim import AnchorKind, Appearance
from claims.domain.state import ArticleState
from tests.web.bench import counted_queries
from tests.web.conftest import Browser

FORM = {"text": "", "medium": "other", "language": "en", "engine": "sentence"}
SOUND = b"ID3" + b"\x00" * 5_000


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


PICTURE = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(b"\x00\x00"))
    + chunk(b"IEND", b"")
)


def upload(client: FlaskClient, name: str, data: bytes, **more: str) -> TestResponse:
    form = {**FORM, **more, "file": (BytesIO(data), name)}
    return client.post("/desk/articles/new", data=form, content_type="multipart/form-data")


def places(database: Database) -> list[tuple[AnchorKind, object]]:
    with database.session_scope(write=False) as session:
        rows = session.execute(select(Appearance.anchor_kind, Appearance.place).order_by(Appearance.id))
        return [(kind, place) for kind, place in rows]


def test_a_picture_is_shown_with_claims_at_its_regions(browser: Browser, database: Database) -> None:
    bela = browser("Bela")
    bench = upload(bela, "flood.png", PICTURE).location
    with database.session_scope(write=False) as session:
        article = session.scalars(select(Article)).one()
        assert (article.title, article.medium.value, article.media_type) == ("flood.png", "picture", "image/png")
        assert article.state is ArticleState.READY
    file = bela.get(f"{bench}/media")
    assert (file.data, file.mimetype) == (PICTURE, "image/png")
    region = {"text": "The bridge is flooded.", "x": "10", "y": "20", "width": "30", "height": "40"}
    assert bela.post(f"{bench}/media/claims", data=region).status_code == HTTPStatus.SEE_OTHER
    assert bela.post(f"{bench}/media/claims", data={"text": "It is new."}).status_code == HTTPStatus.SEE_OTHER
    page = bela.get(bench).text
    assert '<rect x="10.0" y="20.0" width="30.0" height="40.0"/>' in page
    assert page.count("The bridge is flooded.") >= 2
    assert places(database) == [
        (AnchorKind.REGION, {"x": 10, "y": 20, "width": 30, "height": 40}),
        (AnchorKind.WHOLE, None),
    ]


def test_a_recording_has_a_transcript_and_claims_at_times(browser: Browser, database: Database) -> None:
    bela = browser("Bela")
    bench = upload(bela, "speech.mp3", SOUND, text="Taxes fell by three per cent in May.").location
    times = {"text": "Taxes fell in May.", "begins": "0:05", "ends": "1:02:03.5"}
    assert bela.post(f"{bench}/media/claims", data=times).status_code == HTTPStatus.SEE_OTHER
    assert places(database) == [(AnchorKind.TIME, {"start": 5, "end": 3723.5})]
    page = bela.get(bench).text
    assert "Taxes fell by three per cent in May." in page
    assert "0:05–1:02:03.5" in page
    part = bela.get(f"{bench}/media", headers={"Range": "bytes=0-2"})
    assert (part.status_code, part.data) == (HTTPStatus.PARTIAL_CONTENT, b"ID3")


@pytest.mark.parametrize(
    ("place", "problem"),
    [
        ({"begins": "0:10", "ends": "0:05"}, "comes after its beginning"),
        ({"begins": "noon", "ends": "0:05"}, "is no time"),
        ({"begins": "0:05"}, "a whole time range"),
        ({"x": "1", "y": "1", "width": "5", "height": "5"}, "no regions"),
        ({"text": ""}, "Say what is claimed"),
    ],
)
def test_a_place_that_cannot_be_is_named_and_what_was_typed_is_kept(
    browser: Browser, database: Database, place: dict[str, str], problem: str
) -> None:
    bela = browser("Bela")
    bench = upload(bela, "speech.mp3", SOUND).location
    answer = bela.post(f"{bench}/media/claims", data={"text": "Taxes fell.", **place})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert problem in answer.text
    assert place.get("text", "Taxes fell.") in answer.text
    assert places(database) == []


def test_what_could_run_something_is_no_picture(browser: Browser, database: Database) -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    assert upload(browser("Bela"), "a.svg", drawing).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    with database.session_scope(write=False) as session:
        assert session.scalars(select(Article)).all() == []


def test_nobody_outside_sees_the_file(browser: Browser, client: FlaskClient) -> None:
    bench = upload(browser("Bela"), "flood.png", PICTURE).location
    assert client.get(f"{bench}/media").status_code == HTTPStatus.FOUND
    assert browser("Bela").get("/desk/articles/99/media").status_code == HTTPStatus.NOT_FOUND


def test_many_places_take_no_more_queries(browser: Browser, database: Database) -> None:
    bela = browser("Bela")
    bench = upload(bela, "flood.png", PICTURE).location
    counts = []
    for _round in range(2):
        for number in range(4):
            bela.post(f"{bench}/media/claims", data={"text": f"Claim {number}."})
        with counted_queries(database) as queries:
            assert bela.get(bench).status_code == HTTPStatus.OK
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
