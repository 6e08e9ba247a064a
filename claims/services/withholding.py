"""Withholding a source that was open: what it is gets sealed, and what said it in the clear is erased.

In one transaction the rows are emptied and sealed, and the history, jobs, mails and the search lose what they
repeat. The open files and what the database keeps of the old rows go right after it, in a job. Published revisions
are frozen and keep what they show.
"""

import json
import mimetypes
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Text, cast, delete, or_, select, update
from sqlalchemy.orm import Session

from claims.archiving.stores.base import Store
from claims.archiving.vault import Vault
from claims.domain.audit import AuditEvent, AuditPayload
from claims.domain.entity import now
from claims.domain.job import Job, JobState
from claims.domain.notification import Mail, MailState
from claims.domain.permission import Permission
from claims.domain.person import Actor
from claims.domain.source import (
    Evidence,
    LinkState,
    Snapshot,
    SnapshotHow,
    Source,
    SourceKind,
    WaybackState,
)
from claims.domain.state import RevisionState, SourceState
from claims.domain.tip import WITHHELD, Tip
from claims.domain.verdict import RevisionEvidence, Verdict, VerdictRevision
from claims.errors import Conflict, Forbidden
from claims.i18n import gettext as _
from claims.jobs.base import JobEngine
from claims.publishing.base import PublishedVerdict, from_json
from claims.services import audit, search, verdict, wayback
from claims.services.archiving import UNDER_WAY
from claims.services.audit_walk import BATCH
from claims.services.permission import require
from claims.services.source import NewSource, get_source, refuse_withheld
from claims.services.withheld import grant_first, public_words, seal_file, seal_said, seal_source

FINISH = "finish_withholding"
"""The kind of job that takes the open files and the old rows off the disk."""
AGAIN_AFTER = timedelta(hours=1)
"""So long after its last attempt a job that was given up is ordered anew."""
SHORTEST = 6
"""Texts with fewer characters are not looked for: they stand in anything."""


@dataclass(frozen=True, slots=True)
class Naming:
    """A revision that readers could see and that names the source: withholding does not change it."""

    claim_id: int
    claim_text: str
    number: int
    state: RevisionState


def naming_revisions(session: Session, source_id: int) -> Sequence[Naming]:
    """Return the revisions that were published with the source in them, newest first."""
    rows = session.execute(
        select(Verdict.claim_id, VerdictRevision.wording, VerdictRevision.number, VerdictRevision.state)
        .join(VerdictRevision, VerdictRevision.verdict_id == Verdict.id)
        .where(VerdictRevision.id.in_(_frozen_on(source_id)))
        .order_by(VerdictRevision.id.desc())
    )
    return [Naming(*row) for row in rows]


def seal_files(session: Session, store: Store, vault: Vault, source_id: int) -> dict[str, str]:
    """Encrypt the stored files of a source beside the open ones; return their SHA-256 → that of the sealed ones.

    Slow; ``session`` is one that reads. No row names the sealed files yet.
    """
    source = get_source(session, source_id)
    refuse_withheld(source)
    sealed: dict[str, str] = {}
    for copy in source.copies:
        if copy.how is SnapshotHow.ARCHIVE_ADDRESS:
            continue
        suffix = mimetypes.guess_extension(copy.media_type) or ""
        names = {copy.sha256: f"copy-{copy.id}{suffix}", copy.warc_sha256: f"copy-{copy.id}.warc.gz"}
        for sha256, name in names.items():
            if sha256 and sha256 not in sealed:
                sealed[sha256] = seal_file(store, vault, _read(store, sha256), name).sha256
        if copy.text_sha256:
            sealed[copy.text_sha256] = seal_file(store, vault, _read(store, copy.text_sha256)).sha256
    for tip in _tips_of(session, source_id):
        if tip.picture_sha256:
            name = f"tip-{tip.id}{mimetypes.guess_extension(tip.picture_type) or ''}"
            sealed[tip.picture_sha256] = seal_file(store, vault, _read(store, tip.picture_sha256), name).sha256
    return sealed


