"""A random walk of three people over one claim: what the rules allow happens, what they forbid changes nothing.

Each step is a call of a service, or now and then a post to a page. After each the whole of what is stored is read
past the program and held against the model.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, cast

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant
from sqlalchemy.orm import Session

from claims.domain.gate import Gate, GateAnswer, GateReason
from claims.domain.person import Actor
from claims.domain.state import FROZEN_REVISION_STATES, RevisionState
from claims.domain.verdict import CorrectionKind
from claims.errors import ClaimsError, Conflict, Forbidden, InvalidInput, InvalidTransition, NotFound, StaleEdit
from claims.services.audit_walk import Walk
from claims.services.undo import UNDO
from tests.services.walk.desk import Desk, Seen, observe
from tests.services.walk.model import GUEST, Done, Model, Refusals, Revision

STATUS = {Forbidden: 403, NotFound: 404, Conflict: 409, InvalidTransition: 409, StaleEdit: 409, InvalidInput: 422}
ANSWERS = {
    Gate.TWO_ORIGINS: GateAnswer(GateReason.ONLY_BODY),
    Gate.PRIMARY_SOURCE: GateAnswer(GateReason.NOT_PUBLIC),
    Gate.BOTH_SIDES: GateAnswer(GateReason.SEARCHED_NONE, "Two archives."),
    Gate.CLAIMANT_ASKED: GateAnswer(GateReason.ON_RECORD),
}
SAVED_AS_OF = date(2026, 11, 22)
PEOPLE = st.sampled_from(("Ana", "Bela", "Dan"))
DECIDERS = st.sampled_from(("Ana", "Bela", "Dan", GUEST))
RATINGS = st.sampled_from(("opinion", "opinion", "unproven", "false", None))
KINDS = st.sampled_from((None, *(kind.value for kind in CorrectionKind if kind is not CorrectionKind.WITHDRAWN)))
MOSTLY = st.sampled_from((True, True, True, False))
SELDOM = st.sampled_from((False, False, False, True))
Call = Callable[[Session, Actor], Any]
Post = tuple[str, Mapping[str, Any]]


class Walker(RuleBasedStateMachine):
    """Ana (editor), Bela and Dan (reviewers) at one claim."""

    desk: Desk
    """Set in a subclass of each database."""
    steps: int = 0
    refused: int = 0
    pages: int = 0

    def __init__(self) -> None:
        super().__init__()
        self.desk.database.begin()
        with self.desk.database.session_scope(write=False) as session:
            self.seen = observe(session, self.desk.claim)
            self.chain = Walk(session, None)
            self.chain.follow()
        self.model = Model(text=str(self.seen["claim"][0][1]), ratings=dict(self.desk.ratings))

    def teardown(self) -> None:
        """Leave nothing."""
        self.desk.database.end()

    @invariant()
    def model_and_desk_agree(self) -> None:
        """Hold what is stored against the model, with the two rules that matter most."""
        states = [one.state for one in self.model.revisions]
        assert sum(one.open for one in self.model.revisions) <= 1
        assert states.count(RevisionState.PUBLISHED) <= 1
        for one in self.model.revisions:
            four_eyes = {
                who
                for at, who, what, alone in one.decisions
                if at == one.round and what == "approved" and not alone
            }
            assert not four_eyes & one.authors, f"{four_eyes & one.authors} approved what they wrote"
        self._same_claim()
        self._same_revisions()

    def act(
        self, who: str, refusals: Refusals, call: Call, effect: Callable[[], Any], post: Post | None = None
    ) -> None:
        """Do it, by a page or by the service; then read what is stored."""
        type(self).steps += 1
        type(self).refused += bool(refusals)
        if post and who != GUEST:  # a guest has pages of their own
            done = self._by_page(who, refusals, post)
        else:
            done = self._by_service(who, refusals, call)
        before = self.seen
        self._read()
        if done:
            self._note(before)
            effect()
            self._take_over()
        else:
            assert self.seen == before, "what was refused changed something"

    def _note(self, before: Seen) -> None:
        """Note the changes of the claim that can be taken back."""
        for _number, who, action in self.seen["done"][len(before["done"]) :]:
            if action != UNDO:
                self.model.done.append(Done(who, before["values"][0], self.seen["values"][0]))

    def _by_service(self, who: str, refusals: Refusals, call: Call) -> bool:
        try:
            with self.desk.database.session_scope(write=True) as session:
                call(session, self.desk.actors[who])
        except ClaimsError as error:
            assert type(error) in refusals, f"{error!r}, expected {refusals or 'no refusal'}"
            return False
        assert not refusals, f"allowed, expected {refusals}"
        return True

    def _by_page(self, who: str, refusals: Refusals, post: Post) -> bool:
        type(self).pages += 1
        path, form = post
        answer = self.desk.browsers[who].post(path, data=dict(form))
        wanted = {STATUS[kind] for kind in refusals} or {303}
        assert answer.status_code in wanted, f"{path}: {answer.status_code}, expected {wanted}"
        return answer.status_code == 303

    def _newest(self) -> Revision:
        return cast(Revision, self.model.newest)

    def _read(self) -> None:
        with self.desk.database.session_scope(write=False) as session:
            self.seen = observe(session, self.desk.claim)
            self.chain.session = session
            self.chain.follow()
            self.chain.check_head()
        assert self.chain.problems == []

    def _take_over(self) -> None:
        """Take over what only the desk knows: numbers, edits, and what was frozen the first time."""
        for revision, row in zip(self.model.revisions, self.seen["revisions"], strict=True):
            revision.id, revision.edits = row[0], row[8]
            if revision.frozen is None and revision.state in FROZEN_REVISION_STATES:
                revision.frozen = row[9]
                assert revision.frozen
        for number, _stance, edits in self.seen["evidence"]:
            if number in self.model.evidence:
                self.model.evidence[number].edits = edits

    def _same_claim(self) -> None:
        state, text, claimant_id, status, _edits = self.seen["claim"][0]
        assert (state, text, claimant_id) == (self.model.state, self.model.text, self.model.claimant)
        assert (status != "open") == self.model.settled
        stored = {number: stance for number, stance, _edits in self.seen["evidence"]}
        assert stored == {number: piece.stance for number, piece in self.model.evidence.items()}

    def _same_revisions(self) -> None:
        for one, row in zip(self.model.revisions, self.seen["revisions"], strict=True):
            wanted = (one.id, one.number, one.state, one.round, one.rating_id, one.wording, one.claimant)
            assert row[:7] == wanted
            assert (bool(row[7]), row[9]) == (one.scheduled is not None, one.frozen), "what was frozen changed"
            assert {name for number, name in self.seen["authors"] if number == one.id} == one.authors
            assert [piece for number, piece in self.seen["rests_on"] if number == one.id] == one.evidence
            decided = [(*said, bool(alone)) for number, *said, alone in self.seen["decisions"] if number == one.id]
            assert decided == one.decisions
