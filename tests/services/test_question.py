import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.db import Database
from claims.domain.claim import Claim
from claims.domain.person import Person
from claims.domain.question import DEFAULT_WEIGHTS, MAX_WEIGHT, score_of
from claims.errors import InvalidInput
from claims.jobs.embedded import EmbeddedJobs
from claims.services import question
from claims.services.claim import edit_claim
from claims.services.question import RESCORE, change_weights, load_batch, store_scores, weighed
from claims.services.setting import load_settings
from claims.services.undo import undo_last
from claims.worker import Worker
from tests.services.conftest import NotedJobs


def rescore(session: Session, jobs: NotedJobs, number: int = 1) -> None:
    """Carry out the orders, as the worker would."""
    jobs.orders = [("", {"number": number, "after": 0}, None)]
    for _kind, args, _key in jobs.orders:
        store_scores(session, jobs, weighed(load_batch(session, args["number"], args["after"])))
    session.expire_all()


def test_only_changed_weights_are_kept(session: Session, ada: Person, jobs: NotedJobs) -> None:
    settings = change_weights(session, ada.actor, jobs, {"number": 3.0, "name": DEFAULT_WEIGHTS["name"]})
    assert settings.question_weights == {"number": 3.0}
    assert settings.weights["number"] == 3.0
    assert settings.weights["name"] == DEFAULT_WEIGHTS["name"]
    assert [(kind, args) for kind, args, _ in jobs.orders] == [(RESCORE, {"number": 1, "after": 0})]


def test_same_weights_again_order_nothing(session: Session, ada: Person, jobs: NotedJobs) -> None:
    change_weights(session, ada.actor, jobs, {"number": 3.0})
    jobs.orders.clear()
    change_weights(session, ada.actor, jobs, {"number": 3.0})
    assert jobs.orders == []


@pytest.mark.parametrize("weights", [{"number": MAX_WEIGHT + 1}, {"number": float("nan")}, {"nonsense": 1.0}])
def test_impossible_weights_are_refused(
    session: Session, ada: Person, jobs: NotedJobs, weights: dict[str, float]
) -> None:
    with pytest.raises(InvalidInput):
        change_weights(session, ada.actor, jobs, weights)
    assert load_settings(session).question_weights == {}


def test_claims_are_scored_anew_and_no_edit_is_counted(
    session: Session, ada: Person, jobs: NotedJobs, claims: list[Claim]
) -> None:
    claims[0].answers, claims[0].score = {"number": 1.0}, score_of({"number": 1.0})
    claims[1].engine = "oracle"  # it scores in its own way
    session.flush()
    edits, before, others = claims[0].edits, claims[0].score, claims[1].score
    change_weights(session, ada.actor, jobs, {"number": 3.0})
    rescore(session, jobs)
    assert claims[0].score > before
    assert claims[0].reasons == ["number"]
    assert claims[0].edits == edits
    assert claims[1].score == others
    after = claims[0].score
    rescore(session, jobs)
    assert claims[0].score == after


def test_claims_from_before_answers_were_kept_are_asked(
    session: Session, ada: Person, jobs: NotedJobs, claims: list[Claim]
) -> None:
    assert claims[0].answers == {}
    change_weights(session, ada.actor, jobs, {"number": 3.0})
    rescore(session, jobs)
    assert claims[0].answers["number"] == 1.0


def test_order_for_older_weights_changes_nothing(
    session: Session, ada: Person, jobs: NotedJobs, claims: list[Claim]
) -> None:
    change_weights(session, ada.actor, jobs, {"number": 3.0})
    change_weights(session, ada.actor, jobs, {"number": -3.0})
    before = [claim.score for claim in claims]
    rescore(session, jobs, number=1)
    assert [claim.score for claim in claims] == before


def test_worker_goes_through_all_batches(
    database: Database, session: Session, ada: Person, claims: list[Claim], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(question, "BATCH", 1)
    change_weights(session, ada.actor, EmbeddedJobs(), {"number": 5.0})
    session.commit()
    assert Worker(database, EmbeddedJobs()).run_until_empty() >= len(claims)
    session.expire_all()
    assert all(claim.answers for claim in session.scalars(select(Claim)))


def test_claim_whose_words_change_is_asked_again_and_so_it_is_when_that_is_undone(
    session: Session, bela: Person, claims: list[Claim]
) -> None:
    claim = claims[0]
    claim.answers = {"number": 1.0}
    session.flush()
    edit_claim(
        session,
        bela.actor,
        claim.id,
        text="The tower is a terrible idea.",
        kind=claim.kind,
        attribution="",
        edits=claim.edits,
    )
    assert "opinion" in claim.answers
    assert "number" not in claim.answers
    undo_last(session, bela.actor, claim.appearances[0].article_id)
    assert claim.answers["number"] == 1.0
    assert "opinion" not in claim.answers
