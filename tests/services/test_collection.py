import pytest
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from claims.db import Database
from claims.domain.article import Article
from claims.domain.claim import Claim
from claims.domain.collection import Collection
from claims.domain.person import Person
from claims.errors import Conflict, InvalidInput, NotFound, StaleEdit
from claims.services import collection as service


@pytest.fixture
def visits(session: Session, article: Article, claims: list[Claim], ana: Person) -> Collection:
    """A collection of an article and two of its claims."""
    made = service.create_collection(session, ana.actor, name="The  visits", description="All of them.")
    service.add_items(
        session, ana.actor, made.id, article_ids=[article.id], claim_ids=[claim.id for claim in claims[:2]]
    )
    session.flush()
    session.expire_all()
    return made


def order(session: Session, collection: Collection) -> list[int]:
    return [row.item.id for row in service.rows_of(session, collection.id)]


def test_a_collection_is_made_named_anew_and_found(session: Session, visits: Collection, ana: Person) -> None:
    assert (visits.name, visits.slug) == ("The visits", "the-visits")
    second = service.create_collection(session, ana.actor, name="The visits")
    assert second.slug == "the-visits-2"
    edits = visits.edits
    service.edit_collection(session, ana.actor, visits.id, name="Trips", description="", edits=edits)
    session.flush()
    assert (visits.name, visits.slug) == ("Trips", "the-visits")
    with pytest.raises(StaleEdit) as caught:
        service.edit_collection(session, ana.actor, visits.id, name="Tours", description="", edits=edits)
    assert caught.value.theirs["name"] == "Trips"
    assert [number for _one, number in service.list_collections(session)] == [0, 3]


@pytest.mark.parametrize(("name", "description"), [("", ""), ("x" * 201, ""), ("x", "y" * 5001)])
def test_names_and_descriptions_have_limits(session: Session, ana: Person, name: str, description: str) -> None:
    with pytest.raises(InvalidInput):
        service.create_collection(session, ana.actor, name=name, description=description)


def test_items_move_up_and_down_and_no_further(session: Session, visits: Collection, ana: Person) -> None:
    one, two, three = order(session, visits)
    service.move_item(session, ana.actor, visits.id, three, by=-1, edits=visits.edits)
    assert order(session, visits) == [one, three, two]
    service.move_item(session, ana.actor, visits.id, one, by=-1, edits=visits.edits)
    service.move_item(session, ana.actor, visits.id, two, by=1, edits=visits.edits)
    assert order(session, visits) == [one, three, two]
    service.remove_item(session, ana.actor, visits.id, one, edits=visits.edits)
    assert order(session, visits) == [three, two]


def test_a_stale_page_moves_nothing(session: Session, visits: Collection, ana: Person) -> None:
    one, *_rest = before = order(session, visits)
    edits = visits.edits
    service.move_item(session, ana.actor, visits.id, one, by=1, edits=edits)
    with pytest.raises(Conflict, match="changed by somebody else"):
        service.move_item(session, ana.actor, visits.id, one, by=1, edits=edits)
    with pytest.raises(Conflict):
        service.remove_item(session, ana.actor, visits.id, one, edits=edits)
    assert order(session, visits) == [before[1], before[0], before[2]]


def test_several_are_added_at_once_and_none_when_they_are_too_many(
    session: Session, visits: Collection, claims: list[Claim], ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [claim.id for claim in claims]
    monkeypatch.setattr(service, "MAX_COLLECTION_ITEMS", 2 + len(numbers) - 1 - 1)
    with pytest.raises(Conflict, match="at most"):
        service.add_items(session, ana.actor, visits.id, claim_ids=numbers)
    assert len(order(session, visits)) == 3
    monkeypatch.setattr(service, "MAX_COLLECTION_ITEMS", 500)
    assert service.add_items(session, ana.actor, visits.id, claim_ids=numbers) == len(numbers) - 2
    rows = [row.claim.id for row in service.rows_of(session, visits.id) if row.claim]
    assert rows == numbers


def test_what_is_there_or_nowhere_is_not_added(
    session: Session, visits: Collection, article: Article, ana: Person
) -> None:
    before, edits = order(session, visits), visits.edits
    assert service.add_items(session, ana.actor, visits.id, article_ids=[article.id, article.id]) == 0
    for missing in ({"article_ids": [article.id, 999]}, {"claim_ids": [999]}):
        with pytest.raises(NotFound, match="999"):
            service.add_items(session, ana.actor, visits.id, **missing)
    assert (order(session, visits), visits.edits) == (before, edits)
    with pytest.raises(NotFound):
        service.remove_item(session, ana.actor, visits.id, 999, edits=visits.edits)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_who_move_at_once_do_not_both_win(database: Database, visits: Collection, ana: Person) -> None:
    from sqlalchemy import inspect

    session = inspect(visits).session
    assert session is not None
    item, edits, number, actor = order(session, visits)[0], visits.edits, visits.id, ana.actor
    session.commit()
    with database.session(write=True) as first, database.session(write=True) as second:
        for one in (first, second):
            service.get_collection(one, number)
        service.remove_item(first, actor, number, item, edits=edits)
        first.commit()
        with pytest.raises((StaleDataError, Conflict)):
            service.remove_item(second, actor, number, item, edits=edits)
