"""Verdicts, their revisions, approvals and corrections."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from claims.domain.claim import Claim
from claims.domain.claimant import Claimant
from claims.domain.entity import CreatedAt, Editable, Entity, Id, PersonId, RevisionId
from claims.domain.person import Person
from claims.domain.rating import Rating
from claims.domain.source import Evidence
from claims.domain.state import OPEN_REVISION_STATES, RevisionState

MAX_SUMMARY_LENGTH = 400
MAX_EXPLANATION_LENGTH = 50_000
MAX_SHORT_TEXT_LENGTH = 5_000
MAX_NOTICE_LENGTH = 500
"""Of the sentence that says why a verdict is looked at again, and of the event after which it is to be."""
MAX_AUTOSAVE_LENGTH = 200_000
"""Characters of all fields together; more than may be saved, so that a text that is too long is not lost."""

_OPEN = ", ".join(f"'{state.value}'" for state in OPEN_REVISION_STATES)


class CorrectionKind(StrEnum):
    """What a new revision does to the one before."""

    CHANGES_RATING = "changes_rating"
    KEEPS_RATING = "keeps_rating"
    UPDATE = "update"
    MINOR = "minor"
    WITHDRAWN = "withdrawn"


class Verdict(Entity):
    """The answer to one claim; what it says stands in its revisions."""

    __tablename__ = "verdict"

    id: Mapped[Id]
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), unique=True)
    published_at_url: Mapped[str] = mapped_column(default="")
    """Where the desk published it on its own site; then our page is not the canonical one."""
    translation_of_id: Mapped[int | None] = mapped_column(ForeignKey("verdict.id"), index=True)
    """The verdict that this one says in another language."""
    translation_outdated_at: Mapped[datetime | None]
    """Since when the verdict that this one translates has a newer revision."""
    reexamining_since: Mapped[datetime | None]
    """Since when readers are told that the desk looks at it again."""
    reexamining_note: Mapped[str] = mapped_column(default="")
    reexamining_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[CreatedAt]

    translated: Mapped[bool | None] = query_expression()
    """Whether some verdict translates this one; only where a query asks for it."""

    claim: Mapped[Claim] = relationship(innerjoin=True)
    revisions: Mapped[list["VerdictRevision"]] = relationship(
        back_populates="verdict", order_by="VerdictRevision.number"
    )


class VerdictRevision(Editable, Entity):
    """One numbered revision of a verdict; frozen for good once it is published."""

    __tablename__ = "verdict_revision"
    __table_args__ = (
        UniqueConstraint("verdict_id", "number"),
        Index(
            "uq_verdict_revision_published",
            "verdict_id",
            unique=True,
            sqlite_where=text("state = 'published'"),
            postgresql_where=text("state = 'published'"),
        ),
        Index(
            "uq_verdict_revision_open",
            "verdict_id",
            unique=True,
            sqlite_where=text(f"state IN ({_OPEN})"),
            postgresql_where=text(f"state IN ({_OPEN})"),
        ),
        Index("ix_verdict_revision_state_published_at", "state", "published_at", "id"),
        CheckConstraint(
            "state NOT IN ('published', 'superseded', 'withdrawn')"
            " OR (published_at IS NOT NULL AND frozen IS NOT NULL AND rating_id IS NOT NULL)",
            name="published_is_complete",
        ),
    )

    id: Mapped[Id]
    verdict_id: Mapped[int] = mapped_column(ForeignKey("verdict.id"), index=True)
    number: Mapped[int]
    state: Mapped[RevisionState] = mapped_column(default=RevisionState.DRAFT)
    round: Mapped[int] = mapped_column(default=1)
    """Counts up whenever the content changes after a submission: an approval holds for one round only."""
    language: Mapped[str] = mapped_column(default="en")
    wording: Mapped[str]
    """The claim as this revision answers it."""
    claimant_id: Mapped[int | None] = mapped_column(ForeignKey("claimant.id"), index=True)
    rating_id: Mapped[int | None] = mapped_column(ForeignKey("rating.id"), index=True)
    summary: Mapped[str] = mapped_column(default="")
    explanation: Mapped[str] = mapped_column(default="")
    as_of: Mapped[date | None]
    recheck_on: Mapped[date | None]
    recheck_when: Mapped[str] = mapped_column(default="")
    """An event after which somebody should look again."""
    searched: Mapped[str] = mapped_column(default="")
    """What was searched, where and when."""
    how_to_repeat: Mapped[str] = mapped_column(default="")
    could_change: Mapped[str] = mapped_column(default="")
    gate_answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Gate name → ``{"reason": …, "note": …}``."""
    scheduled_at: Mapped[datetime | None] = mapped_column(index=True)
    """When an approved revision is to be published; the gates are checked again then."""
    scheduled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    scheduled_kind: Mapped[CorrectionKind | None]
    scheduled_note: Mapped[str] = mapped_column(default="")
    schedule_failure: Mapped[str] = mapped_column(default="")
    """Why a scheduled publication did not take place, in words."""
    submitted_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    frozen: Mapped[dict[str, Any] | None]
    """What readers see, whole, as it was on publication (``claims.publishing.base.PublishedVerdict``)."""
    erased_at: Mapped[datetime | None]
    """Set when an admin removed the content; only then may a frozen revision lose it."""
    created_at: Mapped[CreatedAt]

    verdict: Mapped[Verdict] = relationship(back_populates="revisions", innerjoin=True)
    rating: Mapped[Rating | None] = relationship()
    claimant: Mapped[Claimant | None] = relationship()
    authors: Mapped[list[Person]] = relationship(secondary="revision_author", order_by="Person.name")
    evidence: Mapped[list["RevisionEvidence"]] = relationship(
        back_populates="revision", order_by="RevisionEvidence.position", cascade="all, delete-orphan"
    )
    approvals: Mapped[list["Approval"]] = relationship(back_populates="revision", order_by="Approval.id")
    corrections: Mapped[list["Correction"]] = relationship(back_populates="revision", order_by="Correction.id")

    @property
    def correction(self) -> "Correction | None":
        """The newest note on this revision: its withdrawal, or what it corrected."""
        return self.corrections[-1] if self.corrections else None

    def unschedule(self) -> None:
        """Forget when it was to be published, and why that did not take place."""
        self.scheduled_at = self.scheduled_by_id = self.scheduled_kind = None
        self.scheduled_note = self.schedule_failure = ""


