"""Tags: the topics that claims are filed under; names with the same slug are one topic."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from claims.domain.anchor import normalise
from claims.domain.permission import Permission
from claims.domain.person import Actor
from claims.domain.tag import MAX_TAG_LENGTH, MAX_TAGS, ClaimTag, Tag
from claims.errors import Conflict, InvalidInput, NotFound
from claims.i18n import gettext as _
from claims.publishing.slug import slug
from claims.services import audit
from claims.services.claim import get_claim
from claims.services.permission import require

OFFERED = 200
"""Tags that a form offers by name."""


def known_tags(session: Session) -> Sequence[Tag]:
    """Return the tags that most claims have, to be offered by name."""
    return session.scalars(
        select(Tag)
        .outerjoin(ClaimTag)
        .group_by(Tag.id)
        .order_by(func.count(ClaimTag.claim_id).desc(), Tag.name)
        .limit(OFFERED)
    ).all()


def add_tag(session: Session, actor: Actor, claim_id: int, name: str) -> Tag:
    """File a claim under a topic; one that the desk knows, however it is written, is used again.

    Raise InvalidInput for a name without a letter or digit, or one too many; Conflict when it is there already.
    """
    require(session, actor, Permission.CLAIM_TRIAGE)
    claim = get_claim(session, claim_id)
    name = " ".join(normalise(name).split())
    if not name or len(name) > MAX_TAG_LENGTH or slug(name) == "-":
        raise InvalidInput(_("A tag needs 1 to %(max)s characters, with a letter or a digit.", max=MAX_TAG_LENGTH))
    if len(claim.tags) >= MAX_TAGS:
        raise InvalidInput(_("A claim may have at most %(max)s tags.", max=MAX_TAGS))
    tag = session.scalar(select(Tag).where(Tag.slug == slug(name)))
    try:
        with session.begin_nested():  # somebody else may add the same at this moment
            tag = tag or _new_tag(session, name)
            session.add(ClaimTag(claim_id=claim_id, tag_id=tag.id))
    except IntegrityError:
        raise Conflict(_("Claim %(id)s has the tag “%(name)s” already.", id=claim_id, name=name)) from None
    session.expire(claim, ["tags"])
    audit.record(session, actor, "claim.tag", claim, {"tag": tag.slug})
    return tag


def remove_tag(session: Session, actor: Actor, claim_id: int, tag_id: int) -> None:
    """Take a claim out of a topic; the topic stays. Raise NotFound when it is not filed there."""
    require(session, actor, Permission.CLAIM_TRIAGE)
    claim, tag = get_claim(session, claim_id), session.get(Tag, tag_id)
    if tag is None or tag not in claim.tags:
        raise NotFound(_("Claim %(id)s has no tag %(tag)s.", id=claim_id, tag=tag_id))
    session.execute(delete(ClaimTag).where(ClaimTag.claim_id == claim_id, ClaimTag.tag_id == tag_id))
    session.expire(claim, ["tags"])
    audit.record(session, actor, "claim.untag", claim, {"tag": tag.slug})


def _new_tag(session: Session, name: str) -> Tag:
    tag = Tag(slug=slug(name), name=name)
    session.add(tag)
    session.flush()
    return tag
