import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.domain.audit import AuditPayload
from claims.domain.claim import Claim
from claims.domain.comment import MAX_COMMENT_LENGTH
from claims.domain.person import Person, Role, system_actor
from claims.errors import Forbidden, InvalidInput, NotFound
from claims.services import comment as service
from tests.conftest import make_person


def test_a_discussion_is_newest_last(session: Session, claims: list[Claim], bela: Person, dan: Person) -> None:
    service.add_comment(session, bela.actor, claims[0].id, "Is this so?")
    service.add_comment(session, dan.actor, claims[0].id, "  I wonder.\r\n")
    said = [(one.person.name, one.text) for one in service.comments_of(session, claims[0].id)]
    assert said == [("Bela", "Is this so?"), ("Dan", "I wonder.")]


@pytest.mark.parametrize("text", ["", " \n", "x" * (MAX_COMMENT_LENGTH + 1)])
def test_nothing_and_too_much_are_refused(session: Session, claims: list[Claim], bela: Person, text: str) -> None:
    with pytest.raises(InvalidInput):
        service.add_comment(session, bela.actor, claims[0].id, text)


def test_only_people_discuss(session: Session, claims: list[Claim]) -> None:
    with pytest.raises(Forbidden):
        service.add_comment(session, system_actor("worker"), claims[0].id, "Hello")


def test_words_taken_back_are_nowhere(session: Session, claims: list[Claim], bela: Person, dan: Person) -> None:
    comment = service.add_comment(session, bela.actor, claims[0].id, "A secret, @dan")
    with pytest.raises(Forbidden):
        service.erase_comment(session, dan.actor, comment.id)
    service.erase_comment(session, bela.actor, comment.id)
    service.erase_comment(session, bela.actor, comment.id)
    assert (comment.text, comment.erased_at is None) == ("", False)
    assert "secret" not in str([payload.data for payload in session.scalars(select(AuditPayload))])
    assert service.mentions_of(session, dan.actor) == []
    with pytest.raises(NotFound):
        service.erase_comment(session, bela.actor, 999)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@Dan, look", ["Dan"]),
        ("@dan and @ANA: look", ["Ana", "Dan"]),
        ("(@Dan)", ["Dan"]),
        ("@Ana Maria knows", ["Ana Maria"]),
        ("@Ana Marian", ["Ana"]),
        ("mail dan@desk.example", []),
        ("@Danube", []),
        ("@nobody @ @@ @1", []),
        ("@bela: myself", []),
    ],
)
def test_names_tell_people(
    session: Session, claims: list[Claim], ana: Person, bela: Person, dan: Person, text: str, named: list[str]
) -> None:
    maria = make_person(session, "Ana Maria", Role.REVIEWER)
    maria.email = "maria@desk.example"
    comment = service.add_comment(session, bela.actor, claims[0].id, text)
    people = {one.id: one.name for one in (ana, bela, dan, maria)}
    assert sorted(people[mention.person_id] for mention in comment.mentions) == named


def test_a_name_that_two_have_must_be_settled(
    session: Session, claims: list[Claim], bela: Person, dan: Person
) -> None:
    other = Person(email="dan.b@desk.example", name="Dan", role=Role.REVIEWER)
    session.add(other)
    session.flush()
    with pytest.raises(service.AmbiguousMention) as caught:
        service.add_comment(session, bela.actor, claims[0].id, "@Dan?")
    assert {one.id for one in caught.value.candidates["Dan"]} == {dan.id, other.id}
    with pytest.raises(service.AmbiguousMention):
        service.add_comment(session, bela.actor, claims[0].id, "@Dan?", {"Dan": bela.id})
    comment = service.add_comment(session, bela.actor, claims[0].id, "@Dan?", {"Dan": other.id})
    assert [mention.person_id for mention in comment.mentions] == [other.id]


def test_mentions_are_unseen_until_marked(
    session: Session, claims: list[Claim], bela: Person, dan: Person
) -> None:
    for claim in claims[:2]:
        service.add_comment(session, bela.actor, claim.id, "@dan look")
    assert [row.seen for row in service.mentions_of(session, dan.actor)] == [False, False]
    assert service.mark_seen(session, dan.actor, claims[0].id) == 1
    rows = service.mentions_of(session, dan.actor)
    assert [(row.claim.id, row.seen) for row in rows] == [(claims[1].id, False), (claims[0].id, True)]
    assert service.mark_seen(session, bela.actor) == 0
    assert service.mark_seen(session, dan.actor) == 1
