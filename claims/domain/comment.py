"""Internal discussion of claims."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from claims.domain.entity import ClaimId, CreatedAt, Entity, Id, PersonId
from claims.domain.person import Person

MAX_COMMENT_LENGTH = 5_000
MAX_COMMENTS = 1_000
"""Of one claim."""


class Comment(Entity):
    """What a person of the desk said about a claim; never public."""

    __tablename__ = "comment"

    id: Mapped[Id]
    claim_id: Mapped[ClaimId]
    person_id: Mapped[PersonId]
    text: Mapped[str]
    created_at: Mapped[CreatedAt]
    erased_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
    mentions: Mapped[list["Mention"]] = relationship()


class Mention(Entity):
    """Somebody who is named in a comment and has or has not seen it."""

    __tablename__ = "mention"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    seen_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
