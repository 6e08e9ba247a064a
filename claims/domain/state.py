"""The states that things of a newsroom go through; which step leads where is in ``workflow``."""

from enum import StrEnum


class ArticleState(StrEnum):
    """How far the extraction of an article's claims has come."""

    QUEUED = "queued"
    EXTRACTING = "extracting"
    READY = "ready"
    FAILED = "failed"


class ClaimState(StrEnum):
    """Whether a claim is to be checked; what was found is its verdict's rating, never this."""

    SUGGESTED = "suggested"
    SELECTED = "selected"
    NOT_SELECTED = "not_selected"
    MERGED = "merged"
    WAITING = "waiting"
    DROPPED = "dropped"
    REMOVED = "removed"
    """Erased by an admin; no step leads here or from here."""


class RevisionState(StrEnum):
    """The life of one revision of a verdict."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    APPROVED = "approved"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class ReportState(StrEnum):
    """The life of a report."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class SourceState(StrEnum):
    """How far the archiving of a source has come."""

    DESCRIBED = "described"
    QUEUED = "queued"
    ARCHIVING = "archiving"
    ARCHIVED = "archived"
    FAILED = "failed"


HIDDEN_CLAIM_STATES = (ClaimState.MERGED, ClaimState.REMOVED)
"""A claim in one of these is in no list unless it is asked for."""

OPEN_REVISION_STATES = (
    RevisionState.DRAFT,
    RevisionState.IN_REVIEW,
    RevisionState.RETURNED,
    RevisionState.APPROVED,
)
"""At most one revision of a verdict is in one of these."""

FROZEN_REVISION_STATES = (RevisionState.PUBLISHED, RevisionState.SUPERSEDED, RevisionState.WITHDRAWN)
"""A revision in one of these never changes its wording, claimant, rating, texts or evidence."""
