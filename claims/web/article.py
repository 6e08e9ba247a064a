"""Articles: the list, taking one in, and the workbench."""

from http import HTTPStatus

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from claims.domain.article import MAX_UPLOAD_BYTES, Article
from claims.domain.claim import SetAsideReason
from claims.domain.entity import now
from claims.domain.kind import ClaimKind
from claims.domain.permission import Permission
from claims.domain.state import ArticleState
from claims.errors import InvalidInput
from claims.i18n import gettext as _
from claims.i18n import ngettext
from claims.services import article as service
from claims.services.claim import add_claim as add_claim_of
from claims.services.claim import claims_of_article, finish_selection
from claims.services.extraction import newest_run
from claims.services.undo import undo_last
from claims.web import workbench as view
from claims.web.access import requires
from claims.web.forms import attempt
from claims.web.forms.article import ExtractForm, NewArticleForm, NewClaimForm
from claims.web.language import language_name
from claims.web.place import place_of, read_place
from claims.web.run import run_facts
from claims.web.session import current_actor, db, desk, resources, takes_file

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
    form = NewArticleForm(formdata=None)
    form.engine.data = form.engine.choices[0][0]
    return _new_page(form, None)


@bp.post("/desk/articles/new")
@takes_file
@requires(Permission.ARTICLE_ADD)
def add() -> ResponseReturnValue:
    """Take in an article; one with the same text is offered instead."""
    form = NewArticleForm()
    origin = _read_file(form) if form.validate() else None
    known = None
    if origin:
        known = None if form.all_the_same.data else service.same_text(db(), form.text.data)
        if known is None:
            new_article, jobs = form.new_article(origin), resources().jobs
            llm = resources().llm
            article = attempt(
                form, lambda: service.add_article(db(), current_actor(), jobs, new_article, endpoint=llm)
            )
            if article is not None:
                return _to_workbench(article.id)
    status = HTTPStatus.CONFLICT if known else form.status
    return _new_page(form, known), status


@bp.get("/desk/articles/<int:article_id>")
@requires(Permission.DESK_SEE)
def workbench(article_id: int) -> ResponseReturnValue:
    """Show the text with its claims, and work on them."""
    return _workbench_page(article_id, NewClaimForm(formdata=None))


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


@bp.post("/desk/articles/<int:article_id>/claims")
@requires(Permission.CLAIM_TRIAGE)
def add_claim(article_id: int) -> ResponseReturnValue:
    """Make a claim at words of the text."""
    form = NewClaimForm()
    if form.validate():
        place = {"start": form.start.data, "end": form.end.data}
        words, text = form.words.data, form.text.data or ""
        claim = attempt(
            form, lambda: add_claim_of(db(), current_actor(), article_id, words=words, text=text, **place)
        )
        if claim is not None:
            db().flush()  # the claim's number belongs to the address
            flash(_("Claim %(id)s is on the list to check.", id=claim.id), "done")
            return _to_workbench(article_id, f"card-{claim.id}")
    return _workbench_page(article_id, form)


@bp.post("/desk/articles/<int:article_id>/finish")
@requires(Permission.CLAIM_TRIAGE)
def finish(article_id: int) -> ResponseReturnValue:
    """Set aside all that is still only suggested."""
    reason = request.form.get("reason", "")
    if reason not in set(SetAsideReason):
        raise InvalidInput(_("Choose why the other claims are not checked."))
    number = finish_selection(db(), current_actor(), article_id, SetAsideReason(reason))
    flash(ngettext("%(num)s claim was set aside.", "%(num)s claims were set aside.", number), "done")
    return _to_workbench(article_id)


@bp.post("/desk/articles/<int:article_id>/undo")
@requires(Permission.CLAIM_TRIAGE)
def undo(article_id: int) -> ResponseReturnValue:
    """Take back one's own last change to the claims."""
    undo_last(db(), current_actor(), article_id)
    flash(_("Your last change is taken back."), "done")
    return _to_workbench(article_id)


def _new_page(form: NewArticleForm, known: Article | None) -> str:
    return render_template("article/new.html", form=form, known=known, model=resources().llm)


def _workbench_page(article_id: int, form: NewClaimForm) -> ResponseReturnValue:
    article = service.get_article(db(), article_id)
    claims, version = claims_of_article(db(), article_id), service.newest_version(db(), article_id)
    page = render_template(
        "article/workbench.html",
        bench=view.make_workbench(article, version, claims, view.read_filter(request.args), desk().weights),
        article=article,
        run=run_facts(newest_run(db(), article_id)),
        working=article.state in WORKING,
        engine_used=service.engine_used(article),
        language_of_article=language_name(article.language),
        form=form,
        extract_form=ExtractForm(formdata=None, engine=article.engine),
        states=view.STATES,
        kinds=list(ClaimKind),
        set_aside_reasons=view.set_aside_reasons(),
        drop_reasons=view.drop_reasons(),
        today=now().date(),
        back=request.full_path if request.query_string and request.method == "GET" else "",
    )
    return page, form.status


def _to_workbench(article_id: int, anchor: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("article.workbench", article_id=article_id, _anchor=anchor), HTTPStatus.SEE_OTHER)


def _read_file(form: NewArticleForm) -> str | None:
    """Move what an uploaded file says into the form, so that nothing is lost; return where the text is from."""
    upload = form.file.data
    if not upload:
        return "pasted"
    try:
        document = service.read_upload(upload.filename, upload.read(MAX_UPLOAD_BYTES + 1))
    except InvalidInput as error:
        form.file.errors, form.status = [error.message], HTTPStatus.UNPROCESSABLE_ENTITY
        return None
    form.take(document, language=service.language_of(document), day=service.day_of(document))
    return service.origin_of_upload(upload.filename)
