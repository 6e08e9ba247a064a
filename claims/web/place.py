"""Places in lists: what an address says of where a page of a list begins."""

import re
from datetime import UTC, datetime
from typing import Protocol

_PLACE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6})_(\d{1,18})")


class Placed(Protocol):
    """What stands in a list by when it was made."""

    id: int
    created_at: datetime


def place_of(row: Placed) -> str:
    """Return the place of a row, for an address."""
    return f"{row.created_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}_{row.id}"


def read_place(place: str) -> tuple[datetime, int] | None:
    """Return a place in a list as its address has it; one that cannot be read is the beginning."""
    found = _PLACE.fullmatch(place)
    try:
        return (datetime.fromisoformat(found[1]).replace(tzinfo=UTC), int(found[2])) if found else None
    except ValueError:
        return None
