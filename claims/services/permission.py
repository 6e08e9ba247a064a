"""Permission, asked anew in every step: what the person may do as the desk has them now, not as they signed in."""

from sqlalchemy.orm import Session

from claims.domain import permission as table
from claims.domain.permission import Permission
from claims.domain.person import Actor, Person, system_actor
from claims.errors import Forbidden
from claims.i18n import gettext as _

_ACTING = "acting"


def require(session: Session, actor: Actor, permission: Permission) -> None:
    """Raise Forbidden unless the actor has the permission, and a person who acts still works here. One query.

    A role that was changed, or an account that was closed, since the actor signed in counts at once.
    """
    if actor.person_id is None:
        table.require(actor, permission)
        return
    person = session.get(Person, actor.person_id)
    if person is None or not person.active:
        raise Forbidden(_("%(name)s no longer works on this desk.", name=actor.name))
    session.info[_ACTING] = person  # held, so that the next step of the same transaction need not read them again
    table.require(person.actor, permission)


def orderer(session: Session, person_id: int | None, job: str = "worker") -> Actor:
    """Return for whom a job acts: the person who ordered it, or the program if they no longer work here."""
    person = session.get(Person, person_id) if person_id is not None else None
    return person.actor if person and person.active else system_actor(job)
