"""Writing a verdict in the browser's form, and handing it over."""

import re
from datetime import date
from typing import Any

from flask.testing import FlaskClient

from claims.db import Database
from claims.services.rating import newest_scale
from claims.services.verdict import get_revision
from tests.web.conftest import Browser
from tests.web.stories import evidence, rating_id, start, submitted, tell


def form_of(database: Database, revision_id: int, **changes: Any) -> dict[str, Any]:
    """What the browser sends from the form of a revision."""
    with database.session_scope(write=False) as session:
        edits = get_revision(session, revision_id).edits
    filled = {
        "edits": edits,
        "rating": rating_id(database, "opinion"),
        "summary": "It is his fourth visit.",
        "explanation": "We **counted** them.",
        "as_of": "2026-11-22",
    }
    return {**filled, **changes}


def test_form_shows_each_rating_with_its_definition(browser: Browser, database: Database) -> None:
    revision = start(database, tell(database))
    page = browser("Bela").get(f"/desk/verdicts/{revision}").text
    with database.session_scope(write=False) as session:
        assert all(rating.definition in page for rating in newest_scale(session).ratings)


def test_saved_explanation_is_previewed_as_readers_would_see_it(browser: Browser, database: Database) -> None:
    revision = start(database, tell(database))
    bela = browser("Bela")
    answer = bela.post(f"/desk/verdicts/{revision}", data=form_of(database, revision))
    assert answer.status_code == 303
    assert "<strong>counted</strong>" in bela.get(answer.location).text


def test_script_in_an_explanation_never_reaches_the_page(browser: Browser, database: Database) -> None:
    revision = start(database, tell(database))
    bela = browser("Bela")
    hostile = "<script>alert(1)</script> [x](javascript:alert(1))"
    bela.post(f"/desk/verdicts/{revision}", data=form_of(database, revision, explanation=hostile, summary=hostile))
    page = bela.get(f"/desk/verdicts/{revision}").text
    assert "<script>alert" not in page
    assert 'href="javascript' not in page


def test_u_0000_in_a_text_is_no_error(browser: Browser, database: Database) -> None:
    revision = start(database, tell(database))
    form = form_of(database, revision, explanation="a\x00b", two_origins_note="\x00")
    assert browser("Bela").post(f"/desk/verdicts/{revision}", data=form).status_code == 303


def test_too_long_summary_keeps_what_was_typed(browser: Browser, database: Database) -> None:
    revision = start(database, tell(database))
    form = form_of(database, revision, summary="x" * 401, explanation="Kept words")
    answer = browser("Bela").post(f"/desk/verdicts/{revision}", data=form)
    assert answer.status_code == 422
    assert "Kept words" in answer.text


def test_wrong_dates_and_ratings_are_refused_without_losing_anything(browser: Browser, database: Database) -> None:
    revision = start(database, tell(database))
    bela = browser("Bela")
    for wrong in ({"as_of": "yesterday"}, {"rating": "99999"}, {"rating": "x"}, {"edits": "x"}):
        answer = bela.post(f"/desk/verdicts/{revision}", data=form_of(database, revision, **wrong))
        assert answer.status_code == 422, wrong
        assert "We **counted** them." in answer.text


def test_stale_form_is_answered_with_both_texts(browser: Browser, database: Database) -> None:
    revision = start(database, tell(database))
    old = form_of(database, revision, summary="Mine")
    browser("Dan").post(f"/desk/verdicts/{revision}", data=form_of(database, revision, summary="Theirs"))
    answer = browser("Bela").post(f"/desk/verdicts/{revision}", data=old)
    assert answer.status_code == 409
    assert "Mine" in answer.text
    assert "Theirs" in answer.text


