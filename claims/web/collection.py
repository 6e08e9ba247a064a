"""Collections of articles and claims."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from claims.domain.permission import Permission
from claims.errors import InvalidInput, NotFound
from claims.i18n import gettext as _
from claims.i18n import ngettext
from claims.services import collection as service
from claims.web.access import requires
from claims.web.address import MAX_ID
from claims.web.forms import DeskForm, attempt
from claims.web.forms.collection import ChooseForm, EditCollectionForm, ItemForm, NewCollectionForm
from claims.web.session import current_actor, db

bp = Blueprint("collection", __name__)


@bp.get("/desk/collections")
@requires(Permission.DESK_SEE)
def index() -> ResponseReturnValue:
    """List the collections, and ask for a new one."""
    return _index(NewCollectionForm(formdata=None))


@bp.post("/desk/collections")
@requires(Permission.COLLECTION_MANAGE)
def create() -> ResponseReturnValue:
    """Make a collection."""
    form = NewCollectionForm()
    if form.validate():
        name, about = form.name.data, form.description.data or ""
        made = attempt(
            form, lambda: service.create_collection(db(), current_actor(), name=name, description=about)
        )
        if made is not None:
            return _to(made.id)
    return _index(form)


@bp.get("/desk/collections/<int:collection_id>")
@requires(Permission.DESK_SEE)
def page(collection_id: int) -> ResponseReturnValue:
    """Show what a collection holds, in its order."""
    return _page(collection_id)


@bp.post("/desk/collections/<int:collection_id>")
@requires(Permission.COLLECTION_MANAGE)
def save(collection_id: int) -> ResponseReturnValue:
    """Rename or describe a collection."""
    form = EditCollectionForm()
    if form.validate():
        texts = {"name": form.name.data, "description": form.description.data or ""}
        saved = attempt(
            form,
            lambda: service.edit_collection(db(), current_actor(), collection_id, **texts, edits=form.edits.data),
        )
        if saved is not None:
            flash(_("Saved."), "done")
            return _to(collection_id)
    return _page(collection_id, edit_form=form)


@bp.post("/desk/collections/<int:collection_id>/items")
@requires(Permission.COLLECTION_MANAGE)
def add(collection_id: int) -> ResponseReturnValue:
    """Add an article or a claim."""
    form = ItemForm()
    if form.validate():
        added = attempt(form, lambda: _add(collection_id, form.items))
        if added is not None:
            _say(added)
            return _to(collection_id, "items")
    return _page(collection_id, item_form=form)


@bp.post("/desk/collections/<int:collection_id>/items/<int:item_id>/<any(up, down, remove):what>")
@requires(Permission.COLLECTION_MANAGE)
def change(collection_id: int, item_id: int, what: str) -> ResponseReturnValue:
    """Move an item up or down, or take it out."""
    edits = request.form.get("edits", type=int)
    if edits is None:
        raise InvalidInput(_("The form is incomplete; load the page and try again."))
    if what == "remove":
        service.remove_item(db(), current_actor(), collection_id, item_id, edits=edits)
        return _to(collection_id, "items")
    by = -1 if what == "up" else 1
    service.move_item(db(), current_actor(), collection_id, item_id, by=by, edits=edits)
    return _to(collection_id, f"item-{item_id}")


@bp.get("/desk/collections/add")
@requires(Permission.COLLECTION_MANAGE)
def choose() -> ResponseReturnValue:
    """Ask which collection the articles and claims of the address are added to."""
    return _choose(ChooseForm(formdata=None), _chosen(request.args))


@bp.post("/desk/collections/add")
@requires(Permission.COLLECTION_MANAGE)
def put() -> ResponseReturnValue:
    """Add them, to a collection that is there or to a new one."""
    form, chosen = ChooseForm(), _chosen(request.form)
    form.offer([row for row, _number in service.list_collections(db())])
    if form.validate():
        found = attempt(form, lambda: _put(form, chosen))
        if found is not None:
            _say(found[1])
            return _to(found[0], "items")
    return _choose(form, chosen)


def _put(form: ChooseForm, chosen: dict[str, list[int]]) -> tuple[int, int]:
    collection_id = form.collection.data
    if not collection_id:
        collection_id = service.create_collection(db(), current_actor(), name=form.name.data).id
    return collection_id, _add(collection_id, chosen)


def _chosen(values: MultiDict[str, str]) -> dict[str, list[int]]:
    """Return the articles and claims that a form or an address names; raise InvalidInput where it names none."""
    chosen = {
        f"{name}_ids": [number for number in values.getlist(name, type=int) if 0 < number <= MAX_ID]
        for name in ("article", "claim")
    }
    if not any(chosen.values()):
        raise InvalidInput(_("Tick what goes into the collection first."))
    return chosen


def _choose(form: ChooseForm, chosen: dict[str, list[int]]) -> ResponseReturnValue:
    form.offer([row for row, _number in service.list_collections(db())])
    things = service.named(db(), **chosen)
    html = render_template("collection/choose.html", form=form, chosen=chosen, things=things)
    return html, form.status


def _say(added: int) -> None:
    if added:
        flash(ngettext("%(num)s was added.", "%(num)s were added.", added), "done")
    else:
        flash(_("All of it stands there already."), "info")


def _add(collection_id: int, items: dict[str, list[int]]) -> int:
    try:
        return service.add_items(db(), current_actor(), collection_id, **items)
    except NotFound as error:
        service.get_collection(db(), collection_id)  # of the collection itself it is a page that is not there
        raise InvalidInput(error.message) from None


def _to(collection_id: int, anchor: str | None = None) -> ResponseReturnValue:
    address = url_for("collection.page", collection_id=collection_id, _anchor=anchor)
    return redirect(address, HTTPStatus.SEE_OTHER)


def _index(form: NewCollectionForm) -> ResponseReturnValue:
    html = render_template("collection/index.html", rows=service.list_collections(db()), form=form)
    return html, form.status


def _page(
    collection_id: int, *, edit_form: EditCollectionForm | None = None, item_form: ItemForm | None = None
) -> ResponseReturnValue:
    collection = service.get_collection(db(), collection_id)
    wrong: DeskForm | None = edit_form or item_form
    html = render_template(
        "collection/page.html",
        collection=collection,
        rows=service.rows_of(db(), collection_id),
        edit_form=edit_form or EditCollectionForm(formdata=None, obj=collection),
        item_form=item_form or ItemForm(formdata=None),
    )
    return html, wrong.status if wrong else HTTPStatus.OK
