from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from claims.db import Database
from claims.domain.person import Person, Role, system_actor
from claims.domain.state import RevisionState
from claims.domain.verdict import MAX_AUTOSAVE_LENGTH, Autosave
from claims.errors import Conflict, Forbidden, InvalidInput, NotFound
from claims.services import autosave, verdict
from tests.conftest import make_person
from tests.services.conftest import NotedJobs
from tests.services.stories import add_claim, approved, published, write


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 11, 22, 14, 2, tzinfo=UTC), tick=False) as traveller:
        yield traveller


def test_what_is_typed_is_kept_without_a_new_round_or_author(session: Session, bela: Person, dan: Person) -> None:
    revision = approved(session, bela, dan, add_claim(session, bela))
    session.flush()
    before = (revision.edits, revision.round)
    kept = autosave.keep(session, dan.actor, revision.id, edits=3, content={"summary": "Typed"})
    session.flush()
    assert (kept.content, kept.seen_edits) == ({"summary": "Typed"}, 3)
    assert (revision.edits, revision.round) == before
    assert revision.state is RevisionState.APPROVED
    assert dan not in revision.authors


def test_the_last_that_was_typed_is_kept_for_each_person(session: Session, bela: Person, dan: Person) -> None:
    revision = verdict.start_revision(session, bela.actor, add_claim(session, bela).id)
    for words in ("Fir", "First", "First words"):
        autosave.keep(session, bela.actor, revision.id, edits=1, content={"summary": words})
    autosave.keep(session, dan.actor, revision.id, edits=1, content={"summary": "Dan’s"})
    mine, his = (autosave.typed(session, person.actor, revision.id) for person in (bela, dan))
    assert mine is not None and his is not None
    assert (mine.content["summary"], his.content["summary"]) == ("First words", "Dan’s")


def test_saving_forgets_what_was_typed(session: Session, bela: Person) -> None:
    revision = verdict.start_revision(session, bela.actor, add_claim(session, bela).id)
    autosave.keep(session, bela.actor, revision.id, edits=1, content={"summary": "Typed"})
    write(session, bela, revision)
    assert autosave.typed(session, bela.actor, revision.id) is None


def test_what_is_typed_has_an_end(session: Session, bela: Person) -> None:
    revision = verdict.start_revision(session, bela.actor, add_claim(session, bela).id)
    with pytest.raises(InvalidInput, match="characters"):
        autosave.keep(session, bela.actor, revision.id, edits=1, content={"a": "x" * MAX_AUTOSAVE_LENGTH})


def test_what_can_no_longer_be_written_keeps_nothing(
    session: Session, ana: Person, bela: Person, dan: Person
) -> None:
    revision = published(session, (ana, bela, dan), add_claim(session, bela))
    with pytest.raises(Conflict):
        autosave.keep(session, bela.actor, revision.id, edits=1, content={})
    with pytest.raises(NotFound):
        autosave.keep(session, bela.actor, 999, edits=1, content={})


def test_program_itself_types_nothing(session: Session, bela: Person) -> None:
    revision = verdict.start_revision(session, bela.actor, add_claim(session, bela).id)
    with pytest.raises(Forbidden):
        autosave.keep(session, system_actor("worker"), revision.id, edits=1, content={})
    assert autosave.typed(session, system_actor("worker"), revision.id) is None


def test_what_nobody_takes_up_is_deleted_after_a_while(
    session: Session, bela: Person, clock: time_machine.Traveller
) -> None:
    revision = verdict.start_revision(session, bela.actor, add_claim(session, bela).id)
    autosave.keep(session, bela.actor, revision.id, edits=1, content={"summary": "Typed"})
    autosave.forget_expired(session, NotedJobs())
    assert autosave.typed(session, bela.actor, revision.id) is not None
    clock.shift(autosave.LIFETIME)
    assert autosave.typed(session, bela.actor, revision.id) is None
    autosave.forget_expired(session, NotedJobs())
    assert session.scalar(select(func.count()).select_from(Autosave)) == 0


def test_two_windows_at_once_lose_nothing(database: Database) -> None:
    with database.session_scope(write=True) as session:
        bela = make_person(session, "Bela", Role.REVIEWER)
        actor, revision = bela.actor, verdict.start_revision(session, bela.actor, add_claim(session, bela).id).id
    together = Barrier(2)

    def keep(words: str) -> None:
        together.wait()
        with database.session_scope(write=True) as session:
            autosave.keep(session, actor, revision, edits=1, content={"summary": words})

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(keep, ("One", "Two")))
    with database.session_scope(write=False) as session:
        kept = autosave.typed(session, actor, revision)
        assert kept is not None and kept.content["summary"] in ("One", "Two")
