"""Pictures in explanations."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from claims.domain.entity import CreatedAt, Entity, Id

MAX_PICTURE_BYTES = 10_000_000
MAX_PICTURES = 50
"""Of one verdict."""
MAX_ALTERNATIVE_LENGTH = 1_000
MAX_CREDIT_LENGTH = 300


class Picture(Entity):
    """A picture that the explanation of a verdict may show; the file lies in the store by its hash."""

    __tablename__ = "picture"
    __table_args__ = (UniqueConstraint("verdict_id", "sha256"),)

    id: Mapped[Id]
    verdict_id: Mapped[int] = mapped_column(ForeignKey("verdict.id"), index=True)
    sha256: Mapped[str] = mapped_column(index=True)
    media_type: Mapped[str]
    size: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    alternative: Mapped[str]
    """What the picture shows, for those who cannot see it."""
    credit: Mapped[str]
    """Who made it, and by which right it is shown."""
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[CreatedAt]
