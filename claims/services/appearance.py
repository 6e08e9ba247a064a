"""Appearances: the same claim in several articles."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from claims.domain.article import Article
from claims.domain.claim import Appearance, Claim, appearance_of, current_appearances
from claims.domain.claimant import MAX_CLAIMANT_LENGTH
from claims.domain.permission import Permission
from claims.domain.person import Actor
from claims.domain.state import ClaimState
from claims.errors import Conflict, InvalidInput, NotFound
from claims.i18n import gettext as _
from claims.services import audit
from claims.services.article import newest_version
from claims.services.claim import get_claim, place_words
from claims.services.permission import require

FOUND = 20
"""Articles that a search for one offers."""


def find_articles(session: Session, words: str) -> Sequence[Article]:
    """Return the newest articles whose title or outlet has these words; without words, the newest of all."""
    statement = (
        select(Article)
        .where(Article.erased_at.is_(None))
        .order_by(Article.created_at.desc(), Article.id.desc())
        .limit(FOUND)
    )
    if words:
        in_title = Article.title.icontains(words, autoescape=True)
        statement = statement.where(or_(in_title, Article.outlet.icontains(words, autoescape=True)))
    return session.scalars(statement).all()


def add_appearance(
    session: Session,
    actor: Actor,
    claim_id: int,
    article_id: int,
    *,
    words: str,
    start: int | None = None,
    end: int | None = None,
    attribution: str = "",
    said_at: datetime | None = None,
) -> list[Appearance]:
    """Say that a claim also appears at words of an article's newest version; return the new places.

    ``start`` and ``end`` (code points) say which place is meant; without them every place of the words is taken.
    Raise InvalidInput when the words do not stand there, Conflict when the claim is known there or was merged.
    """
    require(session, actor, Permission.CLAIM_TRIAGE)
    claim, version = get_claim(session, claim_id), newest_version(session, article_id)
    if claim.state is ClaimState.MERGED:
        raise Conflict(_("Claim %(id)s was merged; add the place to the claim that stays.", id=claim_id))
    attribution = " ".join(attribution.split())
    if len(attribution) > MAX_CLAIMANT_LENGTH:
        raise InvalidInput(_("A name may have at most %(max)s characters.", max=MAX_CLAIMANT_LENGTH))
    known = {(place.version_id, place.start, place.end) for place in claim.appearances}
    anchors = place_words(version.text, words, start, end)
    added = [
        appearance_of(claim, version, one) for one in anchors if (version.id, one.start, one.end) not in known
    ]
    if not added:
        raise Conflict(_("Claim %(id)s is known at these words already.", id=claim_id))
    for place in added:
        place.attribution, place.said_at = attribution, said_at
    session.add_all(added)
    _touch(session, claim)
    details = {"article": article_id, "appearances": [place.id for place in added], "words": added[0].exact}
    audit.record(session, actor, "claim.appear", claim, details)
    return added


def remove_appearance(session: Session, actor: Actor, appearance_id: int) -> Claim:
    """Take back a place that was added by mistake; what it was stays in the history.

    Raise Conflict for the only place of a claim, and once the article has another version.
    """
    require(session, actor, Permission.CLAIM_TRIAGE)
    place = session.get(Appearance, appearance_id)
    if place is None:
        raise NotFound(_("There is no appearance %(id)s.", id=appearance_id))
    claim = get_claim(session, place.claim_id)
    if len(current_appearances(claim.appearances)) < 2 and not claim.provenance:
        raise Conflict(
            _("This is the only place of claim %(id)s; say first how it came to the desk.", id=claim.id)
        )
    followed = session.scalar(select(Appearance.id).where(Appearance.previous_id == appearance_id).limit(1))
    if followed is not None or place.previous_id is not None:
        raise Conflict(_("The article has another version by now; set the place right among its changes."))
    details = {"article": place.article_id, "version": place.version_id, "start": place.start, "end": place.end}
    session.delete(place)
    _touch(session, claim)
    audit.record(session, actor, "claim.disappear", claim, {**details, "words": place.exact})
    return claim


def _touch(session: Session, claim: Claim) -> None:
    """Count the change as one of the claim: whoever saw it without the place must see it anew."""
    flag_modified(claim, "state")
    session.flush()
    session.expire(claim, ["appearances"])
