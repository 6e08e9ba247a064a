"""Claims: their triage on the workbench, one at a time.

Each action answers a page's form with the way back to its list, and the workbench's script with the card.
"""

from enum import StrEnum
from http import HTTPStatus
from typing import TypeVar

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm.exc import StaleDataError

from claims.domain.anchor import normalise
from claims.domain.claim import DropReason, SelectionReason, SetAsideReason
from claims.domain.label import label
from claims.domain.permission import Permission
from claims.domain.state import ClaimState
from claims.errors import InvalidInput, StaleEdit
from claims.i18n import gettext as _
from claims.services import claim as service
from claims.services.conflict_of_interest import conflicted_people
from claims.services.person import active_people
from claims.services.triage import require_unchanged
from claims.web.access import requires
from claims.web.asking import Asking, asked, asked_again, card_url, done
from claims.web.card import NEXT, card_answer, form_answer, wants_cards
from claims.web.errors import stale_page
from claims.web.forms import attempt
from claims.web.forms.claim import (
    AssignForm,
    ReasonForm,
    WaitForm,
)
from claims.web.session import current_actor, db
from claims.web.stale import stale_form

bp = Blueprint("claim", __name__)
M = TypeVar("M", bound=StrEnum)


@bp.post("/desk/claims/<int:claim_id>/select")
@requires(Permission.CLAIM_TRIAGE)
def select(claim_id: int) -> ResponseReturnValue:
    """Put a claim on the list to check; a reason is taken where one was chosen."""
    reason = (
        _chosen(SelectionReason, _("Choose why the claim is checked.")) if request.form.get("reason") else None
    )
    note = normalise(request.form.get("note", ""))
    require_unchanged(db(), claim_id, _edits(), wish=label(ClaimState.SELECTED))
    claim = service.select_claim(db(), current_actor(), claim_id, reason=reason, note=note)
    return done(claim, _("Claim %(id)s is on the list to check.", id=claim_id), go=NEXT)


@bp.get("/desk/claims/<int:claim_id>/set_aside")
@requires(Permission.CLAIM_TRIAGE)
def ask_why_aside(claim_id: int) -> ResponseReturnValue:
    """Ask why a claim is not checked."""
    return asked(_asking_why_aside(), ReasonForm(formdata=None).offer(SetAsideReason), claim_id)


@bp.post("/desk/claims/<int:claim_id>/set_aside")
@requires(Permission.CLAIM_TRIAGE)
def set_aside(claim_id: int) -> ResponseReturnValue:
    """Decide not to check a claim."""
    reason = _chosen(SetAsideReason, _("Choose why the claim is not checked."))
    require_unchanged(db(), claim_id, _edits(), wish=f"{label(ClaimState.NOT_SELECTED)}: {label(reason)}")
    claim = service.set_aside(db(), current_actor(), claim_id, reason)
    return done(claim, _("Claim %(id)s is set aside: %(why)s.", id=claim_id, why=label(reason)), go=NEXT)


@bp.post("/desk/claims/<int:claim_id>/take")
@requires(Permission.CLAIM_TRIAGE)
def take(claim_id: int) -> ResponseReturnValue:
    """Take a claim to check."""
    actor = current_actor()
    require_unchanged(db(), claim_id, _edits(), wish=_("you check it"))
    claim = service.take(db(), actor, claim_id, actor.person_id)
    return done(claim, _("You check claim %(id)s.", id=claim_id))


@bp.post("/desk/claims/<int:claim_id>/release")
@requires(Permission.CLAIM_TRIAGE)
def release(claim_id: int) -> ResponseReturnValue:
    """Give a claim back to everybody."""
    require_unchanged(db(), claim_id, _edits(), wish=_("nobody checks it"))
    claim = service.take(db(), current_actor(), claim_id, None)
    return done(claim, _("Claim %(id)s is free again.", id=claim_id))


@bp.get("/desk/claims/<int:claim_id>/assign")
@requires(Permission.CLAIM_ASSIGN)
def ask_whom(claim_id: int) -> ResponseReturnValue:
    """Ask who checks a claim."""
    claim = service.get_claim(db(), claim_id)
    form = AssignForm(formdata=None, person=claim.assignee_id)
    form.offer(active_people(db()), conflicted_people(db(), [claim_id]))
    return asked(_asking_whom(claim_id), form, claim_id)


@bp.post("/desk/claims/<int:claim_id>/assign")
@requires(Permission.CLAIM_ASSIGN)
def assign(claim_id: int) -> ResponseReturnValue:
    """Give a claim to a person."""
    form = AssignForm().offer(active_people(db()), conflicted_people(db(), [claim_id]))
    if not form.validate():
        return asked_again(_asking_whom(claim_id), form, claim_id)
    name = dict(form.person.choices)[form.person.data]
    require_unchanged(db(), claim_id, _edits(), wish=_("%(who)s checks it", who=name))
    claim = service.take(db(), current_actor(), claim_id, form.person.data)
    return done(claim, _("%(who)s checks claim %(id)s.", who=name, id=claim_id))


