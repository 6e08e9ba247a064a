"""Who makes claims."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from claims.domain.entity import CreatedAt, Entity, Id

MAX_CLAIMANT_LENGTH = 300


class ClaimantKind(StrEnum):
    """What a claimant is, by schema.org's types."""

    PERSON = "person"
    ORGANISATION = "organisation"


class Claimant(Entity):
    """A person or organisation that made a claim."""

    __tablename__ = "claimant"
    __table_args__ = (UniqueConstraint("name", "same_as"),)

    id: Mapped[Id]
    name: Mapped[str]
    kind: Mapped[ClaimantKind]
    same_as: Mapped[str] = mapped_column(default="")
    """An address that says who this is (Wikipedia, Wikidata, an official site)."""
    created_at: Mapped[CreatedAt]
    erased_at: Mapped[datetime | None]
