"""Answers to the workbench's script: the cards that changed and what to say of them, instead of a page."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from flask import Response, render_template, request
from markupsafe import Markup

from claims.i18n import gettext as _
from claims.services.workbench import count_claims, load_claims
from claims.web.keys import printed_keys
from claims.web.session import current_actor, db, desk
from claims.web.workbench import STATES, cards_of

CHANGED = "claims-changed"
"""The event that tells the script which marks to change and where to go on."""
STAY, NEXT = "stay", "next"


def wants_cards() -> bool:
    """Whether the workbench's script asks, for cards of an article."""
    return request.headers.get("HX-Request") == "true" and article_id() is not None


def article_id() -> int | None:
    """Return the article on whose workbench the person is."""
    return request.values.get("article", type=int) or (request.view_args or {}).get("article_id")


def card_answer(
    said: str,
    claim_ids: Sequence[int],
    *,
    go: str = STAY,
    status: HTTPStatus = HTTPStatus.OK,
    forms: Mapping[int, Markup] | None = None,
    added: Mapping[int, int] | None = None,
    gone: Mapping[int, int] | None = None,
    instead: Mapping[int, int] | None = None,
) -> Response:
    """Answer with cards as they are now, the counts and a sentence.

    ``added`` maps new claims to the one after whose card theirs stand, ``gone`` merged claims to where they went,
    ``instead`` claims that are new in this article to the gone one whose place their card takes.
    """
    article, added, gone = article_id() or 0, added or {}, gone or {}
    db().flush()
    claims = load_claims(db(), [*claim_ids, *added])
    version_id, counts = count_claims(db(), article)
    page = render_template(
        "article/_answer.html",
        cards=cards_of(claims, version_id, desk().weights, {}),
        forms=forms or {},
        added=added,
        gone=[claim_id for claim_id in gone if claim_id not in (instead or {}).values()],
        instead=instead or {},
        counts={state: counts[state] for state in STATES if counts[state]},
        said=said,
        alarm=status >= HTTPStatus.BAD_REQUEST,
        keys=printed_keys(current_actor()),
        person_id=current_actor().person_id,
    )
    answer = Response(page, status)
    changed = [{"id": claim.id, "state": claim.state.value} for claim in claims]
    detail = {"cards": changed, "go": go, "added": added, "gone": gone, "forms": list(forms or {})}
    answer.headers["HX-Trigger"] = json.dumps({CHANGED: detail})
    return answer


def form_answer(claim_id: int, form: Markup, status: HTTPStatus, said: str = "") -> Response:
    """Answer with a claim's card that has a form open."""
    if not said and status >= HTTPStatus.BAD_REQUEST:
        said = _("Nothing is saved yet: look at what the form says.")
    return card_answer(said, [claim_id], status=status, forms={claim_id: form})