class RevisionAuthor(Entity):
    """Who changed rating, texts or evidence of a revision, and therefore cannot approve it."""

    __tablename__ = "revision_author"

    revision_id: Mapped[int] = mapped_column(ForeignKey("verdict_revision.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)


class RevisionEvidence(Entity):
    """A piece of evidence in the set that a revision rests on."""

    __tablename__ = "revision_evidence"

    revision_id: Mapped[int] = mapped_column(ForeignKey("verdict_revision.id"), primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)

    revision: Mapped[VerdictRevision] = relationship(back_populates="evidence")
    evidence: Mapped[Evidence] = relationship(innerjoin=True)


class Decision(StrEnum):
    """What a second person decides."""

    APPROVED = "approved"
    RETURNED = "returned"


class Approval(Entity):
    """A second person's decision on a revision; the database refuses an author's approval."""

    __tablename__ = "approval"
    __table_args__ = (
        CheckConstraint("decision != 'returned' OR comment != ''", name="return_has_a_comment"),
        CheckConstraint("NOT exception OR decision = 'approved'", name="only_approvals_are_exceptions"),
        Index(
            "uq_approval_round",
            "revision_id",
            "round",
            "person_id",
            unique=True,
            sqlite_where=text("decision = 'approved'"),
            postgresql_where=text("decision = 'approved'"),
        ),
    )

    id: Mapped[Id]
    revision_id: Mapped[RevisionId]
    round: Mapped[int]
    person_id: Mapped[PersonId]
    decision: Mapped[Decision]
    comment: Mapped[str] = mapped_column(default="")
    exception: Mapped[bool] = mapped_column(default=False)
    """An editor's publication without a second person; readers are told."""
    at: Mapped[CreatedAt]

    revision: Mapped[VerdictRevision] = relationship(back_populates="approvals")
    person: Mapped[Person] = relationship(innerjoin=True)


class Correction(Entity):
    """The public note that says what a revision changed, and why; a withdrawal adds its own to the revision's."""

    __tablename__ = "correction"
    __table_args__ = (
        UniqueConstraint("revision_id", "kind"),
        CheckConstraint("kind = 'minor' OR note != ''", name="note_unless_minor"),
    )

    id: Mapped[Id]
    revision_id: Mapped[RevisionId]
    kind: Mapped[CorrectionKind]
    note: Mapped[str] = mapped_column(default="")
    person_id: Mapped[PersonId]
    at: Mapped[CreatedAt]

    revision: Mapped[VerdictRevision] = relationship(back_populates="corrections")


class Autosave(Entity):
    """What a person typed into the form of a revision and has not saved: nothing is lost with the connection."""

    __tablename__ = "autosave"

    revision_id: Mapped[int] = mapped_column(ForeignKey("verdict_revision.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    seen_edits: Mapped[int]
    """The ``edits`` of the revision that the form was made from."""
    content: Mapped[dict[str, Any]]
    """Field → text, as the form sent it; checked only when it is saved."""
    saved_at: Mapped[CreatedAt]


class BlindRating(Entity):
    """What a second person would rate, given before they saw the author's rating and texts; never changed."""

    __tablename__ = "blind_rating"
    __table_args__ = (UniqueConstraint("revision_id", "round", "person_id"),)

    id: Mapped[Id]
    revision_id: Mapped[RevisionId]
    round: Mapped[int]
    person_id: Mapped[PersonId]
    rating_id: Mapped[int] = mapped_column(ForeignKey("rating.id"), index=True)
    author_rating_id: Mapped[int] = mapped_column(ForeignKey("rating.id"), index=True)
    """What the revision was rated at that moment."""
    at: Mapped[CreatedAt]
