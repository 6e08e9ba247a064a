from typing import Any

import pytest
from sqlalchemy.orm import Session

from claims.domain.article import Article
from claims.domain.person import Person
from claims.domain.report import Report
from claims.domain.state import ReportState
from claims.errors import Conflict, Gone, InvalidInput, InvalidTransition, NotFound, StaleEdit
from claims.services import publication
from claims.services import report as service
from tests.services.stories import TEXT, WORDS, add_article, add_claim, published

People = tuple[Person, Person, Person]


@pytest.fixture
def people(ana: Person, bela: Person, dan: Person) -> People:
    """The editor, the author, the second person."""
    return ana, bela, dan


def save(session: Session, editor: Person, article: Article, **changes: Any) -> Report:
    texts = {"headline": "Five or four", "introduction": "An *article*.", "selection_note": "All that count."}
    values = {"edits": 0, "whole_text": False, **texts, **changes}
    return service.save_report(session, editor.actor, article.id, **values)


def test_report_is_a_draft_with_the_title_of_its_article(session: Session) -> None:
    report = service.report_of(session, add_article(session).id)
    assert (report.state, report.headline, report.edits) == (ReportState.DRAFT, "A fifth visit", 0)


def test_report_of_no_article_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        service.report_of(session, 999)


def test_report_saved_and_published_in_one_session_is_one(session: Session, people: People) -> None:
    article = add_article(session)
    published(session, people, add_claim(session, people[1], article))
    saved = save(session, people[0], article)
    assert service.publish_report(session, people[0].actor, article.id) is saved
    assert service.report_page(session, article.id).report.headline == "Five or four"


def test_report_that_somebody_else_saved_first_is_not_overwritten(session: Session, people: People) -> None:
    article = add_article(session)
    save(session, people[0], article)
    session.flush()
    with pytest.raises(StaleEdit) as stale:
        save(session, people[0], article, headline="Another")
    assert stale.value.theirs["headline"] == "Five or four"
    assert stale.value.yours["headline"] == "Another"


@pytest.mark.parametrize(
    "wrong",
    [{"headline": " "}, {"headline": "x" * 301}, {"introduction": "x" * 5_001}, {"selection_note": "x" * 5_001}],
)
def test_texts_that_cannot_be_used_are_refused(session: Session, people: People, wrong: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        save(session, people[0], add_article(session), **wrong)


def test_report_without_a_published_verdict_is_not_published(session: Session, people: People) -> None:
    article = add_article(session)
    add_claim(session, people[1], article)
    with pytest.raises(Conflict, match="no published verdict"):
        service.publish_report(session, people[0].actor, article.id)


def test_report_of_a_private_article_is_not_published(session: Session, people: People) -> None:
    article = add_article(session, private=True)
    published(session, people, add_claim(session, people[1], article))
    with pytest.raises(Conflict, match="private"):
        service.publish_report(session, people[0].actor, article.id)


def test_draft_is_for_people_of_the_desk(session: Session, people: People) -> None:
    article = add_article(session)
    published(session, people, add_claim(session, people[1], article))
    with pytest.raises(NotFound):
        service.report_page(session, article.id)
    assert service.report_page(session, article.id, draft=True).checked == 1


def test_withdrawn_report_is_gone_and_its_verdicts_stay(session: Session, people: People) -> None:
    article = add_article(session)
    told = add_claim(session, people[1], article)
    published(session, people, told)
    service.publish_report(session, people[0].actor, article.id)
    service.withdraw_report(session, people[0].actor, article.id)
    session.expire_all()
    with pytest.raises(Gone):
        service.report_page(session, article.id)
    assert publication.verdict_page(session, told.id).verdict.claim_id == told.id
    service.publish_report(session, people[0].actor, article.id)
    assert service.report_page(session, article.id).report.state is ReportState.PUBLISHED


def test_draft_is_not_withdrawn(session: Session, people: People) -> None:
    article = add_article(session)
    with pytest.raises(InvalidTransition):
        service.withdraw_report(session, people[0].actor, article.id)


def test_report_marks_claims_with_a_published_verdict_only(session: Session, people: People) -> None:
    article = add_article(session)
    checked, unchecked = (add_claim(session, people[1], article) for _number in range(2))
    published(session, people, checked)
    page = service.report_page(session, article.id, draft=True)
    marked = {key for passage in page.passages for segment in passage.segments for key in segment.keys}
    assert marked == {checked.id}
    assert unchecked.id not in marked
    assert (page.checked, page.selected, page.claims) == (1, 2, 2)


def test_passages_quote_the_text_and_the_whole_of_it_only_where_that_is_set(
    session: Session, people: People
) -> None:
    article = add_article(session)
    published(session, people, add_claim(session, people[1], article))
    save(session, people[0], article, whole_text=True)
    (whole,) = service.report_page(session, article.id, draft=True).passages
    assert "".join(segment.text for segment in whole.segments) == TEXT
    session.flush()
    save(session, people[0], article, edits=1)
    quoted = service.report_page(session, article.id, draft=True).passages
    text = " ".join(segment.text for passage in quoted for segment in passage.segments)
    assert WORDS in text


def test_counts_follow_the_order_of_the_scale(session: Session, people: People) -> None:
    article = add_article(session)
    for key in ("satire", "opinion", "opinion"):
        published(session, people, add_claim(session, people[1], article), rating=key)
    counts = service.report_page(session, article.id, draft=True).counts
    assert [(rating.key, number) for rating, number in counts] == [("opinion", 2), ("satire", 1)]


def test_withdrawn_verdict_is_in_no_report(session: Session, people: People) -> None:
    article = add_article(session)
    revision = published(session, people, add_claim(session, people[1], article))
    publication.withdraw(session, people[0].actor, revision.id, "Forged.")
    session.flush()
    assert service.report_page(session, article.id, draft=True).verdicts == []
