"""Feeds that the desk reads: subscribing, and putting what they announce on the intake queue."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from claims.archiving.fetching.base import Validators
from claims.archiving.registry import Archive
from claims.archiving.table import Entry, Feed, read_feed
from claims.domain.article import MAX_TITLE_LENGTH
from claims.domain.entity import now
from claims.domain.intake import IntakeItem, IntakeKind
from claims.domain.permission import Permission
from claims.domain.person import Actor, system_actor
from claims.domain.subscription import (
    MAX_SUBSCRIPTIONS,
    POLL_BOUNDS,
    Subscription,
    SubscriptionKind,
)
from claims.errors import Conflict, InvalidInput, NotFound
from claims.i18n import gettext as _
from claims.jobs.base import JobEngine
from claims.services import audit, intake
from claims.services.address import require_web_address
from claims.services.permission import require

POLL = "poll_subscription"
"""The kind of job that reads a feed."""
LONGEST_WAIT = timedelta(days=1)
"""Between two looks at a feed that cannot be read."""
LOST_AFTER = timedelta(minutes=15)
"""A feed whose job has not ended by then is ordered anew."""


@dataclass(frozen=True, slots=True)
class NewSubscription:
    """What a person gives of a feed; only the address is needed."""

    address: str
    title: str = ""
    outlet: str = ""
    language: str = ""
    engine: str = ""
    take_all: bool = False
    every_minutes: int = 60


@dataclass(frozen=True, slots=True)
class PollOrder:
    """What the worker needs to read a feed without a session."""

    subscription_id: int
    address: str
    known: Validators


@dataclass(frozen=True, slots=True)
class Polled:
    """What was found at a feed's address; no ``feed`` when it had not changed."""

    feed: Feed | None
    validators: Validators


def subscribe(session: Session, actor: Actor, jobs: JobEngine, new: NewSubscription) -> Subscription:
    """Subscribe to a feed and have it read at once; raise InvalidInput, or Conflict for one that is there."""
    require(session, actor, Permission.SUBSCRIPTION_MANAGE)
    count = session.scalar(select(func.count()).select_from(Subscription)) or 0
    if count >= MAX_SUBSCRIPTIONS:
        raise InvalidInput(_("A desk reads at most %(max)s feeds.", max=MAX_SUBSCRIPTIONS))
    subscription = Subscription(
        kind=SubscriptionKind.ARTICLES,
        address=require_web_address(new.address),
        next_poll_at=now(),
        added_by_id=actor.person_id,
        **_terms(new),
    )
    session.add(subscription)
    try:
        session.flush()  # a clash must become a Conflict here, not an error at the commit
    except IntegrityError:
        raise Conflict(_("The desk reads %(address)s already.", address=new.address.strip())) from None
    audit.record(session, actor, "subscription.add", subscription, {"address": subscription.address})
    _order(session, jobs, subscription)
    return subscription


def change_subscription(
    session: Session, actor: Actor, subscription_id: int, new: NewSubscription, *, active: bool
) -> Subscription:
    """Change how a feed is read, or stop reading it; its address stays."""
    require(session, actor, Permission.SUBSCRIPTION_MANAGE)
    subscription = get_subscription(session, subscription_id)
    after = {**_terms(new), "active": active}
    before = {name: getattr(subscription, name) for name in after}
    for name, value in _terms(new).items():
        setattr(subscription, name, value)
    if active and not subscription.active:
        subscription.failures, subscription.failure, subscription.next_poll_at = 0, "", now()
    subscription.active = active
    audit.record(session, actor, "subscription.change", subscription, {"before": before, "after": after})
    return subscription


def poll_now(session: Session, actor: Actor, jobs: JobEngine, subscription_id: int) -> Subscription:
    """Have a feed read at once."""
    require(session, actor, Permission.ARTICLE_ADD)
    subscription = get_subscription(session, subscription_id)
    audit.record(session, actor, "subscription.poll", subscription, {})
    _order(session, jobs, subscription)
    return subscription


def get_subscription(session: Session, subscription_id: int) -> Subscription:
    """Return a subscription; raise NotFound."""
    subscription = session.get(Subscription, subscription_id)
    if subscription is None:
        raise NotFound(_("There is no subscription %(id)s.", id=subscription_id))
    return subscription


def list_subscriptions(session: Session) -> Sequence[Subscription]:
    """Return all subscriptions by title; there are never more than ``MAX_SUBSCRIPTIONS``."""
    return session.scalars(select(Subscription).order_by(func.lower(Subscription.title), Subscription.id)).all()


