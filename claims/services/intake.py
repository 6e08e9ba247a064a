"""The intake queue: what came in by address, feed or spreadsheet, until it is an article or a claim."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, tuple_, union
from sqlalchemy.orm import Session, selectinload

from claims.archiving.fetching.address import read_address
from claims.domain.anchor import normalise
from claims.domain.article import MAX_TITLE_LENGTH, Article
from claims.domain.claim import MAX_OCCASION_LENGTH, Claim
from claims.domain.entity import now
from claims.domain.intake import MAX_BATCH_LENGTH, MAX_ITEMS_AT_ONCE, IntakeItem, IntakeKind, IntakeState
from claims.domain.kind import ClaimKind
from claims.domain.permission import Permission
from claims.domain.person import Actor, system_actor
from claims.errors import FetchRefused, InvalidInput, NotFound
from claims.extraction.language import detect
from claims.extraction.llm.access import Endpoint
from claims.i18n import gettext as _
from claims.jobs.base import JobEngine
from claims.services import audit
from claims.services.address import require_web_address
from claims.services.article import NewArticle, add_article, newest_version, same_text
from claims.services.claim_facts import Facts, add_claim_without_article, check_claim_without_article
from claims.services.document import address_of, language_of, line_of, moment_of
from claims.services.fetching import ReadPage, keep_snapshot
from claims.services.permission import orderer, require
from claims.services.setting import load_settings

FETCH = "fetch_item"
"""The kind of job that fetches an item's address and makes it an article."""
STUCK_AFTER = timedelta(minutes=10)
PAGE_LENGTH = 50
OPEN = (IntakeState.NEW, IntakeState.FAILED)
"""States in which an item waits for a person."""
_SHORT = ("title", "claimant", "outlet", "author")
_VALUES_OF_A_STATEMENT = 500
UNDER_WAY = (IntakeState.QUEUED, IntakeState.FETCHING)


@dataclass(frozen=True, slots=True)
class NewItem:
    """What is given of an item: an address, or a claim's words."""

    kind: IntakeKind
    address: str = ""
    text: str = ""
    title: str = ""
    claimant: str = ""
    outlet: str = ""
    author: str = ""
    language: str = ""
    published_at: datetime | None = None
    note: str = ""
    engine: str = ""
    guid: str | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """What became of items that were handed in together."""

    items: Sequence[IntakeItem]
    known: Sequence[NewItem]
    """Not added: their address, or a claim in the same words, is on the queue or an article already."""


@dataclass(frozen=True, slots=True)
class FetchOrder:
    """What the worker needs to fetch an item without a session."""

    item_id: int
    address: str


def add_items(
    session: Session,
    actor: Actor,
    items: Sequence[NewItem],
    *,
    batch: str = "",
    subscription_id: int | None = None,
) -> Added:
    """Put items on the queue, each once; raise InvalidInput, naming the item, when one cannot be used."""
    require(session, actor, Permission.ARTICLE_ADD)
    if len(items) > MAX_ITEMS_AT_ONCE:
        raise InvalidInput(
            _(
                "At most %(max)s items can be added at once; there are %(number)s.",
                max=MAX_ITEMS_AT_ONCE,
                number=len(items),
            )
        )
    new, known = known_items(session, [check_item(item) for item in items])
    batch = _line(batch)[:MAX_BATCH_LENGTH]
    added = [_item_of(item, actor, batch, subscription_id) for item in new]
    session.add_all(added)
    if added:
        data = {"items": len(added), "known": len(known), "batch": batch}
        audit.record(session, actor, "intake.add", ("subscription", subscription_id), data)
    return Added(added, known)


def add_address(session: Session, actor: Actor, jobs: JobEngine, new: NewItem) -> IntakeItem:
    """Put an address on the queue and have it fetched at once, even when it was taken in before."""
    require(session, actor, Permission.ARTICLE_ADD)
    item = _item_of(check_item(new), actor, "", None)
    session.add(item)
    audit.record(session, actor, "intake.add", item, {"address": item.address})
    _order(session, jobs, item)
    return item


def check_item(item: NewItem) -> NewItem:
    """Return the item with its texts tidied; raise InvalidInput when it could not be taken in."""
    lines: dict[str, Any] = {name: _line(getattr(item, name)) for name in ("text", "note", *_SHORT)}
    tidy = replace(item, **lines | {name: lines[name][:MAX_TITLE_LENGTH] for name in _SHORT})
    if item.kind is IntakeKind.ADDRESS:
        return replace(tidy, address=_fetchable(item.address))
    claim = replace(
        tidy,
        address=require_web_address(item.address) if item.address.strip() else "",
        claimant=lines["claimant"],
    )
    check_claim_without_article(claim.text, _facts(claim, ""), attribution=claim.claimant)
    return claim


