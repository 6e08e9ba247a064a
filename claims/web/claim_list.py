"""The list of all claims, and the filters that people keep."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from claims.domain.kind import ClaimKind
from claims.domain.label import label
from claims.domain.permission import Permission
from claims.domain.state import ClaimState
from claims.i18n import gettext as _
from claims.services import claim_list as service
from claims.services.claimant import known_claimants
from claims.services.person import active_people
from claims.services.saved_filter import delete_filter, filters_for, save_filter
from claims.services.tag import known_tags
from claims.web.access import requires
from claims.web.forms import attempt
from claims.web.forms.claim_list import (
    SaveFilterForm,
    as_arguments,
    as_query,
    narrowed_by,
    read_filter,
    read_query,
)
from claims.web.language import language_name
from claims.web.place import place_of, read_place
from claims.web.session import current_actor, db

bp = Blueprint("claim_list", __name__)
FOLDED = ("kind", "tag", "claimant", "language", "score", "engine", "since", "until")
"""Filters that are asked for less often."""


@bp.get("/desk/claims")
@requires(Permission.DESK_SEE)
def index() -> ResponseReturnValue:
    """List claims, newest first, from a place in the list on."""
    return _page(read_filter(request.args), SaveFilterForm(formdata=None))


@bp.post("/desk/claims/filters")
@requires(Permission.CLAIM_TRIAGE)
def keep() -> ResponseReturnValue:
    """Keep the filter of the list under a name."""
    form = SaveFilterForm()
    chosen = read_query(form.query.data or "")
    if form.validate():
        name, shared = form.name.data, form.shared.data
        saved = attempt(form, lambda: save_filter(db(), current_actor(), name, as_query(chosen), shared=shared))
        if saved is not None:
            flash(_("The filter “%(name)s” is kept.", name=saved.name), "done")
            return redirect(url_for("claim_list.index", **as_arguments(chosen)), HTTPStatus.SEE_OTHER)
    return _page(chosen, form)


@bp.post("/desk/claims/filters/<int:filter_id>/delete")
@requires(Permission.CLAIM_TRIAGE)
def forget(filter_id: int) -> ResponseReturnValue:
    """Forget one's own filter."""
    delete_filter(db(), current_actor(), filter_id)
    return redirect(url_for("claim_list.index"), HTTPStatus.SEE_OTHER)


def _page(chosen: service.ClaimFilter, form: SaveFilterForm) -> ResponseReturnValue:
    place = read_place(request.args.get("before", ""))
    found = service.list_claims(db(), chosen, before=place, limit=service.PAGE_LENGTH + 1)
    claims = found[: service.PAGE_LENGTH]
    arguments, more = as_arguments(chosen), len(found) > service.PAGE_LENGTH
    form.query.data = as_query(chosen)
    html = render_template(
        "claim/index.html",
        claims=claims,
        chosen=chosen,
        choices=_choices(),
        unfolded=narrowed_by(chosen, FOLDED),
        saved=filters_for(db(), current_actor()),
        form=form,
        newest_url=url_for("claim_list.index", **arguments) if place else "",
        older_url=url_for("claim_list.index", **arguments, before=place_of(claims[-1])) if more else "",
    )
    return html, form.status


def _choices() -> dict[str, list[tuple[str, str]]]:
    """Return what each filter may be, as values and their names."""
    due = {
        service.Due.LATE: _("past its deadline"),
        service.Due.WEEK: _("due within a week"),
        service.Due.ANY: _("with a deadline"),
    }
    languages = [(tag, language_name(tag)) for tag in service.article_languages(db())]
    return {
        "state": [(state.value, label(state)) for state in ClaimState],
        "kind": [(kind.value, label(kind)) for kind in ClaimKind],
        "tag": [(tag.slug, tag.name) for tag in known_tags(db())],
        "claimant": [(str(one.id), one.name) for one in known_claimants(db())],
        "assignee": [(str(service.NOBODY), _("nobody")), *((str(p.id), p.name) for p in active_people(db()))],
        "language": [(service.NO_ARTICLE, _("in no article")), *languages],
        "due": [(value.value, name) for value, name in due.items()],
        "engine": [
            (service.BY_PEOPLE, _("a person")),
            *((name, name) for name in service.engines_used(db())),
        ],
    }
