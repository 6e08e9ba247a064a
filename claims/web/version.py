"""Versions of an article, what changed between them, and what a person says became of a claim's words."""

from collections.abc import Sequence
from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from claims.domain.anchor import Anchor
from claims.domain.article import MAX_UPLOAD_BYTES, Version
from claims.domain.claim import Appearance
from claims.domain.permission import Permission
from claims.errors import ClaimsError, InvalidInput
from claims.i18n import gettext as _
from claims.i18n import ngettext
from claims.publishing.marking import segments
from claims.services import article as articles
from claims.services import refetch
from claims.services import version as service
from claims.services.claim import place_words
from claims.services.document import origin_of_upload, read_upload
from claims.web.access import requires
from claims.web.forms import attempt
from claims.web.forms.version import NewVersionForm, PlaceForm
from claims.web.session import current_actor, db, resources

bp = Blueprint("version", __name__)
OFFERED = 20
"""Places of the same words that a person is asked to choose from."""


@bp.get("/desk/articles/<int:article_id>/versions")
@requires(Permission.DESK_SEE)
def index(article_id: int) -> ResponseReturnValue:
    """List the versions of an article, and what became of its claims in the newest."""
    return _index(article_id, NewVersionForm(formdata=None))


@bp.post("/desk/articles/<int:article_id>/versions")
@requires(Permission.ARTICLE_ADD)
def add(article_id: int) -> ResponseReturnValue:
    """Take in what an article says now."""
    form = NewVersionForm()
    origin = _read(form) if form.validate() else None
    if origin is None:
        return _index(article_id, form)
    before = articles.newest_version(db(), article_id).number
    text = form.text.data
    version = attempt(
        form, lambda: service.add_version(db(), current_actor(), article_id, text, origin, cues=form.cues)
    )
    if form.errors or form.form_errors:
        return _index(article_id, form)
    if version is None:
        flash(_("This is the text that version %(number)s has: nothing changed.", number=before), "done")
    else:
        flash(_("Version %(number)s is kept.", number=version.number), "done")
        form.warn_of_lost_times()
        _extract(version)
    return redirect(url_for("version.index", article_id=article_id), HTTPStatus.SEE_OTHER)


@bp.post("/desk/articles/<int:article_id>/refetch")
@requires(Permission.ARTICLE_ADD)
def look_again(article_id: int) -> ResponseReturnValue:
    """Have the article's address looked at now."""
    refetch.order_refetch(db(), current_actor(), resources().jobs, article_id)
    flash(_("The address is being looked at; a new version stands here when its text differs."), "done")
    return redirect(url_for("version.index", article_id=article_id), HTTPStatus.SEE_OTHER)


@bp.post("/desk/articles/<int:article_id>/schedule")
@requires(Permission.ARTICLE_ADD)
def schedule(article_id: int) -> ResponseReturnValue:
    """Say how often the article's address is looked at."""
    refetch.schedule_refetch(db(), current_actor(), article_id, request.form.get("hours", type=int) or None)
    flash(_("Saved."), "done")
    return redirect(url_for("version.index", article_id=article_id), HTTPStatus.SEE_OTHER)


@bp.get("/desk/articles/<int:article_id>/versions/<int:older>/<int:newer>")
@requires(Permission.DESK_SEE)
def difference(article_id: int, older: int, newer: int) -> ResponseReturnValue:
    """Show what changed from one version to another."""
    article = articles.get_article(db(), article_id)
    found = service.difference(db(), article_id, older, newer)
    return render_template("version/difference.html", article=article, older=older, newer=newer, found=found)


@bp.get("/desk/changes")
@requires(Permission.DESK_SEE)
def changes() -> ResponseReturnValue:
    """List what changed in all articles since their claims were found."""
    before = request.args.get("before", type=int)
    waiting = request.args.get("all") is None
    rows = service.list_changes(db(), before=before, waiting=waiting, limit=service.PAGE_LENGTH + 1)
    older = len(rows) > service.PAGE_LENGTH
    rows = rows[: service.PAGE_LENGTH]
    shown = None if waiting else 1
    return render_template(
        "version/changes.html",
        rows=rows,
        waiting=waiting,
        given_up=() if before else refetch.list_given_up(db()),
        newest_url=url_for("version.changes", all=shown) if before else "",
        older_url=url_for("version.changes", before=rows[-1].appearance.id, all=shown) if older else "",
        back=request.full_path,
    )


@bp.post("/desk/appearances/<int:appearance_id>/place")
@requires(Permission.CLAIM_TRIAGE)
def confirm_place(appearance_id: int) -> ResponseReturnValue:
    """Say where the words of a claim stand now."""
    start, end = request.form.get("start", type=int), request.form.get("end", type=int)
    if start is None or end is None:
        raise InvalidInput(_("Say which words of the article are meant."))
    row = service.confirm_place(db(), current_actor(), appearance_id, start, end)
    return _pinned(row)


