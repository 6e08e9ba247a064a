"""The number workbench: the figures behind a claim about quantities, and what is computed from them."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from claims.domain.entity import ClaimId, Entity, Id

MAX_QUANTITIES = 30
MAX_FORMULA_LENGTH = 500


class Quantity(Entity):
    """One figure: given, or computed by a formula from the figures above it."""

    __tablename__ = "quantity"
    __table_args__ = (UniqueConstraint("claim_id", "name"),)

    id: Mapped[Id]
    claim_id: Mapped[ClaimId]
    position: Mapped[int]
    name: Mapped[str]
    """A letter or word that formulas call it by."""
    value: Mapped[str] = mapped_column(default="")
    """A decimal number as text, so that no digit is lost; empty when a formula gives it."""
    formula: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="")
    period: Mapped[str] = mapped_column(default="")
    population: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