def load_for_poll(session: Session, subscription_id: int) -> PollOrder | None:
    """Return what reading a feed needs; None for one that is no longer read."""
    subscription = get_subscription(session, subscription_id)
    if not subscription.active:
        return None
    known = Validators(subscription.etag, subscription.last_modified)
    return PollOrder(subscription.id, subscription.address, known)


def poll(archive: Archive, order: PollOrder) -> Polled:
    """Fetch a feed and read it; slow, so call it outside a transaction. Raise FetchFailed or InvalidInput."""
    fetched = archive.fetcher.fetch(order.address, known=order.known)
    if fetched.not_modified:
        return Polled(None, order.known)
    feed = read_feed(fetched.body, media_type=fetched.media_type, address=fetched.address)
    return Polled(feed, fetched.validators)


def store_poll(session: Session, jobs: JobEngine, order: PollOrder, polled: Polled) -> int:
    """Put what is new in a feed on the queue, and have it fetched where the feed is taken whole; return how many.

    What a feed holds when it is read for the first time waits for a person in any case.
    """
    subscription = get_subscription(session, order.subscription_id)
    first = subscription.polled_at is None
    subscription.etag, subscription.last_modified = polled.validators.etag, polled.validators.last_modified
    subscription.polled_at = now()
    subscription.next_poll_at = now() + timedelta(minutes=subscription.every_minutes)
    subscription.failures, subscription.failure = 0, ""
    if polled.feed is None:
        return 0
    subscription.title = subscription.title or polled.feed.title[:MAX_TITLE_LENGTH]
    actor = system_actor("feed")
    items = _unknown(session, subscription, polled.feed)
    added = intake.add_items(session, actor, items, subscription_id=subscription.id)
    if subscription.take_all and not first and added.items:
        intake.take_in(session, actor, jobs, [item.id for item in added.items])
    return len(added.items)


def fail_poll(session: Session, subscription_id: int, reason: str, *, retry_after: float | None = None) -> None:
    """Say why a feed could not be read, and wait longer every time."""
    subscription = get_subscription(session, subscription_id)
    subscription.failures += 1
    subscription.failure = reason
    wait = timedelta(minutes=subscription.every_minutes) * 2 ** min(subscription.failures - 1, 10)
    asked = timedelta(seconds=retry_after or 0)
    subscription.next_poll_at = now() + max(min(wait, LONGEST_WAIT), asked)


def order_due(session: Session, jobs: JobEngine) -> int:
    """Have the feeds read whose time has come; return how many."""
    due = session.scalars(
        select(Subscription).where(Subscription.active, Subscription.next_poll_at <= now())
    ).all()
    for subscription in due:
        _order(session, jobs, subscription)
    return len(due)


def _order(session: Session, jobs: JobEngine, subscription: Subscription) -> None:
    subscription.next_poll_at = now() + LOST_AFTER
    session.flush()
    jobs.enqueue(session, POLL, {"subscription_id": subscription.id}, key=f"{POLL}:{subscription.id}")


def _unknown(session: Session, subscription: Subscription, feed: Feed) -> list[intake.NewItem]:
    """Return the entries that this feed has not announced before and that have a usable address."""
    guids = [entry.guid for entry in feed.entries]
    known = set(
        session.scalars(
            select(IntakeItem.guid).where(
                IntakeItem.subscription_id == subscription.id, IntakeItem.guid.in_(guids)
            )
        )
    )
    items = []
    for entry in feed.entries:
        if entry.guid in known:
            continue
        known.add(entry.guid)
        with suppress(InvalidInput):  # one address that cannot be used must not keep the others away
            items.append(intake.check_item(_item(entry, subscription)))
    return items


def _item(entry: Entry, subscription: Subscription) -> intake.NewItem:
    return intake.NewItem(
        kind=IntakeKind.ADDRESS,
        address=entry.address,
        title=entry.title,
        text=entry.summary,
        author=entry.author,
        outlet=subscription.outlet,
        language=subscription.language,
        published_at=entry.published_at,
        engine=subscription.engine,
        guid=entry.guid,
    )


def _terms(new: NewSubscription) -> dict[str, str | bool | int]:
    shortest, longest = POLL_BOUNDS
    if not shortest <= new.every_minutes <= longest:
        raise InvalidInput(_("A feed is read every %(min)s to %(max)s minutes.", min=shortest, max=longest))
    return {
        "title": " ".join(new.title.split())[:MAX_TITLE_LENGTH],
        "outlet": " ".join(new.outlet.split())[:MAX_TITLE_LENGTH],
        "language": new.language,
        "engine": new.engine,
        "take_all": new.take_all,
        "every_minutes": new.every_minutes,
    }