@bp.get("/desk/appearances/<int:appearance_id>/words")
@requires(Permission.CLAIM_TRIAGE)
def find_place(appearance_id: int) -> ResponseReturnValue:
    """Show the text, and ask which of its words a claim's old words became."""
    return _place_page(appearance_id, PlaceForm(formdata=None, back=request.args.get("back", "")))


@bp.post("/desk/appearances/<int:appearance_id>/words")
@requires(Permission.CLAIM_TRIAGE)
def confirm_words(appearance_id: int) -> ResponseReturnValue:
    """Pin a claim to words that were typed or selected; ask which, where they stand several times."""
    form = PlaceForm()
    if not form.validate():
        return _place_page(appearance_id, form)
    article_id = service.waiting_appearance(db(), appearance_id).article_id
    text, start, end = articles.newest_version(db(), article_id).text, form.start.data, form.end.data
    places = attempt(form, lambda: place_words(text, form.words.data, start, end)) or []
    if len(places) > 1:
        return _ask_which(appearance_id, form, places)
    place = places[0] if places else None
    row = place and attempt(
        form, lambda: service.confirm_place(db(), current_actor(), appearance_id, place.start, place.end)
    )
    return _pinned(row) if row else _place_page(appearance_id, form)


@bp.post("/desk/appearances/<int:appearance_id>/gone")
@requires(Permission.CLAIM_TRIAGE)
def confirm_gone(appearance_id: int) -> ResponseReturnValue:
    """Say that the words of a claim are no longer in the article."""
    row = service.confirm_gone(db(), current_actor(), appearance_id)
    flash(_("The words of claim %(id)s are noted as gone.", id=row.claim_id), "done")
    return _back(row)


def _pinned(row: Appearance) -> ResponseReturnValue:
    flash(_("Claim %(id)s is pinned to these words.", id=row.claim_id), "done")
    return _back(row)


def _ask_which(appearance_id: int, form: PlaceForm, places: Sequence[Anchor]) -> ResponseReturnValue:
    number = len(places)
    said = ngettext(
        "These words stand in the article once.",
        "These words stand in the article %(num)s times. Say below which are meant.",
        number,
    )
    if number > OFFERED:
        said += " " + _(
            "The first %(number)s are offered; for a later place, add the words around it.", number=OFFERED
        )
    form.form_errors, form.status = [said], HTTPStatus.UNPROCESSABLE_ENTITY
    return _place_page(appearance_id, form, places[:OFFERED])


def _place_page(appearance_id: int, form: PlaceForm, places: Sequence[Anchor] = ()) -> ResponseReturnValue:
    row = service.waiting_appearance(db(), appearance_id)
    page = render_template(
        "version/place.html",
        row=row,
        before=service.words_before(db(), row),
        segments=segments(articles.newest_version(db(), row.article_id).text, []),
        form=form,
        places=places,
        back=form.back.data or "",
    )
    return page, form.status


def _index(article_id: int, form: NewVersionForm) -> ResponseReturnValue:
    article = articles.get_article(db(), article_id)
    page = render_template(
        "version/index.html",
        article=article,
        versions=list(reversed(article.versions)),
        fates=service.fates_of(db(), article_id),
        changes=service.changes_of_article(db(), article_id),
        form=form,
        intervals=refetch.INTERVALS,
        back="",
    )
    return page, form.status


def _read(form: NewVersionForm) -> str | None:
    """Move what an uploaded file says into the form; return where the text is from."""
    upload = form.file.data
    if not upload:
        return form.recall()
    try:
        document = read_upload(upload.filename, upload.read(MAX_UPLOAD_BYTES + 1))
    except InvalidInput as error:
        form.status = HTTPStatus.UNPROCESSABLE_ENTITY
        form.refuse_file(error.message)
        return None
    form.carry(upload.filename, document)
    return origin_of_upload(upload.filename)


def _extract(version: Version) -> None:
    """Look for claims in what is new; where that cannot be done now, say why and keep the version."""
    article = articles.get_article(db(), version.article_id)
    jobs, llm = resources().jobs, resources().llm
    try:
        articles.repeat_extraction(db(), current_actor(), jobs, article.id, article.engine, endpoint=llm)
    except ClaimsError as error:
        flash(error.message, "alarm")


def _back(row: Appearance) -> ResponseReturnValue:
    """Return to the list or the claim that was left, if it is one of this desk."""
    back = urlsplit(request.form.get("back", ""))
    known = (url_for("version.changes"), url_for("claim.page", claim_id=row.claim_id))
    if back.path in known and not back.netloc and not back.scheme:
        return redirect(f"{back.path}?{back.query}" if back.query else back.path, HTTPStatus.SEE_OTHER)
    return redirect(url_for("version.index", article_id=row.article_id, _anchor="changes"), HTTPStatus.SEE_OTHER)
