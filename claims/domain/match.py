"""Matches: this claim says what that earlier claim says."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from claims.domain.entity import ClaimId, CreatedAt, Entity, Id


class MatchDecision(StrEnum):
    """What a person decided about a proposed match."""

    OPEN = "open"
    SAME = "same"
    DIFFERENT = "different"


class Match(Entity):
    """A proposal that a claim repeats an earlier one, with score, reasons and a person's decision."""

    __tablename__ = "match"
    __table_args__ = (
        UniqueConstraint("claim_id", "earlier_claim_id"),
        CheckConstraint("claim_id != earlier_claim_id", name="of_two_claims"),
        CheckConstraint("score >= 0 AND score <= 1", name="score_in_range"),
    )

    id: Mapped[Id]
    claim_id: Mapped[ClaimId]
    earlier_claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    engine: Mapped[str]
    engine_version: Mapped[str]
    score: Mapped[float]
    reasons: Mapped[list[str]] = mapped_column(default=list)
    decision: Mapped[MatchDecision] = mapped_column(default=MatchDecision.OPEN)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    decided_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
