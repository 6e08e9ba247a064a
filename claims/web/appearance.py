"""Where else a claim appears."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from claims.domain.anchor import normalise
from claims.domain.permission import Permission
from claims.i18n import gettext as _
from claims.publishing.marking import segments
from claims.services import appearance as service
from claims.services.article import get_article, newest_version
from claims.services.claim import get_claim
from claims.services.claim_list import MAX_TEXT_LENGTH
from claims.web.access import requires
from claims.web.forms import attempt
from claims.web.forms.appearance import AppearanceForm
from claims.web.session import current_actor, db

bp = Blueprint("appearance", __name__)


@bp.get("/desk/claims/<int:claim_id>/appearances/new")
@requires(Permission.CLAIM_TRIAGE)
def find(claim_id: int) -> ResponseReturnValue:
    """Ask which article the claim also appears in."""
    words = normalise(request.args.get("q", "")).strip()[:MAX_TEXT_LENGTH]
    return render_template(
        "claim/find_article.html",
        claim=get_claim(db(), claim_id),
        articles=service.find_articles(db(), words),
        words=words,
    )


@bp.get("/desk/claims/<int:claim_id>/appearances/new/<int:article_id>")
@requires(Permission.CLAIM_TRIAGE)
def new(claim_id: int, article_id: int) -> ResponseReturnValue:
    """Show the article, and ask for the words."""
    return _page(claim_id, article_id, AppearanceForm(formdata=None))


@bp.post("/desk/claims/<int:claim_id>/appearances/new/<int:article_id>")
@requires(Permission.CLAIM_TRIAGE)
def add(claim_id: int, article_id: int) -> ResponseReturnValue:
    """Add the place."""
    form = AppearanceForm()
    if form.validate():
        added = attempt(
            form,
            lambda: service.add_appearance(
                db(),
                current_actor(),
                claim_id,
                article_id,
                words=form.words.data,
                start=form.start.data,
                end=form.end.data,
                attribution=form.attribution.data or "",
                said_at=form.said_at,
            ),
        )
        if added is not None:
            flash(_("The claim is now known there too."), "done")
            return _to_claim(claim_id)
    return _page(claim_id, article_id, form)


@bp.post("/desk/appearances/<int:appearance_id>/remove")
@requires(Permission.CLAIM_TRIAGE)
def remove(appearance_id: int) -> ResponseReturnValue:
    """Take back a place that was added by mistake."""
    claim = service.remove_appearance(db(), current_actor(), appearance_id)
    flash(_("The place is taken back."), "done")
    return _to_claim(claim.id)


def _to_claim(claim_id: int) -> ResponseReturnValue:
    address = url_for("claim.page", claim_id=claim_id, _anchor="appearances-title")
    return redirect(address, HTTPStatus.SEE_OTHER)


def _page(claim_id: int, article_id: int, form: AppearanceForm) -> ResponseReturnValue:
    html = render_template(
        "claim/appearance.html",
        claim=get_claim(db(), claim_id),
        article=get_article(db(), article_id),
        segments=segments(newest_version(db(), article_id).text, []),
        form=form,
    )
    return html, form.status
