"""Approval: what a second person looks at and decides, and what an editor then publishes."""

from collections.abc import Callable, Sequence
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from claims.domain.permission import Permission, may
from claims.domain.state import OPEN_REVISION_STATES, RevisionState
from claims.domain.verdict import VerdictRevision
from claims.domain.workflow import FORWARD_STEPS, REVISION_STEPS, RevisionStep, allowed_steps
from claims.errors import InvalidInput
from claims.publishing.base import PublishedFigure, PublishedVerdict, from_json
from claims.services import approval, blind, freezing, publication, schedule
from claims.services.gate import awaits_second_check, checklist, idle_reason
from claims.services.picture import shown_pictures
from claims.services.quotation import warnings
from claims.services.rating import scale_for
from claims.services.round import changes_in
from claims.services.verdict import get_revision
from claims.web.access import requires
from claims.web.forms import DeskForm, attempt
from claims.web.forms.approval import (
    ApproveAloneForm,
    ApproveForm,
    BlindForm,
    CheckLaterForm,
    PublishForm,
    ReturnForm,
    WithdrawForm,
)
from claims.web.language import at_desk, typed_at_desk
from claims.web.session import current_actor, db, desk

bp = Blueprint("approval", __name__, url_prefix="/desk/verdicts/<int:revision_id>")


@bp.get("/review")
@requires(Permission.DESK_SEE)
def page(revision_id: int) -> ResponseReturnValue:
    """Show all that a second person judges, and what this person may decide."""
    return _page(revision_id)


@bp.post("/approve")
@requires(Permission.VERDICT_APPROVE)
def approve(revision_id: int) -> ResponseReturnValue:
    """Approve a revision as a second person."""
    form = ApproveForm(differs=True)
    return _decide(
        revision_id,
        form,
        lambda: approval.approve(
            db(),
            current_actor(),
            revision_id,
            form.comment.data or "",
            edits=int(form.edits.data),
            acknowledged=form.acknowledged.data,
        ),
        _("Approved. An editor can publish it now."),
    )


@bp.post("/rate")
@requires(Permission.VERDICT_APPROVE)
def rate(revision_id: int) -> ResponseReturnValue:
    """Keep what a second person would rate; then show them the verdict."""
    form = BlindForm(scale_for(db(), get_revision(db(), revision_id)))
    rated = form.validate() and attempt(form, lambda: _rate(revision_id, form))
    if rated:
        flash(_("Your rating is kept. Below stands what the author concluded."), "done")
        return redirect(url_for("approval.page", revision_id=revision_id), 303)
    return _page(revision_id, form)


@bp.post("/look")
@requires(Permission.VERDICT_WRITE)
def look(revision_id: int) -> ResponseReturnValue:
    """Open a verdict to work on it, which ends the right to approve it blind."""
    blind.look(db(), current_actor(), revision_id)
    return redirect(url_for("verdict.edit", revision_id=revision_id), 303)


@bp.post("/approve-alone")
@requires(Permission.VERDICT_PUBLISH)
def approve_alone(revision_id: int) -> ResponseReturnValue:
    """Go on without a second person, as an exception."""
    form = ApproveAloneForm()
    return _decide(
        revision_id,
        form,
        lambda: approval.approve_alone(
            db(), current_actor(), revision_id, form.reason.data or "", edits=int(form.edits.data)
        ),
        _("Approved as an exception. Readers will be told that nobody else checked it."),
    )


@bp.post("/check")
@requires(Permission.VERDICT_APPROVE)
def check(revision_id: int) -> ResponseReturnValue:
    """Check as a second person what was published as an exception."""
    form = CheckLaterForm()
    return _decide(
        revision_id,
        form,
        lambda: approval.check_later(
            db(), current_actor(), revision_id, form.remark.data or "", edits=int(form.edits.data)
        ),
        _("Noted. Readers are told that a second person has checked it."),
    )


@bp.post("/return")
@requires(Permission.VERDICT_APPROVE)
def send_back(revision_id: int) -> ResponseReturnValue:
    """Return a revision to its author with a comment."""
    form = ReturnForm()
    return _decide(
        revision_id,
        form,
        lambda: approval.return_to_author(db(), current_actor(), revision_id, form.changes.data),
        _("Returned to its author."),
    )


@bp.post("/publish")
@requires(Permission.VERDICT_PUBLISH)
def publish(revision_id: int) -> ResponseReturnValue:
    """Publish an approved revision."""
    form = PublishForm(get_revision(db(), revision_id).number)
    return _decide(
        revision_id,
        form,
        lambda: publication.publish(
            db(), current_actor(), revision_id, correction=form.correction, note=form.public_note
        ),
        _("Published. Readers see it from now on."),
    )


@bp.post("/schedule")
@requires(Permission.VERDICT_PUBLISH)
def set_moment(revision_id: int) -> ResponseReturnValue:
    """Have an approved revision published at a moment."""
    form = PublishForm(get_revision(db(), revision_id).number)
    return _decide(
        revision_id, form, lambda: _schedule(revision_id, form), _("Set. It is published at that moment.")
    )


@bp.post("/unschedule")
@requires(Permission.VERDICT_PUBLISH)
def cancel_moment(revision_id: int) -> ResponseReturnValue:
    """Take a set publication back."""
    message = _("It is no longer set to be published; it stays approved.")
    return _decide(revision_id, DeskForm(), lambda: schedule.cancel(db(), current_actor(), revision_id), message)


