"""The ledger: everything that the desk considered in a period, and what it decided, counted and line by line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from claims.domain.claim import Claim
from claims.domain.claimant import Claimant
from claims.domain.label import label
from claims.domain.state import ClaimState
from claims.domain.tag import ClaimTag, Tag
from claims.publishing.ledger import LedgerLine
from claims.services.claim_list import ClaimFilter, in_period, matching

BATCH = 200
SHOWN = 50
"""Topics and claimants that are counted on the page, the most frequent first."""


@dataclass(frozen=True, slots=True)
class LedgerCounts:
    """How many claims of a period are in which state, for which reason, on which topic, by whom."""

    claims: int
    states: Sequence[tuple[ClaimState, int]]
    reasons: Sequence[tuple[StrEnum, int]]
    topics: Sequence[tuple[str, str, int]]
    """Slug, name, number."""
    claimants: Sequence[tuple[int, str, int]]
    """Number of the claimant, name, number of claims."""


def ledger_counts(session: Session, since: date | None, until: date | None) -> LedgerCounts:
    """Count what came to the desk on these days, the last one included; a merged claim counts as its target."""
    within = [*in_period(since, until), Claim.state != ClaimState.MERGED]
    states = _states(session, within)
    return LedgerCounts(
        claims=sum(number for _state, number in states),
        states=states,
        reasons=_reasons(session, within),
        topics=_topics(session, within),
        claimants=_claimants(session, within),
    )


def ledger_lines(session: Session, since: date | None, until: date | None) -> Iterator[LedgerLine]:
    """Yield every claim of a period, oldest first, in constant memory; the session must stay open meanwhile."""
    claims = session.scalars(
        matching(ClaimFilter(since=since, until=until))
        .order_by(Claim.created_at, Claim.id)
        .execution_options(yield_per=BATCH)
    )
    for claim in claims:
        yield _line(claim)


def reason_of(claim: Claim) -> str:
    """Return why a claim is checked, set aside or given up: a sentence where one was written."""
    reason = claim.set_aside_reason or claim.drop_reason or claim.selection_reason
    return (claim.selection_note if reason is claim.selection_reason else "") or (reason.value if reason else "")


def _line(claim: Claim) -> LedgerLine:
    return LedgerLine(
        claim_id=claim.id,
        came_in=claim.created_at.astimezone(UTC).isoformat(timespec="seconds"),
        claim=claim.text,
        state=claim.state.value,
        reason=reason_of(claim),
        kind=claim.kind.value,
        score=round(claim.score * 100) if claim.engine else None,
        claimant=claim.claimant.name if claim.claimant else "",
        topics="\n".join(tag.name for tag in claim.tags),
        articles="\n".join(dict.fromkeys(place.article.title for place in claim.appearances)),
        deadline=claim.deadline.isoformat() if claim.deadline else "",
    )


def _states(session: Session, within: Sequence[ColumnElement[bool]]) -> list[tuple[ClaimState, int]]:
    rows = session.execute(select(Claim.state, func.count()).where(*within).group_by(Claim.state))
    counted: dict[ClaimState, int] = dict(rows.all())
    return [(state, counted[state]) for state in ClaimState if state in counted]


def _reasons(session: Session, within: Sequence[ColumnElement[bool]]) -> list[tuple[StrEnum, int]]:
    """Count each kind of reason apart: a dropped claim has one for which it was selected, and one for the end."""
    columns = (Claim.selection_reason, Claim.set_aside_reason, Claim.drop_reason)
    counted: dict[StrEnum, int] = {}
    for *reasons, number in session.execute(select(*columns, func.count()).where(*within).group_by(*columns)):
        for reason in filter(None, reasons):
            counted[reason] = counted.get(reason, 0) + number
    return sorted(counted.items(), key=lambda pair: (-pair[1], label(pair[0])))


def _topics(session: Session, within: Sequence[ColumnElement[bool]]) -> list[tuple[str, str, int]]:
    number = func.count()
    rows = session.execute(
        select(Tag.slug, Tag.name, number)
        .join(ClaimTag, ClaimTag.tag_id == Tag.id)
        .join(Claim, Claim.id == ClaimTag.claim_id)
        .where(*within)
        .group_by(Tag.id, Tag.slug, Tag.name)
        .order_by(number.desc(), Tag.name)
        .limit(SHOWN)
    )
    return [(slug, name, times) for slug, name, times in rows]


def _claimants(session: Session, within: Sequence[ColumnElement[bool]]) -> list[tuple[int, str, int]]:
    number = func.count()
    rows = session.execute(
        select(Claimant.id, Claimant.name, number)
        .join(Claim, Claim.claimant_id == Claimant.id)
        .where(*within)
        .group_by(Claimant.id, Claimant.name)
        .order_by(number.desc(), Claimant.name)
        .limit(SHOWN)
    )
    return [(claimant_id, name, times) for claimant_id, name, times in rows]
