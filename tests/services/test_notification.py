"""Notifications: who is told of what, and who is not."""

from datetime import timedelta

import pytest
from sqlalchemy import literal, select, update
from sqlalchemy.orm import Session

from claims.domain.article import Article
from claims.domain.claim import Claim
from claims.domain.contact import Channel, Contact
from claims.domain.entity import now
from claims.domain.notification import Notification, NotificationKind
from claims.domain.person import Person, Role
from claims.domain.verdict import VerdictRevision
from claims.services import notification as service
from claims.services.approval import approve, return_to_author
from claims.services.claim import select_claim, take
from claims.services.comment import add_comment
from claims.services.publication import publish
from claims.services.telling import SENTENCES, path_of
from claims.services.triage import give_all, select_all
from claims.services.verdict import submit
from claims.services.version import add_version
from tests.conftest import make_person
from tests.web.newsroom import Finding, draft, take_in

KIND = NotificationKind


def told(session: Session, person: Person) -> list[NotificationKind]:
    """What somebody was told, in order."""
    rows = select(Notification.kind).where(Notification.person_id == person.id).order_by(Notification.id)
    return list(session.scalars(rows))


def test_who_is_given_a_claim_is_told_and_who_takes_one_is_not(
    session: Session, ana: Person, bela: Person, claims: list[Claim]
) -> None:
    select_claim(session, bela.actor, claims[0].id)
    take(session, bela.actor, claims[0].id, bela.id)
    assert told(session, bela) == []
    take(session, ana.actor, claims[0].id, bela.id)
    take(session, ana.actor, claims[0].id, None)
    take(session, ana.actor, claims[0].id, bela.id)
    assert told(session, bela) == [KIND.ASSIGNED], "once, until it is seen"
    service.mark_seen(session, bela.id)
    take(session, ana.actor, claims[0].id, bela.id)
    assert told(session, bela) == [KIND.ASSIGNED] * 2
    (new, _old) = service.notices_of(session, bela.id)
    assert new.claim is claims[0]
    assert path_of(new) == f"/desk/claims/{claims[0].id}"


def test_many_given_at_once_are_told_of(
    session: Session, ana: Person, bela: Person, claims: list[Claim], article: Article
) -> None:
    select_all(session, ana.actor, article.id, {claim.id: claim.edits for claim in claims})
    give_all(session, ana.actor, article.id, {claim.id: claim.edits for claim in claims}, bela.id)
    assert told(session, bela) == [KIND.ASSIGNED] * 3


def test_only_who_is_named_is_told(
    session: Session, ana: Person, bela: Person, dan: Person, claims: list[Claim]
) -> None:
    comment = add_comment(session, ana.actor, claims[0].id, "@Bela and @Ana: look")
    assert (told(session, bela), told(session, ana), told(session, dan)) == ([KIND.MENTIONED], [], [])
    (notice,) = service.notices_of(session, bela.id)
    assert path_of(notice) == f"/desk/claims/{claims[0].id}#comment-{comment.id}"
    assert notice.notification.data == {"claim": claims[0].id}, "numbers, no words"


