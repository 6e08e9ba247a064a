"""Topics that claims are filed under."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from claims.domain.entity import Entity, Id

MAX_TAG_LENGTH = 60
MAX_TAGS = 20
"""Of one claim."""


class Tag(Entity):
    """A topic, with the slug of its public page."""

    __tablename__ = "tag"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]


class ClaimTag(Entity):
    """A claim filed under a topic."""

    __tablename__ = "claim_tag"

    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), primary_key=True, index=True)
