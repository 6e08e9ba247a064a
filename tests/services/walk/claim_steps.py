"""What people do with the claim and its evidence while a verdict is in hand."""

from functools import partial
from typing import cast

import hypothesis.strategies as st
from hypothesis.stateful import precondition, rule
from sqlalchemy.orm import Session

from claims.domain.claim import DropReason, SetAsideReason
from claims.domain.claimant import ClaimantKind
from claims.domain.kind import ClaimKind
from claims.domain.person import Actor
from claims.domain.source import NoSnapshotReason, SourceKind, Stance
from claims.domain.state import ClaimState, RevisionState
from claims.domain.workflow import CLAIM_STEPS, ClaimStep
from claims.errors import Conflict, InvalidInput, NotFound, StaleEdit
from claims.services import claim, claimant, evidence, source, undo
from tests.services.conftest import NotedJobs
from tests.services.walk.model import Done, Piece, Refusals
from tests.services.walk.walker import PEOPLE, SELDOM, Call, Walker


class ClaimSteps(Walker):
    """Triage, wording, claimant, evidence."""

    @rule(who=PEOPLE, step=st.sampled_from([step for step in ClaimStep if step is not ClaimStep.MERGE]))
    def triage(self, who: str, step: ClaimStep) -> None:
        """Select, set aside, put off, give up or take up again."""
        number = self.desk.claim
        calls: dict[ClaimStep, Call] = {
            ClaimStep.SELECT: lambda session, actor: claim.select_claim(session, actor, number),
            ClaimStep.SET_ASIDE: lambda s, actor: claim.set_aside(s, actor, number, SetAsideReason.TRIVIAL),
            ClaimStep.WAIT: lambda session, actor: claim.wait(session, actor, number, event="the vote"),
            ClaimStep.DROP: lambda session, actor: claim.drop(session, actor, number, DropReason.NO_DATA),
            ClaimStep.REOPEN: lambda session, actor: claim.reopen(session, actor, number),
        }
        self.act(who, self.model.claim_refusals(step), calls[step], lambda: self._step(step))

    @rule(who=PEOPLE, really=SELDOM)
    def merge(self, who: str, really: bool) -> None:
        """Merge the claim into the other one, or into itself."""
        into = self.desk.other if really else self.desk.claim
        refusals: Refusals = self.model.claim_refusals(ClaimStep.MERGE) if really else {InvalidInput}
        if really and any(one.state is RevisionState.PUBLISHED for one in self.model.revisions):
            refusals.add(Conflict)
        call: Call = lambda session, actor: claim.merge_claim(session, actor, self.desk.claim, into)  # noqa: E731
        self.act(who, refusals, call, lambda: self._step(ClaimStep.MERGE))

    @rule(who=PEOPLE, text=st.sampled_from(("Kim goes to Beijing.", "Kim has gone to Beijing.")))
    def split(self, who: str, text: str) -> None:
        """Split the claim: it keeps the first text."""
        texts = (text, "It is far.")
        refusals: Refusals = {InvalidInput} if self.model.state is ClaimState.MERGED else set()
        call: Call = lambda session, actor: claim.split_claim(session, actor, self.desk.claim, texts)  # noqa: E731
        self.act(who, refusals, call, partial(self._say, text))

    @rule(who=PEOPLE, text=st.sampled_from(("Kim went.", "Kim will go.")), late=SELDOM)
    def reword(self, who: str, text: str, late: bool) -> None:
        """Change the claim's words."""
        edits = self.seen["claim"][0][4] - late

        def call(session: Session, actor: Actor) -> object:
            return claim.edit_claim(
                session, actor, self.desk.claim, text=text, kind=ClaimKind.EVENT, attribution="", edits=edits
            )

        self.act(who, {StaleEdit} if late else set(), call, partial(self._say, text))

    @rule(who=PEOPLE)
    def undo(self, who: str) -> None:
        """Take back one's last change of the claim, unless somebody changed it since."""
        last = self.model.last_of(who)
        refusals: Refusals = set()
        if last is None:
            refusals = {NotFound}
        elif last.after != self.seen["values"][0]:
            refusals = {Conflict}
        call: Call = lambda session, actor: undo.undo_last_of_claim(session, actor, self.desk.claim)  # noqa: E731
        self.act(who, refusals, call, lambda: self._taken_back(cast(Done, last)))

    @rule(who=PEOPLE, named=st.booleans())
    def say_claimant(self, who: str, named: bool) -> None:
        """Say who made the claim, or that nobody did."""
        found: list[int | None] = []

        def call(session: Session, actor: Actor) -> None:
            number = self.desk.claim
            if named:
                kind = ClaimantKind.ORGANISATION
                claimant.confirm_claimant(session, actor, number, name="The Paper", kind=kind)
            else:
                claimant.confirm_no_claimant(session, actor, number)
            found.append(claim.get_claim(session, number).claimant_id)

        def effect() -> None:
            self.model.claimant, self.model.settled = found[0], True
            self.model.follow()

        self.act(who, set(), call, effect)

    @rule(who=PEOPLE, number=st.integers(0, 1), stance=st.sampled_from(("supports", "refutes")))
    def attach(self, who: str, number: int, stance: str) -> None:
        """Add evidence."""
        new, found = source.NewEvidence(Stance(stance), quote="Fourth."), list[int]()

        def call(session: Session, actor: Actor) -> None:
            found.append(source.attach(session, actor, self.desk.claim, self.desk.sources[number], new).id)

        def effect() -> None:
            self.model.evidence[found[0]] = self.model.pieces[found[0]] = Piece(number, stance, who)
            if revision := self.model.open:
                self.model.touch(revision, who)
                revision.evidence.append(found[0])

        self.act(who, set(), call, effect)

    @precondition(lambda self: self.model.evidence)
    @rule(who=PEOPLE, data=st.data(), page=st.booleans())
    def remove(self, who: str, data: st.DataObject, page: bool) -> None:
        """Take evidence off the claim."""
        number = data.draw(st.sampled_from(sorted(self.model.evidence)))

        def effect() -> None:
            del self.model.evidence[number]
            if (revision := self.model.open) and number in revision.evidence:
                self.model.touch(revision, who)
                revision.evidence.remove(number)

        call: Call = lambda session, actor: source.remove_evidence(session, actor, number)  # noqa: E731
        self.act(who, set(), call, effect, (f"/desk/evidence/{number}/remove", {}) if page else None)

    @precondition(lambda self: self.model.evidence)
    @rule(who=PEOPLE, data=st.data(), stance=st.sampled_from(("supports", "refutes")), late=SELDOM)
    def change_evidence(self, who: str, data: st.DataObject, stance: str, late: bool) -> None:
        """Change what evidence does to the claim."""
        number = data.draw(st.sampled_from(sorted(self.model.evidence)))
        edits = self.model.evidence[number].edits - late
        new = source.NewEvidence(Stance(stance), quote="Fourth.")

        def effect() -> None:
            revision = self.model.open
            if revision and number in revision.evidence and stance != self.model.evidence[number].stance:
                self.model.touch(revision, who)
            self.model.evidence[number].stance = stance

        def call(session: Session, actor: Actor) -> object:
            return evidence.change_evidence(session, actor, NotedJobs(), number, new, edits=edits)

        self.act(who, {StaleEdit} if late else set(), call, effect)

    @rule(who=PEOPLE, number=st.integers(0, 1))
    def rename_source(self, who: str, number: int) -> None:
        """Change what is said of a source that evidence rests on."""
        source_id, primary = self.desk.sources[number], not number

        def call(session: Session, actor: Actor) -> None:
            found = source.get_source(session, source_id)
            new = source.NewSource(
                SourceKind.PAGE,
                f"{found.title[:40]} {found.edits}",
                "https://a.example/x",
                primary=primary,
                no_snapshot_reason=NoSnapshotReason.GONE,
            )
            source.save_source(session, actor, source_id, new, edits=found.edits)

        def effect() -> None:
            revision = self.model.open
            if revision and any(self.model.evidence[one].source == number for one in revision.evidence):
                self.model.touch(revision, who)

        self.act(who, set(), call, effect)

    def _step(self, step: ClaimStep) -> None:
        self.model.state = CLAIM_STEPS[self.model.state, step]

    def _taken_back(self, last: Done) -> None:
        assert self.seen["values"][0] == last.before, "undo did not restore the claim"
        last.undone = True
        state, text, claimant, status, *_others = last.before
        changed = (text, claimant) != (self.model.text, self.model.claimant)
        self.model.state, self.model.text = ClaimState(state), text
        self.model.claimant, self.model.settled = claimant, status != "open"
        if changed:
            self.model.follow()

    def _say(self, text: str) -> None:
        self.model.text = text
        self.model.follow()
