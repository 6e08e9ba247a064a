"""People of the desk, and who acts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from claims.domain.entity import CreatedAt, Entity, Id

MAX_NAME_LENGTH = 120
MAX_EMAIL_LENGTH = 254
MIN_PASSWORD_LENGTH = 10
MAX_PASSWORD_LENGTH = 1000


class Role(StrEnum):
    """What a person may do; each role may do all that the one before may."""

    REVIEWER = "reviewer"
    EDITOR = "editor"
    ADMIN = "admin"
    GUEST = "guest"
    """Somebody invited to approve single verdicts; may do nothing else."""


DESK_ROLES = (Role.REVIEWER, Role.EDITOR, Role.ADMIN)
"""The roles that somebody may be given; guests are invited to one verdict at a time."""


class MailRhythm(StrEnum):
    """How often somebody gets mail of what happened."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    NEVER = "never"


class Person(Entity):
    """Somebody with an account."""

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_is_lower_case"),)

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    as_desk: Mapped[bool] = mapped_column(default=False)
    """Appears in public as "the desk", not by name."""
    role: Mapped[Role]
    password_hash: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    mail: Mapped[MailRhythm] = mapped_column(default=MailRhythm.AT_ONCE)
    """How often notifications go out by mail too, where the desk can send mail."""
    erased_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]

    @property
    def actor(self) -> "Actor":
        """This person as somebody who acts."""
        return Actor(name=self.name, role=self.role, person_id=self.id)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a person, or the program's own user (no ``person_id``, no role)."""

    name: str
    role: Role | None = None
    person_id: int | None = None


def system_actor(name: str) -> Actor:
    """Return the actor of a command or job that no person started, e.g. ``command line, root``."""
    return Actor(name=name)
