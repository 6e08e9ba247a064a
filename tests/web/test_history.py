"""The history that people read: of one thing, and the whole log."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from claims.db import Database
from claims.domain.claim import Claim
from claims.domain.claimant import ClaimantKind
from claims.domain.source import Source, SourceAccess, SourceKind
from claims.services import audit
from claims.services.claimant import confirm_claimant
from claims.services.history import PAGE_LENGTH
from claims.services.person import find_person
from tests.web.bench import counted_queries, take_in
from tests.web.conftest import Browser, actor_of

SECRET = "the whistle-blower’s street"


def edit(database: Database, claim_id: int, before: str, after: str) -> int:
    with database.session_scope(write=True) as session:
        claim = session.get_one(Claim, claim_id)
        data = {"before": {str(claim_id): {"text": before}}, "after": {str(claim_id): {"text": after}}}
        return audit.record(session, actor_of(database, "Bela"), "claim.edit", claim, data).number


def test_history_says_who_changed_what_from_and_to(browser: Browser, database: Database) -> None:
    take_in(database)
    edit(database, 1, "It has ten steps.", "It has twelve steps.")
    page = browser("Ana").get("/desk/history/claim/1").text
    assert "Bela" in page and "changed the claim" in page
    assert "<del>" in page and "ten" in page and "<ins>" in page and "twelve" in page
    assert "/desk/history/claim/1" in browser("Ana").get("/desk/claims/1").text


def test_values_are_said_in_words_once_and_people_by_name(browser: Browser, database: Database) -> None:
    take_in(database)
    dan = actor_of(database, "Dan").person_id
    with database.session_scope(write=True) as session:
        changed = {"state": "suggested", "assignee_id": None}, {"state": "not_selected", "assignee_id": dan}
        data = {
            "before": {"1": changed[0]},
            "after": {"1": changed[1]},
            "details": {"assignee_id": dan, "wait_for": ""},
        }
        audit.record(session, actor_of(database, "Bela"), "claim.take", ("claim", 1), data)
    page = browser("Ana").get("/desk/history/claim/1").text
    assert "suggested" in page and "set aside" in page and "not_selected" not in page
    assert page.count("<dt>who checks it</dt>") == 1 and page.count(">Dan<") == 1 and "waits for" not in page


def test_claimants_are_shown_by_name(browser: Browser, database: Database) -> None:
    take_in(database)
    with database.session_scope(write=True) as session:
        confirm_claimant(session, actor_of(database, "Bela"), 1, name="Mayor Quimby", kind=ClaimantKind.PERSON)
    page = browser("Ana").get("/desk/history/claim/1").text
    assert "said who made the claim" in page and "Mayor Quimby" in page


def test_step_with_several_claims_is_in_the_history_of_each(browser: Browser, database: Database) -> None:
    article = take_in(database)
    with database.session_scope(write=True) as session:
        data = {
            "before": {"1": {"state": "suggested"}, "2": {"state": "suggested"}},
            "after": {"1": {"state": "selected"}, "2": {"state": "dropped"}},
        }
        audit.record(session, actor_of(database, "Bela"), "claim.edit", ("article", article), data)
    first = browser("Ana").get("/desk/history/claim/1").text
    assert "to check" in first and "dropped" not in first
    assert "changed the claim" not in browser("Ana").get("/desk/history/claim/3").text


def test_erased_payload_is_said_to_be_erased(browser: Browser, database: Database) -> None:
    take_in(database)
    number = edit(database, 1, "before", SECRET)
    with database.session_scope(write=True) as session:
        audit.erase_payload(session, actor_of(database, "Ada"), number)
    page = browser("Ana").get("/desk/history/claim/1").text
    assert "was erased" in page and SECRET not in page


@pytest.mark.parametrize("kind", ["claim", "article", "source", "verdict"])
def test_what_is_not_there_has_no_history(browser: Browser, kind: str) -> None:
    assert browser("Ana").get(f"/desk/history/{kind}/999").status_code == 404


def test_history_is_for_the_desk_and_the_log_for_admins(browser: Browser, database: Database) -> None:
    take_in(database)
    assert browser("Ana").get("/desk/history/nonsense/1").status_code == 404
    assert browser("Ana").get("/desk/log").status_code == 403
    assert browser("Ada").get("/desk/log").status_code == 200


def withheld(session: Session, database: Database) -> int:
    source = Source(kind=SourceKind.INTERVIEW, title="x", accessed_on=date(2026, 1, 1), withheld=True)
    session.add(source)
    audit.record(session, actor_of(database, "Bela"), "source.add", source, {"note": SECRET})
    session.add(SourceAccess(source_id=source.id, person_id=find_person(session, "bela@desk.example").id))
    return source.id


def test_withheld_source_leaves_no_trace_for_others(browser: Browser, database: Database) -> None:
    with database.session_scope(write=True) as session:
        source_id = withheld(session, database)
    assert SECRET in browser("Bela").get(f"/desk/history/source/{source_id}").text
    assert browser("Dan").get(f"/desk/history/source/{source_id}").status_code == 404
    log = browser("Ada").get("/desk/log?subject=source").text
    assert SECRET not in log and f"source\xa0{source_id}" not in log


def test_log_is_filtered(browser: Browser, database: Database) -> None:
    take_in(database)
    edit(database, 1, "before", "after")
    ada = browser("Ada")
    assert "changed the claim</p>" in ada.get("/desk/log?action=claim.edit").text
    assert "changed the claim</p>" not in ada.get("/desk/log?action=article.add").text
    assert "changed the claim</p>" in ada.get("/desk/log?action=claim&subject=claim&id=1").text
    assert "changed the claim</p>" not in ada.get("/desk/log?subject=claim&id=2").text
    with database.session_scope(write=False) as session:
        bela, ana = (find_person(session, f"{name}@desk.example").id for name in ("bela", "ana"))
    assert "changed the claim</p>" in ada.get(f"/desk/log?person={bela}").text
    assert "changed the claim</p>" not in ada.get(f"/desk/log?person={ana}").text
    assert "changed the claim</p>" not in ada.get("/desk/log?until=2020-01-01").text
    everything = ada.get("/desk/log?since=2020-01-01").text
    assert "changed the claim</p>" in everything and '<optgroup label="Claims">' in everything
    assert '<a href="/desk/claims/1">claim\xa01</a>' in everything


@pytest.mark.parametrize(
    "query", ["before=x", "id=9999999999999999", "person=-1", "since=x&until=9999-12-31", "id=²"]
)
def test_log_bears_whatever_an_address_says(browser: Browser, query: str) -> None:
    assert browser("Ada").get(f"/desk/log?{query}").status_code == 200


def test_pages_follow_each_other_in_twelve_queries(browser: Browser, database: Database) -> None:
    take_in(database)
    with database.session_scope(write=True) as session:
        for step in range(2 * PAGE_LENGTH):
            audit.record(session, actor_of(database, "Bela"), "claim.edit", ("claim", 1), {"step": f"step{step}."})
    for address, name in (("/desk/history/claim/1", "Ana"), ("/desk/log", "Ada")):
        client = browser(name)
        client.get(address)
        with counted_queries(database) as queries:
            first = client.get(address).text
        assert len(queries) <= 12, queries
        older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
        second = client.get(older).text
        assert "step99." in first and "step60." in first and "step40." not in first
        assert "step40." in second and "step60." not in second
