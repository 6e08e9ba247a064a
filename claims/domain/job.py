"""Work for later, in the desk's own database."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from claims.domain.entity import CreatedAt, Entity, Id


class JobState(StrEnum):
    """What became of a job."""

    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"


class Job(Entity):
    """An order to go on with something; the state of the thing itself lies in its own row."""

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_pick", "state", "priority", "run_at", "id"),
        Index(
            "uq_job_key_open",
            "key",
            unique=True,
            sqlite_where=text("state IN ('ready', 'running')"),
            postgresql_where=text("state IN ('ready', 'running')"),
        ),
    )

    id: Mapped[Id]
    kind: Mapped[str]
    args: Mapped[dict[str, Any]] = mapped_column(default=dict)
    key: Mapped[str | None]
    """Two open jobs never have the same key: the second is not made."""
    state: Mapped[JobState] = mapped_column(default=JobState.READY)
    run_at: Mapped[CreatedAt]
    lease_until: Mapped[datetime | None]
    worker: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int] = mapped_column(default=5)
    priority: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    created_at: Mapped[CreatedAt]
