"""Internal discussion of claims."""

from datetime import datetime

from sqlalchemy.orm import Mapped

from claims.domain.entity import ClaimId, CreatedAt, Entity, Id, PersonId

MAX_COMMENT_LENGTH = 5_000


class Comment(Entity):
    """What a person of the desk said about a claim; never public."""

    __tablename__ = "comment"

    id: Mapped[Id]
    claim_id: Mapped[ClaimId]
    person_id: Mapped[PersonId]
    text: Mapped[str]
    created_at: Mapped[CreatedAt]
    erased_at: Mapped[datetime | None]
