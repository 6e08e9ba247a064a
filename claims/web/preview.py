"""Previews: lending an unpublished verdict or report, and the page that who was given one sees."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from claims.domain.entity import now
from claims.domain.permission import Permission
from claims.domain.token import Token
from claims.errors import NotFound
from claims.i18n import gettext as _
from claims.services import preview as service
from claims.services.picture import desk_picture
from claims.services.publication import VerdictPage
from claims.services.report import report_page
from claims.services.verdict import get_bare_revision
from claims.web.access import public, requires
from claims.web.forms import attempt
from claims.web.forms.preview import PreviewForm
from claims.web.picture import send_picture
from claims.web.public import annotated
from claims.web.session import current_actor, db, separate_transaction

bp = Blueprint("preview", __name__)


@bp.get("/preview/<secret>")
@public
def look(secret: str) -> ResponseReturnValue:
    """Show what would be published to who was given the address."""
    token = service.open_preview(db(), secret)
    if service.is_to_be_noted(token):
        with separate_transaction(write=True) as writing:
            service.note_look(writing, token.id)
    return _report(token) if token.article_id else _verdict(token, secret)


@bp.get("/preview/<secret>/pictures/<sha256>")
@public
def picture(secret: str, sha256: str) -> ResponseReturnValue:
    """Send a picture that a preview shows."""
    token = service.open_preview(db(), secret)
    shown = service.preview_verdict(db(), token.revision_id, now()).pictures if token.revision_id else ()
    if sha256 not in {one.sha256 for one in shown}:
        raise NotFound(_("There is no such picture."))
    return send_picture(desk_picture(db(), sha256), "no-store")


@bp.get("/desk/verdicts/<int:revision_id>/previews")
@requires(Permission.VERDICT_PUBLISH)
def of_verdict(revision_id: int) -> ResponseReturnValue:
    """List who was given a preview of a verdict, and ask for a new one."""
    return _verdict_page(revision_id, PreviewForm(formdata=None))


@bp.post("/desk/verdicts/<int:revision_id>/previews")
@requires(Permission.VERDICT_PUBLISH)
def lend_verdict(revision_id: int) -> ResponseReturnValue:
    """Give a preview of a verdict."""
    form = PreviewForm()
    secret = _lend(form, lambda asked: service.lend_verdict(db(), current_actor(), revision_id, **asked))
    return _verdict_page(revision_id, form, secret)


@bp.get("/desk/articles/<int:article_id>/previews")
@requires(Permission.REPORT_EDIT)
def of_report(article_id: int) -> ResponseReturnValue:
    """List who was given a preview of a report, and ask for a new one."""
    return _report_page(article_id, PreviewForm(formdata=None))


@bp.post("/desk/articles/<int:article_id>/previews")
@requires(Permission.REPORT_EDIT)
def lend_report(article_id: int) -> ResponseReturnValue:
    """Give a preview of a report."""
    form = PreviewForm()
    secret = _lend(form, lambda asked: service.lend_report(db(), current_actor(), article_id, **asked))
    return _report_page(article_id, form, secret)


@bp.post("/desk/previews/<int:token_id>/take-back")
@requires(Permission.VERDICT_PUBLISH)
def take_back(token_id: int) -> ResponseReturnValue:
    """End a preview before its time."""
    token = service.take_back(db(), current_actor(), token_id)
    flash(_("Taken back: its address opens nothing any more."), "done")
    if token.article_id:
        return redirect(url_for("preview.of_report", article_id=token.article_id), 303)
    return redirect(url_for("preview.of_verdict", revision_id=token.revision_id), 303)


def _lend(form: PreviewForm, lend: Callable[[dict[str, Any]], tuple[Token, str]]) -> str:
    """Return the secret, which is shown once; nothing when the form has errors."""
    asked = {"whom": form.whom.data, "days": form.days.data}
    made = attempt(form, lambda: lend(asked)) if form.validate() else None
    db().flush()
    return made[1] if made else ""


def _verdict_page(revision_id: int, form: PreviewForm, secret: str = "") -> ResponseReturnValue:
    revision = get_bare_revision(db(), revision_id)
    return _page(
        form,
        secret,
        rows=service.previews_of(db(), claim_id=revision.verdict.claim_id),
        title=revision.wording,
        back=url_for("approval.page", revision_id=revision_id),
    )


def _report_page(article_id: int, form: PreviewForm, secret: str = "") -> ResponseReturnValue:
    report = report_page(db(), article_id, draft=True).report
    return _page(
        form,
        secret,
        rows=service.previews_of(db(), article_id=article_id),
        title=report.headline,
        back=url_for("report.edit", article_id=article_id),
    )


def _page(form: PreviewForm, secret: str, **shown: Any) -> ResponseReturnValue:
    html = render_template("preview/index.html", form=form, secret=secret, now=now(), **shown)
    return html, form.status


def _verdict(token: Token, secret: str) -> str:
    assert token.revision_id is not None
    verdict = service.preview_verdict(db(), token.revision_id, now())
    revision = get_bare_revision(db(), token.revision_id)
    return render_template(
        "preview/verdict.html",
        preview=token,
        page=VerdictPage(verdict, revision.state, []),
        verdict=verdict,
        places=[],
        pictures_at=url_for("preview.look", secret=secret) + "/pictures/",
        current=False,
        indexed=False,
        canonical="",
        permanent="",
    )


def _report(token: Token) -> str:
    assert token.article_id is not None
    page = report_page(db(), token.article_id, draft=True)
    return render_template(
        "preview/report.html",
        preview=token,
        page=page,
        report=page.report,
        article=page.article,
        draft=True,
        **annotated(page),
        looks={verdict.claim_id: verdict.rating.key for verdict in page.verdicts},
    )
