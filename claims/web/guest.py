"""Guests who approve one verdict: their invitations on the desk, and the only page that they see."""

from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from claims.domain.permission import Permission
from claims.domain.state import RevisionState
from claims.domain.token import TokenKind
from claims.domain.verdict import VerdictRevision
from claims.domain.workflow import FORWARD_STEPS, REVISION_STEPS, RevisionStep, allowed_steps
from claims.errors import Gone, NotFound
from claims.i18n import gettext as _
from claims.services import approval, blind, freezing
from claims.services import guest as service
from claims.services.gate import checklist, idle_reason
from claims.services.mail import queue_offer
from claims.services.person import get_person
from claims.services.picture import desk_picture, shown_pictures
from claims.services.quotation import warnings
from claims.services.rating import scale_for
from claims.services.round import changes_in
from claims.services.verdict import get_revision
from claims.web.access import invited, public, requires
from claims.web.account import begin
from claims.web.address import publisher
from claims.web.forms import DeskForm, attempt
from claims.web.forms.approval import ApproveForm, BlindForm, ReturnForm
from claims.web.forms.guest import GuestForm
from claims.web.guessing import guarded_secret
from claims.web.picture import send_picture
from claims.web.session import current_actor, current_person, db, resources, separate_transaction

bp = Blueprint("guest", __name__)
_DUE = (RevisionState.IN_REVIEW, RevisionState.APPROVED)


@bp.get("/desk/verdicts/<int:revision_id>/guests")
@requires(Permission.VERDICT_PUBLISH)
def index(revision_id: int) -> ResponseReturnValue:
    """Show who was invited to approve a verdict, and invite somebody."""
    return _index(revision_id, GuestForm(formdata=None))


@bp.post("/desk/verdicts/<int:revision_id>/guests")
@requires(Permission.VERDICT_PUBLISH)
def invite(revision_id: int) -> ResponseReturnValue:
    """Invite a guest, and show the one-time address: this is the only time that it is seen."""
    form = GuestForm()
    if form.validate():
        about = {"email": form.email.data, "name": form.name.data, "days": form.days.data}
        made = attempt(form, lambda: service.invite(db(), current_actor(), revision_id, **about))
        if made is not None:
            token, secret = made
            address = publisher().address + url_for("guest.door", secret=secret)
            mailed = resources().mail is not None and bool(form.mail.data)
            if mailed:
                guest, vault = get_person(db(), token.person_id or 0), resources().archive.require_vault()
                queue_offer(db(), resources().jobs, vault, guest, address, TokenKind.GUEST)
            shown = render_template(
                "guest/offered.html",
                token=token,
                address=address,
                revision_id=revision_id,
                email=form.email.data if mailed else "",
            )
            answer = make_response(shown)
            answer.headers["Cache-Control"] = "no-store"
            return answer
    return _index(revision_id, form)


@bp.post("/desk/verdicts/<int:revision_id>/guests/<int:token_id>/revoke")
@requires(Permission.VERDICT_PUBLISH)
def revoke(revision_id: int, token_id: int) -> ResponseReturnValue:
    """End an invitation."""
    token = service.revoke(db(), current_actor(), revision_id, token_id)
    flash(_("The invitation of %(name)s is revoked.", name=token.note), "done")
    return redirect(url_for("guest.index", revision_id=revision_id), HTTPStatus.SEE_OTHER)


@bp.get("/guest/invitations/<secret>")
@public
def door(secret: str) -> ResponseReturnValue:
    """Ask whether the guest comes in; who did in this browser goes on."""
    token, guest = service.find_invitation(db(), secret)
    person = current_person()
    if token.used_at is None:
        return render_template("guest/door.html", token=token, guest=guest, other=person)
    if person is None or person.id != guest.id:
        raise Gone(_("This invitation was used already, in another browser. Ask who invited you for another one."))
    return redirect(url_for("guest.page", revision_id=token.revision_id))


@bp.post("/guest/invitations/<secret>")
@public
def come(secret: str) -> ResponseReturnValue:
    """Let the guest in, once, until the invitation ends."""
    with guarded_secret(), separate_transaction(write=False) as reading:
        service.find_invitation(reading, secret)
    token, guest = service.come(db(), secret)
    begin(guest.email, until=service.stays_until(db(), guest))
    return redirect(url_for("guest.page", revision_id=token.revision_id), HTTPStatus.SEE_OTHER)


@bp.get("/guest/<int:revision_id>")
@invited
def page(revision_id: int) -> ResponseReturnValue:
    """Show the verdict and its evidence, and what the guest may decide."""
    return _page(revision_id)


@bp.get("/guest/<int:revision_id>/pictures/<sha256>")
@invited
def picture(revision_id: int, sha256: str) -> ResponseReturnValue:
    """Send a picture that the verdict shows, once the guest may read it."""
    revision = get_revision(db(), revision_id)
    hidden = revision.state not in _DUE or blind.is_hidden(db(), current_actor(), revision)
    shown = () if hidden else shown_pictures(db(), revision.verdict_id, revision.explanation)
    if sha256 not in {one.sha256 for one in shown}:
        raise NotFound(_("There is no such picture."))
    return send_picture(desk_picture(db(), sha256), "no-store")


