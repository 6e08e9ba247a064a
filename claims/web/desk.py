"""The desk's home: what waits for whoever is signed in."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from claims.domain.entity import now
from claims.domain.permission import Permission
from claims.services.queue import queue_of
from claims.web.access import requires
from claims.web.session import current_actor, db

bp = Blueprint("desk", __name__)


@bp.get("/desk")
@requires(Permission.DESK_SEE)
def home() -> ResponseReturnValue:
    """Show what is mine, what I can approve or publish, and what nobody has taken."""
    return render_template("desk/home.html", queue=queue_of(db(), current_actor()), today=now().date())
