"""What readers send in: taking it in, their private tracking address, and forgetting how to reach them."""

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, func, or_, select
from sqlalchemy.orm import Session

from claims.domain.anchor import normalise
from claims.domain.article import MAX_ADDRESS_LENGTH
from claims.domain.claim import Claim
from claims.domain.entity import now
from claims.domain.notification import NotificationKind
from claims.domain.person import Person, system_actor
from claims.domain.state import RevisionState
from claims.domain.tip import (
    FLOOD_WINDOW,
    MAX_CONTACT_LENGTH,
    MAX_TIP_LENGTH,
    MAX_TIPS_IN_WINDOW,
    Tip,
    TipKind,
    TipSubmission,
)
from claims.domain.verdict import RevisionAuthor, Verdict, VerdictRevision
from claims.errors import InvalidInput, NotFound
from claims.i18n import gettext as _
from claims.publishing.address import web_address
from claims.services import audit
from claims.services.notification import notify
from claims.services.person import digest_of
from claims.services.setting import load_settings

if TYPE_CHECKING:
    from claims.jobs.base import JobEngine

READER = system_actor("reader")


@dataclass(frozen=True, slots=True)
class NewTip:
    """What a reader sends."""

    kind: TipKind
    text: str
    address: str = ""
    contact: str = ""
    language: str = ""
    claim_id: int | None = None
    """The published claim that a request for correction is about."""
    picture_sha256: str = ""
    picture_type: str = ""


def network_digest(key: str, network_address: str) -> str:
    """Return what is kept of a network address for a while: a keyed digest, of a whole network for IPv6."""
    try:
        address = ip_address(network_address)
    except ValueError:
        name = network_address
    else:
        name = str(int(address) >> 64) if isinstance(address, IPv6Address) else str(address)
    return hmac.new(key.encode(), f"tip {name}".encode(), sha256).hexdigest()


def may_send(session: Session, digest: str) -> bool:
    """Whether the network address may send now, and count that it does; commit this on its own."""
    since = now() - FLOOD_WINDOW
    session.execute(delete(TipSubmission).where(TipSubmission.at < since))
    sent = session.scalar(select(func.count()).select_from(TipSubmission).where(TipSubmission.digest == digest))
    if sent is not None and sent >= MAX_TIPS_IN_WINDOW:
        return False
    session.add(TipSubmission(digest=digest))
    return True


def check_tip(new: NewTip) -> NewTip:
    """Return the tip with its texts tidied; raise InvalidInput when it cannot be taken in."""
    text, contact = normalise(new.text).strip(), " ".join(normalise(new.contact).split())
    address = normalise(new.address).strip()
    if not text or len(text) > MAX_TIP_LENGTH:
        raise InvalidInput(_("Write from 1 to %(max)s characters.", max=MAX_TIP_LENGTH))
    if len(contact) > MAX_CONTACT_LENGTH:
        raise InvalidInput(_("Say in at most %(max)s characters how to reach you.", max=MAX_CONTACT_LENGTH))
    if address and (len(address) > MAX_ADDRESS_LENGTH or not web_address(address)):
        raise InvalidInput(_("An address begins with https:// or http://."))
    return NewTip(
        new.kind,
        text,
        address,
        contact,
        new.language,
        new.claim_id,
        new.picture_sha256,
        new.picture_type,
    )


def submit_tip(session: Session, new: NewTip) -> tuple[Tip, str]:
    """Take in what a reader sent; return it and the secret of its tracking address, which is kept nowhere.

    Raise InvalidInput for texts that cannot be used, NotFound for a claim on which nothing is published.
    """
    new = check_tip(new)
    if new.claim_id is not None:
        require_published(session, new.claim_id)
    secret = secrets.token_urlsafe(24)
    tip = Tip(
        kind=new.kind,
        text=new.text,
        address=new.address,
        contact=new.contact,
        digest=group_digest(new),
        tracking_digest=digest_of(secret),
        language=new.language,
        picture_sha256=new.picture_sha256,
        picture_type=new.picture_type,
        claim_id=new.claim_id,
    )
    session.add(tip)
    session.flush()
    if new.kind is TipKind.CORRECTION and new.claim_id is not None:
        _tell(session, tip, new.claim_id)
    audit.record(session, READER, "tip.submit", tip, {"kind": new.kind, "claim": new.claim_id})
    return tip, secret


def _tell(session: Session, tip: Tip, claim_id: int) -> None:
    """Tell who wrote what is published on a claim, and who checks it, that a reader asks for a correction."""
    writes = (
        select(RevisionAuthor.person_id)
        .join(VerdictRevision, VerdictRevision.id == RevisionAuthor.revision_id)
        .join(Verdict, Verdict.id == VerdictRevision.verdict_id)
        .where(Verdict.claim_id == claim_id, VerdictRevision.state == RevisionState.PUBLISHED)
    )
    checks = select(Claim.assignee_id).where(Claim.id == claim_id, Claim.assignee_id.is_not(None))
    people = or_(Person.id.in_(writes), Person.id.in_(checks))
    notify(session, READER, NotificationKind.TIP, tip, people, claim=claim_id)


def require_published(session: Session, claim_id: int) -> Claim:
    """Return a claim on which a verdict is published; raise NotFound alike for all others."""
    published = exists().where(
        Verdict.claim_id == Claim.id,
        VerdictRevision.verdict_id == Verdict.id,
        VerdictRevision.state == RevisionState.PUBLISHED,
    )
    claim = session.scalar(select(Claim).where(Claim.id == claim_id, published))
    if claim is None:
        raise NotFound(_("Nothing is published here."))
    return claim


def group_digest(new: NewTip) -> str:
    """Return what identical tips share: of the kind, the claim, and words and address without their dress."""
    words = "".join(char for char in new.text.casefold() if char.isalnum() or char.isspace())
    address = new.address.casefold().partition("://")[2].removeprefix("www.").partition("#")[0].rstrip("/")
    parts = (new.kind.value, str(new.claim_id or ""), " ".join(words.split()), address)
    return sha256("\n".join(parts).encode()).hexdigest()


def tracked_tip(session: Session, secret: str) -> Tip:
    """Return the tip of a tracking address; raise NotFound alike for all that lead to none."""
    tip = session.scalar(select(Tip).where(Tip.tracking_digest == digest_of(secret), Tip.erased_at.is_(None)))
    if tip is None:
        raise NotFound(_("There is nothing here. Look whether the address is whole."))
    return tip


def forget_contact(session: Session, secret: str) -> Tip:
    """Forget how to reach who sent a tip, because they say so."""
    tip = tracked_tip(session, secret)
    _forget(session, [tip])
    return tip


def forget_old_contacts(session: Session, _jobs: "JobEngine") -> None:
    """Forget how to reach those who sent something long ago, and which networks sent lately; for the worker."""
    until = now() - timedelta(days=load_settings(session).tip_contact_days)
    _forget(
        session, session.scalars(select(Tip).where(Tip.contact != "", Tip.created_at < until).limit(500)).all()
    )
    session.execute(delete(TipSubmission).where(TipSubmission.at < now() - FLOOD_WINDOW))


def _forget(session: Session, tips: Iterable[Tip]) -> None:
    for tip in tips:
        if tip.contact:
            tip.contact, tip.contact_erased_at = "", now()
            audit.record(session, READER, "tip.forget_contact", tip, {})
