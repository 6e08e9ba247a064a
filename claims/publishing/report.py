"""The page of a report as schema.org Article: it leads to the verdict pages and holds no ClaimReview itself.

Vocabulary: https://schema.org/Article.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from claims.publishing.address import web_address
from claims.publishing.base import PublishedVerdict, Publisher
from claims.publishing.claimreview import CONTEXT, filled, organisation


@dataclass(frozen=True, slots=True)
class PublishedReport:
    """What the markup says of a report; moments are ISO 8601, absent texts are empty."""

    address: str
    headline: str
    published_at: str
    article_title: str
    article_address: str
    article_language: str
    verdicts: Sequence[PublishedVerdict]


def report_markup(report: PublishedReport, publisher: Publisher) -> dict[str, Any]:
    """Return the report as an Article whose parts are the verdict pages."""
    changed = [verdict.published_at for verdict in report.verdicts]
    return filled(
        {
            "@context": CONTEXT,
            "@type": "Article",
            "@id": f"{report.address}#report",
            "url": report.address,
            "headline": report.headline,
            "inLanguage": publisher.language,
            "datePublished": report.published_at,
            "dateModified": max([report.published_at, *changed]),
            "author": organisation(publisher),
            "publisher": organisation(publisher),
            "license": web_address(publisher.licence),
            "about": filled(
                {
                    "@type": "CreativeWork",
                    "name": report.article_title,
                    "url": web_address(report.article_address),
                    "inLanguage": report.article_language,
                }
            ),
            "hasPart": [_part(verdict, publisher) for verdict in report.verdicts],
        }
    )


def _part(verdict: PublishedVerdict, publisher: Publisher) -> dict[str, Any]:
    return {
        "@type": "WebPage",
        "url": publisher.verdict_address(verdict),
        "name": verdict.wording,
        "dateModified": verdict.published_at,
    }
