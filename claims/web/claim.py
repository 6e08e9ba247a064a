"""Claims: their triage on the workbench, one at a time.

Each action answers a page's form with the way back to its list, and the workbench's script with the card.
"""

from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm.exc import StaleDataError

from claims.domain.anchor import normalise
from claims.domain.claim import Claim, DropReason, SelectionReason, SetAsideReason
from claims.domain.kind import ClaimKind
from claims.domain.label import label
from claims.domain.permission import Permission
from claims.domain.state import ClaimState
from claims.errors import InvalidInput, StaleEdit
from claims.i18n import gettext as _
from claims.services import claim as service
from claims.services.person import active_people
from claims.services.triage import check_assignment, require_unchanged
from claims.services.workbench import nearest_claims, search_claims
from claims.web.access import requires
from claims.web.address import local_path
from claims.web.card import NEXT, STAY, card_answer, form_answer, wants_cards
from claims.web.errors import stale_page
from claims.web.forms import attempt
from claims.web.forms.claim import (
    AssignForm,
    EditClaimForm,
    MergeForm,
    ReasonForm,
    SplitForm,
    TriageForm,
    WaitForm,
)
from claims.web.session import current_actor, db
from claims.web.stale import stale_form
from claims.web.workbench_page import at_claim

bp = Blueprint("claim", __name__)
M = TypeVar("M", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Asking:
    """One of the forms of a card: which macro of claim/_forms.html, and what it says above."""

    name: str
    title: str
    explanation: str = ""


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
    return _done(claim, _("Claim %(id)s is on the list to check.", id=claim_id), go=NEXT)


@bp.get("/desk/claims/<int:claim_id>/set_aside")
@requires(Permission.CLAIM_TRIAGE)
def ask_why_aside(claim_id: int) -> ResponseReturnValue:
    """Ask why a claim is not checked."""
    return _asked(_asking_why_aside(), ReasonForm(formdata=None).offer(SetAsideReason), claim_id)


@bp.post("/desk/claims/<int:claim_id>/set_aside")
@requires(Permission.CLAIM_TRIAGE)
def set_aside(claim_id: int) -> ResponseReturnValue:
    """Decide not to check a claim."""
    reason = _chosen(SetAsideReason, _("Choose why the claim is not checked."))
    require_unchanged(db(), claim_id, _edits(), wish=f"{label(ClaimState.NOT_SELECTED)}: {label(reason)}")
    claim = service.set_aside(db(), current_actor(), claim_id, reason)
    return _done(claim, _("Claim %(id)s is set aside: %(why)s.", id=claim_id, why=label(reason)), go=NEXT)


@bp.post("/desk/claims/<int:claim_id>/take")
@requires(Permission.CLAIM_TRIAGE)
def take(claim_id: int) -> ResponseReturnValue:
    """Take a claim to check."""
    actor = current_actor()
    require_unchanged(db(), claim_id, _edits(), wish=_("you check it"))
    claim = service.take(db(), actor, claim_id, actor.person_id)
    return _done(claim, _("You check claim %(id)s.", id=claim_id))


@bp.post("/desk/claims/<int:claim_id>/release")
@requires(Permission.CLAIM_TRIAGE)
def release(claim_id: int) -> ResponseReturnValue:
    """Give a claim back to everybody."""
    require_unchanged(db(), claim_id, _edits(), wish=_("nobody checks it"))
    claim = service.take(db(), current_actor(), claim_id, None)
    return _done(claim, _("Claim %(id)s is free again.", id=claim_id))


@bp.get("/desk/claims/<int:claim_id>/assign")
@requires(Permission.CLAIM_ASSIGN)
def ask_whom(claim_id: int) -> ResponseReturnValue:
    """Ask who checks a claim."""
    claim = service.get_claim(db(), claim_id)
    form = AssignForm(formdata=None, person=claim.assignee_id).offer(active_people(db()))
    return _asked(_asking_whom(claim_id), form, claim_id)


@bp.post("/desk/claims/<int:claim_id>/assign")
@requires(Permission.CLAIM_ASSIGN)
def assign(claim_id: int) -> ResponseReturnValue:
    """Give a claim to a person."""
    form = AssignForm().offer(active_people(db()))
    if not form.validate():
        return _asked_again(_asking_whom(claim_id), form, claim_id)
    check_assignment(db(), current_actor(), form.person.data)
    name = dict(form.person.choices)[form.person.data]
    require_unchanged(db(), claim_id, _edits(), wish=_("%(who)s checks it", who=name))
    claim = service.take(db(), current_actor(), claim_id, form.person.data)
    return _done(claim, _("%(who)s checks claim %(id)s.", who=name, id=claim_id))


@bp.get("/desk/claims/<int:claim_id>/wait")
@requires(Permission.CLAIM_TRIAGE)
def ask_until_when(claim_id: int) -> ResponseReturnValue:
    """Ask until when a claim waits."""
    return _asked(_asking_until_when(claim_id), WaitForm(formdata=None), claim_id)


@bp.post("/desk/claims/<int:claim_id>/wait")
@requires(Permission.CLAIM_TRIAGE)
def wait(claim_id: int) -> ResponseReturnValue:
    """Put a claim off until a date, an event, or whichever comes first."""
    form = WaitForm()
    if not form.validate():
        return _asked_again(_asking_until_when(claim_id), form, claim_id)
    require_unchanged(db(), claim_id, _edits(), wish=label(ClaimState.WAITING))
    until, event = form.until.data, form.event.data or ""
    claim = attempt(form, lambda: service.wait(db(), current_actor(), claim_id, until, event))
    if claim is None:
        return _asked_again(_asking_until_when(claim_id), form, claim_id)
    return _done(claim, _("Claim %(id)s waits.", id=claim_id))


@bp.get("/desk/claims/<int:claim_id>/drop")
@requires(Permission.CLAIM_TRIAGE)
def ask_why_dropped(claim_id: int) -> ResponseReturnValue:
    """Ask why a claim is given up."""
    asking = Asking("reason_form", _("Why is it not checked after all?"))
    return _asked(asking, ReasonForm(formdata=None).offer(DropReason), claim_id)


@bp.post("/desk/claims/<int:claim_id>/drop")
@requires(Permission.CLAIM_TRIAGE)
def drop(claim_id: int) -> ResponseReturnValue:
    """Give up checking a claim."""
    reason = _chosen(DropReason, _("Choose why the claim is given up."))
    require_unchanged(db(), claim_id, _edits(), wish=f"{label(ClaimState.DROPPED)}: {label(reason)}")
    claim = service.drop(db(), current_actor(), claim_id, reason)
    return _done(claim, _("Claim %(id)s is given up: %(why)s.", id=claim_id, why=label(reason)))


@bp.post("/desk/claims/<int:claim_id>/reopen")
@requires(Permission.CLAIM_TRIAGE)
def reopen(claim_id: int) -> ResponseReturnValue:
    """Put a claim back on the list to check."""
    require_unchanged(db(), claim_id, _edits(), wish=label(ClaimState.SELECTED))
    claim = service.reopen(db(), current_actor(), claim_id)
    return _done(claim, _("Claim %(id)s is on the list to check.", id=claim_id))


@bp.get("/desk/claims/<int:claim_id>/card")
@requires(Permission.CLAIM_TRIAGE)
def card(claim_id: int) -> ResponseReturnValue:
    """Show a claim's card as it is now, in the workbench."""
    if wants_cards():
        return card_answer("", [claim_id])
    return redirect(_card_url(claim_id, request.args.get("back", "")), HTTPStatus.SEE_OTHER)


@bp.get("/desk/claims/<int:claim_id>/edit")
@requires(Permission.CLAIM_TRIAGE)
def edit(claim_id: int) -> ResponseReturnValue:
    """Show a claim's words to change."""
    claim = service.get_claim(db(), claim_id)
    return _asked(_asking_edit(claim_id), EditClaimForm(formdata=None, obj=claim).name_kinds(), claim_id)


@bp.post("/desk/claims/<int:claim_id>/edit")
@requires(Permission.CLAIM_TRIAGE)
def save(claim_id: int) -> ResponseReturnValue:
    """Change a claim's words, unless somebody else did so meanwhile."""
    form = EditClaimForm().name_kinds()

    def change() -> Claim:
        return service.edit_claim(
            db(),
            current_actor(),
            claim_id,
            text=form.text.data,
            kind=ClaimKind(form.kind.data),
            attribution=form.attribution.data or "",
            edits=form.edits.data,
        )

    claim = attempt(form, change) if form.validate() else None
    if claim is not None:
        return _done(claim, _("Claim %(id)s is saved.", id=claim_id))
    return _asked_again(_asking_edit(claim_id), form, claim_id)


@bp.get("/desk/claims/<int:claim_id>/split")
@requires(Permission.CLAIM_TRIAGE)
def split(claim_id: int) -> ResponseReturnValue:
    """Ask what a claim is split into."""
    claim = service.get_claim(db(), claim_id)
    return _asked(_asking_split(claim_id), SplitForm(formdata=None, texts=claim.text), claim_id)


@bp.post("/desk/claims/<int:claim_id>/split")
@requires(Permission.CLAIM_TRIAGE)
def save_split(claim_id: int) -> ResponseReturnValue:
    """Split a claim."""
    form = SplitForm()
    texts = (form.texts.data or "").splitlines()
    if form.validate():
        require_unchanged(db(), claim_id, form.edits.data, wish=form.texts.data)
        parts = attempt(form, lambda: service.split_claim(db(), current_actor(), claim_id, texts))
        if parts is not None:
            said = _("Claim %(id)s is split into %(number)s claims.", id=claim_id, number=len(parts))
            if wants_cards():
                ids = [part.id for part in parts]
                before = dict(zip(ids[:0:-1], [claim_id] * len(ids), strict=False))  # each right after the first
                return card_answer(said, [claim_id], added=before)
            return _done(parts[0], said)
    return _asked_again(_asking_split(claim_id), form, claim_id)


@bp.get("/desk/claims/<int:claim_id>/merge")
@requires(Permission.CLAIM_TRIAGE)
def merge(claim_id: int) -> ResponseReturnValue:
    """Ask which claim says the same: one of the article, or one of the desk with the words looked for."""
    claim = service.get_claim(db(), claim_id)
    return _asked(_asking_merge(claim_id), _offer_targets(MergeForm(formdata=None), claim), claim_id)


@bp.post("/desk/claims/<int:claim_id>/merge")
@requires(Permission.CLAIM_TRIAGE)
def save_merge(claim_id: int) -> ResponseReturnValue:
    """Merge a claim into another one, which may be one of another article."""
    claim = service.get_claim(db(), claim_id)
    form = MergeForm()
    asked = db().get(Claim, form.into.data) if form.into.data else None
    form = _offer_targets(form, claim) if asked is None else form.offer([asked])
    if form.validate():
        require_unchanged(db(), claim_id, form.edits.data, wish=label(ClaimState.MERGED))
        articles = _articles_of(form.into.data)
        target = attempt(form, lambda: service.merge_claim(db(), current_actor(), claim_id, form.into.data))
        if target is not None:
            said = _("Claim %(id)s is merged into claim %(into)s.", id=claim_id, into=target.id)
            if wants_cards():
                new_here = request.form.get("article", type=int) not in articles
                instead = {target.id: claim_id} if new_here else {}
                gone = {claim_id: target.id}
                return card_answer(said, [target.id], gone=gone, instead=instead, go=str(target.id))
            return _done(target, said)
    return _asked_again(_asking_merge(claim_id), form, claim_id)


@bp.errorhandler(StaleEdit)
def _stale(error: StaleEdit) -> ResponseReturnValue:
    """Show both versions: in the card for the workbench's script, else on a page."""
    claim_id = (request.view_args or {}).get("claim_id")
    if not wants_cards() or claim_id is None:
        return stale_page(error)
    db().rollback()
    leave = _card_url(claim_id, request.form.get("back", ""))
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


def _asking_edit(claim_id: int) -> Asking:
    return Asking("edit_form", _("Edit claim %(id)s", id=claim_id))


def _asking_split(claim_id: int) -> Asking:
    explanation = _(
        "When it says two things that must be checked one by one. All parts keep the place in the text."
    )
    return Asking("split_form", _("Split claim %(id)s", id=claim_id), explanation)


def _asking_merge(claim_id: int) -> Asking:
    explanation = _(
        "When another claim says the same. That one stays and takes over the places in the text; this one leads"
        " to it."
    )
    return Asking("merge_form", _("Merge claim %(id)s", id=claim_id), explanation)


def _asked(asking: Asking, form: TriageForm, claim_id: int) -> ResponseReturnValue:
    """Show a form of a card: in the card, or on a page of its own."""
    claim = service.get_claim(db(), claim_id)
    form.back.data, form.article.data = request.values.get("back", ""), request.values.get("article", "")
    form.edits.data = claim.edits
    return _asked_again(asking, form, claim_id)


def _asked_again(asking: Asking, form: TriageForm, claim_id: int) -> ResponseReturnValue:
    """Show the form as it was sent."""
    claim = service.get_claim(db(), claim_id)
    form.numbered(claim_id)
    values = {
        "name": asking.name,
        "title": asking.title,
        "explanation": asking.explanation,
        "form": form,
        "claim": claim,
        "action": request.path,
        "leave": _card_url(claim_id, form.back.data or ""),
    }
    if wants_cards():
        card = Markup(render_template("claim/_in_card.html", **values))  # noqa: S704 (a template's)
        return form_answer(claim_id, card, form.status)
    return render_template("claim/form.html", **values), form.status


def _done(claim: Claim, said: str, *, go: str = STAY) -> ResponseReturnValue:
    """Answer with the card, or go back to where the form stood, at the claim's card."""
    if wants_cards():
        return card_answer(said, [claim.id], go=go)
    flash(said, "done")
    return redirect(_card_url(claim.id, request.form.get("back", "")), HTTPStatus.SEE_OTHER)


def _card_url(claim_id: int, back: str) -> str:
    """Return the page to go back to, at the claim's card, or at the one to go on with (``then``)."""
    then = request.args.get("then", claim_id, type=int)
    address = local_path(back) if back else workbench_url(service.get_claim(db(), claim_id))
    return at_claim(address.partition("#")[0], f"card-{then}")


def workbench_url(claim: Claim) -> str:
    """Return the workbench of the article that a claim appears in, or its own page when there is none."""
    if not claim.appearances:
        return url_for("claim.page", claim_id=claim.id)
    return url_for("article.workbench", article_id=claim.appearances[0].article_id)


def _offer_targets(form: MergeForm, claim: Claim) -> MergeForm:
    form.looked_for = request.args.get("q", "")
    if form.looked_for.strip():
        return form.offer(search_claims(db(), form.looked_for, without=claim))
    return form.offer(nearest_claims(db(), claim))


def _articles_of(claim_id: int) -> set[int]:
    return {place.article_id for place in service.get_claim(db(), claim_id).appearances}


def _edits() -> int | None:
    """Return the state of the claim that the person saw, as its button or form says."""
    return request.values.get("edits", type=int)


def _chosen(kind: type[M], otherwise: str) -> M:
    """Return the reason that was chosen; raise InvalidInput with the sentence when none was."""
    value = request.form.get("reason", "")
    if value not in {member.value for member in kind}:
        raise InvalidInput(otherwise)
    return kind(value)
