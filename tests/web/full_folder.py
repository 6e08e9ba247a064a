"""More of a full desk: what its store holds, what is withheld, what was asked and what readers sent in."""

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from claims.archiving.registry import Archive
from claims.db import Database
from claims.domain.contact import Channel, Contact, ContactClaim
from claims.domain.person import Person, system_actor
from claims.domain.picture import Picture
from claims.domain.source import Evidence, Snapshot, SnapshotHow, Source, SourceAccess, SourceKind, Stance
from claims.domain.tip import Tip
from claims.domain.token import Token, TokenKind
from claims.services import audit
from tests.web.full_desk import DAY, MANY

ANA = 1
_SAID = {"quote": "So.", "translation": "", "locator": "", "note": ""}
_IS = {"kind": "interview", "title": "A talk", "accessed_on": "2026-11-01", "note": "By phone."}


def fill_folder(database: Database, archive: Archive, stored: str, revision_id: int) -> dict[str, int]:
    """Add that to a desk that ``fill`` filled; return the numbers of what is withheld, and of its copy.

    ``stored`` is the hash of a file in the store; the revision is the one that pages are about.
    """
    with database.session_scope(write=True) as session:
        files = {"sha256": stored, "text_sha256": stored, "warc_sha256": stored}
        session.execute(update(Snapshot).values(**files))
        session.execute(update(Tip).values(digest="0" * 64, picture_sha256=stored, picture_type="image/png"))
        _asked(session)
        _lent(session, stored, revision_id)
        _told(session)
        return _withheld(session, archive)


def _asked(session: Session) -> None:
    contacts = [
        Contact(claimant_id=1, asked_whom=f"Office {number}", channel=Channel.EMAIL, question="So?", asked_at=DAY)
        for number in range(MANY)
    ]
    session.add_all(contacts)
    session.flush()
    pairs = {(contacts[0].id, claim) for claim in range(1, MANY)} | {(contact.id, 1) for contact in contacts}
    session.add_all(ContactClaim(contact_id=contact, claim_id=claim) for contact, claim in sorted(pairs))


def _lent(session: Session, stored: str, revision_id: int) -> None:
    """Give the revision pictures, and it and the first article previews."""
    picture = {"verdict_id": 1, "media_type": "image/png", "size": 1, "width": 1, "height": 1}
    said = {"alternative": "A parade.", "credit": "Ours.", "added_by_id": ANA}
    session.add_all(Picture(sha256=f"{number:064}", **picture, **said) for number in range(MANY - 1))
    session.add(Picture(sha256=stored, **picture, **said))
    for number in range(2 * MANY):
        about = {"revision_id": revision_id} if number % 2 else {"article_id": 1}
        lent = Token(kind=TokenKind.PREVIEW, digest=f"{number:064}", note="A lawyer", created_by_id=ANA, **about)
        lent.expires_at = DAY + timedelta(days=400)
        session.add(lent)


def _told(session: Session) -> None:
    """Record many events of one claim by many people."""
    people = session.scalars(select(Person).limit(MANY)).all()
    for person in people:
        audit.record(session, person.actor, "claim.select", ("claim", 1), {"details": {}})
    audit.record(session, system_actor("test"), "claim.select", ("claim", 1), {"details": {}})


def _withheld(session: Session, archive: Archive) -> dict[str, int]:
    """Withhold sources that Ana and many others read, the first one with copies and evidence for many claims."""
    vault = archive.require_vault()
    sources = [
        Source(
            kind=SourceKind.OTHER, title="", accessed_on=DAY.date(), withheld=True, public_description="Someone"
        )
        for _one in range(MANY)
    ]
    session.add_all(sources)
    session.flush()
    kept = archive.store.put(vault.seal(b"\0\5a.txtSo.", "archived copy"))
    for source in sources:
        source.sealed = vault.seal_values(_IS, f"source {source.id}")
        session.add(SourceAccess(source_id=source.id, person_id=ANA, granted_by_id=ANA))
    session.flush()
    first = sources[0]
    readers = session.scalars(select(Person.id).where(Person.id != ANA)).all()
    session.add_all(SourceAccess(source_id=first.id, person_id=reader) for reader in readers[: MANY // 2])
    copies = [
        Snapshot(source_id=first.id, how=SnapshotHow.UPLOADED, sha256=kept.sha256, encrypted=True, taken_at=DAY)
        for _one in range(MANY)
    ]
    evidence = [Evidence(claim_id=claim, source_id=first.id, stance=Stance.CONTEXT) for claim in range(1, MANY)]
    session.add_all([*copies, *evidence])
    session.flush()
    for item in evidence:
        item.sealed = vault.seal_values(_SAID, f"evidence {item.id}")
    return {"withheld": first.id, "copy": copies[0].id, "sealed": evidence[0].id}
