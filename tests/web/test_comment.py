"""The discussion of a claim."""

import pytest
from flask.testing import FlaskClient
from markupsafe import Markup

from claims.db import Database
from claims.domain.person import Role
from claims.services.person import add_person
from claims.web.filters import linked
from tests.web.bench import counted_queries
from tests.web.conftest import SYSTEM, Browser
from tests.web.stories import Story, evidence, published, start, tell


@pytest.fixture
def story(app: object, database: Database) -> Story:
    """A claim on the list to check."""
    return tell(database)


@pytest.fixture
def bela(browser: Browser, story: Story) -> FlaskClient:
    """A reviewer."""
    return browser("Bela")


def test_comment_is_shown_escaped_with_safe_links(bela: FlaskClient, story: Story) -> None:
    text = "<b>Look</b> at https://paper.example/a?b=1&c=2.\njavascript:alert(1)"
    answer = bela.post(f"/desk/claims/{story.claim}/comments", data={"text": text})
    assert answer.location == f"/desk/claims/{story.claim}#comment-1"
    page = bela.get(answer.location).text
    assert "&lt;b&gt;Look&lt;/b&gt;" in page
    assert '<a href="https://paper.example/a?b=1&amp;c=2" rel="nofollow noopener ugc">' in page
    assert 'href="javascript' not in page


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("no address", "no address"),
        ('https://a.example/"onclick=1', '<a href="https://a.example/" {}>https://a.example/</a>&#34;onclick=1'),
        ("(https://a.example/x)", '(<a href="https://a.example/x" {}>https://a.example/x</a>)'),
        ("https://", "https://"),
        ("http://[::1", "http://[::1"),
    ],
)
def test_only_addresses_become_links(text: str, shown: str) -> None:
    assert linked(text) == Markup(shown.format('rel="nofollow noopener ugc"'))


def test_own_comment_is_taken_back(bela: FlaskClient, browser: Browser, story: Story) -> None:
    bela.post(f"/desk/claims/{story.claim}/comments", data={"text": "A hasty word"})
    assert browser("Dan").post("/desk/comments/1/erase").status_code == 403
    assert bela.post("/desk/comments/1/erase").status_code == 303
    page = bela.get(f"/desk/claims/{story.claim}").text
    assert "hasty" not in page
    assert "took this comment back" in page


def test_empty_comment_is_refused(bela: FlaskClient, story: Story) -> None:
    assert bela.post(f"/desk/claims/{story.claim}/comments", data={"text": " "}).status_code == 422


def test_who_is_named_sees_it_until_they_mark_it(bela: FlaskClient, browser: Browser, story: Story) -> None:
    bela.post(f"/desk/claims/{story.claim}/comments", data={"text": "@Dan, is this so?"})
    dan = browser("Dan")
    page = dan.get(f"/desk/claims/{story.claim}").text
    assert "You are named in 1 comment" in page
    assert "not seen yet" in dan.get("/desk/mentions").text, "looking does not mark it"
    back = f"/desk/claims/{story.claim}#discussion"
    answer = dan.post("/desk/mentions/seen", data={"claim": story.claim, "back": back})
    assert answer.location == back
    assert "You are named" not in dan.get(f"/desk/claims/{story.claim}").text
    assert "not seen yet" not in dan.get("/desk/mentions").text
    assert "Nobody has named you" in bela.get("/desk/mentions").text


def test_name_that_two_have_is_asked_for(bela: FlaskClient, database: Database, story: Story) -> None:
    with database.session_scope(write=True) as session:
        dan = add_person(
            session, SYSTEM, email="d.two@desk.example", name="Dan", role=Role.REVIEWER, password_hash=None
        )
        number = dan.id
    address = f"/desk/claims/{story.claim}/comments"
    answer = bela.post(address, data={"text": "@Dan?"})
    assert answer.status_code == 422
    assert "Whom does @Dan mean?" in answer.text
    assert "d.two@desk.example" in answer.text
    assert bela.post(address, data={"text": "@Dan?", "who-Dan": str(number)}).status_code == 303


def test_the_page_of_a_claim_takes_twelve_queries_whatever_hangs_on_it(
    browser: Browser, database: Database
) -> None:
    story = published(database, tell(database))
    ana = browser("Ana")
    for number in range(5):
        evidence(database, story, "Dan", quote=f"Quote {number}")
        ana.post(f"/desk/claims/{story.claim}/comments", data={"text": f"{number} @bela @dan"})
        ana.post(f"/desk/claims/{story.claim}/tags", data={"name": f"topic {number}"})
    start(database, story)
    with counted_queries(database) as statements:
        assert ana.get(f"/desk/claims/{story.claim}").status_code == 200
    assert len(statements) <= 12
