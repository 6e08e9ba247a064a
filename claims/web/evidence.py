"""Evidence: changing what was said of a source and a claim."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from claims.domain.permission import Permission
from claims.domain.source import Evidence
from claims.services.claim import get_claim
from claims.services.evidence import change_evidence, get_evidence
from claims.web.access import requires
from claims.web.forms import attempt
from claims.web.forms.evidence import EvidenceForm
from claims.web.session import current_actor, db, resources

bp = Blueprint("evidence", __name__)


@bp.get("/desk/evidence/<int:evidence_id>")
@requires(Permission.SOURCE_ATTACH)
def edit(evidence_id: int) -> ResponseReturnValue:
    """Show the form that changes a piece of evidence."""
    evidence = get_evidence(db(), evidence_id)
    if evidence.source.withheld:
        return redirect(url_for("withheld.page", source_id=evidence.source_id))
    return _page(evidence, EvidenceForm.of(evidence))


@bp.post("/desk/evidence/<int:evidence_id>")
@requires(Permission.SOURCE_ATTACH)
def save(evidence_id: int) -> ResponseReturnValue:
    """Save what was changed; a changed quotation is looked for again."""
    form = EvidenceForm()
    if form.validate() and attempt(form, lambda: _save(evidence_id, form)) is not None:
        flash(_("Saved. What was published keeps the evidence as it was."), "done")
        claim_id = get_evidence(db(), evidence_id).claim_id
        return redirect(url_for("claim.page", claim_id=claim_id, _anchor=f"evidence-{evidence_id}"), 303)
    return _page(get_evidence(db(), evidence_id), form)


def _save(evidence_id: int, form: EvidenceForm) -> Evidence:
    actor, jobs = current_actor(), resources().jobs
    return change_evidence(db(), actor, jobs, evidence_id, form.new_evidence(), edits=form.edits.data)


def _page(evidence: Evidence, form: EvidenceForm) -> ResponseReturnValue:
    claim = get_claim(db(), evidence.claim_id)
    return render_template("evidence/edit.html", evidence=evidence, claim=claim, form=form), form.status
