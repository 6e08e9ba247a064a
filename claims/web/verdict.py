"""Verdicts: writing one, and handing it to a second person."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import object_session

from claims.domain.permission import Permission
from claims.domain.state import OPEN_REVISION_STATES
from claims.domain.verdict import Autosave, VerdictRevision
from claims.domain.workflow import REVISION_STEPS, RevisionStep
from claims.errors import StaleEdit
from claims.services import autosave, blind
from claims.services.freezing import published_evidence
from claims.services.gate import Draft, checklist, idle_reason
from claims.services.picture import shown_pictures
from claims.services.quotation import warnings
from claims.services.rating import newest_scale
from claims.services.verdict import get_bare_revision, get_revision, save_revision, start_revision
from claims.services.verdict import submit as submit_revision
from claims.web.access import requires
from claims.web.forms import attempt
from claims.web.forms.verdict import VerdictForm
from claims.web.mending import mending
from claims.web.session import current_actor, db, desk, separate_transaction
from claims.web.typed import keep_refused, keep_typed, offered

bp = Blueprint("verdict", __name__)
THEN_SUBMIT = "submit"
"""Value of the button that saves and submits at once."""
TAKE_UP = "typed"
"""In the address of the form: with what was typed and not saved."""


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
    if blind.is_hidden(db(), current_actor(), revision, on=desk().blind_approval):
        return redirect(url_for("approval.page", revision_id=revision_id), 303)
    form = _form(revision)
    typed = offered(revision_id, form)
    if typed and TAKE_UP in request.args:
        edits = {"edits": str(typed.seen_edits)}
        form = VerdictForm(revision, newest_scale(db()), typed={**typed.content, **edits})
        return _page(revision, form, draft=form.draft(revision), typed=typed)
    return _page(revision, form, offer=typed)


@bp.post("/desk/verdicts/<int:revision_id>")
@requires(Permission.VERDICT_WRITE)
def edit_submit(revision_id: int) -> ResponseReturnValue:
    """Save what was written, and submit it if that is asked; what is refused is kept aside."""
    revision = get_revision(db(), revision_id)
    blind.refuse_hidden(db(), current_actor(), revision)
    form = _form(revision)
    then_submit = request.form.get("then") == THEN_SUBMIT
    try:
        if (
            form.validate()
            and attempt(form, lambda: _save(revision_id, form, then_submit=then_submit)) is not None
        ):
            return _submitted(revision_id) if then_submit else _saved(revision_id)
    except StaleEdit:
        keep_refused(revision_id, form)
        raise
    keep_refused(revision_id, form)
    revision = get_revision(db(), revision_id)
    return _page(revision, form, draft=form.draft(revision))


@bp.post("/desk/verdicts/<int:revision_id>/typed")
@requires(Permission.VERDICT_WRITE)
def keep(revision_id: int) -> ResponseReturnValue:
    """Keep what is typed for later: nothing is saved in the verdict, and nobody becomes its author."""
    said = keep_typed(revision_id, VerdictForm(get_bare_revision(db(), revision_id), newest_scale(db())))
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return {"said": said}
    flash(said, "done")
    return redirect(_taken_up(revision_id), 303)


@bp.post("/desk/verdicts/<int:revision_id>/typed/discard")
@requires(Permission.VERDICT_WRITE)
def discard(revision_id: int) -> ResponseReturnValue:
    """Forget what was typed and not saved."""
    autosave.discard(db(), current_actor(), revision_id)
    flash(_("Discarded. The form shows what is saved."), "done")
    return redirect(url_for("verdict.edit", revision_id=revision_id), 303)


@bp.post("/desk/verdicts/<int:revision_id>/preview")
@requires(Permission.VERDICT_WRITE)
def preview(revision_id: int) -> ResponseReturnValue:
    """Show what is typed as readers would see it, and what is still missing; nothing is saved."""
    with separate_transaction(write=False) as reading:  # while somebody types, nobody who writes should wait
        revision = get_revision(reading, revision_id)
        blind.refuse_hidden(reading, current_actor(), revision)
        form = VerdictForm(revision, newest_scale(reading))
        draft = form.draft(revision)
        if request.headers.get("HX-Request") == "true":
            return render_template("verdict/_live.html", live=True, **_live(revision, draft))
        html, _status = _page(revision, form, draft=draft)
        return html


@bp.post("/desk/verdicts/<int:revision_id>/submit")
@requires(Permission.VERDICT_WRITE)
def submit(revision_id: int) -> ResponseReturnValue:
    """Hand what is saved to a second person."""
    blind.refuse_hidden(db(), current_actor(), get_revision(db(), revision_id))
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


def _page(
    revision: VerdictRevision,
    form: VerdictForm,
    *,
    draft: Draft | None = None,
    typed: Autosave | None = None,
    offer: Autosave | None = None,
) -> tuple[str, int]:
    """Show the form; ``typed`` is what stands in it though it is not saved, ``offer`` what could."""
    idle = idle_reason(revision)
    html = render_template(
        "verdict/edit.html",
        revision=revision,
        claim=revision.verdict.claim,
        form=form,
        ratings=form.offered,
        evidence=[published_evidence(item.evidence) for item in revision.evidence],
        unfound=warnings([item.evidence for item in revision.evidence]),
        returned=next((a for a in reversed(revision.approvals) if a.comment), None),
        may_submit=(revision.state, RevisionStep.SUBMIT) in REVISION_STEPS and idle is None,
        idle=idle,
        typed=typed,
        offer=offer,
        overtaken=any(kept.seen_edits != revision.edits for kept in (typed, offer) if kept),
        take_up=_taken_up(revision.id),
        **_live(revision, draft),
    )
    return html, form.status


def _taken_up(revision_id: int) -> str:
    return url_for("verdict.edit", revision_id=revision_id) + f"?{TAKE_UP}=1"


def _live(revision: VerdictRevision, draft: Draft | None) -> dict[str, Any]:
    """Return what changes while somebody types: the preview, and what is missing."""
    shown = draft or revision
    return {
        "shown": shown,
        "unsaved": draft is not None,
        "gates": checklist(revision, draft),
        "links": mending(revision, on_form=True),
        "pictures": shown_pictures(object_session(revision) or db(), revision.verdict_id, shown.explanation),
    }
