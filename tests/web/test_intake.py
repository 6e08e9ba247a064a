"""The pages of the intake queue."""

import io
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from claims.archiving.fetching.base import NO_VALIDATORS, Fetched, Limits, Validators
from claims.archiving.registry import Archive, get_store
from claims.db import Database
from claims.domain.article import Article
from claims.domain.intake import IntakeItem, IntakeKind, IntakeState
from claims.errors import FetchFailed
from claims.jobs.embedded import EmbeddedJobs
from claims.services.intake import NewItem, add_items
from claims.worker import Worker, make_handlers
from tests.web.bench import counted_queries
from tests.web.conftest import Browser, actor_of

PAGE = b"""<!doctype html><html lang="en"><head><title>Kim in Beijing</title></head><body><article>
<h1>Kim in Beijing</h1>
<p>Kim Jong-un will make his fifth visit to Beijing, the first in six years, state media said on Thursday.</p>
<p>The parade marks eighty years since the end of the war in the Pacific, and many leaders are expected.</p>
</article></body></html>"""
ADDRESS = "https://news.example/kim"


class Web:
    """Answers with pages by address, or fails."""

    name = "web"

    def __init__(self, pages: Mapping[str, bytes]) -> None:
        self.pages = pages

    def fetch(
        self,
        address: str,
        *,
        known: Validators = NO_VALIDATORS,
        limits: Limits = Limits(),  # noqa: B008
    ) -> Fetched:
        if address not in self.pages:
            raise FetchFailed("There is nothing at this address (404).", permanent=True, status=404)
        return Fetched(
            requested=address,
            address=address,
            status=200,
            media_type="text/html",
            charset="utf-8",
            body=self.pages[address],
            validators=NO_VALIDATORS,
            hops=(),
            peer="192.0.2.1",
            at=datetime.now(UTC),
        )


@pytest.fixture
def work(database: Database, tmp_path: Path) -> Worker:
    """Does the jobs of a desk for which there is one page in the world."""
    archive = Archive(Web({ADDRESS: PAGE}), get_store("local", tmp_path / "files"))
    return Worker(database, EmbeddedJobs(), make_handlers(None, archive))


def items(database: Database) -> list[IntakeItem]:
    with database.session_scope(write=False) as session:
        found = list(session.scalars(select(IntakeItem).order_by(IntakeItem.id)))
        session.expunge_all()
        return found


def add_by_address(bela: FlaskClient, address: str = ADDRESS) -> str:
    answer = bela.post(
        "/desk/articles/new", data={"address": address, "medium": "news", "language": "", "engine": "sentence"}
    )
    assert answer.status_code == HTTPStatus.SEE_OTHER, answer.text
    return answer.location


def test_an_article_comes_in_by_its_address(browser: Browser, database: Database, work: Worker) -> None:
    bela = browser("Bela")
    item_page = add_by_address(bela)
    assert "waiting to be fetched" in bela.get(item_page).text.lower()
    work.run_until_empty()
    assert bela.get(item_page.rstrip("/") + "/progress").headers["HX-Redirect"] == item_page
    workbench = bela.get(bela.get(item_page).location).text
    assert "fifth visit to Beijing" in workbench
    with database.session_scope(write=False) as session:
        article = session.scalars(select(Article)).one()
        assert (article.title, article.address, article.engine) == ("Kim in Beijing", ADDRESS, "sentence")


def test_an_address_that_does_not_answer_says_why_and_can_be_tried_again(
    browser: Browser, database: Database, work: Worker
) -> None:
    bela = browser("Bela")
    item_page = add_by_address(bela, "https://news.example/gone")
    work.run_until_empty()
    page = bela.get(item_page).text
    assert "There is nothing at this address (404)." in page
    assert "Paste the text" in page
    assert bela.post("/desk/intake/take", data={"item": "1"}).status_code == HTTPStatus.SEE_OTHER
    assert items(database)[0].state is IntakeState.QUEUED


def test_a_draft_of_our_own_is_not_fetched(browser: Browser, database: Database) -> None:
    data = {"address": ADDRESS, "medium": "news", "language": "", "engine": "sentence", "private": "y"}
    answer = browser("Bela").post("/desk/articles/new", data=data)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert items(database) == []


