"""Withheld sources: attaching one to a claim, its page, its copies, and who may read it."""

from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from claims.domain.permission import Permission
from claims.domain.person import Person
from claims.domain.source import MAX_WITHHELD_BYTES, Evidence, Source
from claims.errors import InvalidInput
from claims.services import withheld, withheld_change, withholding
from claims.services.claim import get_claim
from claims.services.person import active_people
from claims.services.source import claims_resting_on, get_source
from claims.web.access import requires
from claims.web.forms import attempt
from claims.web.forms.evidence import EvidenceForm
from claims.web.forms.withheld import AccessForm, ChangeWithheldForm, WithheldForm, WithholdForm
from claims.web.session import current_actor, db, resources, separate_transaction, takes_file

if TYPE_CHECKING:
    from claims.archiving.vault import Vault

bp = Blueprint("withheld", __name__)


@bp.get("/desk/claims/<int:claim_id>/withheld/new")
@requires(Permission.SOURCE_ATTACH)
def attach(claim_id: int) -> ResponseReturnValue:
    """Show the form that attaches a withheld source to a claim."""
    return _form_page(claim_id, _form())


@bp.post("/desk/claims/<int:claim_id>/withheld/new")
@requires(Permission.SOURCE_ATTACH)
@takes_file
def attach_submit(claim_id: int) -> ResponseReturnValue:
    """Attach a withheld source, new or there already; its copy is encrypted before the transaction begins."""
    copy, wrong = None, ""
    try:
        copy = _sealed_upload()
    except InvalidInput as error:
        wrong = error.message
    form = _form()
    if wrong:
        form.refuse(wrong)
    elif form.validate():
        evidence = attempt(form, lambda: _attach(claim_id, form, copy))
        if evidence is not None:
            flash(_("The source is attached. Only the people whom you named learn what it is."), "done")
            return redirect(url_for("withheld.page", source_id=evidence.source_id), 303)
    return _form_page(claim_id, form)


@bp.get("/desk/withheld/<int:source_id>")
@requires(Permission.DESK_SEE)
def page(source_id: int) -> ResponseReturnValue:
    """Show a withheld source to those who may read it; to others its public description, and whom to ask."""
    opened = withheld.open_source(db(), current_actor(), _vault(), source_id)
    return _page(source_id, opened)


@bp.get("/desk/withheld/<int:source_id>/edit")
@requires(Permission.SOURCE_ATTACH)
def edit(source_id: int) -> ResponseReturnValue:
    """Show the form that changes a withheld source, to those who may read it."""
    source, known = withheld_change.open_withheld(db(), current_actor(), _vault(), source_id)
    return _edit_page(source_id, ChangeWithheldForm.of(known, source.edits))


@bp.post("/desk/withheld/<int:source_id>/edit")
@requires(Permission.SOURCE_ATTACH)
def save(source_id: int) -> ResponseReturnValue:
    """Change a withheld source."""
    form, vault = ChangeWithheldForm(), _vault()
    withheld_change.open_withheld(db(), current_actor(), vault, source_id)
    if form.validate():
        change = partial(withheld_change.change_withheld, db(), current_actor(), vault, source_id, form.withheld())
        if attempt(form, lambda: change(edits=form.edits.data)) is not None:
            flash(_("Saved. What was published stays as it was."), "done")
            return redirect(url_for("withheld.page", source_id=source_id), 303)
    return _edit_page(source_id, form)


@bp.get("/desk/withheld/<int:source_id>/evidence/<int:evidence_id>")
@requires(Permission.SOURCE_ATTACH)
def edit_evidence(source_id: int, evidence_id: int) -> ResponseReturnValue:
    """Show the form that changes evidence from a withheld source, to those who may read it."""
    opened = withheld_change.open_evidence(db(), current_actor(), _vault(), source_id, evidence_id)
    data = {**asdict(opened.says), "stance": opened.says.stance.value, "edits": opened.evidence.edits}
    return _evidence_page(source_id, opened, EvidenceForm(formdata=None, data=data))


