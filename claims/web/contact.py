"""The right of reply at the desk: who was asked about which claims, and what they answered."""

from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from claims.domain.contact import Contact
from claims.domain.entity import now
from claims.domain.permission import Permission, may
from claims.i18n import N_
from claims.i18n import gettext as _
from claims.services import contact as service
from claims.services.claim import get_claim
from claims.services.contact import Waiting
from claims.web.access import requires
from claims.web.address import MAX_ID
from claims.web.forms import DeskForm, attempt
from claims.web.forms.contact import AnswerForm, CoverForm, EditContactForm, NewContactForm
from claims.web.place import place_of, read_place
from claims.web.session import current_actor, db

bp = Blueprint("contact", __name__)
VIEWS = {
    Waiting.DUE: N_("Due and overdue"),
    Waiting.OPEN: N_("Not answered"),
    Waiting.ANSWERED: N_("Answered"),
    Waiting.ALL: N_("All"),
}


@bp.get("/desk/contacts")
@requires(Permission.DESK_SEE)
def index() -> ResponseReturnValue:
    """List who was asked, newest first, from a place in the list on."""
    asked = request.args.get("show", "")
    show = Waiting(asked) if asked in set(Waiting) else Waiting.OPEN
    place = read_place(request.args.get("before", ""))
    found = service.list_contacts(db(), show, before=place, limit=service.PAGE_LENGTH + 1)
    rows, more = found[: service.PAGE_LENGTH], len(found) > service.PAGE_LENGTH
    return render_template(
        "contact/index.html",
        rows=rows,
        show=show,
        views=[(view, _(name)) for view, name in VIEWS.items()],
        now=now(),
        newest_url=url_for("contact.index", show=show.value) if place else "",
        older_url=url_for("contact.index", show=show.value, before=place_of(rows[-1])) if more else "",
    )


@bp.get("/desk/claims/<int:claim_id>/contacts/new")
@requires(Permission.VERDICT_WRITE)
def new(claim_id: int) -> ResponseReturnValue:
    """Ask who was asked about a claim, and offer the claimant's other claims."""
    claim = get_claim(db(), claim_id)
    whom = claim.claimant.name if claim.claimant else ""
    form = NewContactForm(formdata=None, claims=str(claim_id), asked_whom=whom, asked_at=now())
    return _new(claim_id, form)


@bp.post("/desk/claims/<int:claim_id>/contacts/new")
@requires(Permission.VERDICT_WRITE)
def add(claim_id: int) -> ResponseReturnValue:
    """Note that somebody was asked."""
    form = NewContactForm()
    if form.validate():
        chosen = [*form.claims.numbers, *_ticked("also")]
        made = attempt(form, lambda: service.add_contact(db(), current_actor(), chosen, form.asking))
        if made is not None:
            return _done(made.id, _("Noted. When the answer comes, or the time for it is over, the gate opens."))
    return _new(claim_id, form)


@bp.get("/desk/contacts/<int:contact_id>")
@requires(Permission.DESK_SEE)
def page(contact_id: int) -> ResponseReturnValue:
    """Show a question, its answer and the claims that it is about."""
    return _page(service.get_contact(db(), contact_id))


@bp.post("/desk/contacts/<int:contact_id>")
@requires(Permission.VERDICT_WRITE)
def save(contact_id: int) -> ResponseReturnValue:
    """Correct what was noted of the question."""
    form = EditContactForm()
    return _step(
        contact_id,
        "ask",
        form,
        lambda: service.edit_contact(db(), current_actor(), contact_id, form.asking, edits=form.edits.data),
    )


@bp.post("/desk/contacts/<int:contact_id>/answer")
@requires(Permission.VERDICT_WRITE)
def answer(contact_id: int) -> ResponseReturnValue:
    """Note what they answered."""
    form = AnswerForm()
    return _step(
        contact_id,
        "answer",
        form,
        lambda: service.note_answer(db(), current_actor(), contact_id, form.given, edits=form.edits.data),
    )


@bp.post("/desk/contacts/<int:contact_id>/claims")
@requires(Permission.VERDICT_WRITE)
def cover(contact_id: int) -> ResponseReturnValue:
    """Change which claims the question is about: those that are ticked, and those given by number."""
    form = CoverForm()
    return _step(
        contact_id,
        "cover",
        form,
        lambda: service.cover_claims(
            db(), current_actor(), contact_id, [*_ticked("claim"), *form.claims.numbers], edits=form.edits.data
        ),
    )


def _step(contact_id: int, name: str, form: DeskForm, change: Callable[[], Contact]) -> ResponseReturnValue:
    """Take one step with a question; show its form again, under its name, when something is wrong."""
    if form.validate() and attempt(form, change) is not None:
        return _done(contact_id, _("Saved."))
    return _page(service.get_contact(db(), contact_id), **{name: form})


def _ticked(name: str) -> list[int]:
    """Return the numbers of the claims that were ticked."""
    return [number for number in request.form.getlist(name, type=int) if 0 < number <= MAX_ID]


def _new(claim_id: int, form: NewContactForm) -> ResponseReturnValue:
    claim = get_claim(db(), claim_id)
    html = render_template(
        "contact/new.html",
        claim=claim,
        form=form,
        others=service.claims_to_cover(db(), [claim]),
        ticked=_ticked("also"),
    )
    return html, form.status


def _page(
    contact: Contact,
    *,
    ask: DeskForm | None = None,
    answer: DeskForm | None = None,
    cover: DeskForm | None = None,
) -> ResponseReturnValue:
    wrong = ask or answer or cover
    covered = [claim.id for claim in contact.claims]
    html = render_template(
        "contact/page.html",
        contact=contact,
        now=now(),
        ask_form=ask or EditContactForm(formdata=None, obj=contact, channel=contact.channel.value),
        answer_form=answer or AnswerForm(formdata=None, obj=contact),
        cover_form=cover or CoverForm(formdata=None, edits=contact.edits),
        others=service.claims_to_cover(db(), contact.claims)
        if may(current_actor(), Permission.VERDICT_WRITE)
        else (),
        ticked=_ticked("claim") if cover else covered,
    )
    return html, wrong.status if wrong else HTTPStatus.OK


def _done(contact_id: int, message: str) -> ResponseReturnValue:
    flash(message, "done")
    return redirect(url_for("contact.page", contact_id=contact_id), HTTPStatus.SEE_OTHER)
