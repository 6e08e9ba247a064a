"""The page of one claim: everything about it, and who made it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from claims.domain.claim import Claim, ClaimantStatus, DropReason, SelectionReason, current_appearances
from claims.domain.claimant import ClaimantKind
from claims.domain.entity import now
from claims.domain.label import label
from claims.domain.permission import Permission
from claims.domain.quantity import compute
from claims.domain.state import ClaimState
from claims.domain.workflow import CLAIM_STEPS, ClaimStep, allowed_steps
from claims.errors import NotFound
from claims.publishing.base import PublishedVerdict, from_json
from claims.services.blind import hidden_from
from claims.services.claim_page import ClaimPage, claim_page
from claims.services.claimant import confirm_claimant, confirm_no_claimant, known_claimants
from claims.services.contact import published_replies
from claims.services.freezing import published_evidence
from claims.services.gate import checklist
from claims.services.triage import require_unchanged
from claims.services.undo import undo_last_of_claim
from claims.services.version import open_questions
from claims.web.access import requires
from claims.web.claim_words import bp
from claims.web.forms import attempt
from claims.web.forms.claimant import ClaimantForm
from claims.web.forms.comment import CommentForm
from claims.web.session import current_actor, db, desk
from claims.web.workbench_page import taken_back

__all__ = ["bp"]


@bp.get("/desk/claims/<int:claim_id>")
@requires(Permission.DESK_SEE)
def page(claim_id: int) -> ResponseReturnValue:
    """Show everything about one claim."""
    shown = claim_page(db(), claim_id)
    return _page(shown, _claimant_form(shown.claim))


@bp.post("/desk/claims/<int:claim_id>/claimant")
@requires(Permission.VERDICT_WRITE)
def claimant(claim_id: int) -> ResponseReturnValue:
    """Say who made the claim, or that nobody in particular did."""
    edits = request.form.get("edits", type=int)
    if request.form.get("answer") == ClaimantStatus.NONE:
        require_unchanged(db(), claim_id, edits, wish=_("it has no claimant"))
        confirm_no_claimant(db(), current_actor(), claim_id)
        return _done(claim_id, _("Noted: this claim has no claimant."))
    form = ClaimantForm()
    if form.validate():
        require_unchanged(db(), claim_id, edits, wish=_("the claimant is %(name)s", name=form.name.data))
        if attempt(form, lambda: _confirm(claim_id, form)) is not None:
            return _done(claim_id, _("The claimant is confirmed."))
    return _page(claim_page(db(), claim_id), form)


@bp.post("/desk/claims/<int:claim_id>/undo")
@requires(Permission.CLAIM_TRIAGE)
def undo(claim_id: int) -> ResponseReturnValue:
    """Take back one's own last change to the claim."""
    require_unchanged(db(), claim_id, request.form.get("edits", type=int), wish=_("your last change is undone"))
    try:
        undone = undo_last_of_claim(db(), current_actor(), claim_id)
    except NotFound as error:
        flash(error.message, "alarm")  # the page does not know beforehand, for that takes the whole history
    else:
        flash(taken_back(undone), "done")
    return redirect(url_for("claim.page", claim_id=claim_id), 303)


def _confirm(claim_id: int, form: ClaimantForm) -> Claim:
    return confirm_claimant(
        db(),
        current_actor(),
        claim_id,
        name=form.name.data,
        kind=ClaimantKind(form.kind.data),
        same_as=form.same_as.data or "",
    )


def _done(claim_id: int, message: str) -> ResponseReturnValue:
    flash(message, "done")
    return redirect(url_for("claim.page", claim_id=claim_id, _anchor="claimant"), 303)


def _claimant_form(claim: Claim) -> ClaimantForm:
    known = claim.claimant
    if known is None:
        return ClaimantForm(data={"name": claim.attribution, "kind": ClaimantKind.PERSON.value})
    return ClaimantForm(data={"name": known.name, "kind": known.kind.value, "same_as": known.same_as})


def _unseen(shown: ClaimPage) -> int:
    """Count the comments that name whoever looks, and that they have not marked as seen."""
    person_id = current_actor().person_id
    mentions = [mention for comment in shown.comments if not comment.erased_at for mention in comment.mentions]
    return sum(mention.person_id == person_id and mention.seen_at is None for mention in mentions)


def _fresh_replies(shown: ClaimPage) -> bool:
    """Whether readers would see other questions and answers in a new revision than they do now."""
    frozen = shown.published.frozen if shown.published else None
    return frozen is not None and from_json(PublishedVerdict, frozen).replies != published_replies(shown.claim)


def _page(shown: ClaimPage, form: ClaimantForm) -> ResponseReturnValue:
    claim, revision = shown.claim, shown.open
    hidden = hidden_from(db(), current_actor(), shown.revisions) if desk().blind_approval else set()
    html = render_template(
        "claim/page.html",
        claim=claim,
        places=current_appearances(claim.appearances),
        questions=[] if claim.merged_into_id else open_questions(claim.appearances),
        exact=claim.exact_words,
        in_our_words=claim.text not in claim.exact_words,
        claimant_form=form,
        known_claimants=known_claimants(db()),
        steps=allowed_steps(CLAIM_STEPS, claim.state),
        Step=ClaimStep,
        selected=claim.state is ClaimState.SELECTED,
        drop_reasons=[(reason.value, label(reason)) for reason in DropReason],
        selection_reasons=[(reason.value, label(reason)) for reason in SelectionReason],
        evidence=[published_evidence(item) for item in shown.evidence],
        checked={item.id: item for item in shown.evidence},
        source_ids={item.id: item.source_id for item in shown.evidence},
        revision=revision,
        hidden=hidden,
        gates=checklist(revision) if revision and revision.id not in hidden else [],
        published=shown.published,
        revisions=shown.revisions,
        today=now().date(),
        now=now(),
        requests=shown.requests,
        fresh_replies=_fresh_replies(shown),
        figures=shown.figures,
        results=compute(shown.figures),
        comments=shown.comments,
        comment_form=CommentForm(formdata=None),
        unseen=_unseen(shown),
    )
    return html, form.status