@bp.post("/desk/withheld/<int:source_id>/evidence/<int:evidence_id>")
@requires(Permission.SOURCE_ATTACH)
def save_evidence(source_id: int, evidence_id: int) -> ResponseReturnValue:
    """Change evidence from a withheld source; a changed quotation is looked for again."""
    form, vault, store = EvidenceForm(), _vault(), resources().archive.store
    opened = withheld_change.open_evidence(db(), current_actor(), vault, source_id, evidence_id)
    if form.validate():
        change = partial(
            withheld_change.change_sealed_evidence, db(), current_actor(), store, vault, source_id, evidence_id
        )
        if attempt(form, lambda: change(form.new_evidence(), edits=form.edits.data)) is not None:
            flash(_("Saved. What was published keeps the evidence as it was."), "done")
            return redirect(url_for("withheld.page", source_id=source_id), 303)
    return _evidence_page(source_id, opened, form)


def _edit_page(source_id: int, form: ChangeWithheldForm) -> ResponseReturnValue:
    return render_template("withheld/edit.html", source_id=source_id, form=form), form.status


def _evidence_page(source_id: int, opened: withheld.OpenedEvidence, form: EvidenceForm) -> ResponseReturnValue:
    html = render_template("withheld/evidence.html", source_id=source_id, opened=opened, form=form)
    return html, form.status


@bp.post("/desk/withheld/<int:source_id>/copies")
@requires(Permission.SOURCE_ATTACH)
@takes_file
def add_copy(source_id: int) -> ResponseReturnValue:
    """Add an encrypted copy, and look for the quotations in it."""
    try:
        copy = _sealed_upload()
        wrong = _("Choose a file first.")
    except InvalidInput as error:
        copy, wrong = None, error.message
    if copy is None:
        flash(wrong, "alarm")
    else:
        withheld.add_sealed_copy(db(), current_actor(), source_id, copy)
        withheld.check_sealed_quotes(db(), resources().archive.store, _vault(), source_id)
        flash(_("The copy is kept, encrypted."), "done")
    return redirect(url_for("withheld.page", source_id=source_id), 303)


@bp.get("/desk/withheld/<int:source_id>/copies/<int:snapshot_id>")
@requires(Permission.DESK_SEE)
def copy(source_id: int, snapshot_id: int) -> ResponseReturnValue:  # noqa: ARG001 (part of the address)
    """Send a copy, decrypted, to somebody who may read it; as a file, never as a page of this desk."""
    archive = resources().archive
    warc = "warc" in request.args
    name, data = withheld.open_copy(db(), current_actor(), archive.store, _vault(), snapshot_id, warc=warc)
    answer = send_file(BytesIO(data), "application/octet-stream", as_attachment=True, download_name=name or "copy")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/desk/withheld/<int:source_id>/people")
@requires(Permission.SOURCE_ATTACH)
def grant(source_id: int) -> ResponseReturnValue:
    """Let another person read a withheld source."""
    form = AccessForm(active_people(db()))
    if form.validate():
        withheld.grant_access(db(), current_actor(), source_id, form.person.data)
        flash(_("They may read it now."), "done")
    else:
        flash(_("Choose somebody of the desk; nobody was let in."), "alarm")
    return redirect(url_for("withheld.page", source_id=source_id), 303)


@bp.post("/desk/withheld/<int:source_id>/people/<int:person_id>/remove")
@requires(Permission.SOURCE_ATTACH)
def revoke(source_id: int, person_id: int) -> ResponseReturnValue:
    """Take a person's access to a withheld source away."""
    withheld.revoke_access(db(), current_actor(), source_id, person_id)
    flash(_("They can no longer read it."), "done")
    return redirect(url_for("withheld.page", source_id=source_id), 303)


