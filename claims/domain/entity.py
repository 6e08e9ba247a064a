"""The base of every entity and the column types that they share."""

import enum
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import JSON, DateTime, Dialect, Enum, ForeignKey, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment: stored in UTC, read in UTC, on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone; give SQLite, which knows no zones, UTC without one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"A moment needs a time zone: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _values(kind: type[enum.Enum]) -> Sequence[str]:
    return [str(member.value) for member in kind]


_ENUM = Enum(enum.Enum, native_enum=False, length=32, values_callable=_values, validate_strings=True)


class Entity(DeclarativeBase):
    """A thing that a newsroom talks about, stored in one table."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy's own declaration)
        str: Text(),
        datetime: UtcDateTime(),
        dict[str, Any]: JSON(),
        list[str]: JSON(),
        enum.Enum: _ENUM,
    }


class Editable:
    """An entity that several people edit; forms carry ``edits``, so that a stale one is seen."""

    edits: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": edits}  # noqa: RUF012 (SQLAlchemy's own declaration)


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)


Id = Annotated[int, mapped_column(primary_key=True)]
CreatedAt = Annotated[datetime, mapped_column(default=now)]

ArticleId = Annotated[int, mapped_column(ForeignKey("article.id"), index=True)]
ClaimId = Annotated[int, mapped_column(ForeignKey("claim.id"), index=True)]
RevisionId = Annotated[int, mapped_column(ForeignKey("verdict_revision.id"), index=True)]
SourceId = Annotated[int, mapped_column(ForeignKey("source.id"), index=True)]
PersonId = Annotated[int, mapped_column(ForeignKey("person.id"), index=True)]