def known_items(session: Session, items: Sequence[NewItem]) -> tuple[list[NewItem], list[NewItem]]:
    """Part items that ``check_item`` returned into new ones, each once, and those that the desk has."""
    there = _known(session, items)
    new: list[NewItem] = []
    known: list[NewItem] = []
    for item in items:
        (known if _key(item) in there else new).append(item)
        there.add(_key(item))
    return new, known


def get_item(session: Session, item_id: int) -> IntakeItem:
    """Return an item with its article; raise NotFound."""
    item = session.get(IntakeItem, item_id, options=[selectinload(IntakeItem.article)])
    if item is None:
        raise NotFound(_("There is no item %(id)s on the intake queue.", id=item_id))
    return item


def list_items(
    session: Session,
    *,
    states: Iterable[IntakeState] = OPEN,
    before: tuple[datetime, int] | None = None,
    limit: int = PAGE_LENGTH,
) -> Sequence[IntakeItem]:
    """Return items in these states, newest first, from before (created_at, id) on."""
    statement = select(IntakeItem).where(IntakeItem.state.in_(list(states)))
    if before is not None:
        statement = statement.where(tuple_(IntakeItem.created_at, IntakeItem.id) < before)
    newest = statement.order_by(IntakeItem.created_at.desc(), IntakeItem.id.desc()).limit(limit)
    return session.scalars(newest.options(selectinload(IntakeItem.article))).all()


def count_items(session: Session) -> dict[IntakeState, int]:
    """Return how many items are in each state."""
    rows = session.execute(select(IntakeItem.state, func.count().label("number")).group_by(IntakeItem.state))
    return {row.state: row.number for row in rows}


def take_in(session: Session, actor: Actor, jobs: JobEngine, item_ids: Sequence[int]) -> int:
    """Have the addresses among these items fetched, and make claims of the others; return how many.

    Items that are done or under way already stay as they are; a claim that cannot be one says why. Raise NotFound.
    """
    require(session, actor, Permission.ARTICLE_ADD)
    taken = 0
    for item in _items(session, item_ids):
        if item.state in UNDER_WAY or item.state is IntakeState.DONE:
            continue
        if item.kind is IntakeKind.ADDRESS:
            _order(session, jobs, item)
        else:
            _become_claim(session, actor, item)
        taken += item.state is not IntakeState.FAILED
    if taken:
        audit.record(session, actor, "intake.take", ("intake_item", None), {"items": list(item_ids)})
    return taken


def dismiss(session: Session, actor: Actor, item_ids: Sequence[int]) -> int:
    """Put items away that nobody wants; return how many. Raise NotFound."""
    require(session, actor, Permission.ARTICLE_ADD)
    dismissed = [item for item in _items(session, item_ids) if item.state in OPEN]
    for item in dismissed:
        _move(item, IntakeState.DISMISSED)
    if dismissed:
        data = {"items": [item.id for item in dismissed]}
        audit.record(session, actor, "intake.dismiss", ("intake_item", None), data)
    return len(dismissed)


def load_for_fetch(session: Session, item_id: int) -> FetchOrder | None:
    """Mark an item as being fetched and return its order; None when that is done, or no longer wanted."""
    item = get_item(session, item_id)
    if item.state not in UNDER_WAY:
        return None
    _move(item, IntakeState.FETCHING)
    return FetchOrder(item.id, item.address)


def store_fetched(
    session: Session, jobs: JobEngine, order: FetchOrder, page: ReadPage, *, endpoint: Endpoint | None = None
) -> Article:
    """Make an article of a fetched page; one that is here with the same text is taken instead."""
    item = get_item(session, order.item_id)
    actor = _adder(session, item)
    article = same_text(session, page.document.text)
    if article is None:
        article = add_article(session, actor, jobs, _new_article(session, item, page), endpoint=endpoint)
        article.fetched_at = page.at
        keep_snapshot(session, actor, newest_version(session, article.id), page)
    item.article_id = article.id
    item.title = item.title or article.title
    _move(item, IntakeState.DONE)
    return article


def fail_item(session: Session, item_id: int, reason: str) -> None:
    """Say on the queue why an item could not be fetched."""
    item = get_item(session, item_id)
    _move(item, IntakeState.FAILED, reason)
    audit.record(session, system_actor("worker"), "intake.failed", item, {"reason": reason})


def requeue_stuck(session: Session, jobs: JobEngine) -> int:
    """Order the fetching anew of items whose job was lost; return how many."""
    stuck = session.scalars(
        select(IntakeItem).where(
            IntakeItem.state.in_(UNDER_WAY), IntakeItem.state_changed_at < now() - STUCK_AFTER
        )
    ).all()
    for item in stuck:
        _order(session, jobs, item)
    return len(stuck)


