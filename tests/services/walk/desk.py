"""A desk whose sessions share one connection: what a walk did there is rolled back at its end."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Connection, text
from sqlalchemy.engine import RootTransaction
from sqlalchemy.orm import Session

from claims.app import create_app
from claims.config import load_config
from claims.db import Database
from claims.domain.gate import Gate
from claims.domain.person import Actor, Role, system_actor
from claims.domain.source import NoSnapshotReason, SourceKind
from claims.services.person import add_person
from claims.services.rating import install_default_scale, newest_scale
from claims.services.scale import drafts_of
from claims.services.session import sign_in
from claims.services.source import NewSource, add_source
from claims.web.session import SECRET
from tests.services.stories import add_article, add_claim

SYSTEM = system_actor("walk")
PEOPLE = (
    ("Eve", Role.ADMIN),  # who made the claims, and does nothing else to them
    ("Ana", Role.EDITOR),
    ("Bela", Role.REVIEWER),
    ("Dan", Role.REVIEWER),
    ("Gina", Role.GUEST),
)


class OneConnection(Database):
    """Every session is a savepoint of one transaction, which is never committed."""

    _connection: Connection
    _whole: RootTransaction

    def begin(self) -> None:
        """Begin the transaction."""
        self._connection = self._writers.connect()
        self._whole = self._connection.begin()

    def end(self) -> None:
        """Leave nothing of it."""
        self._whole.rollback()
        self._connection.close()

    def session(self, *, write: bool) -> Session:
        """Open a session within the transaction."""
        return Session(self._connection, expire_on_commit=False, join_transaction_mode="create_savepoint")


@dataclass
class Desk:
    """What all walks begin with."""

    database: OneConnection
    claim: int
    other: int
    sources: list[int]
    ratings: dict[str, int]
    gates: dict[str, Sequence[Gate]]
    """What each rating asks for at the beginning."""
    actors: dict[str, Actor]
    browsers: dict[str, FlaskClient] = field(default_factory=dict)


def prepare(url: str, folder: Path) -> Desk:
    """Make the people, two claims, two sources and a browser for each person."""
    plain, people, actors, secrets = Database(url), {}, {}, {}
    with plain.session_scope(write=True) as session:
        install_default_scale(session)
        for name, role in PEOPLE:
            email = f"{name.lower()}@desk.example"
            by = actors["Ana"] if role is Role.GUEST else SYSTEM
            people[name] = add_person(session, by, email=email, name=name, role=role, password_hash=None)
            actors[name] = people[name].actor
            if role is not Role.GUEST:
                _person, secrets[name] = sign_in(session, email)
        claims = [add_claim(session, people["Eve"], add_article(session)).id for _number in range(2)]
        # nobody has said yet who made the claim
        session.execute(text("UPDATE claim SET claimant_status = 'open'"))
        sources = [_source(session, actors["Ana"], primary=not number) for number in range(2)]
        scale = newest_scale(session)
        ratings = {rating.key: rating.id for rating in scale.ratings}
        gates = {draft.key: draft.gates for draft in drafts_of(scale)}
    plain.close()
    database = OneConnection(url)
    desk = Desk(database, claims[0], claims[1], sources, ratings, gates, actors)
    app = create_app(load_config({"CLAIMS_SECRET_KEY": "x" * 40}, data=folder), database)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    for name, secret in secrets.items():
        desk.browsers[name] = app.test_client()
        with desk.browsers[name].session_transaction() as cookie:
            cookie[SECRET] = secret
    return desk


def _source(session: Session, actor: Actor, *, primary: bool) -> int:
    name = f"Source {'one' if primary else 'two'}"
    new = NewSource(
        SourceKind.PAGE, name, "https://a.example/x", primary=primary, no_snapshot_reason=NoSnapshotReason.GONE
    )
    return add_source(session, actor, new).id


Seen = dict[str, list[tuple[Any, ...]]]
_RESTORED = (
    "state, text, claimant_id, claimant_status, kind, attribution, set_aside_reason, drop_reason,"
    " selection_reason, selection_note, wait_until, wait_for, language, said_on, said_where, provenance,"
    " deadline, merged_into_id, assignee_id"
)
"""The columns of a claim that undo restores."""
_SEEN = {
    "claim": text("SELECT state, text, claimant_id, claimant_status, edits FROM claim WHERE id = :claim"),
    "values": text(f"SELECT {_RESTORED} FROM claim WHERE id = :claim"),
    "done": text(
        "SELECT e.number, p.name, e.action FROM audit_event e JOIN person p ON p.id = e.person_id"
        " WHERE e.action LIKE 'claim.%' ORDER BY e.number"
    ),
    "revisions": text(
        "SELECT r.id, r.number, r.state, r.round, r.rating_id, r.wording, r.claimant_id,"
        " r.scheduled_at IS NOT NULL, r.edits, CAST(r.frozen AS TEXT) FROM verdict_revision r"
        " JOIN verdict v ON v.id = r.verdict_id WHERE v.claim_id = :claim ORDER BY r.number"
    ),
    "authors": text("SELECT a.revision_id, p.name FROM revision_author a JOIN person p ON p.id = a.person_id"),
    "rests_on": text("SELECT revision_id, evidence_id FROM revision_evidence ORDER BY position"),
    "decisions": text(
        "SELECT a.revision_id, a.round, p.name, a.decision, a.exception FROM approval a"
        " JOIN person p ON p.id = a.person_id ORDER BY a.id"
    ),
    "evidence": text("SELECT id, stance, edits FROM evidence WHERE removed_at IS NULL ORDER BY id"),
    "corrections": text("SELECT revision_id, kind, note FROM correction ORDER BY id"),
    "head": text("SELECT number, hash FROM audit_head"),
}


def observe(session: Session, claim: int) -> Seen:
    """Read all that is stored of the claim, past the program."""
    connection = session.connection()
    return {
        name: [tuple(row) for row in connection.execute(sql, {"claim": claim} if sql._bindparams else {})]
        for name, sql in _SEEN.items()
    }
