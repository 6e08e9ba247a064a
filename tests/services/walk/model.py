"""What should have happened to one claim and its verdict: the rules, written without the program."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from claims.domain.state import OPEN_REVISION_STATES, ClaimState, RevisionState
from claims.domain.workflow import CLAIM_STEPS, FORWARD_STEPS, REVISION_STEPS, ClaimStep, RevisionStep
from claims.errors import ClaimsError, Conflict, Forbidden, InvalidInput, InvalidTransition, StaleEdit

EDITORS = frozenset({"Ana"})
GUEST = "Gina"
Refusals = set[type[ClaimsError]]


@dataclass
class Piece:
    """Evidence: which source it is from, and what it does."""

    source: int
    stance: str
    added_by: str
    edits: int = 1


@dataclass
class Done:
    """A change of the claim that its person may take back: the claim's values before and after it."""

    who: str
    before: tuple[Any, ...]
    after: tuple[Any, ...]
    undone: bool = False


@dataclass
class Invitation:
    """By which the guest may approve a revision."""

    id: int
    secret: str
    used: bool = False
    revoked: bool = False


@dataclass
class Revision:
    """One revision as it should be."""

    number: int
    wording: str
    id: int = 0
    state: RevisionState = RevisionState.DRAFT
    round: int = 1
    rating: str | None = None
    rating_id: int | None = None
    """That of the version of the scale that it was rated by."""
    offered: dict[str, int] = field(default_factory=dict)
    """All ratings of that version."""
    strict: bool = False
    """That version asks for evidence whatever the rating."""
    whole: bool = False
    """All texts are written."""
    dated: bool = False
    """The day that it holds for is given; the next revision needs its own."""
    answered: bool = False
    """A reason is given at every gate that takes one."""
    claimant: int | None = None
    authors: set[str] = field(default_factory=set)
    evidence: list[int] = field(default_factory=list)
    decisions: list[tuple[int, str, str, bool]] = field(default_factory=list)
    """Round, who, what, and whether it was an exception."""
    seen_by: set[str] = field(default_factory=set)
    """Who began or opened it: they rate nothing blind."""
    rated: dict[str, str] = field(default_factory=dict)
    invitation: Invitation | None = None
    """The guest's last one."""
    scheduled: int | None = None
    """In how many days it is to be published."""
    edits: int = 1
    frozen: str | None = None

    @property
    def open(self) -> bool:
        """Whether it is being worked on."""
        return self.state in OPEN_REVISION_STATES

    def approval(self) -> tuple[int, str, str, bool] | None:
        """The approval that holds."""
        return next((one for one in self.decisions if one[0] == self.round and one[2] == "approved"), None)

    def checked_later(self) -> bool:
        """Whether a second person approved after the exception."""
        held = [one for one in self.decisions if one[0] == self.round and one[2] == "approved"]
        return any(one[3] for one in held) and any(not one[3] for one in held)


