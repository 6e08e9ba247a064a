"""What readers send in, without an account or JavaScript, and the private address that says what became of it."""

from http import HTTPStatus

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from claims.domain.tip import MAX_TIP_PICTURE_BYTES
from claims.errors import InvalidInput, NotFound
from claims.i18n import gettext as _
from claims.services import tip as service
from claims.services.picture import read_picture
from claims.services.tip import NewTip
from claims.web.access import public
from claims.web.forms import attempt
from claims.web.forms.tip import FeedbackForm, SubmitForm
from claims.web.session import db, desk, resources, separate_transaction, takes_picture

bp = Blueprint("tip_submission", __name__)


@bp.record_once
def _exempt(state: BlueprintSetupState) -> None:
    # A token needs a cookie, and readers get none. A form carries the signed time at which it was made instead.
    for view in (submit_tip, send_feedback, forget):
        state.app.extensions["csrf"].exempt(view)


@bp.get("/submit")
@public
def submit() -> ResponseReturnValue:
    """Ask for a claim to check or a source."""
    _require_open()
    return _form_page(SubmitForm(formdata=None, address=request.args.get("address", "")), None)


@bp.post("/submit")
@takes_picture
@public
def submit_tip() -> ResponseReturnValue:
    """Take in a claim to check or a source."""
    _require_open()
    return _take_in(SubmitForm(), None)


@bp.get("/feedback")
@public
def feedback() -> ResponseReturnValue:
    """Ask for a request for correction, or other feedback."""
    _require_open()
    return _form_page(FeedbackForm(formdata=None), request.args.get("claim", type=int))


@bp.post("/feedback")
@takes_picture
@public
def send_feedback() -> ResponseReturnValue:
    """Take in a request for correction, or other feedback."""
    _require_open()
    return _take_in(FeedbackForm(), request.args.get("claim", type=int))


@bp.get("/tips/<secret>")
@public
def track(secret: str) -> ResponseReturnValue:
    """Show who sent something what became of it."""
    tip = service.tracked_tip(db(), secret)
    html = render_template("tip/track.html", tip=tip, secret=secret, sent="sent" in request.args)
    return _private(html)


@bp.post("/tips/<secret>/forget")
@public
def forget(secret: str) -> ResponseReturnValue:
    """Forget how to reach who sent it."""
    service.forget_contact(db(), secret)
    return redirect(url_for("tip_submission.track", secret=secret), HTTPStatus.SEE_OTHER)


def _require_open() -> None:
    if not desk().tips_open:
        raise NotFound(_("This desk takes no tips here."))


def _take_in(form: SubmitForm, claim_id: int | None) -> ResponseReturnValue:
    if not form.validate() or not _picture_is_kept(form, tip := form.tip(claim_id)):
        return _form_page(form, claim_id)
    with separate_transaction(write=True) as counting:
        key = str(current_app.secret_key)
        allowed = service.may_send(counting, service.network_digest(key, request.remote_addr or ""))
    if not allowed:
        form.form_errors = [_("Too much was sent from your network lately. Send it again in an hour.")]
        form.status = HTTPStatus.TOO_MANY_REQUESTS
        return _form_page(form, claim_id)
    whole = _with_picture(form, tip)
    sent = attempt(form, lambda: service.submit_tip(db(), whole))
    if sent is None:
        return _form_page(form, claim_id)
    return redirect(url_for("tip_submission.track", secret=sent[1], sent=1), HTTPStatus.SEE_OTHER)


def _picture_is_kept(form: SubmitForm, tip: NewTip) -> bool:
    """Whether texts and picture can be taken in; what is wrong stands in the form then."""
    try:
        service.check_tip(tip)
        _picture(form)
    except InvalidInput as error:
        form.form_errors, form.status = [error.message], HTTPStatus.UNPROCESSABLE_ENTITY
        return False
    return True


def _picture(form: SubmitForm) -> tuple[bytes, str] | None:
    upload = form.picture.data
    if not upload or not upload.filename:
        return None
    upload.stream.seek(0)
    clean = read_picture(upload.filename, upload.stream, most=MAX_TIP_PICTURE_BYTES)
    return clean.data, clean.media_type


def _with_picture(form: SubmitForm, tip: NewTip) -> NewTip:
    """Return the tip with its picture, which is put into the store before the transaction begins."""
    found = _picture(form)
    if found is None:
        return tip
    stored = resources().archive.store.put(found[0])
    return NewTip(
        tip.kind, tip.text, tip.address, tip.contact, tip.language, tip.claim_id, stored.sha256, found[1]
    )


def _form_page(form: SubmitForm, claim_id: int | None) -> ResponseReturnValue:
    feedback = isinstance(form, FeedbackForm)
    if claim_id is None:
        about = None
    else:
        with separate_transaction(write=False) as reading:
            claim = service.require_published(reading, claim_id)
            about = (
                claim.text,
                claim.language,
                url_for("public.verdict", claim_id=claim.id),
            )
    html = render_template(
        "tip/feedback.html" if feedback else "tip/submit.html",
        form=form,
        about=about,
        days=desk().tip_contact_days,
    )
    return _private(html, form.status)


def _private(html: str, status: int = HTTPStatus.OK) -> ResponseReturnValue:
    """Answer with a page that is this reader's own."""
    response = make_response(html, status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
