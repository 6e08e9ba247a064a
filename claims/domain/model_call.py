"""Requests to a language model, counted so that a day has a limit whatever becomes of a run."""

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from claims.domain.entity import CreatedAt, Entity, Id


class ModelCall(Entity):
    """One request: what was put aside for it, and once it has ended what it took."""

    __tablename__ = "model_call"

    id: Mapped[Id]
    at: Mapped[CreatedAt] = mapped_column(index=True)
    article_id: Mapped[int | None] = mapped_column(ForeignKey("article.id"), index=True)
    model: Mapped[str]
    input_tokens: Mapped[int] = mapped_column(BigInteger)
    output_tokens: Mapped[int] = mapped_column(BigInteger)
    cost: Mapped[float]
    ended: Mapped[bool] = mapped_column(default=False)
