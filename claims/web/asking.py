"""What a claim's card asks and answers: a form in the card for the workbench's script, else a page of its own."""

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from claims.domain.claim import Claim
from claims.services.claim import get_claim
from claims.web.address import local_path
from claims.web.card import STAY, card_answer, form_answer, wants_cards
from claims.web.forms.claim import TriageForm
from claims.web.session import db
from claims.web.workbench_page import at_claim


@dataclass(frozen=True, slots=True)
class Asking:
    """One of the forms of a card: which macro of claim/_forms.html, and what it says above."""

    name: str
    title: str
    explanation: str = ""


def asked(asking: Asking, form: TriageForm, claim_id: int) -> ResponseReturnValue:
    """Show a form of a card: in the card, or on a page of its own."""
    claim = get_claim(db(), claim_id)
    form.back.data = request.values.get("back") or _came_from()
    form.article.data = request.values.get("article", "")
    form.edits.data = claim.edits
    return asked_again(asking, form, claim_id)


def asked_again(asking: Asking, form: TriageForm, claim_id: int) -> ResponseReturnValue:
    """Show the form as it was sent."""
    claim = get_claim(db(), claim_id)
    form.numbered(claim_id)
    values = {
        "name": asking.name,
        "title": asking.title,
        "explanation": asking.explanation,
        "form": form,
        "claim": claim,
        "action": request.path,
        "leave": card_url(claim_id, form.back.data or ""),
    }
    if wants_cards():
        card = Markup(render_template("claim/_in_card.html", **values))  # noqa: S704 (a template's)
        return form_answer(claim_id, card, form.status)
    return render_template("claim/form.html", **values), form.status


def done(claim: Claim, said: str, *, go: str = STAY) -> ResponseReturnValue:
    """Answer with the card, or go back to where the form stood, at the claim's card."""
    if wants_cards():
        return card_answer(said, [claim.id], go=go)
    flash(said, "done")
    return redirect(card_url(claim.id, request.form.get("back", "")), HTTPStatus.SEE_OTHER)


def card_url(claim_id: int, back: str) -> str:
    """Return the page to go back to, at the claim's card, or at the one to go on with (``then``)."""
    then = request.args.get("then", claim_id, type=int)
    address = local_path(back) if back else workbench_url(get_claim(db(), claim_id))
    return at_claim(address.partition("#")[0], f"card-{then}")


def workbench_url(claim: Claim) -> str:
    """Return the workbench of the article that a claim appears in, or its own page when there is none."""
    if not claim.appearances:
        return url_for("claim.page", claim_id=claim.id)
    return url_for("article.workbench", article_id=claim.appearances[0].article_id)


def _came_from() -> str:
    """Return the page of the desk on which the link stood, as the browser says; else an empty string."""
    address = urlsplit(request.referrer or "")
    if address.netloc != request.host or not address.path.startswith("/desk/"):
        return ""
    return f"{address.path}?{address.query}" if address.query else address.path
