"""The Beijing desk: whole or not there, made by the rules that bind everybody."""

import json
import re
from pathlib import Path

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from claims.db import Database
from claims.demo import seed as seeding
from claims.demo.content import Exhibit, Wanted
from claims.demo.finding import FINDINGS
from claims.demo.likeness import closest
from claims.demo.seed import ACCOUNTS, PASSWORD, article_text, refuse_other_desk, seed
from claims.demo.triage import ASIDE, TO_CHECK, WAITING
from claims.domain.claim import Claim
from claims.domain.gate import Gate
from claims.domain.job import Job
from claims.domain.kind import ClaimKind
from claims.domain.person import Person, Role
from claims.domain.state import FROZEN_REVISION_STATES, ClaimState, ReportState, RevisionState
from claims.domain.verdict import VerdictRevision
from claims.errors import Conflict
from claims.jobs.embedded import EmbeddedJobs
from claims.services import audit
from claims.services.article import NewArticle, add_article, fail_extraction, get_article
from claims.services.claim import claims_of_article
from claims.services.gate import checklist
from claims.services.person import offer_setup
from claims.services.queue import queue_of
from claims.services.report import report_page
from claims.services.session import password_hash_of, verify_password
from claims.services.setting import load_settings
from claims.services.verdict import get_revision
from tests.conftest import make_person


def revisions(session: Session) -> list[VerdictRevision]:
    ids = session.scalars(select(VerdictRevision.id).order_by(VerdictRevision.id)).all()
    return [get_revision(session, number) for number in ids]


def test_seeded_desk_is_whole_and_passes_every_check(database: Database) -> None:
    assert seed(database)
    with database.session_scope(write=False) as session:
        states = [claim.state for claim in claims_of_article(session, 1)]
        assert states.count(ClaimState.SELECTED) >= 12
        assert states.count(ClaimState.WAITING) == len(WAITING)
        assert ClaimState.SUGGESTED in states and ClaimState.NOT_SELECTED in states
        page = report_page(session, 1)
        assert page.report.state is ReportState.PUBLISHED
        assert page.checked >= 6
        assert load_settings(session).demonstration
        assert audit.verify(session).problems == ()
        _check_revisions(session)
        _check_work_is_left(session)
        for account in ACCOUNTS:
            assert verify_password(password_hash_of(session, account.email), PASSWORD)
    assert not seed(database)


def _check_revisions(session: Session) -> None:
    found = revisions(session)
    states = [revision.state for revision in found]
    assert states.count(RevisionState.IN_REVIEW) == states.count(RevisionState.DRAFT) == 1
    assert states.count(RevisionState.SUPERSEDED) == 1
    corrected = next(revision for revision in found if revision.number == 2)
    assert corrected.correction is not None and "Mostly false" in corrected.correction.note
    for revision in found:
        if revision.state in FROZEN_REVISION_STATES:
            assert all(result.passed for result in checklist(revision) if result.gate is not Gate.APPROVAL)
            assert not any(approval.exception for approval in revision.approvals)
            authors = {person.id for person in revision.authors}
            assert not authors & {approval.person_id for approval in revision.approvals}
            _check_frozen(revision)


def _check_frozen(revision: VerdictRevision) -> None:
    frozen = json.dumps(revision.frozen, ensure_ascii=False)
    private = [approval.comment for approval in revision.approvals]
    private += [PASSWORD, *(account.email for account in ACCOUNTS)]
    assert [words for words in private if words and words in frozen] == []


def _check_work_is_left(session: Session) -> None:
    people = session.scalars(select(Person)).all()
    assert {(person.name, person.role) for person in people} == {
        ("Ana", Role.EDITOR),
        ("Bela", Role.REVIEWER),
        ("Dan", Role.REVIEWER),
        ("Ada", Role.ADMIN),
    }
    bela = next(person for person in people if person.name == "Bela")
    queue = queue_of(session, bela.actor)
    assert queue.mine and queue.awaiting_approval and queue.unassigned


def test_start_that_was_killed_after_the_first_transaction_is_finished_by_the_next(database: Database) -> None:
    seeding._begin(database)
    with database.session_scope(write=False) as session:
        assert get_article(session, 1).report is None
    assert seed(database)
    with database.session_scope(write=False) as session:
        assert report_page(session, 1).checked >= 6


def test_extraction_that_failed_is_tried_again_by_the_next_start(database: Database) -> None:
    seeding._begin(database)
    with database.session_scope(write=True) as session:
        session.execute(delete(Job))
        fail_extraction(session, 1, "The program failed unexpectedly.")
    assert seed(database)


def test_work_that_fails_on_the_way_leaves_nothing_of_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.demo.work.HEADLINE", "")
    with pytest.raises(Exception, match="headline"):
        seed(database)
    with database.session_scope(write=False) as session:
        assert revisions(session) == []
        assert {claim.state for claim in claims_of_article(session, 1)} == {ClaimState.SUGGESTED}


def test_claims_that_the_engine_does_not_find_are_added_at_their_words(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.demo.likeness.ENOUGH", 1.1)
    seed(database)
    with database.session_scope(write=False) as session:
        own = [claim for claim in claims_of_article(session, 1) if not claim.engine]
        assert len(own) >= 12
        text = article_text()
        for claim in own:
            place = claim.appearances[0]
            assert text[place.start : place.end] == place.exact
        assert report_page(session, 1).checked >= 6


def test_desk_of_somebody_else_is_refused(database: Database) -> None:
    with database.session_scope(write=True) as session:
        add_article(session, make_person(session, "Ana", Role.EDITOR).actor, EmbeddedJobs(), NewArticle("A text."))
    with pytest.raises(Conflict, match="not a demonstration"):
        seed(database)
    with database.session_scope(write=False) as session:
        assert not load_settings(session).demonstration


def test_desk_that_waits_for_its_first_admin_is_refused(session: Session) -> None:
    offer_setup(session)
    session.flush()
    with pytest.raises(Conflict):
        refuse_other_desk(session)


def test_exact_words_of_every_wanted_claim_stand_in_the_article() -> None:
    wanted = [item.wanted for item in (*FINDINGS, *TO_CHECK, *WAITING, *ASIDE)]
    assert [claim.exact for claim in wanted if claim.exact not in article_text()] == []


def test_article_is_the_one_that_the_tests_measure() -> None:
    expected = Path(__file__).parents[1] / "data" / "beijing" / "article.txt"
    assert article_text() == expected.read_text(encoding="utf-8")


def test_a_quotation_has_at_most_one_sentence() -> None:
    exhibits: list[Exhibit] = [e for f in FINDINGS for answer in f.answers for e in answer.exhibits]
    assert len({exhibit.page for exhibit in exhibits}) >= 10
    assert [e.quote for e in exhibits if re.search(r"[.!?]\s", e.quote)] == []


def test_closest_claim_is_found_by_its_content_words() -> None:
    wanted = Wanted("Kim Jong-un will make his fifth visit to Beijing.", "Kim will make")
    claims = [
        Claim(text="Kim’s visit to Beijing is the first in six years.", kind=ClaimKind.EVENT),
        Claim(text="He will make a fifth visit to Beijing.", kind=ClaimKind.EVENT),
    ]
    assert closest(claims, wanted) is claims[1]
    assert closest(claims[:1], wanted) is None
    assert closest([], wanted) is None
