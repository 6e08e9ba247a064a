"""Who declared a conflict of interest has no part in what it covers, whichever way they come."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.domain.article import Article
from claims.domain.claim import Claim
from claims.domain.contact import Channel
from claims.domain.entity import now
from claims.domain.notification import Notification, NotificationKind
from claims.domain.person import Person
from claims.domain.verdict import VerdictRevision
from claims.errors import Conflict, Forbidden, NotFound
from claims.services import conflict_of_interest as service
from claims.services.approval import approve, approve_alone, return_to_author
from claims.services.claim import merge_claim, select_claim, take
from claims.services.contact import Answer, Asking, add_contact, cover_claims, edit_contact, note_answer
from claims.services.notice import put_up_notice, take_down_notice
from claims.services.publication import publish, withdraw
from claims.services.schedule import schedule
from claims.services.triage import give_all
from claims.services.undo import undo_last
from claims.services.verdict import get_revision, start_revision, submit
from tests.services.stories import add_article, add_claim, approved, published
from tests.web.newsroom import Finding, draft, take_in

WORDS = "It is the first visit in six years."


@pytest.fixture
def revision(session: Session, ana: Person, bela: Person, dan: Person) -> VerdictRevision:
    """A draft by Bela on what The Paper says."""
    return draft(session, take_in(session), Finding(WORDS))


def subjects(revision: VerdictRevision) -> dict[str, int]:
    claim = revision.verdict.claim
    assert claim.claimant_id is not None
    return {"claim": claim.id, "article": claim.appearances[0].article_id, "claimant": claim.claimant_id}


@pytest.mark.parametrize("about", ["claim", "article", "claimant"])
def test_every_way_to_have_a_part_is_closed(
    session: Session, ana: Person, bela: Person, dan: Person, revision: VerdictRevision, about: str
) -> None:
    claim_id = revision.verdict.claim_id
    submit(session, bela.actor, revision.id)
    for person in (ana, dan):
        service.declare(session, person.actor, about=about, subject_id=subjects(revision)[about])
    ways: list[Callable[[], object]] = [
        lambda: take(session, dan.actor, claim_id, dan.id),
        lambda: take(session, ana.actor, claim_id, dan.id),
        lambda: give_all(
            session,
            ana.actor,
            subjects(revision)["article"],
            {claim_id: revision.verdict.claim.edits},
            dan.id,
        ),
        lambda: approve(session, dan.actor, revision.id),
        lambda: approve_alone(session, ana.actor, revision.id),
        lambda: return_to_author(session, dan.actor, revision.id, "More."),
        lambda: _touch(session, dan, revision),
    ]
    for number, way in enumerate(ways):
        with pytest.raises(Forbidden, match="conflict of interest"):
            way()
        session.expire_all()
        assert get_revision(session, revision.id).authors == [bela], number


def _touch(session: Session, person: Person, revision: VerdictRevision) -> None:
    from claims.services.verdict import touch

    touch(session, person.actor, get_revision(session, revision.id))


def test_who_has_an_interest_does_not_publish(
    session: Session, ana: Person, bela: Person, dan: Person, revision: VerdictRevision
) -> None:
    submit(session, bela.actor, revision.id)
    approve(session, dan.actor, revision.id)
    conflict = service.declare(session, ana.actor, about="claim", subject_id=revision.verdict.claim_id)
    with pytest.raises(Forbidden):
        publish(session, ana.actor, revision.id)
    service.end(session, ana.actor, conflict.id)
    publish(session, ana.actor, revision.id)


def test_who_has_an_interest_is_not_asked_and_starts_nothing(
    session: Session, ana: Person, bela: Person, dan: Person, revision: VerdictRevision, claims: list[Claim]
) -> None:
    service.declare(session, dan.actor, about="claim", subject_id=revision.verdict.claim_id)
    submit(session, bela.actor, revision.id)
    assert dan.id not in set(session.scalars(select(Notification.person_id)))
    select_claim(session, bela.actor, claims[0].id)
    service.declare(session, dan.actor, about="claim", subject_id=claims[0].id)
    with pytest.raises(Forbidden):
        start_revision(session, dan.actor, claims[0].id)


def test_work_in_hand_is_let_go_and_editors_are_told(
    session: Session, ana: Person, bela: Person, dan: Person, revision: VerdictRevision
) -> None:
    claim = revision.verdict.claim
    assert claim.assignee_id == bela.id
    service.declare(session, bela.actor, about="claimant", subject_id=subjects(revision)["claimant"])
    assert claim.assignee_id is None
    told = session.scalars(select(Notification).where(Notification.kind == NotificationKind.CONFLICT)).all()
    assert [(row.person_id, row.subject_id) for row in told] == [(ana.id, revision.id)]


def test_other_claims_and_other_people_are_not_touched(
    session: Session, bela: Person, dan: Person, claims: list[Claim]
) -> None:
    for claim in claims:
        select_claim(session, bela.actor, claim.id)
    service.declare(session, bela.actor, about="claim", subject_id=claims[0].id)
    take(session, bela.actor, claims[1].id, bela.id)
    take(session, dan.actor, claims[0].id, dan.id)
    assert service.conflicted_people(session, [claims[0].id, claims[1].id]) == {bela.id}
    assert service.conflicted_people(session, [claims[1].id]) == set()


def test_declaring_twice_ending_and_declaring_again(
    session: Session, bela: Person, dan: Person, article: Article
) -> None:
    first = service.declare(session, bela.actor, about="article", subject_id=article.id, reason="My cousin")
    with pytest.raises(Conflict):
        service.declare(session, bela.actor, about="article", subject_id=article.id)
    with pytest.raises(NotFound):
        service.end(session, dan.actor, first.id)
    (row,) = service.declared_by(session, bela.id)
    assert (row.about, row.words) == ("article", "The tower")
    service.end(session, bela.actor, first.id)
    assert service.declared_by(session, bela.id) == []
    service.declare(session, bela.actor, about="article", subject_id=article.id)
    with pytest.raises(NotFound):
        service.declare(session, bela.actor, about="claim", subject_id=99_999)


def test_of_many_claims_those_with_a_conflict_are_left(
    session: Session, ana: Person, dan: Person, claims: list[Claim]
) -> None:
    for claim in claims:
        select_claim(session, ana.actor, claim.id)
    barred, article_id = claims[0], claims[0].appearances[0].article_id
    service.declare(session, dan.actor, about="claim", subject_id=barred.id)
    outcome = give_all(session, ana.actor, article_id, {one.id: one.edits for one in claims}, dan.id)
    assert outcome.barred == [barred] and outcome.left == 1 and barred.assignee_id is None
    assert {one.assignee_id for one in outcome.done} == {dan.id} and len(outcome.done) == len(claims) - 1
    assert service.conflicts_in(session, article_id) == {dan.id: {barred.id}}
    said = f"Dan declared a conflict of interest and has no part in claim {barred.id}."
    with pytest.raises(Forbidden, match=said):
        give_all(session, ana.actor, article_id, {barred.id: barred.edits}, dan.id)


def test_undo_gives_no_claim_back_to_who_may_not_have_it(
    session: Session, ana: Person, bela: Person, dan: Person
) -> None:
    article = add_article(session)
    first, second, third = (add_claim(session, bela, article) for _ in range(3))
    for one, person in ((first, dan), (second, bela), (third, dan)):
        take(session, ana.actor, one.id, person.id)
    give_all(session, ana.actor, article.id, {one.id: one.edits for one in (first, second, third)}, ana.id)
    service.declare(session, dan.actor, about="claim", subject_id=first.id)
    bela.active = False
    undone = undo_last(session, ana.actor, article.id)
    assert sorted(undone.freed) == [first.id, second.id]
    assert [one.assignee_id for one in (first, second, third)] == [None, None, dan.id]
    assert second.assignee is None
    assert third.assignee is dan


def test_a_conflicted_editor_sets_no_moment_and_a_conflicted_author_does_not_submit(
    session: Session, ana: Person, bela: Person, dan: Person
) -> None:
    ready = approved(session, bela, dan, add_claim(session, bela))
    draft = start_revision(session, bela.actor, add_claim(session, bela).id)
    service.declare(session, ana.actor, about="claim", subject_id=ready.verdict.claim_id)
    service.declare(session, bela.actor, about="claim", subject_id=draft.verdict.claim_id)
    with pytest.raises(Forbidden, match="conflict of interest"):
        schedule(session, ana.actor, ready.id, now() + timedelta(days=1))
    with pytest.raises(Forbidden, match="conflict of interest"):
        submit(session, bela.actor, draft.id)


def test_a_conflict_follows_its_claim_when_that_is_merged(
    session: Session, ana: Person, bela: Person, dan: Person
) -> None:
    first, second, third = (add_claim(session, bela, text=f"Claim {number}.") for number in range(3))
    service.declare(session, dan.actor, about="claim", subject_id=first.id)
    merge_claim(session, ana.actor, first.id, second.id)
    merge_claim(session, ana.actor, second.id, third.id)
    with pytest.raises(Forbidden, match="conflict of interest"):
        take(session, ana.actor, third.id, dan.id)


def test_who_has_an_interest_withdraws_marks_and_asks_nothing(
    session: Session, ana: Person, bela: Person, dan: Person
) -> None:
    revision = published(session, (ana, bela, dan), add_claim(session, bela))
    claim_id = revision.verdict.claim_id
    asking = Asking("The ministry", Channel.EMAIL, now())
    contact = add_contact(session, bela.actor, [claim_id], asking)
    put_up_notice(session, ana.actor, claim_id, "A reader wrote.")
    service.declare(session, ana.actor, about="claim", subject_id=claim_id)
    other = add_claim(session, bela, text="Another one.").id
    ways: list[Callable[[], object]] = [
        lambda: withdraw(session, ana.actor, revision.id, "Wrong."),
        lambda: put_up_notice(session, ana.actor, claim_id, "A reader wrote."),
        lambda: take_down_notice(session, ana.actor, claim_id),
        lambda: add_contact(session, ana.actor, [claim_id], asking),
        lambda: edit_contact(session, ana.actor, contact.id, asking, edits=contact.edits),
        lambda: note_answer(session, ana.actor, contact.id, Answer(now(), "No."), edits=contact.edits),
        lambda: cover_claims(session, ana.actor, contact.id, [other], edits=contact.edits),
    ]
    for way in ways:
        with pytest.raises(Forbidden, match="conflict of interest"):
            way()
