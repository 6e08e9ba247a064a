"""Collections: named, ordered sets of articles and claims on one subject."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from claims.domain.article import Article
from claims.domain.claim import Claim
from claims.domain.collection import (
    MAX_COLLECTION_DESCRIPTION_LENGTH,
    MAX_COLLECTION_ITEMS,
    MAX_COLLECTION_NAME_LENGTH,
    Collection,
    CollectionItem,
)
from claims.domain.permission import Permission
from claims.domain.person import Actor
from claims.errors import Conflict, InvalidInput, NotFound, StaleEdit
from claims.i18n import gettext as _
from claims.publishing.slug import slug
from claims.services import audit
from claims.services.permission import require

SHOWN = 200
"""Collections that the list holds, the newest first."""


@dataclass(frozen=True, slots=True)
class CollectionRow:
    """One line of a collection: an article or a claim, in its place."""

    item: CollectionItem
    article: Article | None
    claim: Claim | None


def list_collections(session: Session) -> Sequence[tuple[Collection, int]]:
    """Return the collections, newest first, each with the number of its items."""
    number = func.count(CollectionItem.id)
    rows = session.execute(
        select(Collection, number)
        .outerjoin(CollectionItem)
        .group_by(Collection.id)
        .order_by(Collection.created_at.desc(), Collection.id.desc())
        .limit(SHOWN)
    )
    return [(collection, times) for collection, times in rows]


def get_collection(session: Session, collection_id: int) -> Collection:
    """Return a collection with its items in their order; raise NotFound."""
    collection = session.get(Collection, collection_id)
    if collection is None:
        raise NotFound(_("There is no collection %(id)s.", id=collection_id))
    return collection


def named(session: Session, article_ids: Sequence[int], claim_ids: Sequence[int]) -> Sequence[Article | Claim]:
    """Return articles, then claims, by their numbers; raise NotFound for the first that does not exist."""
    articles = session.scalars(select(Article).where(Article.id.in_(_existing(session, Article, article_ids))))
    claims = session.scalars(select(Claim).where(Claim.id.in_(_existing(session, Claim, claim_ids))))
    return [*articles, *claims]


def rows_of(session: Session, collection_id: int) -> Sequence[CollectionRow]:
    """Return the items of a collection with what they are, in their order."""
    rows = session.execute(
        select(CollectionItem, Article, Claim)
        .outerjoin(Article, Article.id == CollectionItem.article_id)
        .outerjoin(Claim, Claim.id == CollectionItem.claim_id)
        .where(CollectionItem.collection_id == collection_id)
        .order_by(CollectionItem.position, CollectionItem.id)
    )
    return [CollectionRow(item, article, claim) for item, article, claim in rows]


def create_collection(session: Session, actor: Actor, *, name: str, description: str = "") -> Collection:
    """Make an empty collection; its slug, which its public address will have, never changes."""
    require(session, actor, Permission.COLLECTION_MANAGE)
    values = _clean(name, description)
    collection = Collection(slug=_free_slug(session, values["name"]), **values)
    try:
        with session.begin_nested():  # somebody else may take the slug at this moment
            session.add(collection)
    except IntegrityError:
        message = _("Somebody else made such a collection at the same moment; nothing was saved. Try again.")
        raise Conflict(message) from None
    audit.record(session, actor, "collection.create", collection, values)
    return collection


def edit_collection(
    session: Session, actor: Actor, collection_id: int, *, name: str, description: str, edits: int
) -> Collection:
    """Rename or describe a collection; ``edits`` is what the form was made from. Raise StaleEdit."""
    require(session, actor, Permission.COLLECTION_MANAGE)
    collection = get_collection(session, collection_id)
    values = _clean(name, description)
    if collection.edits != edits:
        theirs = {"name": collection.name, "description": collection.description}
        raise StaleEdit(_changed(collection), theirs=theirs, yours=values)
    before = {"name": collection.name, "description": collection.description}
    collection.name, collection.description = values["name"], values["description"]
    audit.record(session, actor, "collection.edit", collection, {"before": before, "after": values})
    return collection


def add_items(
    session: Session,
    actor: Actor,
    collection_id: int,
    *,
    article_ids: Sequence[int] = (),
    claim_ids: Sequence[int] = (),
) -> int:
    """Add articles, then claims, at the end, without those that stand there; return how many were added.

    Raise NotFound when one does not exist, or Conflict when they are too many; then none is added.
    """
    require(session, actor, Permission.COLLECTION_MANAGE)
    collection = get_collection(session, collection_id)
    known = {(one.article_id, one.claim_id) for one in collection.items}
    wanted: list[tuple[int | None, int | None]] = [
        (number, None) for number in _existing(session, Article, article_ids)
    ]
    wanted += [(None, number) for number in _existing(session, Claim, claim_ids)]
    new = [pair for pair in dict.fromkeys(wanted) if pair not in known]
    if len(collection.items) + len(new) > MAX_COLLECTION_ITEMS:
        raise Conflict(_("A collection may hold at most %(max)s items.", max=MAX_COLLECTION_ITEMS))
    if not new:
        return 0
    position = max((one.position for one in collection.items), default=-1) + 1
    for place, (article_id, claim_id) in enumerate(new, position):
        collection.items.append(CollectionItem(position=place, article_id=article_id, claim_id=claim_id))
    _touch(session, collection)
    details = {
        "articles": [article_id for article_id, _claim in new if article_id],
        "claims": [claim_id for _article, claim_id in new if claim_id],
    }
    audit.record(session, actor, "collection.add", collection, details)
    return len(new)


def _existing(session: Session, kind: type[Article] | type[Claim], ids: Sequence[int]) -> Sequence[int]:
    found = set(session.scalars(select(kind.id).where(kind.id.in_(ids), kind.erased_at.is_(None))))
    for number in ids:
        if number not in found:
            if kind is Article:
                raise NotFound(_("There is no article %(id)s.", id=number))
            raise NotFound(_("There is no claim %(id)s.", id=number))
    return ids


def remove_item(session: Session, actor: Actor, collection_id: int, item_id: int, *, edits: int) -> Collection:
    """Take an item out; the article or claim itself stays. Raise NotFound, Conflict for a stale page."""
    require(session, actor, Permission.COLLECTION_MANAGE)
    collection = _unchanged(session, collection_id, edits)
    item = _item(collection, item_id)
    collection.items.remove(item)
    session.delete(item)
    _touch(session, collection)
    what = {"article": item.article_id, "claim": item.claim_id}
    audit.record(session, actor, "collection.remove", collection, what)
    return collection


def move_item(
    session: Session, actor: Actor, collection_id: int, item_id: int, *, by: int, edits: int
) -> Collection:
    """Move an item up (-1) or down (1); at the end of the list nothing moves."""
    require(session, actor, Permission.COLLECTION_MANAGE)
    collection = _unchanged(session, collection_id, edits)
    order = sorted(collection.items, key=lambda one: (one.position, one.id))
    item = _item(collection, item_id)
    place = order.index(item)
    target = min(max(place + by, 0), len(order) - 1)
    order.insert(target, order.pop(place))
    for position, one in enumerate(order):
        one.position = position
    _touch(session, collection)
    session.expire(collection, ["items"])
    what = {"articles": [item.article_id]} if item.article_id else {"claims": [item.claim_id]}
    data = {**what, "before": {"place": place + 1}, "after": {"place": target + 1}}
    audit.record(session, actor, "collection.move", collection, data)
    return collection


def _unchanged(session: Session, collection_id: int, edits: int) -> Collection:
    collection = get_collection(session, collection_id)
    if collection.edits != edits:
        raise Conflict(_changed(collection) + " " + _("Nothing was moved; load the page and try again."))
    return collection


def _changed(collection: Collection) -> str:
    return _("The collection “%(name)s” was changed by somebody else since you opened it.", name=collection.name)


def _item(collection: Collection, item_id: int) -> CollectionItem:
    item = next((one for one in collection.items if one.id == item_id), None)
    if item is None:
        raise NotFound(_("The collection “%(name)s” has no item %(id)s.", name=collection.name, id=item_id))
    return item


def _touch(session: Session, collection: Collection) -> None:
    """Count a change of the items as one of the collection: two at once are then seen by the database."""
    flag_modified(collection, "name")
    session.flush()


def _clean(name: str, description: str) -> dict[str, str]:
    name, description = " ".join(name.split()), description.strip()
    if not name or len(name) > MAX_COLLECTION_NAME_LENGTH:
        raise InvalidInput(
            _("A collection needs a name of at most %(max)s characters.", max=MAX_COLLECTION_NAME_LENGTH)
        )
    if len(description) > MAX_COLLECTION_DESCRIPTION_LENGTH:
        longest = MAX_COLLECTION_DESCRIPTION_LENGTH
        raise InvalidInput(_("A description may have at most %(max)s characters.", max=longest))
    return {"name": name, "description": description}


def _free_slug(session: Session, name: str) -> str:
    wanted = slug(name)
    taken = set(
        session.scalars(select(Collection.slug).where(Collection.slug.startswith(wanted, autoescape=True)))
    )
    number, free = 2, wanted
    while free in taken:
        number, free = number + 1, f"{wanted}-{number}"
    return free
