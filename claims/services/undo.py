"""Undo: what a person changed in an article's claims, kept in the audit payload, taken back step by step.

The payload of each undoable event holds the values before and after; a claim that no longer has the values after,
because somebody changed it since, is not overwritten.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, case, inspect, literal, or_, select, tuple_, update
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import flag_modified, set_committed_value
from sqlalchemy.orm.exc import StaleDataError

from claims.domain.audit import AuditEvent
from claims.domain.claim import (
    AnchorStatus,
    Appearance,
    Claim,
    ClaimantStatus,
    DropReason,
    SelectionReason,
    SetAsideReason,
)
from claims.domain.kind import ClaimKind
from claims.domain.permission import Permission
from claims.domain.person import DESK_ROLES, Actor
from claims.domain.state import ClaimState
from claims.errors import Conflict, NotFound
from claims.i18n import gettext as _
from claims.services import audit, question, verdict
from claims.services.conflict_of_interest import people_and_conflicts
from claims.services.permission import require

UNDO = "claim.undo"
LOOK_BACK = 200
"""Events of a person that are looked through for one to undo."""

_AT_ONCE = 500
"""Claims that one statement writes, with up to 19 values each: databases bound the values of one."""

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
FOLLOWED = SAID | {"text", "claimant_id"}
"""Columns that the open revision of a verdict follows."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back."""

    action: str
    claim_ids: Sequence[int]
    """The claims whose values are those from before."""
    moved: bool
    """Whether places in the text went from claim to claim, or claims that the event made are gone."""
    freed: Sequence[int] = ()
    """Claims that are nobody's now: who had them declared a conflict of interest, or no longer works here."""


class Changes:
    """What one undoable event did, as its payload will hold it."""

    def __init__(self, claims: Sequence[Claim], article_id: int | None) -> None:
        self._claims = claims
        self._before = {claim.id: values_of(claim) for claim in claims}
        self._created: Sequence[Claim] = ()
        self._payload: dict[str, Any] = {"article": article_id, "moved": []}

    def note(self, **details: Any) -> None:
        """Add details for whoever reads the history."""
        self._payload["details"] = details

    def created(self, claims: Sequence[Claim]) -> None:
        """Note claims that the event made."""
        self._created = claims

    def moved(self, appearances: Sequence[Appearance], origin: Claim, target: Claim) -> None:
        """Note appearances that the event moved from a claim to another one."""
        self._payload["moved"] = [[appearance.id, origin.id] for appearance in appearances]
        self._payload["moved_to"] = target.id

    def payload(self) -> dict[str, Any]:
        """Return the whole payload, once the claims have been changed."""
        before = {str(claim_id): values for claim_id, values in self._before.items()}
        after = {str(claim.id): values_of(claim) for claim in self._claims}
        made = {str(claim.id): values_of(claim) for claim in self._created}
        created = [claim.id for claim in self._created]
        return {**self._payload, "created": created, "made": made, "before": before, "after": after}


@contextmanager
def recorded(
    session: Session, actor: Actor, action: str, claims: Sequence[Claim], article_id: int | None
) -> Iterator[Changes]:
    """Record what the block does to these claims as one event that can be undone."""
    changes, seen = Changes(claims, article_id), {claim.id: claim.edits for claim in claims}
    yield changes
    for claim in claims:  # a claim that keeps its values is written too: the event says that it had them just now
        if claim.edits == seen[claim.id] and not session.is_modified(claim, include_collections=False):
            flag_modified(claim, "state")
    _write(session, claims)
    subject = claims[0] if len(claims) == 1 or article_id is None else ("article", article_id)
    if claims:
        audit.record(session, actor, action, subject, changes.payload())


def undo_last(session: Session, actor: Actor, article_id: int) -> Undone:
    """Take back the actor's last change to the claims of an article.

    Raise NotFound when there is nothing to undo, Conflict when somebody changed a claim since.
    """
    require(session, actor, Permission.CLAIM_TRIAGE)
    found = _last_in_article(session, actor, article_id)
    if found is None:
        raise NotFound(_("There is nothing of yours to undo in this article."))
    return _undo(session, actor, *found, ("article", article_id))


def undo_last_of_claim(session: Session, actor: Actor, claim_id: int) -> Undone:
    """Take back the actor's last change to a claim, wherever it appears, with what it did to others.

    Raise NotFound when there is nothing to undo, Conflict when somebody changed a claim since.
    """
    require(session, actor, Permission.CLAIM_TRIAGE)
    for event, payload in _undoable(session, actor):
        if str(claim_id) in payload["before"]:
            return _undo(session, actor, event, payload, ("claim", claim_id))
    raise NotFound(_("There is nothing of yours to undo at claim %(id)s.", id=claim_id))