@bp.post("/withdraw")
@requires(Permission.VERDICT_PUBLISH)
def withdraw(revision_id: int) -> ResponseReturnValue:
    """Withdraw a published verdict with a public note."""
    form = WithdrawForm()
    return _decide(
        revision_id,
        form,
        lambda: publication.withdraw(db(), current_actor(), revision_id, form.why.data),
        _("Withdrawn. Readers find the note where the verdict was."),
    )


def _rate(revision_id: int, form: BlindForm) -> bool:
    return bool(blind.rate(db(), current_actor(), revision_id, form.rating.data))


def _schedule(revision_id: int, form: PublishForm) -> VerdictRevision:
    if form.at.data is None:
        raise InvalidInput(_("Say at which moment it is to be published."))
    return schedule.schedule(
        db(),
        current_actor(),
        revision_id,
        at_desk(form.at.data),
        correction=form.correction,
        note=form.public_note,
    )


def _decide(
    revision_id: int, form: DeskForm, service: Callable[[], VerdictRevision], message: str
) -> ResponseReturnValue:
    if form.validate() and attempt(form, service) is not None:
        flash(message, "done")
        return redirect(url_for("approval.page", revision_id=revision_id), 303)
    return _page(revision_id, form)


def _page(revision_id: int, wrong: DeskForm | None = None) -> ResponseReturnValue:
    revision = get_revision(db(), revision_id)
    if blind.is_hidden(db(), current_actor(), revision, on=desk().blind_approval):
        return _blind_page(revision, wrong)
    claim, given = revision.verdict.claim, blind.ratings_of(db(), revision_id)
    html = render_template(
        "approval/page.html",
        revision=revision,
        claim=claim,
        exact=claim.exact_words,
        in_our_words=revision.wording not in claim.exact_words,
        changes=changes_in(db(), revision) if revision.state in OPEN_REVISION_STATES else None,
        gates=checklist(revision),
        unfound=warnings([item.evidence for item in revision.evidence]),
        evidence=[freezing.published_evidence(item.evidence) for item in revision.evidence],
        figures=_figures(revision),
        pictures=shown_pictures(db(), revision.verdict_id, revision.explanation),
        is_author=approval.may_not_approve(current_actor(), revision),
        idle=idle_reason(revision),
        awaits_check=awaits_second_check(revision),
        wrong=wrong,
        blind_ratings=given,
        **_forms(revision, wrong, differs=blind.differs(current_actor(), revision, given)),
    )
    return html, wrong.status if wrong else HTTPStatus.OK


def _blind_page(revision: VerdictRevision, wrong: DeskForm | None) -> ResponseReturnValue:
    """Show the claim and its evidence, and nothing that the author concluded."""
    claim, due = revision.verdict.claim, revision.state in (RevisionState.IN_REVIEW, RevisionState.APPROVED)
    form = wrong if isinstance(wrong, BlindForm) else BlindForm(scale_for(db(), revision), formdata=None)
    html = render_template(
        "approval/blind.html",
        revision=revision,
        claim=claim,
        exact=claim.exact_words,
        in_our_words=revision.wording not in claim.exact_words,
        evidence=[freezing.published_evidence(item.evidence) for item in revision.evidence],
        form=form if due else None,
        ratings=form.offered,
    )
    return html, wrong.status if wrong else HTTPStatus.OK


def _figures(revision: VerdictRevision) -> Sequence[PublishedFigure]:
    """Return the figures that the revision was published with, or would be published with now."""
    if revision.frozen:
        return from_json(PublishedVerdict, revision.frozen).figures
    return list(freezing.published_figures(db(), revision.verdict.claim_id))


def _forms(revision: VerdictRevision, wrong: DeskForm | None, *, differs: bool) -> dict[str, DeskForm | None]:
    """Return the forms of what this person may do now; the one that was wrong keeps its input."""
    steps: set[RevisionStep] = allowed_steps(REVISION_STEPS, revision.state)
    if idle_reason(revision):
        steps -= FORWARD_STEPS
    editor = may(current_actor(), Permission.VERDICT_PUBLISH)
    second = not approval.may_not_approve(current_actor(), revision)
    due: dict[str, tuple[bool, type[DeskForm]]] = {
        "approve_form": (second and RevisionStep.APPROVE in steps, ApproveForm),
        "return_form": (second and RevisionStep.RETURN in steps, ReturnForm),
        "check_form": (approval.may_check_later(current_actor(), revision), CheckLaterForm),
        "alone_form": (editor and RevisionStep.APPROVE in steps, ApproveAloneForm),
        "publish_form": (editor and RevisionStep.PUBLISH in steps, PublishForm),
        "withdraw_form": (editor and RevisionStep.WITHDRAW in steps, WithdrawForm),
    }
    return {
        name: _form(kind, revision, wrong, differs=differs) if is_due else None
        for name, (is_due, kind) in due.items()
    }


def _form(kind: type[DeskForm], revision: VerdictRevision, wrong: DeskForm | None, *, differs: bool) -> DeskForm:
    if isinstance(wrong, kind):
        return wrong
    if kind is ApproveForm:
        return ApproveForm(differs=differs)
    if kind is not PublishForm:
        return kind()
    set_before = {"at": typed_at_desk(revision.scheduled_at), "note": revision.scheduled_note}
    kept = {**set_before, "kind": revision.scheduled_kind.value} if revision.scheduled_kind else set_before
    return PublishForm(revision.number, data=kept)
