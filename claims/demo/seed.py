"""Seeding: the Beijing desk, made by its people through the services, as a newsroom would make it.

There are two transactions, and between them the worker's own: one adds the people and the article, the other all
that the people did with its claims. A start that is killed leaves one or both undone, and the next goes on there.
"""

import time
from datetime import timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.db import Database
from claims.demo.content import Account
from claims.demo.work import Work
from claims.domain.article import Article
from claims.domain.audit import AuditEvent
from claims.domain.person import Role, system_actor
from claims.domain.state import ArticleState
from claims.domain.token import Token
from claims.errors import Conflict, EngineError
from claims.i18n import gettext as _
from claims.jobs.embedded import EmbeddedJobs
from claims.services.article import NewArticle, add_article, get_article, repeat_extraction, same_text
from claims.services.person import add_person, find_person, has_people, hash_password
from claims.services.rating import install_default_scale
from claims.services.setting import change_settings, load_settings
from claims.worker import Worker

DESK_NAME = "The Beijing desk"
PASSWORD = "the-beijing-desk"  # noqa: S105 (printed at every start; a demonstration keeps no secret)
ADMIN = Account("Ada", "ada@beijing.example", Role.ADMIN)
ACCOUNTS = (
    Account("Ana", "ana@beijing.example", Role.EDITOR),
    Account("Bela", "bela@beijing.example", Role.REVIEWER),
    Account("Dan", "dan@beijing.example", Role.REVIEWER),
    ADMIN,
)
PROGRAM = system_actor("claims demo")
TITLE = "Kim Jong-un to attend a military parade in Beijing"
LEASE = timedelta(seconds=15)
"""Short, so that the start after one that was killed need not wait long for its job."""
PATIENCE_SECONDS = 120.0


@cache
def article_text() -> str:
    """Return the text of the article."""
    return (Path(__file__).parent / "article.txt").read_text(encoding="utf-8")


def refuse_other_desk(session: Session) -> None:
    """Raise Conflict when this is somebody's desk, and not a demonstration."""
    if load_settings(session).demonstration:
        return
    begun = session.scalar(select(AuditEvent.number).limit(1)) or session.scalar(select(Token.id).limit(1))
    if begun is not None or has_people(session):
        raise Conflict(_("This folder holds a desk that is not a demonstration; name another with --data."))


def seed(database: Database) -> bool:
    """Make the Beijing desk in a database at the newest revision; False when it was there already.

    Raise Conflict for a desk that is not a demonstration.
    """
    with database.session_scope(write=False) as session:
        refuse_other_desk(session)
        begun, article = load_settings(session).demonstration, same_text(session, article_text())
        if article is not None and get_article(session, article.id).report is not None:
            return False
    if not begun:
        _begin(database)
    _extract(database)
    with database.session_scope(write=True) as session:
        people = {account.name: find_person(session, account.email).actor for account in ACCOUNTS}
        Work(session, _article(session).id, people).carry_out()
    return True


def _begin(database: Database) -> None:
    """Add the people, the settings and the article, and order the extraction of its claims."""
    hashed = hash_password(PASSWORD)
    with database.session_scope(write=True) as session:
        refuse_other_desk(session)
        install_default_scale(session)
        people = {
            account.name: add_person(
                session,
                PROGRAM,
                email=account.email,
                name=account.name,
                role=account.role,
                password_hash=hashed,
            ).actor
            for account in (ADMIN, *ACCOUNTS[:-1])
        }
        change_settings(session, people["Ada"], desk_name=DESK_NAME, demonstration=True)
        new = NewArticle(text=article_text(), title=TITLE, origin="uploaded article.txt")
        add_article(session, people["Bela"], EmbeddedJobs(), new)


def _extract(database: Database) -> None:
    """Have the worker extract the claims; wait for the lease of one that was killed at it."""
    _order_again_what_failed(database)
    worker, until = Worker(database, EmbeddedJobs(), lease=LEASE), time.monotonic() + PATIENCE_SECONDS
    while True:
        worker.run_until_empty()
        with database.session_scope(write=False) as session:
            article = _article(session)
        if article.state is ArticleState.READY:
            return
        if article.state is ArticleState.FAILED or time.monotonic() > until:
            raise EngineError(_("The claims were not extracted: %(reason)s", reason=article.failure or "…"))
        time.sleep(0.5)


def _order_again_what_failed(database: Database) -> None:
    with database.session_scope(write=True) as session:
        article = _article(session)
        if article.state is ArticleState.FAILED:
            repeat_extraction(session, PROGRAM, EmbeddedJobs(), article.id, article.engine)


def _article(session: Session) -> Article:
    article = same_text(session, article_text())
    if article is None:
        raise Conflict(_("The demonstration has lost its article; name another folder with --data."))
    return article
