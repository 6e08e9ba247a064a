"""Every page of the desk and every step of the workbench has a bound of queries, whatever the rows."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from claims.db import Database
from claims.domain.claim import Claim
from claims.domain.state import ClaimState
from claims.web.session import TransactionalFlask
from tests.web.bench import claim_ids, claim_of, counted_queries, take_in
from tests.web.conftest import Browser

MOST = 12
SCRIPT = {"HX-Request": "true"}
ARTICLE = "/desk/articles/{article}"
CLAIM = "/desk/claims/{claim}"
PAGES = {
    "desk.home": "/desk",
    "article.index": "/desk/articles",
    "article.workbench": ARTICLE,
    "article.progress": f"{ARTICLE}/progress",
    "article.new": "/desk/articles/new",
    "report.edit": f"{ARTICLE}/report",
    "version.index": f"{ARTICLE}/versions",
    "version.changes": "/desk/changes",
    "claim_list.index": "/desk/claims",
    "claim.page": CLAIM,
    "appearance.find": f"{CLAIM}/appearances/new",
    "appearance.new": f"{CLAIM}/appearances/new/{{article}}",
    "claim.ask_whom": f"{CLAIM}/assign",
    "claim.ask_why_dropped": f"{CLAIM}/drop",
    "claim.edit": f"{CLAIM}/edit",
    "claim_facts.edit": f"{CLAIM}/facts",
    "quantity.edit": f"{CLAIM}/figures",
    "claim.merge": f"{CLAIM}/merge",
    "claim.ask_why_aside": f"{CLAIM}/set_aside",
    "source.attach": f"{CLAIM}/sources/new",
    "source.new": "/desk/sources/new",
    "source_list.index": "/desk/sources",
    "claim.split": f"{CLAIM}/split",
    "claim.ask_until_when": f"{CLAIM}/wait",
    "claim_facts.new": "/desk/claims/new",
    "collection.choose": "/desk/collections/add?claim={claim}&article={article}",
    "collection.index": "/desk/collections",
    "intake.index": "/desk/intake",
    "intake.sheet": "/desk/intake/sheet",
    "ledger.index": "/desk/ledger",
    "ledger.download": "/desk/ledger.csv",
    "comment.mentions": "/desk/mentions",
    "look.index": "/desk/look",
    "person.index": "/desk/people",
    "person.page": "/desk/people/2",
    "profile.page": "/desk/me",
    "setting.edit": "/desk/settings",
    "question.edit": "/desk/settings/questions",
    "subscription.index": "/desk/subscriptions",
}
COUNTED_ELSEWHERE = {
    "approval.page": "test_approval",
    "claim.card": "the card of every step below",
    "collection.page": "test_collection",
    "evidence.edit": "one piece of evidence",
    "intake.page": "one item",
    "intake.progress": "one item",
    "media.file": "one file",
    "sign_off.page": "a private article",
    "snapshot.file": "one copy",
    "snapshot.progress": "one source",
    "snapshot.text": "one copy",
    "snapshot.warc": "one copy",
    "source.edit": "one source",
    "source.page": "test_snapshot",
    "subscription.edit": "one subscription",
    "verdict.edit": "test_verdict",
    "version.difference": "two versions",
    "withheld.attach": "test_withheld",
    "withheld.copy": "one copy",
    "withheld.page": "test_withheld",
    "version.find_place": "one place",
}
"""Pages of what the small desk of this test does not have, and what says what they cost, or how much they show."""
SELECTED, WAITING = ClaimState.SELECTED, ClaimState.WAITING
STEPS: dict[str, tuple[ClaimState, dict[str, object]]] = {
    "select": (ClaimState.SUGGESTED, {}),
    "set_aside": (ClaimState.SUGGESTED, {"reason": "trivial"}),
    "edit": (SELECTED, {"text": "Other words.", "kind": "event", "attribution": ""}),
    "split": (SELECTED, {"texts": "One thing.\nAnother thing."}),
    "merge": (SELECTED, {"into": 2}),
    "take": (SELECTED, {}),
    "release": (SELECTED, {}),
    "assign": (SELECTED, {"person": 1}),
    "wait": (SELECTED, {"until": "2030-01-31"}),
    "drop": (SELECTED, {"reason": "no_data"}),
    "reopen": (WAITING, {}),
}
CLAIMS = 30


@pytest.fixture
def ana(database: Database, browser: Browser) -> FlaskClient:
    """The editor, on a desk with an article of many claims."""
    sentences = [f"Statement {number} is here." for number in range(CLAIMS)]
    take_in(database, " ".join(sentences), sentences)
    return browser("Ana")


def test_every_desk_page_is_in_the_table(app: TransactionalFlask) -> None:
    shown = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/desk") and "GET" in (rule.methods or ())
    }
    assert shown == PAGES.keys() | COUNTED_ELSEWHERE.keys()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_page_issues_more_queries(ana: FlaskClient, database: Database, browser: Browser) -> None:
    clients = dict.fromkeys(("setting.edit", "question.edit", "person.index", "person.page"), browser("Ada"))
    sent = {}
    for endpoint, address in PAGES.items():
        with counted_queries(database) as statements:
            answer = clients.get(endpoint, ana).get(address.format(article=1, claim=1))
        assert answer.status_code == 200, endpoint
        sent[endpoint] = len(statements)
    assert {endpoint: number for endpoint, number in sent.items() if number > MOST} == {}


@pytest.mark.parametrize("step", STEPS)
def test_no_step_issues_more_queries(ana: FlaskClient, database: Database, step: str) -> None:
    state, form = STEPS[step]
    first = claim_ids(database)[0]
    if state is not ClaimState.SUGGESTED:
        _act(ana, first, "select")
        _act(ana, first, "take")
    if state is WAITING:
        _act(ana, first, "wait", until="2030-01-31")
    edits = claim_of(database, first).edits
    with counted_queries(database) as statements:
        answer = _act(ana, first, step, edits=edits, **form)
    assert answer.status_code == 200
    assert len(statements) <= MOST, (len(statements), statements)
    with counted_queries(database) as statements:
        assert ana.post("/desk/articles/1/undo", headers=SCRIPT).status_code == 200
    assert len(statements) <= MOST, (len(statements), statements)


def test_no_step_with_many_issues_more_queries(ana: FlaskClient, database: Database) -> None:
    ticked = [f"{claim_id}.1" for claim_id in claim_ids(database)]
    for step in ("select", "take"):
        with counted_queries(database) as statements:
            answer = ana.post(f"/desk/articles/1/ticked/{step}", data={"claim": ticked}, headers=SCRIPT)
        assert (answer.status_code, len(statements) <= MOST) == (200, True), statements
        ticked = [f"{claim_id}.2" for claim_id in claim_ids(database)]
    with counted_queries(database) as statements:
        assert ana.post("/desk/articles/1/undo", headers=SCRIPT).status_code == 200
    assert len(statements) <= MOST, statements


def test_undo_of_a_merge_sends_no_query_for_each_place(browser: Browser, database: Database) -> None:
    words = ["It is said again", "This is said once"]
    take_in(database, " ".join([f"{words[0]}." for _ in range(70)] + [f"{words[1]}."]), words)
    ana, (many, once) = browser("Ana"), claim_ids(database)
    assert _act(ana, many, "merge", edits=1, into=once).status_code == 200
    with counted_queries(database) as statements:
        assert ana.post("/desk/articles/1/undo", headers=SCRIPT).status_code == 200
    assert len(statements) <= MOST, statements
    with database.session_scope(write=False) as session:
        assert [len(session.get_one(Claim, claim_id).appearances) for claim_id in (many, once)] == [70, 1]


def _act(client: FlaskClient, claim_id: int, step: str, **form: object) -> TestResponse:
    return client.post(f"/desk/claims/{claim_id}/{step}", data={"article": "1", **form}, headers=SCRIPT)
