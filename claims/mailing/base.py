"""What is handed to a mail server, and what the program needs to know of the server."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class MailServer(Protocol):
    """Where mail is handed in; made from the configuration."""

    @property
    def host(self) -> str:
        """The name or number of the machine."""

    @property
    def port(self) -> int:
        """Where it listens."""

    @property
    def security(self) -> str:
        """``tls`` from the first byte, ``starttls`` (required), or ``none``."""

    @property
    def user(self) -> str:
        """Who signs in; empty: nobody."""

    @property
    def password(self) -> str:
        """With which password."""

    @property
    def sender(self) -> str:
        """The address that mail comes from."""


@dataclass(frozen=True, slots=True)
class Message:
    """A plain text for one person."""

    recipient: str
    subject: str
    body: str
    key: str
    """The same each time that the same mail is handed in, so that a receiver can know a second copy."""
    sender_name: str
    at: datetime
