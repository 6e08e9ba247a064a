"""Sources, and evidence: the link between one claim and one source."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from claims.domain.claim import Claim
from claims.domain.entity import now
from claims.domain.permission import Permission
from claims.domain.person import Actor
from claims.domain.removal import RemovalSubject
from claims.domain.source import (
    MAX_NOTE_LENGTH,
    MAX_QUOTE_LENGTH,
    MAX_SOURCE_NAME_LENGTH,
    Evidence,
    NoSnapshotReason,
    Snapshot,
    SnapshotHow,
    Source,
    SourceKind,
    Stance,
)
from claims.domain.state import OPEN_REVISION_STATES, SourceState
from claims.domain.verdict import Verdict, VerdictRevision
from claims.domain.web_address import address_key
from claims.errors import InvalidInput, NotFound, StaleEdit
from claims.i18n import gettext as _
from claims.services import audit, verdict
from claims.services.address import require_web_address
from claims.services.claim import get_claim
from claims.services.permission import require
from claims.services.removed import removed


@dataclass(frozen=True, slots=True)
class NewSource:
    """What a person says of a source."""

    kind: SourceKind
    title: str
    """May be empty where there is an address: the page then says how it is called."""
    address: str = ""
    publisher: str = ""
    published_on: date | None = None
    accessed_on: date | None = None
    primary: bool = False
    origin: str = ""
    interests: str = ""
    archive_address: str = ""
    """Where an outside archive keeps a copy."""
    no_snapshot_reason: NoSnapshotReason | None = None
    no_snapshot_note: str = ""


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """What a person says a source does to a claim."""

    stance: Stance
    quote: str = ""
    translation: str = ""
    locator: str = ""
    note: str = ""


def add_source(session: Session, actor: Actor, new: NewSource) -> Source:
    """Add a source; raise InvalidInput when its address or the reason for no archived copy cannot be used."""
    require(session, actor, Permission.SOURCE_ATTACH)
    source = Source(added_by_id=actor.person_id, **_columns(new))
    if new.archive_address.strip():
        source.snapshots.append(_outside_copy(actor, new.archive_address))
        source.state = SourceState.ARCHIVED
    session.add(source)
    details = {"title": source.title, "address": source.address}
    audit.record(session, actor, "source.add", source, details)
    return source


def save_source(session: Session, actor: Actor, source_id: int, new: NewSource, *, edits: int) -> Source:
    """Change what a person said of a source; ``edits`` is what the form was made from.

    Open revisions that rest on it need approval anew; published ones keep what they show. Raise StaleEdit,
    InvalidInput.
    """
    require(session, actor, Permission.SOURCE_ATTACH)
    source, values = get_source(session, source_id), _columns(new)
    refuse_withheld(source)
    if source.edits != edits:
        raise StaleEdit(
            _("Source %(id)s was changed by somebody else since you opened it.", id=source_id),
            theirs={name: _shown(getattr(source, name)) for name in values},
            yours={name: _shown(value) for name, value in values.items()},
            edits=source.edits,
        )
    changed = {name: value for name, value in values.items() if getattr(source, name) != value}
    if not changed:
        return source
    before = {name: getattr(source, name) for name in changed}
    for name, value in changed.items():
        setattr(source, name, value)
    verdict.touch_source(session, actor, source_id)
    audit.record(session, actor, "source.save", source, {"before": before, "after": changed})
    return source


def take_over(session: Session, actor: Actor, source_id: int) -> Source:
    """Take publisher and day from what the newest copy says of itself, where nobody typed any."""
    require(session, actor, Permission.SOURCE_ATTACH)
    source = get_source(session, source_id)
    changed: dict[str, Any] = offered(source)
    if not changed:
        return source
    before = {name: getattr(source, name) for name in changed}
    for name, value in changed.items():
        setattr(source, name, value)
    verdict.touch_source(session, actor, source_id)
    audit.record(session, actor, "source.take_over", source, {"before": before, "after": changed})
    return source


def offered(source: Source) -> dict[str, Any]:
    """Return what the newest copy says of itself and the source lacks: never what a person typed otherwise."""
    stated = next((copy.stated for copy in reversed(source.copies) if copy.stated), {})
    found: dict[str, Any] = {}
    if stated.get("title") and source.title == source.address:
        found["title"] = stated["title"]
    if stated.get("publisher") and not source.publisher:
        found["publisher"] = stated["publisher"]
    if stated.get("published_on") and source.published_on is None:
        found["published_on"] = date.fromisoformat(stated["published_on"])
    return found


def same_address(session: Session, address: str) -> Source | None:
    """Return the oldest source with the same address, if the desk has one."""
    key = address_key(address)
    if not key:
        return None
    return session.scalars(
        select(Source).where(Source.address_key == key, Source.erased_at.is_(None)).order_by(Source.id).limit(1)
    ).first()


def get_source(session: Session, source_id: int) -> Source:
    """Return a source with its archived copies; raise NotFound."""
    source = session.get(Source, source_id, options=[selectinload(Source.snapshots)])
    if source is None:
        raise NotFound(_("There is no source %(id)s.", id=source_id))
    if source.erased_at is not None:
        raise removed(session, RemovalSubject.SOURCE, source_id)
    return source


def recent_sources(session: Session, limit: int = 100) -> Sequence[Source]:
    """Return the sources added last: most evidence comes from one that is there already."""
    return session.scalars(
        select(Source).where(~Source.withheld, Source.erased_at.is_(None)).order_by(Source.id.desc()).limit(limit)
    ).all()


def refuse_withheld(source: Source) -> None:
    """Raise InvalidInput for a withheld source: its plain columns, and those of its evidence, stay empty."""
    if source.withheld:
        raise InvalidInput(_("Source %(id)s is withheld: use its own page.", id=source.id))


def claims_resting_on(session: Session, source_id: int) -> Sequence[tuple[Evidence, Claim]]:
    """Return the evidence taken from a source, each with its claim, newest first."""
    rows = session.execute(
        select(Evidence, Claim)
        .join(Claim, Claim.id == Evidence.claim_id)
        .where(Evidence.source_id == source_id, Evidence.removed_at.is_(None))
        .order_by(Evidence.id.desc())
    )
    return [(evidence, claim) for evidence, claim in rows]


def attach(session: Session, actor: Actor, claim_id: int, source_id: int, new: NewEvidence) -> Evidence:
    """Attach a source to a claim as evidence; an open revision of the claim's verdict takes it up."""
    require(session, actor, Permission.SOURCE_ATTACH)
    claim, source = get_claim(session, claim_id), get_source(session, source_id)
    refuse_withheld(source)
    check_lengths(new)
    evidence = Evidence(
        claim_id=claim.id,
        source=source,
        stance=new.stance,
        quote=new.quote.strip(),
        translation=new.translation.strip(),
        locator=new.locator.strip(),
        note=new.note.strip(),
        added_by_id=actor.person_id,
    )
    session.add(evidence)
    session.flush()
    verdict.take_up_evidence(session, actor, evidence)
    details = {"claim": claim.id, "source": source.id, "stance": new.stance}
    audit.record(session, actor, "evidence.attach", evidence, details)
    return evidence