class TestVerdict:
    """Along the way of a verdict that Bela writes and Dan approves."""

    @pytest.fixture
    def revision(self, session: Session, ana: Person, bela: Person, dan: Person) -> VerdictRevision:
        revision = draft(session, take_in(session), Finding("It is the first visit in six years."))
        make_person(session, "Guest", Role.GUEST)
        submit(session, bela.actor, revision.id)
        return revision

    def test_who_may_approve_is_asked_and_authors_are_not(
        self, session: Session, ana: Person, bela: Person, dan: Person, revision: VerdictRevision
    ) -> None:
        asked = [told(session, person) for person in (ana, bela, dan)]
        assert asked == [[KIND.APPROVAL_ASKED], [], [KIND.APPROVAL_ASKED]]
        assert len(list(session.scalars(select(Notification)))) == 2, "no guest is"

    def test_author_hears_what_was_decided(
        self, session: Session, ana: Person, bela: Person, dan: Person, revision: VerdictRevision
    ) -> None:
        approve(session, dan.actor, revision.id)
        publish(session, ana.actor, revision.id)
        assert told(session, bela) == [KIND.APPROVED, KIND.PUBLISHED]
        assert KIND.APPROVED not in told(session, dan)

    def test_author_hears_of_a_return_and_not_when_inactive(
        self, session: Session, bela: Person, dan: Person, revision: VerdictRevision
    ) -> None:
        bela.active = False
        return_to_author(session, dan.actor, revision.id, "More.")
        assert told(session, bela) == []

    def test_stale_verdict_is_told_of_once(
        self, session: Session, ana: Person, bela: Person, dan: Person, revision: VerdictRevision
    ) -> None:
        approve(session, dan.actor, revision.id)
        publish(session, ana.actor, revision.id)
        service.remind(session)
        assert KIND.STALE not in told(session, bela)
        yesterday = now().date() - timedelta(days=1)
        session.execute(
            update(VerdictRevision).where(VerdictRevision.id == revision.id).values(recheck_on=yesterday)
        )
        for _ in range(2):
            service.remind(session)
            service.mark_seen(session, bela.id)
        assert told(session, bela).count(KIND.STALE) == 1

    def test_editors_hear_of_a_stale_verdict_whose_author_left(
        self, session: Session, ana: Person, bela: Person, dan: Person, revision: VerdictRevision
    ) -> None:
        approve(session, dan.actor, revision.id)
        publish(session, ana.actor, revision.id)
        bela.active = False
        session.execute(update(VerdictRevision).values(recheck_on=now().date()))
        service.remind(session)
        assert told(session, ana).count(KIND.STALE) == 1


def test_changed_article_is_told_to_who_works_on_it(
    session: Session, ana: Person, bela: Person, dan: Person
) -> None:
    revision = draft(session, take_in(session), Finding("It is the first visit in six years."))
    article = session.scalars(select(Article)).one()
    article.state = article.state.READY
    add_version(session, ana.actor, article.id, "Other words stand here now.", "pasted")
    assert revision.authors == [bela]
    assert (told(session, bela), told(session, dan), told(session, ana)) == ([KIND.ARTICLE_CHANGED], [], [])


def test_answer_that_is_due_is_told_of_once(session: Session, bela: Person, claims: list[Claim]) -> None:
    moment = now()
    contact = Contact(asked_whom="The office", channel=Channel.EMAIL, asked_at=moment - timedelta(days=3))
    contact.deadline, contact.added_by_id, contact.claims = moment - timedelta(days=1), bela.id, [claims[0]]
    session.add(contact)
    session.flush()
    service.remind(session)
    service.remind(session)
    assert told(session, bela) == [KIND.REPLY_DUE]


def test_old_ones_are_deleted(session: Session, ana: Person, bela: Person, claims: list[Claim]) -> None:
    add_comment(session, ana.actor, claims[0].id, "@Bela")
    session.execute(update(Notification).values(created_at=now() - service.KEPT - timedelta(seconds=1)))
    service.remind(session)
    assert told(session, bela) == []


def test_count_and_pages(session: Session, ana: Person, bela: Person, claims: list[Claim]) -> None:
    for number in range(5):
        add_comment(session, ana.actor, claims[0].id, f"@Bela {number}")
    unseen = [session.scalar(select(service.unseen_by(literal(one.id)))) for one in (bela, ana)]
    assert unseen == [5, 0]
    first = service.notices_of(session, bela.id, limit=3)
    rest = service.notices_of(session, bela.id, before=first[-1].notification.id)
    numbers = [notice.notification.id for notice in (*first, *rest)]
    assert numbers == sorted(numbers, reverse=True)
    assert service.mark_seen(session, ana.id, numbers[0]) == 0, "nobody marks those of others"
    assert (service.mark_seen(session, bela.id, numbers[0]), service.mark_seen(session, bela.id)) == (1, 4)


def test_every_kind_has_a_sentence() -> None:
    assert set(SENTENCES) == set(NotificationKind)
