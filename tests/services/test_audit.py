import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from claims.db import Database
from claims.domain.audit import GENESIS, AuditEvent, AuditHead, AuditPayload, event_hash
from claims.domain.person import Person, system_actor
from claims.domain.tag import Tag
from claims.errors import InvalidInput, NotFound
from claims.services import audit
from claims.services.audit_walk import BATCH

WRITER = Path(__file__).parents[1] / "benchmark" / "audit_chain.py"


def record_many(session: Session, person: Person, count: int) -> list[str]:
    """Record events about the person; their hashes."""
    return [
        audit.record(session, person.actor, "person.edit", person, {"step": step}).hash
        for step in range(1, count + 1)
    ]


def swap(session: Session, one: int, other: int) -> None:
    """Give two events each other's content, payloads too, as somebody with the database open might."""
    rows = {
        number: dict(
            session.execute(text("SELECT * FROM audit_event WHERE number = :n"), {"n": number}).mappings().one()
        )
        for number in (one, other)
    }
    columns = [name for name in rows[one] if name != "number"]
    assignments = ", ".join(f"{name} = :{name}" for name in columns)
    for number, unique in ((one, "x"), (other, "y")):
        session.execute(
            text("UPDATE audit_event SET previous = :u, hash = :u WHERE number = :n"),
            {"u": unique, "n": number},
        )
    for number, source in ((one, other), (other, one)):
        values = {name: rows[source][name] for name in columns}
        session.execute(text(f"UPDATE audit_event SET {assignments} WHERE number = :n"), {"n": number, **values})
    payloads = {row.number: (row.salt, row.data) for row in session.scalars(select(AuditPayload))}
    for number, source in ((one, other), (other, one)):
        payload = session.get_one(AuditPayload, number)
        payload.salt, payload.data = payloads[source]
    session.flush()


def remove(session: Session, number: int) -> None:
    session.execute(text("DELETE FROM audit_payload WHERE number = :n"), {"n": number})
    session.execute(text("DELETE FROM audit_event WHERE number = :n"), {"n": number})


def test_events_form_one_chain_from_the_first_on(session: Session, ana: Person) -> None:
    hashes = record_many(session, ana, 3)
    events = session.scalars(select(AuditEvent).order_by(AuditEvent.number)).all()
    assert [event.number for event in events] == [1, 2, 3]
    assert [event.previous for event in events] == [GENESIS, *hashes[:2]]
    found = audit.verify(session)
    assert (found.events, found.head, found.problems) == (3, hashes[-1], ())


def test_empty_chain_verifies(session: Session) -> None:
    assert audit.verify(session, head=GENESIS) == audit.AuditVerification(0, GENESIS, ())


def test_new_subject_gets_its_id_before_it_is_named(session: Session, ana: Person) -> None:
    tag = Tag(slug="asia", name="Asia")
    session.add(tag)
    event = audit.record(session, ana.actor, "tag.add", tag, {})
    assert (event.subject_type, event.subject_id) == ("tag", tag.id)


def test_event_of_the_programs_own_user_names_it(session: Session) -> None:
    event = audit.record(session, system_actor("command line, root"), "desk.upgrade", ("desk", None), {})
    assert event.person_id is None
    assert session.get_one(AuditPayload, event.number).data == {"actor": "command line, root"}


def test_whatever_services_record_still_verifies_after_a_round_trip(session: Session, ana: Person) -> None:
    class Colour(StrEnum):
        RED = "red"

    data = {
        "on": date(2026, 11, 22),
        "at": datetime(2026, 11, 22, 12, tzinfo=UTC),
        "kind": Colour.RED,
        3: {"b", "a"},
        "score": 0.1,
        "none": None,
        "text": "“naïve” 😀\x00\ud800",
        "odd": float("nan"),
        "pair": (1, True),
    }
    event = audit.record(session, ana.actor, "claim.edit", ("claim", 7), data)
    session.commit()
    session.expunge_all()
    assert audit.verify(session).problems == ()
    kept = session.get_one(AuditPayload, event.number).data
    assert kept and kept["on"] == "2026-11-22" and kept["kind"] == "red" and kept["3"] == ["a", "b"]
    assert kept["text"] == "“naïve” 😀\ufffd\ufffd"


def test_data_that_json_cannot_hold_is_refused(session: Session, ana: Person) -> None:
    with pytest.raises(TypeError, match="object"):
        audit.record(session, ana.actor, "claim.edit", ("claim", 7), {"x": object()})


def test_rolled_back_event_leaves_no_gap(session: Session, ana: Person) -> None:
    session.commit()
    record_many(session, ana, 2)
    session.rollback()
    record_many(session, ana, 1)
    assert audit.verify(session).events == 1
    assert audit.verify(session).problems == ()


def test_changed_event_is_named(session: Session, ana: Person) -> None:
    record_many(session, ana, 5)
    session.execute(text("UPDATE audit_event SET action = 'nothing' WHERE number = 3"))
    assert audit.verify(session).problems == ("Event 3 was changed after it was recorded.",)


def test_event_that_was_changed_together_with_its_hash_is_named(session: Session, ana: Person) -> None:
    record_many(session, ana, 5)
    event = session.get_one(AuditEvent, 3)
    event.action = "nothing"
    event.hash = event_hash(event)
    session.flush()
    assert audit.verify(session).problems == ("Event 3 was replaced: event 4 was recorded after another one.",)


