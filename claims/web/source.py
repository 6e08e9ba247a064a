"""Sources: attaching them to claims as evidence, and the page of one."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from claims.domain.permission import Permission
from claims.domain.source import Evidence
from claims.services import quotation
from claims.services.claim import get_claim
from claims.services.source import (
    add_source,
    claims_resting_on,
    get_source,
    recent_sources,
    remove_evidence,
)
from claims.services.source import attach as attach_source
from claims.web.access import requires
from claims.web.forms import attempt
from claims.web.forms.source import SourceForm
from claims.web.session import current_actor, db, resources

bp = Blueprint("source", __name__)


@bp.get("/desk/claims/<int:claim_id>/sources/new")
@requires(Permission.SOURCE_ATTACH)
def attach(claim_id: int) -> ResponseReturnValue:
    """Show the form that attaches a source to a claim."""
    return _form_page(claim_id, SourceForm(recent_sources(db())))


@bp.post("/desk/claims/<int:claim_id>/sources/new")
@requires(Permission.SOURCE_ATTACH)
def attach_submit(claim_id: int) -> ResponseReturnValue:
    """Attach a source, new or there already, to a claim as evidence."""
    form = SourceForm(recent_sources(db()))
    if form.validate() and attempt(form, lambda: _attach(claim_id, form)) is not None:
        flash(_("The source is attached."), "done")
        return redirect(url_for("claim.page", claim_id=claim_id, _anchor="evidence"), 303)
    return _form_page(claim_id, form)


@bp.get("/desk/sources/<int:source_id>")
@requires(Permission.DESK_SEE)
def page(source_id: int) -> ResponseReturnValue:
    """Show what a source is, and which claims rest on it."""
    source = get_source(db(), source_id)
    return render_template("source/page.html", source=source, used=claims_resting_on(db(), source_id))


@bp.post("/desk/evidence/<int:evidence_id>/remove")
@requires(Permission.SOURCE_ATTACH)
def remove(evidence_id: int) -> ResponseReturnValue:
    """Take a piece of evidence off its claim."""
    evidence = remove_evidence(db(), current_actor(), evidence_id)
    flash(_("The evidence is removed. What was published keeps it."), "done")
    return redirect(url_for("claim.page", claim_id=evidence.claim_id, _anchor="evidence"), 303)


def _attach(claim_id: int, form: SourceForm) -> Evidence:
    actor = current_actor()
    source_id = form.source_id or add_source(db(), actor, form.new_source()).id
    evidence = attach_source(db(), actor, claim_id, source_id, form.new_evidence())
    quotation.order_check(db(), resources().jobs, evidence)
    return evidence


def _form_page(claim_id: int, form: SourceForm) -> ResponseReturnValue:
    return render_template("source/attach.html", claim=get_claim(db(), claim_id), form=form), form.status
