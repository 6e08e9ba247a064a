"""Changing what was said of a withheld source and of the evidence taken from it; by people with access alone."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from claims.archiving.stores.base import Store
from claims.archiving.vault import Vault
from claims.domain.permission import Permission
from claims.domain.person import Actor
from claims.domain.source import MAX_SEALED_NOTE_LENGTH, Evidence, QuoteCheck, Source
from claims.errors import InvalidInput, NotFound, StaleEdit, Value
from claims.i18n import gettext as _
from claims.services import audit, verdict
from claims.services.permission import require
from claims.services.source import NewEvidence, NewSource, check_lengths, check_source
from claims.services.withheld import (
    OpenedEvidence,
    check_sealed_quotes,
    open_source,
    public_words,
    seal_said,
    seal_source,
)

_NEVER_ASKED = ("accessed_on", "archive_address", "no_snapshot_reason", "no_snapshot_note")
"""What the form does not ask for: it stays as it was sealed."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """What a withheld source is, and what readers learn of it."""

    is_: NewSource
    public_description: str
    remarks: str = ""


def open_withheld(session: Session, actor: Actor, vault: Vault, source_id: int) -> tuple[Source, Withheld]:
    """Return a withheld source and what it is; raise NotFound without access."""
    opened = open_source(session, actor, vault, source_id)
    if opened.is_ is None:
        raise NotFound(_("There is no withheld source %(id)s that you may read.", id=source_id))
    return opened.source, Withheld(opened.is_, opened.source.public_description, opened.note)


def open_evidence(
    session: Session, actor: Actor, vault: Vault, source_id: int, evidence_id: int
) -> OpenedEvidence:
    """Return a piece of evidence from a withheld source, opened; raise NotFound, also without access."""
    opened = open_source(session, actor, vault, source_id)
    found = next((item for item in opened.evidence if item.evidence.id == evidence_id), None)
    if found is None:
        raise NotFound(_("There is no evidence %(id)s that you may read.", id=evidence_id))
    return found


def change_withheld(
    session: Session, actor: Actor, vault: Vault, source_id: int, new: Withheld, *, edits: int
) -> Source:
    """Change what was said of a withheld source; open revisions that rest on it need approval anew.

    The history says that it was changed, and of what readers see (public description, primary) before and after.
    Raise NotFound without access, StaleEdit when ``edits`` is no longer the source's number, InvalidInput.
    """
    require(session, actor, Permission.SOURCE_ATTACH)
    source, known = open_withheld(session, actor, vault, source_id)
    kept = {name: getattr(known.is_, name) for name in _NEVER_ASKED}
    new = Withheld(
        replace(new.is_, **kept, title=new.is_.title.strip()),
        public_words(new.public_description),
        new.remarks.strip(),
    )
    check_source(new.is_)
    if len(new.remarks) > MAX_SEALED_NOTE_LENGTH:
        raise InvalidInput(_("A note may have at most %(max)s characters.", max=MAX_SEALED_NOTE_LENGTH))
    if not new.is_.title:
        raise InvalidInput(_("A source needs a title."))
    if source.edits != edits:
        raise StaleEdit(
            _("Source %(id)s was changed by somebody else since you opened it.", id=source_id),
            theirs=_asked(known),
            yours=_asked(new),
            edits=source.edits,
        )
    if _asked(new) == _asked(known):
        return source
    before = {"public_description": source.public_description, "primary": source.primary}
    after = {"public_description": new.public_description, "primary": new.is_.primary}
    source.public_description, source.primary = new.public_description, new.is_.primary
    seal_source(vault, source, {**asdict(new.is_), "note": new.remarks})
    verdict.touch_source(session, actor, source_id)
    audit.record(session, actor, "source.save", source, audit.changes(before, after))
    return source


def change_sealed_evidence(
    session: Session,
    actor: Actor,
    store: Store,
    vault: Vault,
    source_id: int,
    evidence_id: int,
    new: NewEvidence,
    *,
    edits: int,
) -> Evidence:
    """Change evidence from a withheld source; an open revision then needs approval anew.

    A changed quotation is looked for again. Of the words the history holds nothing. Raise NotFound without access,
    StaleEdit, InvalidInput.
    """
    require(session, actor, Permission.SOURCE_ATTACH)
    opened = open_evidence(session, actor, vault, source_id, evidence_id)
    evidence, known = opened.evidence, opened.says
    check_lengths(new)
    texts = {name: text.strip() for name, text in asdict(new).items() if name != "stance"}
    if evidence.edits != edits:
        raise StaleEdit(
            _("Evidence %(id)s was changed by somebody else since you opened it.", id=evidence_id),
            theirs=asdict(known),
            yours={**texts, "stance": new.stance},
            edits=evidence.edits,
        )
    if {**texts, "stance": new.stance} == asdict(known):
        return evidence
    verdict.touch_evidence(session, actor, evidence)
    evidence.stance = new.stance
    quoted_anew = texts["quote"] != known.quote
    seal_said(vault, evidence, {**texts, "differences": "" if quoted_anew else opened.differences})
    session.flush()
    if quoted_anew:
        evidence.quote_check, evidence.quote_snapshot_id = QuoteCheck.NOT_CHECKED, None
        check_sealed_quotes(session, store, vault, source_id)
    told = audit.changes({"stance": known.stance}, {"stance": new.stance})
    audit.record(session, actor, "evidence.change", evidence, {"claim": evidence.claim_id, **told})
    return evidence


def _asked(withheld: Withheld) -> Mapping[str, Value]:
    """Return what the form asks for, under the names of its fields."""
    values: dict[str, Any] = asdict(withheld.is_)
    for name in _NEVER_ASKED:
        del values[name]
    texts = {"public_description": withheld.public_description, "remarks": withheld.remarks}
    return {**{name: "" if value is None else value for name, value in values.items()}, **texts}
