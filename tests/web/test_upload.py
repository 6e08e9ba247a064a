"""What an uploaded file says besides its words, while its form is shown again."""

import html
import re

from sqlalchemy import select
from werkzeug.test import TestResponse

from claims.db import Database
from claims.domain.article import Version
from tests.archiving.samples import SRT
from tests.web.conftest import Browser
from tests.web.test_article import FORM, upload


def field(page: TestResponse, name: str) -> str:
    """Return what a field of the form holds."""
    found = re.search(rf'<textarea[^>]* name="{name}"[^>]*>\s*(.*?)</textarea>', page.text, re.DOTALL)
    found = found or re.search(rf'<input[^>]* name="{name}"[^>]* value="(.*?)"', page.text)
    assert found is not None, name
    return html.unescape(found[1])


def test_a_transcript_taken_in_all_the_same_keeps_its_times(browser: Browser, database: Database) -> None:
    bela = browser("Bela")
    upload(bela, "debate.srt", SRT.encode())
    answer = upload(bela, "debate.srt", SRT.encode())
    assert answer.status_code == 409
    again = {**FORM, "text": field(answer, "text"), "upload": field(answer, "upload"), "all_the_same": "y"}
    assert bela.post("/desk/articles/new", data=again).status_code == 303
    with database.session_scope(write=False) as session:
        first, second = session.scalars(select(Version).order_by(Version.id))
        assert first.cues
        assert second.cues == first.cues
        assert second.origin == "uploaded debate.srt"


def test_times_of_a_transcript_that_somebody_rewrote_are_left_out_and_that_is_said(
    browser: Browser, database: Database
) -> None:
    bela = browser("Bela")
    refused = upload(bela, "debate.srt", SRT.encode(), address="javascript:alert(1)")
    assert refused.status_code == 422
    again = {**FORM, "text": field(refused, "text") + " Oh.", "upload": field(refused, "upload")}
    page = bela.post("/desk/articles/new", data=again, follow_redirects=True).text
    assert "The times of the transcript are left out" in page
    with database.session_scope(write=False) as session:
        version = session.scalars(select(Version)).one()
        assert (version.cues, version.origin) == ([], "pasted")