def test_last_event_that_was_changed_together_with_its_hash_is_named(session: Session, ana: Person) -> None:
    record_many(session, ana, 3)
    event = session.get_one(AuditEvent, 3)
    event.action = "nothing"
    event.hash = event_hash(event)
    session.flush()
    assert any("the last event is 3" in problem for problem in audit.verify(session).problems)


def test_removed_event_is_named(session: Session, ana: Person) -> None:
    record_many(session, ana, 5)
    remove(session, 3)
    assert audit.verify(session).problems == ("Event 3 was removed.",)


def test_removed_first_events_are_named(session: Session, ana: Person) -> None:
    record_many(session, ana, 5)
    remove(session, 1)
    remove(session, 2)
    assert audit.verify(session).problems == ("Events 1 to 2 were removed.",)


def test_removed_last_event_is_named_while_the_head_row_remembers_it(session: Session, ana: Person) -> None:
    record_many(session, ana, 5)
    remove(session, 5)
    assert audit.verify(session).problems == ("Event 5 was removed.",)


@pytest.mark.parametrize(("one", "other"), [(3, 4), (2, 6), (1, 2)])
def test_reordered_events_are_named(session: Session, ana: Person, one: int, other: int) -> None:
    record_many(session, ana, 8)
    swap(session, one, other)
    assert audit.verify(session).problems == (
        f"Event {one} is out of order: it was recorded as event {other}.",
        f"Event {other} is out of order: it was recorded as event {one}.",
    )


def test_changed_payload_is_named(session: Session, ana: Person) -> None:
    record_many(session, ana, 3)
    session.get_one(AuditPayload, 2).data = {"step": 99}
    session.flush()
    assert audit.verify(session).problems == ("The payload of event 2 was changed.",)


def test_removed_payload_is_named(session: Session, ana: Person) -> None:
    record_many(session, ana, 3)
    session.execute(text("DELETE FROM audit_payload WHERE number = 2"))
    assert audit.verify(session).problems == ("The payload of event 2 was removed.",)


def test_erased_payload_keeps_the_chain_whole_and_can_not_be_guessed(session: Session, ana: Person) -> None:
    record_many(session, ana, 3)
    audit.erase_payload(session, ana.actor, 2)
    audit.erase_payload(session, ana.actor, 2)
    found = audit.verify(session)
    assert (found.events, found.problems) == (4, ())
    payload = session.get_one(AuditPayload, 2)
    assert (payload.data, payload.salt) == (None, "")


def test_payload_erased_by_other_means_is_named(session: Session, ana: Person) -> None:
    record_many(session, ana, 3)
    payload = session.get_one(AuditPayload, 2)
    payload.data, payload.erased_at = None, datetime.now(UTC)
    session.flush()
    assert audit.verify(session).problems == ("The payload of event 2 was erased, and no event says so.",)


def test_payload_that_does_not_exist_cannot_be_erased(session: Session, ana: Person) -> None:
    with pytest.raises(NotFound, match="event 9"):
        audit.erase_payload(session, ana.actor, 9)


def test_cut_end_is_seen_against_a_head_kept_elsewhere(session: Session, ana: Person) -> None:
    hashes = record_many(session, ana, 5)
    remove(session, 5)
    head = session.get_one(AuditHead, 1)
    head.number, head.hash = 4, hashes[3]
    session.flush()
    assert audit.verify(session).problems == ()
    assert audit.verify(session, head=hashes[3].upper()).problems == ()
    (problem,) = audit.verify(session, head=hashes[4]).problems
    assert problem.startswith("The chain was cut or replaced") and hashes[4] in problem


def test_wrong_head_row_is_named(session: Session, ana: Person) -> None:
    record_many(session, ana, 2)
    session.get_one(AuditHead, 1).hash = "a" * 64
    session.flush()
    (problem,) = audit.verify(session).problems
    assert "head of the chain says event 2" in problem


def test_head_that_is_no_hash_is_refused(session: Session) -> None:
    with pytest.raises(InvalidInput, match="64 hexadecimal"):
        audit.verify(session, head="latest")


def test_event_that_cannot_be_read_is_named_and_the_others_are_checked(session: Session, ana: Person) -> None:
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps the types of its columns")
    record_many(session, ana, 4)
    session.execute(text("UPDATE audit_event SET at = 'never' WHERE number = 2"))
    session.expunge_all()
    found = audit.verify(session)
    assert (found.events, found.problems) == (4, ("Event 2 cannot be read: it was changed.",))


def test_chain_longer_than_one_batch_verifies(session: Session, ana: Person) -> None:
    record_many(session, ana, BATCH + 3)
    assert audit.verify(session).events == BATCH + 3


def test_chain_verifies_while_others_add_to_it(database: Database) -> None:
    def add(writer: int) -> None:
        for step in range(40):
            with database.session_scope(write=True) as session:
                audit.record(session, system_actor("writer"), "x.y", ("x", writer), {"step": step})

    with ThreadPoolExecutor(2) as pool:
        writers = [pool.submit(add, writer) for writer in range(2)]
        while not all(writer.done() for writer in writers):
            with database.session_scope(write=False) as session:
                assert audit.verify(session).problems == ()
        assert [writer.result() for writer in writers] == [None, None]


def test_many_processes_write_one_chain_without_an_error(database_url: str) -> None:
    done = subprocess.run(
        [sys.executable, str(WRITER), "--url", database_url, "--processes", "4", "--events", "40"],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | {"PYTHONPATH": str(WRITER.parents[2])},
    )
    assert done.returncode == 0, done.stderr
    assert '"events": 160' in done.stdout and '"problems": 0' in done.stdout and '"errors": 0' in done.stdout
