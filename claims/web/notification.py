"""What the desk tells whoever is signed in, and the count of it in the navigation."""

from http import HTTPStatus

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from claims.domain.permission import Permission
from claims.i18n import ngettext
from claims.services import notification as service
from claims.services.telling import path_of, sentence
from claims.web.access import requires
from claims.web.address import MAX_ID
from claims.web.session import current_actor, db

bp = Blueprint("notification", __name__, url_prefix="/desk/notifications")


@bp.get("")
@requires(Permission.DESK_SEE)
def index() -> ResponseReturnValue:
    """Show what happened, newest first."""
    before = request.args.get("before", type=int)
    before = before if before is not None and 0 < before <= MAX_ID else None
    found = service.notices_of(db(), _my_id(), before=before, limit=service.PAGE_LENGTH + 1)
    rows = found[: service.PAGE_LENGTH]
    return render_template(
        "notification/index.html",
        rows=[(row, sentence(row.notification.kind), path_of(row)) for row in rows],
        first=before is None,
        older=rows[-1].notification.id if len(found) > len(rows) else None,
    )


@bp.post("/seen")
@requires(Permission.DESK_SEE)
def all_seen() -> ResponseReturnValue:
    """Mark everything as seen."""
    number = service.mark_seen(db(), _my_id())
    flash(
        ngettext("%(num)s notification is marked as seen.", "%(num)s notifications are marked as seen.", number),
        "done",
    )
    return redirect(url_for("notification.index"), HTTPStatus.SEE_OTHER)


@bp.post("/<int:notification_id>/seen")
@requires(Permission.DESK_SEE)
def seen(notification_id: int) -> ResponseReturnValue:
    """Mark one as seen."""
    service.mark_seen(db(), _my_id(), notification_id)
    return redirect(url_for("notification.index"), HTTPStatus.SEE_OTHER)


def unseen_count() -> int:
    """Return how many notifications whoever is signed in has not seen; asked with who it is."""
    return int(g.get("unseen", 0))


def _my_id() -> int:
    person_id = current_actor().person_id
    assert person_id is not None  # whoever is signed in is a person
    return person_id
