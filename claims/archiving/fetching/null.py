"""The fetcher of a desk or a draft for which nothing leaves the machine."""

from claims.archiving.fetching.base import DEFAULT_LIMITS, NO_VALIDATORS, Fetched, Limits, Validators
from claims.errors import FetchRefused
from claims.i18n import gettext as _


class NullFetcher:
    """Refuses every address."""

    name = "null"

    def fetch(
        self,
        address: str,  # noqa: ARG002 (it is not even looked at)
        *,
        known: Validators = NO_VALIDATORS,  # noqa: ARG002
        limits: Limits = DEFAULT_LIMITS,  # noqa: ARG002
        head: bool = False,  # noqa: ARG002
    ) -> Fetched:
        """Raise FetchRefused."""
        raise FetchRefused(_("Nothing is fetched here: paste the text or upload the file instead."))
