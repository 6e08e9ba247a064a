"""Removal: an admin erases what a claim, source, copy, tip, person or article says, everywhere and for good.

In one transaction the rows lose their content (``removal_rows``), the words are blocked in texts that stay
(``removal_words``), and the history loses its details (``removal_history``). What is left on the disk, files and
free pages of the database, goes right after it; as long as it is there, the removal says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Text as SqlText
from sqlalchemy import cast, delete, or_, select, update
from sqlalchemy.orm import Session

from claims.archiving.stores.base import Store
from claims.domain.article import Article
from claims.domain.claim import Claim
from claims.domain.entity import now
from claims.domain.job import Job, JobState
from claims.domain.notification import Mail, MailState
from claims.domain.permission import Permission
from claims.domain.person import Actor
from claims.domain.picture import Picture
from claims.domain.removal import (
    DEFAULT_SENTENCE,
    MAX_REMOVAL_SENTENCE_LENGTH,
    REMOVED,
    Removal,
    RemovalStatus,
    RemovalSubject,
)
from claims.domain.source import Snapshot, Source
from claims.domain.tip import Tip
from claims.errors import InvalidInput
from claims.i18n import gettext as _
from claims.jobs.base import JobEngine
from claims.services import audit
from claims.services.address import require_web_address
from claims.services.file import delete_unnamed
from claims.services.permission import require
from claims.services.removal_history import Needles, events_about
from claims.services.removal_list import ListedRemoval, desk_of
from claims.services.removal_person import erase_person
from claims.services.removal_rows import erase_rows
from claims.services.removal_scope import ENTITIES, Ids, Scope, scope_of
from claims.services.removal_words import blank_anchors, blank_versions, block_words, rewrite_frozen
from claims.services.removed import find_removal, refuse_second

FINISH = "finish_removal"
"""The kind of job that takes the last bytes of something removed off the disk."""
STUCK_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class NewRemoval:
    """What an admin says of a removal."""

    subject: RemovalSubject
    subject_id: int
    status: RemovalStatus = RemovalStatus.GONE
    sentence: str = ""
    """What readers are told; empty: the default one."""
    blocked_by: str = ""
    """Address of who ordered it, for 451."""


def remove(session: Session, actor: Actor, jobs: JobEngine, new: NewRemoval) -> Removal:
    """Erase a thing with all that goes with it; this cannot be undone.

    Raise NotFound when there is no such thing, Conflict when it was removed already or is the last admin,
    InvalidInput for a sentence or an address that cannot be used. Whoever calls it checks the right to.
    """
    require(session, actor, Permission.REMOVE)
    new = _checked(new)
    refuse_second(session, new.subject, new.subject_id)
    _secure_deletes(session)
    _lock(session, scope_of(session, new.subject, new.subject_id))
    scope = scope_of(session, new.subject, new.subject_id)
    files = _files(session, scope)
    _erase(session, actor, scope)
    rows = _note(session, actor, new, scope)
    rows[0].files = sorted(files)
    audit.record(session, actor, "content.remove", (new.subject.value, new.subject_id), {"status": new.status})
    jobs.enqueue(session, FINISH, {}, key=FINISH)
    session.expire_all()
    return rows[0]


def unfinished(session: Session) -> list[int]:
    """Return the removals of which something may still lie on the disk."""
    return list(session.scalars(select(Removal.id).where(Removal.finished_at.is_(None)).order_by(Removal.id)))


def delete_files(session: Session, store: Store, removal_ids: Sequence[int]) -> None:
    """Delete the files of removals that no row names; take a writing session."""
    for row in session.scalars(select(Removal).where(Removal.id.in_(removal_ids)).with_for_update()).all():
        delete_unnamed(session, store, row.files)


def finish_removals(session: Session, removal_ids: Sequence[int]) -> None:
    """Note that nothing of them is on the disk any more."""
    _change(session, removal_ids, finished_at=now(), files=[], failure="")


def fail_removals(session: Session, removal_ids: Sequence[int], reason: str) -> None:
    """Say why the disk could not be cleaned yet; it is tried again."""
    _change(session, removal_ids, failure=reason)


def _change(session: Session, removal_ids: Sequence[int], **values: Any) -> None:
    changed = update(Removal).where(Removal.id.in_(removal_ids), Removal.finished_at.is_(None)).values(values)
    session.execute(changed.execution_options(synchronize_session=False))


def requeue_unfinished(session: Session, jobs: JobEngine) -> int:
    """Order the cleaning of the disk anew where it was lost or failed; return how many."""
    late = select(Removal.id).where(Removal.finished_at.is_(None), Removal.at < now() - STUCK_AFTER)
    numbers = session.scalars(late).all()
    if numbers:
        jobs.enqueue(session, FINISH, {}, key=FINISH)
    return len(numbers)


def replay(session: Session, actor: Actor, jobs: JobEngine, entry: ListedRemoval) -> bool:
    """Remove again what a list names, if this desk still has it; tell whether it had.

    What came after that removal has the number of something that an older backup did not know: it is left alone.
    """
    require(session, actor, Permission.REMOVE)
    if entry.desk and entry.desk != desk_of(session):
        return False
    if find_removal(session, entry.subject_type, entry.subject_id) is not None:
        return False
    thing = session.get(ENTITIES[entry.subject_type], entry.subject_id)
    if thing is None or getattr(thing, "created_at", entry.at) > entry.at:
        return False
    subject, number = entry.subject_type, entry.subject_id
    remove(session, actor, jobs, NewRemoval(subject, number, entry.status, entry.sentence, entry.blocked_by))
    return True


def _checked(new: NewRemoval) -> NewRemoval:
    sentence = " ".join(new.sentence.split()) or _(DEFAULT_SENTENCE)
    if len(sentence) > MAX_REMOVAL_SENTENCE_LENGTH:
        raise InvalidInput(
            _("The public sentence may have at most %(max)s characters.", max=MAX_REMOVAL_SENTENCE_LENGTH)
        )
    address = require_web_address(new.blocked_by) if new.blocked_by.strip() else ""
    if address and new.status is not RemovalStatus.LEGAL:
        raise InvalidInput(_("Who ordered it is told only with a removal for legal reasons (451)."))
    return replace(new, sentence=sentence, blocked_by=address)


def _secure_deletes(session: Session) -> None:
    """Have SQLite write zeros over what it deletes, as far as it can."""
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql("PRAGMA secure_delete=on")


def _lock(session: Session, scope: Scope) -> None:
    """Let whoever works on these things end first, and everybody after them find them removed."""
    locked: list[tuple[type, Ids]] = [
        (Article, scope.articles | scope.touched),
        (Claim, scope.claims),
        (Source, scope.sources),
    ]
    for entity, numbers in locked:
        if numbers:
            key = entity.id  # type: ignore[attr-defined]
            session.execute(select(key).where(key.in_(numbers)).order_by(key).with_for_update())


def _files(session: Session, scope: Scope) -> set[str]:
    """Return the stored files that the rows name; another row may need some of them too."""
    copies = select(Snapshot.sha256, Snapshot.text_sha256, Snapshot.warc_sha256)
    rows = [
        *session.execute(copies.where(Snapshot.id.in_(scope.snapshots))),
        *session.execute(select(Article.media_sha256).where(Article.id.in_(scope.articles))),
        *session.execute(select(Picture.sha256).where(Picture.id.in_(scope.pictures))),
        *session.execute(select(Tip.picture_sha256).where(Tip.id.in_(scope.tips))),
    ]
    return {sha256 for row in rows for sha256 in row if sha256 and sha256 != REMOVED}


def _erase(session: Session, actor: Actor, scope: Scope) -> None:
    moment = now()
    texts = block_words(session, scope)
    rewrite_frozen(session, scope, texts, moment)
    blank_anchors(session, scope)
    blank_versions(session, scope)
    erase_rows(session, scope, moment)
    for person_id in scope.people:
        erase_person(session, person_id, moment)
    _erase_repetitions(session, Needles(scope.texts))
    audit.lock_head(session)  # no event can come after those that are found now
    audit.erase_payloads(session, actor, events_about(session, scope))


def _erase_repetitions(session: Session, needles: Needles) -> None:
    """Erase what the program itself wrote down of it elsewhere: mails, and errors and orders of jobs."""
    for mail in session.scalars(select(Mail).where(or_(Mail.body != "", Mail.subject != ""))).all():
        if needles.in_text(f"{mail.recipient}\n{mail.subject}\n{mail.body}"):
            mail.subject, mail.body = REMOVED, ""
            mail.state = MailState.FAILED if mail.state is MailState.QUEUED else mail.state
    told = select(Job.id, Job.state, Job.error, cast(Job.args, SqlText))
    for number, state, error, args in session.execute(told).all():
        if needles.in_text(args or "") and state is not JobState.RUNNING:
            session.execute(delete(Job).where(Job.id == number))
        elif needles.in_text(error):
            session.execute(update(Job).where(Job.id == number).values(error=REMOVED))
    session.flush()


def _note(session: Session, actor: Actor, new: NewRemoval, scope: Scope) -> list[Removal]:
    """Keep what the address of everything that went answers, that of the thing itself first."""
    gone = {subject: _numbers(scope, subject) for subject in ENTITIES}
    first = (new.subject, new.subject_id)
    others = [(subject, number) for subject, numbers in gone.items() for number in sorted(numbers)]
    known = {tuple(row) for row in session.execute(select(Removal.subject_type, Removal.subject_id))}
    rows = [
        Removal(
            subject_type=subject,
            subject_id=number,
            status=new.status,
            sentence=new.sentence,
            blocked_by=new.blocked_by,
            files=[],
            person_id=actor.person_id,
            finished_at=None if (subject, number) == first else now(),
        )
        for subject, number in [first, *(other for other in others if other != first)]
        if (subject, number) not in known
    ]
    session.add_all(rows)
    session.flush()
    return rows


def _numbers(scope: Scope, subject: RemovalSubject) -> Ids:
    return scope.subjects[subject.value]
