"""What a guest sees: one verdict with its evidence, and every other door closed."""

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from claims.config import MailConfig
from claims.db import Database
from claims.domain.audit import AuditPayload
from claims.domain.job import Job
from claims.domain.notification import Mail
from claims.domain.person import Person, system_actor
from claims.domain.token import Token
from claims.jobs.embedded import EmbeddedJobs
from claims.mail_job import make_mail_handlers
from claims.services import guest as service
from claims.services.comment import add_comment
from claims.services.setting import change_settings
from claims.services.verdict import get_revision
from claims.web.access import GUEST, PUBLIC, RULE
from claims.web.session import SECRET, TransactionalFlask
from claims.worker import Worker
from tests.mailing.server import Post, serving
from tests.web.bench import counted_queries
from tests.web.conftest import Browser, actor_of
from tests.web.stories import Story, evidence, published, rating_id, submitted, tell

GUEST_DATA = {"name": "Gil Roe", "email": "gil@elsewhere.example", "days": "3"}
SUMMARY = "CanarySummary"


@pytest.fixture
def story(app: TransactionalFlask, database: Database) -> Story:
    """What Bela submitted, with evidence."""
    told = tell(database)
    evidence(database, told, quote="Fourth visit")
    return submitted(database, told, summary=SUMMARY)


def invite(ana: FlaskClient, story: Story, **other: str) -> str:
    """Invite a guest; the path of the one-time address."""
    answer = ana.post(f"/desk/verdicts/{story.revision}/guests", data={**GUEST_DATA, **other})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    found = re.search(r'value="http://localhost(/guest/invitations/[\w-]+)"', answer.text)
    assert found is not None
    return found[1]


@pytest.fixture
def gil(browser: Browser, app: TransactionalFlask, story: Story) -> FlaskClient:
    """The browser of a guest who has come in."""
    client = app.test_client()
    assert client.post(invite(browser("Ana"), story)).status_code == 303
    return client


def edits_of(database: Database, story: Story) -> int:
    with database.session_scope(write=False) as session:
        return get_revision(session, story.revision).edits


def test_address_is_mailed_if_wished_and_lies_nowhere_in_plain(
    browser: Browser, app: TransactionalFlask, database: Database, story: Story
) -> None:
    ana, had = browser("Ana"), app.extensions["claims"]
    assert "Mail them the address" not in ana.get(f"/desk/verdicts/{story.revision}/guests").text
    with serving(Post()) as post:
        server = MailConfig("127.0.0.1", post.port, "none", "", "", "desk@facts.example")
        app.extensions["claims"] = replace(had, mail=server)
        invite(ana, story)
        address = invite(ana, story, mail="y")
        with database.session_scope(write=False) as session:
            (mail,) = session.scalars(select(Mail)).all()
            kept = [mail.body, mail.subject, *map(str, session.scalars(select(Job.args)))]
            kept += [str(data) for data in session.scalars(select(AuditPayload.data))]
        assert mail.recipient == "gil@elsewhere.example"
        assert not [text for text in kept if address.rpartition("/")[2] in text]
        handlers = make_mail_handlers(server, had.archive.vault)
        Worker(database, EmbeddedJobs(), handlers).run_until_empty()
        (message,) = post.messages
    assert address.encode() in message
    with database.session_scope(write=False) as session:
        assert session.scalars(select(Mail.body)).one() == ""


def test_address_lets_one_browser_in_and_says_nothing_before(
    browser: Browser, client: FlaskClient, app: TransactionalFlask, story: Story
) -> None:
    address = invite(browser("Ana"), story)
    before = client.get(address)
    assert (before.status_code, "Gil Roe" in before.text, SUMMARY in before.text) == (200, True, False)
    assert client.get(f"/guest/{story.revision}").status_code == 410
    came = client.post(address)
    assert (came.status_code, came.headers["Location"]) == (303, f"/guest/{story.revision}")
    page = client.get(f"/guest/{story.revision}")
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    assert SUMMARY in page.text and "Fourth visit" in page.text
    assert client.get(address).headers["Location"] == f"/guest/{story.revision}"
    other = app.test_client()
    assert other.get(address).status_code == 410
    assert other.post(address).status_code == 410
    assert browser("Ana").get(address).status_code == 410
    assert other.get("/guest/invitations/unknown").status_code == 410


