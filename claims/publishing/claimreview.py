"""A published verdict as ClaimReview, the markup that other fact-check programs read.

Vocabulary: https://schema.org/ClaimReview. What a verdict does not have is left out, never an empty text.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from claims.publishing.address import claim_address, receipt_address, web_address
from claims.publishing.base import (
    PublishedAppearance,
    PublishedClaimant,
    PublishedCorrection,
    PublishedEvidence,
    PublishedRating,
    PublishedVerdict,
    Publisher,
)
from claims.publishing.json import encode
from claims.publishing.markdown import plain

CONTEXT = "https://schema.org"
_MINOR = "minor"
_CLAIMANT_TYPES = {"person": "Person", "organisation": "Organization"}
_SCRIPT_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&"}


def claim_review(verdict: PublishedVerdict, publisher: Publisher) -> dict[str, Any]:
    """Return the one ClaimReview of a verdict; its rating's text is that of the badge on the page."""
    return filled(
        {
            "@context": CONTEXT,
            "@type": "ClaimReview",
            "@id": f"{claim_address(publisher, verdict.claim_id)}#claimreview",
            "identifier": publisher.revision_address(verdict),
            "url": publisher.verdict_address(verdict),
            "subjectOf": receipt_page(publisher, verdict.claim_id, verdict.revision),
            "inLanguage": verdict.language,
            "datePublished": verdict.first_published_at,
            "dateModified": verdict.published_at,
            "version": verdict.revision,
            "author": organisation(publisher),
            "claimReviewed": verdict.wording,
            "itemReviewed": _claim(verdict),
            "reviewRating": _rating(verdict.rating.in_language(publisher.language), verdict.summary),
            "reviewBody": plain(verdict.explanation),
            "citation": [work for work in _citations(verdict.evidence) if work],
            "correction": list(_corrections(verdict.corrections)),
            "license": web_address(publisher.licence),
            "sdPublisher": _named("Organization", publisher.name, url=publisher.address),
            "sdDatePublished": verdict.published_at,
        }
    )


def script_json(data: Any) -> str:
    """Return JSON that can stand in a script element: nothing in it ends the element or opens a comment."""
    return encode(data).translate(_SCRIPT_ESCAPES)


def organisation(publisher: Publisher) -> dict[str, Any]:
    """Return the desk as the organisation that answers for its verdicts."""
    return filled(
        {
            "@type": "Organization",
            "name": publisher.name,
            "url": publisher.address,
            "correctionsPolicy": f"{publisher.address}/corrections",
            "publishingPrinciples": f"{publisher.address}/methodology",
        }
    )


def receipt_page(publisher: Publisher, claim_id: int, revision: int) -> dict[str, Any]:
    """Return the page that says whether the revision is still current, as a work about it."""
    return {"@type": "WebPage", "url": receipt_address(publisher, claim_id, revision)}


def filled(members: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members that hold something: no None, no blank text, no empty list or object."""
    return {name: value for name, value in members.items() if _holds_something(value)}


def _holds_something(value: Any) -> bool:
    if isinstance(value, str):
        return bool(value.strip())
    return value is not None and value not in ({}, [])


def _named(kind: str, name: str, **members: Any) -> dict[str, Any]:
    return filled({"@type": kind, "name": name, **members}) if name.strip() else {}


def _claim(verdict: PublishedVerdict) -> dict[str, Any]:
    dates = sorted(place.published_at for place in verdict.appearances if place.published_at)
    return filled(
        {
            "@type": "Claim",
            "text": verdict.wording,
            "datePublished": verdict.said_on or (dates[0] if dates else ""),
            "author": _claimant(verdict.claimant),
            "appearance": [work for work in _works(verdict.appearances) if work],
        }
    )


def _claimant(claimant: PublishedClaimant | None) -> dict[str, Any]:
    if claimant is None:
        return {}
    kind = _CLAIMANT_TYPES.get(claimant.kind, "Organization")
    return _named(kind, claimant.name, sameAs=web_address(claimant.same_as))


def _works(appearances: tuple[PublishedAppearance, ...]) -> Iterator[dict[str, Any]]:
    # One work for an article that says it several times; never ``firstAppearance``: a desk knows where it
    # saw a claim, not that nobody said it before.
    seen: set[int] = set()
    for appearance in appearances:
        if appearance.article_id not in seen:
            seen.add(appearance.article_id)
            yield _work(
                name=appearance.title,
                address=appearance.address,
                published=appearance.published_at,
                publisher=appearance.outlet,
                archived_at=appearance.archived_at,
            )


def _citations(evidence: tuple[PublishedEvidence, ...]) -> Iterator[dict[str, Any]]:
    for piece in evidence:
        yield _work(
            name=piece.title,
            address=piece.address,
            published=piece.published_on,
            publisher=piece.publisher,
            archived_at=piece.archived_at,
        )


def _work(*, name: str, address: str, published: str, publisher: str, archived_at: str) -> dict[str, Any]:
    members = filled(
        {
            "name": name,
            "url": web_address(address),
            "datePublished": published,
            "publisher": _named("Organization", publisher),
            "archivedAt": web_address(archived_at),
        }
    )
    return {"@type": "CreativeWork", **members} if members else {}


def _rating(rating: PublishedRating, summary: str) -> dict[str, Any]:
    numbers = {} if rating.value is None else _numbers(rating.value, rating.best, rating.worst)
    return filled({"@type": "Rating", "alternateName": rating.label, **numbers, "ratingExplanation": summary})


def _numbers(value: int, best: int, worst: int) -> dict[str, int]:
    return {"ratingValue": value, "bestRating": best, "worstRating": worst}


def _corrections(corrections: tuple[PublishedCorrection, ...]) -> Iterator[dict[str, Any]]:
    for correction in corrections:
        if correction.kind != _MINOR and correction.note.strip():
            yield filled({"@type": "CorrectionComment", "text": correction.note, "datePublished": correction.at})
