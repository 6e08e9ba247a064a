import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from claims.archiving.stores.local import LocalStore
from claims.db import Database
from claims.domain.anchor import find_words
from claims.domain.claim import Claim
from claims.domain.kind import ClaimKind
from claims.domain.person import Person, Role
from claims.domain.rating import Rating
from claims.domain.source import Snapshot, SnapshotHow
from claims.domain.state import RevisionState
from claims.domain.verdict import Approval, Decision, Verdict, VerdictRevision
from claims.extraction.base import Candidate
from claims.jobs.embedded import EmbeddedJobs
from claims.publishing.base import PublishedRating, PublishedVerdict, to_json
from claims.services import article
from claims.services.check import check_desk

TEXT = "Kim arrived in Beijing. 😀 It was his fifth visit."
NOW = datetime(2026, 11, 22, tzinfo=UTC)

Checked = Callable[[], list[str]]


@pytest.fixture
def checked(session: Session) -> Checked:
    """Check the desk at the newest revision."""
    return lambda: list(check_desk(session, revision="0006", newest="0006"))


@pytest.fixture
def claim(session: Session, ana: Person) -> Claim:
    """A claim of a pasted article, pinned to its words."""
    added = article.add_article(session, ana.actor, EmbeddedJobs(), article.NewArticle(text=TEXT))
    order = article.load_for_extraction(session, added.id)
    (anchor,) = find_words(TEXT, "It was his fifth visit.")
    found = [Candidate("It was Kim's fifth visit.", anchor, ClaimKind.QUANTITY)]
    article.store_extraction(session, order, found, engine_version="1", seconds=0.1)
    session.flush()
    return session.scalars(select(Claim)).one()


def publish(session: Session, claim: Claim, revision_number: int = 1) -> VerdictRevision:
    """Put a revision where replaced ones lie, with what readers saw of it."""
    rating = session.scalars(select(Rating).limit(1)).one()
    shown = PublishedVerdict(
        claim_id=claim.id,
        revision=revision_number,
        wording=claim.text,
        in_our_words=True,
        kind="quantity",
        language="en",
        rating=PublishedRating("true", "True", "Right.", 5, 5, 1, "default", 1),
        summary="Yes.",
        explanation="Counted.",
        as_of="2026-11-22",
        published_at=NOW.isoformat(),
        first_published_at=NOW.isoformat(),
        authors=("Ana",),
        approvers=("Bela",),
        alone=False,
    )
    revision = VerdictRevision(
        verdict=Verdict(claim=claim),
        number=1,
        wording=claim.text,
        rating=rating,
        published_at=NOW,
        frozen=to_json(shown),
    )
    revision.approvals.append(Approval(round=1, person=_approver(), decision=Decision.APPROVED))
    session.add(revision)
    session.flush()
    revision.state = RevisionState.SUPERSEDED
    session.flush()
    return revision


def _approver() -> Person:
    return Person(email="bela@desk.example", name="Bela", role=Role.REVIEWER)


def test_whole_desk_has_no_problem(session: Session, checked: Checked, claim: Claim) -> None:
    publish(session, claim)
    assert checked() == []


def test_other_revision_is_named_and_nothing_else_is_looked_at(session: Session) -> None:
    assert list(check_desk(session, revision=None, newest="0006")) == [
        "The database has revision none, the program needs 0006: run “claims db upgrade”."
    ]


def test_changed_text_is_named(session: Session, checked: Checked, claim: Claim) -> None:
    session.execute(text("UPDATE version SET text = replace(text, 'Kim', 'Lee')"))
    (problem,) = checked()
    assert problem.startswith("The text of version 1 of article") and "SHA-256" in problem


def test_shortened_text_is_named(session: Session, checked: Checked, claim: Claim) -> None:
    session.execute(text("UPDATE version SET text = 'Kim'"))
    assert any("not as long as it says" in problem for problem in checked())


def test_anchor_that_does_not_hold_is_named(session: Session, checked: Checked, claim: Claim) -> None:
    session.execute(text("UPDATE appearance SET exact = replace(exact, 'fifth', 'sixth')"))
    (problem,) = checked()
    assert f"of claim {claim.id} does not stand where it says" in problem


