"""Published verdicts as a DataFeed of ClaimReviews, the feed that aggregators read.

Vocabulary: https://schema.org/DataFeed. A withdrawn verdict stays as an item with ``dateDeleted``.
"""

from collections.abc import Iterator
from typing import Any

from claims.publishing.address import claim_address, web_address
from claims.publishing.base import Export, PublishedVerdict, Publisher, Withdrawn
from claims.publishing.claimreview import CONTEXT, claim_review, filled, organisation, receipt_page
from claims.publishing.json import wrapped


def write_datafeed(export: Export) -> Iterator[str]:
    """Yield the feed piece by piece, one verdict in memory at a time."""
    items = (_item(verdict, export.publisher) for verdict in export.verdicts)
    yield from wrapped(_heading(export), "dataFeedElement", items)


def _heading(export: Export) -> dict[str, Any]:
    return filled(
        {
            "@context": CONTEXT,
            "@type": "DataFeed",
            "name": export.title,
            "url": web_address(export.address),
            "inLanguage": export.publisher.language,
            "dateModified": export.made_at,
            "license": web_address(export.publisher.licence),
            "publisher": organisation(export.publisher),
        }
    )


def _item(verdict: PublishedVerdict | Withdrawn, publisher: Publisher) -> dict[str, Any]:
    # The address of a verdict may move to the desk's own site; @id ties a tombstone to the item before it.
    head = {"@type": "DataFeedItem", "@id": f"{claim_address(publisher, verdict.claim_id)}#item"}
    if isinstance(verdict, Withdrawn):
        return filled({**head, **_tombstone(verdict, publisher)})
    return filled(
        {
            **head,
            "dateCreated": verdict.first_published_at,
            "dateModified": verdict.published_at,
            "url": publisher.verdict_address(verdict),
            "item": [claim_review(verdict, publisher)],
        }
    )


def _tombstone(withdrawn: Withdrawn, publisher: Publisher) -> dict[str, Any]:
    return {
        "dateCreated": withdrawn.published_at,
        "dateModified": withdrawn.withdrawn_at,
        "dateDeleted": withdrawn.withdrawn_at,
        "url": claim_address(publisher, withdrawn.claim_id),
        "subjectOf": receipt_page(publisher, withdrawn.claim_id, withdrawn.revision),
        "description": withdrawn.reason,
    }
