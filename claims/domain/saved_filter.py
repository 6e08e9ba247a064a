"""Filters of lists that people keep under a name."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from claims.domain.entity import CreatedAt, Entity, Id, PersonId

MAX_FILTER_NAME_LENGTH = 60
MAX_QUERY_LENGTH = 2_000
MAX_SAVED_FILTERS = 50
"""Of one person."""


class SavedFilter(Entity):
    """A person's filter of the list of claims; a shared one is offered to the whole desk."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("person_id", "name"),)

    id: Mapped[Id]
    person_id: Mapped[PersonId]
    name: Mapped[str]
    query: Mapped[str]
    """The filter as the query of its address, without a place in the list."""
    shared: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[CreatedAt]
