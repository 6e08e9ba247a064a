"""How this desk works, and what it corrected: the pages that the markup of every verdict points to."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from claims.domain.gate import Gate
from claims.services.blind import agreement
from claims.services.correction import PAGE_LENGTH, latest_corrections
from claims.services.rating import newest_scale
from claims.web.access import public
from claims.web.address import MAX_ID
from claims.web.freshness import fresh
from claims.web.session import db

bp = Blueprint("policy", __name__)


@bp.get("/methodology")
@public
def methodology() -> ResponseReturnValue:
    """Show how claims are chosen and checked, every rating, and what must be there for it."""
    scale = newest_scale(db())
    found = agreement(db())
    gates = {rating.key: [Gate(gate) for gate in rating.gates] for rating in scale.ratings}
    return fresh(
        lambda: render_template("policy/methodology.html", ratings=scale.ratings, gates=gates, agreement=found),
        scale.id,
        found,
    )


@bp.get("/corrections")
@public
def corrections() -> ResponseReturnValue:
    """Show what was corrected after publication, newest first."""
    before = request.args.get("before", type=int)
    if before is not None and not 0 < before <= MAX_ID:
        before = None
    found = latest_corrections(db(), before=before, limit=PAGE_LENGTH + 1)
    rows = found[:PAGE_LENGTH]
    older = rows[-1].correction.id if len(found) > PAGE_LENGTH else None
    return fresh(
        lambda: render_template("policy/corrections.html", rows=rows, older=older, first=before is None),
        [(row.correction.id, row.correction.kind, row.correction.note) for row in rows],
        older,
    )
