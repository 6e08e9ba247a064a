"""What the desk knows of a claim besides its words: when and where it was made, who checks it and by when."""

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from claims.domain.claim import MAX_OCCASION_LENGTH, Claim, SelectionReason
from claims.domain.claimant import MAX_CLAIMANT_LENGTH
from claims.domain.kind import ClaimKind
from claims.domain.permission import Permission
from claims.domain.person import Actor, Person
from claims.domain.state import ClaimState
from claims.errors import Conflict, InvalidInput
from claims.i18n import gettext as _
from claims.services import audit
from claims.services.claim import change_claim, clean_text, get_claim, refuse_stale, selection_of, shown
from claims.services.conflict_of_interest import refuse_conflicted
from claims.services.notification import notify_of_claims
from claims.services.permission import require
from claims.services.person import active_people

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a person says of a claim."""

    kind: ClaimKind
    language: str
    """BCP 47 tag, mostly of two letters."""
    said_on: date | None = None
    said_where: str = ""
    provenance: str = ""
    """How it came to the desk; needed of a claim without an article."""


def check_claim_without_article(text: str, facts: Facts, *, attribution: str = "") -> None:
    """Raise InvalidInput for what ``add_claim_without_article`` would not take in."""
    _new_columns(text, facts, attribution)


def add_claim_without_article(
    session: Session, actor: Actor, text: str, facts: Facts, *, attribution: str = ""
) -> Claim:
    """Take in a rumour or a tip: a person's own claim, in our words, which starts selected.

    Raise InvalidInput for words that are missing or too many, or when nothing says how it came to the desk.
    """
    require(session, actor, Permission.CLAIM_TRIAGE)
    columns = _new_columns(text, facts, attribution)
    claim = Claim(state=ClaimState.SELECTED, created_by_id=actor.person_id, **columns)
    session.add(claim)
    audit.record(session, actor, "claim.add", claim, {"text": claim.text, **_columns(facts)})
    return claim


def save_facts(session: Session, actor: Actor, claim_id: int, facts: Facts, *, edits: int) -> Claim:
    """Change what the desk knows of a claim; ``edits`` is what the form was made from. Raise StaleEdit."""
    require(session, actor, Permission.CLAIM_TRIAGE)
    claim = get_claim(session, claim_id)
    columns = _columns(facts)
    refuse_stale(claim, edits, {name: shown(value) for name, value in columns.items()})
    _check(facts, placed=bool(claim.appearances))
    changed = {name: value for name, value in columns.items() if getattr(claim, name) != value}
    return change_claim(session, actor, claim_id, "claim.facts", **changed) if changed else claim


def save_selection_reason(
    session: Session, actor: Actor, claim_id: int, reason: SelectionReason | None, note: str, *, edits: int
) -> Claim:
    """Say why a claim is checked; "other" takes a sentence. Raise Conflict while it is not to be checked."""
    require(session, actor, Permission.CLAIM_TRIAGE)
    claim = get_claim(session, claim_id)
    chosen = selection_of(reason, note)
    refuse_stale(claim, edits, {name: shown(value) for name, value in chosen.items()})
    if claim.state not in (ClaimState.SELECTED, ClaimState.WAITING):
        raise Conflict(_("Claim %(id)s is not on the list to check; select it first.", id=claim_id))
    return change_claim(session, actor, claim_id, "claim.selection_reason", **chosen)


def plan_claim(
    session: Session, actor: Actor, claim_id: int, *, assignee_id: int | None, deadline: date | None, edits: int
) -> Claim:
    """Say who checks a claim and by when. Raise StaleEdit, and Forbidden for who may not give it to others."""
    require(session, actor, Permission.CLAIM_TRIAGE)
    claim = get_claim(session, claim_id)
    person = session.get(Person, assignee_id) if assignee_id is not None else None
    yours = {"assignee": person.name if person else "", "deadline": shown(deadline)}
    if claim.edits != edits:
        _refuse_stale_plan(claim, edits, yours)
    if assignee_id not in (None, actor.person_id, claim.assignee_id):
        require(session, actor, Permission.CLAIM_ASSIGN)
    if assignee_id is not None and assignee_id not in {one.id for one in active_people(session)}:
        raise InvalidInput(_("There is nobody with the number %(id)s on this desk.", id=assignee_id))
    new = assignee_id if assignee_id != claim.assignee_id else None
    refuse_conflicted(session, new, claim_id)
    change_claim(session, actor, claim_id, "claim.plan", assignee_id=assignee_id, deadline=deadline)
    notify_of_claims(session, actor, new, [claim_id])
    return claim


def _refuse_stale_plan(claim: Claim, edits: int, yours: dict[str, str]) -> None:
    theirs = {"assignee": claim.assignee.name if claim.assignee else "", "deadline": shown(claim.deadline)}
    refuse_stale(claim, edits, yours, theirs=theirs)


def _new_columns(text: str, facts: Facts, attribution: str) -> dict[str, object]:
    _check(facts, placed=False)
    said = {"text": clean_text(text), "attribution": _one_line(attribution, MAX_CLAIMANT_LENGTH)}
    return {**said, **_columns(facts)}


def _columns(facts: Facts) -> dict[str, object]:
    return {
        "kind": facts.kind,
        "language": facts.language,
        "said_on": facts.said_on,
        "said_where": _one_line(facts.said_where, MAX_OCCASION_LENGTH),
        "provenance": _one_line(facts.provenance, MAX_OCCASION_LENGTH),
    }


def _check(facts: Facts, *, placed: bool) -> None:
    if not placed and not facts.provenance.strip():
        raise InvalidInput(_("Say how the claim came to the desk: it stands in no article."))
    if not _LANGUAGE.fullmatch(facts.language):
        raise InvalidInput(_("“%(language)s” is not a language tag, such as “en”.", language=facts.language[:20]))


def _one_line(text: str, longest: int) -> str:
    text = " ".join(text.split())
    if len(text) > longest:
        raise InvalidInput(_("“%(words)s…” may have at most %(max)s characters.", words=text[:40], max=longest))
    return text
