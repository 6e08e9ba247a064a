"""Conflicts of interest that people of the desk declare."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from claims.domain.entity import CreatedAt, Entity, Id, PersonId


class ConflictOfInterest(Entity):
    """Why a person has no part in a claim, an article, or anything that a claimant says."""

    __tablename__ = "conflict_of_interest"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN claim_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN article_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN claimant_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="about_one_thing",
        ),
    )

    id: Mapped[Id]
    person_id: Mapped[PersonId]
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id"), index=True)
    article_id: Mapped[int | None] = mapped_column(ForeignKey("article.id"), index=True)
    claimant_id: Mapped[int | None] = mapped_column(ForeignKey("claimant.id"), index=True)
    reason: Mapped[str] = mapped_column(default="")
    """For editors; may stay empty, since a reason can be private."""
    declared_at: Mapped[CreatedAt]
    ended_at: Mapped[datetime | None]
