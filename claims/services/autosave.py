"""Autosave: what a person typed into a verdict's form and has not saved; it makes nobody an author."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from claims.domain.entity import now
from claims.domain.permission import Permission
from claims.domain.person import Actor
from claims.domain.state import OPEN_REVISION_STATES
from claims.domain.verdict import MAX_AUTOSAVE_LENGTH, Autosave, VerdictRevision
from claims.errors import Conflict, Forbidden, InvalidInput, NotFound
from claims.i18n import gettext as _
from claims.jobs.base import JobEngine
from claims.services.permission import require

LIFETIME = timedelta(days=30)
"""What nobody took up for so long is deleted."""


def keep(session: Session, actor: Actor, revision_id: int, *, edits: int, content: Mapping[str, str]) -> Autosave:
    """Keep what the actor typed, in the place of what was kept before; nothing of the revision changes.

    ``edits`` is what the form was made from, ``content`` its fields as they were sent. Raise InvalidInput for
    more than ``MAX_AUTOSAVE_LENGTH`` characters, Conflict when the revision can no longer be written.
    """
    require(session, actor, Permission.VERDICT_WRITE)
    revision = session.get(VerdictRevision, revision_id)
    if revision is None:
        raise NotFound(_("There is no verdict revision %(id)s.", id=revision_id))
    if revision.state not in OPEN_REVISION_STATES:
        raise Conflict(_("Verdict revision %(id)s can no longer be written.", id=revision_id))
    if sum(len(name) + len(text) for name, text in content.items()) > MAX_AUTOSAVE_LENGTH:
        raise InvalidInput(_("This is more than %(max)s characters; shorten it.", max=MAX_AUTOSAVE_LENGTH))
    key = (revision_id, _person(actor))
    values = {"seen_edits": edits, "content": dict(content), "saved_at": now()}
    if not _replace(session, key, values):
        try:
            with session.begin_nested():
                session.add(Autosave(revision_id=key[0], person_id=key[1], **values))
        except IntegrityError:  # another window of the same person was first
            _replace(session, key, values)
    return session.get_one(Autosave, key, populate_existing=True)


def typed(session: Session, actor: Actor, revision_id: int) -> Autosave | None:
    """Return what the actor typed and did not save, if it is kept."""
    kept = session.get(Autosave, (revision_id, actor.person_id)) if actor.person_id else None
    return kept if kept and kept.saved_at > now() - LIFETIME else None


def discard(session: Session, actor: Actor, revision_id: int) -> None:
    """Forget what the actor typed: it is saved, or no longer wanted."""
    require(session, actor, Permission.VERDICT_WRITE)
    session.execute(
        delete(Autosave).where(Autosave.revision_id == revision_id, Autosave.person_id == actor.person_id)
    )


def forget_expired(session: Session, _jobs: JobEngine) -> None:
    """Delete what nobody took up in time."""
    if session.scalar(select(Autosave.revision_id).where(Autosave.saved_at <= now() - LIFETIME).limit(1)):
        session.execute(delete(Autosave).where(Autosave.saved_at <= now() - LIFETIME))


def _replace(session: Session, key: tuple[int, int], values: Mapping[str, object]) -> bool:
    where = (Autosave.revision_id == key[0], Autosave.person_id == key[1])
    done = session.execute(update(Autosave).where(*where).values(**values))
    assert isinstance(done, CursorResult)
    return done.rowcount > 0


def _person(actor: Actor) -> int:
    if actor.person_id is None:
        raise Forbidden(_("Only a person can work on a verdict; name one with --as."))
    return actor.person_id