@bp.get("/desk/sources/<int:source_id>/withhold")
@requires(Permission.SOURCE_ATTACH)
def withhold(source_id: int) -> ResponseReturnValue:
    """Say what withholding an open source does and what it cannot undo, and ask for what it needs."""
    source = get_source(db(), source_id)
    if source.withheld:
        return redirect(url_for("withheld.page", source_id=source_id))
    form = WithholdForm(_others(), formdata=None, edits=source.edits)
    return _withhold_page(source, form)


@bp.post("/desk/sources/<int:source_id>/withhold")
@requires(Permission.SOURCE_ATTACH)
def withhold_submit(source_id: int) -> ResponseReturnValue:
    """Withhold an open source; its files are encrypted before the transaction begins."""
    archive = resources().archive
    with separate_transaction(write=False) as session:
        form = WithholdForm(_others(session))
        sealed = withholding.seal_files(session, archive.store, _vault(), source_id) if form.validate() else {}
    if form.status is HTTPStatus.OK:
        done = attempt(form, lambda: _withhold(source_id, form, sealed))
        if done is not None:
            flash(_("The source is withheld. Only the people whom you named learn what it is."), "done")
            return redirect(url_for("withheld.page", source_id=source_id), 303)
    return _withhold_page(get_source(db(), source_id), form)


def _withhold(source_id: int, form: WithholdForm, sealed: Mapping[str, str]) -> Source:
    return withholding.withhold_source(
        db(),
        current_actor(),
        resources().jobs,
        _vault(),
        source_id,
        public_description=form.public_description.data or "",
        people=form.people.data or (),
        sealed=sealed,
        edits=int(form.edits.data),
    )


def _withhold_page(source: Source, form: WithholdForm) -> ResponseReturnValue:
    naming, used = withholding.naming_revisions(db(), source.id), claims_resting_on(db(), source.id)
    return render_template(
        "withheld/withhold.html", source=source, naming=naming, used=used, form=form
    ), form.status


def _others(session: Session | None = None) -> list[Person]:
    actor = current_actor()
    return [person for person in active_people(session or db()) if person.id != actor.person_id]


def _attach(claim_id: int, form: WithheldForm, copy: withheld.SealedCopy | None) -> Evidence:
    session, actor, vault = db(), current_actor(), _vault()
    source_id = form.source_id
    if source_id is None:
        source_id = withheld.add_withheld(
            session,
            actor,
            vault,
            form.new_source(),
            public_description=form.public_description.data or "",
            people=form.people.data or (),
            note=form.remarks.data or "",
        ).id
    if copy is not None:
        withheld.add_sealed_copy(session, actor, source_id, copy)
    evidence = withheld.attach_withheld(session, actor, vault, claim_id, source_id, form.new_evidence())
    withheld.check_sealed_quotes(session, resources().archive.store, vault, source_id)
    return evidence


def _sealed_upload() -> withheld.SealedCopy | None:
    """Read and encrypt what was uploaded; None where nothing was. The transaction has not begun yet."""
    upload = request.files.get("capture")
    if upload is None or not upload.filename:
        return None
    data = upload.stream.read(MAX_WITHHELD_BYTES + 1)
    return withheld.seal_copy(resources().archive.store, _vault(), upload.filename[-200:], data)


def _vault() -> "Vault":
    return resources().archive.require_vault()


def _form() -> WithheldForm:
    return WithheldForm(withheld.readable_sources(db(), current_actor()), _others())


def _form_page(claim_id: int, form: WithheldForm) -> ResponseReturnValue:
    return render_template("withheld/attach.html", claim=get_claim(db(), claim_id), form=form), form.status


def _page(source_id: int, opened: withheld.OpenedSource) -> ResponseReturnValue:
    known = {person.id for person in opened.people}
    others = [person for person in active_people(db()) if person.id not in known]
    form = AccessForm(others) if others and opened.may_read else None
    return render_template("withheld/page.html", source_id=source_id, opened=opened, form=form)