def test_what_is_ticked_is_taken_in_or_dismissed(browser: Browser, database: Database) -> None:
    with database.session_scope(write=True) as session:
        new = [NewItem(IntakeKind.ADDRESS, address=f"https://news.example/{n}") for n in range(3)]
        add_items(session, actor_of(database, "Bela"), new)
    bela = browser("Bela")
    bela.post("/desk/intake/take", data={"item": ["1"]})
    bela.post("/desk/intake/dismiss", data={"item": ["2"]})
    assert [item.state for item in items(database)] == [
        IntakeState.QUEUED,
        IntakeState.DISMISSED,
        IntakeState.NEW,
    ]
    assert "https://news.example/1" in bela.get("/desk/intake?part=dismissed").text
    assert bela.post("/desk/intake/take").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert bela.post("/desk/intake/take", data={"item": "99"}).status_code == HTTPStatus.NOT_FOUND


def test_the_queue_takes_the_same_number_of_queries_however_long_it_is(
    browser: Browser, database: Database
) -> None:
    bela, counts = browser("Bela"), []
    for batch in range(2):
        with database.session_scope(write=True) as session:
            new = [NewItem(IntakeKind.ADDRESS, address=f"https://news.example/{batch}/{n}") for n in range(60)]
            add_items(session, actor_of(database, "Bela"), new)
        with counted_queries(database) as queries:
            assert bela.get("/desk/intake").status_code == HTTPStatus.OK
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_a_sheet_is_read_tried_and_put_on_the_queue(browser: Browser, database: Database) -> None:
    bela = browser("Bela")
    sheet = "Link;Claim;Speaker\nhttps://news.example/a;;\n;The bridge is closed.;A neighbour\nftp://b;;\n"
    upload = {"file": (io.BytesIO(sheet.encode()), "list.csv")}
    page = bela.post("/desk/intake/sheet", data=upload).text
    assert "“list.csv” has 3 rows" in page
    assert items(database) == []
    columns = {"column-0": "address", "column-1": "text", "column-2": "claimant"}
    content = "Link,Claim,Speaker\nhttps://news.example/a,,\n,The bridge is closed.,A neighbour\nftp://b,,\n"
    tried = bela.post("/desk/intake/sheet/columns", data={"name": "list.csv", "content": content, **columns})
    assert "2 rows come on the intake queue" in tried.text
    assert "Row 4" in tried.text
    assert items(database) == []
    sure = {"name": "list.csv", "content": content, "sure": "y", **columns}
    assert bela.post("/desk/intake/sheet/columns", data=sure).status_code == HTTPStatus.SEE_OTHER
    assert [(item.kind, item.batch) for item in items(database)] == [
        (IntakeKind.ADDRESS, "list.csv"),
        (IntakeKind.CLAIM, "list.csv"),
    ]


def test_a_sheet_without_an_address_or_claim_column_is_sent_back_whole(browser: Browser) -> None:
    data = {"name": "list.csv", "content": "A,B\n1,2\n", "column-0": "note"}
    answer = browser("Bela").post("/desk/intake/sheet/columns", data=data)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "which column" in answer.text
    assert "A,B\n1,2\n" in answer.text


def test_nobody_outside_sees_the_queue(client: FlaskClient) -> None:
    for address in ("/desk/intake", "/desk/intake/1", "/desk/intake/sheet", "/desk/subscriptions"):
        assert client.get(address).status_code == HTTPStatus.FOUND


def test_only_an_admin_subscribes_to_feeds(browser: Browser) -> None:
    data = {"address": "https://news.example/feed", "every_minutes": "60", "language": "", "engine": ""}
    assert browser("Bela").post("/desk/subscriptions", data=data).status_code == HTTPStatus.FORBIDDEN
    ada = browser("Ada")
    assert ada.post("/desk/subscriptions", data=data).status_code == HTTPStatus.SEE_OTHER
    assert "https://news.example/feed" in browser("Bela").get("/desk/subscriptions").text
    again = ada.post("/desk/subscriptions", data=data)
    assert again.status_code == HTTPStatus.CONFLICT
    changed = {"title": "News", "every_minutes": "30", "language": "en", "engine": "", "take_all": "y"}
    assert ada.post("/desk/subscriptions/1", data=changed).status_code == HTTPStatus.SEE_OTHER
    assert "not read at present" in ada.get("/desk/subscriptions").text


def test_the_sign_off_sheet_lists_what_is_to_be_checked(browser: Browser, database: Database) -> None:
    from tests.web.bench import take_in

    article_id = take_in(database)
    bela = browser("Bela")
    bela.post("/desk/claims/1/select")
    page = bela.get(f"/desk/articles/{article_id}/sign-off").text
    assert "Claim: will make his fifth visit to Beijing." in page
    assert "1 claim has no approved verdict yet" in page
    assert "not approved" in page