@dataclass
class Model:
    """One claim, its evidence and its verdict as they should be."""

    text: str
    state: ClaimState = ClaimState.SELECTED
    claimant: int | None = None
    settled: bool = False
    blind: bool = False
    evidence: dict[int, Piece] = field(default_factory=dict)
    pieces: dict[int, Piece] = field(default_factory=dict)
    """Also those taken off the claim: what was published goes on to rest on them."""
    revisions: list[Revision] = field(default_factory=list)
    ratings: dict[str, int] = field(default_factory=dict)
    """Those of the newest version of the scale."""
    strict: bool = False
    """The newest version asks for evidence whatever the rating."""
    done: list[Done] = field(default_factory=list)

    @property
    def newest(self) -> Revision | None:
        """The revision that people turn to: the open one, else the last."""
        return self.revisions[-1] if self.revisions else None

    @property
    def open(self) -> Revision | None:
        """The revision that is being worked on."""
        return next((one for one in self.revisions if one.open), None)

    def earlier(self, revision: Revision) -> list[Revision]:
        """What was published before."""
        return [one for one in self.revisions if one.number < revision.number and one.frozen]

    def claim_refusals(self, step: ClaimStep) -> Refusals:
        """Why the claim cannot take a step."""
        return set() if (self.state, step) in CLAIM_STEPS else {InvalidTransition}

    def refusals(self, revision: Revision, step: RevisionStep) -> Refusals:
        """Why the revision cannot take a step."""
        refused: Refusals = set() if (revision.state, step) in REVISION_STEPS else {InvalidTransition}
        return refused | ({Conflict} if step in FORWARD_STEPS and self.state is not ClaimState.SELECTED else set())

    def move(self, revision: Revision, step: RevisionStep) -> None:
        """Take a step."""
        revision.state = REVISION_STEPS[revision.state, step]

    def touch(self, revision: Revision, who: str | None) -> None:
        """The content changes; nobody in particular when the claim itself changed."""
        if revision.state in (RevisionState.IN_REVIEW, RevisionState.APPROVED):
            revision.round += 1
            revision.scheduled = None
        self.move(revision, RevisionStep.EDIT)
        revision.wording, revision.claimant = self.text, self.claimant
        if who:
            revision.authors.add(who)

    def follow(self) -> None:
        """The claim's words or claimant may have changed."""
        revision = self.open
        if revision and (revision.wording, revision.claimant) != (self.text, self.claimant):
            self.touch(revision, None)

    def hidden(self, revision: Revision, who: str) -> bool:
        """Whether somebody must not see the revision yet."""
        known = revision.authors | revision.seen_by | revision.rated.keys()
        return self.blind and revision.open and who not in known

    def gates(self, revision: Revision) -> Refusals:
        """Whether a gate (other than the approval) is shut."""
        return set() if all(self._gates(revision)) else {InvalidInput}

    def _gates(self, revision: Revision) -> Iterator[bool]:
        yield revision.rating is not None and revision.whole and revision.dated and self.settled
        if revision.strict:
            yield bool(revision.evidence)
        if revision.rating in ("unproven", "false"):
            yield self.claimant is None or revision.answered
        if revision.rating == "false":
            pieces = [self.pieces[number] for number in revision.evidence]
            sources = {piece.source for piece in pieces}
            yield bool(pieces)
            yield len(sources) > 1 or revision.answered
            yield 0 in sources or revision.answered
            yield {"supports", "refutes"} <= {piece.stance for piece in pieces} or revision.answered

    def second(self, revision: Revision, who: str) -> Refusals:
        """Why somebody is no second person."""
        return {Forbidden} if who in revision.authors else self.uninvited(revision, who)

    def uninvited(self, revision: Revision, who: str) -> Refusals:
        """Why a guest may do nothing here; people of the desk need no invitation."""
        held = revision.invitation
        is_in = held is not None and held.used and not held.revoked and revision.open
        return set() if who != GUEST or is_in else {Forbidden}

    def no_editor(self, who: str) -> Refusals:
        """Why somebody may not publish."""
        return set() if who in EDITORS else {Forbidden}

    def last_of(self, who: str) -> Done | None:
        """What somebody would take back."""
        return next((one for one in reversed(self.done) if one.who == who and not one.undone), None)

    def unrated(self, revision: Revision, who: str, *, acknowledged: bool) -> Refusals:
        """Why somebody may not decide yet where the desk approves blind."""
        if not self.blind:
            return set()
        if who not in revision.rated:
            return {Forbidden}
        return set() if acknowledged or revision.rated[who] == revision.rating else {InvalidInput}

    def misnamed(self, revision: Revision, kind: str | None, note: str) -> Refusals:
        """Why a correction does not say what it is."""
        earlier = self.earlier(revision)
        if not earlier:
            return set()
        changes = revision.rating != earlier[-1].rating
        right = kind is not None and (kind == "changes_rating") == changes and (kind == "minor" or note.strip())
        return set() if right else {InvalidInput}

    def stale(self, edits: int, revision: Revision, *, save: bool = False) -> Refusals:
        """Why what somebody saw is not what is there."""
        if edits == revision.edits:
            return set()
        return {StaleEdit} if save else {Conflict}

    def publish(self, revision: Revision) -> None:
        """Readers see it now, in the place of the one before."""
        for one in self.revisions:
            if one.state is RevisionState.PUBLISHED:
                self.move(one, RevisionStep.SUPERSEDE)
        self.move(revision, RevisionStep.PUBLISH)
        revision.scheduled = None
