"""Claims: reading them, and the triage of what an article claims."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from claims.domain.anchor import Anchor, anchor_at, find_words, normalise
from claims.domain.article import Article
from claims.domain.claim import (
    MAX_CLAIM_LENGTH,
    MAX_OCCASION_LENGTH,
    Appearance,
    Claim,
    DropReason,
    SelectionReason,
    SetAsideReason,
    appearance_of,
    current_appearances,
)
from claims.domain.kind import ClaimKind
from claims.domain.label import label
from claims.domain.permission import Permission
from claims.domain.person import DESK_ROLES, Actor, Person
from claims.domain.state import HIDDEN_CLAIM_STATES, ClaimState
from claims.domain.workflow import CLAIM_STEPS, ClaimStep, next_state
from claims.errors import Conflict, InvalidInput, NotFound, StaleEdit
from claims.i18n import gettext as _
from claims.services import audit, notification, question, undo, verdict
from claims.services.article import newest_version
from claims.services.conflict_of_interest import refuse_conflicted
from claims.services.permission import require
from claims.services.removed import refuse_removed


def get_claim(session: Session, claim_id: int) -> Claim:
    """Return a claim with its appearances and claimant; raise NotFound. One query."""
    claim = session.get(
        Claim,
        claim_id,
        options=[
            joinedload(Claim.appearances).joinedload(Appearance.article),
            joinedload(Claim.claimant),
            joinedload(Claim.assignee),
        ],
    )
    if claim is None:
        raise NotFound(_("There is no claim %(id)s.", id=claim_id))
    refuse_removed(session, claim)
    return claim


def claims_of_article(session: Session, article_id: int) -> list[Claim]:
    """Return the claims of an article in the order of their words, without merged ones."""
    claims = session.scalars(
        select(Claim)
        .where(Claim.id.in_(select(Appearance.claim_id).where(Appearance.article_id == article_id)))
        .where(Claim.state.not_in(HIDDEN_CLAIM_STATES))
        .options(selectinload(Claim.appearances), joinedload(Claim.assignee))
    ).all()

    def place(claim: Claim) -> tuple[int, int, int]:
        here = [item for item in current_appearances(claim.appearances) if item.article_id == article_id]
        places = [(item.start or 0, item.end or 0) for item in here]
        return *min(places, default=(0, 0)), claim.id

    return sorted(claims, key=place)


def select_claim(
    session: Session, actor: Actor, claim_id: int, *, reason: SelectionReason | None = None, note: str = ""
) -> Claim:
    """Put a claim on the list to check, with a reason if one is given; "other" takes a sentence."""
    require(session, actor, Permission.CLAIM_TRIAGE)
    chosen = selection_of(reason, note)
    return _step(session, actor, claim_id, ClaimStep.SELECT, set_aside_reason=None, **chosen)


def set_aside(session: Session, actor: Actor, claim_id: int, reason: SetAsideReason) -> Claim:
    """Decide not to check a claim, for a reason that is counted in the ledger."""
    require(session, actor, Permission.CLAIM_TRIAGE)
    nothing = {"selection_reason": None, "selection_note": ""}
    return _step(session, actor, claim_id, ClaimStep.SET_ASIDE, set_aside_reason=reason, **nothing)


def wait(session: Session, actor: Actor, claim_id: int, until: date | None = None, event: str = "") -> Claim:
    """Put a selected claim off until a date, an event in words, or whichever of both comes first."""
    require(session, actor, Permission.CLAIM_TRIAGE)
    event = " ".join(event.split())
    if until is None and not event:
        raise InvalidInput(_("Say until which date or which event the claim waits."))
    if len(event) > MAX_OCCASION_LENGTH:
        raise InvalidInput(_("An event may have at most %(max)s characters.", max=MAX_OCCASION_LENGTH))
    return _step(session, actor, claim_id, ClaimStep.WAIT, wait_until=until, wait_for=event)


def drop(session: Session, actor: Actor, claim_id: int, reason: DropReason) -> Claim:
    """Give up a selected claim, for a reason."""
    require(session, actor, Permission.CLAIM_TRIAGE)
    return _step(session, actor, claim_id, ClaimStep.DROP, drop_reason=reason)


def reopen(session: Session, actor: Actor, claim_id: int) -> Claim:
    """Put a waiting or dropped claim back on the list to check."""
    require(session, actor, Permission.CLAIM_TRIAGE)
    return _step(session, actor, claim_id, ClaimStep.REOPEN, wait_until=None, wait_for="", drop_reason=None)


def selection_of(reason: SelectionReason | None, note: str) -> dict[str, Any]:
    """Return the columns that say why a claim is checked; raise InvalidInput for "other" without a sentence."""
    note = " ".join(note.split())
    if reason is SelectionReason.OTHER and not note:
        raise InvalidInput(_("Say in a sentence why the claim is checked."))
    if len(note) > MAX_OCCASION_LENGTH:
        raise InvalidInput(_("A reason may have at most %(max)s characters.", max=MAX_OCCASION_LENGTH))
    return {"selection_reason": reason, "selection_note": note if reason else ""}


def take(session: Session, actor: Actor, claim_id: int, person_id: int | None) -> Claim:
    """Give a claim to a person (oneself: take it), or to nobody; raise as ``check_assignment`` does."""
    require(session, actor, Permission.CLAIM_TRIAGE)
    check_assignment(session, actor, person_id)
    refuse_conflicted(session, person_id, claim_id)
    claim = change_claim(session, actor, claim_id, "claim.take", assignee_id=person_id)
    notification.notify_of_claims(session, actor, person_id, [claim_id])
    return claim


def check_assignment(session: Session, actor: Actor, person_id: int | None) -> None:
    """Raise Forbidden unless the actor may give claims to this person, InvalidInput when there is no such one."""
    if person_id in (None, actor.person_id):
        return
    require(session, actor, Permission.CLAIM_ASSIGN)
    person = session.get(Person, person_id)
    if person is None or not person.active or person.role not in DESK_ROLES:
        raise InvalidInput(_("Choose somebody who works on this desk."))


def edit_claim(
    session: Session,
    actor: Actor,
    claim_id: int,
    *,
    text: str,
    kind: ClaimKind,
    attribution: str,
    edits: int,
) -> Claim:
    """Change a claim's text, kind and attribution; ``edits`` is what the form was made from.

    Raise StaleEdit when somebody changed the claim since.
    """
    require(session, actor, Permission.CLAIM_TRIAGE)
    claim = get_claim(session, claim_id)
    values = {"text": clean_text(text), "kind": kind, "attribution": attribution.strip()}
    refuse_stale(claim, edits, values, {name: getattr(claim, name) for name in values}, whole=True)
    return change_claim(session, actor, claim_id, "claim.edit", **values)


def add_claim(
    session: Session,
    actor: Actor,
    article_id: int,
    *,
    words: str,
    text: str = "",
    start: int | None = None,
    end: int | None = None,
) -> Claim:
    """Make a person's own claim at words of the newest version; it starts selected.

    ``start`` and ``end`` (code points) say which place is meant. Without them, or when other words stand there,
    the first place of the words is taken, and further places become further anchors. Raise InvalidInput when
    the words do not stand in the text.
    """
    require(session, actor, Permission.CLAIM_TRIAGE)
    version = newest_version(session, article_id)
    anchors = place_words(version.text, words, start, end)
    article = session.get_one(Article, article_id)
    claim = Claim(
        text=clean_text(text or anchors[0].exact),
        kind=ClaimKind.PROPERTY,
        language=article.language,
        state=ClaimState.SELECTED,
        created_by_id=actor.person_id,
    )
    session.add(claim)
    for anchor in anchors:
        session.add(appearance_of(claim, version, anchor))
    audit.record(session, actor, "claim.add", claim, {"text": claim.text, "article": article_id})
    return claim


def split_claim(
    session: Session,
    actor: Actor,
    claim_id: int,
    texts: Sequence[str],
    weights: Mapping[str, float] | None = None,
) -> list[Claim]:
    """Split a claim: it keeps the first text, each further text becomes a claim with the same anchors.

    Raise InvalidInput for fewer than two texts, and for a claim that was merged into another.
    ``weights`` are those of the desk, if they were read already.
    """
    require(session, actor, Permission.CLAIM_TRIAGE)
    cleaned = [clean_text(text) for text in texts if text.strip()]
    if len(cleaned) < 2:
        raise InvalidInput(_("To split a claim, write at least two claims, one on each line."))
    claim = get_claim(session, claim_id)
    if claim.state is ClaimState.MERGED:  # its words lead elsewhere: parts of it would have no place of their own
        raise InvalidInput(
            _("Claim %(id)s was merged into claim %(into)s; split that.", id=claim_id, into=claim.merged_into_id)
        )
    with undo.recorded(session, actor, "claim.split", [claim], article_of(claim)) as changes:
        claim.text = cleaned[0]
        parts = [_part_of(claim, text, actor) for text in cleaned[1:]]
        question.ask_again(session, [claim, *parts], weights)
        session.add_all(parts)
        session.flush()
        _place_parts(session, claim, parts)
        changes.created(parts)
        changes.note(texts=cleaned)
        verdict.follow_claim(session, claim_id)
    return [claim, *parts]


def merge_claim(session: Session, actor: Actor, claim_id: int, into_id: int) -> Claim:
    """Merge a claim into another one, which takes over its appearances; the merged one leads there.

    Raise Conflict for one with a published verdict, which readers would no longer find in its report.
    """
    require(session, actor, Permission.CLAIM_TRIAGE)
    claim, target = get_claim(session, claim_id), get_claim(session, into_id)
    if claim is target or target.state in HIDDEN_CLAIM_STATES:
        raise InvalidInput(_("Claim %(id)s cannot be merged into claim %(into)s.", id=claim_id, into=into_id))
    refused = merge_refusal(session, claim_id)
    if refused is not None:
        raise Conflict(refused)
    with undo.recorded(session, actor, "claim.merge", [claim, target], article_of(claim)) as changes:
        claim.state = next_state(CLAIM_STEPS, claim.state, ClaimStep.MERGE, _name(claim))
        claim.merged_into_id = target.id
        taken = {(a.version_id, a.start, a.end) for a in target.appearances}
        moved = [a for a in claim.appearances if a.start is None or (a.version_id, a.start, a.end) not in taken]
        for appearance in moved:
            appearance.claim = target
        changes.moved(moved, claim, target)
    return target


def merge_refusal(session: Session, claim_id: int) -> str | None:
    """Return why a claim leads nowhere else: readers find a verdict at it. None when it may be merged away."""
    if not verdict.published_among(session, [claim_id]):
        return None
    return _(
        "Claim %(id)s has a published verdict: merge the other claim into it, or withdraw the verdict first.",
        id=claim_id,
    )


def _step(session: Session, actor: Actor, claim_id: int, step: ClaimStep, **values: Any) -> Claim:
    claim = get_claim(session, claim_id)
    state = next_state(CLAIM_STEPS, claim.state, step, _name(claim))
    return change_claim(session, actor, claim_id, f"claim.{step.value}", state=state, **values)


def change_claim(session: Session, actor: Actor, claim_id: int, action: str, **values: Any) -> Claim:
    """Set columns of a claim as one event that can be undone; the open revision of its verdict follows."""
    claim = get_claim(session, claim_id)
    with undo.recorded(session, actor, action, [claim], article_of(claim)) as changes:
        for name, value in values.items():
            setattr(claim, name, value)
        if "text" in values:
            question.ask_again(session, [claim])
        changes.note(**values)
        session.flush()
        for name in ("assignee", "claimant"):
            if f"{name}_id" in values:
                session.expire(claim, [name])
        if values.keys() & undo.FOLLOWED:  # before the chain's head is locked
            verdict.follow_claim(session, claim_id, said_anew=bool(values.keys() & undo.SAID))
    return claim


def refuse_stale(
    claim: Claim,
    edits: int,
    yours: Mapping[str, str],
    theirs: Mapping[str, str] | None = None,
    *,
    whole: bool = False,
) -> None:
    """Raise StaleEdit when somebody changed the claim since the form was made.

    ``yours`` is what the form holds; ``theirs`` what is stored, if it is not in columns of the same names.
    ``whole``: the two tell all that the form holds as it holds it, so that a merged one can be sent.
    """
    if claim.edits == edits:
        return
    raise StaleEdit(
        _("Claim %(id)s was changed by somebody else since you opened it.", id=claim.id),
        theirs=theirs or {name: shown(getattr(claim, name)) for name in yours},
        yours=yours,
        edits=claim.edits if whole else None,
    )


def shown(value: Any) -> str:
    """Return a value of a claim as the page of a stale edit shows it."""
    if isinstance(value, StrEnum):
        return label(value)
    return "" if value is None else str(value)


def place_words(text: str, words: str, start: int | None = None, end: int | None = None) -> list[Anchor]:
    """Pin words of a text: at the place that is meant, or everywhere they stand; raise InvalidInput if nowhere."""
    words = normalise(words).strip()
    if start is not None and end is not None and text[start:end] == words:
        return [anchor_at(text, start, end)]
    anchors = list(find_words(text, words))
    if not anchors:
        raise InvalidInput(_("These words do not stand in the article: “%(words)s”.", words=words[:200]))
    return anchors


def _part_of(claim: Claim, text: str, actor: Actor) -> Claim:
    return Claim(
        text=text,
        kind=claim.kind,
        language=claim.language,
        state=claim.state,
        set_aside_reason=claim.set_aside_reason,
        selection_reason=claim.selection_reason,
        selection_note=claim.selection_note,
        said_on=claim.said_on,
        said_where=claim.said_where,
        provenance=claim.provenance,
        attribution=claim.attribution,
        score=claim.score,
        reasons=claim.reasons,
        answers=claim.answers,
        uncheckable=claim.uncheckable,
        assignee_id=None,
        created_by_id=actor.person_id,
    )


def _place_parts(session: Session, claim: Claim, parts: Sequence[Claim]) -> None:
    """Pin the parts of a claim where it is pinned, by one statement: places differ in what they lack."""
    anchor = ("anchor_kind", "anchor_status", "exact", "prefix", "suffix", "start", "end", "place", "attribution")
    followed = ("previous_id", "candidates", "confirmed_by_id", "confirmed_at")
    copied = ("article_id", "version_id", "version_length", *anchor, *followed)
    rows = [
        {"claim_id": part.id, **{name: getattr(place, name) for name in copied}}
        for part in parts
        for place in claim.appearances
    ]
    made: dict[int, list[Appearance]] = {part.id: [] for part in parts}
    if rows:
        order = insert(Appearance).returning(Appearance)
        for place in session.scalars(order.execution_options(render_nulls=True), rows):
            made[place.claim_id].append(place)
    for part in parts:
        places = sorted(made[part.id], key=lambda place: (place.article_id, place.start or 0))
        set_committed_value(part, "appearances", places)


def article_of(claim: Claim) -> int | None:
    """Return the article whose workbench shows a claim, if it appears in any."""
    return claim.appearances[0].article_id if claim.appearances else None


def _name(claim: Claim) -> str:
    return _("Claim %(id)s", id=claim.id)


def clean_text(text: str) -> str:
    """Return a claim's words on one line; raise InvalidInput when there are none or too many."""
    text = " ".join(text.split())
    if not text or len(text) > MAX_CLAIM_LENGTH:
        raise InvalidInput(_("A claim needs 1 to %(max)s characters.", max=MAX_CLAIM_LENGTH))
    return text
