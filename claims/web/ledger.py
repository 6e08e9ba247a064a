"""The ledger of everything that the desk considered."""

from contextlib import ExitStack
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from claims.domain.entity import now
from claims.domain.permission import Permission
from claims.publishing.ledger import write_ledger
from claims.services.claim_list import PAGE_LENGTH, ClaimFilter, list_claims
from claims.services.ledger import ledger_counts, ledger_lines
from claims.web.access import requires
from claims.web.forms.claim_list import read_date
from claims.web.place import place_of, read_place
from claims.web.session import db, separate_transaction

DAYS = 30
"""How far back the ledger looks when nobody says from when."""
bp = Blueprint("ledger", __name__)


@bp.get("/desk/ledger")
@requires(Permission.DESK_SEE)
def index() -> ResponseReturnValue:
    """Count what came to the desk in a period, and list it, newest first."""
    since, until = _period()
    place = read_place(request.args.get("before", ""))
    chosen = ClaimFilter(since=since, until=until)
    found = list_claims(db(), chosen, before=place, limit=PAGE_LENGTH + 1)
    claims = found[:PAGE_LENGTH]
    days: dict[str, Any] = {"since": since.isoformat(), "until": until.isoformat()}
    older = place_of(claims[-1]) if len(found) > PAGE_LENGTH else ""
    return render_template(
        "desk/ledger.html",
        counts=ledger_counts(db(), since, until),
        claims=claims,
        days=days,
        newest_url=url_for("ledger.index", **days) if place else "",
        older_url=url_for("ledger.index", **days, before=older) if older else "",
    )


@bp.get("/desk/ledger.csv")
@requires(Permission.DESK_SEE)
def download() -> ResponseReturnValue:
    """Stream the lines of a period; ``?raw=1`` leaves what spreadsheets run as formulas."""
    since, until = _period()
    with ExitStack() as opened:
        session = opened.enter_context(separate_transaction(write=False))
        lines = write_ledger(ledger_lines(session, since, until), raw=bool(request.args.get("raw")))
        response = Response(lines, mimetype="text/csv; charset=utf-8")
        response.call_on_close(opened.pop_all().close)
    name = f"ledger-{since.isoformat()}-{until.isoformat()}.csv"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _period() -> tuple[date, date]:
    today = now().date()
    since = read_date(request.args.get("since")) or today - timedelta(days=DAYS)
    return since, read_date(request.args.get("until")) or max(today, since)
