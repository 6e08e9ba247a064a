"""The right of reply: when a claimant was asked about claims, and what they answered."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from claims.domain.claim import Claim
from claims.domain.entity import CreatedAt, Editable, Entity, Id

MAX_QUESTION_LENGTH = 10_000
MAX_ANSWER_LENGTH = 20_000
MAX_WHOM_LENGTH = 300
"""Also of where they were asked."""
MAX_CONTACT_CLAIMS = 500
"""Claims that one contact covers."""
TIME_TO_ANSWER = timedelta(hours=24)
"""What somebody has who was asked without a deadline."""


class Channel(StrEnum):
    """How somebody was asked."""

    EMAIL = "email"
    PHONE = "phone"
    FORM = "form"
    LETTER = "letter"
    SOCIAL = "social"
    IN_PERSON = "in_person"


class Contact(Editable, Entity):
    """One question to a claimant; it may cover many claims."""

    __tablename__ = "contact"
    __table_args__ = (
        CheckConstraint("answered_at IS NULL OR asked_at <= answered_at", name="answer_comes_after"),
    )

    id: Mapped[Id]
    claimant_id: Mapped[int | None] = mapped_column(ForeignKey("claimant.id"), index=True)
    asked_whom: Mapped[str]
    """The person or office that was asked, in words; public."""
    channel: Mapped[Channel]
    address: Mapped[str] = mapped_column(default="")
    """Where; never public."""
    question: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime]
    deadline: Mapped[datetime | None] = mapped_column(index=True)
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")
    """What was answered; public unless ``answer_private``."""
    answer_private: Mapped[bool] = mapped_column(default=False)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[CreatedAt]

    claims: Mapped[list[Claim]] = relationship(
        secondary="contact_claim", order_by=Claim.id, back_populates="contacts"
    )

    @property
    def due_at(self) -> datetime:
        """When the time to answer is over."""
        return self.deadline or self.asked_at + TIME_TO_ANSWER

    def had_their_say(self, at: datetime) -> bool:
        """Whether they answered, or had the time to: then what was asked holds nothing up any more."""
        return self.answered_at is not None or self.due_at <= at


class ContactClaim(Entity):
    """A claim that a contact covers."""

    __tablename__ = "contact_claim"

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), primary_key=True, index=True)
