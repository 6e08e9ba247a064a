"""The intake queue: what came in and is not an article or a claim yet."""

from collections.abc import Callable, Sequence
from http import HTTPStatus

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from claims.domain.intake import IntakeItem, IntakeState
from claims.domain.permission import Permission
from claims.domain.person import Actor
from claims.errors import InvalidInput
from claims.i18n import gettext as _
from claims.i18n import ngettext
from claims.services import intake as service
from claims.services import sheet as sheet_service
from claims.web.access import requires
from claims.web.forms import attempt
from claims.web.forms.intake import ColumnsForm, SheetForm
from claims.web.place import place_of, read_place
from claims.web.session import current_actor, db, resources, takes_file

bp = Blueprint("intake", __name__)
SHOWN = {
    "open": (*service.OPEN, *service.UNDER_WAY),
    "done": (IntakeState.DONE,),
    "dismissed": (IntakeState.DISMISSED,),
}
"""The parts of the queue that the page shows, one at a time."""
PREVIEW = 8
"""Rows of a sheet that are shown before it is taken in."""


@bp.get("/desk/intake")
@requires(Permission.DESK_SEE)
def index() -> ResponseReturnValue:
    """List what came in, newest first."""
    part = request.args.get("part", "open")
    part = part if part in SHOWN else "open"
    place = read_place(request.args.get("before", ""))
    items = service.list_items(db(), states=SHOWN[part], before=place, limit=service.PAGE_LENGTH + 1)
    older = len(items) > service.PAGE_LENGTH
    items = items[: service.PAGE_LENGTH]
    counts = service.count_items(db())
    return render_template(
        "intake/index.html",
        items=items,
        part=part,
        counts={name: sum(counts.get(state, 0) for state in states) for name, states in SHOWN.items()},
        working=any(item.state in service.UNDER_WAY for item in items),
        newest_url=url_for("intake.index", part=part) if place else "",
        older_url=url_for("intake.index", part=part, before=place_of(items[-1])) if older else "",
    )


@bp.post("/desk/intake/take")
@requires(Permission.ARTICLE_ADD)
def take() -> ResponseReturnValue:
    """Take items in: addresses are fetched, claims go on the list to check."""
    jobs = resources().jobs
    number = _with_chosen(lambda actor, chosen: service.take_in(db(), actor, jobs, chosen))
    flash(ngettext("%(num)s item is taken in.", "%(num)s items are taken in.", number), "done")
    return redirect(url_for("intake.index"), HTTPStatus.SEE_OTHER)


@bp.post("/desk/intake/dismiss")
@requires(Permission.ARTICLE_ADD)
def dismiss() -> ResponseReturnValue:
    """Put items away that nobody wants."""
    number = _with_chosen(lambda actor, chosen: service.dismiss(db(), actor, chosen))
    flash(ngettext("%(num)s item is dismissed.", "%(num)s items are dismissed.", number), "done")
    return redirect(url_for("intake.index"), HTTPStatus.SEE_OTHER)


@bp.get("/desk/intake/<int:item_id>")
@requires(Permission.DESK_SEE)
def page(item_id: int) -> ResponseReturnValue:
    """Show how far an item is; one that has become an article or a claim leads there."""
    item = service.get_item(db(), item_id)
    target = _became(item)
    if target:
        return redirect(target)
    return render_template("intake/page.html", item=item, working=item.state in service.UNDER_WAY)


@bp.get("/desk/intake/<int:item_id>/progress")
@requires(Permission.DESK_SEE)
def progress(item_id: int) -> ResponseReturnValue:
    """Say how far the fetching is; when it has ended, send the browser on."""
    item = service.get_item(db(), item_id)
    working = item.state in service.UNDER_WAY
    answer = Response(render_template("intake/progress.html", item=item, working=working))
    if not working:
        answer.headers["HX-Redirect"] = url_for("intake.page", item_id=item.id)
    return answer


@bp.get("/desk/intake/sheet")
@requires(Permission.ARTICLE_ADD)
def sheet() -> ResponseReturnValue:
    """Ask for a spreadsheet."""
    return render_template("intake/sheet.html", form=SheetForm(formdata=None))


@bp.post("/desk/intake/sheet")
@takes_file
@requires(Permission.ARTICLE_ADD)
def read_sheet() -> ResponseReturnValue:
    """Read a spreadsheet, and ask what its columns hold."""
    form = SheetForm()
    if form.validate():
        upload = form.file.data
        try:
            rows = sheet_service.open_sheet(upload.filename, upload.read(form.most + 1))
        except InvalidInput as error:
            form.file.errors, form.status = [error.message], HTTPStatus.UNPROCESSABLE_ENTITY
        else:
            columns = ColumnsForm(formdata=None).fill(upload.filename, rows)
            return _columns_page(columns, sheet_service.guess_columns(rows[0]))
    return render_template("intake/sheet.html", form=form), form.status


@bp.post("/desk/intake/sheet/columns")
@takes_file
@requires(Permission.ARTICLE_ADD)
def take_sheet() -> ResponseReturnValue:
    """Try what taking in the sheet would do, or do it."""
    form = ColumnsForm()
    columns = form.columns(request.form)
    if not form.validate():
        return _columns_page(form, columns)
    plan = attempt(form, lambda: sheet_service.plan_import(db(), form.rows()[1:], columns))
    if plan is None or not form.sure.data:
        return _columns_page(form, columns, plan)
    added = sheet_service.import_plan(db(), current_actor(), plan, form.name.data)
    number = len(added.items)
    flash(ngettext("%(num)s item is on the queue.", "%(num)s items are on the queue.", number), "done")
    return redirect(url_for("intake.index"), HTTPStatus.SEE_OTHER)


def _columns_page(
    form: ColumnsForm, columns: Sequence[sheet_service.Column | None], plan: sheet_service.Plan | None = None
) -> ResponseReturnValue:
    rows = form.rows()
    page = render_template(
        "intake/columns.html",
        form=form,
        head=rows[0] if rows else (),
        rows=rows[1 : PREVIEW + 1],
        number=max(0, len(rows) - 1),
        columns=columns,
        choices=form.choices(),
        plan=plan,
    )
    return page, form.status


def _with_chosen(service_call: Callable[[Actor, Sequence[int]], int]) -> int:
    chosen = request.form.getlist("item", type=int)
    if not chosen:
        raise InvalidInput(_("Tick the items that are meant."))
    return service_call(current_actor(), chosen)


def _became(item: IntakeItem) -> str:
    if item.article_id:
        return url_for("article.workbench", article_id=item.article_id)
    return url_for("claim.page", claim_id=item.claim_id) if item.claim_id else ""
