"""The weights of the questions behind a claim's score: changing them, and scoring all claims anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from claims.domain.claim import Claim
from claims.domain.permission import Permission
from claims.domain.person import Actor
from claims.domain.question import DEFAULT_WEIGHTS, Uncheckable, reasons_of, score_of
from claims.domain.setting import DeskSettings, Setting
from claims.extraction.worth.assessment import assess
from claims.jobs.base import JobEngine
from claims.services.permission import require
from claims.services.setting import change_settings, load_settings

RESCORE = "rescore_claims"
"""The kind of job that scores claims anew, a batch at a time."""
SETTING = "question_weights"
BATCH = 500
_ASKING = frozenset({"linguistic", "sentence"})
"""Engines whose claims from before answers were kept can be asked now; another engine's score is its own."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Claims to score by the weights that hold since the change ``number``."""

    number: int
    weights: Mapping[str, float]
    claims: Sequence["Scored"]
    last: int
    """The last claim that was looked at; 0 when none is left, or when newer weights hold."""


@dataclass(frozen=True, slots=True)
class Scored:
    """What one claim is scored by, and its score."""

    id: int
    text: str
    language: str
    attribution: str
    answers: Mapping[str, float]
    uncheckable: Uncheckable | None
    score: float = 0.0
    reasons: Sequence[str] = ()


def change_weights(session: Session, actor: Actor, jobs: JobEngine, weights: Mapping[str, float]) -> DeskSettings:
    """Change the weights of questions and order all claims to be scored anew; a question left out has its default.

    Raise InvalidInput for a question that there is not, or a weight out of range.
    """
    require(session, actor, Permission.SETTING_EDIT)
    before = _number(session)
    settings = change_settings(session, actor, question_weights={**DEFAULT_WEIGHTS, **weights})
    session.flush()
    number = _number(session)
    if number != before:
        _order(session, jobs, number, after=0)
    return settings


def weigh(claim: Claim, weights: Mapping[str, float]) -> None:
    """Score a claim by its answers; without answers it keeps the score of its engine."""
    if claim.answers:
        claim.score, claim.reasons = score_of(claim.answers, weights), list(reasons_of(claim.answers, weights))


def ask_again(session: Session, claims: Sequence[Claim], weights: Mapping[str, float] | None = None) -> None:
    """Ask claims whose words a person changed anew; one that its engine scored in its own way is left alone.

    ``weights`` are those of the desk, if they were read already.
    """
    if not any(claim.answers for claim in claims):
        return
    if weights is None:
        with session.no_autoflush:  # the claim is written once, with its score
            weights = load_settings(session).weights
    for claim in claims:
        if claim.answers:
            assessment = assess(claim.text, speaker=claim.attribution, language=claim.language)
            claim.answers, claim.uncheckable = assessment.answers, assessment.uncheckable
            weigh(claim, weights)


def load_batch(session: Session, number: int, after: int) -> Batch:
    """Load the next claims that were asked, or can be; a batch for weights that hold no longer is empty."""
    weights = load_settings(session).weights
    if number != _number(session):
        return Batch(number, weights, (), 0)
    rows = session.execute(
        select(
            Claim.id,
            Claim.text,
            Claim.language,
            Claim.attribution,
            Claim.answers,
            Claim.uncheckable,
            Claim.engine,
        )
        .where(Claim.id > after)
        .order_by(Claim.id)
        .limit(BATCH)
    ).all()
    claims = [Scored(*row[:-1]) for row in rows if row.answers or row.engine in _ASKING]
    return Batch(number, weights, claims, rows[-1].id if rows else 0)


def weighed(batch: Batch) -> Batch:
    """Score the claims of a batch; those from before answers were kept are asked first."""
    claims = [one if one.answers else _asked(one) for one in batch.claims]
    scored = [
        replace(one, score=score_of(one.answers, batch.weights), reasons=reasons_of(one.answers, batch.weights))
        for one in claims
    ]
    return replace(batch, claims=scored)


def store_scores(session: Session, jobs: JobEngine, batch: Batch) -> None:
    """Store the scores of a batch and order the next one; no count of edits rises, for no person edited."""
    if batch.last == 0 or batch.number != _number(session):
        return
    if batch.claims:
        table = Claim.metadata.tables["claim"]
        values: dict[str, Any] = {name: bindparam(name) for name in ("score", "reasons", "answers", "uncheckable")}
        session.connection().execute(
            update(table).where(table.c.id == bindparam("claim_id")).values(values),
            [
                {
                    "claim_id": one.id,
                    "score": one.score,
                    "reasons": list(one.reasons),
                    "answers": dict(one.answers),
                    "uncheckable": one.uncheckable,
                }
                for one in batch.claims
            ],
        )
    _order(session, jobs, batch.number, after=batch.last)


def _asked(claim: Scored) -> Scored:
    assessment = assess(claim.text, speaker=claim.attribution, language=claim.language)
    return replace(claim, answers=assessment.answers, uncheckable=assessment.uncheckable)


def _number(session: Session) -> int:
    """Return the number of the newest change of the weights; 0: they were never changed."""
    return session.scalar(select(func.max(Setting.number)).where(Setting.name == SETTING)) or 0


def _order(session: Session, jobs: JobEngine, number: int, *, after: int) -> None:
    arguments = {"number": number, "after": after}
    jobs.enqueue(session, RESCORE, arguments, key=f"{RESCORE}:{number}:{after}")