def test_published_revision_that_cannot_be_read_is_named(session: Session, checked: Checked, claim: Claim) -> None:
    revision = publish(session, claim)
    for spoilt in ({"wording": "no more"}, to_json_of_another(revision), [1]):
        session.execute(
            VerdictRevision.__table__.update().values(frozen=spoilt, erased_at=NOW)  # type: ignore[attr-defined]
        )
        (problem,) = checked()
        assert f"revision 1 of claim {claim.id}" in problem
        session.execute(text("UPDATE claim SET erased_at = '2026-11-22 00:00:00'"))  # then all of it is gone
        assert checked() == []
        session.execute(text("UPDATE claim SET erased_at = NULL"))
        session.execute(text("UPDATE verdict_revision SET erased_at = NULL"))


def to_json_of_another(revision: VerdictRevision) -> dict[str, object]:
    return {**(revision.frozen or {}), "revision": 2}


def test_reference_to_nothing_is_named(database: Database, tmp_path: Path) -> None:
    spoil = (
        "INSERT INTO claim_tag (claim_id, tag_id) VALUES (7, 8)",
        "INSERT INTO audit_payload (number, salt) VALUES (9, '')",
    )
    if database.is_sqlite:
        with sqlite3.connect(tmp_path / "claims.sqlite3") as connection:  # foreign keys are off by default
            for statement in spoil:
                connection.execute(statement)
        connection.close()
    else:
        with database.session_scope(write=True) as session:
            session.execute(text("SET LOCAL session_replication_role = replica"))
            for statement in spoil:
                session.execute(text(statement))
    with database.session_scope(write=False) as session:
        problems = list(check_desk(session, revision="0006", newest="0006"))
    assert sorted(problems) == [
        "A row of audit_payload names audit_event 9, which does not exist.",
        "A row of claim_tag names claim 7, which does not exist.",
        "A row of claim_tag names tag 8, which does not exist.",
    ]


def test_broken_audit_chain_is_named(session: Session, checked: Checked, claim: Claim) -> None:
    session.execute(text("UPDATE audit_event SET action = 'nothing' WHERE number = 1"))
    assert checked() == ["Event 1 was changed after it was recorded."]


def test_row_that_breaks_a_rule_is_named(database: Database, tmp_path: Path) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL cannot be made to skip its rules")
    with sqlite3.connect(tmp_path / "claims.sqlite3") as connection:
        connection.execute("PRAGMA ignore_check_constraints = on")
        connection.execute("UPDATE audit_head SET id = 2")
    connection.close()
    with database.session_scope(write=False) as session:
        problems = list(check_desk(session, revision="0006", newest="0006"))
    assert any("audit_head" in problem for problem in problems)


def test_stored_file_that_is_missing_or_damaged_is_named(session: Session, claim: Claim, tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "files")
    names = [store.put(data).sha256 for data in (b"whole", b"missing", b"damaged")]
    for sha256 in names:
        taken = Snapshot(version_id=1, how=SnapshotHow.FETCHED, sha256=sha256, size=5, taken_at=NOW)
        session.add(taken)
    session.flush()
    check = partial(check_desk, session, revision="0006", newest="0006", store=store)
    assert list(check()) == []
    store.delete(names[1])
    (tmp_path / "files" / names[2][:2] / names[2]).write_bytes(b"other")
    assert sorted(check()) == sorted(
        [f"There is no file {names[1]} in the store.", f"The file {names[2]} in the store is damaged."]
    )


def test_damaged_file_is_said_in_sentences(database: Database, tmp_path: Path) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL keeps its own files")
    database.close()
    path = tmp_path / "claims.sqlite3"
    content = bytearray(path.read_bytes())
    content[4096 * 3 :] = b"\xff" * len(content[4096 * 3 :])
    path.write_bytes(content)
    with database.session_scope(write=False) as session:
        problems = list(check_desk(session, revision="0006", newest="0006"))
    assert problems and all(isinstance(problem, str) for problem in problems)
