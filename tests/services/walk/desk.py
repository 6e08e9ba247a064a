"""A desk whose sessions share one connection: what a walk did there is rolled back at its end."""

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
from claims.domain.person import Actor, Role, system_actor
from claims.domain.source import NoSnapshotReason, SourceKind
from claims.services.person import add_person
from claims.services.rating import install_default_scale, newest_scale
from claims.services.session import sign_in
from claims.services.source import NewSource, add_source
from claims.web.session import SECRET
from tests.services.stories import add_article, add_claim

SYSTEM = system_actor("walk")
PEOPLE = (("Ana", Role.EDITOR), ("Bela", Role.REVIEWER), ("Dan", Role.REVIEWER))


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
    actors: dict[str, Actor]
    browsers: dict[str, FlaskClient] = field(default_factory=dict)


def prepare(url: str, folder: Path) -> Desk:
    """Make the people, two claims, two sources and a browser for each person."""
    plain, actors, secrets = Database(url), {}, {}
    with plain.session_scope(write=True) as session:
        install_default_scale(session)
        for name, role in PEOPLE:
            email = f"{name.lower()}@desk.example"
            person = add_person(
                session, system_actor("walk"), email=email, name=name, role=role, password_hash=None
            )
            actors[name] = person.actor
            _person, secrets[name] = sign_in(session, email)
        claims = [add_claim(session, person, add_article(session)).id for _number in range(2)]
        # nobody has said yet who made the claim
        session.execute(text("UPDATE claim SET claimant_status = 'open'"))
        sources = [_source(session, actors["Ana"], primary=not number) for number in range(2)]
        ratings = {rating.key: rating.id for rating in newest_scale(session).ratings}
    plain.close()
    database = OneConnection(url)
    desk = Desk(database, claims[0], claims[1], sources, ratings, actors)
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


_SEEN = {
    "claim": "SELECT state, text, claimant_id, claimant_status, edits FROM claim WHERE id = :claim",
    "revisions": "SELECT r.id, r.number, r.state, r.round, r.rating_id, r.wording, r.claimant_id,"
    " r.scheduled_at IS NOT NULL, r.edits, CAST(r.frozen AS TEXT) FROM verdict_revision r"
    " JOIN verdict v ON v.id = r.verdict_id WHERE v.claim_id = :claim ORDER BY r.number",
    "authors": "SELECT a.revision_id, p.name FROM revision_author a JOIN person p ON p.id = a.person_id",
    "rests_on": "SELECT revision_id, evidence_id FROM revision_evidence ORDER BY position",
    "decisions": "SELECT a.revision_id, a.round, p.name, a.decision, a.exception FROM approval a"
    " JOIN person p ON p.id = a.person_id ORDER BY a.id",
    "evidence": "SELECT id, stance, edits FROM evidence WHERE removed_at IS NULL ORDER BY id",
    "corrections": "SELECT revision_id, kind, note FROM correction ORDER BY id",
    "head": "SELECT number, hash FROM audit_head",
}


def observe(session: Session, claim: int) -> dict[str, list[tuple[Any, ...]]]:
    """Read all that is stored of the claim, past the program."""
    bound = {"claim": claim}
    return {
        name: [tuple(row) for row in session.execute(text(sql), bound if ":claim" in sql else {})]
        for name, sql in _SEEN.items()
    }