def test_address_lets_in_on_https_where_forms_must_say_where_they_were(
    browser: Browser, client: FlaskClient, app: TransactionalFlask, story: Story
) -> None:
    address = "https://localhost" + invite(browser("Ana"), story)
    app.config["WTF_CSRF_ENABLED"] = True
    page = client.get(address)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert token is not None
    assert page.headers["Referrer-Policy"] == "same-origin" and 'name="referrer"' not in page.text
    form = {"csrf_token": token[1]}
    assert client.post(address, data=form, headers={"Referer": "https://elsewhere.example/"}).status_code == 400
    assert client.post(address, data=form, headers={"Referer": address}).status_code == 303


def test_guest_approves_and_readers_see_the_name(
    browser: Browser, gil: FlaskClient, database: Database, story: Story, client: FlaskClient
) -> None:
    address, ana = f"/guest/{story.revision}", browser("Ana")
    assert gil.post(f"{address}/approve", data={"edits": 0}).status_code == 409
    assert gil.post(f"{address}/return", data={"changes": ""}).status_code == 422
    assert gil.post(f"{address}/approve", data={"edits": edits_of(database, story)}).status_code == 303
    assert "It is approved." in gil.get(address).text
    assert "(as a guest)" in ana.get(f"/desk/verdicts/{story.revision}/review").text
    assert ana.post(f"/desk/verdicts/{story.revision}/publish", data={}).status_code == 303
    assert "Gil Roe" in client.get(f"/claims/{story.claim}", follow_redirects=True).text
    assert gil.get(address).status_code == 403


def test_guest_returns_with_a_comment_and_waits(
    browser: Browser, gil: FlaskClient, database: Database, story: Story
) -> None:
    address = f"/guest/{story.revision}"
    assert gil.post(f"{address}/return", data={"changes": "Say who counted."}).status_code == 303
    waiting = gil.get(address).text
    assert "It is being written." in waiting and SUMMARY not in waiting and "Fourth visit" not in waiting
    assert "Say who counted." in waiting
    assert "Say who counted." in browser("Bela").get(f"/desk/verdicts/{story.revision}").text


def test_guest_sees_no_comment_and_no_way_to_the_desk(gil: FlaskClient, database: Database, story: Story) -> None:
    with database.session_scope(write=True) as session:
        add_comment(session, actor_of(database, "Bela"), story.claim, "CanaryComment")
    page = gil.get(f"/guest/{story.revision}").text
    assert "CanaryComment" not in page
    assert "/desk" not in page
    assert "/desk" not in gil.get("/").text
    assert gil.get("/sign-in").status_code == 200


def test_guest_of_a_blind_desk_rates_first(gil: FlaskClient, database: Database, story: Story) -> None:
    with database.session_scope(write=True) as session:
        change_settings(session, system_actor("test"), blind_approval=True)
    address = f"/guest/{story.revision}"
    for shown in (gil.get(address), gil.post(f"{address}/rate", data={})):
        assert "Fourth visit" in shown.text and SUMMARY not in shown.text
    for step in ("approve", "return"):
        data = {"edits": edits_of(database, story), "changes": "x"}
        refused = gil.post(f"{address}/{step}", data=data)
        assert (refused.status_code, SUMMARY in refused.text) == (403, False)
    assert gil.post(f"{address}/rate", data={"rating": rating_id(database, "satire")}).status_code == 303
    assert SUMMARY in gil.get(address).text
    data = {"edits": edits_of(database, story)}
    assert gil.post(f"{address}/approve", data=data).status_code == 422
    assert gil.post(f"{address}/approve", data={**data, "acknowledged": "y"}).status_code == 303


def test_every_other_door_is_closed(
    app: TransactionalFlask, gil: FlaskClient, database: Database, story: Story
) -> None:
    other = submitted(database, tell(database))
    app.config.update(PROPAGATE_EXCEPTIONS=True)
    numbers = {"revision_id": other.revision, "claim_id": other.claim, "article_id": other.article}
    words = {"kind": "claim", "secret": "x", "step": "select", "what": "up", "name": "x", "filename": "x"}
    walked = 0
    for rule in app.url_map.iter_rules():
        access = getattr(app.view_functions[rule.endpoint], RULE, PUBLIC)
        if access == PUBLIC:
            continue
        values = {name: numbers.get(name, words.get(name, 1)) for name in rule.arguments}
        with app.test_request_context():
            address = rule.build(values, append_unknown=False)
        assert address is not None, rule.endpoint
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}:
            answer = gil.open(address[1], method=method, data={})
            assert answer.status_code in (403, 404), (rule.endpoint, method, answer.status_code)
            walked += 1
    assert walked > 100
    assert {getattr(view, RULE, "") for view in app.view_functions.values()} >= {GUEST, PUBLIC}


