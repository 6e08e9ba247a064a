"""Conflicts of interest: declaring one, seeing one's own, ending one."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from claims.domain.claim import Claim
from claims.domain.permission import Permission
from claims.i18n import gettext as _
from claims.services import conflict_of_interest as service
from claims.services.article import get_article
from claims.services.claim import get_claim
from claims.web.access import requires
from claims.web.address import MAX_ID
from claims.web.forms import attempt
from claims.web.forms.conflict_of_interest import ConflictForm
from claims.web.session import current_actor, db

bp = Blueprint("conflict_of_interest", __name__, url_prefix="/desk/conflicts")


@bp.get("")
@requires(Permission.DESK_SEE)
def index() -> ResponseReturnValue:
    """List what one declared, and ask for more where a claim or an article is named."""
    named = {"claim": request.args.get("claim", ""), "article": request.args.get("article", "")}
    return _page(_offering(ConflictForm(formdata=None, **named)))


@bp.post("")
@requires(Permission.DESK_SEE)
def declare() -> ResponseReturnValue:
    """Declare a conflict of interest."""
    form = _offering(ConflictForm())
    if form.validate():
        about, _colon, number = form.about.data.partition(":")
        what = {"about": about, "subject_id": int(number), "reason": form.reason.data or ""}
        if attempt(form, lambda: service.declare(db(), current_actor(), **what)):
            flash(_("It is noted: you have no part in what it covers."), "done")
            return redirect(url_for("conflict_of_interest.index"), HTTPStatus.SEE_OTHER)
    return _page(form)


@bp.post("/<int:conflict_id>/end")
@requires(Permission.DESK_SEE)
def end(conflict_id: int) -> ResponseReturnValue:
    """End a conflict of interest that one declared."""
    service.end(db(), current_actor(), conflict_id)
    flash(_("It is over: you may have a part again."), "done")
    return redirect(url_for("conflict_of_interest.index"), HTTPStatus.SEE_OTHER)


def _page(form: ConflictForm) -> ResponseReturnValue:
    rows = service.declared_by(db(), current_actor().person_id or 0)
    return render_template("conflict_of_interest/index.html", rows=rows, form=form), form.status


def _offering(form: ConflictForm) -> ConflictForm:
    choices: list[tuple[str, str]] = []
    claim_id, article_id = _number(form.claim.data), _number(form.article.data)
    if claim_id:
        choices = _of_claim(get_claim(db(), claim_id))
    elif article_id:
        article = get_article(db(), article_id)
        choices = [(f"article:{article.id}", _("Every claim of the article “%(title)s”", title=article.title))]
    form.about.choices = choices
    return form


def _of_claim(claim: Claim) -> list[tuple[str, str]]:
    articles = {place.article.id: place.article for place in claim.appearances if place.article}
    of_articles: Sequence[tuple[str, str]] = [
        (f"article:{article.id}", _("Every claim of the article “%(title)s”", title=article.title))
        for article in articles.values()
    ]
    first = (f"claim:{claim.id}", _("This claim only: %(text)s", text=claim.text))
    if claim.claimant is None:
        return [first, *of_articles]
    who = (f"claimant:{claim.claimant.id}", _("Everything that %(name)s says", name=claim.claimant.name))
    return [first, *of_articles, who]


def _number(value: str | None) -> int | None:
    number = int(value) if value and value.isdecimal() and len(value) < 11 else 0
    return number if 0 < number <= MAX_ID else None
