"""Desk settings: what an editor or admin changes at run time, every change kept as a new row."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from claims.domain.entity import CreatedAt, Entity, Id

MAX_DESK_NAME_LENGTH = 120


class Setting(Entity):
    """One value that a setting had from ``at`` on; the row with the highest number holds."""

    __tablename__ = "setting"
    __table_args__ = (UniqueConstraint("name", "number"),)

    id: Mapped[Id]
    name: Mapped[str]
    number: Mapped[int]
    value: Mapped[Any] = mapped_column(JSON)
    at: Mapped[CreatedAt]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """All settings with their values; a field's default is the value of a new desk."""

    desk_name: str = "Our desk"
    public_address: str = ""
    """Where readers reach the desk, without a slash at the end; empty: the address they came by."""
    language: str = "en"
    one_person_desk: bool = False
    """Nobody else is there to approve: every publication is an exception to four eyes, and says so."""
    demonstration: bool = False
    """Every page says that this is a demonstration. Set by ``claims demo`` only."""