@bp.post("/guest/<int:revision_id>/rate")
@invited
def rate(revision_id: int) -> ResponseReturnValue:
    """Keep what the guest would rate, where the desk approves blind."""
    form = BlindForm(scale_for(db(), get_revision(db(), revision_id)))
    if _done(form, lambda: blind.rate(db(), current_actor(), revision_id, form.rating.data)):
        return _to(revision_id, _("Your rating is kept. Below stands what the author concluded."))
    return _page(revision_id, form)


@bp.post("/guest/<int:revision_id>/approve")
@invited
def approve(revision_id: int) -> ResponseReturnValue:
    """Approve the verdict as the second person."""
    form = ApproveForm(differs=True)
    if _done(form, lambda: _approve(revision_id, form)):
        return _to(revision_id, _("Approved. An editor can publish it now."))
    return _page(revision_id, form)


@bp.post("/guest/<int:revision_id>/return")
@invited
def send_back(revision_id: int) -> ResponseReturnValue:
    """Return the verdict to its author with a comment."""
    form, actor = ReturnForm(), current_actor()
    if _done(form, lambda: approval.return_to_author(db(), actor, revision_id, form.changes.data)):
        return _to(revision_id, _("Returned to its author."))
    return _page(revision_id, form)


def _done(form: DeskForm, step: Callable[[], object]) -> bool:
    return form.validate() and attempt(form, step) is not None


def _approve(revision_id: int, form: ApproveForm) -> VerdictRevision:
    return approval.approve(
        db(),
        current_actor(),
        revision_id,
        form.comment.data or "",
        edits=int(form.edits.data),
        acknowledged=form.acknowledged.data,
    )


def _to(revision_id: int, message: str) -> ResponseReturnValue:
    flash(message, "done")
    return redirect(url_for("guest.page", revision_id=revision_id), HTTPStatus.SEE_OTHER)


def _index(revision_id: int, form: GuestForm) -> ResponseReturnValue:
    revision = get_revision(db(), revision_id)
    shown = render_template(
        "guest/index.html",
        revision=revision,
        invitations=service.invitations_of(db(), revision_id),
        form=form if revision.state is RevisionState.IN_REVIEW or form.status != HTTPStatus.OK else None,
        mails=resources().mail is not None,
    )
    return shown, form.status


def _page(revision_id: int, wrong: DeskForm | None = None) -> ResponseReturnValue:
    revision, actor = get_revision(db(), revision_id), current_actor()
    claim, due = revision.verdict.claim, revision.state in _DUE
    hidden = blind.is_hidden(db(), actor, revision)
    shown = render_template(
        "guest/page.html",
        revision=revision,
        exact=claim.exact_words,
        in_our_words=revision.wording not in claim.exact_words,
        due=due,
        until=service.invitation_of(db(), actor, revision_id).expires_at,
        evidence=[freezing.published_evidence(item.evidence) for item in revision.evidence] if due else (),
        mine=[one for one in revision.approvals if one.person_id == actor.person_id],
        wrong=wrong,
        **(_to_rate(revision, wrong) if hidden else _to_judge(revision, wrong)) if due else {},
    )
    return shown, wrong.status if wrong else HTTPStatus.OK


def _to_rate(revision: VerdictRevision, wrong: DeskForm | None) -> dict[str, object]:
    form = wrong if isinstance(wrong, BlindForm) else BlindForm(scale_for(db(), revision), formdata=None)
    return {"blind_form": form, "ratings": form.offered}


def _to_judge(revision: VerdictRevision, wrong: DeskForm | None) -> dict[str, object]:
    """Return what the author concluded, and the forms of what the guest may do now."""
    steps: set[RevisionStep] = allowed_steps(REVISION_STEPS, revision.state)
    if idle_reason(revision):
        steps -= FORWARD_STEPS
    differs = blind.differs(current_actor(), revision, blind.ratings_of(db(), revision.id))
    approving = wrong if isinstance(wrong, ApproveForm) else ApproveForm(differs=differs, formdata=None)
    returning = wrong if isinstance(wrong, ReturnForm) else ReturnForm(formdata=None)
    return {
        "shown": True,
        "pictures": shown_pictures(db(), revision.verdict_id, revision.explanation),
        "idle": idle_reason(revision),
        "changes": changes_in(db(), revision),
        "gates": checklist(revision),
        "unfound": warnings([item.evidence for item in revision.evidence]),
        "figures": list(freezing.published_figures(db(), revision.verdict.claim_id)),
        "approve_form": approving if RevisionStep.APPROVE in steps else None,
        "return_form": returning if RevisionStep.RETURN in steps else None,
    }
