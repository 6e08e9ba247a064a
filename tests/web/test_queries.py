"""Every page of the desk and every step of the workbench has a bound of queries, whatever the rows."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from claims.db import Database
from claims.domain.claim import Claim
from claims.domain.person import Person
from claims.domain.state import ClaimState
from claims.web.session import TransactionalFlask
from tests.web.bench import claim_ids, claim_of, counted_queries, take_in
from tests.web.conftest import Browser
from tests.web.full_desk import MEDIA_ARTICLE, correct, fill, ids
from tests.web.full_folder import fill_folder

MOST = 12
SCRIPT = {"HX-Request": "true"}
ARTICLE = "/desk/articles/{article}"
CLAIM = "/desk/claims/{claim}"
REVISION = "/desk/verdicts/{revision}"
PAGES = {
    "desk.home": "/desk",
    "article.index": "/desk/articles",
    "article.workbench": ARTICLE,
    "media.file": f"/desk/articles/{MEDIA_ARTICLE}/media",
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
    "conflict_of_interest.index": "/desk/conflicts?claim={claim}",
    "notification.index": "/desk/notifications",
    "person.index": "/desk/people",
    "person.page": "/desk/people/2",
    "profile.page": "/desk/me",
    "removal.index": "/desk/removals",
    "removal.ask": "/desk/removals/claim/{claim}",
    "scale.edit": "/desk/settings/scale",
    "setting.edit": "/desk/settings",
    "question.edit": "/desk/settings/questions",
    "subscription.index": "/desk/subscriptions",
    "approval.page": f"{REVISION}/review",
    "guest.index": f"{REVISION}/guests",
    "claim.card": f"{CLAIM}/card?article=1",
    "collection.page": "/desk/collections/1",
    "evidence.edit": "/desk/evidence/1",
    "intake.page": "/desk/intake/1",
    "intake.progress": "/desk/intake/1/progress",
    "sign_off.page": f"{ARTICLE}/sign-off",
    "source.page": "/desk/sources/1",
    "subscription.edit": "/desk/subscriptions/1",
    "verdict.edit": REVISION,
    "contact.index": "/desk/contacts",
    "contact.new": f"{CLAIM}/contacts/new",
    "contact.page": "/desk/contacts/1",
    "history.index": "/desk/log",
    "history.page": "/desk/history/claim/1",
    "picture.index": f"{REVISION}/pictures",
    "preview.of_report": f"{ARTICLE}/previews",
    "preview.of_verdict": f"{REVISION}/previews",
    "recheck.index": "/desk/rechecks",
    "snapshot.file": "/desk/snapshots/1/file",
    "snapshot.progress": "/desk/sources/1/progress",
    "snapshot.text": "/desk/snapshots/1",
    "snapshot.warc": "/desk/snapshots/1/warc",
    "source.edit": "/desk/sources/1/edit",
    "tip.index": "/desk/tips",
    "tip.page": "/desk/tips/1",
    "tip.picture": "/desk/tips/1/picture",
    "withheld.attach": f"{CLAIM}/withheld/new",
    "withheld.copy": "/desk/withheld/{withheld}/copies/{copy}",
    "withheld.edit": "/desk/withheld/{withheld}/edit",
    "withheld.edit_evidence": "/desk/withheld/{withheld}/evidence/{sealed}",
    "withheld.page": "/desk/withheld/{withheld}",
    "withheld.withhold": "/desk/sources/1/withhold",
    "translation.edit": f"{CLAIM}/translation",
    "version.difference": f"{ARTICLE}/versions/1/2",
    "version.find_place": "/desk/appearances/{waiting}/words",
}
"""Every page of the desk, on one where many rows of every kind hang on what the page is about."""
BY_ADMIN = {
    "setting.edit",
    "subscription.edit",
    "question.edit",
    "person.index",
    "person.page",
    "removal.index",
    "removal.ask",
    "history.index",
    "scale.edit",
}
SELECTED_CLAIM = 4
"""A claim that stands in the first article alone, and is on the list to check."""
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
STEP_MOST = {"split": 13}
"""A split writes the claim, its parts, their places and the open revision of the verdict beside the event."""
OF_ARTICLE: dict[str, dict[str, object]] = {
    "claims": {"words": "Statement 7 is here", "text": ""},
    "extract": {"engine": "sentence"},
    "finish": {"reason": "trivial"},
    "media/claims": {"text": "It is so."},
    "ticked/select": {},
    "ticked/set_aside": {"reason": "trivial"},
    "ticked/take": {},
    "ticked/assign": {"person": 2},
    "undo": {},
}
"""Steps that are taken with many claims of an article, or with none in particular."""
OF_CLAIM_PAGE: dict[str, dict[str, object]] = {
    "claimant": {"name": "The Paper", "kind": "organisation"},
    "undo": {},
}


@pytest.fixture
def ana(app: TransactionalFlask, database: Database, browser: Browser) -> FlaskClient:
    """The editor, on a desk with many rows of every kind."""
    picture = app.extensions["claims"].archive.store.put(BytesIO(b"not looked into"))
    fill(database, picture.sha256)
    return browser("Ana")


def test_every_desk_page_is_in_the_table(app: TransactionalFlask) -> None:
    shown = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/desk") and "GET" in (rule.methods or ())
    }
    assert shown == PAGES.keys()


def test_every_step_of_the_workbench_is_in_a_table(app: TransactionalFlask) -> None:
    taken = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and rule.endpoint.partition(".")[0] in ("article", "claim", "media")
    }
    paths = [f"claims/1/{step}" for step in (*STEPS, *OF_CLAIM_PAGE)] + [
        f"articles/1/{step}" for step in OF_ARTICLE
    ]
    adapter = app.url_map.bind("desk.example")
    counted = {adapter.match(f"/desk/{path}", method="POST")[0] for path in paths}
    assert taken == counted | {"article.add"}  # which takes in one article, on a page of its own


@pytest.mark.both_databases
def test_no_page_issues_more_queries(
    app: TransactionalFlask, ana: FlaskClient, database: Database, browser: Browser
) -> None:
    ada, names, archive = browser("Ada"), ids(database), app.extensions["claims"].archive
    picture = archive.store.put(BytesIO(b"not looked into")).sha256
    names |= fill_folder(database, archive, picture, names["revision"])
    too_many = {}
    for endpoint, address in PAGES.items():
        client = ada if endpoint in BY_ADMIN else ana
        headers = SCRIPT if endpoint == "claim.card" else {}
        with counted_queries(database) as statements:
            answer = client.get(address.format(**names), headers=headers)
        assert answer.status_code == 200, endpoint
        if len(statements) > MOST:
            too_many[endpoint] = statements
    assert {endpoint: len(statements) for endpoint, statements in too_many.items()} == {}


def test_the_review_of_a_correction_at_a_desk_that_approves_blind(
    ana: FlaskClient, database: Database, browser: Browser
) -> None:
    """A revision that nobody decided on is compared with the published one, whose evidence is gone."""
    revision_id = ids(database)["revision"]
    with database.session_scope(write=True) as session:
        correct(session, revision_id)
    for client in (ana, browser("Dan")):
        for page in ("/review", ""):
            with counted_queries(database) as statements:
                answer = client.get(f"/desk/verdicts/{revision_id}{page}", follow_redirects=False)
            assert answer.status_code == (200 if client is ana or page else 303)
            assert len(statements) <= MOST, "\n".join(statements)


@pytest.mark.parametrize("step", STEPS)
def test_no_step_issues_more_queries(ana: FlaskClient, database: Database, step: str) -> None:
    """Take it with a claim that stands in one article, and with one that has places and revisions without end."""
    state, form = STEPS[step]
    for claim_id in (SELECTED_CLAIM, 1):
        _bring(database, claim_id, state)
        edits = claim_of(database, claim_id).edits
        with counted_queries(database) as statements:
            answer = _act(ana, claim_id, step, edits=edits, **form)
        assert answer.status_code == 200
        assert len(statements) <= STEP_MOST.get(step, MOST), "\n".join(statements)
        with counted_queries(database) as statements:
            assert ana.post("/desk/articles/1/undo", headers=SCRIPT).status_code == 200
        assert len(statements) <= MOST, "\n".join(statements)


@pytest.mark.parametrize("step", OF_ARTICLE)
def test_no_step_with_many_issues_more_queries(ana: FlaskClient, database: Database, step: str) -> None:
    seen = {claim_id: claim_of(database, claim_id).edits for claim_id in claim_ids(database)}
    form = {"claim": [f"{claim_id}.{edits}" for claim_id, edits in seen.items()], **OF_ARTICLE[step]}
    if step == "undo":
        assert ana.post("/desk/articles/1/finish", data={"reason": "trivial"}).status_code == 303
    article = MEDIA_ARTICLE if step == "media/claims" else 1
    with counted_queries(database) as statements:
        answer = ana.post(f"/desk/articles/{article}/{step}", data=form, headers=SCRIPT)
    assert answer.status_code in (200, 303), answer.text
    assert len(statements) <= STEP_MOST.get(step, MOST), "\n".join(statements)
    if step.startswith(("ticked", "finish")):
        with counted_queries(database) as statements:
            assert ana.post("/desk/articles/1/undo", headers=SCRIPT).status_code == 200
        assert len(statements) <= MOST, "\n".join(statements)


def test_undo_of_taking_claims_from_many_people_is_one_statement(ana: FlaskClient, database: Database) -> None:
    with database.session_scope(write=True) as session:
        people = session.scalars(select(Person.id).order_by(Person.id)).all()
        for number, claim in enumerate(session.scalars(select(Claim).where(Claim.id <= 19).order_by(Claim.id))):
            claim.assignee_id = people[number] if number % 5 else None
    seen = {claim_id: claim_of(database, claim_id) for claim_id in range(1, 20)}
    form = {"claim": [f"{claim_id}.{claim.edits}" for claim_id, claim in seen.items()]}
    assert ana.post("/desk/articles/1/ticked/take", data=form, headers=SCRIPT).status_code == 200
    assert {claim_of(database, claim_id).assignee_id for claim_id in seen} == {1}
    with counted_queries(database) as statements:
        assert ana.post("/desk/articles/1/undo", headers=SCRIPT).status_code == 200
    assert sum(one.startswith("UPDATE claim ") for one in statements) == 1
    assert len(statements) <= MOST, "\n".join(statements)
    for claim_id, claim in seen.items():
        assert claim_of(database, claim_id).assignee_id == claim.assignee_id


@pytest.mark.parametrize("step", OF_CLAIM_PAGE)
def test_no_step_on_a_claims_page_issues_more_queries(ana: FlaskClient, database: Database, step: str) -> None:
    for claim_id in (SELECTED_CLAIM, 1):
        assert ana.post(f"/desk/claims/{claim_id}/take").status_code == 303
        with counted_queries(database) as statements:
            answer = ana.post(f"/desk/claims/{claim_id}/{step}", data=OF_CLAIM_PAGE[step])
        assert answer.status_code == 303, answer.text
        assert len(statements) <= MOST, "\n".join(statements)


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


def _bring(database: Database, claim_id: int, state: ClaimState) -> None:
    with database.session_scope(write=True) as session:
        session.get_one(Claim, claim_id).state = state
