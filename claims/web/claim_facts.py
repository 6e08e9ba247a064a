"""What the desk knows of a claim: facts, plan, reason and topics; and claims that stand in no article."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from claims.domain.claim import Claim
from claims.domain.kind import ClaimKind
from claims.domain.permission import Permission
from claims.i18n import gettext as _
from claims.services import claim_facts as service
from claims.services.claim import get_claim
from claims.services.conflict_of_interest import conflicted_people
from claims.services.person import active_people
from claims.services.tag import add_tag, known_tags, remove_tag
from claims.web.access import requires
from claims.web.forms import DeskForm, attempt
from claims.web.forms.claim_facts import (
    EditFactsForm,
    NewClaimWithoutArticleForm,
    PlanForm,
    SelectionForm,
    TagForm,
)
from claims.web.session import current_actor, db, desk

bp = Blueprint("claim_facts", __name__)


@bp.get("/desk/claims/new")
@requires(Permission.CLAIM_TRIAGE)
def new() -> ResponseReturnValue:
    """Ask for a claim that stands in no article."""
    form = NewClaimWithoutArticleForm(formdata=None, kind=ClaimKind.PROPERTY.value, language=desk().language[:2])
    return render_template("claim/new.html", form=form)


@bp.post("/desk/claims/new")
@requires(Permission.CLAIM_TRIAGE)
def add() -> ResponseReturnValue:
    """Take in a rumour or a tip."""
    form = NewClaimWithoutArticleForm()
    if form.validate():
        said_by = form.attribution.data or ""
        claim = attempt(
            form,
            lambda: service.add_claim_without_article(
                db(), current_actor(), form.text.data, form.facts(), attribution=said_by
            ),
        )
        if claim is not None:
            return _done(claim.id, _("Claim %(id)s is on the list to check.", id=claim.id))
    return render_template("claim/new.html", form=form), form.status


@bp.get("/desk/claims/<int:claim_id>/facts")
@requires(Permission.CLAIM_TRIAGE)
def edit(claim_id: int) -> ResponseReturnValue:
    """Show what the desk knows of a claim, to change it."""
    return _page(get_claim(db(), claim_id))


@bp.post("/desk/claims/<int:claim_id>/facts")
@requires(Permission.CLAIM_TRIAGE)
def save(claim_id: int) -> ResponseReturnValue:
    """Change when and where the claim was made, its kind and its language."""
    form = EditFactsForm()
    if form.validate():
        edits = form.edits.data
        change = attempt(
            form, lambda: service.save_facts(db(), current_actor(), claim_id, form.facts(), edits=edits)
        )
        if change is not None:
            return _done(claim_id, _("Saved."))
    return _page(get_claim(db(), claim_id), facts=form)


@bp.post("/desk/claims/<int:claim_id>/plan")
@requires(Permission.CLAIM_TRIAGE)
def plan(claim_id: int) -> ResponseReturnValue:
    """Say who checks the claim and by when."""
    form = PlanForm().offer(active_people(db()), conflicted_people(db(), [claim_id]))
    if form.validate() and attempt(form, lambda: _plan(claim_id, form)) is not None:
        return _done(claim_id, _("Saved."))
    return _page(get_claim(db(), claim_id), plan=form)


@bp.post("/desk/claims/<int:claim_id>/selection_reason")
@requires(Permission.CLAIM_TRIAGE)
def selection_reason(claim_id: int) -> ResponseReturnValue:
    """Say why the claim is checked."""
    form = SelectionForm()
    if form.validate():
        reason, note, edits = form.chosen, form.note.data or "", form.edits.data
        change = attempt(
            form,
            lambda: service.save_selection_reason(db(), current_actor(), claim_id, reason, note, edits=edits),
        )
        if change is not None:
            return _done(claim_id, _("Saved."))
    return _page(get_claim(db(), claim_id), selection=form)


@bp.post("/desk/claims/<int:claim_id>/tags")
@requires(Permission.CLAIM_TRIAGE)
def tag(claim_id: int) -> ResponseReturnValue:
    """File the claim under a topic."""
    form = TagForm()
    if form.validate():
        added = attempt(form, lambda: add_tag(db(), current_actor(), claim_id, form.name.data))
        if added is not None:
            return redirect(url_for("claim_facts.edit", claim_id=claim_id, _anchor="topics"), HTTPStatus.SEE_OTHER)
    return _page(get_claim(db(), claim_id), tag=form)


@bp.post("/desk/claims/<int:claim_id>/tags/<int:tag_id>/remove")
@requires(Permission.CLAIM_TRIAGE)
def untag(claim_id: int, tag_id: int) -> ResponseReturnValue:
    """Take the claim out of a topic."""
    remove_tag(db(), current_actor(), claim_id, tag_id)
    return redirect(url_for("claim_facts.edit", claim_id=claim_id, _anchor="topics"), HTTPStatus.SEE_OTHER)


def _plan(claim_id: int, form: PlanForm) -> Claim:
    return service.plan_claim(
        db(),
        current_actor(),
        claim_id,
        assignee_id=form.assignee_id,
        deadline=form.deadline.data,
        edits=form.edits.data,
    )


def _done(claim_id: int, message: str) -> ResponseReturnValue:
    flash(message, "done")
    return redirect(url_for("claim.page", claim_id=claim_id), HTTPStatus.SEE_OTHER)


def _page(
    claim: Claim,
    *,
    facts: DeskForm | None = None,
    plan: DeskForm | None = None,
    selection: DeskForm | None = None,
    tag: DeskForm | None = None,
) -> ResponseReturnValue:
    """Show all forms of the claim: as it is stored, but for the one that holds an error."""
    reason = claim.selection_reason.value if claim.selection_reason else ""
    wrong = facts or plan or selection or tag
    html = render_template(
        "claim/facts.html",
        claim=claim,
        facts_form=facts or EditFactsForm(formdata=None, obj=claim),
        plan_form=plan or PlanForm.of(claim).offer(active_people(db()), conflicted_people(db(), [claim.id])),
        selection_form=selection
        or SelectionForm(formdata=None, reason=reason, note=claim.selection_note, edits=claim.edits),
        tag_form=tag or TagForm(formdata=None),
        known_tags=known_tags(db()),
    )
    return html, wrong.status if wrong else HTTPStatus.OK
