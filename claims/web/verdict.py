"""Verdicts: writing one, and handing it to a second person."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from claims.domain.permission import Permission
from claims.domain.state import OPEN_REVISION_STATES
from claims.domain.verdict import VerdictRevision
from claims.domain.workflow import REVISION_STEPS, RevisionStep
from claims.services.gate import checklist
from claims.services.publication import published_evidence
from claims.services.rating import newest_scale
from claims.services.verdict import get_revision, save_revision, start_revision
from claims.services.verdict import submit as submit_revision
from claims.web.access import requires
from claims.web.forms import attempt
from claims.web.forms.verdict import VerdictForm
from claims.web.session import current_actor, db

bp = Blueprint("verdict", __name__)
THEN_SUBMIT = "submit"
"""Value of the button that saves and submits at once."""


@bp.post("/desk/claims/<int:claim_id>/verdict")
@requires(Permission.VERDICT_WRITE)
def start(claim_id: int) -> ResponseReturnValue:
    """Start the next revision of a claim's verdict."""
    revision = start_revision(db(), current_actor(), claim_id)
    return redirect(url_for("verdict.edit", revision_id=revision.id), 303)


@bp.get("/desk/verdicts/<int:revision_id>")
@requires(Permission.VERDICT_WRITE)
def edit(revision_id: int) -> ResponseReturnValue:
    """Show the form that a verdict is written in; what is published is only shown."""
    revision = get_revision(db(), revision_id)
    if revision.state not in OPEN_REVISION_STATES:
        return redirect(url_for("approval.page", revision_id=revision_id), 303)
    return _page(revision, _form(revision))


@bp.post("/desk/verdicts/<int:revision_id>")
@requires(Permission.VERDICT_WRITE)
def edit_submit(revision_id: int) -> ResponseReturnValue:
    """Save what was written, and submit it if that is asked."""
    revision = get_revision(db(), revision_id)
    form = _form(revision)
    then_submit = request.form.get("then") == THEN_SUBMIT
    if form.validate() and attempt(form, lambda: _save(revision_id, form, then_submit=then_submit)) is not None:
        return _submitted(revision_id) if then_submit else _saved(revision_id)
    return _page(get_revision(db(), revision_id), form)


@bp.post("/desk/verdicts/<int:revision_id>/submit")
@requires(Permission.VERDICT_WRITE)
def submit(revision_id: int) -> ResponseReturnValue:
    """Hand what is saved to a second person."""
    submit_revision(db(), current_actor(), revision_id)
    return _submitted(revision_id)


def _save(revision_id: int, form: VerdictForm, *, then_submit: bool) -> VerdictRevision:
    saved = save_revision(
        db(),
        current_actor(),
        revision_id,
        edits=int(form.edits.data),
        rating_id=form.rating.data,
        as_of=form.as_of.data,
        recheck_on=form.recheck_on.data,
        texts=form.texts,
        answers=form.answers,
    )
    return submit_revision(db(), current_actor(), revision_id) if then_submit else saved


def _saved(revision_id: int) -> ResponseReturnValue:
    flash(_("Saved. Below the form stands how readers would see the texts."), "done")
    return redirect(url_for("verdict.edit", revision_id=revision_id), 303)


def _submitted(revision_id: int) -> ResponseReturnValue:
    flash(_("Submitted: a second person now decides."), "done")
    return redirect(url_for("approval.page", revision_id=revision_id), 303)


def _form(revision: VerdictRevision) -> VerdictForm:
    return VerdictForm(revision, newest_scale(db()))


def _page(revision: VerdictRevision, form: VerdictForm) -> ResponseReturnValue:
    html = render_template(
        "verdict/edit.html",
        revision=revision,
        claim=revision.verdict.claim,
        form=form,
        ratings=form.offered,
        gates=checklist(revision),
        evidence=[published_evidence(item.evidence) for item in revision.evidence],
        returned=next((a for a in reversed(revision.approvals) if a.comment), None),
        may_submit=(revision.state, RevisionStep.SUBMIT) in REVISION_STEPS,
    )
    return html, form.status
