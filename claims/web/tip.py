"""The tips inbox: what readers sent, and what the desk makes of it."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from claims.domain.label import label
from claims.domain.permission import Permission
from claims.domain.tip import TipKind, TipState
from claims.domain.workflow import TIP_STEPS, TipStep, allowed_steps
from claims.errors import InvalidInput, NotFound
from claims.i18n import N_, ngettext
from claims.i18n import gettext as _
from claims.services import tip_inbox as service
from claims.services.tip_inbox import TipFilter
from claims.web.access import requires
from claims.web.address import MAX_ID
from claims.web.forms import DeskForm, attempt
from claims.web.forms.tip import AnswerTipForm, ClaimOfTipForm, NumberForm
from claims.web.session import current_actor, db, resources

bp = Blueprint("tip", __name__)
VIEWS = {
    "open": (N_("Open"), service.OPEN),
    "new": (N_("New"), (TipState.NEW,)),
    "answered": (N_("Answered"), (TipState.ANSWERED,)),
    "declined": (N_("Declined"), (TipState.DECLINED,)),
}


@bp.get("/desk/tips")
@requires(Permission.TIP_TRIAGE)
def index() -> ResponseReturnValue:
    """List groups of identical tips, newest first."""
    show = request.args.get("show", "open")
    show = show if show in VIEWS else "open"
    kind = request.args.get("kind", "")
    chosen = TipFilter(
        VIEWS[show][1], TipKind(kind) if kind in set(TipKind) else None, request.args.get("claim", type=int)
    )
    before = request.args.get("before", type=int)
    rows = service.list_groups(db(), chosen, before=_number(before), limit=service.PAGE_LENGTH + 1)
    more, rows = len(rows) > service.PAGE_LENGTH, rows[: service.PAGE_LENGTH]
    arguments: dict[str, Any] = {"show": show, "kind": kind or None, "claim": chosen.claim_id}
    return render_template(
        "tip/index.html",
        rows=rows,
        show=show,
        kind=chosen.kind,
        views=[(name, _(title)) for name, (title, _states) in VIEWS.items()],
        kinds=[(one.value, label(one)) for one in TipKind],
        newest_url=url_for("tip.index", **arguments) if before else "",
        older_url=url_for("tip.index", **arguments, before=rows[-1].tip.id) if more else "",
    )


@bp.post("/desk/tips")
@requires(Permission.TIP_TRIAGE)
def handle_many() -> ResponseReturnValue:
    """Take or decline several groups at once."""
    step, chosen = _read_step(), request.form.getlist("tip", type=int)
    words = request.form.get("answer", "").strip() if step is TipStep.DECLINE else ""
    number = service.handle_many(db(), current_actor(), chosen, step, words or None)
    flash(ngettext("%(num)s group is handled.", "%(num)s groups are handled.", number), "done")
    return redirect(url_for("tip.index"), HTTPStatus.SEE_OTHER)


@bp.get("/desk/tips/<int:tip_id>")
@requires(Permission.TIP_TRIAGE)
def page(tip_id: int) -> ResponseReturnValue:
    """Show a tip, those identical with it, and what may be made of it."""
    return _page(tip_id)


@bp.get("/desk/tips/<int:tip_id>/picture")
@requires(Permission.TIP_TRIAGE)
def picture(tip_id: int) -> ResponseReturnValue:
    """Send the picture that came with a tip."""
    tip = service.get_tip(db(), tip_id)
    if not tip.picture_sha256:
        raise NotFound(_("Tip %(id)s has no picture.", id=tip_id))
    answer: Response = send_file(resources().archive.store.open(tip.picture_sha256), mimetype=tip.picture_type)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


@bp.post("/desk/tips/<int:tip_id>")
@requires(Permission.TIP_TRIAGE)
def handle(tip_id: int) -> ResponseReturnValue:
    """Take a tip, give it back, answer or decline it."""
    form, step = AnswerTipForm(), _read_step()
    words = form.answer.data or "" if step in (TipStep.ANSWER, TipStep.DECLINE) else None
    return _with(
        tip_id,
        form,
        lambda: service.handle(db(), current_actor(), tip_id, step, edits=_edits(), answer=words),
        _("Saved."),
    )


@bp.post("/desk/tips/<int:tip_id>/claim")
@requires(Permission.TIP_TRIAGE)
def make_claim(tip_id: int) -> ResponseReturnValue:
    """Make a claim of a tip."""
    form = ClaimOfTipForm()
    if form.validate():
        claim = attempt(
            form, lambda: service.make_claim(db(), current_actor(), tip_id, form.text.data, edits=_edits())
        )
        if claim is not None:
            flash(_("Claim %(id)s is on the list to check.", id=claim.id), "done")
            return redirect(url_for("claim.page", claim_id=claim.id), HTTPStatus.SEE_OTHER)
    return _page(tip_id, form)


@bp.post("/desk/tips/<int:tip_id>/article")
@requires(Permission.ARTICLE_ADD)
def make_article(tip_id: int) -> ResponseReturnValue:
    """Have the address of a tip fetched and made an article."""
    form = DeskForm()
    item = attempt(
        form,
        lambda: service.make_article(db(), current_actor(), resources().jobs, tip_id, edits=_edits()),
    )
    if item is None:
        return _page(tip_id, form)
    db().flush()
    return redirect(url_for("intake.page", item_id=item.id), HTTPStatus.SEE_OTHER)


@bp.post("/desk/tips/<int:tip_id>/source")
@requires(Permission.SOURCE_ATTACH)
def make_source(tip_id: int) -> ResponseReturnValue:
    """Make the address of a tip a source, and go on to the claim that it is about, if that is known."""
    form = DeskForm()
    source = attempt(
        form,
        lambda: service.make_source(db(), current_actor(), resources().jobs, tip_id, edits=_edits()),
    )
    if source is None:
        return _page(tip_id, form)
    flash(_("The address is a source of the desk now. Choose it to attach it to a claim."), "done")
    claim_id = service.get_tip(db(), tip_id).claim_id
    if claim_id is not None:
        return redirect(url_for("source.attach", claim_id=claim_id), HTTPStatus.SEE_OTHER)
    return redirect(url_for("source.page", source_id=source.id), HTTPStatus.SEE_OTHER)


@bp.post("/desk/tips/<int:tip_id>/link")
@requires(Permission.TIP_TRIAGE)
def link(tip_id: int) -> ResponseReturnValue:
    """Say which claim a tip is about."""
    form = NumberForm()
    return _with(
        tip_id,
        form,
        lambda: service.link_claim(db(), current_actor(), tip_id, form.number.data, edits=_edits()),
        _("Saved."),
    )


@bp.post("/desk/tips/<int:tip_id>/merge")
@requires(Permission.TIP_TRIAGE)
def merge(tip_id: int) -> ResponseReturnValue:
    """Say that another group says the same."""
    form = NumberForm()
    return _with(
        tip_id,
        form,
        lambda: service.merge_groups(db(), current_actor(), tip_id, form.number.data, edits=_edits()),
        _("They are one group now."),
    )


def _with(tip_id: int, form: DeskForm, act: Callable[[], object], message: str) -> ResponseReturnValue:
    def found() -> object:
        try:
            return act()
        except NotFound as error:
            service.get_tip(db(), tip_id)  # of the tip itself it is a page that is not there
            raise InvalidInput(error.message) from None

    if form.validate() and attempt(form, found) is not None:
        flash(message, "done")
        return redirect(url_for("tip.page", tip_id=tip_id), HTTPStatus.SEE_OTHER)
    return _page(tip_id, form)


def _page(tip_id: int, wrong: DeskForm | None = None) -> ResponseReturnValue:
    tip = service.get_tip(db(), tip_id)
    words = " ".join(tip.text.split())
    html = render_template(
        "tip/page.html",
        tip=tip,
        group=service.group_of(db(), tip),
        steps=allowed_steps(TIP_STEPS, tip.state),
        Step=TipStep,
        wrong=wrong,
        answer_form=wrong if isinstance(wrong, AnswerTipForm) else AnswerTipForm(formdata=None, answer=tip.answer),
        claim_form=wrong if isinstance(wrong, ClaimOfTipForm) else ClaimOfTipForm(formdata=None, text=words),
        number_form=wrong if isinstance(wrong, NumberForm) else NumberForm(formdata=None),
    )
    return html, wrong.status if wrong else HTTPStatus.OK


def _read_step() -> TipStep:
    chosen = request.form.get("step", "")
    if chosen not in set(TipStep):
        raise InvalidInput(_("The form is incomplete; load the page and try again."))
    return TipStep(chosen)


def _edits() -> int:
    edits = request.form.get("edits", type=int)
    if edits is None:
        raise InvalidInput(_("The form is incomplete; load the page and try again."))
    return edits


def _number(value: int | None) -> int | None:
    return None if value is None else max(0, min(value, MAX_ID))