def _order(session: Session, jobs: JobEngine, item: IntakeItem) -> None:
    _move(item, IntakeState.QUEUED)
    session.flush()
    jobs.enqueue(session, FETCH, {"item_id": item.id}, key=f"{FETCH}:{item.id}")


def _move(item: IntakeItem, state: IntakeState, failure: str = "") -> None:
    item.state, item.failure, item.state_changed_at = state, failure, now()


def _items(session: Session, item_ids: Sequence[int]) -> Sequence[IntakeItem]:
    items = session.scalars(select(IntakeItem).where(IntakeItem.id.in_(item_ids)).order_by(IntakeItem.id)).all()
    missing = set(item_ids) - {item.id for item in items}
    if missing:
        raise NotFound(_("There is no item %(id)s on the intake queue.", id=min(missing)))
    return items


def _become_claim(session: Session, actor: Actor, item: IntakeItem) -> None:
    try:
        facts = _facts(item, item.batch)
        claim = add_claim_without_article(session, actor, item.text, facts, attribution=item.claimant)
    except InvalidInput as error:  # it came before rules that it does not keep; the others are taken in
        _move(item, IntakeState.FAILED, error.message)
        return
    item.claim_id = claim.id
    _move(item, IntakeState.DONE)


def _facts(item: NewItem | IntakeItem, batch: str) -> Facts:
    """Return what is known of the claim that an item becomes; a long address is cut, the item keeps it whole."""
    longest = MAX_OCCASION_LENGTH
    address = item.address if len(item.address) <= longest else item.address[: longest - 1] + "…"
    return Facts(
        kind=ClaimKind.PROPERTY,
        language=item.language or detect(item.text),
        said_on=item.published_at.date() if item.published_at else None,
        provenance=item.note or address or _("listed in %(file)s", file=batch),
    )


def _line(words: str) -> str:
    return " ".join(normalise(words).split())


def _fetchable(address: str) -> str:
    """Return an address that can be asked for; raise InvalidInput, saying what is wrong with it."""
    address = require_web_address(address)
    try:
        read_address(address)
    except FetchRefused as error:
        raise InvalidInput(error.message) from error
    return address


def _new_article(session: Session, item: IntakeItem, page: ReadPage) -> NewArticle:
    """Return the article that a page is; what a person or feed said of it goes before what the page says."""
    document = page.document
    return NewArticle(
        text=document.text,
        title=item.title or document.title,
        language=item.language or language_of(document),
        outlet=item.outlet or line_of(document.outlet),
        author=item.author or line_of(document.author),
        address=address_of(document, page.address),
        published_at=item.published_at or moment_of(document),
        origin=page.address,
        engine=item.engine or load_settings(session).engine,
        cues=document.cues,
    )


def _adder(session: Session, item: IntakeItem) -> Actor:
    """Return who is said to have added the article: whoever put the item on the queue, if they are here still."""
    return orderer(session, item.added_by_id)


def _item_of(item: NewItem, actor: Actor, batch: str, subscription_id: int | None) -> IntakeItem:
    values = {field.name: getattr(item, field.name) for field in fields(item)}
    return IntakeItem(**values, batch=batch, subscription_id=subscription_id, added_by_id=actor.person_id)


def _key(item: NewItem) -> tuple[IntakeKind, str]:
    """Return what makes two items the same: the address, or the words of a claim."""
    return item.kind, item.address if item.kind is IntakeKind.ADDRESS else item.text


def _known(session: Session, items: Sequence[NewItem]) -> set[tuple[IntakeKind, str]]:
    """Return the keys among these that the desk has, as an article, a claim or an item of the queue."""
    addresses = [item.address for item in items if item.kind is IntakeKind.ADDRESS]
    texts = [item.text for item in items if item.kind is IntakeKind.CLAIM]
    known = set()
    for some in _pieces(addresses):
        found = union(
            select(Article.address).where(Article.address.in_(some)),
            select(IntakeItem.address).where(IntakeItem.address.in_(some), IntakeItem.kind == IntakeKind.ADDRESS),
        )
        known |= {(IntakeKind.ADDRESS, address) for address in session.scalars(found)}
    for some in _pieces(texts):
        found = union(
            select(Claim.text).where(Claim.text.in_(some)),
            select(IntakeItem.text).where(IntakeItem.text.in_(some), IntakeItem.kind == IntakeKind.CLAIM),
        )
        known |= {(IntakeKind.CLAIM, text) for text in session.scalars(found)}
    return known


def _pieces(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the values in pieces that one statement can hold."""
    for start in range(0, len(values), _VALUES_OF_A_STATEMENT):
        yield values[start : start + _VALUES_OF_A_STATEMENT]
