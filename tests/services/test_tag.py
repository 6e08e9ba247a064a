import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from claims.domain.claim import Claim
from claims.domain.person import Person
from claims.domain.tag import MAX_TAGS, Tag
from claims.errors import Conflict, InvalidInput, NotFound
from claims.services.tag import add_tag, known_tags, remove_tag


def test_names_with_the_same_slug_are_one_topic(session: Session, claims: list[Claim], bela: Person) -> None:
    first = add_tag(session, bela.actor, claims[0].id, "Public  Health")
    second = add_tag(session, bela.actor, claims[1].id, "public-health")
    assert first is second
    assert [tag.name for tag in claims[1].tags] == ["Public Health"]
    assert [tag.slug for tag in known_tags(session)] == ["public-health"]


def test_a_topic_is_there_once(session: Session, claims: list[Claim], bela: Person) -> None:
    add_tag(session, bela.actor, claims[0].id, "Health")
    with pytest.raises(Conflict, match="already"):
        add_tag(session, bela.actor, claims[0].id, "HEALTH")
    assert session.scalar(select(func.count()).select_from(Tag)) == 1


@pytest.mark.parametrize("name", ["", "  ", "!?", "x" * 61])
def test_a_name_without_a_word_is_refused(session: Session, claims: list[Claim], bela: Person, name: str) -> None:
    with pytest.raises(InvalidInput):
        add_tag(session, bela.actor, claims[0].id, name)


def test_a_claim_has_only_so_many_topics(session: Session, claims: list[Claim], bela: Person) -> None:
    for number in range(MAX_TAGS):
        add_tag(session, bela.actor, claims[0].id, f"topic {number}")
    with pytest.raises(InvalidInput, match=str(MAX_TAGS)):
        add_tag(session, bela.actor, claims[0].id, "one more")


def test_topics_of_any_script_and_their_removal(session: Session, claims: list[Claim], bela: Person) -> None:
    tag = add_tag(session, bela.actor, claims[0].id, "健康")
    assert tag.slug == "健康"
    remove_tag(session, bela.actor, claims[0].id, tag.id)
    assert claims[0].tags == []
    with pytest.raises(NotFound):
        remove_tag(session, bela.actor, claims[0].id, tag.id)