def _undo(
    session: Session, actor: Actor, event: AuditEvent, payload: dict[str, Any], subject: tuple[str, int]
) -> Undone:
    known = _claims(session, list(map(int, payload["before"])), payload["created"])
    claims = {claim_id: known[claim_id] for claim_id in map(int, payload["before"])}
    session.info["seen"] = known  # whoever shows them next need not read them again
    _refuse_changed(payload, known)
    _refuse_published(session, payload["created"])
    payload = {**payload, "before": {number: dict(values) for number, values in payload["before"].items()}}
    freed = _free(session, payload["before"], payload["after"])
    _restore(session, payload, claims, [known[claim_id] for claim_id in payload["created"]])
    touched = [*claims, *payload["created"]]
    audit.record(session, actor, UNDO, subject, {"event": event.number, "touched": touched, "freed": freed})
    return Undone(event.action, list(claims), bool(payload["moved"] or payload["created"]), freed)


def _refuse_changed(payload: dict[str, Any], known: dict[int, Claim]) -> None:
    """Raise Conflict when a claim, or a claim that the event made, is not as it left it.

    ``known`` also has the claims that were merged into one that it made.
    """
    after = {**payload["after"], **payload.get("made", {})}
    changed = [int(claim_id) for claim_id, values in after.items() if not _has(known[int(claim_id)], values)]
    created = set(payload["created"])
    changed += [claim.merged_into_id or 0 for claim in known.values() if claim.merged_into_id in created]
    if changed:
        raise Conflict(_("Claim %(id)s was changed since; it cannot be undone.", id=changed[0]))


def _refuse_published(session: Session, created: Sequence[int]) -> None:
    """Raise Conflict when readers find a verdict at a claim that the event made, and that would be gone."""
    published = verdict.published_among(session, created) if created else ()
    if published:
        raise Conflict(
            _("Claim %(id)s has a published verdict by now; withdraw it before this is undone.", id=published[0])
        )


def _free(session: Session, before: dict[str, Any], after: dict[str, Any]) -> list[int]:
    """Give claims to nobody where who had them may not have them again; return which."""
    given = {number: values for number, values in before.items() if _differ(values, after[number], "assignee_id")}
    wanted = {values.get("assignee_id") for values in given.values()} - {None}
    people = people_and_conflicts(session, wanted, list(map(int, given))) if wanted else {}
    session.info["people"] = list(people)  # held: each whose claim is expired would be read by itself
    works = {one.id: barred for one, barred in people.items() if one.active and one.role in DESK_ROLES}
    freed = []
    for number, values in given.items():
        person_id = values.get("assignee_id")
        if person_id is not None and (person_id not in works or int(number) in works[person_id]):
            values["assignee_id"] = None
            freed.append(int(number))
    return freed


def _write(session: Session, claims: Iterable[Claim]) -> None:
    """Write what changed in claims by one statement for many, for the mapper sends one for each.

    Each is at its next edit then. Raise StaleDataError when somebody else wrote one of them meanwhile.
    """
    names, changed = set(), []
    for claim in claims:
        new = set(Claim.__mapper__.column_attrs.keys()) - inspect(claim).unmodified
        if new and new <= _READERS.keys():
            names |= new
            changed.append(claim)
    for start in range(0, len(changed), _AT_ONCE):
        _write_together(session, sorted(names), changed[start : start + _AT_ONCE])
    session.flush()


def _write_together(session: Session, names: Sequence[str], claims: Sequence[Claim]) -> None:
    """Write the values of these columns in all claims, if each is still at the edit at which it was read."""
    table = Claim.metadata.tables["claim"]
    seen = tuple_(table.c.id, table.c.edits).in_([(claim.id, claim.edits) for claim in claims])
    values = {name: _value_of(table.c[name], claims) for name in names}
    change = update(table).where(seen).values(**values, edits=table.c.edits + 1)
    written = session.connection().execute(change).rowcount
    if written != len(claims):
        raise StaleDataError(f"{len(claims) - written} of {len(claims)} claims were changed meanwhile.")
    for claim in claims:
        for name in names:
            set_committed_value(claim, name, getattr(claim, name))
        set_committed_value(claim, "edits", claim.edits + 1)


def _value_of(column: Column[Any], claims: Sequence[Claim]) -> Any:
    """Return the value that a column gets in all claims; where they differ, by the number of the claim."""
    values = {claim.id: getattr(claim, column.name) for claim in claims}
    one, *others = values.values()
    if all(one == other for other in others):
        return one
    typed = {claim_id: literal(value, column.type) for claim_id, value in values.items()}
    return case(typed, value=column.table.c.id, else_=column)


def _has(claim: Claim, after: dict[str, Any]) -> bool:
    return after.items() <= values_of(claim).items()  # older events hold fewer columns


