"""Claims: their triage on the workbench."""

from datetime import date
from enum import StrEnum
from http import HTTPStatus
from typing import TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from claims.domain.anchor import normalise
from claims.domain.claim import Claim, DropReason, SelectionReason, SetAsideReason
from claims.domain.kind import ClaimKind
from claims.domain.permission import Permission
from claims.errors import InvalidInput
from claims.i18n import gettext as _
from claims.services import claim as service
from claims.web.access import requires
from claims.web.address import local_path
from claims.web.forms import attempt
from claims.web.forms.claim import EditClaimForm, MergeForm, SplitForm, TriageForm
from claims.web.session import current_actor, db

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
    return _back_to(service.select_claim(db(), current_actor(), claim_id, reason=reason, note=note))


@bp.post("/desk/claims/<int:claim_id>/set_aside")
@requires(Permission.CLAIM_TRIAGE)
def set_aside(claim_id: int) -> ResponseReturnValue:
    """Decide not to check a claim."""
    reason = _chosen(SetAsideReason, _("Choose why the claim is not checked."))
    return _back_to(service.set_aside(db(), current_actor(), claim_id, reason))


@bp.post("/desk/claims/<int:claim_id>/take")
@requires(Permission.CLAIM_TRIAGE)
def take(claim_id: int) -> ResponseReturnValue:
    """Take a claim to check."""
    actor = current_actor()
    return _back_to(service.take(db(), actor, claim_id, actor.person_id))


@bp.post("/desk/claims/<int:claim_id>/release")
@requires(Permission.CLAIM_TRIAGE)
def release(claim_id: int) -> ResponseReturnValue:
    """Give a claim back to everybody."""
    return _back_to(service.take(db(), current_actor(), claim_id, None))


@bp.post("/desk/claims/<int:claim_id>/wait")
@requires(Permission.CLAIM_TRIAGE)
def wait(claim_id: int) -> ResponseReturnValue:
    """Put a claim off until a date or an event."""
    typed = request.form.get("until", "").strip()
    try:
        until = date.fromisoformat(typed) if typed else None
    except ValueError:
        raise InvalidInput(_("Give the date until which the claim waits.")) from None
    event = normalise(request.form.get("event", ""))
    return _back_to(service.wait(db(), current_actor(), claim_id, until, event))


@bp.post("/desk/claims/<int:claim_id>/drop")
@requires(Permission.CLAIM_TRIAGE)
def drop(claim_id: int) -> ResponseReturnValue:
    """Give up checking a claim."""
    reason = _chosen(DropReason, _("Choose why the claim is given up."))
    return _back_to(service.drop(db(), current_actor(), claim_id, reason))


@bp.post("/desk/claims/<int:claim_id>/reopen")
@requires(Permission.CLAIM_TRIAGE)
def reopen(claim_id: int) -> ResponseReturnValue:
    """Put a claim back on the list to check."""
    return _back_to(service.reopen(db(), current_actor(), claim_id))


@bp.get("/desk/claims/<int:claim_id>/edit")
@requires(Permission.CLAIM_TRIAGE)
def edit(claim_id: int) -> ResponseReturnValue:
    """Show a claim's words to change."""
    claim = service.get_claim(db(), claim_id)
    form = EditClaimForm(formdata=None, obj=claim, back=request.args.get("back", "")).name_kinds()
    return _form_page("claim/edit.html", form, claim)


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
        return _back_to(claim)
    return _form_page("claim/edit.html", form, service.get_claim(db(), claim_id))


@bp.get("/desk/claims/<int:claim_id>/split")
@requires(Permission.CLAIM_TRIAGE)
def split(claim_id: int) -> ResponseReturnValue:
    """Ask what a claim is split into."""
    claim = service.get_claim(db(), claim_id)
    form = SplitForm(formdata=None, texts=claim.text, back=request.args.get("back", ""))
    return _form_page("claim/split.html", form, claim)


@bp.post("/desk/claims/<int:claim_id>/split")
@requires(Permission.CLAIM_TRIAGE)
def save_split(claim_id: int) -> ResponseReturnValue:
    """Split a claim."""
    form = SplitForm()
    texts = (form.texts.data or "").splitlines()
    if form.validate():
        parts = attempt(form, lambda: service.split_claim(db(), current_actor(), claim_id, texts))
        if parts is not None:
            flash(_("Claim %(id)s is split into %(number)s claims.", id=claim_id, number=len(parts)), "done")
            return _back_to(parts[0])
    return _form_page("claim/split.html", form, service.get_claim(db(), claim_id))


@bp.get("/desk/claims/<int:claim_id>/merge")
@requires(Permission.CLAIM_TRIAGE)
def merge(claim_id: int) -> ResponseReturnValue:
    """Ask which claim says the same."""
    claim = service.get_claim(db(), claim_id)
    form = MergeForm(formdata=None, back=request.args.get("back", "")).offer(service.merge_targets(db(), claim))
    return _form_page("claim/merge.html", form, claim)


@bp.post("/desk/claims/<int:claim_id>/merge")
@requires(Permission.CLAIM_TRIAGE)
def save_merge(claim_id: int) -> ResponseReturnValue:
    """Merge a claim into another one."""
    claim = service.get_claim(db(), claim_id)
    form = MergeForm().offer(service.merge_targets(db(), claim))
    if form.validate():
        target = attempt(form, lambda: service.merge_claim(db(), current_actor(), claim_id, form.into.data))
        if target is not None:
            flash(_("Claim %(id)s is merged into claim %(into)s.", id=claim_id, into=target.id), "done")
            return _back_to(target)
    return _form_page("claim/merge.html", form, service.get_claim(db(), claim_id))


def _form_page(template: str, form: TriageForm, claim: Claim) -> ResponseReturnValue:
    return render_template(
        template, form=form, claim=claim, leave=_card_url(claim, form.back.data or "")
    ), form.status


def _back_to(claim: Claim) -> ResponseReturnValue:
    """Go back to where the form stood, at the claim's card."""
    return redirect(_card_url(claim, request.form.get("back", "")), HTTPStatus.SEE_OTHER)


def _card_url(claim: Claim, back: str) -> str:
    """Return the page to go back to, at the claim's card, or at the one to go on with (``then``)."""
    then = request.args.get("then", claim.id, type=int)
    address = local_path(back) if back else workbench_url(claim)
    return f"{address.partition('#')[0]}#card-{then}"


def workbench_url(claim: Claim) -> str:
    """Return the workbench of the article that a claim appears in, or its own page when there is none."""
    if not claim.appearances:
        return url_for("claim.page", claim_id=claim.id)
    return url_for("article.workbench", article_id=claim.appearances[0].article_id)


def _chosen(kind: type[M], otherwise: str) -> M:
    """Return the reason that was chosen; raise InvalidInput with the sentence when none was."""
    value = request.form.get("reason", "")
    if value not in {member.value for member in kind}:
        raise InvalidInput(otherwise)
    return kind(value)
