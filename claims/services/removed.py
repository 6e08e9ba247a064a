"""What the addresses of removed things answer."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.domain.claim import Claim
from claims.domain.removal import DEFAULT_SENTENCE, Removal, RemovalStatus, RemovalSubject
from claims.errors import Conflict, Removed
from claims.i18n import gettext


def removed(session: Session, subject: RemovalSubject, subject_id: int) -> Removed:
    """Return the error that says what readers are told in the place of something that was erased."""
    row = find_removal(session, subject, subject_id)
    if row is None:
        return Removed(gettext(DEFAULT_SENTENCE))
    return Removed(row.sentence, legal=row.status is RemovalStatus.LEGAL, blocked_by=row.blocked_by)


def refuse_removed(session: Session, claim: Claim) -> None:
    """Raise Removed for a claim that was erased."""
    if claim.erased_at is not None:
        raise removed(session, RemovalSubject.CLAIM, claim.id)


def find_removal(session: Session, subject: RemovalSubject, subject_id: int) -> Removal | None:
    """Return the removal of a thing, if it was removed."""
    return session.scalar(select(Removal).where(Removal.subject_type == subject, Removal.subject_id == subject_id))


def refuse_second(session: Session, subject: RemovalSubject, subject_id: int) -> None:
    """Raise Conflict for what was removed already."""
    if find_removal(session, subject, subject_id) is not None:
        raise Conflict(gettext("%(what)s %(id)s was removed already.", what=subject.value, id=subject_id))


def list_removals(session: Session, *, before: int | None = None, limit: int = 50) -> Sequence[Removal]:
    """Return what was removed, newest first, from before this removal's number on."""
    rows = select(Removal).order_by(Removal.id.desc()).limit(limit)
    return session.scalars(rows if before is None else rows.where(Removal.id < before)).all()
