"""Remove a claim from a large desk, and look for every byte of it: in all rows, and in all files of its folder.

``python -m tests.benchmark.removal [ARTICLES] [FOLDER]`` prints one JSON line a figure.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.orm import Session

from claims.archiving.fetching.null import NullFetcher
from claims.archiving.registry import Archive
from claims.archiving.stores.local import LocalStore
from claims.db import Database
from claims.domain.person import Person, Role
from claims.domain.removal import RemovalSubject
from claims.jobs.registry import get_engine
from claims.services import audit
from claims.services.article import NewArticle, add_article
from claims.services.check import check_desk
from claims.services.claim import add_claim
from claims.services.rating import install_default_scale
from claims.services.removal import NewRemoval, remove
from claims.services.removal_survey import survey
from claims.worker.cleaning import clean_disk
from tests.conftest import make_person
from tests.services.planting import CANARY, Planted, plant, texts_of

ARTICLES = 1_000
CLAIMS = 10
"""Of each article."""


def main(articles: int, folder: Path) -> None:
    """Fill a desk, plant the canary, remove it, and print one JSON line a figure."""
    database, archive = Database(f"sqlite:///{folder / 'claims.sqlite3'}"), _archive(folder)
    database.upgrade()
    with database.session_scope(write=True) as session:
        install_default_scale(session)
        people = tuple(make_person(session, name, Role.EDITOR) for name in ("Ana", "Bela", "Dan"))
        admin = make_person(session, "Ada", Role.ADMIN)
        _timed("fill", lambda: _fill(session, people[1], articles))
        planted = plant(session, (people[0], people[1], people[2]), LocalStore(folder / "files"))
    _tell("files_with_canary_before", len(_holding(folder)))
    with database.session_scope(write=False) as session:
        _timed("survey", lambda: survey(session, RemovalSubject.CLAIM, planted.claim_id))
    with database.session_scope(write=True) as session:
        _timed("remove", lambda: _remove(session, admin, planted))
    _timed("clean_disk", lambda: clean_disk(database, archive))
    _report(database, archive, folder)
    database.close()


def _fill(session: Session, person: Person, articles: int) -> None:
    for number in range(articles):
        sentences = [f"The tower {number} has {step} steps and a red roof." for step in range(CLAIMS)]
        new = NewArticle(text=" ".join(sentences), title=f"Tower {number}", engine="sentence")
        article = add_article(session, person.actor, get_engine(), new)
        session.flush()
        for words in sentences:
            add_claim(session, person.actor, article.id, words=words)
        session.flush()
        session.expunge_all()


def _remove(session: Session, admin: Person, planted: Planted) -> None:
    remove(session, admin.actor, get_engine(), NewRemoval(RemovalSubject.CLAIM, planted.claim_id))


def _report(database: Database, archive: Archive, folder: Path) -> None:
    revision, newest = database.revisions()
    with database.session_scope(write=False) as session:
        _tell("tables_with_canary", len(texts_of(session)))
        found = audit.verify(session)
        _tell("events", found.events)
        _tell("problems_of_the_chain", len(found.problems))
        problems = list(check_desk(session, revision=revision, newest=newest, store=archive.store))
        _tell("problems_of_the_desk", len(problems))
    _tell("files_with_canary", _holding(folder))
    _tell("megabytes", round(sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6, 1))


def _archive(folder: Path) -> Archive:
    return Archive(NullFetcher(), LocalStore(folder / "files"))


def _holding(folder: Path) -> list[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if CANARY.encode() in path.read_bytes()]


def _timed(name: str, step: Callable[[], object]) -> None:
    began = time.perf_counter()
    step()
    _tell(f"{name}_seconds", round(time.perf_counter() - began, 2))


def _tell(name: str, value: object) -> None:
    print(json.dumps({name: value}), flush=True)


if __name__ == "__main__":
    chosen = int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES
    if len(sys.argv) > 2:
        main(chosen, Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as made:
            main(chosen, Path(made))
