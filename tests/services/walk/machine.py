"""What people do with the revisions of the verdict, and how a walk begins."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

import hypothesis.strategies as st
import time_machine
from hypothesis.stateful import initialize, precondition, rule
from sqlalchemy.orm import Session

from claims.domain.entity import now
from claims.domain.person import Actor
from claims.domain.state import ClaimState, RevisionState
from claims.domain.verdict import CorrectionKind
from claims.domain.workflow import RevisionStep
from claims.errors import Conflict, Forbidden, InvalidInput
from claims.services import approval, blind, publication, schedule, verdict
from tests.services.conftest import NotedJobs
from tests.services.walk.desk_steps import DeskSteps
from tests.services.walk.model import Refusals, Revision
from tests.services.walk.walker import (
    ANSWERS,
    DECIDERS,
    KINDS,
    MOSTLY,
    PEOPLE,
    RATINGS,
    SAVED_AS_OF,
    SELDOM,
    Call,
    Post,
)


class Walkers(DeskSteps):
    """Ana (editor), Bela and Dan (reviewers) and Gina (a guest) at one claim."""

    @initialize(depth=st.integers(0, 4), rating=RATINGS)
    def begin(self, depth: int, rating: str | None) -> None:
        """Go some of the way that most claims go."""
        self.say_claimant("Bela", named=False)
        for _step in range(depth and depth + 2):
            self.go_on(rating=rating or "opinion")

    def go_on(self, *, rating: str) -> None:
        """Do what comes next, by somebody who may."""
        revision = self.model.open
        if revision is None:
            self.start("Bela", page=False)
        elif revision.rating is None or not revision.dated:
            self.save("Bela", rating=rating, whole=True, answered=True, late=False)
            self.attach("Bela", number=0, stance="refutes")
        elif revision.state in (RevisionState.DRAFT, RevisionState.RETURNED):
            self.submit("Bela", page=False)
        elif revision.state is RevisionState.IN_REVIEW:
            second = next((who for who in ("Dan", "Ana") if who not in revision.authors), None)
            if second:
                self.approve(second, late=False, acknowledged=True, page=False)
            else:
                self.approve_alone("Ana", late=False, page=False)
        else:
            earlier = self.model.earlier(revision)
            changes = bool(earlier) and earlier[-1].rating != revision.rating
            self.publish("Ana", kind="changes_rating" if changes else "update", note="Found later.", page=False)

    @rule(rating=RATINGS, times=st.integers(1, 3))
    def proceed(self, rating: str | None, times: int) -> None:
        """Take the usual way for some steps."""
        for _step in range(times):
            self.go_on(rating=rating or "opinion")

    @rule(who=PEOPLE, page=SELDOM)
    def start(self, who: str, page: bool) -> None:
        """Begin the next revision."""
        selected = self.model.state is ClaimState.SELECTED
        refusals: Refusals = set() if selected and not self.model.open else {Conflict}
        call: Call = lambda session, actor: verdict.start_revision(session, actor, self.desk.claim)  # noqa: E731
        post: Post | None = (f"/desk/claims/{self.desk.claim}/verdict", {}) if page else None
        self.act(who, refusals, call, partial(self._started, who), post)

    @precondition(lambda self: self.model.revisions)
    @rule(who=PEOPLE, rating=RATINGS, whole=MOSTLY, answered=MOSTLY, late=SELDOM)
    def save(self, who: str, rating: str | None, whole: bool, answered: bool, late: bool) -> None:
        """Write rating and texts."""
        revision = self._newest()
        edits = revision.edits - late
        text = "It is a forecast." if whole else ""
        rating_id = self.model.ratings[rating] if rating else None

        def call(session: Session, actor: Actor) -> object:
            return verdict.save_revision(
                session,
                actor,
                revision.id,
                edits=edits,
                rating_id=rating_id,
                as_of=SAVED_AS_OF,
                texts={"summary": text, "explanation": text, "searched": text},
                answers=ANSWERS if answered else {},
            )

        def effect() -> None:
            self.model.touch(revision, who)
            revision.rating, revision.whole, revision.answered, revision.dated = rating, whole, answered, True
            revision.rating_id, revision.strict = rating_id, bool(rating) and self.model.strict
            revision.offered = self.model.ratings if rating else {}

        refusals = self.model.stale(edits, revision, save=True) or self.model.refusals(revision, RevisionStep.EDIT)
        self.act(who, refusals, call, effect)

    @precondition(lambda self: self.model.revisions)
    @rule(who=PEOPLE, page=SELDOM)
    def submit(self, who: str, page: bool) -> None:
        """Hand it to a second person."""
        revision = self._newest()

        def effect() -> None:
            self.model.move(revision, RevisionStep.SUBMIT)
            revision.wording, revision.claimant = self.model.text, self.model.claimant

        refusals = self.model.refusals(revision, RevisionStep.SUBMIT) | self.model.gates(revision)
        if page and self.model.hidden(revision, who):
            refusals.add(Forbidden)
        call: Call = lambda session, actor: verdict.submit(session, actor, revision.id)  # noqa: E731
        self.act(who, refusals, call, effect, self._post(revision, "submit", page=page))

    @precondition(lambda self: self.model.revisions)
    @rule(who=DECIDERS, late=SELDOM, acknowledged=MOSTLY, page=SELDOM)
    def approve(self, who: str, late: bool, acknowledged: bool, page: bool) -> None:
        """Approve it."""
        model, revision = self.model, self._newest()
        edits = revision.edits - late
        refusals = (
            model.second(revision, who)
            | model.stale(edits, revision)
            | model.unrated(revision, who, acknowledged=acknowledged)
            | model.refusals(revision, RevisionStep.APPROVE)
            | model.gates(revision)
        )

        def call(session: Session, actor: Actor) -> object:
            return approval.approve(session, actor, revision.id, edits=edits, acknowledged=acknowledged)

        form = {"edits": edits, **({"acknowledged": "y"} if acknowledged else {})}
        effect = partial(self._approved, revision, who, exception=False)
        self.act(who, refusals, call, effect, self._post(revision, "approve", form, page=page))

    @precondition(lambda self: self.model.revisions)
    @rule(who=DECIDERS, late=SELDOM, page=SELDOM)
    def approve_alone(self, who: str, late: bool, page: bool) -> None:
        """Go on without a second person."""
        model, revision = self.model, self._newest()
        edits = revision.edits - late
        refusals = (
            self.model.no_editor(who)
            | model.stale(edits, revision)
            | model.refusals(revision, RevisionStep.APPROVE)
            | model.gates(revision)
        )

        def call(session: Session, actor: Actor) -> object:
            return approval.approve_alone(session, actor, revision.id, edits=edits)

        effect = partial(self._approved, revision, who, exception=True)
        self.act(who, refusals, call, effect, self._post(revision, "approve-alone", {"edits": edits}, page=page))

    @precondition(lambda self: self.model.revisions)
    @rule(who=DECIDERS, page=SELDOM)
    def check_later(self, who: str, page: bool) -> None:
        """Check what was published as an exception."""
        revision = self._newest()
        held = revision.approval()
        refusals = self.model.second(revision, who) | self.model.refusals(revision, RevisionStep.CHECK)
        if held is None or not held[3] or revision.checked_later():
            refusals.add(Conflict)
        elif held[1] == who:
            refusals.add(Forbidden)
        call: Call = lambda s, actor: approval.check_later(s, actor, revision.id, edits=revision.edits)  # noqa: E731
        effect = partial(revision.decisions.append, (revision.round, who, "approved", False))
        self.act(who, refusals, call, effect, self._post(revision, "check", {"edits": revision.edits}, page=page))

    @precondition(lambda self: self.model.revisions)
    @rule(who=DECIDERS, comment=st.sampled_from(("Say more.", "Say more.", " ")), page=SELDOM)
    def send_back(self, who: str, comment: str, page: bool) -> None:
        """Return it to its author."""
        revision = self._newest()
        refusals = (
            self.model.second(revision, who)
            | self.model.unrated(revision, who, acknowledged=True)
            | self.model.refusals(revision, RevisionStep.RETURN)
            | (set() if comment.strip() else {InvalidInput})
        )

        def effect() -> None:
            self.model.move(revision, RevisionStep.RETURN)
            revision.decisions.append((revision.round, who, "returned", False))
            revision.round += 1
            revision.scheduled = None

        call: Call = lambda s, actor: approval.return_to_author(s, actor, revision.id, comment)  # noqa: E731
        self.act(who, refusals, call, effect, self._post(revision, "return", {"changes": comment}, page=page))

    @precondition(lambda self: self.model.revisions)
    @rule(who=PEOPLE, kind=KINDS, note=st.sampled_from(("Found later.", "")), page=SELDOM)
    def publish(self, who: str, kind: str | None, note: str, page: bool) -> None:
        """Publish it."""
        model, revision = self.model, self._newest()
        refusals = (
            model.refusals(revision, RevisionStep.PUBLISH)
            | model.gates(revision)
            | model.misnamed(revision, kind, note)
            | self.model.no_editor(who)
        )
        named = CorrectionKind(kind) if kind else None

        def call(session: Session, actor: Actor) -> object:
            return publication.publish(session, actor, revision.id, correction=named, note=note)

        form = {"note": note, **({"kind": kind} if kind else {})}
        if page and revision.number > 1 and kind is None:
            refusals.add(InvalidInput)
        self.act(
            who, refusals, call, lambda: model.publish(revision), self._post(revision, "publish", form, page=page)
        )

    @precondition(lambda self: self.model.revisions)
    @rule(who=PEOPLE, note=st.sampled_from(("Forged.", " ")), page=SELDOM)
    def withdraw(self, who: str, note: str, page: bool) -> None:
        """Withdraw it."""
        revision = self._newest()
        refusals = self.model.refusals(revision, RevisionStep.WITHDRAW)
        refusals |= (set() if note.strip() else {InvalidInput}) | self.model.no_editor(who)
        call: Call = lambda session, actor: publication.withdraw(session, actor, revision.id, note)  # noqa: E731
        effect = partial(self.model.move, revision, RevisionStep.WITHDRAW)
        self.act(who, refusals, call, effect, self._post(revision, "withdraw", {"why": note}, page=page))

    @precondition(lambda self: self.model.revisions)
    @rule(who=PEOPLE, days=st.sampled_from((1, 1, 30, -1, 400)), kind=KINDS, note=st.sampled_from(("Later.", "")))
    def set_moment(self, who: str, days: int, kind: str | None, note: str) -> None:
        """Have it published at a moment."""
        model, revision = self.model, self._newest()
        refusals = (
            self.model.no_editor(who)
            | model.refusals(revision, RevisionStep.PUBLISH)
            | model.gates(revision)
            | model.misnamed(revision, kind, note)
            | ({InvalidInput} if days not in (1, 30) else set())
        )
        named, at = CorrectionKind(kind) if kind else None, now() + timedelta(days=days)

        def call(session: Session, actor: Actor) -> object:
            return schedule.schedule(session, actor, revision.id, at, correction=named, note=note)

        self.act(who, refusals, call, partial(setattr, revision, "scheduled", days))

    @precondition(lambda self: self.model.revisions)
    @rule(who=PEOPLE, page=SELDOM)
    def cancel(self, who: str, page: bool) -> None:
        """Take a set publication back."""
        revision = self._newest()
        refusals = self.model.no_editor(who) | (set() if revision.scheduled else {Conflict})
        call: Call = lambda session, actor: schedule.cancel(session, actor, revision.id)  # noqa: E731
        effect = partial(setattr, revision, "scheduled", None)
        self.act(who, refusals, call, effect, self._post(revision, "unschedule", page=page))

    @rule(days=st.sampled_from((0, 2, 31)))
    def sweep(self, days: int) -> None:
        """Let time pass: what is due is published, nothing else is."""
        due = [one for one in self.model.revisions if one.scheduled is not None and one.scheduled <= days]

        def effect() -> None:
            for revision in due:
                if self.model.state is ClaimState.SELECTED:
                    self.model.publish(revision)
                else:
                    revision.scheduled = None

        with time_machine.travel(now() + timedelta(days=days)):
            self.act("Ana", set(), lambda session, _actor: schedule.publish_due(session, NotedJobs()), effect)

    @precondition(lambda self: self.model.revisions)
    @rule(who=DECIDERS, rating=st.sampled_from(("opinion", "false")), page=SELDOM)
    def rate(self, who: str, rating: str, page: bool) -> None:
        """Rate it blind."""
        revision = self._newest()
        awaits = revision.rating and revision.state in (RevisionState.IN_REVIEW, RevisionState.APPROVED)
        refusals: Refusals = set() if awaits else {Conflict}
        refusals |= set() if self.model.hidden(revision, who) else {Forbidden}
        refusals |= self.model.uninvited(revision, who)
        rating_id = self.model.ratings[rating]
        call: Call = lambda s, actor: blind.rate(s, actor, revision.id, rating_id)  # noqa: E731
        offered = revision.offered or self.model.ratings
        post = self._post(revision, "rate", {"rating": offered[rating]}, page=page)
        self.act(who, refusals, call, partial(revision.rated.__setitem__, who, rating), post)

    @precondition(lambda self: self.model.revisions)
    @rule(who=DECIDERS)
    def look(self, who: str) -> None:
        """Open it to work on it."""
        revision = self._newest()
        hidden = self.model.hidden(revision, who)
        call: Call = lambda session, actor: blind.look(session, actor, revision.id)  # noqa: E731
        refusals = self.model.uninvited(revision, who)
        self.act(who, refusals, call, lambda: revision.seen_by.add(who) if hidden else None)

    def _started(self, who: str) -> None:
        model = self.model
        new = Revision(len(model.revisions) + 1, model.text, evidence=sorted(model.evidence), seen_by={who})
        new.authors = {piece.added_by for piece in model.evidence.values()}
        before = next((one for one in model.revisions if one.state is RevisionState.PUBLISHED), None)
        if before:
            new.rating, new.whole, new.answered = before.rating, before.whole, before.answered
            new.rating_id, new.strict, new.offered = before.rating_id, before.strict, before.offered
        model.revisions.append(new)

    def _approved(self, revision: Revision, who: str, *, exception: bool) -> None:
        self.model.move(revision, RevisionStep.APPROVE)
        revision.decisions.append((revision.round, who, "approved", exception))

    def _post(
        self, revision: Revision, action: str, form: Mapping[str, Any] | None = None, *, page: bool
    ) -> Post | None:
        return (f"/desk/verdicts/{revision.id}/{action}", form or {}) if page else None
