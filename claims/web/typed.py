"""What somebody typed into a verdict's form and did not save: kept aside, offered again, taken up or discarded."""

from contextlib import suppress

from flask import request
from sqlalchemy.orm import Session

from claims.domain.entity import now
from claims.domain.verdict import Autosave
from claims.errors import Conflict, InvalidInput
from claims.i18n import gettext as _
from claims.services import autosave
from claims.web.filters import hour
from claims.web.forms.verdict import VerdictForm
from claims.web.session import current_actor, db, separate_transaction
from claims.web.stale import SEEN

MAX_EDITS = 10**9


def keep_typed(revision_id: int, form: VerdictForm) -> str:
    """Keep what the request's form says; return a sentence that says so."""
    _keep(db(), revision_id, form)
    return _("Kept for you at %(time)s, not saved yet.", time=hour(now()))


def keep_refused(revision_id: int, form: VerdictForm) -> None:
    """Keep what was sent and refused, in a transaction of its own, once nothing else of the request is stored."""
    db().rollback()
    with suppress(InvalidInput, Conflict), separate_transaction(write=True) as writing:
        _keep(writing, revision_id, form)  # where it cannot be kept, the page that is shown still has it


def offered(revision_id: int, saved: VerdictForm) -> Autosave | None:
    """Return what the person typed and did not save, unless it is what is saved."""
    kept = autosave.typed(db(), current_actor(), revision_id)
    return None if kept is None or saved.says(kept.content) else kept


def _keep(session: Session, revision_id: int, form: VerdictForm) -> None:
    names = [name for field in form.written for name in (field.name, SEEN + field.name)]
    content = {name: request.form[name] for name in names if name in request.form}
    edits = request.form.get("edits", 0, type=int)
    autosave.keep(session, current_actor(), revision_id, edits=max(0, min(edits, MAX_EDITS)), content=content)