def test_two_versions_are_merged_field_by_field_and_saved(browser: Browser, database: Database) -> None:
    revision = start(database, tell(database))
    bela, dan, address = browser("Bela"), browser("Dan"), f"/desk/verdicts/{revision}"
    page = bela.get(address).text
    for name in ("rating", "summary", "as_of", "both_sides_reason", "both_sides_note"):
        assert f'name="seen_{name}" value=""' in page
    gate = {"both_sides_reason": "searched_none", "both_sides_note": "Two archives"}
    theirs = form_of(database, revision, summary="Theirs", searched="Libraries", recheck_on="2027-01-01", **gate)
    mine = form_of(database, revision, summary="Mine", explanation="My long\nexplanation", as_of="2026-11-20")
    mine |= {"rating": rating_id(database, "false"), "then": "submit", "both_sides_reason": "", "searched": ""}
    mine |= {f"seen_{name}": "" for name in ("rating", "summary", "searched", "both_sides_reason", "explanation")}
    assert dan.post(address, data=theirs).status_code == 303
    answer = bela.post(address, data=mine)
    assert answer.status_code == 409
    for words in ("Theirs", "Mine", "Opinion", "False", "2026-11-22", "2026-11-20", "You had left this as it was"):
        assert words in answer.text
    assert answer.text.count("Both of you changed this") >= 2
    merged = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.text))
    assert "then" not in merged and merged["edits"] == str(form_of(database, revision)["edits"])
    radios = re.findall(r'type="radio"[^>]*name="([^"]+)" value="([^"]*)" checked', answer.text)
    assert ("rating", str(rating_id(database, "false"))) in radios
    assert ("both_sides_reason", "searched_none") in radios
    merged |= {"summary": "Ours", "as_of": "2026-11-22", "searched": "Libraries", "explanation": "Both"}
    merged |= dict(radios) | gate
    assert bela.post(address, data=merged).location == address
    with database.session_scope(write=False) as session:
        saved = get_revision(session, revision)
        assert (saved.summary, saved.searched, saved.explanation) == ("Ours", "Libraries", "Both")
        assert saved.rating is not None and saved.rating.key == "false"
        assert saved.gate_answers["both_sides"]["note"] == "Two archives"
        assert {person.name for person in saved.authors} == {"Bela", "Dan"}


def test_what_no_form_shows_is_named_when_it_was_changed_meanwhile(browser: Browser, database: Database) -> None:
    story = tell(database)
    revision = start(database, story)
    form = form_of(database, revision)
    assert browser("Bela").post(f"/desk/verdicts/{revision}", data=form).status_code == 303
    answer = browser("Dan").post(f"/desk/verdicts/{revision}", data=form)
    assert answer.status_code == 409
    assert "is the same in both versions" in answer.text


def test_reason_at_a_gate_is_kept_with_its_sentence(browser: Browser, database: Database) -> None:
    revision = start(database, tell(database))
    bela = browser("Bela")
    reasons = {"both_sides_reason": "searched_none", "both_sides_note": "Three archives, 2026-11-22"}
    bela.post(f"/desk/verdicts/{revision}", data=form_of(database, revision, **reasons))
    assert 'value="Three archives, 2026-11-22"' in bela.get(f"/desk/verdicts/{revision}").text


def test_saving_and_submitting_hands_it_to_a_second_person(browser: Browser, database: Database) -> None:
    revision = start(database, tell(database))
    bela = browser("Bela")
    answer = bela.post(f"/desk/verdicts/{revision}", data=form_of(database, revision, then="submit"))
    assert answer.location == f"/desk/verdicts/{revision}/review"
    assert "awaiting approval" in bela.get(answer.location).text


def test_submitting_names_what_is_missing_and_keeps_the_form(browser: Browser, database: Database) -> None:
    revision = start(database, tell(database))
    form = form_of(database, revision, then="submit", rating=rating_id(database, "false"), summary="Typed")
    answer = browser("Bela").post(f"/desk/verdicts/{revision}", data=form)
    assert answer.status_code == 422
    assert "Evidence with a stance" in answer.text
    assert "Typed" in answer.text


def test_second_verdict_on_a_claim_that_has_an_open_one_is_a_conflict(
    browser: Browser, database: Database
) -> None:
    story = tell(database)
    start(database, story)
    assert browser("Dan").post(f"/desk/claims/{story.claim}/verdict").status_code == 409


def test_start_leads_to_the_form(browser: Browser, database: Database) -> None:
    story = tell(database)
    answer = browser("Bela").post(f"/desk/claims/{story.claim}/verdict")
    assert answer.status_code == 303
    assert answer.location.startswith("/desk/verdicts/")


def test_reader_is_sent_to_sign_in(client: FlaskClient, database: Database) -> None:
    revision = start(database, tell(database))
    assert client.get(f"/desk/verdicts/{revision}").location.startswith("/sign-in")
    assert client.post(f"/desk/verdicts/{revision}/submit").status_code == 302


def test_unknown_verdict_is_not_found(browser: Browser) -> None:
    assert browser("Bela").get("/desk/verdicts/999").status_code == 404


def test_submitted_verdict_warns_that_an_edit_needs_approval_anew(browser: Browser, database: Database) -> None:
    story = submitted(database, tell(database))
    page = browser("Dan").get(f"/desk/verdicts/{story.revision}").text
    assert "needs approval anew" in page


def test_evidence_stands_beside_the_form(browser: Browser, database: Database) -> None:
    story = tell(database)
    evidence(database, story, quote="Fourth visit, said the ministry", accessed=date(2026, 11, 22))
    revision = start(database, story)
    assert "Fourth visit, said the ministry" in browser("Bela").get(f"/desk/verdicts/{revision}").text
