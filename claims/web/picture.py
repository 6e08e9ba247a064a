"""Pictures in explanations: adding them to a verdict that is written, and serving them by their hash."""

from http import HTTPStatus

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from claims.domain.permission import Permission, may
from claims.domain.picture import MAX_PICTURE_BYTES, Picture
from claims.errors import InvalidInput
from claims.i18n import gettext as _
from claims.services import picture as service
from claims.services.verdict import get_bare_revision
from claims.web.access import public, requires
from claims.web.forms import attempt
from claims.web.forms.picture import DescribeForm, PictureForm
from claims.web.session import current_actor, current_person, db, resources, takes_file

bp = Blueprint("picture", __name__)
KEPT = "public, max-age=2592000, immutable"
"""What is published never changes; a month, so that what is removed leaves caches too."""


@bp.get("/pictures/<sha256>")
@public
def show(sha256: str) -> ResponseReturnValue:
    """Send a picture that a published verdict shows; to people of the desk any."""
    person = current_person()
    if may(person.actor if person else None, Permission.DESK_SEE):
        return send_picture(service.desk_picture(db(), sha256), "private, max-age=3600")
    return send_picture(service.published_picture(db(), sha256), KEPT)


@bp.get("/desk/verdicts/<int:revision_id>/pictures")
@requires(Permission.VERDICT_WRITE)
def index(revision_id: int) -> ResponseReturnValue:
    """List the pictures that a verdict may show, and ask for another."""
    return _page(revision_id, PictureForm(formdata=None))


@bp.post("/desk/verdicts/<int:revision_id>/pictures")
@takes_file
@requires(Permission.VERDICT_WRITE)
def add(revision_id: int) -> ResponseReturnValue:
    """Add a picture."""
    form = PictureForm()
    if form.validate():
        upload = form.picture.data
        try:
            clean = service.read_picture(upload.filename, upload.stream, most=MAX_PICTURE_BYTES)
        except InvalidInput as error:
            form.picture.errors, form.status = [error.message], HTTPStatus.UNPROCESSABLE_ENTITY
            return _page(revision_id, form)
        stored = resources().archive.store.put(clean.data)
        made = attempt(
            form,
            lambda: service.add_picture(db(), current_actor(), revision_id, form.said, clean, stored.sha256),
        )
        if made is not None:
            flash(_("The picture is there. Its line for the explanation stands beside it."), "done")
            return redirect(url_for("picture.index", revision_id=revision_id), 303)
    return _page(revision_id, form)


@bp.post("/desk/verdicts/<int:revision_id>/pictures/<int:picture_id>")
@requires(Permission.VERDICT_WRITE)
def describe(revision_id: int, picture_id: int) -> ResponseReturnValue:
    """Change what is said of a picture."""
    form = DescribeForm()
    if form.validate():
        changed = attempt(
            form,
            lambda: service.describe_picture(db(), current_actor(), revision_id, picture_id, form.said),
        )
        if changed is not None:
            flash(_("Saved."), "done")
            return redirect(url_for("picture.index", revision_id=revision_id), 303)
    return _page(revision_id, PictureForm(formdata=None), wrong=form)


def send_picture(picture: Picture, kept: str) -> Response:
    """Send the file of a picture, which runs nothing; ``kept``: for how long and by whom."""
    stream = resources().archive.store.open(picture.sha256)
    answer: Response = send_file(stream, mimetype=picture.media_type, etag=picture.sha256, conditional=False)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = kept
    answer.make_conditional(request)
    return answer


def _page(revision_id: int, form: PictureForm, *, wrong: DescribeForm | None = None) -> ResponseReturnValue:
    revision = get_bare_revision(db(), revision_id)
    html = render_template(
        "picture/index.html",
        revision=revision,
        pictures=service.pictures_of(db(), revision.verdict_id),
        form=form,
        wrong=wrong,
    )
    return html, (wrong or form).status