def withhold_source(
    session: Session,
    actor: Actor,
    jobs: JobEngine,
    vault: Vault,
    source_id: int,
    *,
    public_description: str,
    people: Sequence[int],
    sealed: Mapping[str, str],
    edits: int,
) -> Source:
    """Seal an open source with all its evidence and copies, and erase what said it in the clear elsewhere.

    ``sealed`` comes from ``seal_files``; ``edits`` is what the form was made from. Then the actor and ``people``
    alone read it. Raise Forbidden for somebody who is no person, InvalidInput for a public description that cannot
    be used or a source that is withheld already, and Conflict when it was changed meanwhile or is being fetched.
    """
    require(session, actor, Permission.SOURCE_ATTACH)
    if actor.person_id is None:
        raise Forbidden(_("Only a person can withhold a source."))
    description = public_words(public_description)
    source = get_source(session, source_id)
    refuse_withheld(source)
    if source.edits != edits:
        raise Conflict(_("Source %(id)s was changed by somebody else since you opened it.", id=source_id))
    if source.state in UNDER_WAY or source.wayback_state is WaybackState.QUEUED:
        raise Conflict(_("Source %(id)s is being archived just now; wait until that has ended.", id=source_id))
    evidence = session.scalars(select(Evidence).where(Evidence.source_id == source_id)).all()
    tips = _tips_of(session, source_id)
    told = _told(source, evidence, tips)
    about = {
        "source": {source_id},
        "snapshot": {copy.id for copy in source.snapshots},
        "evidence": {item.id for item in evidence},
    }
    verdict.touch_source(session, actor, source_id)
    _seal_evidence(vault, evidence)
    seal_source(vault, source, {**_values(source), "note": _what_tips_say(tips)})
    files = _seal_copies(session, source, sealed) | _empty_tips(session, source, tips, sealed)
    _empty(source, description)
    session.flush()
    grant_first(session, actor, source_id, people)
    _forget_in_search(session, source_id)
    _erase_repetitions(session, source_id, told)
    _erase_history(session, actor, about, told)
    audit.record(session, actor, "source.withhold", source, {})
    jobs.enqueue(session, FINISH, {"files": sorted(files)}, key=f"{FINISH}:{source_id}")
    session.expire(source)
    return source


def requeue_dead(session: Session, jobs: JobEngine) -> int:
    """Order anew each cleaning of the disk that was given up, say because somebody read all the time."""
    dead = session.scalars(
        select(Job).where(Job.kind == FINISH, Job.state == JobState.DEAD, Job.run_at < now() - AGAIN_AFTER)
    ).all()
    for job in dead:
        jobs.enqueue(session, FINISH, job.args, key=job.key)
        session.delete(job)
    return len(dead)


def _frozen_on(source_id: int) -> Any:
    return (
        select(RevisionEvidence.revision_id)
        .join(Evidence, Evidence.id == RevisionEvidence.evidence_id)
        .join(VerdictRevision, VerdictRevision.id == RevisionEvidence.revision_id)
        .where(Evidence.source_id == source_id, VerdictRevision.frozen.is_not(None))
    )


def _read(store: Store, sha256: str) -> bytes:
    with store.open(sha256) as file:
        return file.read()


def _tips_of(session: Session, source_id: int) -> Sequence[Tip]:
    """Return what readers sent that became the source, with identical tips that came in later."""
    became = select(Tip.digest).where(Tip.source_id == source_id, Tip.erased_at.is_(None))
    tips = select(Tip).where(or_(Tip.source_id == source_id, Tip.digest.in_(became)), Tip.erased_at.is_(None))
    return session.scalars(tips.order_by(Tip.id)).all()


def _told(source: Source, evidence: Sequence[Evidence], tips: Sequence[Tip]) -> set[str]:
    """Return the texts that would tell what the source is, wherever they stand."""
    texts = [source.title, source.address, source.link_address, source.interests, source.no_snapshot_note]
    texts += [copy.address for copy in source.snapshots]
    for item in evidence:
        texts += [item.quote, item.translation, item.note, item.quote_differences]
    for tip in tips:
        texts += [tip.text, tip.address, tip.contact, tip.picture_sha256]
    for sha256 in (name for copy in source.snapshots for name in (copy.sha256, copy.text_sha256)):
        texts.append(sha256)
    return {text.strip() for text in texts if len(text.strip()) >= SHORTEST}


def _values(source: Source) -> dict[str, Any]:
    outside = [copy.address for copy in source.snapshots if copy.how is SnapshotHow.ARCHIVE_ADDRESS]
    return asdict(
        NewSource(
            kind=source.kind,
            title=source.title,
            address=source.address,
            publisher=source.publisher,
            published_on=source.published_on,
            accessed_on=source.accessed_on,
            primary=source.primary,
            origin=source.origin,
            interests=source.interests,
            archive_address="\n".join(outside),
            no_snapshot_reason=source.no_snapshot_reason,
            no_snapshot_note=source.no_snapshot_note,
        )
    )


def _seal_evidence(vault: Vault, evidence: Sequence[Evidence]) -> None:
    for item in evidence:
        said = {name: getattr(item, name) for name in ("quote", "translation", "locator", "note")}
        seal_said(vault, item, {**said, "differences": item.quote_differences})
        item.quote = item.translation = item.locator = item.note = item.quote_differences = ""


def _seal_copies(session: Session, source: Source, sealed: Mapping[str, str]) -> set[str]:
    """Let the copies name their sealed files; return the open ones. What only has an address is sealed with it."""
    files: set[str] = set()
    for copy in list(source.snapshots):
        if copy.how is SnapshotHow.ARCHIVE_ADDRESS:
            session.execute(
                update(Evidence).where(Evidence.quote_snapshot_id == copy.id).values(quote_snapshot_id=None)
            )
            source.snapshots.remove(copy)
            session.delete(copy)
            continue
        copy.address = copy.media_type = copy.text_failure = ""
        copy.how, copy.status, copy.stated = SnapshotHow.UPLOADED, None, {}
        if copy.erased_at is None:
            files |= _swap(copy, sealed)
    return files


