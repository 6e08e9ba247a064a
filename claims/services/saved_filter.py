"""Filters of the list of claims that people keep under a name, for themselves or for the desk."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from claims.domain.permission import Permission
from claims.domain.person import Actor
from claims.domain.saved_filter import MAX_FILTER_NAME_LENGTH, MAX_QUERY_LENGTH, MAX_SAVED_FILTERS, SavedFilter
from claims.errors import Conflict, Forbidden, InvalidInput, NotFound
from claims.i18n import gettext as _
from claims.services import audit
from claims.services.permission import require

OFFERED = 100


def filters_for(session: Session, actor: Actor) -> Sequence[SavedFilter]:
    """Return a person's own filters and those that others share, by name."""
    return session.scalars(
        select(SavedFilter)
        .where(or_(SavedFilter.person_id == actor.person_id, SavedFilter.shared))
        .order_by(func.lower(SavedFilter.name), SavedFilter.id)
        .limit(OFFERED)
    ).all()


def save_filter(session: Session, actor: Actor, name: str, query: str, *, shared: bool) -> SavedFilter:
    """Keep a filter under a name; raise Conflict when the person has one of this name."""
    require(session, actor, Permission.CLAIM_TRIAGE)
    if actor.person_id is None:
        raise Forbidden(_("Only a person can keep a filter."))
    name = " ".join(name.split())
    if not name or len(name) > MAX_FILTER_NAME_LENGTH:
        raise InvalidInput(_("A filter needs a name of at most %(max)s characters.", max=MAX_FILTER_NAME_LENGTH))
    if not query or len(query) > MAX_QUERY_LENGTH:
        raise InvalidInput(_("Choose what is filtered before you keep it."))
    own = select(func.count()).select_from(SavedFilter).where(SavedFilter.person_id == actor.person_id)
    if (session.scalar(own) or 0) >= MAX_SAVED_FILTERS:
        raise Conflict(_("You may keep at most %(max)s filters.", max=MAX_SAVED_FILTERS))
    saved = SavedFilter(person_id=actor.person_id, name=name, query=query, shared=shared)
    try:
        with session.begin_nested():
            session.add(saved)
    except IntegrityError:
        raise Conflict(_("You have a filter called “%(name)s” already.", name=name)) from None
    audit.record(session, actor, "filter.save", saved, {"name": name, "query": query, "shared": shared})
    return saved


def delete_filter(session: Session, actor: Actor, filter_id: int) -> None:
    """Forget one's own filter; raise NotFound, also for another's."""
    require(session, actor, Permission.CLAIM_TRIAGE)
    saved = session.get(SavedFilter, filter_id)
    if saved is None or saved.person_id != actor.person_id:
        raise NotFound(_("You have no filter %(id)s.", id=filter_id))
    audit.record(session, actor, "filter.delete", saved, {"name": saved.name})
    session.delete(saved)
