"""Articles that are pictures, recordings or films: keeping the file, and claims at places in it."""

from dataclasses import dataclass
from io import SEEK_END
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.archiving.media import HEAD, media_type_of
from claims.archiving.registry import Archive
from claims.domain.article import Article, Medium
from claims.domain.claim import AnchorKind, Appearance, Claim
from claims.domain.kind import ClaimKind
from claims.domain.media import MAX_MEDIA_BYTES, Media, Region, TimeRange, place_of
from claims.domain.permission import Permission
from claims.domain.person import Actor
from claims.domain.state import HIDDEN_CLAIM_STATES, ClaimState
from claims.errors import InvalidInput, NotFound
from claims.i18n import gettext as _
from claims.services import audit
from claims.services.article import get_article, newest_version
from claims.services.claim import clean_text
from claims.services.permission import require

Place = TimeRange | Region | None
"""Where in the item; None: the whole of it."""


def is_media(stream: BinaryIO) -> bool:
    """Whether a file is a picture, recording or film that is kept; the stream stands at its beginning after."""
    head = stream.read(HEAD)
    stream.seek(0)
    return bool(media_type_of(head))


def keep_media(archive: Archive, name: str, stream: BinaryIO) -> Media:
    """Put a file into the store; slow, so call it before a transaction. Raise InvalidInput, EngineError."""
    media_type = media_type_of(stream.read(HEAD))
    size = stream.seek(0, SEEK_END)
    stream.seek(0)
    if not media_type:
        raise InvalidInput(_("%(name)s is no picture, recording or film that a browser shows.", name=name))
    if size > MAX_MEDIA_BYTES:
        raise InvalidInput(
            _(
                "%(name)s is too large: %(size)s MB; at most %(max)s MB can be taken in.",
                name=name,
                size=f"{size / 1_000_000:.0f}",
                max=f"{MAX_MEDIA_BYTES / 1_000_000:.0f}",
            )
        )
    stored = archive.store.put(stream)
    return Media(stored.sha256, media_type, stored.size)


def media_of(session: Session, article_id: int) -> Media:
    """Return the file that an article is; raise NotFound for an article that is a text."""
    article = get_article(session, article_id)
    if not article.media_sha256:
        raise NotFound(_("Article %(id)s is no picture, recording or film.", id=article_id))
    return Media(article.media_sha256, article.media_type, article.media_size)


@dataclass(frozen=True, slots=True)
class PlacedClaim:
    """A claim at a place of an item."""

    claim: Claim
    place: Place


def claims_in_media(session: Session, article_id: int) -> list[PlacedClaim]:
    """Return the claims at places of an article's item, in the order of the places, without merged ones."""
    rows = session.execute(
        select(Claim, Appearance)
        .join(Appearance, Appearance.claim_id == Claim.id)
        .where(
            Appearance.article_id == article_id,
            Appearance.anchor_kind != AnchorKind.WORDS,
            Claim.state.not_in(HIDDEN_CLAIM_STATES),
        )
        .order_by(Appearance.id)
    )
    placed = [PlacedClaim(claim, place_of(appearance.place)) for claim, appearance in rows]
    return sorted(placed, key=lambda item: item.place.start if isinstance(item.place, TimeRange) else -1.0)


def add_claim_at(session: Session, actor: Actor, article_id: int, *, text: str, place: Place) -> Claim:
    """Make a person's own claim at a place of a picture, recording or film; it starts selected.

    Raise InvalidInput when the place is of the wrong kind: a picture has no times, a recording no regions.
    """
    require(session, actor, Permission.CLAIM_TRIAGE)
    article, version = get_article(session, article_id), newest_version(session, article_id)
    _check_place(article, place)
    claim = Claim(
        text=clean_text(text),
        kind=ClaimKind.PROPERTY,
        language=article.language,
        state=ClaimState.SELECTED,
        created_by_id=actor.person_id,
    )
    claim.appearances.append(
        Appearance(
            article_id=article.id,
            version_id=version.id,
            version_length=version.length,
            anchor_kind=_KINDS[type(place)],
            place=place.place if place else None,
        )
    )
    session.add(claim)
    data = {"text": claim.text, "article": article_id, "at": str(place or "")}
    audit.record(session, actor, "claim.add", claim, data)
    return claim


_KINDS = {TimeRange: AnchorKind.TIME, Region: AnchorKind.REGION, type(None): AnchorKind.WHOLE}


def _check_place(article: Article, place: Place) -> None:
    if not article.media_sha256:
        raise InvalidInput(_("Article %(id)s is a text: select the words that make the claim.", id=article.id))
    if isinstance(place, TimeRange) and article.medium is Medium.PICTURE:
        raise InvalidInput(_("A picture has no times; mark a region of it."))
    if isinstance(place, Region) and article.medium is Medium.AUDIO:
        raise InvalidInput(_("A recording has no regions; give a time range."))
