"""The workflow table: which step leads from which state to which."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from claims.domain.label import label
from claims.domain.state import ClaimState, ReportState, RevisionState
from claims.domain.tip import TipState
from claims.errors import InvalidTransition
from claims.i18n import gettext as _

S = TypeVar("S", bound=StrEnum)
T = TypeVar("T", bound=StrEnum)


class ClaimStep(StrEnum):
    """What a person can do with a claim's state."""

    SELECT = "select"
    SET_ASIDE = "set_aside"
    MERGE = "merge"
    WAIT = "wait"
    DROP = "drop"
    REOPEN = "reopen"


class RevisionStep(StrEnum):
    """What can happen to a revision."""

    EDIT = "edit"
    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    PUBLISH = "publish"
    CHECK = "check"
    """A second person looks at what was published as an exception to four eyes."""
    SUPERSEDE = "supersede"
    WITHDRAW = "withdraw"


class ReportStep(StrEnum):
    """What an editor can do with a report."""

    PUBLISH = "publish"
    WITHDRAW = "withdraw"


class TipStep(StrEnum):
    """What a person can do with a tip."""

    TAKE = "take"
    GIVE_BACK = "give_back"
    ANSWER = "answer"
    DECLINE = "decline"


_SUGGESTED, _SELECTED, _ASIDE = ClaimState.SUGGESTED, ClaimState.SELECTED, ClaimState.NOT_SELECTED
_WAITING, _DROPPED, _MERGED = ClaimState.WAITING, ClaimState.DROPPED, ClaimState.MERGED

CLAIM_STEPS: Mapping[tuple[ClaimState, ClaimStep], ClaimState] = {
    (_SUGGESTED, ClaimStep.SELECT): _SELECTED,
    (_SUGGESTED, ClaimStep.SET_ASIDE): _ASIDE,
    (_SUGGESTED, ClaimStep.MERGE): _MERGED,
    (_SELECTED, ClaimStep.SET_ASIDE): _ASIDE,
    (_SELECTED, ClaimStep.MERGE): _MERGED,
    (_SELECTED, ClaimStep.WAIT): _WAITING,
    (_SELECTED, ClaimStep.DROP): _DROPPED,
    (_ASIDE, ClaimStep.SELECT): _SELECTED,
    (_ASIDE, ClaimStep.SET_ASIDE): _ASIDE,
    (_ASIDE, ClaimStep.MERGE): _MERGED,
    (_WAITING, ClaimStep.REOPEN): _SELECTED,
    (_WAITING, ClaimStep.DROP): _DROPPED,
    (_DROPPED, ClaimStep.REOPEN): _SELECTED,
}

_DRAFT, _IN_REVIEW, _RETURNED = RevisionState.DRAFT, RevisionState.IN_REVIEW, RevisionState.RETURNED
_APPROVED, _PUBLISHED = RevisionState.APPROVED, RevisionState.PUBLISHED

REVISION_STEPS: Mapping[tuple[RevisionState, RevisionStep], RevisionState] = {
    (_DRAFT, RevisionStep.EDIT): _DRAFT,
    (_RETURNED, RevisionStep.EDIT): _DRAFT,
    (_IN_REVIEW, RevisionStep.EDIT): _IN_REVIEW,
    (_APPROVED, RevisionStep.EDIT): _IN_REVIEW,
    (_DRAFT, RevisionStep.SUBMIT): _IN_REVIEW,
    (_RETURNED, RevisionStep.SUBMIT): _IN_REVIEW,
    (_IN_REVIEW, RevisionStep.RETURN): _RETURNED,
    (_APPROVED, RevisionStep.RETURN): _RETURNED,
    (_IN_REVIEW, RevisionStep.APPROVE): _APPROVED,
    (_APPROVED, RevisionStep.PUBLISH): _PUBLISHED,
    (_PUBLISHED, RevisionStep.CHECK): _PUBLISHED,
    (_PUBLISHED, RevisionStep.SUPERSEDE): RevisionState.SUPERSEDED,
    (_PUBLISHED, RevisionStep.WITHDRAW): RevisionState.WITHDRAWN,
}

FORWARD_STEPS = frozenset({RevisionStep.SUBMIT, RevisionStep.APPROVE, RevisionStep.PUBLISH})
"""What brings a revision nearer to its readers, and waits while its claim is not on the list to check."""

REPORT_STEPS: Mapping[tuple[ReportState, ReportStep], ReportState] = {
    (ReportState.DRAFT, ReportStep.PUBLISH): ReportState.PUBLISHED,
    (ReportState.PUBLISHED, ReportStep.PUBLISH): ReportState.PUBLISHED,
    (ReportState.PUBLISHED, ReportStep.WITHDRAW): ReportState.WITHDRAWN,
    (ReportState.WITHDRAWN, ReportStep.PUBLISH): ReportState.PUBLISHED,
}

TIP_STEPS: Mapping[tuple[TipState, TipStep], TipState] = {
    (TipState.NEW, TipStep.TAKE): TipState.TAKEN,
    (TipState.TAKEN, TipStep.TAKE): TipState.TAKEN,
    (TipState.TAKEN, TipStep.GIVE_BACK): TipState.NEW,
    (TipState.ANSWERED, TipStep.TAKE): TipState.TAKEN,
    (TipState.DECLINED, TipStep.TAKE): TipState.TAKEN,
    **{(state, TipStep.ANSWER): TipState.ANSWERED for state in TipState},
    **{(state, TipStep.DECLINE): TipState.DECLINED for state in TipState},
}
"""Taking what was answered or declined opens it again; an answer may be put better."""


def next_state(table: Mapping[tuple[S, T], S], state: S, step: T, what: str) -> S:
    """Return the state that the step leads to; raise InvalidTransition naming ``what`` when there is none."""
    try:
        return table[state, step]
    except KeyError:
        raise InvalidTransition(_refusal(state, what)) from None


def _refusal(state: StrEnum, what: str) -> str:
    return _(
        "%(what)s is “%(state)s”; from there this step does not lead anywhere.", what=what, state=label(state)
    )


def allowed_steps(table: Mapping[tuple[S, T], S], state: S) -> set[T]:
    """All steps that the table has from this state."""
    return {step for origin, step in table if origin == state}
