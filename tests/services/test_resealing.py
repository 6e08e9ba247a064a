"""A new sealing key: everything is sealed anew, whenever the command is killed, and nothing is lost."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.archiving.stores.local import LocalStore
from claims.archiving.vault import Vault
from claims.cli import main
from claims.db import Database
from claims.domain.notification import Mail
from claims.domain.person import Person, Role, system_actor
from claims.domain.source import Evidence, Source, SourceKind, Stance
from claims.jobs.embedded import EmbeddedJobs
from claims.services import audit, resealing, withheld
from claims.services.file import orphans
from claims.services.mail import open_body, queue_mail
from claims.services.source import NewEvidence, NewSource
from tests.conftest import make_person
from tests.web.stories import tell

OLD, NEW = "o" * 40, "n" * 40
BOTH = Vault(f"{NEW},{OLD}")
COPY = b"Notes. The fourth list was burnt.\n"
NOBODY = system_actor("test")


class Killed(BaseException):
    """What stands for ``kill -9`` between two transactions."""


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "files")


@pytest.fixture
def source_id(database: Database, store: LocalStore) -> int:
    """A source that Ana withheld with the old key: evidence, a copy with a text, and a mail that waits sealed."""
    with database.session_scope(write=True) as session:
        for name in ("Ana", "Bela"):
            make_person(session, name, Role.EDITOR)
    return plant(database, store, Vault(OLD), tell(database).claim)


def plant(database: Database, store: LocalStore, vault: Vault, claim_id: int) -> int:
    copy = withheld.seal_copy(store, vault, "notes.txt", COPY)
    with database.session_scope(write=True) as session:
        ana = session.scalars(select(Person).where(Person.name == "Ana")).one().actor
        new = NewSource(kind=SourceKind.INTERVIEW, title="Kim", origin="Bridge papers")
        source_id = withheld.add_withheld(session, ana, vault, new, public_description="a witness").id
        withheld.add_sealed_copy(session, ana, source_id, copy)
        says = NewEvidence(stance=Stance.SUPPORTS, quote="The fourth list was burnt.")
        withheld.attach_withheld(session, ana, vault, claim_id, source_id, says)
        withheld.check_sealed_quotes(session, store, vault, source_id)
        queue_mail(session, EmbeddedJobs(), "gil@elsewhere.example", "Come", "at /guest/secret", vault=vault)
    return source_id


def dying(database: Database, transactions: int) -> Callable[[], AbstractContextManager[Session]]:
    """Open transactions until so many are committed; then the process is gone."""
    left = iter(range(transactions))

    @contextmanager
    def begin() -> Iterator[Session]:
        if next(left, None) is None:
            raise Killed
        with database.session_scope(write=True) as session:
            yield session

    return begin


def unopened(database: Database, store: LocalStore, key: str) -> list[str]:
    with database.session_scope(write=False) as session:
        return list(resealing.unopened(session, store, Vault(key)))


def test_all_is_sealed_anew_however_often_it_is_killed(
    database: Database, store: LocalStore, source_id: int
) -> None:
    with database.session_scope(write=False) as session:
        before = [session.get_one(Source, source_id).edits, session.scalars(select(Evidence.edits)).one()]
    for transactions in range(1, 13):
        with suppress(Killed):
            resealing.reseal(dying(database, transactions), NOBODY, store, BOTH)
        assert unopened(database, store, f"{NEW},{OLD}") == [], "at every moment both keys together open all"
    done = resealing.reseal(partial(database.session_scope, write=True), NOBODY, store, BOTH)

    assert done.problems == [] and unopened(database, store, NEW) == []
    assert len(unopened(database, store, OLD)) == 5
    with database.session_scope(write=False) as session:
        ana = session.scalars(select(Person).where(Person.name == "Ana")).one().actor
        opened = withheld.open_source(session, ana, Vault(NEW), source_id)
        assert opened.is_ is not None and (opened.is_.title, opened.evidence[0].says.quote[:10]) == (
            "Kim",
            "The fourth",
        )
        copy = opened.source.snapshots[0]
        assert withheld.open_copy(session, ana, store, Vault(NEW), copy.id) == ("notes.txt", COPY)
        assert open_body(Vault(NEW), session.scalars(select(Mail)).one()) == "at /guest/secret"
        assert opened.source.origin == Vault(NEW).digest("Bridge papers")
        assert [opened.source.edits, opened.evidence[0].evidence.edits] == before
        left = [store.open(sha256).read() for sha256 in orphans(session, store)]
        assert not [data for data in left if BOTH.is_older(data)], "files of the old key are gone"
        assert audit.verify(session).problems == ()
    again = resealing.reseal(partial(database.session_scope, write=True), NOBODY, store, BOTH)
    assert (again.rows, again.files) == (0, 0)


def test_what_no_key_opens_is_named_and_left_as_it_is(
    database: Database, store: LocalStore, source_id: int
) -> None:
    other = Vault(f"{NEW},{'x' * 40}")
    done = resealing.reseal(partial(database.session_scope, write=True), NOBODY, store, other)
    assert (done.rows, done.files) == (0, 0)
    assert len(done.problems) == 4 and f"source {source_id} was sealed with another key" in done.problems[0]
    assert unopened(database, store, OLD) == []


def test_command_says_whether_the_newest_key_opens_all(
    database_url: str, database: Database, store: LocalStore, source_id: int, tmp_path: Path
) -> None:
    words = {"CLAIMS_DATABASE_URL": database_url, "CLAIMS_SECRET_KEY": "s" * 40}
    database.close()

    def run(keys: str) -> tuple[int, str]:
        environment = {**words, "CLAIMS_SEALING_KEY": keys}
        done = CliRunner().invoke(main, ["reseal", "--data", str(tmp_path)], env=environment)
        return done.exit_code, done.output

    wrong = run("y" * 40)
    assert wrong[0] == 1 and "another key" in wrong[1]
    assert run(OLD)[0] == 0
    anew = run(f"{NEW},{OLD}")
    assert anew[0] == 0 and "3 rows were sealed anew." in anew[1] and "2 files were sealed anew." in anew[1]
    assert run(NEW) == (0, anew[1].replace("3 rows", "0 rows").replace("2 files", "0 files"))
