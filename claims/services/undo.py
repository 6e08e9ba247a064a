"""Undo: what a person changed in an article's claims, kept in the audit payload, taken back step by step.

The payload of each undoable event holds the values before and after; a claim that no longer has the values after,
because somebody changed it since, is not overwritten.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from claims.domain.audit import AuditEvent
from claims.domain.claim import Appearance, Claim, ClaimantStatus, DropReason, SelectionReason, SetAsideReason
from claims.domain.kind import ClaimKind
from claims.domain.person import Actor
from claims.domain.state import ClaimState
from claims.errors import Conflict, NotFound
from claims.i18n import gettext as _
from claims.services import audit, question, verdict

UNDO = "claim.undo"
LOOK_BACK = 200
"""Events of a person that are looked through for one to undo."""

_READERS: dict[str, Any] = {
    "text": str,
    "kind": ClaimKind,
    "attribution": str,
    "state": ClaimState,
    "set_aside_reason": SetAsideReason,
    "drop_reason": DropReason,
    "selection_reason": SelectionReason,
    "selection_note": str,
    "wait_until": date.fromisoformat,
    "wait_for": str,
    "language": str,
    "said_on": date.fromisoformat,
    "said_where": str,
    "provenance": str,
    "deadline": date.fromisoformat,
    "merged_into_id": int,
    "assignee_id": int,
    "claimant_id": int,
    "claimant_status": ClaimantStatus,
}
"""The columns that undo restores, and how each is read back from JSON."""
SAID = frozenset({"said_on", "said_where"})
"""Columns that a verdict shows beside the wording."""


class Changes:
    """What one undoable event did, as its payload will hold it."""

    def __init__(self, claims: Sequence[Claim], article_id: int | None) -> None:
        self._claims = claims
        self._before = {claim.id: _values(claim) for claim in claims}
        self._payload: dict[str, Any] = {"article": article_id, "created": [], "moved": []}

    def note(self, **details: Any) -> None:
        """Add details for whoever reads the history."""
        self._payload["details"] = details

    def created(self, claims: Sequence[Claim]) -> None:
        """Note claims that the event made."""
        self._payload["created"] = [claim.id for claim in claims]

    def moved(self, appearances: Sequence[Appearance], origin: Claim) -> None:
        """Note appearances that the event moved away from a claim."""
        self._payload["moved"] = [[appearance.id, origin.id] for appearance in appearances]

    def payload(self) -> dict[str, Any]:
        """Return the whole payload, once the claims have been changed."""
        before = {str(claim_id): values for claim_id, values in self._before.items()}
        after = {str(claim.id): _values(claim) for claim in self._claims}
        return {**self._payload, "before": before, "after": after}


@contextmanager
def recorded(
    session: Session, actor: Actor, action: str, claims: Sequence[Claim], article_id: int | None
) -> Iterator[Changes]:
    """Record what the block does to these claims as one event that can be undone."""
    changes = Changes(claims, article_id)
    yield changes
    session.flush()
    subject = claims[0] if len(claims) == 1 or article_id is None else ("article", article_id)
    if claims:
        audit.record(session, actor, action, subject, changes.payload())


def undo_last(session: Session, actor: Actor, article_id: int) -> str:
    """Take back the actor's last change to the claims of an article; return the action that was undone.

    Raise NotFound when there is nothing to undo, Conflict when somebody changed a claim since.
    """
    event, payload = _last_undoable(session, actor, article_id)
    claims = _claims(session, [int(claim_id) for claim_id in payload["before"]])
    for claim_id, values in payload["after"].items():
        if not values.items() <= _values(claims[int(claim_id)]).items():  # older events hold fewer columns
            raise Conflict(_("Claim %(id)s was changed since; it cannot be undone.", id=claim_id))
    _restore(session, payload, claims)
    audit.record(session, actor, UNDO, ("article", article_id), {"event": event.number})
    return event.action


def _restore(session: Session, payload: dict[str, Any], claims: dict[int, Claim]) -> None:
    for appearance_id, claim_id in payload["moved"]:
        session.get_one(Appearance, appearance_id).claim_id = claim_id
    for claim_id, values in payload["before"].items():
        for name, value in values.items():
            setattr(claims[int(claim_id)], name, None if value is None else _READERS[name](value))
        if values["text"] != payload["after"][claim_id]["text"]:
            question.ask_again(session, [claims[int(claim_id)]])
    original = int(next(iter(payload["before"])))
    for created in _claims(session, payload["created"]).values():
        created.state = ClaimState.MERGED  # nothing is deleted: what a split made leads back to the whole
        created.merged_into_id = original
    session.flush()
    for claim_id, claim in claims.items():
        session.expire(claim, ["assignee", "claimant"])
        before, after = payload["before"][str(claim_id)], payload["after"][str(claim_id)]
        verdict.follow_claim(session, claim_id, said_anew=any(before.get(n) != after.get(n) for n in SAID))


def _last_undoable(session: Session, actor: Actor, article_id: int) -> tuple[AuditEvent, dict[str, Any]]:
    events = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.person_id == actor.person_id, AuditEvent.action.like("claim.%"))
        .order_by(AuditEvent.number.desc())
        .limit(LOOK_BACK)
        .options(selectinload(AuditEvent.payload))
    )
    undone: set[int] = set()
    for event in events:
        data = event.payload.data if event.payload else None
        if data is None:
            continue
        if event.action == UNDO:
            undone.add(data["event"])
        elif event.number not in undone and data.get("article") == article_id and "before" in data:
            return event, data
    raise NotFound(_("There is nothing of yours to undo in this article."))


def _claims(session: Session, claim_ids: Sequence[int]) -> dict[int, Claim]:
    claims = session.scalars(select(Claim).where(Claim.id.in_(claim_ids)))
    return {claim.id: claim for claim in claims}


def _values(claim: Claim) -> dict[str, Any]:
    return {name: _plain(getattr(claim, name)) for name in _READERS}


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value
