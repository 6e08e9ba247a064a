"""Whether links still lead somewhere: what one look says, and what two in a row do."""

from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from claims.archiving.fetching.guard import Guard
from claims.archiving.registry import Archive, get_fetcher, get_store
from claims.domain.entity import now
from claims.domain.person import Person, system_actor
from claims.domain.source import LinkState, NoSnapshotReason, Source, SourceKind, Stance
from claims.errors import InvalidInput
from claims.services import link_check, source
from claims.services.setting import change_settings
from claims.services.source import NewEvidence, NewSource
from tests.services.conftest import NotedJobs
from tests.services.site import Site, serving
from tests.services.stories import add_article, add_claim


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    fetcher = get_fetcher("guarded", Guard([ip_network("127.0.0.0/8")]))
    return Archive(fetcher, get_store("local", tmp_path))


@pytest.fixture
def added(session: Session, bela: Person, site: Site) -> Source:
    found = source.add_source(session, bela.actor, NewSource(SourceKind.PAGE, "A", f"{site.address}/visits"))
    session.flush()
    return found


def look(session: Session, archive: Archive, source_id: int) -> Source:
    order = link_check.load_for_check(session, source_id)
    assert order is not None
    link_check.store_look(session, order, link_check.look_at(archive, order))
    session.expire_all()
    return source.get_source(session, source_id)


def test_good_link_is_asked_for_its_head_only(
    session: Session, archive: Archive, site: Site, added: Source
) -> None:
    found = look(session, archive, added.id)
    assert (found.link_state, found.link_status, site.asked) == (LinkState.OK, 200, ["HEAD /visits"])
    assert found.next_check_at is not None and found.next_check_at > now() + timedelta(days=29)


def test_redirect_for_good_to_another_page_is_moved(
    session: Session, archive: Archive, site: Site, added: Source
) -> None:
    site.answers["/visits"] = (301, {"Location": "/new"}, b"")
    site.answers["/new"] = (200, {}, b"new")
    found = look(session, archive, added.id)
    assert (found.link_state, found.link_address) == (LinkState.MOVED, f"{site.address}/new")
    site.answers["/visits"] = (302, {"Location": "/new"}, b"")
    assert look(session, archive, added.id).link_state is LinkState.OK
    assert found.link_address == ""


@pytest.mark.parametrize(
    ("status", "state"),
    [(404, LinkState.GONE), (410, LinkState.GONE), (403, LinkState.OK), (402, LinkState.OK), (429, LinkState.OK)],
)
def test_answers_that_say_something(
    session: Session, archive: Archive, site: Site, added: Source, status: int, state: LinkState
) -> None:
    site.answers["/visits"] = (status, {}, b"")
    found = look(session, archive, added.id)
    assert (found.link_state, found.link_status) == (state, status)


def test_only_the_second_failure_in_a_row_counts(
    session: Session, archive: Archive, site: Site, added: Source
) -> None:
    site.answers["/visits"] = (503, {}, b"")
    first = look(session, archive, added.id)
    assert (first.link_state, first.link_failures) == (LinkState.UNCHECKED, 1)
    assert first.next_check_at is not None and first.next_check_at < now() + timedelta(days=2)
    assert look(session, archive, added.id).link_state is LinkState.UNREACHABLE
    site.answers["/visits"] = (200, {}, b"back")
    found = look(session, archive, added.id)
    assert (found.link_state, found.link_failures) == (LinkState.OK, 0)
    site.answers["/visits"] = (500, {}, b"")
    assert look(session, archive, added.id).link_state is LinkState.OK


def test_a_look_that_breaks_counts_as_a_failed_one(session: Session, added: Source) -> None:
    for _attempt in range(2):
        link_check.fail_check(session, added.id, "The program was ended.")
    assert source.get_source(session, added.id).link_state is LinkState.UNREACHABLE


def due(session: Session) -> list[int]:
    jobs = NotedJobs()
    link_check.order_due(session, jobs)
    return [args["source_id"] for _kind, args, _key in jobs.orders]


def test_links_are_looked_at_when_their_time_has_come(session: Session, bela: Person, added: Source) -> None:
    assert due(session) == []
    session.execute(update(Source).values(created_at=now() - timedelta(days=31)))
    assert due(session) == [added.id]
    assert due(session) == []
    session.execute(update(Source).values(next_check_at=now() - timedelta(hours=1)))
    change_settings(session, system_actor("test"), link_check_days=0)
    assert due(session) == []
    change_settings(session, system_actor("test"), link_check_days=365)
    assert due(session) == [added.id]


def test_withheld_demonstration_and_private_sources_are_left_alone(session: Session, bela: Person) -> None:
    new = NewSource(SourceKind.PAGE, "A", "https://a.example/", no_snapshot_reason=NoSnapshotReason.DEMONSTRATION)
    shown, drafted, withheld = (source.add_source(session, bela.actor, new) for _number in range(3))
    drafted.no_snapshot_reason = withheld.no_snapshot_reason = None
    withheld.withheld = True
    draft = add_claim(session, bela, add_article(session, private=True))
    source.attach(session, bela.actor, draft.id, drafted.id, NewEvidence(Stance.CONTEXT))
    session.execute(update(Source).values(next_check_at=now() - timedelta(days=1)))
    assert due(session) == []
    jobs = NotedJobs()
    for one in (drafted, withheld):
        with pytest.raises(InvalidInput):
            link_check.order_check(session, bela.actor, jobs, one.id)
    link_check.order_check(session, bela.actor, jobs, drafted.id, sure=True)
    assert len(jobs.orders) == 1
    assert link_check.load_for_check(session, withheld.id) is None
    assert shown.id


def test_address_that_changed_meanwhile_keeps_no_old_look(
    session: Session, archive: Archive, added: Source
) -> None:
    order = link_check.load_for_check(session, added.id)
    assert order is not None
    added.address = "https://other.example/"
    link_check.store_look(session, order, link_check.Look(LinkState.GONE, 404))
    assert added.link_state is LinkState.UNCHECKED


def test_refused_addresses_count_as_failures(session: Session, bela: Person, tmp_path: Path) -> None:
    strict = Archive(get_fetcher("guarded", Guard([])), get_store("local", tmp_path))
    inside = source.add_source(session, bela.actor, NewSource(SourceKind.PAGE, "A", "http://10.0.0.1/"))
    session.flush()
    look(session, strict, inside.id)
    assert look(session, strict, inside.id).link_state is LinkState.UNREACHABLE
