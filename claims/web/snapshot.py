"""Archived copies of sources: ordering them, adding one's own, reading them and taking them out."""

from http import HTTPStatus
from mimetypes import guess_extension

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from claims.domain.permission import Permission
from claims.errors import InvalidInput, NotFound
from claims.i18n import gettext as _
from claims.services import snapshot as service
from claims.services.archiving import UNDER_WAY, order_archiving
from claims.services.link_check import order_check
from claims.services.quotation import order_checks_of
from claims.services.source import get_source
from claims.services.wayback import order_copy
from claims.web.access import requires
from claims.web.forms import attempt
from claims.web.forms.source import CaptureForm
from claims.web.session import current_actor, db, resources, takes_media
from claims.web.source import source_page

bp = Blueprint("snapshot", __name__)
SANDBOX = "default-src 'none'; sandbox"


@bp.post("/desk/sources/<int:source_id>/archive")
@requires(Permission.SOURCE_ATTACH)
def archive(source_id: int) -> ResponseReturnValue:
    """Have the address archived, also anew."""
    order_archiving(db(), current_actor(), resources().jobs, source_id, sure=_is_sure())
    return _to_source(source_id)


@bp.get("/desk/sources/<int:source_id>/progress")
@requires(Permission.DESK_SEE)
def progress(source_id: int) -> ResponseReturnValue:
    """Say how far the archiving is; when it has ended, let the browser load the page anew."""
    source = get_source(db(), source_id)
    working = source.state in UNDER_WAY
    answer = Response(render_template("source/progress.html", source=source, working=working))
    if not working:
        answer.headers["HX-Refresh"] = "true"
    return answer


@bp.post("/desk/sources/<int:source_id>/wayback")
@requires(Permission.SOURCE_ATTACH)
def wayback(source_id: int) -> ResponseReturnValue:
    """Have an outside archive asked to keep the page."""
    if not resources().archive.wayback.available:
        raise InvalidInput(_("This desk asks no outside archive."))
    order_copy(db(), current_actor(), resources().jobs, source_id, sure=_is_sure())
    flash(_("The Wayback Machine is asked; its copy is listed here when it is there."), "done")
    return _to_source(source_id)


@bp.post("/desk/sources/<int:source_id>/link")
@requires(Permission.SOURCE_ATTACH)
def check_link(source_id: int) -> ResponseReturnValue:
    """Have the link looked at now."""
    order_check(db(), current_actor(), resources().jobs, source_id, sure=_is_sure())
    flash(_("The link is looked at; load this page again in a moment."), "done")
    return _to_source(source_id)


@bp.post("/desk/sources/<int:source_id>/snapshots")
@takes_media
@requires(Permission.SOURCE_ATTACH)
def add(source_id: int) -> ResponseReturnValue:
    """Add one's own capture, or the address of a copy in an outside archive."""
    form = CaptureForm()
    if form.validate() and _add(form, source_id):
        flash(_("The archived copy is added."), "done")
        return _to_source(source_id)
    return source_page(source_id, form)


@bp.get("/desk/snapshots/<int:snapshot_id>")
@requires(Permission.DESK_SEE)
def text(snapshot_id: int) -> ResponseReturnValue:
    """Show the readable text of a copy, as text: nothing in it runs."""
    snapshot = service.get_snapshot(db(), snapshot_id)
    words = service.text_of(resources().archive.store, snapshot)
    return render_template(
        "source/text.html",
        snapshot=snapshot,
        source=snapshot.source,
        text=words[: service.SHOWN_CHARACTERS],
        cut=len(words) > service.SHOWN_CHARACTERS,
    )


@bp.get("/desk/snapshots/<int:snapshot_id>/file")
@requires(Permission.DESK_SEE)
def file(snapshot_id: int) -> ResponseReturnValue:
    """Send the bytes of a copy to be saved, never to be shown: they were written by strangers."""
    snapshot = service.get_snapshot(db(), snapshot_id)
    ending = guess_extension(snapshot.media_type) or ".bin"
    return _download(snapshot.sha256, f"source-{snapshot.source_id}-copy-{snapshot.id}{ending}")


@bp.get("/desk/snapshots/<int:snapshot_id>/warc")
@requires(Permission.DESK_SEE)
def warc(snapshot_id: int) -> ResponseReturnValue:
    """Send the WARC of a fetched copy."""
    snapshot = service.get_snapshot(db(), snapshot_id)
    return _download(snapshot.warc_sha256, f"source-{snapshot.source_id}-copy-{snapshot.id}.warc.gz")


def _add(form: CaptureForm, source_id: int) -> bool:
    upload, address = form.file.data, form.archive_address.data
    if not upload and not address:
        form.form_errors = [_("Choose a file, or give the address of an archived copy.")]
        form.status = HTTPStatus.UNPROCESSABLE_ENTITY
        return False
    copy = None
    if upload:
        try:
            copy = service.keep_capture(resources().archive, upload.filename, upload.stream)
        except InvalidInput as error:
            form.file.errors, form.status = [error.message], HTTPStatus.UNPROCESSABLE_ENTITY
            return False

    def store() -> bool:
        if copy:
            service.add_copy(db(), current_actor(), source_id, copy)
            order_checks_of(db(), resources().jobs, source_id)
        if address:
            service.add_archive_address(db(), current_actor(), source_id, address)
        return True

    return attempt(form, store) is not None


def _download(sha256: str, name: str) -> Response:
    if not sha256:
        raise NotFound(_("This archived copy has no such file."))
    stored = resources().archive.store.open(sha256)
    answer: Response = send_file(
        stored,
        mimetype=service.media_type_for_download(stored),
        as_attachment=True,
        download_name=name,
        conditional=False,
        etag=sha256,
    )
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _is_sure() -> bool:
    """Whether the person was asked, and said that the address may leave the machine."""
    return request.form.get("sure") == "yes"


def _to_source(source_id: int) -> ResponseReturnValue:
    return redirect(url_for("source.page", source_id=source_id), HTTPStatus.SEE_OTHER)
