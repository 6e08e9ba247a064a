"""What every outside archive is: an address in, after a while the address of a copy out."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Pending:
    """The archive works on it."""

    job: str
    """What to ask for later; empty: it has not taken the order, or gave it up, so it is to be given again."""
    seconds: float
    """Not before so many seconds from now."""
    reason: str = ""
    """Why it gave the order up."""


@dataclass(frozen=True, slots=True)
class Saved:
    """The archive keeps a copy."""

    address: str
    """Where everybody can open it."""


class Wayback(Protocol):
    """An archive that anybody can ask to keep a page."""

    name: str
    available: bool
    """Whether it can be asked at all."""

    def ask(self, address: str) -> Pending | Saved:
        """Order a copy.

        Raise FetchRefused where nothing is asked, and FetchFailed, ``permanent`` when asking again will not help,
        with ``retry_after`` when the archive asks for patience.
        """
        ...

    def look(self, job: str, address: str) -> Pending | Saved:
        """Return what became of an order for the address; raise as ``ask`` does."""
        ...
