"""Hints that two sources may go back to one origin."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from claims.archiving.stores.local import LocalStore
from claims.domain.entity import now
from claims.domain.person import Person
from claims.domain.source import SnapshotHow, Source, SourceKind, Stance
from claims.services import source
from claims.services.origin import origin_hints
from claims.services.reading import Reading
from claims.services.snapshot import Copy, add_copy
from claims.services.source import NewEvidence, NewSource
from claims.services.source_list import known_origins
from tests.services.stories import add_claim

WIRE = "Kim arrived in Beijing on Tuesday by train, the state agency said, on his fifth visit to the capital. " * 3
OTHER = "The list of the ministry names four visits since 2018, each with its date and its length in days. " * 3


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path)


def add(session: Session, bela: Person, store: LocalStore, text: str, **about: str) -> Source:
    added = source.add_source(session, bela.actor, NewSource(SourceKind.DOCUMENT, "A", **about))  # type: ignore[arg-type]
    session.flush()
    stored = store.put(text.encode())
    copy = Copy(SnapshotHow.UPLOADED, stored.sha256, stored.size, "text/plain", Reading(stored.sha256), now())
    add_copy(session, bela.actor, added.id, copy)
    return added


def beside(session: Session, bela: Person, *sources: Source) -> None:
    claim = add_claim(session, bela)
    for one in sources:
        source.attach(session, bela.actor, claim.id, one.id, NewEvidence(Stance.CONTEXT))
    session.expire_all()


def test_two_copies_of_a_wire_report_are_noticed(session: Session, bela: Person, store: LocalStore) -> None:
    one = add(session, bela, store, WIRE + "Our reporter adds a line.")
    two = add(session, bela, store, "From the agency: " + WIRE)
    three = add(session, bela, store, OTHER)
    beside(session, bela, one, two, three)
    (hint,) = origin_hints(session, store, one)
    assert hint.source.id == two.id and hint.shared > 80 and not hint.same_publisher


def test_same_publisher_is_noticed_and_a_common_group_settles_it(
    session: Session, bela: Person, store: LocalStore
) -> None:
    one = add(session, bela, store, WIRE, publisher="The Agency")
    two = add(session, bela, store, OTHER, publisher="the agency")
    beside(session, bela, one, two)
    (hint,) = origin_hints(session, store, one)
    assert hint.same_publisher and hint.shared == 0
    one.origin, two.origin = "Agency, Tuesday", "agency, tuesday"
    assert origin_hints(session, store, one) == []
    assert set(known_origins(session)) == {"Agency, Tuesday", "agency, tuesday"}


def test_the_very_same_text_is_noticed_anywhere_and_a_lost_file_does_no_harm(
    session: Session, bela: Person, store: LocalStore
) -> None:
    one, two = (add(session, bela, store, WIRE) for _number in range(2))
    session.expire_all()
    assert [hint.source.id for hint in origin_hints(session, store, one)] == [two.id]
    for name in list(store.names()):
        store.delete(name)
    assert origin_hints(session, store, one) == []


def test_withheld_sources_are_not_compared(session: Session, bela: Person, store: LocalStore) -> None:
    one, two = (add(session, bela, store, WIRE) for _number in range(2))
    beside(session, bela, one, two)
    two.withheld = True
    assert origin_hints(session, store, one) == []
    assert origin_hints(session, store, two) == []
