"""The list of sources, with those whose link leads nowhere any more."""

from enum import StrEnum
from typing import Any, TypeVar

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from claims.domain.anchor import normalise
from claims.domain.label import label
from claims.domain.permission import Permission
from claims.domain.source import LinkState, SourceKind
from claims.domain.state import SourceState
from claims.services import source_list as service
from claims.web.access import requires
from claims.web.place import place_of, read_place
from claims.web.session import db

bp = Blueprint("source_list", __name__)
Choice = TypeVar("Choice", bound=StrEnum)


@bp.get("/desk/sources")
@requires(Permission.DESK_SEE)
def index() -> ResponseReturnValue:
    """List sources, newest first, from a place in the list on."""
    chosen, place = _chosen(), read_place(request.args.get("before", ""))
    found = service.list_sources(db(), chosen, before=place, limit=service.PAGE_LENGTH + 1)
    rows, more = found[: service.PAGE_LENGTH], len(found) > service.PAGE_LENGTH
    arguments = _arguments(chosen)
    return render_template(
        "source/index.html",
        rows=rows,
        uses=service.uses_of(db(), [row.id for row in rows]),
        dead=service.count_dead(db()),
        chosen=chosen,
        filtered=bool(arguments),
        choices={
            "state": [(member.value, label(member)) for member in SourceState],
            "link": [(member.value, label(member)) for member in LinkState],
            "kind": [(member.value, label(member)) for member in SourceKind],
        },
        newest_url=url_for("source_list.index", **arguments) if place else "",
        older_url=url_for("source_list.index", **arguments, before=place_of(rows[-1])) if more else "",
    )


def _chosen() -> service.SourceFilter:
    """Read the filter of an address; what cannot be understood filters nothing."""
    return service.SourceFilter(
        state=_member(SourceState, "state"),
        link=_member(LinkState, "link"),
        kind=_member(SourceKind, "kind"),
        dead=request.args.get("dead") == "1",
        text=normalise(request.args.get("text", ""))[: service.MAX_TEXT_LENGTH].strip(),
    )


def _member(kind: type[Choice], name: str) -> Choice | None:
    value = request.args.get(name, "")
    return kind(value) if value in set(kind) else None


def _arguments(chosen: service.SourceFilter) -> dict[str, Any]:
    values = {
        "state": chosen.state or "",
        "link": chosen.link or "",
        "kind": chosen.kind or "",
        "dead": "1" if chosen.dead else "",
        "text": chosen.text,
    }
    return {name: str(value) for name, value in values.items() if value}