def _restore(
    session: Session, payload: dict[str, Any], claims: dict[int, Claim], created: Sequence[Claim]
) -> None:
    _move_back(payload, claims)
    for claim in claims.values():
        flag_modified(claim, "state")  # its number of edits rises whatever is restored
    for claim_id, values in payload["before"].items():
        claim = claims[int(claim_id)]
        for name, value in values.items():
            if _plain(getattr(claim, name)) != value:
                setattr(claim, name, None if value is None else _READERS[name](value))
        if values["text"] != payload["after"][claim_id]["text"]:
            question.ask_again(session, [claims[int(claim_id)]])
    for part in created:
        part.state = ClaimState.MERGED  # nothing is deleted: what a split made leads back to the whole
        part.merged_into_id = next(iter(claims))
    _write(session, [*claims.values(), *created])
    _follow(session, payload, claims)


def _follow(session: Session, payload: dict[str, Any], claims: dict[int, Claim]) -> None:
    """Let what hangs on restored claims be read anew, and their open verdicts follow."""
    anew = {}
    for claim_id, claim in claims.items():
        before, after = payload["before"][str(claim_id)], payload["after"][str(claim_id)]
        if payload["moved"]:
            session.expire(claim, ["appearances"])
        for name in ("assignee", "claimant"):
            if _differ(before, after, f"{name}_id"):
                session.expire(claim, [name])
        if any(_differ(before, after, name) for name in FOLLOWED):
            anew[claim_id] = any(_differ(before, after, name) for name in SAID)
    if anew:
        verdict.follow_claims(session, anew)


def _differ(before: dict[str, Any], after: dict[str, Any], name: str) -> bool:
    return bool(before.get(name) != after.get(name))


def _move_back(payload: dict[str, Any], claims: dict[int, Claim]) -> None:
    """Give the places that an event moved, and what they became in later versions, back to their old claims."""
    if not payload["moved"]:
        return
    origins: dict[int, int] = dict(payload["moved"])
    places = sorted(claims[payload["moved_to"]].appearances, key=lambda place: place.id)
    moved = []
    for place in places:  # what a place became in a later version was made after it
        if place.id not in origins and place.previous_id in origins:
            origins[place.id] = origins[place.previous_id]
        if place.id in origins:
            moved.append(place)
    taken = {
        _spot(claim_id, place) for claim_id in set(origins.values()) for place in claims[claim_id].appearances
    }
    for place in moved:
        origin = origins[place.id]
        if place.start is not None and _spot(origin, place) in taken:
            # two places of the claim became one while one was another claim's: a person says which is gone
            place.anchor_status, place.candidates = AnchorStatus.AMBIGUOUS, [[place.start, place.end or 0]]
            place.start = place.end = place.confirmed_by_id = place.confirmed_at = None
        place.claim_id = origin


def _spot(claim_id: int, place: Appearance) -> tuple[int, int, int | None, int | None]:
    return claim_id, place.version_id, place.start, place.end


def _undoable(session: Session, actor: Actor) -> Iterator[tuple[AuditEvent, dict[str, Any]]]:
    """Yield the actor's events that can be undone and are not yet, newest first."""
    events = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.person_id == actor.person_id, AuditEvent.action.like("claim.%"))
        .order_by(AuditEvent.number.desc())
        .limit(LOOK_BACK)
        .options(joinedload(AuditEvent.payload))
    ).all()
    undone: set[int] = set()
    for event in events:
        data = event.payload.data if event.payload else None
        if data is None:
            continue
        if event.action == UNDO:
            undone.add(data["event"])
        elif event.number not in undone and "moved" in data:
            yield event, data


def _last_in_article(session: Session, actor: Actor, article_id: int) -> tuple[AuditEvent, dict[str, Any]] | None:
    here: set[str] | None = None
    for event, data in _undoable(session, actor):
        if data.get("article") == article_id:
            return event, data
        here = _claims_in(session, article_id) if here is None else here  # a claim may be in several articles
        if here.intersection(data["before"]):
            return event, data
    return None


def _claims_in(session: Session, article_id: int) -> set[str]:
    ids = session.scalars(select(Appearance.claim_id).where(Appearance.article_id == article_id).distinct())
    return {str(claim_id) for claim_id in ids}


def _claims(session: Session, claim_ids: Sequence[int], created: Sequence[int]) -> dict[int, Claim]:
    """Read claims as they are now, those that an event made of them, and what was merged into these, at once."""
    wanted = Claim.id.in_([*claim_ids, *created])
    claims = session.scalars(
        select(Claim)
        .where(or_(wanted, Claim.merged_into_id.in_(created)) if created else wanted)
        .options(joinedload(Claim.appearances), joinedload(Claim.assignee))
        .execution_options(populate_existing=True)
    ).unique()
    return {claim.id: claim for claim in claims}


def values_of(claim: Claim) -> dict[str, Any]:
    """Return what undo restores of a claim, as events hold it."""
    return {name: _plain(getattr(claim, name)) for name in _READERS}


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value
