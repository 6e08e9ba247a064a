"""Changing evidence in the browser, and what its quotation's check says there."""

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from claims.archiving.fetching.null import NullFetcher
from claims.archiving.registry import Archive
from claims.archiving.stores.local import LocalStore
from claims.db import Database
from claims.domain.entity import now
from claims.domain.source import Evidence, Snapshot, SnapshotHow
from claims.jobs.embedded import EmbeddedJobs
from claims.worker import Worker, make_handlers
from tests.web.conftest import Browser
from tests.web.stories import Story, evidence, published, start, tell

FORM = {
    "stance": "refutes",
    "quote": "Fifth visit since 2013",
    "translation": "",
    "locator": "p. 3",
    "note": "See.",
}


@pytest.fixture
def story(app: object, database: Database) -> Story:
    """A claim on the list to check, with evidence 1."""
    told = tell(database)
    evidence(database, told, quote="Fourth visit since 2013")
    return told


def archive(database: Database, folder: Path, text: str) -> None:
    """Keep a copy of source 1 with this text, and let the worker look for what is due."""
    store = LocalStore(folder)
    with database.session_scope(write=True) as session:
        session.add(
            Snapshot(
                source_id=1,
                how=SnapshotHow.UPLOADED,
                sha256=store.put(b"<p>").sha256,
                text_sha256=store.put(text.encode()).sha256,
                taken_at=now(),
            )
        )
    worker = Worker(database, EmbeddedJobs(), make_handlers(None, Archive(NullFetcher(), store)))
    worker.sweep()
    worker.run_until_empty()


def send(client: FlaskClient, edits: int = 1, **changes: Any) -> Any:
    return client.post("/desk/evidence/1", data={**FORM, "edits": edits, **changes})


def test_evidence_is_changed(browser: Browser, database: Database, story: Story) -> None:
    bela = browser("Bela")
    assert "Fourth visit since 2013" in bela.get("/desk/evidence/1").text
    assert send(bela).status_code == 303
    page = bela.get(f"/desk/claims/{story.claim}").text
    for words in ("Fifth visit since 2013", "p. 3", "Quoted words: not looked for yet"):
        assert words in page


def test_who_comes_second_sees_both_versions(browser: Browser, story: Story) -> None:
    bela, dan = browser("Bela"), browser("Dan")
    assert send(bela).status_code == 303
    page = send(dan, quote="Sixth visit")
    assert page.status_code == 409
    for words in ("Fifth visit since 2013", "Sixth visit", "Quoted words"):
        assert words in page.text


@pytest.mark.parametrize(
    ("wrong", "status"),
    [({"stance": "likes"}, 422), ({"quote": "x" * 5_001}, 422), ({"edits": "1; drop"}, 422), ({"edits": ""}, 422)],
)
def test_what_cannot_be_used_is_refused(
    browser: Browser, database: Database, story: Story, wrong: dict[str, Any], status: int
) -> None:
    assert browser("Bela").post("/desk/evidence/1", data={**FORM, "edits": 1, **wrong}).status_code == status
    with database.session_scope(write=False) as session:
        assert session.scalars(select(Evidence.quote)).one() == "Fourth visit since 2013"


def test_only_the_desk_changes_evidence(client: FlaskClient, browser: Browser, story: Story) -> None:
    assert client.get("/desk/evidence/1").status_code == 302
    assert send(client).status_code == 302
    assert browser("Bela").get("/desk/evidence/9").status_code == 404


def test_words_that_are_not_in_the_copy_warn_the_desk(
    browser: Browser, database: Database, story: Story, tmp_path: Path
) -> None:
    archive(database, tmp_path / "files", "It was the fourth visit since 2014, said the ministry.")
    revision = start(database, story)
    bela = browser("Bela")
    for address in (f"/desk/verdicts/{revision}", f"/desk/verdicts/{revision}/review", "/desk/evidence/1"):
        page = bela.get(address, follow_redirects=True)
        assert "is not in the archived copy" in page.text or "not found in the archived copy" in page.text, address
    assert "“2013” is “2014” in the copy." in bela.get(f"/desk/claims/{story.claim}").text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("It was the fourth visit since 2013.", "The quoted words were found in the archived copy"),
        ("It was the fourth visit since 2014.", ""),
    ],
)
def test_readers_are_told_what_is_found_alone(
    client: FlaskClient, database: Database, story: Story, tmp_path: Path, text: str, says: str
) -> None:
    archive(database, tmp_path / "files", text)
    published(database, story)
    page = client.get(f"/claims/{story.claim}", follow_redirects=True).text
    assert "Fourth visit since 2013" in page
    assert ("quoted words were found" in page) is bool(says)
    assert "ot found" not in page
    archive(database, tmp_path / "files", "Rewritten.")
    assert client.get(f"/claims/{story.claim}", follow_redirects=True).text == page
