"""Changing a withheld source: who may, what the second to save sees, and that nothing of it lies in the open."""

import re

from claims.db import Database
from tests.web.conftest import Browser
from tests.web.stories import Story
from tests.web.test_withheld import CANARY, FORM, has_canary, rows, send
from tests.web.test_withheld import story as story  # noqa: PLC0414 (a fixture)


def edits_in(page: str) -> str:
    found = re.search(r'name="edits"[^>]*value="(\d+)"', page)
    assert found
    return found[1]


def test_it_and_its_evidence_are_changed_by_people_with_access_alone(
    browser: Browser, database: Database, story: Story
) -> None:
    ana, dan = browser("Ana"), browser("Dan")
    assert send(browser("Bela"), story, 1).status_code == 303
    shown = ana.get("/desk/withheld/1/edit").text.replace("&amp;", "&")
    for field in ("title", "publisher", "origin", "remarks", "public_description"):
        assert FORM[field] in shown, field
    new = {**FORM, "title": f"Letter of {CANARY}", "interests": f"{CANARY} hopes", "edits": edits_in(shown)}
    new |= {"public_description": "a letter that we have seen", "published_on": "2026-01-02"}
    for address, data in (("edit", new), ("evidence/1", {**FORM, "edits": "1"})):
        assert dan.get(f"/desk/withheld/1/{address}").status_code == 404
        assert dan.post(f"/desk/withheld/1/{address}", data=data).status_code == 404
    assert ana.post("/desk/withheld/1/edit", data={**new, "title": " "}).status_code == 422
    new["remarks"] = f"What a tip said of {CANARY}. " * 400
    assert ana.post("/desk/withheld/1/edit", data=new).status_code == 303
    stale = ana.post("/desk/withheld/1/edit", data={**new, "publisher": f"{CANARY} Ltd"})
    assert stale.status_code == 409 and f"{CANARY} Ltd" in stale.text and "Letter of" in stale.text

    edits = edits_in(ana.get("/desk/withheld/1/evidence/1").text)
    said = {**FORM, "stance": "supports", "quote": f"I, {CANARY}, saw the fifth list", "edits": edits}
    assert ana.post("/desk/withheld/1/evidence/1", data=said).status_code == 303
    assert ana.post("/desk/withheld/1/evidence/1", data={**said, "note": ""}).status_code == 409

    page = ana.get("/desk/withheld/1").text
    for words in ("Letter of", "hopes", "2 January 2026", "a letter that we have seen", "saw the fifth list"):
        assert words in page
    assert "Supports the claim" in page and "Quoted words: not found in the archived copy" in page
    assert "a letter that we have seen" in dan.get("/desk/withheld/1").text
    assert not [row for row in rows(database) if has_canary(row)]
