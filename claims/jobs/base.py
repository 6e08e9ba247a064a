"""What every job engine is. An engine works in the caller's session, so a job exists if its change does."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session


class JobEngine(Protocol):
    """Takes orders for later work; the worker (``claims.worker``) carries them out."""

    name: str

    def enqueue(
        self,
        session: Session,
        kind: str,
        args: Mapping[str, Any],
        *,
        key: str | None = None,
        run_at: datetime | None = None,
        priority: int = 0,
    ) -> None:
        """Order a job in the caller's transaction; two open jobs never have the same key."""
        ...
