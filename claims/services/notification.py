"""Notifications: telling people of the desk what others did, and what is due."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    JSON,
    ColumnElement,
    ScalarSelect,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from claims.domain.article import Article
from claims.domain.claim import Appearance, Claim
from claims.domain.contact import Contact, ContactClaim
from claims.domain.entity import Entity, now
from claims.domain.notification import Notification, NotificationKind
from claims.domain.permission import PERMISSIONS, Permission
from claims.domain.person import DESK_ROLES, Actor, MailRhythm, Person, system_actor
from claims.domain.state import OPEN_REVISION_STATES, RevisionState
from claims.domain.verdict import RevisionAuthor, Verdict, VerdictRevision
from claims.jobs.base import JobEngine

PAGE_LENGTH = 50
KEPT = timedelta(days=90)
MAX_EACH = 3
"""So many claims given at once are told of one by one."""
AT_ONCE = 100
"""Things that one sweep reminds people of."""
UNMAILED_AT_ONCE = 1000
"""Notifications that one sweep looks at for mail."""

People = ColumnElement[bool] | Iterable[int | None]
"""A condition on ``Person``, or their numbers (None and doubles are left out)."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notification with what its sentence names."""

    notification: Notification
    claim: Claim | None
    article: Article | None


def notify(
    session: Session,
    actor: Actor,
    kind: NotificationKind,
    subject: Entity | tuple[str, int],
    people: People,
    **data: int,
) -> None:
    """Tell people, in the caller's transaction and by one statement; never the actor of what they did themselves.

    ``data`` holds numbers only (``claim``, ``article``, ``comment``): words are read when the notification is
    shown, and only what the reader may see. Who has not seen the last one about this is not told again.
    """
    if isinstance(people, ColumnElement):
        whom = people
    else:
        numbers = {number for number in cast("Iterable[int | None]", people) if number is not None} - {
            actor.person_id
        }
        if not numbers:
            return
        whom = Person.id.in_(numbers)
    session.flush()
    subject_type, subject_id = subject if isinstance(subject, tuple) else (subject.__tablename__, _id(subject))
    told = exists().where(
        Notification.person_id == Person.id,
        Notification.kind == kind,
        Notification.subject_type == subject_type,
        Notification.subject_id == subject_id,
        Notification.seen_at.is_(None),
    )
    works = Person.active & Person.role.in_(DESK_ROLES) & (Person.id != (actor.person_id or 0))
    values = {
        "kind": literal(kind, Notification.kind.type),
        "subject_type": literal(subject_type),
        "subject_id": literal(subject_id),
        "data": literal(data, JSON()),
        "created_at": literal(now(), Notification.created_at.type),
    }
    rows = select(Person.id, *values.values()).where(whom, works, ~told)
    session.execute(insert(Notification).from_select(["person_id", *values], rows))


def notify_approvers(
    session: Session, actor: Actor, revision: VerdictRevision, claim_id: int, barred: Iterable[int] = ()
) -> None:
    """Tell everybody who may approve a revision that it waits: with the right to, no part in it and not barred."""
    authors = select(RevisionAuthor.person_id).where(RevisionAuthor.revision_id == revision.id)
    may = (
        Person.role.in_(PERMISSIONS[Permission.VERDICT_APPROVE])
        & Person.id.not_in(authors)
        & Person.id.not_in(list(barred))
    )
    notify(session, actor, NotificationKind.APPROVAL_ASKED, revision, may, claim=claim_id)


def notify_authors(
    session: Session, actor: Actor, kind: NotificationKind, revision: VerdictRevision, claim_id: int
) -> None:
    """Tell the authors of a revision and whoever checks its claim."""
    authors = select(RevisionAuthor.person_id).where(RevisionAuthor.revision_id == revision.id)
    checks = select(Claim.assignee_id).where(Claim.id == claim_id, Claim.assignee_id.is_not(None))
    people = or_(Person.id.in_(authors), Person.id.in_(checks))
    notify(session, actor, kind, revision, people, claim=claim_id)


def notify_schedule_failed(session: Session, revision: VerdictRevision, claim_id: int) -> None:
    """Tell who set a publication, and the authors, that it could not be done."""
    authors = select(RevisionAuthor.person_id).where(RevisionAuthor.revision_id == revision.id)
    whom = or_(Person.id.in_(authors), Person.id == revision.scheduled_by_id)
    kind = NotificationKind.SCHEDULE_FAILED
    notify(session, system_actor("schedule"), kind, revision, whom, claim=claim_id)


def notify_of_claims(session: Session, actor: Actor, person_id: int | None, claim_ids: Sequence[int]) -> None:
    """Tell somebody that claims were given to them: each by itself, or of many at once only the first."""
    for claim_id in claim_ids[:1] if len(claim_ids) > MAX_EACH else claim_ids:
        subject = (Claim.__tablename__, claim_id)
        notify(session, actor, NotificationKind.ASSIGNED, subject, [person_id], claim=claim_id)


def notify_of_article(session: Session, actor: Actor, article_id: int) -> None:
    """Tell whoever checks claims of an article, or writes on them, that its text changed."""
    here = select(Appearance.claim_id).where(Appearance.article_id == article_id)
    checks = select(Claim.assignee_id).where(Claim.id.in_(here), Claim.assignee_id.is_not(None))
    writes = (
        select(RevisionAuthor.person_id)
        .join(VerdictRevision, VerdictRevision.id == RevisionAuthor.revision_id)
        .join(Verdict, Verdict.id == VerdictRevision.verdict_id)
        .where(Verdict.claim_id.in_(here), VerdictRevision.state.in_(OPEN_REVISION_STATES))
    )
    people = or_(Person.id.in_(checks), Person.id.in_(writes))
    kind = NotificationKind.ARTICLE_CHANGED
    notify(session, actor, kind, (Article.__tablename__, article_id), people, article=article_id)


