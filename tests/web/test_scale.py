"""The editor of the rating scale."""

import re
from dataclasses import replace
from html import unescape

from flask.testing import FlaskClient

from claims.db import Database
from claims.services.rating import newest_scale
from claims.services.scale import drafts_of, save_scale
from claims.services.setting import change_settings
from tests.web.conftest import SYSTEM, Browser
from tests.web.stories import actor, published, tell

INPUT = re.compile(r"<(?:input|textarea|select)\b[^>]*\bname=\"(ratings-[^\"]+|seen)\"[^>]*>([^<]*)")


def form_of(client: FlaskClient) -> dict[str, object]:
    """What a browser would send of the form as it is shown."""
    page = client.get("/desk/settings/scale").text
    sent: dict[str, object] = {}
    for found in INPUT.finditer(page):
        tag, name = found[0], found[1]
        value = re.search(r"\bvalue=\"([^\"]*)\"", tag)
        if 'type="checkbox"' in tag:
            if " checked" in tag and value:
                sent.setdefault(name, []).append(value[1])  # type: ignore[attr-defined]
        elif tag.startswith("<select"):
            sent[name] = ""
        else:
            sent[name] = unescape(value[1]) if value else unescape(found[2]).strip()
    return sent


def test_only_admins_change_the_scale(browser: Browser) -> None:
    assert browser("Ana").get("/desk/settings/scale").status_code == 403
    assert browser("Ana").post("/desk/settings/scale").status_code == 403


def test_form_as_it_is_changes_nothing(browser: Browser) -> None:
    ada = browser("Ada")
    assert ada.post("/desk/settings/scale", data=form_of(ada)).status_code == 303
    page = ada.get("/desk/settings/scale").text
    assert 'name="seen" type="hidden" value="1"' in page


def test_new_label_makes_a_version_that_readers_of_the_methodology_see(browser: Browser) -> None:
    ada = browser("Ada")
    form = {**form_of(ada), "ratings-4-label_": "Wrong & gone", "ratings-4-translations": "de | Falsch | Nein."}
    preview = ada.post("/desk/settings/scale", data={**form, "preview": "1"})
    assert preview.status_code == 200
    assert "Nothing is saved yet" in preview.text
    assert "Wrong &amp; gone" not in ada.get("/methodology").text
    assert ada.post("/desk/settings/scale", data=form).status_code == 303
    page = ada.get("/desk/settings/scale").text
    assert "Version 2" in page
    assert "de | Falsch | Nein." in page
    assert "Wrong &amp; gone" in ada.get("/methodology").text
    assert ada.post("/desk/settings/scale", data=form).status_code == 409, "it was made from version 1"


def test_what_is_wrong_is_said_and_kept(browser: Browser) -> None:
    ada = browser("Ada")
    for change, sentence in (
        ({"ratings-4-value": "5"}, "Two ratings have the same number."),
        ({"ratings-4-label_": "True"}, "Two ratings have the same label."),
        ({"ratings-4-translations": "no line"}, "This is no translation of a rating"),
        ({"ratings-4-definition": ""}, "need 1 to 300 characters"),
    ):
        answer = ada.post("/desk/settings/scale", data={**form_of(ada), **change})
        assert answer.status_code == 422
        assert sentence in answer.text
    unknown = ada.post("/desk/settings/scale", data={**form_of(ada), "ratings-4-gates": ["nothing"]})
    assert unknown.status_code == 422


def test_ratings_that_were_edited_are_unfolded_beside_the_preview(browser: Browser) -> None:
    ada = browser("Ada")
    as_it_is = {**form_of(ada), "preview": "1"}
    assert "Nothing is saved yet" in ada.post("/desk/settings/scale", data=as_it_is).text
    page = ada.post("/desk/settings/scale", data={**as_it_is, "ratings-4-label_": "Quite wrong"}).text
    assert page.count('<details class="folded" open>') == 1
    assert "Quite wrong" in page.partition('<details class="folded" open>')[2].partition("</summary>")[0]


def call_opinion(database: Database, word: str) -> None:
    """Give the rating “Opinion” a German word."""
    ada = actor(database, "Ada")
    with database.session_scope(write=True) as session:
        newest = newest_scale(session)
        drafts = [
            replace(one, translations={"de": (word, "Ein Urteil.")}) if one.key == "opinion" else one
            for one in drafts_of(newest)
        ]
        save_scale(session, ada, drafts, seen=newest.number)


def test_ratings_are_called_as_the_pages_language_calls_them_and_published_ones_stay(
    browser: Browser, database: Database
) -> None:
    call_opinion(database, "Meinung")
    story, ana = published(database, tell(database)), browser("Ana")
    address = f"/claims/{story.claim}"
    assert "Meinung" not in ana.get(address, follow_redirects=True).text
    with database.session_scope(write=True) as session:
        change_settings(session, SYSTEM, language="de-AT")
    call_opinion(database, "Ansicht")

    page = ana.get(address, follow_redirects=True).text
    assert '<span class="badge__word">Meinung</span>' in page and re.search('"alternateName": ?"Meinung"', page)
    assert "Ein Urteil." in page
    assert "Meinung" in ana.get(f"/desk/claims/{story.claim}").text
    assert "Ansicht" in ana.get("/methodology").text
