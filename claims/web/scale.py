"""The rating scale, for admins: its ratings, what each needs, a preview, and its versions."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from claims.domain.permission import Permission
from claims.i18n import gettext as _
from claims.services import scale as service
from claims.services.rating import newest_scale
from claims.services.scale import RatingDraft
from claims.web.access import requires
from claims.web.forms import attempt
from claims.web.forms.scale import ScaleForm, filled
from claims.web.session import current_actor, db

bp = Blueprint("scale", __name__, url_prefix="/desk/settings/scale")


@bp.get("")
@requires(Permission.SCALE_EDIT)
def edit() -> ResponseReturnValue:
    """Show the scale as it is."""
    newest = service.scale_history(db())[0].scale  # with its translations, which the page lists anyway
    return _page(ScaleForm(formdata=None, data=filled(newest)))


@bp.post("")
@requires(Permission.SCALE_EDIT)
def save() -> ResponseReturnValue:
    """Make a new version of the scale, or show how it would look."""
    form = ScaleForm()
    if not form.validate():
        return _page(form)
    if "preview" in request.form:
        return _page(form, attempt(form, lambda: _checked(form)) or ())
    seen = form.seen.data
    saved = attempt(form, lambda: service.save_scale(db(), current_actor(), form.drafts(), seen=seen))
    if saved is None:
        return _page(form)
    flash(_("The scale is saved as version %(number)s.", number=saved.number), "done")
    return redirect(url_for("scale.edit"), HTTPStatus.SEE_OTHER)


def _checked(form: ScaleForm) -> list[RatingDraft]:
    return service.check_scale(form.drafts(), {rating.key for rating in newest_scale(db()).ratings})


def _page(form: ScaleForm, preview: "list[RatingDraft] | tuple[()]" = ()) -> ResponseReturnValue:
    best = max((draft.value for draft in preview if draft.value is not None), default=0)
    shown = [
        {
            "key": draft.key,
            "label": draft.label,
            "definition": draft.definition,
            "value": draft.value,
            "best": best,
            "icon": draft.icon,
        }
        for draft in preview
    ]
    versions = service.scale_history(db())
    page = render_template(
        "scale/edit.html",
        form=form,
        preview=shown,
        versions=versions,
        always=service.ALWAYS,
        edited=form.edited(versions[0].scale) if preview else (),
    )
    return page, form.status
