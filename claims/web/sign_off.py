"""The sign-off sheet of an article, to print and sign."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from claims.domain.entity import now
from claims.domain.permission import Permission
from claims.services.blind import hidden_from
from claims.services.sign_off import sign_off
from claims.web.access import requires
from claims.web.session import current_actor, db, desk

bp = Blueprint("sign_off", __name__)


@bp.get("/desk/articles/<int:article_id>/sign-off")
@requires(Permission.DESK_SEE)
def page(article_id: int) -> ResponseReturnValue:
    """Show what was checked in a text before it is published."""
    sheet = sign_off(db(), article_id)
    shown = [row.revision for row in sheet.rows if row.revision]
    hidden = hidden_from(db(), current_actor(), shown) if desk().blind_approval else set()
    return render_template(
        "sign_off/page.html", hidden=hidden, sheet=sheet, article=sheet.article, printed_at=now()
    )
