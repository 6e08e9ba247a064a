"""Sources, and evidence: the link between one claim and one source."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from claims.domain.claim import Claim
from claims.domain.entity import now
from claims.domain.person import Actor
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
from claims.errors import InvalidInput, NotFound
from claims.i18n import gettext as _
from claims.services import audit, verdict
from claims.services.address import require_web_address
from claims.services.claim import get_claim


@dataclass(frozen=True, slots=True)
class NewSource:
    """What a person says of a source."""

    kind: SourceKind
    title: str
    address: str = ""
    publisher: str = ""
    published_on: date | None = None
    accessed_on: date | None = None
    primary: bool = False
    origin: str = ""
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
    title = " ".join(new.title.split())
    if not title:
        raise InvalidInput(_("A source needs a title."))
    _check_source(new)
    address = require_web_address(new.address) if new.address.strip() else ""
    if new.kind is SourceKind.PAGE and not address:
        raise InvalidInput(_("A web page needs its address."))
    source = Source(
        kind=new.kind,
        title=title,
        address=address,
        publisher=new.publisher.strip(),
        published_on=new.published_on,
        accessed_on=new.accessed_on or now().astimezone(UTC).date(),
        primary=new.primary,
        origin=" ".join(new.origin.split()),
        added_by_id=actor.person_id,
        **_no_snapshot(new),
    )
    if new.archive_address.strip():
        source.snapshots.append(_outside_copy(actor, new.archive_address))
    session.add(source)
    audit.record(session, actor, "source.add", source, {"title": title, "address": address})
    return source


def get_source(session: Session, source_id: int) -> Source:
    """Return a source with its archived copies; raise NotFound."""
    source = session.get(Source, source_id, options=[selectinload(Source.snapshots)])
    if source is None:
        raise NotFound(_("There is no source %(id)s.", id=source_id))
    return source


def recent_sources(session: Session, limit: int = 100) -> Sequence[Source]:
    """Return the sources added last: most evidence comes from one that is there already."""
    return session.scalars(select(Source).order_by(Source.id.desc()).limit(limit)).all()


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
    claim, source = get_claim(session, claim_id), get_source(session, source_id)
    _check_lengths(new)
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


def remove_evidence(session: Session, actor: Actor, evidence_id: int) -> Evidence:
    """Take a piece of evidence off its claim; published revisions keep it."""
    evidence = session.get(Evidence, evidence_id)
    if evidence is None or evidence.removed_at is not None:
        raise NotFound(_("There is no evidence %(id)s.", id=evidence_id))
    evidence.removed_at = now()
    verdict.let_go_evidence(session, actor, evidence)
    audit.record(session, actor, "evidence.remove", evidence, {"claim": evidence.claim_id})
    return evidence


def evidence_of(session: Session, claim_id: int) -> Sequence[Evidence]:
    """Return the evidence of a claim with its sources and their archived copies, oldest first."""
    return session.scalars(
        select(Evidence)
        .where(Evidence.claim_id == claim_id, Evidence.removed_at.is_(None))
        .order_by(Evidence.id)
        .options(selectinload(Evidence.source).selectinload(Source.snapshots))
    ).all()


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


def _check_source(new: NewSource) -> None:
    if max(len(new.title), len(new.publisher), len(new.origin)) > MAX_SOURCE_NAME_LENGTH:
        raise InvalidInput(
            _(
                "Title, publisher and origin group may have at most %(max)s characters each.",
                max=MAX_SOURCE_NAME_LENGTH,
            )
        )
    if len(new.no_snapshot_note) > MAX_NOTE_LENGTH:
        raise InvalidInput(_("A note may have at most %(max)s characters.", max=MAX_NOTE_LENGTH))


def _check_lengths(new: NewEvidence) -> None:
    if len(new.locator) > MAX_SOURCE_NAME_LENGTH:
        raise InvalidInput(
            _("The place in the source may have at most %(max)s characters.", max=MAX_SOURCE_NAME_LENGTH)
        )
    if max(len(new.quote), len(new.translation)) > MAX_QUOTE_LENGTH:
        raise InvalidInput(_("A quotation may have at most %(max)s characters.", max=MAX_QUOTE_LENGTH))
    if len(new.note) > MAX_NOTE_LENGTH:
        raise InvalidInput(_("A note may have at most %(max)s characters.", max=MAX_NOTE_LENGTH))