@bp.get("/desk/claims/<int:claim_id>/wait")
@requires(Permission.CLAIM_TRIAGE)
def ask_until_when(claim_id: int) -> ResponseReturnValue:
    """Ask until when a claim waits."""
    return asked(_asking_until_when(claim_id), WaitForm(formdata=None), claim_id)


@bp.post("/desk/claims/<int:claim_id>/wait")
@requires(Permission.CLAIM_TRIAGE)
def wait(claim_id: int) -> ResponseReturnValue:
    """Put a claim off until a date, an event, or whichever comes first."""
    form = WaitForm()
    if not form.validate():
        return asked_again(_asking_until_when(claim_id), form, claim_id)
    require_unchanged(db(), claim_id, _edits(), wish=label(ClaimState.WAITING))
    until, event = form.until.data, form.event.data or ""
    claim = attempt(form, lambda: service.wait(db(), current_actor(), claim_id, until, event))
    if claim is None:
        return asked_again(_asking_until_when(claim_id), form, claim_id)
    return done(claim, _("Claim %(id)s waits.", id=claim_id))


@bp.get("/desk/claims/<int:claim_id>/drop")
@requires(Permission.CLAIM_TRIAGE)
def ask_why_dropped(claim_id: int) -> ResponseReturnValue:
    """Ask why a claim is given up."""
    asking = Asking("reason_form", _("Why is it not checked after all?"))
    return asked(asking, ReasonForm(formdata=None).offer(DropReason), claim_id)


@bp.post("/desk/claims/<int:claim_id>/drop")
@requires(Permission.CLAIM_TRIAGE)
def drop(claim_id: int) -> ResponseReturnValue:
    """Give up checking a claim."""
    reason = _chosen(DropReason, _("Choose why the claim is given up."))
    require_unchanged(db(), claim_id, _edits(), wish=f"{label(ClaimState.DROPPED)}: {label(reason)}")
    claim = service.drop(db(), current_actor(), claim_id, reason)
    return done(claim, _("Claim %(id)s is given up: %(why)s.", id=claim_id, why=label(reason)))


@bp.post("/desk/claims/<int:claim_id>/reopen")
@requires(Permission.CLAIM_TRIAGE)
def reopen(claim_id: int) -> ResponseReturnValue:
    """Put a claim back on the list to check."""
    require_unchanged(db(), claim_id, _edits(), wish=label(ClaimState.SELECTED))
    claim = service.reopen(db(), current_actor(), claim_id)
    return done(claim, _("Claim %(id)s is on the list to check.", id=claim_id))


@bp.get("/desk/claims/<int:claim_id>/card")
@requires(Permission.CLAIM_TRIAGE)
def card(claim_id: int) -> ResponseReturnValue:
    """Show a claim's card as it is now, in the workbench."""
    if wants_cards():
        return card_answer("", [claim_id])
    return redirect(card_url(claim_id, request.args.get("back", "")), HTTPStatus.SEE_OTHER)


@bp.errorhandler(StaleEdit)
def _stale(error: StaleEdit) -> ResponseReturnValue:
    """Show both versions: in the card for the workbench's script, else on a page."""
    claim_id = (request.view_args or {}).get("claim_id")
    if not wants_cards() or claim_id is None:
        return stale_page(error)
    db().rollback()
    leave = card_url(claim_id, request.form.get("back", ""))
    form = render_template("claim/_stale_in_card.html", stale=stale_form(error), leave=leave)
    return form_answer(claim_id, Markup(form), HTTPStatus.CONFLICT, error.message)  # noqa: S704 (a template's)


@bp.errorhandler(StaleDataError)
def _overtaken(_error: StaleDataError) -> ResponseReturnValue:
    """Somebody else saved between our reading and our writing: show it as any stale edit."""
    db().rollback()
    claim_id = (request.view_args or {})["claim_id"]
    claim = service.get_claim(db(), claim_id)
    message = _("Claim %(id)s was changed by somebody else at the same moment.", id=claim_id)
    theirs = {"text": claim.text, "state": label(claim.state)}
    return _stale(StaleEdit(message, theirs=theirs, yours=dict(request.form), edits=claim.edits))


def _asking_why_aside() -> Asking:
    return Asking("reason_form", _("Why is it not checked?"))


def _asking_whom(claim_id: int) -> Asking:
    return Asking("assign_form", _("Who checks claim %(id)s?", id=claim_id))


def _asking_until_when(claim_id: int) -> Asking:
    return Asking("wait_form", _("Put off claim %(id)s", id=claim_id))


def _edits() -> int | None:
    """Return the state of the claim that the person saw, as its button or form says."""
    return request.values.get("edits", type=int)


def _chosen(kind: type[M], otherwise: str) -> M:
    """Return the reason that was chosen; raise InvalidInput with the sentence when none was."""
    value = request.form.get("reason", "")
    if value not in {member.value for member in kind}:
        raise InvalidInput(otherwise)
    return kind(value)
