import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from claims.db import Database
from claims.domain.article import Article
from claims.domain.person import system_actor
from claims.domain.state import ArticleState
from claims.jobs.embedded import EmbeddedJobs
from claims.services.article import NewArticle, add_article
from tests.test_worker import wait_for


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_worker_works_until_it_is_told_to_stop(
    desk: Path, desk_database: Database, number: signal.Signals
) -> None:
    with desk_database.session_scope(write=True) as session:
        new = NewArticle(text="Kim arrived in Beijing.", engine="sentence")
        add_article(session, system_actor("test"), EmbeddedJobs(), new)
    process = subprocess.Popen(
        [sys.executable, "-m", "claims", "worker", "--data", str(desk)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    with process:
        wait_for(lambda: article_state(desk_database) is ArticleState.READY, seconds=30)
        process.send_signal(number)
        _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (0, "")


def article_state(database: Database) -> ArticleState:
    with database.session_scope(write=False) as session:
        return session.scalars(select(Article.state)).one()
