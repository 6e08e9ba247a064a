"""Withheld (protected) sources: what they are lies encrypted, and only people with access read it.

The plain columns of a withheld source, and of the evidence taken from it, hold nothing of it, so no page, search,
notice, export, log or backup can tell. What is sealed is opened here alone, for whoever has access.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from claims.archiving.media import HEAD, media_type_of
from claims.archiving.reader import read_document
from claims.archiving.stores.base import Store, Stored
from claims.archiving.vault import Vault
from claims.domain.claim import Claim
from claims.domain.entity import now
from claims.domain.permission import Permission
from claims.domain.person import Actor, Person, Role
from claims.domain.quotation.check import look_for
from claims.domain.source import (
    MAX_PUBLIC_DESCRIPTION_LENGTH,
    MAX_WITHHELD_BYTES,
    Evidence,
    NoSnapshotReason,
    QuoteCheck,
    Snapshot,
    SnapshotHow,
    Source,
    SourceAccess,
    SourceKind,
)
from claims.domain.state import SourceState
from claims.errors import Conflict, Forbidden, InvalidInput, NotFound
from claims.i18n import gettext as _
from claims.services import audit, quotation, verdict
from claims.services.claim import get_claim
from claims.services.permission import require
from claims.services.source import NewEvidence, NewSource, check_lengths, check_source

COPY = "archived copy"
"""What the files of copies are sealed for: their rows are not there yet when they are stored."""


@dataclass(frozen=True, slots=True)
class SealedCopy:
    """A copy whose encrypted files are in the store; no row names them yet."""

    sha256: str
    size: int
    text_sha256: str


@dataclass(frozen=True, slots=True)
class OpenedEvidence:
    """A piece of evidence as people with access read it."""

    evidence: Evidence
    claim_text: str
    says: NewEvidence
    differences: str = ""


@dataclass(frozen=True, slots=True)
class OpenedSource:
    """A withheld source as its page shows it: opened for people with access, else its public description alone."""

    source: Source
    people: Sequence[Person]
    """Who has access."""
    may_read: bool
    is_: NewSource | None = None
    note: str = ""
    evidence: Sequence[OpenedEvidence] = field(default_factory=list)


def may_read(session: Session, actor: Actor, source_id: int) -> bool:
    """Whether the actor is one of those with access to a withheld source; no role is enough."""
    if actor.person_id is None:
        return False
    return session.get(SourceAccess, (source_id, actor.person_id)) is not None


def add_withheld(
    session: Session,
    actor: Actor,
    vault: Vault,
    new: NewSource,
    *,
    public_description: str,
    people: Sequence[int] = (),
    note: str = "",
) -> Source:
    """Add a source that only the actor and these people read; readers see the public description.

    Raise Forbidden for somebody who is no person, InvalidInput when something is missing or too long.
    """
    require(session, actor, Permission.SOURCE_ATTACH)
    if actor.person_id is None:
        raise Forbidden(_("Only a person can add a withheld source."))
    description = public_words(public_description)
    check_source(new)
    if not new.title.strip():
        raise InvalidInput(_("A source needs a title."))
    source = Source(
        kind=SourceKind.OTHER,
        title="",
        accessed_on=now().date(),
        primary=new.primary,
        withheld=True,
        public_description=description,
        added_by_id=actor.person_id,
    )
    session.add(source)
    session.flush()
    seal_source(vault, source, {**asdict(new), "note": note.strip()})
    grant_first(session, actor, source.id, people)
    audit.record(session, actor, "source.withhold", source, {})
    return source


def public_words(description: str) -> str:
    """Return a public description without needless spaces; raise InvalidInput for none, or one too long."""
    words = " ".join(description.split())
    if not words:
        raise InvalidInput(_("A withheld source needs a public description."))
    if len(words) > MAX_PUBLIC_DESCRIPTION_LENGTH:
        raise InvalidInput(
            _("A public description may have at most %(max)s characters.", max=MAX_PUBLIC_DESCRIPTION_LENGTH)
        )
    return words


def seal_source(vault: Vault, source: Source, values: dict[str, Any]) -> None:
    """Seal what is said of a source; its origin group stays comparable by a digest that only the key makes."""
    source.sealed = vault.seal_values(_plain(values), f"source {source.id}")
    origin = str(values.get("origin") or "").strip()
    source.origin = vault.digest(origin) if origin else ""


def seal_said(vault: Vault, evidence: Evidence, said: Mapping[str, str]) -> None:
    """Seal quote, translation, locator and note of a piece of evidence, and how its quotation differs."""
    evidence.sealed = vault.seal_values(said, f"evidence {evidence.id}")


def grant_first(session: Session, actor: Actor, source_id: int, people: Sequence[int]) -> None:
    """Let whoever withholds a source, and these people, read it; raise NotFound."""
    for person_id in sorted({actor.person_id or 0, *people}):
        _grant(session, actor, source_id, person_id)


def grant_access(session: Session, actor: Actor, source_id: int, person_id: int) -> None:
    """Let another person read a withheld source; only somebody who reads it may. Raise NotFound."""
    require(session, actor, Permission.SOURCE_ATTACH)
    if person_id not in {row.person_id for row in _lock_access(session, actor, source_id)}:
        _grant(session, actor, source_id, person_id)
        audit.record(session, actor, "source.grant", ("source", source_id), {"person": person_id})


def revoke_access(session: Session, actor: Actor, source_id: int, person_id: int) -> None:
    """Take a person's access away; somebody who works here must keep it. Raise NotFound, Conflict."""
    require(session, actor, Permission.SOURCE_ATTACH)
    rows = _lock_access(session, actor, source_id)
    gone = [row for row in rows if row.person_id == person_id]
    kept = [row.person_id for row in rows if row.person_id != person_id]
    if session.scalar(select(Person.id).where(Person.id.in_(kept), Person.active).limit(1)) is None:
        raise Conflict(_("Somebody must be able to read source %(id)s.", id=source_id))
    for row in gone:
        session.delete(row)
        audit.record(session, actor, "source.revoke", ("source", source_id), {"person": person_id})


