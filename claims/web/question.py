"""The questions behind the score: read them, and change what each counts."""

from functools import partial
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from claims.domain.permission import Permission
from claims.i18n import gettext as _
from claims.services.question import change_weights
from claims.web.access import requires
from claims.web.forms import attempt
from claims.web.forms.question import QuestionForm, question_form
from claims.web.session import current_actor, db, desk, resources

bp = Blueprint("question", __name__)


@bp.get("/desk/settings/questions")
@requires(Permission.SETTING_EDIT)
def edit() -> ResponseReturnValue:
    """Show every question with its weight."""
    return _page(question_form(dict(desk().weights)))


@bp.post("/desk/settings/questions")
@requires(Permission.SETTING_EDIT)
def save() -> ResponseReturnValue:
    """Change the weights; all claims are then scored anew."""
    form = QuestionForm()
    if form.validate():
        change = partial(change_weights, db(), current_actor(), resources().jobs, form.weights())
        if attempt(form, change) is not None:
            flash(_("The weights are saved. The claims of all articles are being scored anew."), "done")
            return redirect(url_for("question.edit"), HTTPStatus.SEE_OTHER)
    return _page(form)


@bp.post("/desk/settings/questions/reset")
@requires(Permission.SETTING_EDIT)
def reset() -> ResponseReturnValue:
    """Give every question the weight that it has on a new desk."""
    change_weights(db(), current_actor(), resources().jobs, {})
    flash(
        _("Every question has its first weight again. The claims of all articles are being scored anew."), "done"
    )
    return redirect(url_for("question.edit"), HTTPStatus.SEE_OTHER)


def _page(form: QuestionForm) -> ResponseReturnValue:
    html = render_template(
        "question/edit.html",
        form=form,
        groups=[
            (_("What speaks for checking"), form.rows(lambda question: question.weight > 0)),
            (_("What speaks against it"), form.rows(lambda question: question.weight < 0)),
        ],
        changed=bool(desk().question_weights),
    )
    return html, form.status
