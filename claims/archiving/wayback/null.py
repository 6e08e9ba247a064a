"""The outside archive of a desk that asks none."""

from claims.archiving.wayback.base import Pending, Saved
from claims.errors import FetchRefused
from claims.i18n import gettext as _


class NullWayback:
    """Refuses every order."""

    name = "null"
    available = False

    def ask(self, address: str) -> Pending | Saved:  # noqa: ARG002 (it goes nowhere)
        """Raise FetchRefused."""
        raise FetchRefused(_("This desk asks no outside archive."))

    def look(self, job: str, address: str) -> Pending | Saved:  # noqa: ARG002
        """Raise FetchRefused."""
        raise FetchRefused(_("This desk asks no outside archive."))
