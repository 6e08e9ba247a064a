"""The questions behind the score."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from claims.db import Database
from claims.domain.claim import Claim
from claims.domain.job import Job
from claims.domain.question import QUESTIONS, Uncheckable
from claims.extraction.base import Candidate
from claims.jobs.embedded import EmbeddedJobs
from claims.services.question import RESCORE
from claims.worker import Worker
from tests.web.bench import TEXT, store, take_in
from tests.web.bench import candidate as found
from tests.web.conftest import Browser

ADDRESS = "/desk/settings/questions"
FORM = {f"weight_{question.key}": str(question.weight) for question in QUESTIONS}


@pytest.mark.parametrize("name", ["Bela", "Ana"])
def test_only_admins_see_and_change_the_weights(browser: Browser, name: str) -> None:
    client = browser(name)
    assert client.get(ADDRESS).status_code == 403
    assert client.post(ADDRESS, data=FORM).status_code == 403
    assert client.post(f"{ADDRESS}/reset").status_code == 403


def test_every_question_is_listed_with_its_weight(browser: Browser) -> None:
    page = browser("Ada").get(ADDRESS).text
    for question in QUESTIONS:
        assert f'name="weight_{question.key}"' in page
        assert question.asks in page


def test_weights_are_saved_and_reset(browser: Browser, database: Database) -> None:
    client = browser("Ada")
    assert client.post(ADDRESS, data={**FORM, "weight_number": "4.5"}).status_code == 303
    page = client.get(ADDRESS).text
    assert 'value="4.5"' in page
    assert "changed" in page
    with database.session_scope(write=False) as session:
        assert [job.kind for job in session.scalars(select(Job)) if job.kind == RESCORE] == [RESCORE]
    assert client.post(f"{ADDRESS}/reset").status_code == 303
    assert 'value="4.5"' not in client.get(ADDRESS).text


@pytest.mark.parametrize("weight", ["", "much", "5.1", "-6", "nan", "inf"])
def test_wrong_weight_is_named_and_nothing_is_saved(browser: Browser, weight: str) -> None:
    client = browser("Ada")
    answer = client.post(ADDRESS, data={**FORM, "weight_number": weight, "weight_name": "2.5"})
    assert answer.status_code == 422
    assert "Does it give a number?" in answer.text
    assert 'value="2.5"' in answer.text
    assert 'value="2.5"' not in client.get(ADDRESS).text


def test_claims_are_scored_anew_and_pages_say_what_moved_the_score(browser: Browser, database: Database) -> None:
    article = take_in(database, words=())
    with database.session_scope(write=True) as session:
        answers = {"name": 1.0, "opinion": 1.0}
        store(session, article, [_with(found(TEXT, "The parade is a grand one"), answers)])
        claim_id = session.scalars(select(Claim.id)).one()
    client = browser("Ada")
    page = client.get(f"/desk/claims/{claim_id}").text
    assert "For it: a name." in page
    assert "Against it: words of opinion." in page
    assert "nobody can check it: an opinion" in page
    client.post(ADDRESS, data={**FORM, "weight_opinion": "0", "weight_name": "-2"})
    Worker(database, EmbeddedJobs()).run_until_empty()
    assert "Against it: a name." in client.get(f"/desk/claims/{claim_id}").text
    bench = client.get(f"/desk/articles/{article}").text
    assert "against it: a name" in bench
    assert "cannot be checked: an opinion" in bench


def _with(candidate: Candidate, answers: dict[str, float]) -> Candidate:
    return replace(candidate, answers=answers, uncheckable=Uncheckable.OPINION)