def _what_tips_say(tips: Sequence[Tip]) -> str:
    """Return what is sealed of tips; how to reach who sent them is not, as they were told that it is deleted."""
    said = ("\n".join(filter(None, (tip.text, tip.address))) for tip in tips)
    return "\n\n".join(dict.fromkeys(said))


def _empty_tips(session: Session, source: Source, tips: Sequence[Tip], sealed: Mapping[str, str]) -> set[str]:
    """Take out of tips what is sealed with the source; return their open pictures, which become copies of it."""
    files: set[str] = set()
    for tip in tips:
        if tip.picture_sha256:
            copy = Snapshot(source_id=source.id, how=SnapshotHow.UPLOADED, sha256=tip.picture_sha256)
            copy.text_sha256, copy.warc_sha256, copy.taken_at = "", "", tip.created_at
            files |= _swap(copy, sealed)
            session.add(copy)
        tip.text, tip.address, tip.contact, tip.source_id = WITHHELD, "", "", source.id
        tip.digest = f"{WITHHELD} {tip.id}"  # tips that say the same are found by it
        tip.picture_sha256, tip.picture_type, tip.contact_erased_at = "", "", now()
    return files


def _swap(copy: Snapshot, sealed: Mapping[str, str]) -> set[str]:
    old = {name: getattr(copy, name) for name in ("sha256", "text_sha256", "warc_sha256")}
    for name, sha256 in old.items():
        if sha256 and sha256 not in sealed:
            raise Conflict(_("A copy of the source was added meanwhile; try again."))
        setattr(copy, name, sealed.get(sha256, ""))
    copy.encrypted = True
    return set(old.values()) - {""}


def _empty(source: Source, description: str) -> None:
    source.kind, source.title, source.address, source.publisher = SourceKind.OTHER, "", "", ""
    source.published_on, source.accessed_on = None, now().date()
    source.interests = source.failure = source.no_snapshot_note = source.wayback_failure = ""
    source.no_snapshot_reason, source.link_state = None, LinkState.UNCHECKED
    source.link_status = source.link_checked_at = source.next_check_at = None
    source.link_failures, source.wayback_state = 0, WaybackState.NOT_ASKED
    source.state = SourceState.ARCHIVED if source.copies else SourceState.DESCRIBED
    source.withheld, source.public_description = True, description


def _forget_in_search(session: Session, source_id: int) -> None:
    """Make what is published findable by all but this source."""
    named = set(session.scalars(select(Evidence.id).where(Evidence.source_id == source_id)))
    rows = session.scalars(
        select(VerdictRevision).where(
            VerdictRevision.id.in_(_frozen_on(source_id)), VerdictRevision.state == RevisionState.PUBLISHED
        )
    ).all()
    for revision in rows:
        shown = from_json(PublishedVerdict, revision.frozen or {})
        kept = tuple(item for item in shown.evidence if item.evidence_id not in named)
        search.index_verdict(session, replace(shown, evidence=kept), revision.published_at or now())


def _erase_repetitions(session: Session, source_id: int, told: Collection[str]) -> None:
    """Erase what the program itself wrote down of it elsewhere: mails, and errors and orders of jobs."""
    asked = Job.key == f"{wayback.ASK}:{source_id}"  # the archive derives the names of its orders from addresses
    session.execute(delete(Job).where(asked))
    for mail in session.scalars(select(Mail).where(or_(Mail.body != "", Mail.subject != ""))).all():
        if _repeats(f"{mail.subject}\n{mail.body}", told):
            mail.subject = mail.body = ""
            mail.state = MailState.FAILED if mail.state is MailState.QUEUED else mail.state
    for number, state, error, args in session.execute(
        select(Job.id, Job.state, Job.error, cast(Job.args, Text))
    ).all():
        if _repeats(args or "", told) and state is not JobState.RUNNING:
            session.execute(delete(Job).where(Job.id == number))
        elif _repeats(error, told):
            session.execute(update(Job).where(Job.id == number).values(error=""))
    session.flush()


def _erase_history(
    session: Session, actor: Actor, about: Mapping[str, Collection[int]], told: Collection[str]
) -> None:
    """Erase the details of every event about these things, and of any other that repeats what they said."""
    rows = session.execute(
        select(AuditEvent.number, AuditEvent.subject_type, AuditEvent.subject_id, cast(AuditPayload.data, Text))
        .join(AuditPayload, AuditPayload.number == AuditEvent.number)
        .where(AuditPayload.erased_at.is_(None))
        .order_by(AuditEvent.number)
        .execution_options(yield_per=BATCH)
    )
    said = [
        number
        for number, kind, subject_id, written in rows
        if subject_id in about.get(kind, ()) or _repeats(written or "", told)
    ]
    audit.erase_payloads(session, actor, said)


def _repeats(text: str, told: Collection[str]) -> bool:
    forms = (form for words in told for form in (words, json.dumps(words)[1:-1]))
    return any(form in text for form in forms)
