"""Claims, and where they appear."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from claims.domain.anchor import Anchor
from claims.domain.article import Article, Version
from claims.domain.claimant import Claimant
from claims.domain.entity import ArticleId, ClaimId, CreatedAt, Editable, Entity, Id
from claims.domain.kind import ClaimKind
from claims.domain.media import time_of_words
from claims.domain.person import Person
from claims.domain.question import Uncheckable
from claims.domain.state import ClaimState
from claims.domain.tag import Tag

if TYPE_CHECKING:
    from claims.domain.contact import Contact

MAX_CLAIM_LENGTH = 2_000
MAX_OCCASION_LENGTH = 300
"""Of a place or occasion, an event that is waited for, a provenance, a sentence that says why it is checked."""


class SetAsideReason(StrEnum):
    """Why a claim is not selected."""

    OPINION = "opinion"
    PREDICTION = "prediction"
    TRIVIAL = "trivial"
    DUPLICATE = "duplicate"
    OUT_OF_SCOPE = "out_of_scope"
    NOT_A_CLAIM = "not_a_claim"


class SelectionReason(StrEnum):
    """Why a claim was chosen to be checked; reports say it."""

    HARM = "harm"
    REACH = "reach"
    POWER = "power"
    PUBLIC_INTEREST = "public_interest"
    ASKED = "asked"
    OTHER = "other"


class DropReason(StrEnum):
    """Why a selected claim is not checked after all."""

    NO_DATA = "no_data"
    NO_CAPACITY = "no_capacity"
    OVERTAKEN = "overtaken"


class ClaimantStatus(StrEnum):
    """Whether a person confirmed who made the claim; nothing is published while it is open."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    NONE = "none"


class Claim(Editable, Entity):
    """One statement that can be true or false, readable on its own."""

    __tablename__ = "claim"
    __table_args__ = (
        CheckConstraint("score >= 0 AND score <= 1", name="score_in_range"),
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged_has_target"),
        CheckConstraint(
            "(claimant_status = 'confirmed') = (claimant_id IS NOT NULL)", name="confirmed_claimant_is_named"
        ),
        Index("ix_claim_state_created_at", "state", "created_at", "id"),
        Index("ix_claim_created_at_id", "created_at", "id"),
    )

    id: Mapped[Id]
    text: Mapped[str]
    kind: Mapped[ClaimKind]
    language: Mapped[str] = mapped_column(default="en")
    state: Mapped[ClaimState] = mapped_column(default=ClaimState.SUGGESTED)
    set_aside_reason: Mapped[SetAsideReason | None]
    selection_reason: Mapped[SelectionReason | None]
    selection_note: Mapped[str] = mapped_column(default="")
    drop_reason: Mapped[DropReason | None]
    wait_until: Mapped[date | None]
    wait_for: Mapped[str] = mapped_column(default="")
    """The event that it waits for, in words."""
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id"), index=True)
    attribution: Mapped[str] = mapped_column(default="")
    """Who said it inside the article, as the engine or a person read it; empty: the article itself."""
    claimant_id: Mapped[int | None] = mapped_column(ForeignKey("claimant.id"), index=True)
    claimant_status: Mapped[ClaimantStatus] = mapped_column(default=ClaimantStatus.OPEN)
    said_on: Mapped[date | None]
    """When the claimant made it."""
    said_where: Mapped[str] = mapped_column(default="")
    """The place or the occasion at which the claimant made it."""
    provenance: Mapped[str] = mapped_column(default="")
    """How a claim without an article came to the desk: a rumour, a tip, a call."""
    score: Mapped[float] = mapped_column(default=0.0)
    """How much it is worth checking, 0 to 1."""
    reasons: Mapped[list[str]] = mapped_column(default=list)
    """The questions that moved the score, the strongest first."""
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The answers behind the score (``claims.domain.question``); empty when its engine scores in its own way."""
    uncheckable: Mapped[Uncheckable | None]
    """Why nobody can find out whether it is true, as the engine read it."""
    engine: Mapped[str] = mapped_column(default="")
    """Empty for a person's own claim."""
    engine_version: Mapped[str] = mapped_column(default="")
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    deadline: Mapped[date | None] = mapped_column(index=True)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[CreatedAt]
    erased_at: Mapped[datetime | None]

    appearances: Mapped[list["Appearance"]] = relationship(
        back_populates="claim", order_by="Appearance.article_id, Appearance.start"
    )
    contacts: Mapped[list["Contact"]] = relationship(
        secondary="contact_claim", order_by="Contact.asked_at, Contact.id", back_populates="claims"
    )
    claimant: Mapped[Claimant | None] = relationship()
    assignee: Mapped[Person | None] = relationship(foreign_keys=[assignee_id])
    tags: Mapped[list[Tag]] = relationship(secondary="claim_tag", order_by=Tag.name, viewonly=True)

    @property
    def exact_words(self) -> list[str]:
        """The words of its appearances, each once: only a wording among them may stand in quotation marks."""
        return list(dict.fromkeys(place.exact for place in self.appearances if place.exact))


