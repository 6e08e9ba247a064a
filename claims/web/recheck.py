"""Verdicts to look at again, and the notice that the desk does."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from claims.domain.permission import Permission
from claims.i18n import gettext as _
from claims.services import recheck as service
from claims.services.notice import put_up_notice, take_down_notice
from claims.web.access import requires
from claims.web.address import MAX_ID
from claims.web.session import current_actor, db

bp = Blueprint("recheck", __name__)


@bp.get("/desk/rechecks")
@requires(Permission.DESK_SEE)
def index() -> ResponseReturnValue:
    """List published verdicts that somebody should look at again."""
    after = request.args.get("after", type=int)
    place = None if after is None else max(0, min(after, MAX_ID))
    rows = service.list_stale(db(), after=place, limit=service.PAGE_LENGTH + 1)
    more, rows = len(rows) > service.PAGE_LENGTH, rows[: service.PAGE_LENGTH]
    return render_template(
        "recheck/index.html",
        rows=rows,
        reasons={name: _(words) for name, words in service.REASONS.items()},
        first_url=url_for("recheck.index") if after else "",
        more_url=url_for("recheck.index", after=rows[-1].revision.id) if more else "",
    )


@bp.post("/desk/claims/<int:claim_id>/still-holds")
@requires(Permission.VERDICT_WRITE)
def still_holds(claim_id: int) -> ResponseReturnValue:
    """Start the revision that says that the verdict still holds."""
    revision = service.still_holds(db(), current_actor(), claim_id)
    flash(_("Look through it, say when to look again, and submit it; it is published as an update."), "done")
    return redirect(url_for("verdict.edit", revision_id=revision.id), HTTPStatus.SEE_OTHER)


@bp.post("/desk/claims/<int:claim_id>/notice")
@requires(Permission.VERDICT_NOTICE)
def put_up(claim_id: int) -> ResponseReturnValue:
    """Tell readers that the verdict is looked at again."""
    put_up_notice(db(), current_actor(), claim_id, request.form.get("note", ""))
    flash(_("Readers are told that the verdict is looked at again."), "done")
    return redirect(url_for("claim.page", claim_id=claim_id), HTTPStatus.SEE_OTHER)


@bp.post("/desk/claims/<int:claim_id>/notice/down")
@requires(Permission.VERDICT_NOTICE)
def take_down(claim_id: int) -> ResponseReturnValue:
    """Take the notice down."""
    take_down_notice(db(), current_actor(), claim_id)
    flash(_("The notice is down."), "done")
    return redirect(url_for("claim.page", claim_id=claim_id), HTTPStatus.SEE_OTHER)
