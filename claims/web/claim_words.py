"""Claims: what they say. Editing, splitting and merging them on the workbench."""

from flask import request
from flask.typing import ResponseReturnValue

from claims.domain.claim import Claim
from claims.domain.kind import ClaimKind
from claims.domain.label import label
from claims.domain.permission import Permission
from claims.domain.state import ClaimState
from claims.errors import NotFound
from claims.i18n import gettext as _
from claims.services import claim as service
from claims.services.triage import require_unchanged
from claims.services.workbench import nearest_claims, search_claims
from claims.web.access import requires
from claims.web.asking import Asking, asked, asked_again, done
from claims.web.card import card_answer, wants_cards
from claims.web.claim import bp
from claims.web.forms import attempt
from claims.web.forms.claim import EditClaimForm, MergeForm, SplitForm
from claims.web.session import current_actor, db, desk

__all__ = ["bp"]


@bp.get("/desk/claims/<int:claim_id>/edit")
@requires(Permission.CLAIM_TRIAGE)
def edit(claim_id: int) -> ResponseReturnValue:
    """Show a claim's words to change."""
    claim = service.get_claim(db(), claim_id)
    return asked(_asking_edit(claim_id), EditClaimForm(formdata=None, obj=claim).name_kinds(), claim_id)


@bp.post("/desk/claims/<int:claim_id>/edit")
@requires(Permission.CLAIM_TRIAGE)
def save(claim_id: int) -> ResponseReturnValue:
    """Change a claim's words, unless somebody else did so meanwhile."""
    form = EditClaimForm().name_kinds()

    def change() -> Claim:
        return service.edit_claim(
            db(),
            current_actor(),
            claim_id,
            text=form.text.data,
            kind=ClaimKind(form.kind.data),
            attribution=form.attribution.data or "",
            edits=form.edits.data,
        )

    claim = attempt(form, change) if form.validate() else None
    if claim is not None:
        return done(claim, _("Claim %(id)s is saved.", id=claim_id))
    return asked_again(_asking_edit(claim_id), form, claim_id)


@bp.get("/desk/claims/<int:claim_id>/split")
@requires(Permission.CLAIM_TRIAGE)
def split(claim_id: int) -> ResponseReturnValue:
    """Ask what a claim is split into."""
    claim = service.get_claim(db(), claim_id)
    return asked(_asking_split(claim_id), SplitForm(formdata=None, texts=claim.text), claim_id)


@bp.post("/desk/claims/<int:claim_id>/split")
@requires(Permission.CLAIM_TRIAGE)
def save_split(claim_id: int) -> ResponseReturnValue:
    """Split a claim."""
    form = SplitForm()
    texts, weights = (form.texts.data or "").splitlines(), desk().weights
    if form.validate():
        require_unchanged(db(), claim_id, form.edits.data, wish=form.texts.data)
        parts = attempt(form, lambda: service.split_claim(db(), current_actor(), claim_id, texts, weights))
        if parts is not None:
            said = _("Claim %(id)s is split into %(number)s claims.", id=claim_id, number=len(parts))
            if wants_cards():
                ids = [part.id for part in parts]
                before = dict(zip(ids[:0:-1], [claim_id] * len(ids), strict=False))  # each right after the first
                return card_answer(said, [claim_id], added=before)
            return done(parts[0], said)
    return asked_again(_asking_split(claim_id), form, claim_id)


@bp.get("/desk/claims/<int:claim_id>/merge")
@requires(Permission.CLAIM_TRIAGE)
def merge(claim_id: int) -> ResponseReturnValue:
    """Ask which claim says the same: one of the article, or one of the desk with the words looked for."""
    claim = service.get_claim(db(), claim_id)
    return asked(_asking_merge(claim_id), _offer_targets(MergeForm(formdata=None), claim), claim_id)


@bp.post("/desk/claims/<int:claim_id>/merge")
@requires(Permission.CLAIM_TRIAGE)
def save_merge(claim_id: int) -> ResponseReturnValue:
    """Merge a claim into another one, which may be one of another article."""
    claim = service.get_claim(db(), claim_id)
    form = MergeForm()
    known = _known(form.into.data)
    form = _offer_targets(form, claim) if known is None else form.offer([known])
    if form.validate():
        require_unchanged(db(), claim_id, form.edits.data, wish=label(ClaimState.MERGED))
        articles = _articles_of(form.into.data)
        target = attempt(form, lambda: service.merge_claim(db(), current_actor(), claim_id, form.into.data))
        if target is not None:
            said = _("Claim %(id)s is merged into claim %(into)s.", id=claim_id, into=target.id)
            if wants_cards():
                new_here = request.form.get("article", type=int) not in articles
                instead = {target.id: claim_id} if new_here else {}
                gone = {claim_id: target.id}
                return card_answer(said, [target.id], gone=gone, instead=instead, go=str(target.id))
            return done(target, said)
    return asked_again(_asking_merge(claim_id), form, claim_id)


def _asking_edit(claim_id: int) -> Asking:
    return Asking("edit_form", _("Edit claim %(id)s", id=claim_id))


def _asking_split(claim_id: int) -> Asking:
    explanation = _(
        "When it says two things that must be checked one by one. All parts keep the place in the text."
    )
    return Asking("split_form", _("Split claim %(id)s", id=claim_id), explanation)


def _asking_merge(claim_id: int) -> Asking:
    explanation = _(
        "When another claim says the same. That one stays and takes over the places in the text; this one leads"
        " to it."
    )
    return Asking("merge_form", _("Merge claim %(id)s", id=claim_id), explanation)


def _offer_targets(form: MergeForm, claim: Claim) -> MergeForm:
    form.refused = service.merge_refusal(db(), claim.id) or ""
    if form.refused:
        return form.offer([])
    form.looked_for = request.args.get("q", "")
    if form.looked_for.strip():
        return form.offer(search_claims(db(), form.looked_for, without=claim))
    return form.offer(nearest_claims(db(), claim))


def _known(claim_id: int | None) -> Claim | None:
    """Return the claim that was chosen, with its places, if there is such a one."""
    if not claim_id:
        return None
    try:
        return service.get_claim(db(), claim_id)
    except NotFound:
        return None


def _articles_of(claim_id: int) -> set[int]:
    return {place.article_id for place in service.get_claim(db(), claim_id).appearances}
