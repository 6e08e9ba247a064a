"""Collections of articles and claims."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from claims.domain.permission import Permission
from claims.errors import InvalidInput, NotFound
from claims.i18n import gettext as _
from claims.services import collection as service
from claims.web.access import requires
from claims.web.forms import DeskForm, attempt
from claims.web.forms.collection import EditCollectionForm, ItemForm, NewCollectionForm
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
    if form.validate() and attempt(form, lambda: _add(collection_id, form)) is not None:
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


def _add(collection_id: int, form: ItemForm) -> object:
    try:
        return service.add_item(db(), current_actor(), collection_id, **form.item)
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
