"""Sources: adding and changing them, attaching them to claims as evidence, and the page of one."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from claims.domain.permission import Permission
from claims.domain.source import Evidence, Source
from claims.errors import InvalidInput
from claims.i18n import gettext as _
from claims.services import quotation
from claims.services import source as service
from claims.services.archiving import UNDER_WAY, order_archiving
from claims.services.claim import get_claim
from claims.services.discretion import is_of_draft, needs_word
from claims.services.origin import origin_hints
from claims.services.person import names_of
from claims.services.snapshot import Copy, add_copy, keep_capture
from claims.services.source_list import known_origins
from claims.web.access import requires
from claims.web.forms import attempt
from claims.web.forms.source import CaptureForm, EditSourceForm, NewSourceForm, SourceForm
from claims.web.session import current_actor, db, resources, separate_transaction, takes_media

bp = Blueprint("source", __name__)


@bp.get("/desk/sources/new")
@requires(Permission.SOURCE_ATTACH)
def new() -> ResponseReturnValue:
    """Ask for a source: an address, a file or a description."""
    return _new_page(NewSourceForm(formdata=None, fetch=True, address=request.args.get("address", "")))


@bp.post("/desk/sources/new")
@takes_media
@requires(Permission.SOURCE_ATTACH)
def add() -> ResponseReturnValue:
    """Add a source; one with the same address is offered instead."""
    form = NewSourceForm()
    copy = _read_file(form) if form.validate() else None
    if form.status is HTTPStatus.OK:
        known = _same(form)
        if known:
            return _new_page(form, known), HTTPStatus.CONFLICT
        added = attempt(form, lambda: _add(form, copy))
        if added is not None:
            flash(_("The source is added."), "done")
            return _to_source(added.id)
    return _new_page(form), form.status


@bp.get("/desk/claims/<int:claim_id>/sources/new")
@requires(Permission.SOURCE_ATTACH)
def attach(claim_id: int) -> ResponseReturnValue:
    """Show the form that attaches a source to a claim."""
    form = SourceForm(service.recent_sources(db()), formdata=None, fetch=not is_of_draft(db(), claim_id))
    return _attach_page(claim_id, form)


@bp.post("/desk/claims/<int:claim_id>/sources/new")
@takes_media
@requires(Permission.SOURCE_ATTACH)
def attach_submit(claim_id: int) -> ResponseReturnValue:
    """Attach a source, new or there already, to a claim as evidence."""
    with separate_transaction(write=False) as session:
        form = SourceForm(service.recent_sources(session))
    copy = _read_file(form) if form.validate() else None
    if form.status is HTTPStatus.OK:
        known = None if form.source_id else _same(form)
        if known:
            form.offer(known)
            form.status = HTTPStatus.CONFLICT
            return _attach_page(claim_id, form, known)
        if attempt(form, lambda: _attach(claim_id, form, copy)) is not None:
            flash(_("The source is attached."), "done")
            return redirect(url_for("claim.page", claim_id=claim_id, _anchor="evidence"), 303)
    return _attach_page(claim_id, form)


@bp.get("/desk/sources/<int:source_id>")
@requires(Permission.DESK_SEE)
def page(source_id: int) -> ResponseReturnValue:
    """Show what a source is, its archived copies, and which claims rest on it."""
    if service.get_source(db(), source_id).withheld:
        return redirect(url_for("withheld.page", source_id=source_id))
    return source_page(source_id, CaptureForm(formdata=None))


@bp.get("/desk/sources/<int:source_id>/edit")
@requires(Permission.SOURCE_ATTACH)
def edit(source_id: int) -> ResponseReturnValue:
    """Show the form that changes a source."""
    source = service.get_source(db(), source_id)
    return _edit_page(source, EditSourceForm.of(source))


@bp.post("/desk/sources/<int:source_id>/edit")
@requires(Permission.SOURCE_ATTACH)
def save(source_id: int) -> ResponseReturnValue:
    """Change what a person said of a source."""
    form = EditSourceForm()
    if form.validate():
        said, edits = form.new_source(), form.edits.data
        saved = attempt(form, lambda: service.save_source(db(), current_actor(), source_id, said, edits=edits))
        if saved is not None:
            flash(_("Saved. Verdicts that are being worked on show it; published ones stay as they are."), "done")
            return _to_source(source_id)
    return _edit_page(service.get_source(db(), source_id), form), form.status


@bp.post("/desk/sources/<int:source_id>/take")
@requires(Permission.SOURCE_ATTACH)
def take(source_id: int) -> ResponseReturnValue:
    """Take over what the page says of itself, where nobody typed anything."""
    service.take_over(db(), current_actor(), source_id)
    flash(_("Saved. Verdicts that are being worked on show it; published ones stay as they are."), "done")
    return _to_source(source_id)


@bp.post("/desk/evidence/<int:evidence_id>/remove")
@requires(Permission.SOURCE_ATTACH)
def remove(evidence_id: int) -> ResponseReturnValue:
    """Take a piece of evidence off its claim."""
    evidence = service.remove_evidence(db(), current_actor(), evidence_id)
    flash(_("The evidence is removed. What was published keeps it."), "done")
    return redirect(url_for("claim.page", claim_id=evidence.claim_id, _anchor="evidence"), 303)


def source_page(source_id: int, form: CaptureForm) -> ResponseReturnValue:
    """Render the page of a source, with the form for its copies as it was sent."""
    source, archive = service.get_source(db(), source_id), resources().archive
    html = render_template(
        "source/page.html",
        source=source,
        copies=list(reversed(source.copies)),
        people=names_of(db(), [copy.taken_by_id for copy in source.copies]),
        used=service.claims_resting_on(db(), source_id),
        offered=service.offered(source),
        hints=origin_hints(db(), archive.store, source),
        working=source.state in UNDER_WAY,
        ask_first=needs_word(db(), source_id),
        wayback=archive.wayback.available,
        form=form,
    )
    return html, form.status


def _attach(claim_id: int, form: SourceForm, copy: Copy | None) -> Evidence:
    service.hold_verdict(db(), claim_id)
    source_id = form.source_id
    if source_id is None:
        source_id = _add(form, copy).id
    evidence = service.attach(db(), current_actor(), claim_id, source_id, form.new_evidence())
    quotation.order_check(db(), resources().jobs, evidence)
    return evidence


def _add(form: NewSourceForm, copy: Copy | None) -> Source:
    """Add the source with its capture, and have its address archived where the form says so."""
    actor = current_actor()
    source = service.add_source(db(), actor, form.new_source())
    if copy is not None:
        add_copy(db(), actor, source.id, copy)
    if form.fetch.data and source.address:
        order_archiving(db(), actor, resources().jobs, source.id, sure=True)
    return source


def _same(form: NewSourceForm) -> Source | None:
    return None if form.all_the_same.data else service.same_address(db(), form.address.data or "")


def _read_file(form: NewSourceForm) -> Copy | None:
    """Keep the capture that came with the form, before its transaction begins."""
    upload = form.file.data
    if not upload or not form.is_to_describe:
        return None
    try:
        return keep_capture(resources().archive, upload.filename, upload.stream)
    except InvalidInput as error:
        form.file.errors, form.status = [error.message], HTTPStatus.UNPROCESSABLE_ENTITY
        return None


def _new_page(form: NewSourceForm, known: Source | None = None) -> str:
    return render_template("source/new.html", form=form, known=known, origins=known_origins(db()))


def _attach_page(claim_id: int, form: SourceForm, known: Source | None = None) -> ResponseReturnValue:
    html = render_template(
        "source/attach.html",
        claim=get_claim(db(), claim_id),
        form=form,
        known=known,
        origins=known_origins(db()),
        draft=is_of_draft(db(), claim_id),
    )
    return html, form.status


def _edit_page(source: Source, form: EditSourceForm) -> str:
    return render_template(
        "source/edit.html",
        source=source,
        form=form,
        origins=known_origins(db()),
        offered=service.offered(source),
    )


def _to_source(source_id: int) -> ResponseReturnValue:
    return redirect(url_for("source.page", source_id=source_id), HTTPStatus.SEE_OTHER)
