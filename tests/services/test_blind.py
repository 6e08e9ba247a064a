"""Blind approval: who decides rates first, both ratings are kept for good, and enough of them are published."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from claims.domain.agreement import krippendorff_alpha
from claims.domain.person import Person, Role, system_actor
from claims.domain.state import RevisionState
from claims.domain.verdict import BlindRating, VerdictRevision
from claims.errors import Conflict, Forbidden, InvalidInput
from claims.services import approval, blind, preview, verdict
from claims.services.rating import newest_scale
from claims.services.scale import drafts_of, save_scale
from claims.services.setting import change_settings
from tests.conftest import make_person
from tests.services.stories import add_claim, rating_id, submitted, write


@pytest.fixture
def waiting(session: Session, bela: Person) -> VerdictRevision:
    """What Bela submitted (as an opinion) at a desk that approves blind."""
    change_settings(session, system_actor("test"), blind_approval=True)
    return submitted(session, bela, add_claim(session, bela))


def test_who_decides_rates_first(session: Session, dan: Person, waiting: VerdictRevision) -> None:
    for decide in (
        lambda: approval.approve(session, dan.actor, waiting.id),
        lambda: approval.return_to_author(session, dan.actor, waiting.id, "No."),
    ):
        with pytest.raises(Forbidden, match="rate the verdict before"):
            decide()
    assert blind.is_hidden(session, dan.actor, waiting)
    blind.rate(session, dan.actor, waiting.id, rating_id(session, "opinion"))
    assert not blind.is_hidden(session, dan.actor, waiting)
    approval.approve(session, dan.actor, waiting.id)
    assert waiting.state is RevisionState.APPROVED


def test_another_rating_is_approved_only_knowingly(
    session: Session, dan: Person, waiting: VerdictRevision
) -> None:
    blind.rate(session, dan.actor, waiting.id, rating_id(session, "satire"))
    with pytest.raises(InvalidInput, match="otherwise"):
        approval.approve(session, dan.actor, waiting.id)
    approval.approve(session, dan.actor, waiting.id, acknowledged=True)
    (row,) = blind.ratings_of(session, waiting.id)
    assert (row.person.name, row.rating.key, row.author_rating.key) == ("Dan", "satire", "opinion")


def test_the_same_rating_of_another_version_of_the_scale_is_no_other(
    session: Session, bela: Person, dan: Person, waiting: VerdictRevision
) -> None:
    blind.rate(session, dan.actor, waiting.id, rating_id(session, "opinion"))
    drafts = [replace(one, definition=f"{one.definition} Always.") for one in drafts_of(newest_scale(session))]
    save_scale(session, make_person(session, "Ada", Role.ADMIN).actor, drafts, seen=1)
    write(session, bela, waiting)
    assert not blind.differs(dan.actor, waiting, blind.ratings_of(session, waiting.id))
    approval.approve(session, dan.actor, waiting.id)
    assert waiting.state is RevisionState.APPROVED


def test_it_is_rated_once_and_by_nobody_who_saw_it(
    session: Session, bela: Person, dan: Person, ana: Person, waiting: VerdictRevision
) -> None:
    opinion = rating_id(session, "opinion")
    blind.rate(session, dan.actor, waiting.id, opinion)
    blind.look(session, ana.actor, waiting.id)
    for person in (bela, dan, ana):
        with pytest.raises(Forbidden):
            blind.rate(session, person.actor, waiting.id, opinion)
    with pytest.raises(Forbidden):
        approval.approve(session, ana.actor, waiting.id)
    write(session, bela, waiting, rating="satire")
    assert not blind.is_hidden(session, dan.actor, waiting)
    assert blind.ratings_of(session, waiting.id)[0].author_rating.key == "opinion"


def test_who_begins_a_verdict_sees_it_and_others_do_not(session: Session, bela: Person, dan: Person) -> None:
    change_settings(session, system_actor("test"), blind_approval=True)
    begun = verdict.start_revision(session, bela.actor, add_claim(session, bela).id)
    assert not blind.is_hidden(session, bela.actor, begun)
    assert blind.is_hidden(session, dan.actor, begun)
    with pytest.raises(Conflict):
        blind.rate(session, dan.actor, begun.id, rating_id(session, "opinion"))


def test_who_is_to_rate_blind_lends_no_preview(session: Session, ana: Person, waiting: VerdictRevision) -> None:
    with pytest.raises(Forbidden, match="hidden from you"):
        preview.lend_verdict(session, ana.actor, waiting.id, whom="A lawyer", days=3)
    blind.rate(session, ana.actor, waiting.id, rating_id(session, "satire"))
    token, _secret = preview.lend_verdict(session, ana.actor, waiting.id, whom="A lawyer", days=3)
    assert token.revision_id == waiting.id


def test_nothing_is_hidden_where_the_desk_does_not_approve_blind(
    session: Session, bela: Person, dan: Person
) -> None:
    revision = submitted(session, bela, add_claim(session, bela))
    assert not blind.is_hidden(session, dan.actor, revision)
    approval.approve(session, dan.actor, revision.id)


@pytest.mark.parametrize("statement", ["UPDATE blind_rating SET round = 9", "DELETE FROM blind_rating"])
def test_database_keeps_a_blind_rating(
    session: Session, dan: Person, waiting: VerdictRevision, statement: str
) -> None:
    blind.rate(session, dan.actor, waiting.id, rating_id(session, "satire"))
    with pytest.raises(DatabaseError, match="never changes"):
        session.execute(text(statement))


def test_agreement_is_known_from_thirty_pairs_and_three_people_on(session: Session, bela: Person) -> None:
    change_settings(session, system_actor("test"), blind_approval=True)
    others = [make_person(session, f"Second {number}", Role.REVIEWER) for number in range(3)]
    same, other = rating_id(session, "opinion"), rating_id(session, "satire")
    revision = submitted(session, bela, add_claim(session, bela))
    for number in range(29):
        _add(session, revision, others[number % 3], number, same if number % 3 else other, same)
    assert blind.agreement(session) is None
    _add(session, revision, others[2], 29, same, same)
    found = blind.agreement(session)
    assert found is not None
    assert (found.pairs, found.people) == (30, 3)
    assert found.percent == pytest.approx(100 * 20 / 30)


def _add(
    session: Session, revision: VerdictRevision, person: Person, number: int, given: int, author: int
) -> None:
    values = {"revision_id": revision.id, "round": number, "person_id": person.id}
    session.add(BlindRating(**values, rating_id=given, author_rating_id=author))
    session.flush()


def test_alpha_is_that_of_the_example_in_the_source() -> None:
    """Krippendorff (2011), section A: two observers, ten articles, binary data; alpha = 0.095."""
    one, other = "0100000010", "1110010000"
    assert krippendorff_alpha(list(zip(one, other, strict=True))) == pytest.approx(0.095, abs=0.001)
    assert krippendorff_alpha([("a", "a"), ("b", "b")]) == 1
    assert krippendorff_alpha([("a", "a")]) is None
