from claims.publishing.claimreview import claim_review
from claims.publishing.report import PublishedReport, report_markup
from tests.publishing.examples import DESK, verdict

REPORT = PublishedReport(
    address="https://desk.example/articles/3/a-visit",
    headline="A visit to Beijing, checked",
    published_at="2025-09-04T10:00:00+00:00",
    article_title="A visit to Beijing",
    article_address="https://paper.example/visit",
    article_language="en",
    verdicts=[verdict()],
)


def test_a_report_is_an_article_that_leads_to_the_verdict_pages() -> None:
    markup = report_markup(REPORT, DESK)
    assert markup["@type"] == "Article"
    assert [part["url"] for part in markup["hasPart"]] == [claim_review(verdict(), DESK)["url"]]
    assert markup["about"]["url"] == "https://paper.example/visit"


def test_a_report_holds_no_claim_review() -> None:
    assert "ClaimReview" not in str(report_markup(REPORT, DESK))


def test_a_report_changes_with_its_newest_verdict() -> None:
    assert report_markup(REPORT, DESK)["dateModified"] == verdict().published_at
