"""What changes the rules while a verdict is in hand: guests, blind approval, another rating scale."""

from dataclasses import replace

import hypothesis.strategies as st
from hypothesis.stateful import precondition, rule
from sqlalchemy.orm import Session

from claims.domain.gate import Gate
from claims.domain.person import Actor
from claims.domain.state import RevisionState
from claims.errors import Conflict, Gone
from claims.services import guest
from claims.services.rating import newest_scale
from claims.services.scale import drafts_of, save_scale
from claims.services.setting import change_settings
from tests.services.walk.claim_steps import ClaimSteps
from tests.services.walk.model import GUEST, Invitation, Refusals
from tests.services.walk.walker import PEOPLE, Call


class DeskSteps(ClaimSteps):
    """Invitations, settings, the scale."""

    @precondition(lambda self: self.model.revisions)
    @rule(who=PEOPLE)
    def invite(self, who: str) -> None:
        """Invite the guest to approve; an invitation from before ends."""
        revision = self._newest()
        refusals = self.model.no_editor(who)
        refusals |= set() if revision.state is RevisionState.IN_REVIEW else {Conflict}
        found: list[Invitation] = []

        def call(session: Session, actor: Actor) -> None:
            email = f"{GUEST.lower()}@desk.example"
            token, secret = guest.invite(session, actor, revision.id, email=email, name=GUEST, days=3)
            found.append(Invitation(token.id, secret))

        def effect() -> None:
            revision.invitation = found[0]

        self.act(who, refusals, call, effect)

    @precondition(lambda self: self.model.revisions and self.model.newest.invitation)
    @rule()
    def come(self) -> None:
        """Use the invitation, which can be done once."""
        revision = self._newest()
        held = revision.invitation
        assert held
        refusals: Refusals = {Gone} if held.used or held.revoked or not revision.open else set()
        call: Call = lambda session, _actor: guest.come(session, held.secret)  # noqa: E731
        self.act(GUEST, refusals, call, lambda: setattr(held, "used", True))

    @precondition(lambda self: self.model.revisions and self.model.newest.invitation)
    @rule(who=PEOPLE)
    def revoke(self, who: str) -> None:
        """End the invitation."""
        revision = self._newest()
        held = revision.invitation
        assert held
        refusals = self.model.no_editor(who) | ({Conflict} if held.revoked else set())
        call: Call = lambda session, actor: guest.revoke(session, actor, revision.id, held.id)  # noqa: E731
        self.act(who, refusals, call, lambda: setattr(held, "revoked", True))

    @rule(on=st.booleans())
    def blind_approval(self, on: bool) -> None:
        """Let the desk approve blind, or not."""
        call: Call = lambda session, actor: change_settings(session, actor, blind_approval=on)  # noqa: E731
        self.act("Eve", set(), call, lambda: setattr(self.model, "blind", on))

    @rule(strict=st.booleans())
    def edit_scale(self, strict: bool) -> None:
        """Make a version of the scale that asks for evidence whatever the rating, or only as the first one does.

        What was rated before goes on by its own version.
        """
        found: dict[str, int] = {}

        def call(session: Session, actor: Actor) -> None:
            scale = newest_scale(session)
            drafts = [
                replace(one, gates=[*one.gates, Gate.EVIDENCE] if strict else self.desk.gates[one.key])
                for one in drafts_of(scale)
            ]
            saved = save_scale(session, actor, drafts, seen=scale.number)
            session.flush()
            found.update({rating.key: rating.id for rating in saved.ratings})

        def effect() -> None:
            self.model.ratings, self.model.strict = found, strict

        self.act("Eve", set(), call, effect)
