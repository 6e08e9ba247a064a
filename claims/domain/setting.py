"""Desk settings: what an editor or admin changes at run time, every change kept as a new row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from claims.domain.entity import CreatedAt, Entity, Id
from claims.domain.question import DEFAULT_WEIGHTS

MAX_DESK_NAME_LENGTH = 120
MAX_MODEL_LENGTH = 200
LLM_BOUNDS: Mapping[str, tuple[float, float]] = {
    "llm_sentences": (1, 50),
    "llm_retries": (0, 10),
    "llm_seconds": (10, 7_200),
    "llm_article_tokens": (2_000, 100_000_000),
    "llm_day_tokens": (2_000, 10_000_000_000),
    "llm_day_cost": (0, 1_000_000),
    "llm_input_price": (0, 1_000_000),
    "llm_output_price": (0, 1_000_000),
}
"""The lowest and highest value of each number that says how far a language model may go."""
BOUNDS: Mapping[str, tuple[float, float]] = {
    **LLM_BOUNDS,
    "link_check_days": (0, 365),
    "tip_contact_days": (1, 730),
}
"""The lowest and highest value of each setting that is a number."""


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
    time_zone: str = "UTC"
    """In which moments are shown and typed, by its IANA name; they are stored in UTC."""
    one_person_desk: bool = False
    """Nobody else is there to approve: every publication is an exception to four eyes, and says so."""
    link_check_days: int = 30
    """Days between two looks at whether a source's address still leads to it; 0: nobody looks."""
    blind_approval: bool = False
    """A second person rates before they see the author's rating and texts."""
    engine: str = "linguistic"
    """How the claims of new articles are found, unless somebody chooses otherwise."""
    llm_model: str = ""
    """The language model's name at its endpoint; empty: that of the configuration."""
    llm_sentences: int = 10
    """Sentences in one request."""
    llm_retries: int = 3
    llm_seconds: int = 600
    """For one article."""
    llm_article_tokens: int = 200_000
    llm_day_tokens: int = 2_000_000
    """For all articles of a day (UTC)."""
    llm_day_cost: float = 0.0
    """In ``llm_currency``; 0: no limit but that of the tokens."""
    llm_input_price: float = 0.0
    """Of a million tokens."""
    llm_output_price: float = 0.0
    llm_currency: str = "USD"
    """ISO 4217."""
    question_weights: Mapping[str, float] = field(default_factory=dict)
    """The weights of questions (``claims.domain.question``) that the desk changed."""
    tips_open: bool = True
    """Readers may send in claims, sources and requests for correction."""
    tip_contact_days: int = 90
    """After so many days the desk forgets how to reach somebody who sent something in."""
    demonstration: bool = False
    """Every page says that this is a demonstration. Set by ``claims demo`` only."""

    @property
    def weights(self) -> Mapping[str, float]:
        """The weight of every question at this desk."""
        return {**DEFAULT_WEIGHTS, **self.question_weights}
