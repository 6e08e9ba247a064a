"""The number workbench of a claim."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from claims.domain.formula import FUNCTIONS
from claims.domain.permission import Permission
from claims.domain.quantity import compute
from claims.i18n import gettext as _
from claims.services.claim import get_claim
from claims.services.quantity import figures_of, row_of_quantity, save_figures, state_of, suggested_figures
from claims.web.access import requires
from claims.web.forms import attempt
from claims.web.forms.quantity import QuantityForm, figure_of, read_rows, row_of, with_empty_rows
from claims.web.session import current_actor, db

bp = Blueprint("quantity", __name__)


@bp.get("/desk/claims/<int:claim_id>/figures")
@requires(Permission.CLAIM_TRIAGE)
def edit(claim_id: int) -> ResponseReturnValue:
    """Show the figures of a claim; of a claim that has none yet, those that its words surely hold."""
    claim, stored = get_claim(db(), claim_id), figures_of(db(), claim_id)
    rows = [row_of(row_of_quantity(figure)) for figure in stored] or [
        row_of(figure) for figure in suggested_figures(claim)
    ]
    form = QuantityForm(formdata=None, state=state_of(stored))
    return _page(claim_id, form, rows, suggested=bool(rows) and not stored)


@bp.post("/desk/claims/<int:claim_id>/figures")
@requires(Permission.CLAIM_TRIAGE)
def save(claim_id: int) -> ResponseReturnValue:
    """Put these figures in the place of those that are there, unless somebody changed them meanwhile."""
    form, rows = QuantityForm(), read_rows(request.form)
    if form.validate():
        figures = [figure_of(row) for row in rows]
        saved = attempt(
            form, lambda: save_figures(db(), current_actor(), claim_id, figures, state=form.state.data)
        )
        if saved is not None:
            flash(_("The figures are saved."), "done")
            return redirect(url_for("quantity.edit", claim_id=claim_id), HTTPStatus.SEE_OTHER)
    return _page(claim_id, form, rows)


def _page(
    claim_id: int, form: QuantityForm, rows: Sequence[dict[str, str]], *, suggested: bool = False
) -> ResponseReturnValue:
    html = render_template(
        "claim/figures.html",
        claim=get_claim(db(), claim_id),
        form=form,
        rows=with_empty_rows(rows),
        results=compute([figure_of(row) for row in rows]),
        functions=", ".join(FUNCTIONS),
        suggested=suggested,
    )
    return html, form.status
