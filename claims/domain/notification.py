"""Notifications: what the desk tells a person, and what leaves it by mail."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from claims.domain.entity import CreatedAt, Entity, Id, PersonId


class NotificationKind(StrEnum):
    """What happened."""

    ASSIGNED = "assigned"
    MENTIONED = "mentioned"
    APPROVAL_ASKED = "approval_asked"
    APPROVED = "approved"
    RETURNED = "returned"
    PUBLISHED = "published"
    SCHEDULE_FAILED = "schedule_failed"
    STALE = "stale"
    REPLY_DUE = "reply_due"
    TIP = "tip"
    ARTICLE_CHANGED = "article_changed"
    CONFLICT = "conflict"


class Notification(Entity):
    """Something that one person should know."""

    __tablename__ = "notification"
    __table_args__ = (Index("ix_notification_person_id_seen_at_id", "person_id", "seen_at", "id"),)

    id: Mapped[Id]
    person_id: Mapped[PersonId]
    kind: Mapped[NotificationKind]
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the sentence needs besides the subject: numbers and ids, never words of claims or sources."""
    created_at: Mapped[CreatedAt]
    seen_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]


class MailState(StrEnum):
    """What became of a mail."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


class Mail(Entity):
    """A mail that the desk sends; its body is deleted once it is sent."""

    __tablename__ = "mail"

    id: Mapped[Id]
    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    state: Mapped[MailState] = mapped_column(default=MailState.QUEUED, index=True)
    failure: Mapped[str] = mapped_column(default="")
    created_at: Mapped[CreatedAt]
    sent_at: Mapped[datetime | None]
