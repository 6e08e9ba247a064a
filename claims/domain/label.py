"""What the members of the domain's enumerations are called, in the reader's language."""

from collections.abc import Sequence
from enum import StrEnum

from claims.domain.article import Medium
from claims.domain.claim import AnchorStatus, ClaimantStatus, DropReason, SelectionReason, SetAsideReason
from claims.domain.claimant import ClaimantKind
from claims.domain.gate import Gate, GateReason
from claims.domain.intake import IntakeKind, IntakeState
from claims.domain.kind import ClaimKind
from claims.domain.person import Role
from claims.domain.question import Uncheckable
from claims.domain.source import NoSnapshotReason, SourceKind, Stance
from claims.domain.state import ArticleState, ClaimState, ReportState, RevisionState, SourceState
from claims.domain.verdict import CorrectionKind, Decision
from claims.i18n import N_, gettext

_LABELS: Sequence[tuple[StrEnum, str]] = (
    (ClaimState.SUGGESTED, N_("suggested")),
    (ClaimState.SELECTED, N_("to check")),
    (ClaimState.NOT_SELECTED, N_("set aside")),
    (ClaimState.MERGED, N_("merged")),
    (ClaimState.WAITING, N_("waiting")),
    (ClaimState.DROPPED, N_("dropped")),
    (RevisionState.DRAFT, N_("draft")),
    (RevisionState.IN_REVIEW, N_("awaiting approval")),
    (RevisionState.RETURNED, N_("returned")),
    (RevisionState.APPROVED, N_("approved")),
    (RevisionState.PUBLISHED, N_("published")),
    (RevisionState.SUPERSEDED, N_("superseded")),
    (RevisionState.WITHDRAWN, N_("withdrawn")),
    (ArticleState.QUEUED, N_("waiting for extraction")),
    (ArticleState.EXTRACTING, N_("claims are being extracted")),
    (ArticleState.READY, N_("ready")),
    (ArticleState.FAILED, N_("extraction failed")),
    (ReportState.DRAFT, N_("draft")),
    (ReportState.PUBLISHED, N_("published")),
    (ReportState.WITHDRAWN, N_("withdrawn")),
    (SourceState.DESCRIBED, N_("described")),
    (SourceState.QUEUED, N_("waiting to be archived")),
    (SourceState.ARCHIVING, N_("being archived")),
    (SourceState.ARCHIVED, N_("archived")),
    (SourceState.FAILED, N_("archiving failed")),
    (ClaimKind.EVENT, N_("event")),
    (ClaimKind.QUANTITY, N_("quantity")),
    (ClaimKind.COMPARISON, N_("comparison")),
    (ClaimKind.RANKING, N_("ranking")),
    (ClaimKind.QUOTATION, N_("quotation")),
    (ClaimKind.CAUSAL, N_("cause")),
    (ClaimKind.PROPERTY, N_("property")),
    (ClaimKind.PREDICTION, N_("prediction")),
    (ClaimKind.OPINION, N_("opinion")),
    (Uncheckable.QUESTION, N_("a question")),
    (Uncheckable.IMPERATIVE, N_("a request or an order")),
    (Uncheckable.WISH, N_("a wish or a promise")),
    (Uncheckable.PREDICTION, N_("a prediction")),
    (Uncheckable.EXPERIENCE, N_("a private experience")),
    (Uncheckable.OPINION, N_("an opinion")),
    (SetAsideReason.OPINION, N_("an opinion")),
    (SetAsideReason.PREDICTION, N_("a prediction")),
    (SetAsideReason.TRIVIAL, N_("trivial")),
    (SetAsideReason.DUPLICATE, N_("a duplicate")),
    (SetAsideReason.OUT_OF_SCOPE, N_("out of scope")),
    (SetAsideReason.NOT_A_CLAIM, N_("not a claim")),
    (SelectionReason.HARM, N_("it could do harm")),
    (SelectionReason.REACH, N_("many people see it")),
    (SelectionReason.POWER, N_("somebody with power says it")),
    (SelectionReason.PUBLIC_INTEREST, N_("it matters to the public")),
    (SelectionReason.ASKED, N_("readers asked")),
    (SelectionReason.OTHER, N_("another reason")),
    (DropReason.NO_DATA, N_("no data")),
    (DropReason.NO_CAPACITY, N_("no capacity")),
    (DropReason.OVERTAKEN, N_("overtaken by events")),
    (ClaimantStatus.OPEN, N_("not confirmed yet")),
    (ClaimantStatus.CONFIRMED, N_("confirmed")),
    (ClaimantStatus.NONE, N_("no claimant")),
    (ClaimantKind.PERSON, N_("person")),
    (ClaimantKind.ORGANISATION, N_("organisation")),
    (Medium.NEWS, N_("news story")),
    (Medium.SPEECH, N_("speech")),
    (Medium.POST, N_("post")),
    (Medium.VIDEO, N_("video")),
    (Medium.AUDIO, N_("sound recording")),
    (Medium.PICTURE, N_("picture")),
    (Medium.OTHER, N_("other")),
    (IntakeKind.ADDRESS, N_("address")),
    (IntakeKind.CLAIM, N_("claim")),
    (IntakeState.NEW, N_("new")),
    (IntakeState.QUEUED, N_("waiting to be fetched")),
    (IntakeState.FETCHING, N_("being fetched")),
    (IntakeState.DONE, N_("taken in")),
    (IntakeState.FAILED, N_("failed")),
    (IntakeState.DISMISSED, N_("dismissed")),
    (AnchorStatus.EXACT, N_("unchanged")),
    (AnchorStatus.MOVED, N_("moved")),
    (AnchorStatus.FUZZY, N_("changed")),
    (AnchorStatus.AMBIGUOUS, N_("in several places")),
    (AnchorStatus.ORPHAN, N_("no longer there")),
    (SourceKind.PAGE, N_("web page")),
    (SourceKind.DOCUMENT, N_("document")),
    (SourceKind.DATASET, N_("data set")),
    (SourceKind.INTERVIEW, N_("interview")),
    (SourceKind.OTHER, N_("other")),
    (Stance.SUPPORTS, N_("supports")),
    (Stance.REFUTES, N_("refutes")),
    (Stance.CONTEXT, N_("gives context")),
    (NoSnapshotReason.LOGIN, N_("the page needs a login")),
    (NoSnapshotReason.FORBIDDEN, N_("the site forbids copies")),
    (NoSnapshotReason.GONE, N_("the page is gone")),
    (NoSnapshotReason.TOO_LARGE, N_("too large to keep")),
    (NoSnapshotReason.DEMONSTRATION, N_("demonstration data; the page was not fetched")),
    (NoSnapshotReason.OTHER, N_("other")),
    (Gate.RATING, N_("A rating")),
    (Gate.SUMMARY, N_("A summary in one sentence")),
    (Gate.EXPLANATION, N_("An explanation")),
    (Gate.AS_OF, N_("The date that it holds for")),
    (Gate.CLAIMANT, N_("The claimant is confirmed, or there is none")),
    (Gate.EVIDENCE, N_("Evidence with a stance")),
    (Gate.SNAPSHOT, N_("An archived copy of every web source, or why not")),
    (Gate.SEARCHED, N_("What was searched, where and when")),
    (Gate.TWO_ORIGINS, N_("Two sources of different origin")),
    (Gate.PRIMARY_SOURCE, N_("A primary source")),
    (Gate.BOTH_SIDES, N_("Evidence on both sides")),
    (Gate.CLAIMANT_ASKED, N_("The claimant was asked")),
    (Gate.APPROVAL, N_("A second person approved")),
    (GateReason.ONLY_BODY, N_("one body alone holds the figure")),
    (GateReason.ONE_DOCUMENT, N_("the claim is about one document")),
    (GateReason.NOT_PUBLIC, N_("the primary source is not public")),
    (GateReason.LOST, N_("the primary source is lost")),
    (GateReason.SEARCHED_NONE, N_("contrary evidence searched: none")),
    (GateReason.ASKED, N_("asked")),
    (GateReason.NO_CLAIMANT, N_("there is no claimant")),
    (GateReason.ANONYMOUS, N_("the claimant is anonymous")),
    (GateReason.DEAD, N_("the claimant is dead")),
    (GateReason.UNSAFE, N_("asking would put somebody in danger")),
    (GateReason.ON_RECORD, N_("the claimant’s answer is on record")),
    (GateReason.OTHER, N_("another reason")),
    (Decision.APPROVED, N_("approved")),
    (Decision.RETURNED, N_("returned")),
    (CorrectionKind.CHANGES_RATING, N_("correction: changes the rating")),
    (CorrectionKind.KEEPS_RATING, N_("correction: does not change the rating")),
    (CorrectionKind.UPDATE, N_("update")),
    (CorrectionKind.MINOR, N_("minor change")),
    (CorrectionKind.WITHDRAWN, N_("withdrawn")),
    (Role.REVIEWER, N_("reviewer")),
    (Role.EDITOR, N_("editor")),
    (Role.ADMIN, N_("admin")),
)

# Members of different enumerations may be equal as strings ("draft"), so the type belongs to the key.
_BY_MEMBER = {(type(member), member.value): message for member, message in _LABELS}


def label(member: StrEnum) -> str:
    """Return what the member is called."""
    return gettext(_BY_MEMBER[type(member), member.value])


def label_of(kind: str, value: str) -> str:
    """Return what a member is called, given the name of its enumeration and its value, as frozen data has it."""
    for member, message in _LABELS:
        if type(member).__name__ == kind and member.value == value:
            return gettext(message)
    return value
