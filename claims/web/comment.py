"""The desk's discussion of claims, and who is named in it."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from claims.domain.comment import Comment
from claims.domain.permission import Permission
from claims.domain.person import Person
from claims.i18n import gettext as _
from claims.i18n import ngettext
from claims.services import comment as service
from claims.services.claim import get_claim
from claims.web.access import requires
from claims.web.address import local_path
from claims.web.forms import attempt
from claims.web.forms.comment import WHO, CommentForm, read_chosen
from claims.web.session import current_actor, db

bp = Blueprint("comment", __name__)


@bp.post("/desk/claims/<int:claim_id>/comments")
@requires(Permission.CLAIM_TRIAGE)
def add(claim_id: int) -> ResponseReturnValue:
    """Add to the discussion of a claim; ask whom a name means that several have."""
    form = CommentForm()
    candidates: dict[str, Sequence[Person]] = {}

    def say() -> Comment:
        try:
            return service.add_comment(db(), current_actor(), claim_id, form.text.data, read_chosen(request.form))
        except service.AmbiguousMention as error:
            candidates.update(error.candidates)
            raise

    comment = attempt(form, say) if form.validate() else None
    if comment is not None:
        return _to_discussion(claim_id, f"comment-{comment.id}")
    page = render_template(
        "claim/comment.html", claim=get_claim(db(), claim_id), form=form, candidates=candidates, who=WHO
    )
    return page, form.status


@bp.post("/desk/comments/<int:comment_id>/erase")
@requires(Permission.CLAIM_TRIAGE)
def erase(comment_id: int) -> ResponseReturnValue:
    """Take back one's own comment."""
    comment = service.erase_comment(db(), current_actor(), comment_id)
    flash(_("Your comment is taken back."), "done")
    return _to_discussion(comment.claim_id, f"comment-{comment.id}")


@bp.get("/desk/mentions")
@requires(Permission.DESK_SEE)
def mentions() -> ResponseReturnValue:
    """List the comments that name whoever is signed in."""
    return render_template("desk/mentions.html", rows=service.mentions_of(db(), current_actor()))


@bp.post("/desk/mentions/seen")
@requires(Permission.DESK_SEE)
def seen() -> ResponseReturnValue:
    """Note that the mentions in one claim's discussion, or all, were seen."""
    claim_id = request.form.get("claim", type=int)
    number = service.mark_seen(db(), current_actor(), claim_id)
    flash(ngettext("%(num)s mention is marked as seen.", "%(num)s mentions are marked as seen.", number), "done")
    return redirect(local_path(request.form.get("back", "/desk/mentions")), HTTPStatus.SEE_OTHER)


def _to_discussion(claim_id: int, anchor: str) -> ResponseReturnValue:
    return redirect(url_for("claim.page", claim_id=claim_id, _anchor=anchor), HTTPStatus.SEE_OTHER)
