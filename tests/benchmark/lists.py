"""How the desk's lists grow: each with 100 and with 10,000 articles or claims, as pages of the program.

    python tests/benchmark/lists.py [POSTGRESQL_URL]

Prints one JSON line a list: median milliseconds of a page with few and with many rows, their ratio (the bar is 3),
and the queries that it takes (the bar is 12). Without an address it measures SQLite in a folder of its own. A
PostgreSQL database must be empty, and stays filled.
"""

import json
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from flask.testing import FlaskClient
from sqlalchemy import event, insert, text
from sqlalchemy.orm import Session

from claims.app import create_app
from claims.config import load_config
from claims.db import Database
from claims.domain.article import Article, Version
from claims.domain.claim import Appearance, Claim
from claims.domain.claimant import Claimant, ClaimantKind
from claims.domain.entity import now
from claims.domain.kind import ClaimKind
from claims.domain.person import Role, system_actor
from claims.domain.state import ArticleState, ClaimState
from claims.domain.tag import ClaimTag, Tag
from claims.services.person import add_person
from claims.services.rating import install_default_scale
from claims.services.session import sign_in
from claims.web.session import SECRET

FEW, MANY = 100, 10_000
ROUNDS = 15
LISTS = {
    "articles": "/desk/articles",
    "claims": "/desk/claims",
    "claims by state": "/desk/claims?state=selected",
    "claims by topic": "/desk/claims?tag=topic-3",
    "claims by words": "/desk/claims?text=number+7",
    "claims by words that none has": "/desk/claims?text=unfindable",
    "claims by article language": "/desk/claims?language=fr",
    "claims due": "/desk/claims?due=late",
    "ledger": "/desk/ledger",
    "home": "/desk",
}
ZEROS = "0" * 64


def main() -> None:
    """Fill a desk twice, and measure each list both times."""
    with tempfile.TemporaryDirectory() as folder:
        url = sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{folder}/lists.sqlite3"
        database = Database(url)
        database.upgrade()
        client = _signed_in(database, Path(folder))
        _fill(database, 0, FEW)
        few = {name: _measured(client, address) for name, address in LISTS.items()}
        _fill(database, FEW, MANY)
        for name, address in LISTS.items():
            many, queries = _measured(client, address), _queries(database, client, address)
            figure = {"list": name, f"ms_{FEW}": few[name], f"ms_{MANY}": many, "queries": queries}
            print(json.dumps({**figure, "ratio": round(many / few[name], 2)}), flush=True)
        database.close()


def _signed_in(database: Database, folder: Path) -> FlaskClient:
    with database.session_scope(write=True) as session:
        install_default_scale(session)
        person = {"email": "ana@desk.example", "name": "Ana", "role": Role.EDITOR, "password_hash": None}
        add_person(session, system_actor("benchmark"), **person)  # type: ignore[arg-type]
        _person, secret = sign_in(session, "ana@desk.example")
    client = create_app(load_config({"CLAIMS_SECRET_KEY": "x" * 40}, data=folder / "data"), database).test_client()
    with client.session_transaction() as cookie:
        cookie[SECRET] = secret
    return client


def _fill(database: Database, first: int, end: int) -> None:
    """Add articles and claims with numbers from ``first`` to below ``end``, one claim at each article."""
    with database.session_scope(write=True) as session:
        if first == 0:
            session.execute(insert(Tag), [{"slug": f"topic-{n}", "name": f"Topic {n}"} for n in range(10)])
            makers = [{"name": f"Claimant {n}", "kind": ClaimantKind.PERSON} for n in range(10)]
            session.execute(insert(Claimant), makers)
        numbers = range(first, end)
        ids = _articles(session, numbers)
        claims = _claims(session, numbers)
        session.execute(insert(Appearance), [_place(*pair) for pair in zip(claims, ids, strict=True)])
        tagged = [{"claim_id": one, "tag_id": 1 + n % 10} for n, one in zip(numbers, claims, strict=True)]
        session.execute(insert(ClaimTag), tagged)
    if database.engine.dialect.name == "postgresql":
        with database.engine.connect() as connection:
            connection.execute(text("ANALYZE"))


def _articles(session: Session, numbers: range) -> list[tuple[int, int]]:
    """Add articles with a version each; return the numbers of both."""
    languages = ("en", "fr", "de", "es")
    rows = [
        {"title": f"Article {n}", "engine": "sentence", "state": ArticleState.READY, "language": languages[n % 4]}
        for n in numbers
    ]
    articles = session.scalars(insert(Article).returning(Article.id, sort_by_parameter_order=True), rows).all()
    words = {"number": 1, "text": "It says so.", "length": 11, "sha256": ZEROS}
    versions = session.scalars(
        insert(Version).returning(Version.id, sort_by_parameter_order=True),
        [{"article_id": one, **words} for one in articles],
    ).all()
    return list(zip(articles, versions, strict=True))


def _claims(session: Session, numbers: range) -> list[int]:
    states = (ClaimState.SUGGESTED, ClaimState.SELECTED, ClaimState.NOT_SELECTED, ClaimState.DROPPED)
    rows = [
        {
            "text": f"This is the claim with the number {n}, which is a little longer than the shortest.",
            "kind": ClaimKind.EVENT,
            "state": states[n % 4],
            "engine": "linguistic",
            "score": n % 100 / 100,
            "claimant_id": 1 + n % 10,
            "claimant_status": "confirmed",
            "deadline": now().date() if n % 7 == 0 else None,
        }
        for n in numbers
    ]
    return list(session.scalars(insert(Claim).returning(Claim.id, sort_by_parameter_order=True), rows))


def _place(claim_id: int, article: tuple[int, int]) -> dict[str, object]:
    words = {"exact": "It", "prefix": "", "suffix": " says so.", "start": 0, "end": 2}
    return {
        "claim_id": claim_id,
        "article_id": article[0],
        "version_id": article[1],
        "version_length": 11,
        **words,
    }


def _measured(client: FlaskClient, address: str) -> float:
    """Return the median milliseconds of a page, after a first one that warms it up."""
    times = []
    for _round in range(ROUNDS + 1):
        begun = perf_counter()
        answer = client.get(address)
        times.append((perf_counter() - begun) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}")
    return round(statistics.median(times[1:]), 1)


def _queries(database: Database, client: FlaskClient, address: str) -> int:
    with _counted(database) as statements:
        client.get(address)
    return len(statements)


@contextmanager
def _counted(database: Database) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN")):
            statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield statements
    event.remove(database.engine, "before_cursor_execute", note)


if __name__ == "__main__":
    main()