def test_public_drafts_stay_closed(gil: FlaskClient, database: Database, story: Story) -> None:
    assert gil.get(f"/articles/{story.article}?draft=1").status_code in (403, 404)
    live = published(database, tell(database))
    assert gil.get(f"/claims/{live.claim}", follow_redirects=True).status_code == 200


def test_revoked_guest_is_out_at_once(
    browser: Browser, gil: FlaskClient, database: Database, story: Story
) -> None:
    ana, address = browser("Ana"), f"/desk/verdicts/{story.revision}/guests"
    listed = ana.get(address).text
    assert "used" in listed and "gil@elsewhere.example" in listed and "invited by Ana" in listed
    with database.session_scope(write=False) as session:
        token = session.scalars(select(Token.id)).one()
    assert browser("Bela").post(f"{address}/{token}/revoke").status_code == 403
    assert ana.post(f"{address}/{token}/revoke").status_code == 303
    assert "revoked" in ana.get(address).text
    assert gil.get(f"/guest/{story.revision}").status_code == 410
    data = {"edits": edits_of(database, story)}
    assert gil.post(f"/guest/{story.revision}/approve", data=data).status_code == 410
    assert ana.post(f"{address}/{token}/revoke").status_code == 409


def test_who_is_no_guest_has_no_business_there(browser: Browser, story: Story, client: FlaskClient) -> None:
    for name in ("Ana", "Bela", "Ada"):
        assert browser(name).get(f"/guest/{story.revision}").status_code == 403
    for name in ("Bela", "Dan"):
        bela = browser(name)
        assert bela.get(f"/desk/verdicts/{story.revision}/guests").status_code == 403
        assert bela.post(f"/desk/verdicts/{story.revision}/guests", data=GUEST_DATA).status_code == 403
        assert (
            f"/desk/verdicts/{story.revision}/guests"
            not in bela.get(f"/desk/verdicts/{story.revision}/review").text
        )


def test_wrong_invitations_are_said_and_input_kept(browser: Browser, database: Database, story: Story) -> None:
    ana, address = browser("Ana"), f"/desk/verdicts/{story.revision}/guests"
    assert address in ana.get(f"/desk/verdicts/{story.revision}/review").text
    for wrong in ({"days": "31"}, {"days": "0"}, {"days": "x"}, {"email": "no"}, {"name": ""}):
        answer = ana.post(address, data={**GUEST_DATA, **wrong})
        assert answer.status_code == 422, wrong
    taken = ana.post(address, data={**GUEST_DATA, "email": "bela@desk.example"})
    assert (taken.status_code, "has an account" in taken.text) == (409, True)
    assert 'value="Gil Roe"' in taken.text
    with database.session_scope(write=False) as session:
        assert session.scalars(select(Token)).all() == []


def test_admins_see_guests_and_give_them_no_password(
    browser: Browser, gil: FlaskClient, database: Database, story: Story
) -> None:
    ada = browser("Ada")
    with database.session_scope(write=False) as session:
        number = session.scalars(select(Person.id).where(Person.email == GUEST_DATA["email"])).one()
    assert "guest" in ada.get(f"/desk/people/{number}").text
    for step in ("invitation", "password"):
        assert ada.post(f"/desk/people/{number}/{step}").status_code == 409
    assert ada.post(f"/desk/people/{number}/role", data={"role": "reviewer"}).status_code == 303
    assert gil.get(f"/guest/{story.revision}").status_code == 410
    assert ada.post(f"/desk/people/{number}/invitation").status_code == 200


def test_list_of_guests_takes_the_same_queries_however_many(
    browser: Browser, database: Database, story: Story
) -> None:
    ana, address = browser("Ana"), f"/desk/verdicts/{story.revision}/guests"
    counts = []
    for number in range(12):
        invite(ana, story, email=f"g{number}@elsewhere.example")
        if number in (0, 11):
            with counted_queries(database) as queries:
                assert ana.get(address).status_code == 200
            counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_guest_of_two_verdicts_keeps_both(
    browser: Browser, gil: FlaskClient, database: Database, story: Story
) -> None:
    other = submitted(database, tell(database))
    assert gil.get(f"/guest/{other.revision}").status_code == 403
    assert gil.post(invite(browser("Ana"), other, days="1")).status_code == 303
    with gil.session_transaction() as cookie:
        assert cookie[SECRET]
    for one in (story, other):
        assert gil.get(f"/guest/{one.revision}").status_code == 200
    with database.session_scope(write=False) as session:
        assert len(service.invitations_of(session, other.revision)) == 1