def hold_verdict(session: Session, claim_id: int) -> None:
    """Lock the open revision of a claim's verdict before a source is added and attached to it in one transaction.

    Adding records an event, which locks the chain's head; the revision, written after it, would be locked in the
    other order than everywhere else, and two such requests could wait for each other.
    """
    open_one = Verdict.claim_id == claim_id, VerdictRevision.state.in_(OPEN_REVISION_STATES)
    session.scalars(
        select(VerdictRevision.id).join(Verdict).where(*open_one).with_for_update(of=VerdictRevision)
    ).all()


def remove_evidence(session: Session, actor: Actor, evidence_id: int) -> Evidence:
    """Take a piece of evidence off its claim; published revisions keep it."""
    require(session, actor, Permission.SOURCE_ATTACH)
    evidence = session.get(Evidence, evidence_id)
    if evidence is None or evidence.removed_at is not None:
        raise NotFound(_("There is no evidence %(id)s.", id=evidence_id))
    evidence.removed_at = now()
    verdict.let_go_evidence(session, actor, evidence)
    audit.record(session, actor, "evidence.remove", evidence, {"claim": evidence.claim_id})
    return evidence


def _columns(new: NewSource) -> dict[str, Any]:
    """Return the columns that a person fills in; raise InvalidInput for what cannot be stored."""
    check_source(new)
    address = require_web_address(new.address) if new.address.strip() else ""
    title = " ".join(new.title.split()) or address[:MAX_SOURCE_NAME_LENGTH]
    if not title:
        raise InvalidInput(_("A source needs a title."))
    if new.kind is SourceKind.PAGE and not address:
        raise InvalidInput(_("A web page needs its address."))
    return {
        "kind": new.kind,
        "title": title,
        "address": address,
        "publisher": " ".join(new.publisher.split()),
        "published_on": new.published_on,
        "accessed_on": new.accessed_on or now().astimezone(UTC).date(),
        "primary": new.primary,
        "origin": " ".join(new.origin.split()),
        "interests": new.interests.strip(),
        **_no_snapshot(new),
    }


def _shown(value: Any) -> str | bool:
    if isinstance(value, bool | StrEnum):
        return value
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _no_snapshot(new: NewSource) -> dict[str, NoSnapshotReason | str | None]:
    note = new.no_snapshot_note.strip()
    if new.no_snapshot_reason is NoSnapshotReason.OTHER and not note:
        raise InvalidInput(_("Say in a sentence why there is no archived copy."))
    return {"no_snapshot_reason": new.no_snapshot_reason, "no_snapshot_note": note}


def _outside_copy(actor: Actor, address: str) -> Snapshot:
    return Snapshot(
        how=SnapshotHow.ARCHIVE_ADDRESS,
        address=require_web_address(address),
        taken_at=now(),
        taken_by_id=actor.person_id,
    )


def check_source(new: NewSource) -> None:
    """Raise InvalidInput when what is said of a source is too long."""
    if max(len(new.title), len(new.publisher), len(new.origin)) > MAX_SOURCE_NAME_LENGTH:
        raise InvalidInput(
            _(
                "Title, publisher and origin group may have at most %(max)s characters each.",
                max=MAX_SOURCE_NAME_LENGTH,
            )
        )
    if max(len(new.no_snapshot_note), len(new.interests)) > MAX_NOTE_LENGTH:
        raise InvalidInput(_("A note may have at most %(max)s characters.", max=MAX_NOTE_LENGTH))


def check_lengths(new: NewEvidence) -> None:
    """Raise InvalidInput when what is said of a source is too long."""
    if len(new.locator) > MAX_SOURCE_NAME_LENGTH:
        raise InvalidInput(
            _("The place in the source may have at most %(max)s characters.", max=MAX_SOURCE_NAME_LENGTH)
        )
    if max(len(new.quote), len(new.translation)) > MAX_QUOTE_LENGTH:
        raise InvalidInput(_("A quotation may have at most %(max)s characters.", max=MAX_QUOTE_LENGTH))
    if len(new.note) > MAX_NOTE_LENGTH:
        raise InvalidInput(_("A note may have at most %(max)s characters.", max=MAX_NOTE_LENGTH))
