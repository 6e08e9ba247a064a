"""Verdicts and a desk that the tests of this folder publish."""

from collections.abc import Iterable
from typing import Any

from claims.publishing.base import (
    Export,
    PublishedAppearance,
    PublishedClaimant,
    PublishedCorrection,
    PublishedEvidence,
    PublishedRating,
    PublishedReason,
    PublishedVerdict,
    Publisher,
    Withdrawn,
)

DESK = Publisher(
    name="Beijing desk",
    address="https://desk.example",
    licence="https://creativecommons.org/licenses/by/4.0/",
)
FALSE = PublishedRating("false", "False", "It is not so.", 1, 5, 1, "Default", 1)
UNPROVEN = PublishedRating("unproven", "Unproven", "Nobody can tell.", None, 5, 1, "Default", 1)
APPEARANCE = PublishedAppearance(
    article_id=3,
    title="A visit to Beijing",
    outlet="The Paper",
    author="J. Doe",
    address="https://paper.example/visit",
    published_at="2025-09-01T08:00:00+00:00",
    medium="news",
    exact="his fifth visit",
    prefix="will make ",
    suffix=" to Beijing",
    start=10,
    end=25,
    version_number=1,
    version_sha256="0" * 64,
    archived_at="https://archive.example/visit",
)
EVIDENCE = PublishedEvidence(
    evidence_id=5,
    stance="refutes",
    title="List of visits",
    address="https://ministry.example/visits",
    publisher="Ministry",
    published_on="2025-08-30",
    accessed_on="2025-09-02",
    kind="page",
    primary=True,
    quote="the fourth visit",
    archived_at="https://archive.example/visits",
)
CORRECTION = PublishedCorrection("keeps_rating", "We had the month wrong.", "2025-09-05T10:00:00+00:00", 2)
MINOR = PublishedCorrection("minor", "A typing error.", "2025-09-06T10:00:00+00:00", 3)
TOMBSTONE = Withdrawn(9, 2, "2025-09-01T10:00:00+00:00", "2025-09-09T10:00:00+00:00", "It was not a claim.")


def verdict(**changes: Any) -> PublishedVerdict:
    """Return a full verdict with these members changed."""
    members: dict[str, Any] = {
        "claim_id": 7,
        "revision": 3,
        "wording": "Kim will make his fifth visit to Beijing.",
        "in_our_words": True,
        "kind": "quantity",
        "language": "en",
        "rating": FALSE,
        "summary": "It is the fourth.",
        "explanation": "# How\n\nThe **ministry** lists [four](https://ministry.example).\n\n- 2018\n- 2019",
        "as_of": "2025-09-02",
        "published_at": "2025-09-06T10:00:00+00:00",
        "first_published_at": "2025-09-03T10:00:00+00:00",
        "authors": ("Bela",),
        "approvers": ("Ana",),
        "alone": False,
        "claimant": PublishedClaimant("The Paper", "organisation", "https://paper.example"),
        "appearances": (APPEARANCE,),
        "evidence": (EVIDENCE,),
        "reasons": (PublishedReason("both_sides", "searched_none", "The archive."),),
        "corrections": (CORRECTION, MINOR),
        "tags": ("visits",),
    }
    return PublishedVerdict(**{**members, **changes})


def bare_verdict() -> PublishedVerdict:
    """Return a verdict that has only what it must have."""
    return PublishedVerdict(
        claim_id=8,
        revision=1,
        wording="Nobody visited.",
        in_our_words=False,
        kind="event",
        language="en",
        rating=UNPROVEN,
        summary="",
        explanation="",
        as_of="",
        published_at="2025-09-03T10:00:00+00:00",
        first_published_at="2025-09-03T10:00:00+00:00",
        authors=(),
        approvers=(),
        alone=True,
    )


def export_of(verdicts: Iterable[PublishedVerdict | Withdrawn], publisher: Publisher = DESK) -> Export:
    """Return an export of these."""
    return Export(
        publisher=publisher,
        title="A visit to Beijing",
        address="https://desk.example/articles/3",
        made_at="2025-09-10T10:00:00+00:00",
        verdicts=iter(verdicts),
        counts={"claims": 48, "selected": 12, "checked": 6},
    )
