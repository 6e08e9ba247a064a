"""Saying that a verdict translates another."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from claims.domain.permission import Permission
from claims.domain.verdict import Verdict
from claims.i18n import gettext as _
from claims.services import translation as service
from claims.web.access import requires
from claims.web.forms import attempt
from claims.web.forms.translation import TranslationForm
from claims.web.session import current_actor, db

bp = Blueprint("translation", __name__)


@bp.get("/desk/claims/<int:claim_id>/translation")
@requires(Permission.VERDICT_WRITE)
def edit(claim_id: int) -> ResponseReturnValue:
    """Ask which verdict the claim's translates."""
    return _page(service.verdict_of(db(), claim_id))


@bp.post("/desk/claims/<int:claim_id>/translation")
@requires(Permission.VERDICT_WRITE)
def save(claim_id: int) -> ResponseReturnValue:
    """Say which verdict the claim's translates, or that it translates none."""
    form = TranslationForm()
    if form.validate():
        number = form.number.data
        if attempt(form, lambda: service.set_translation(db(), current_actor(), claim_id, number)) is not None:
            flash(_("Saved."), "done")
            return redirect(url_for("claim.page", claim_id=claim_id), HTTPStatus.SEE_OTHER)
    return _page(service.verdict_of(db(), claim_id), form)


def _page(verdict: Verdict, form: TranslationForm | None = None) -> ResponseReturnValue:
    original = db().get(Verdict, verdict.translation_of_id) if verdict.translation_of_id else None
    form = form or TranslationForm(formdata=None, number=original.claim_id if original else None)
    return render_template("verdict/translation.html", verdict=verdict, form=form), form.status