class AnchorKind(StrEnum):
    """What an anchor points to."""

    WORDS = "words"
    TIME = "time"
    REGION = "region"
    WHOLE = "whole"


class AnchorStatus(StrEnum):
    """What became of an anchor in the article's newest version."""

    EXACT = "exact"
    MOVED = "moved"
    FUZZY = "fuzzy"
    AMBIGUOUS = "ambiguous"
    ORPHAN = "orphan"


class Appearance(Entity):
    """Where a claim appears: one place in one version of one article."""

    __tablename__ = "appearance"
    __table_args__ = (
        ForeignKeyConstraint(["version_id", "version_length"], ["version.id", "version.length"]),
        CheckConstraint(
            'anchor_kind != \'words\' OR (start >= 0 AND start < "end" AND "end" <= version_length)',
            name="words_inside_the_text",
        ),
        CheckConstraint(
            "anchor_kind != 'words' OR length(exact) = \"end\" - start", name="exact_is_as_long_as_its_place"
        ),
        UniqueConstraint("claim_id", "version_id", "start", "end"),
    )

    id: Mapped[Id]
    claim_id: Mapped[ClaimId]
    article_id: Mapped[ArticleId]
    version_id: Mapped[int] = mapped_column(index=True)
    version_length: Mapped[int]
    anchor_kind: Mapped[AnchorKind] = mapped_column(default=AnchorKind.WORDS)
    anchor_status: Mapped[AnchorStatus] = mapped_column(default=AnchorStatus.EXACT)
    exact: Mapped[str] = mapped_column(default="")
    prefix: Mapped[str] = mapped_column(default="")
    suffix: Mapped[str] = mapped_column(default="")
    start: Mapped[int | None]
    end: Mapped[int | None]
    place: Mapped[dict[str, Any] | None]
    """A time range (seconds) or an image region (per cent); of words in a transcript, when they are said."""
    attribution: Mapped[str] = mapped_column(default="")
    said_at: Mapped[datetime | None]
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("appearance.id"), index=True)
    """The same appearance in the version before, from which this one was re-anchored."""
    candidates: Mapped[list[list[int]]] = mapped_column(JSON, default=list)
    """Places [start, end] that an ambiguous anchor may mean."""
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """Who confirmed what became of the anchor, where that takes a person."""
    confirmed_at: Mapped[datetime | None]

    claim: Mapped[Claim] = relationship(back_populates="appearances")
    article: Mapped[Article] = relationship()
    version: Mapped[Version] = relationship()

    @property
    def anchor(self) -> Anchor | None:
        """The words that the claim is pinned to, or None for another kind of anchor."""
        if self.start is None or self.end is None:
            return None
        return Anchor(self.exact, self.prefix, self.suffix, self.start, self.end)


def current_appearances(appearances: Iterable[Appearance]) -> list[Appearance]:
    """Return for each article the appearances in the newest version that still has words of the claim."""
    placed = [item for item in appearances if item.start is not None or item.anchor_kind is not AnchorKind.WORDS]
    newest: dict[int, int] = {}
    for item in placed:
        newest[item.article_id] = max(item.version_id, newest.get(item.article_id, 0))
    return [item for item in placed if item.version_id == newest[item.article_id]]


def appearance_of(claim: Claim, version: Version, anchor: Anchor) -> Appearance:
    """Make the appearance of a claim at words of a version."""
    return Appearance(
        claim=claim,
        article_id=version.article_id,
        version_id=version.id,
        version_length=version.length,
        exact=anchor.exact,
        prefix=anchor.prefix,
        suffix=anchor.suffix,
        start=anchor.start,
        end=anchor.end,
        place=place_of_words(version, anchor),
        attribution=claim.attribution,
    )


def place_of_words(version: Version, anchor: Anchor) -> dict[str, Any] | None:
    """Return when words of a transcript are said, as an appearance keeps it; None for other texts."""
    heard = time_of_words(version.cues, anchor.start)
    return heard.place if heard else None
