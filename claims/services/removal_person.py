"""Removing a person: their name and address go everywhere, what they did for the desk stays under a number."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from claims.domain.claim import Claim
from claims.domain.notification import Mail, MailState, Notification
from claims.domain.person import MailRhythm, Person
from claims.domain.removal import REMOVED, REMOVED_PERSON
from claims.domain.saved_filter import SavedFilter
from claims.domain.session import SignIn, SignInFailure
from claims.domain.token import Token
from claims.domain.verdict import Approval, Autosave, RevisionAuthor
from claims.services.freezing import THE_DESK
from claims.services.person import digest_of, refuse_last_admin
from claims.services.removal_scope import Ids
from claims.services.removal_words import Frozen, change_frozen


def erase_person(session: Session, person_id: int, moment: datetime) -> None:
    """Erase who somebody is; raise Conflict for the last admin, without whom nobody could run the desk."""
    person = session.get_one(Person, person_id)
    refuse_last_admin(session, person)
    change_frozen(session, _shown_in(session, person_id), lambda frozen: _unnamed(session, frozen, person), moment)
    _forget(session, person, moment)
    person.name, person.email = str(REMOVED_PERSON), f"removed-{person_id}@removed.invalid"
    person.password_hash, person.active, person.as_desk = None, False, False
    person.mail, person.erased_at = MailRhythm.NEVER, moment
    session.flush()


def _shown_in(session: Session, person_id: int) -> Ids:
    written = select(RevisionAuthor.revision_id).where(RevisionAuthor.person_id == person_id)
    decided = select(Approval.revision_id).where(Approval.person_id == person_id)
    return frozenset(session.scalars(written)) | frozenset(session.scalars(decided))


def _unnamed(session: Session, frozen: Frozen, person: Person) -> Frozen:
    """Take a name out of the authors and approvers that a revision shows: once, as another may have the same."""
    changed = dict(frozen)
    for role in ("authors", "approvers"):
        names = list(frozen.get(role) or ())
        if person.name in names:
            names[names.index(person.name)] = str(REMOVED_PERSON)
        elif len(names) == 1 and names[0] != THE_DESK and not _is_known(session, names[0]):
            names[0] = str(REMOVED_PERSON)  # the name that they had then
        changed[role] = names
    return changed


def _is_known(session: Session, name: str) -> bool:
    return session.scalar(select(Person.id).where(Person.name == name).limit(1)) is not None


def _forget(session: Session, person: Person, moment: datetime) -> None:
    guessed = digest_of(person.email)
    deletions: list[tuple[type, ColumnElement[bool]]] = [
        (SignIn, SignIn.person_id == person.id),
        (SignInFailure, SignInFailure.digest == guessed),
        (SavedFilter, SavedFilter.person_id == person.id),
        (Notification, Notification.person_id == person.id),
        (Autosave, Autosave.person_id == person.id),
    ]
    for entity, where in deletions:
        session.execute(delete(entity).where(where).execution_options(synchronize_session=False))
    theirs = or_(Token.person_id == person.id, Token.note == person.name, Token.note == person.email)
    session.execute(update(Token).where(theirs).values(note="", revoked_at=moment))
    unsent = {"recipient": REMOVED, "subject": REMOVED, "body": "", "failure": "", "state": MailState.FAILED}
    session.execute(update(Mail).where(Mail.recipient == person.email).values(unsent))
    session.execute(update(Claim).where(Claim.assignee_id == person.id).values(assignee_id=None))
