"""Removal: an admin erases content for good; the page says before what goes, and after what is still to do."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from claims.domain.permission import Permission
from claims.domain.removal import RemovalStatus, RemovalSubject
from claims.errors import NotFound
from claims.services.removal import NewRemoval
from claims.services.removal import remove as erase
from claims.services.removal_survey import Survey, survey
from claims.services.removed import find_removal, list_removals, refuse_second
from claims.web.access import requires
from claims.web.forms import attempt
from claims.web.forms.removal import RemovalForm, SubjectForm
from claims.web.session import current_actor, db, resources

PAGE_LENGTH = 50

bp = Blueprint("removal", __name__)


@bp.get("/desk/removals")
@requires(Permission.REMOVE)
def index() -> ResponseReturnValue:
    """List what was removed, and ask what is to be."""
    if "number" in request.args:
        form = SubjectForm(request.args).name_kinds()
        if form.validate():
            return redirect(url_for("removal.ask", kind=form.kind.data, number=form.number.data))
    else:
        form = SubjectForm(formdata=None).name_kinds()
    found = list_removals(db(), before=request.args.get("before", type=int), limit=PAGE_LENGTH + 1)
    rows, older = found[:PAGE_LENGTH], found[PAGE_LENGTH - 1].id if len(found) > PAGE_LENGTH else None
    return render_template("removal/index.html", form=form, rows=rows, older=older), form.status


@bp.get("/desk/removals/<kind>/<int:number>")
@requires(Permission.REMOVE)
def ask(kind: str, number: int) -> ResponseReturnValue:
    """Say exactly what would be erased, and ask for the confirmation; or say how far a removal has come."""
    subject = _subject(kind)
    done = find_removal(db(), subject, number)
    if done is not None:
        return render_template("removal/done.html", removal=done)
    return _page(survey(db(), subject, number), RemovalForm(formdata=None).name_statuses())


@bp.post("/desk/removals/<kind>/<int:number>")
@requires(Permission.REMOVE)
def remove(kind: str, number: int) -> ResponseReturnValue:
    """Erase it."""
    subject, form = _subject(kind), RemovalForm().name_statuses()
    refuse_second(db(), subject, number)
    if form.validate() and _is_typed(form, subject, number):
        new = NewRemoval(
            subject,
            number,
            RemovalStatus(form.status_code.data),
            form.sentence.data or "",
            form.blocked_by.data or "",
        )
        if attempt(form, lambda: erase(db(), current_actor(), resources().jobs, new)) is not None:
            flash(_("Removed. The last bytes are being taken off the disk."), "done")
            return redirect(url_for("removal.ask", kind=kind, number=number), HTTPStatus.SEE_OTHER)
    return _page(survey(db(), subject, number), form)


def _subject(kind: str) -> RemovalSubject:
    try:
        return RemovalSubject(kind)
    except ValueError:
        raise NotFound(_("There is nothing to remove under %(what)s.", what=kind[:40])) from None


def _is_typed(form: RemovalForm, subject: RemovalSubject, number: int) -> bool:
    if " ".join(form.typed.data.casefold().split()) == f"{subject.value} {number}":
        return True
    form.typed.errors = [*form.typed.errors, _("This is not what stands above the field; nothing was removed.")]
    form.status = HTTPStatus.UNPROCESSABLE_ENTITY
    return False


def _page(found: Survey, form: RemovalForm) -> ResponseReturnValue:
    return render_template("removal/ask.html", survey=found, form=form), form.status