def attach_withheld(
    session: Session, actor: Actor, vault: Vault, claim_id: int, source_id: int, new: NewEvidence
) -> Evidence:
    """Attach a withheld source to a claim: all but the stance is sealed. Raise NotFound without access."""
    require(session, actor, Permission.SOURCE_ATTACH)
    source, claim = _require_access(session, actor, source_id), get_claim(session, claim_id)
    check_lengths(new)
    evidence = Evidence(claim_id=claim.id, source=source, stance=new.stance, added_by_id=actor.person_id)
    session.add(evidence)
    session.flush()
    seal_said(vault, evidence, _said(new))
    session.flush()
    verdict.take_up_evidence(session, actor, evidence)
    details = {"claim": claim.id, "source": source.id, "stance": new.stance}
    audit.record(session, actor, "evidence.attach", evidence, details)
    return evidence


def seal_copy(store: Store, vault: Vault, name: str, data: bytes) -> SealedCopy:
    """Read a capture, and put it and its text into the store, encrypted; slow, so call it before a transaction.

    Raise InvalidInput for a file that is empty or too large.
    """
    if not data or len(data) > MAX_WITHHELD_BYTES:
        raise InvalidInput(
            _("A copy of a withheld source may have 1 to %(max)s MB.", max=MAX_WITHHELD_BYTES // 1_000_000)
        )
    kept = seal_file(store, vault, data, name)
    text = _text_of(name, data)
    return SealedCopy(kept.sha256, kept.size, seal_file(store, vault, text.encode()).sha256 if text else "")


def seal_file(store: Store, vault: Vault, data: bytes, name: str | None = None) -> Stored:
    """Put a file into the store, encrypted, with its name if it is to be sent again under one."""
    head = b"" if name is None else len(name.encode()).to_bytes(2) + name.encode()
    return store.put(vault.seal(head + data, COPY))


def add_sealed_copy(session: Session, actor: Actor, source_id: int, copy: SealedCopy) -> Snapshot:
    """Note an encrypted copy whose files are stored. Raise NotFound without access."""
    require(session, actor, Permission.SOURCE_ATTACH)
    source = _require_access(session, actor, source_id)
    snapshot = Snapshot(
        source_id=source.id,
        how=SnapshotHow.UPLOADED,
        sha256=copy.sha256,
        size=copy.size,
        text_sha256=copy.text_sha256,
        encrypted=True,
        taken_at=now(),
        taken_by_id=actor.person_id,
    )
    session.add(snapshot)
    source.state = SourceState.ARCHIVED
    audit.record(session, actor, "snapshot.add", snapshot, {"source": source.id})
    session.expire(source, ["snapshots"])
    return snapshot


def open_copy(
    session: Session, actor: Actor, store: Store, vault: Vault, snapshot_id: int, *, warc: bool = False
) -> tuple[str, bytes]:
    """Return the name and the bytes of an encrypted copy, or of the WARC that it came with.

    Raise NotFound without access, EngineError.
    """
    snapshot = session.get(Snapshot, snapshot_id)
    if snapshot is None or not snapshot.encrypted or snapshot.source_id is None or snapshot.erased_at:
        raise NotFound(_("There is no archived copy %(id)s of a withheld source.", id=snapshot_id))
    _require_access(session, actor, snapshot.source_id)
    if warc and not snapshot.warc_sha256:
        raise NotFound(_("There is no archived copy %(id)s of a withheld source.", id=snapshot_id))
    data = _opened(store, vault, snapshot.warc_sha256 if warc else snapshot.sha256)
    length = int.from_bytes(data[:2])
    return data[2 : 2 + length].decode(), data[2 + length :]


def check_sealed_quotes(session: Session, store: Store, vault: Vault, source_id: int) -> None:
    """Look for the sealed quotations of a source in the newest of its copies that can be read."""
    source = _get_withheld(session, source_id)
    readable = [copy for copy in source.snapshots if copy.text_sha256 and copy.erased_at is None]
    text = _opened(store, vault, readable[-1].text_sha256).decode() if readable else ""
    for evidence, _claim in _evidence_of(session, source_id):
        if evidence.sealed is None:
            continue
        said = vault.open_values(evidence.sealed, f"evidence {evidence.id}")
        finding = look_for(said["quote"], text)
        result = quotation.QuoteResult(finding)
        checked = bool(text) and finding.result is not QuoteCheck.NOT_CHECKED
        evidence.quote_check = finding.result if checked else QuoteCheck.CANNOT_READ
        evidence.quote_checked_at = now()
        evidence.quote_snapshot_id = readable[-1].id if checked else None
        said["differences"] = quotation.describe(result) if checked else ""
        seal_said(vault, evidence, said)


def open_source(session: Session, actor: Actor, vault: Vault, source_id: int) -> OpenedSource:
    """Return a withheld source with what this person may know of it; raise NotFound, EngineError (another key)."""
    source = _get_withheld(session, source_id)
    people = session.scalars(
        select(Person)
        .join(SourceAccess, SourceAccess.person_id == Person.id)
        .where(SourceAccess.source_id == source_id)
        .order_by(Person.name)
    ).all()
    if not may_read(session, actor, source_id) or source.sealed is None:
        return OpenedSource(source, people, may_read=False)
    values = vault.open_values(source.sealed, f"source {source.id}")
    note = values.pop("note", "")
    evidence = [_open_evidence(vault, *found) for found in _evidence_of(session, source_id)]
    return OpenedSource(source, people, may_read=True, is_=_new_source(values), note=note, evidence=evidence)


def readable_sources(session: Session, actor: Actor) -> Sequence[Source]:
    """Return the withheld sources that the actor has access to, newest first."""
    return session.scalars(
        select(Source)
        .join(SourceAccess, SourceAccess.source_id == Source.id)
        .where(SourceAccess.person_id == actor.person_id, Source.withheld)
        .order_by(Source.id.desc())
        .limit(100)
    ).all()


def _open_evidence(vault: Vault, evidence: Evidence, claim: Claim) -> OpenedEvidence:
    said = vault.open_values(evidence.sealed or b"", f"evidence {evidence.id}")
    differences = said.pop("differences", "")
    return OpenedEvidence(evidence, claim.text, NewEvidence(stance=evidence.stance, **said), differences)


def _evidence_of(session: Session, source_id: int) -> list[tuple[Evidence, Claim]]:
    rows = session.execute(
        select(Evidence, Claim)
        .join(Claim, Claim.id == Evidence.claim_id)
        .where(Evidence.source_id == source_id, Evidence.removed_at.is_(None), Evidence.sealed.is_not(None))
        .order_by(Evidence.id)
    )
    return [(evidence, claim) for evidence, claim in rows]


def _get_withheld(session: Session, source_id: int) -> Source:
    source = session.get(Source, source_id, options=[selectinload(Source.snapshots)])
    if source is None or not source.withheld:
        raise NotFound(_("There is no withheld source %(id)s.", id=source_id))
    return source


def _require_access(session: Session, actor: Actor, source_id: int) -> Source:
    source = _get_withheld(session, source_id)
    if not may_read(session, actor, source_id):
        raise NotFound(_("There is no withheld source %(id)s that you may read.", id=source_id))
    return source


def _lock_access(session: Session, actor: Actor, source_id: int) -> Sequence[SourceAccess]:
    """Return who has access; changes of it come one after the other, so that two people never end each other's."""
    session.get(Source, source_id, with_for_update=True)
    rows = session.scalars(select(SourceAccess).where(SourceAccess.source_id == source_id)).all()
    if actor.person_id not in {row.person_id for row in rows}:
        raise NotFound(_("There is no withheld source %(id)s that you may read.", id=source_id))
    return rows


def _grant(session: Session, actor: Actor, source_id: int, person_id: int) -> None:
    person = session.get(Person, person_id)
    if person is None or not person.active or person.role is Role.GUEST:
        raise NotFound(_("There is no person %(id)s.", id=person_id))
    session.add(SourceAccess(source_id=source_id, person_id=person.id, granted_by_id=actor.person_id))


def _said(new: NewEvidence) -> dict[str, str]:
    values = asdict(new)
    del values["stance"]  # readers see it: the plain column has it
    return {name: text.strip() for name, text in values.items()}


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
        if value not in (None, "")
    }


def _new_source(values: dict[str, Any]) -> NewSource:
    for name in ("published_on", "accessed_on"):
        if values.get(name):
            values[name] = date.fromisoformat(values[name])
    if values.get("no_snapshot_reason"):
        values["no_snapshot_reason"] = NoSnapshotReason(values["no_snapshot_reason"])
    return NewSource(**{**values, "kind": SourceKind(values["kind"])})


def _text_of(name: str, data: bytes) -> str:
    """Return what a capture says, or nothing; why it cannot be read is told to nobody, it may quote the file."""
    if media_type_of(data[:HEAD]):
        return ""
    try:
        return read_document(name, data).text
    except InvalidInput:
        return ""


def _opened(store: Store, vault: Vault, sha256: str) -> bytes:
    with store.open(sha256) as file:
        return vault.open(file.read(), COPY)
