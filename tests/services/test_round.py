"""What is new in a revision for who decides on it, and what a correction may call itself."""

import pytest
from sqlalchemy.orm import Session

from claims.domain.person import Person
from claims.domain.verdict import CorrectionKind
from claims.errors import InvalidInput
from claims.services import approval, audit, publication, verdict
from claims.services.round import changes_in
from claims.services.source import remove_evidence
from tests.services.stories import add_claim, add_evidence, approved, published, submitted, write

People = tuple[Person, Person, Person]


@pytest.fixture
def people(ana: Person, bela: Person, dan: Person) -> People:
    return ana, bela, dan


def test_first_submission_has_nothing_to_be_compared_with(session: Session, bela: Person) -> None:
    assert changes_in(session, submitted(session, bela, add_claim(session, bela))) is None


def test_what_changed_since_the_return_is_shown_by_words(session: Session, bela: Person, dan: Person) -> None:
    told = add_claim(session, bela)
    old = add_evidence(session, bela, told)
    revision = submitted(session, bela, told)
    approval.return_to_author(session, dan.actor, revision.id, "Cite the list.")
    write(session, bela, revision, rating="satire", summary="A forecast, says the list.")
    new = add_evidence(session, bela, told)
    remove_evidence(session, bela.actor, old.id)
    session.flush()
    found = changes_in(session, revision)
    assert found is not None and found.decision is not None
    assert found.decision.comment == "Cite the list."
    assert [(one.name, one.difference.words_added) for one in found.texts] == [("summary", 3)]
    assert [(one.before, one.after) for one in found.values] == [("Opinion", "Satire")]
    assert ([item.id for item in found.added], [item.id for item in found.removed]) == ([new.id], [old.id])


def test_correction_is_compared_with_what_readers_see(session: Session, people: People) -> None:
    told = add_claim(session, people[1])
    published(session, people, told)
    again = submitted(session, people[1], told, summary="Still a forecast.")
    found = changes_in(session, again)
    assert found is not None and found.decision is None
    assert [one.name for one in found.texts] == ["summary"]
    same = changes_in(session, write(session, people[1], again))
    assert same is not None and same.nothing


def test_erased_history_leaves_nothing_to_compare_with(session: Session, bela: Person, dan: Person) -> None:
    revision = submitted(session, bela, add_claim(session, bela))
    approval.return_to_author(session, dan.actor, revision.id, "No.")
    event = audit.record(session, dan.actor, "x", revision, {}).number - 1
    audit.erase_payload(session, dan.actor, event)
    assert changes_in(session, revision) is None


@pytest.mark.parametrize("kind", [CorrectionKind.KEEPS_RATING, CorrectionKind.UPDATE, CorrectionKind.MINOR])
def test_another_rating_is_a_correction_that_changes_the_rating(
    session: Session, people: People, kind: CorrectionKind
) -> None:
    told = add_claim(session, people[1])
    published(session, people, told)
    revision = approved(session, people[1], people[2], told, rating="satire")
    with pytest.raises(InvalidInput, match="changes the rating"):
        publication.publish(session, people[0].actor, revision.id, correction=kind, note="New.")
    publication.publish(
        session, people[0].actor, revision.id, correction=CorrectionKind.CHANGES_RATING, note="New."
    )
    assert revision.frozen is not None


def test_the_same_rating_is_no_correction_that_changes_it(session: Session, people: People) -> None:
    told = add_claim(session, people[1])
    published(session, people, told)
    revision = approved(session, people[1], people[2], told)
    with pytest.raises(InvalidInput, match="the same as before"):
        publication.publish(
            session, people[0].actor, revision.id, correction=CorrectionKind.CHANGES_RATING, note="New."
        )
    publication.publish(session, people[0].actor, revision.id, correction=CorrectionKind.MINOR)
    assert revision.correction is not None and revision.correction.kind is CorrectionKind.MINOR


def test_what_follows_a_withdrawal_says_what_it_is(session: Session, people: People) -> None:
    told = add_claim(session, people[1])
    first = published(session, people, told)
    publication.withdraw(session, people[0].actor, first.id, "The source was forged.")
    second = approved(session, people[1], people[2], told)
    with pytest.raises(InvalidInput, match="what kind of correction"):
        publication.publish(session, people[0].actor, second.id)
    with pytest.raises(InvalidInput, match="what kind of correction"):
        publication.publish(
            session, people[0].actor, second.id, correction=CorrectionKind.WITHDRAWN, note="Again."
        )
    publication.publish(session, people[0].actor, second.id, correction=CorrectionKind.UPDATE, note="Anew.")
    assert verdict.published_revision(session, told.id) is second
