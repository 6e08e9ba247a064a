"""The exceptions of the program: what went wrong, in words for a person. No HTTP in here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


class ClaimsError(Exception):
    """Anything that the program refuses or fails to do, with a sentence that a person can act on."""

    @property
    def message(self) -> str:
        """The sentence for a person."""
        return str(self.args[0]) if self.args else self.__class__.__name__


class NotFound(ClaimsError):
    """The thing asked for does not exist, or not for whoever asks."""


class Gone(ClaimsError):
    """The thing was here and has been withdrawn or removed."""


class Removed(Gone):
    """An admin erased the thing: its address says so for good, with 410 or, by law, 451 (RFC 7725)."""

    def __init__(self, message: str, *, legal: bool = False, blocked_by: str = "") -> None:
        super().__init__(message)
        self.legal = legal
        self.blocked_by = blocked_by
        """Address of who ordered it, if there is one."""


class Forbidden(ClaimsError):
    """The actor may not do this."""


class SignInRequired(Forbidden):
    """Nobody is signed in, and this needs somebody."""


class Conflict(ClaimsError):
    """The state of the thing does not allow this now."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a form sends by a key, and people know by a name."""

    key: str
    name: str


Value = str | bool | date | Choice


class StaleEdit(Conflict):
    """Somebody else changed the thing since it was read: ``theirs`` is stored, ``yours`` was not saved.

    Values are texts, days, members of an enumeration, choices, or yes and no. ``edits`` is what a merged form is
    sent with; None where there are values that the two versions do not tell of.
    """

    def __init__(
        self,
        message: str,
        *,
        theirs: Mapping[str, Value],
        yours: Mapping[str, Value],
        edits: int | None = None,
    ) -> None:
        super().__init__(message)
        self.theirs = theirs
        self.yours = yours
        self.edits = edits


class Redacted(Conflict):
    """Words were removed from the thing, and this could bring them back."""


class InvalidTransition(Conflict):
    """The workflow has no such step from this state."""


class InvalidInput(ClaimsError):
    """What was given cannot be used; the message names the problem, and ``field`` what was given, where known."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class FetchRefused(ClaimsError):
    """An address that this desk does not fetch."""


class FetchFailed(ClaimsError):
    """An address could not be fetched."""

    def __init__(
        self, message: str, *, permanent: bool, status: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        """Trying again will not help."""
        self.status = status
        """What the server answered (404, 503 …), if it answered at all."""
        self.retry_after = retry_after
        """Seconds that the server asks to be left alone, if it said so."""


class EngineError(ClaimsError):
    """An engine (extraction, matching, archiving, jobs) failed."""


class ModelError(EngineError):
    """A language model could not do what it was asked, after as many attempts as the desk allows."""


class MailFailed(ClaimsError):
    """A mail could not be handed to the mail server."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent
        """Trying again will not help."""


class ConfigError(ClaimsError):
    """The environment holds a value that the program cannot start with."""
