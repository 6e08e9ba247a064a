"""Rating scales and their steps."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from claims.domain.entity import CreatedAt, Entity, Id

MAX_RATINGS = 30
MAX_VALUE = 20
MAX_LABEL_LENGTH = 60
MAX_DEFINITION_LENGTH = 300


class Rating(Entity):
    """One step of a scale: on it (``value`` is a number) or off it (None)."""

    __tablename__ = "rating"
    __table_args__ = (
        UniqueConstraint("scale_id", "key"),
        CheckConstraint("value IS NULL OR value >= 1", name="value_at_least_one"),
    )

    id: Mapped[Id]
    scale_id: Mapped[int] = mapped_column(ForeignKey("scale.id"), index=True)
    key: Mapped[str]
    value: Mapped[int | None]
    position: Mapped[int]
    label: Mapped[str]
    definition: Mapped[str]
    icon: Mapped[str] = mapped_column(default="")
    """One of the desk's icons, shown beside the label; empty: by ``value``."""
    gates: Mapped[list[str]]
    """Names of the ``Gate`` members that a verdict with this rating must pass."""

    scale: Mapped["Scale"] = relationship(back_populates="ratings", lazy="joined", innerjoin=True)
    translations: Mapped[list["RatingTranslation"]] = relationship()


class Scale(Entity):
    """One version of a rating scale; a published revision keeps the version that it was made with."""

    __tablename__ = "scale"
    __table_args__ = (UniqueConstraint("name", "number"),)

    id: Mapped[Id] = mapped_column()
    name: Mapped[str]
    number: Mapped[int]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[CreatedAt]

    ratings: Mapped[list[Rating]] = relationship(back_populates="scale", order_by=Rating.position)
    highest: Mapped[int | None] = column_property(
        select(func.max(Rating.value)).where(Rating.scale_id == id).correlate_except(Rating).scalar_subquery()
    )
    lowest: Mapped[int | None] = column_property(
        select(func.min(Rating.value)).where(Rating.scale_id == id).correlate_except(Rating).scalar_subquery()
    )
    """Both are read with the scale, so that a page of ratings need not read the steps of each one's scale."""

    @property
    def best(self) -> int:
        """The highest number on the scale."""
        return max(self._numbers(self.highest))

    @property
    def worst(self) -> int:
        """The lowest number on the scale, at least 1."""
        return min(self._numbers(self.lowest))

    def _numbers(self, stored: int | None) -> list[int]:
        """Return the numbers of the steps that are at hand, else the stored one that was asked for."""
        if "ratings" in self.__dict__ or stored is None:
            return [rating.value for rating in self.ratings if rating.value is not None]
        return [stored]


class RatingTranslation(Entity):
    """Label and definition of a rating in another language."""

    __tablename__ = "rating_translation"
    __table_args__ = (UniqueConstraint("rating_id", "language"),)

    id: Mapped[Id]
    rating_id: Mapped[int] = mapped_column(ForeignKey("rating.id"))
    language: Mapped[str]
    label: Mapped[str]
    definition: Mapped[str]
