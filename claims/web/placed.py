"""What the workbench shows of a picture, recording or film: the item, and the claims at places in it."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from claims.domain.article import Article
from claims.domain.claim import Claim
from claims.domain.media import Region, TimeRange
from claims.services.media import PlacedClaim, claims_in_media
from claims.web.forms.media import MediaClaimForm
from claims.web.session import db


@dataclass(frozen=True, slots=True)
class Shown:
    """A claim at a place, as the page shows it."""

    claim: Claim
    place: str
    fragment: str
    begins: float | None
    region: Region | None


def media_context(article: Article, form: MediaClaimForm | None) -> dict[str, Any]:
    """Return what the workbench shows of an article's item; nothing for a text."""
    if not article.media_sha256:
        return {}
    return {
        "media_url": url_for("media.file", article_id=article.id),
        "media_places": [_shown(item) for item in claims_in_media(db(), article.id)],
        "media_form": form or MediaClaimForm(formdata=None),
    }


def _shown(item: PlacedClaim) -> Shown:
    place = item.place
    return Shown(
        claim=item.claim,
        place=str(place or ""),
        fragment=place.fragment if place else "",
        begins=place.start if isinstance(place, TimeRange) else None,
        region=place if isinstance(place, Region) else None,
    )
