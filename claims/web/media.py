"""Pictures, recordings and films: showing the file to the desk, and claims at places in it."""

from flask import Blueprint, Response, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from claims.domain.claim import Claim
from claims.domain.permission import Permission
from claims.i18n import gettext as _
from claims.services import media as service
from claims.web.access import requires
from claims.web.forms import attempt
from claims.web.forms.article import NewClaimForm
from claims.web.forms.media import MediaClaimForm
from claims.web.session import current_actor, db, resources
from claims.web.workbench_page import workbench_page

bp = Blueprint("media", __name__)


@bp.get("/desk/articles/<int:article_id>/media")
@requires(Permission.DESK_SEE)
def file(article_id: int) -> ResponseReturnValue:
    """Send the file, or the part of it that a player asks for (RFC 9110, section 14)."""
    media = service.media_of(db(), article_id)
    answer: Response = send_file(
        resources().archive.store.open(media.sha256, check=False),  # a player asks for many parts
        mimetype=media.media_type,
        conditional=False,
        etag=media.sha256,
    )
    answer.make_conditional(request, accept_ranges=True, complete_length=media.size)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


@bp.post("/desk/articles/<int:article_id>/media/claims")
@requires(Permission.CLAIM_TRIAGE)
def add_claim(article_id: int) -> ResponseReturnValue:
    """Make a claim at a place in the file, or at the whole of it."""
    form = MediaClaimForm()

    def add() -> Claim:
        return service.add_claim_at(
            db(), current_actor(), article_id, text=form.text.data or "", place=form.place()
        )

    claim = attempt(form, add) if form.validate() else None
    if claim is None:
        return workbench_page(article_id, NewClaimForm(formdata=None), form), form.status
    db().flush()  # the claim's number belongs to the address
    flash(_("Claim %(id)s is on the list to check.", id=claim.id), "done")
    return redirect(url_for("article.workbench", article_id=article_id, _anchor=f"card-{claim.id}"), 303)
