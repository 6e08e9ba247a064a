"""Articles: the list, and taking one in; the workbench is in ``claims.web.workbench_page``."""

from http import HTTPStatus

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from claims.domain.article import MAX_UPLOAD_BYTES, Article
from claims.domain.permission import Permission
from claims.domain.state import ArticleState
from claims.errors import InvalidInput
from claims.i18n import gettext as _
from claims.services import article as service
from claims.services import document
from claims.services.intake import add_address
from claims.services.media import keep_media
from claims.web.access import requires
from claims.web.forms import attempt
from claims.web.forms.article import ExtractForm, NewArticleForm
from claims.web.place import place_of, read_place
from claims.web.session import current_actor, db, resources, takes_media

bp = Blueprint("article", __name__)
WORKING = (ArticleState.QUEUED, ArticleState.EXTRACTING)


@bp.get("/desk/articles")
@requires(Permission.DESK_SEE)
def index() -> ResponseReturnValue:
    """List articles, newest first, from a place in the list on."""
    place = read_place(request.args.get("before", ""))
    rows = service.list_articles(db(), before=place, limit=service.PAGE_LENGTH + 1)
    older = len(rows) > service.PAGE_LENGTH
    rows = rows[: service.PAGE_LENGTH]
    return render_template(
        "article/index.html",
        rows=rows,
        newest_url=url_for("article.index") if place else "",
        older_url=url_for("article.index", before=place_of(rows[-1].article)) if older else "",
    )


@bp.get("/desk/articles/new")
@requires(Permission.ARTICLE_ADD)
def new() -> ResponseReturnValue:
    """Ask for an article."""
    form = NewArticleForm(formdata=None, address=request.args.get("address", ""))
    form.engine.data = form.engine.choices[0][0]
    return _new_page(form, None)


@bp.post("/desk/articles/new")
@takes_media
@requires(Permission.ARTICLE_ADD)
def add() -> ResponseReturnValue:
    """Take in an article; one with the same text is offered instead."""
    form = NewArticleForm()
    is_valid = form.validate()
    if is_valid and form.is_to_fetch:
        return _fetch(form)
    origin = _read_file(form) if is_valid else None
    known = None
    if origin:
        known = None if form.all_the_same.data or form.media else service.same_text(db(), form.text.data)
        if known is None:
            new_article, jobs = form.new_article(origin), resources().jobs
            llm = resources().llm
            article = attempt(
                form, lambda: service.add_article(db(), current_actor(), jobs, new_article, endpoint=llm)
            )
            if article is not None:
                form.warn_of_lost_times()
                return _to_workbench(article.id)
    status = HTTPStatus.CONFLICT if known else form.status
    return _new_page(form, known), status


@bp.get("/desk/articles/<int:article_id>/progress")
@requires(Permission.DESK_SEE)
def progress(article_id: int) -> ResponseReturnValue:
    """Say how far the extraction is; when it has ended, let the browser load the page anew."""
    article = service.get_article(db(), article_id)
    page = Response(render_template("article/progress.html", article=article, working=article.state in WORKING))
    if article.state not in WORKING:
        page.headers["HX-Refresh"] = "true"
    return page


@bp.post("/desk/articles/<int:article_id>/extract")
@requires(Permission.ARTICLE_ADD)
def extract(article_id: int) -> ResponseReturnValue:
    """Have the claims extracted again."""
    form = ExtractForm()
    if not form.validate():
        raise InvalidInput(_("Choose how claims are found."))
    jobs, llm = resources().jobs, resources().llm
    service.repeat_extraction(db(), current_actor(), jobs, article_id, form.engine.data, endpoint=llm)
    return _to_workbench(article_id)


def _fetch(form: NewArticleForm) -> ResponseReturnValue:
    item = attempt(form, lambda: add_address(db(), current_actor(), resources().jobs, form.new_item()))
    if item is None:
        return _new_page(form, None), form.status
    return redirect(url_for("intake.page", item_id=item.id), HTTPStatus.SEE_OTHER)


def _new_page(form: NewArticleForm, known: Article | None) -> str:
    return render_template("article/new.html", form=form, known=known, model=resources().llm)


def _to_workbench(article_id: int) -> ResponseReturnValue:
    return redirect(url_for("article.workbench", article_id=article_id), HTTPStatus.SEE_OTHER)


def _read_file(form: NewArticleForm) -> str | None:
    """Move what an uploaded file says into the form, so that nothing is lost; return where the text is from."""
    upload = form.file.data
    if not upload:
        return form.recall()
    try:
        if form.has_media:
            form.media = keep_media(resources().archive, upload.filename, upload.stream)
            form.title.data = form.title.data or upload.filename
            return document.origin_of_upload(upload.filename)
        read = document.read_upload(upload.filename, upload.read(MAX_UPLOAD_BYTES + 1))
    except InvalidInput as error:
        form.file.errors, form.status = [error.message], HTTPStatus.UNPROCESSABLE_ENTITY
        return None
    form.take(upload.filename, read, language=document.language_of(read), day=document.day_of(read))
    return document.origin_of_upload(upload.filename)
