"""Lists of claims: filtered, newest first, a page at a time, with what each line shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, exists, select, tuple_
from sqlalchemy.orm import Session, joinedload, selectinload

from claims.domain.article import Article
from claims.domain.claim import Appearance, Claim
from claims.domain.entity import now
from claims.domain.kind import ClaimKind
from claims.domain.state import HIDDEN_CLAIM_STATES, ClaimState
from claims.domain.tag import ClaimTag, Tag

PAGE_LENGTH = 50
MAX_TEXT_LENGTH = 200
"""Of the words that claims are looked for by."""
NOBODY = 0
"""The assignee of claims that nobody has taken."""
NO_ARTICLE = "none"
"""The language of claims that stand in no article."""
BY_PEOPLE = "person"
"""The engine of claims that a person made."""
SOON = timedelta(days=7)


class Due(StrEnum):
    """How near a deadline is."""

    LATE = "late"
    WEEK = "week"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class ClaimFilter:
    """Which claims are listed; None or an empty text: all."""

    state: ClaimState | None = None
    kind: ClaimKind | None = None
    tag: str = ""
    """Slug of a topic."""
    claimant: int | None = None
    assignee: int | None = None
    language: str = ""
    """Of an article that the claim appears in."""
    due: Due | None = None
    score: int | None = None
    """Worth checking at least this much, of 100."""
    engine: str = ""
    text: str = ""
    since: date | None = None
    until: date | None = None
    """Days on which the claim came to the desk, the last one included."""


def list_claims(
    session: Session,
    chosen: ClaimFilter,
    *,
    before: tuple[datetime, int] | None = None,
    limit: int = PAGE_LENGTH,
) -> Sequence[Claim]:
    """Return claims with their places, people and topics, newest first, from before (created_at, id) on."""
    statement = matching(chosen).order_by(Claim.created_at.desc(), Claim.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(tuple_(Claim.created_at, Claim.id) < before)
    return session.scalars(statement).all()


def matching(chosen: ClaimFilter) -> Select[Claim]:
    """Return the query of the claims that a filter lets through, with what a line shows of them."""
    return (
        select(Claim)
        .where(*_conditions(chosen))
        .options(
            joinedload(Claim.assignee),
            joinedload(Claim.claimant),
            selectinload(Claim.tags),
            selectinload(Claim.appearances).joinedload(Appearance.article),
        )
    )


def in_period(since: date | None, until: date | None) -> list[ColumnElement[bool]]:
    """Return the conditions that a claim came to the desk on these days."""
    conditions: list[ColumnElement[bool]] = []
    if since:
        conditions.append(Claim.created_at >= datetime.combine(since, time(), UTC))
    if until and until < date.max:
        conditions.append(Claim.created_at < datetime.combine(until + timedelta(days=1), time(), UTC))
    return conditions


def article_languages(session: Session) -> Sequence[str]:
    """Return the languages of the desk's articles."""
    return session.scalars(select(Article.language).distinct().order_by(Article.language)).all()


def engines_used(session: Session) -> Sequence[str]:
    """Return the engines that found the desk's claims."""
    return session.scalars(select(Claim.engine).where(Claim.engine != "").distinct().order_by(Claim.engine)).all()


def _conditions(chosen: ClaimFilter) -> list[ColumnElement[bool]]:
    conditions = [*_of_claim(chosen), *in_period(chosen.since, chosen.until)]
    if chosen.tag:
        filed = select(ClaimTag.claim_id).join(Tag, Tag.id == ClaimTag.tag_id).where(Tag.slug == chosen.tag)
        conditions.append(Claim.id.in_(filed))
    if chosen.language:
        placed = exists().where(Appearance.claim_id == Claim.id)
        if chosen.language == NO_ARTICLE:
            conditions.append(~placed)
        else:
            in_article = placed.where(Article.id == Appearance.article_id, Article.language == chosen.language)
            conditions.append(in_article)
    return conditions


def _of_claim(chosen: ClaimFilter) -> list[ColumnElement[bool]]:
    state = Claim.state.not_in(HIDDEN_CLAIM_STATES) if chosen.state is None else Claim.state == chosen.state
    conditions: list[ColumnElement[bool]] = [state]
    if chosen.kind is not None:
        conditions.append(Claim.kind == chosen.kind)
    if chosen.claimant is not None:
        conditions.append(Claim.claimant_id == chosen.claimant)
    if chosen.assignee is not None:
        conditions.append(Claim.assignee_id == (chosen.assignee or None))
    if chosen.score is not None:
        conditions.append(Claim.score >= chosen.score / 100)
    if chosen.engine:
        conditions.append(Claim.engine == ("" if chosen.engine == BY_PEOPLE else chosen.engine))
    if chosen.text:
        conditions.append(Claim.text.icontains(chosen.text, autoescape=True))
    if chosen.due is not None:
        conditions.append(_due(chosen.due))
    return conditions


def _due(due: Due) -> ColumnElement[bool]:
    today = now().date()
    if due is Due.ANY:
        return Claim.deadline.is_not(None)
    return Claim.deadline < today if due is Due.LATE else Claim.deadline <= today + SOON