def notices_of(
    session: Session, person_id: int, *, before: int | None = None, limit: int = PAGE_LENGTH
) -> Sequence[Notice]:
    """Return somebody's notifications, newest first, from before the notification ``before`` on. Three queries."""
    statement = select(Notification).where(Notification.person_id == person_id)
    if before is not None:
        statement = statement.where(Notification.id < before)
    rows = session.scalars(statement.order_by(Notification.id.desc()).limit(limit)).all()
    return notices(session, rows)


def notices(session: Session, rows: Sequence[Notification]) -> Sequence[Notice]:
    """Read what the sentences of some notifications name."""
    claims = _named(session, Claim, rows, "claim")
    articles = _named(session, Article, rows, "article")
    return [Notice(row, claims.get(row.data.get("claim")), articles.get(row.data.get("article"))) for row in rows]


def unseen_by(person_id: ColumnElement[int]) -> ScalarSelect[int]:
    """Return the number of notifications that a person has not seen, as part of another query."""
    unseen = (Notification.person_id == person_id) & Notification.seen_at.is_(None)
    return select(func.count()).select_from(Notification).where(unseen).scalar_subquery()


def mark_seen(session: Session, person_id: int, notification_id: int | None = None) -> int:
    """Note that somebody has seen one of their notifications, or all; return how many were new."""
    unseen = (Notification.person_id == person_id) & Notification.seen_at.is_(None)
    statement = update(Notification).where(unseen).values(seen_at=now())
    if notification_id is not None:
        statement = statement.where(Notification.id == notification_id)
    return int(session.execute(statement).rowcount)  # type: ignore[attr-defined]


def remind(session: Session, _jobs: JobEngine | None = None) -> None:
    """Tell people once of verdicts to look at again and of answers that are due, and forget what is old."""
    session.execute(delete(Notification).where(Notification.created_at < now() - KEPT))
    actor = system_actor("notifications")
    for revision_id, claim_id in session.execute(_stale()).all():
        authors = select(RevisionAuthor.person_id).where(RevisionAuthor.revision_id == revision_id)
        _remind_of(session, actor, NotificationKind.STALE, VerdictRevision, revision_id, authors, claim_id)
    for contact_id, claim_id in session.execute(_due()).all():
        asked = select(Contact.added_by_id).where(Contact.id == contact_id, Contact.added_by_id.is_not(None))
        _remind_of(session, actor, NotificationKind.REPLY_DUE, Contact, contact_id, asked, claim_id)


def _remind_of(
    session: Session,
    actor: Actor,
    kind: NotificationKind,
    about: type[Entity],
    number: int,
    people: Any,
    claim_id: int | None,
) -> None:
    """Tell who began it and who checks the claim; editors where none of them works here any more."""
    checks = select(Claim.assignee_id).where(Claim.id == claim_id, Claim.assignee_id.is_not(None))
    whom = or_(Person.id.in_(people), Person.id.in_(checks))
    works = select(Person.id).where(whom, Person.active, Person.role.in_(DESK_ROLES))
    if not session.scalar(works.limit(1)):
        whom = Person.role.in_(PERMISSIONS[Permission.VERDICT_PUBLISH])
    notify(session, actor, kind, (about.__tablename__, number), whom, **({"claim": claim_id} if claim_id else {}))


def _stale() -> Any:
    due = and_(VerdictRevision.state == RevisionState.PUBLISHED, VerdictRevision.recheck_on <= now().date())
    told = _told(NotificationKind.STALE, VerdictRevision.__tablename__, VerdictRevision.id)
    rows = select(VerdictRevision.id, Verdict.claim_id).join(Verdict, Verdict.id == VerdictRevision.verdict_id)
    return rows.where(due, ~told).order_by(VerdictRevision.id).limit(AT_ONCE)


def _due() -> Any:
    due = and_(Contact.deadline <= now(), Contact.answered_at.is_(None))
    told = _told(NotificationKind.REPLY_DUE, Contact.__tablename__, Contact.id)
    claim = select(func.min(ContactClaim.claim_id)).where(ContactClaim.contact_id == Contact.id).scalar_subquery()
    return select(Contact.id, claim).where(due, ~told).order_by(Contact.id).limit(AT_ONCE)


def _told(kind: NotificationKind, subject_type: str, column: Any) -> ColumnElement[bool]:
    return exists().where(
        Notification.kind == kind,
        Notification.subject_type == subject_type,
        Notification.subject_id == column,
    )


def _named(session: Session, kind: Any, rows: Sequence[Notification], name: str) -> dict[Any, Any]:
    numbers = {row.data[name] for row in rows if name in row.data}
    if not numbers:
        return {}
    return {thing.id: thing for thing in session.scalars(select(kind).where(kind.id.in_(numbers)))}


def _id(subject: Any) -> int:
    return int(subject.id)


def unmailed(session: Session, since: datetime) -> Sequence[Notification]:
    """Return what nobody has seen or been sent of the notifications since then, by person and oldest first.

    At most ``UNMAILED_AT_ONCE``, so those who get no mail are left out, and those who get it once a day come last.
    """
    open_ = and_(Notification.mailed_at.is_(None), Notification.seen_at.is_(None), Notification.created_at > since)
    return session.scalars(
        select(Notification)
        .join(Person, Person.id == Notification.person_id)
        .where(open_, Person.active, Person.mail != MailRhythm.NEVER)
        .order_by(Person.mail != MailRhythm.AT_ONCE, Notification.person_id, Notification.id)
        .limit(UNMAILED_AT_ONCE)
    ).all()
