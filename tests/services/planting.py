"""A desk with a canary in every text of one claim and of what hangs on it, for tests of removal."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy import MetaData, Text, cast, func, or_, select
from sqlalchemy.orm import Session

from claims.archiving.stores.base import Store
from claims.db import Database
from claims.domain.claim import Claim
from claims.domain.claimant import ClaimantKind
from claims.domain.conflict_of_interest import ConflictOfInterest
from claims.domain.contact import Channel, Contact
from claims.domain.entity import Entity, now
from claims.domain.gate import Gate, GateAnswer, GateReason
from claims.domain.intake import IntakeItem, IntakeKind, IntakeState
from claims.domain.job import Job, JobState
from claims.domain.match import Match
from claims.domain.notification import Mail, Notification, NotificationKind
from claims.domain.person import Person
from claims.domain.picture import Picture
from claims.domain.quantity import Quantity
from claims.domain.source import Snapshot, SnapshotHow, SourceKind, Stance
from claims.domain.tip import Tip, TipKind
from claims.domain.token import Token, TokenKind
from claims.domain.verdict import Autosave, CorrectionKind
from claims.jobs.registry import get_engine
from claims.services import approval, publication, verdict
from claims.services.article import NewArticle, add_article
from claims.services.claim import add_claim, edit_claim
from claims.services.claimant import confirm_claimant, confirm_no_claimant
from claims.services.comment import add_comment
from claims.services.rating import newest_scale
from claims.services.report import publish_report, report_of, save_report
from claims.services.source import NewEvidence, NewSource, add_source, attach
from claims.services.tag import add_tag
from tests.services.stories import AS_OF

CANARY = "quokka7731zanzibar"
"""Words that no program and no other text has."""
SAID = f"The mayor stole the {CANARY} money from the fund."
NEXT = "He denies it in every interview that he gives."
TEXT = f"{SAID} {NEXT}\n\nThe tower has 1,000 steps. Again: {SAID} That is all."
ANSWERS = {
    Gate.TWO_ORIGINS: GateAnswer(GateReason.OTHER, f"Only {CANARY} knows."),
    Gate.BOTH_SIDES: GateAnswer(GateReason.SEARCHED_NONE, f"The archive of {CANARY}."),
    Gate.CLAIMANT_ASKED: GateAnswer(GateReason.OTHER, f"By mail to {CANARY}."),
}


@dataclass
class Planted:
    """Where the canary was put."""

    claim_id: int = 0
    neighbour_id: int = 0
    """A claim of the same article, right after it; published, and without the canary of its own."""
    article_id: int = 0
    source_id: int = 0
    snapshot_id: int = 0
    tip_id: int = 0
    files: list[str] = field(default_factory=list)


def plant(session: Session, people: tuple[Person, Person, Person], store: Store) -> Planted:
    """Publish a claim full of canaries, correct it once, and hang everything on it that a claim can have."""
    ana, bela, dan = people
    planted = Planted()
    article = add_article(
        session,
        bela.actor,
        get_engine(),
        NewArticle(text=TEXT, address="https://paper.example/mayor", engine="sentence"),
    )
    session.flush()
    planted.article_id = article.id
    claim = add_claim(session, bela.actor, article.id, words=SAID)
    other = add_claim(session, bela.actor, article.id, words=NEXT)
    session.flush()
    planted.claim_id, planted.neighbour_id = claim.id, other.id
    edit_claim(
        session,
        bela.actor,
        claim.id,
        text=f"He took the {CANARY} money.",
        kind=claim.kind,
        attribution=CANARY,
        edits=claim.edits,
    )
    confirm_claimant(session, bela.actor, claim.id, name=f"Mayor {CANARY}", kind=ClaimantKind.PERSON)
    confirm_no_claimant(session, bela.actor, other.id)
    for name in (f"affair {CANARY}", "money"):
        add_tag(session, bela.actor, claim.id, name)
    add_tag(session, bela.actor, other.id, "money")
    _add_sources(session, bela, claim, planted, store)
    _publish(session, (ana, bela, dan), claim.id)
    _publish(session, (ana, bela, dan), other.id, canary="")
    _publish(session, (ana, bela, dan), claim.id, kind=CorrectionKind.UPDATE)
    _hang(session, (ana, bela, dan), claim, planted, store)
    report = report_of(session, article.id)
    texts = {"headline": "The mayor, checked", "introduction": "", "selection_note": ""}
    save_report(session, ana.actor, article.id, edits=report.edits, whole_text=True, **texts)
    publish_report(session, ana.actor, article.id)
    session.flush()
    return planted


def _add_sources(session: Session, bela: Person, claim: Claim, planted: Planted, store: Store) -> None:
    new = NewSource(
        SourceKind.PAGE,
        f"List of {CANARY}",
        f"https://ministry.example/{CANARY}",
        publisher=f"Ministry of {CANARY}",
        accessed_on=AS_OF,
        primary=True,
        origin=f"wire {CANARY}",
        archive_address=f"https://archive.example/{CANARY}",
    )
    source = add_source(session, bela.actor, new)
    session.flush()
    planted.source_id = source.id
    files = [store.put(f"{part} of {CANARY}".encode()).sha256 for part in ("page", "text", "warc")]
    snapshot = Snapshot(
        source_id=source.id,
        how=SnapshotHow.FETCHED,
        sha256=files[0],
        text_sha256=files[1],
        warc_sha256=files[2],
        address=f"https://ministry.example/{CANARY}",
        taken_at=now(),
    )
    page = store.put(f"raw page with {CANARY}".encode()).sha256
    version_id = claim.appearances[0].version_id
    session.add_all(
        [snapshot, Snapshot(version_id=version_id, how=SnapshotHow.FETCHED, sha256=page, taken_at=now())]
    )
    planted.files += [*files, page]
    found = NewEvidence(
        Stance.REFUTES, f"quote of {CANARY}", f"translation {CANARY}", f"page {CANARY}", f"note {CANARY}"
    )
    attach(session, bela.actor, claim.id, source.id, found)
    session.flush()
    planted.snapshot_id = snapshot.id


def _publish(
    session: Session,
    people: tuple[Person, Person, Person],
    claim_id: int,
    *,
    canary: str = CANARY,
    kind: CorrectionKind | None = None,
) -> None:
    ana, bela, dan = people
    revision = verdict.start_revision(session, bela.actor, claim_id)
    session.flush()
    rating = next(rating for rating in newest_scale(session).ratings if rating.key == "opinion")
    names = ("summary", "explanation", "searched", "how_to_repeat", "could_change")
    verdict.save_revision(
        session,
        bela.actor,
        revision.id,
        edits=revision.edits,
        rating_id=rating.id,
        as_of=AS_OF,
        texts={name: f"{name} of {canary or 'nothing'}" for name in names},
        answers=ANSWERS if canary else {},
    )
    verdict.submit(session, bela.actor, revision.id)
    session.flush()
    approval.return_to_author(session, dan.actor, revision.id, f"Look at {canary or 'it'} again.")
    verdict.submit(session, bela.actor, revision.id)
    session.flush()
    approval.approve(session, dan.actor, revision.id)
    session.flush()
    publication.publish(session, ana.actor, revision.id, correction=kind, note=f"new: {canary}" if kind else "")
    session.flush()


def _hang(
    session: Session, people: tuple[Person, Person, Person], claim: Claim, planted: Planted, store: Store
) -> None:
    _ana, bela, _dan = people
    add_comment(session, bela.actor, claim.id, f"@Dan did you see {CANARY}?")
    revision = verdict.start_revision(session, bela.actor, claim.id)
    session.flush()
    picture, photo = store.put(f"picture {CANARY}".encode()).sha256, store.put(f"photo {CANARY}".encode()).sha256
    planted.files += [picture, photo]
    tip = _tip(claim, photo)
    session.add_all([tip, _contact(claim), *_small_rows(people, claim, planted), *_items(claim, planted)])
    session.add(Autosave(revision_id=revision.id, person_id=bela.id, seen_edits=1, content={"summary": CANARY}))
    session.add(
        Picture(
            verdict_id=revision.verdict_id,
            sha256=picture,
            media_type="image/png",
            size=1,
            width=1,
            height=1,
            alternative=CANARY,
            credit=CANARY,
        )
    )
    session.flush()
    planted.tip_id = tip.id


def _tip(claim: Claim, photo: str) -> Tip:
    return Tip(
        kind=TipKind.CLAIM,
        text=f"Look at {CANARY}",
        address=f"https://social.example/{CANARY}",
        contact=f"{CANARY}@mail.example",
        digest=f"digest of {CANARY}",
        tracking_digest="9" * 64,
        answer=f"We look at {CANARY}",
        picture_sha256=photo,
        claim_id=claim.id,
    )


def _contact(claim: Claim) -> Contact:
    return Contact(
        asked_whom=f"Office of {CANARY}",
        channel=Channel.EMAIL,
        address=f"{CANARY}@city.example",
        question=f"Did you take {CANARY}?",
        asked_at=now() - timedelta(days=3),
        answered_at=now(),
        answer=f"No {CANARY}",
        claims=[claim],
    )


def _small_rows(people: tuple[Person, Person, Person], claim: Claim, planted: Planted) -> list[Entity]:
    ana, _bela, dan = people
    told = {"subject_type": "claim", "subject_id": claim.id, "data": {"said": CANARY}}
    pair = {"claim_id": planted.neighbour_id, "earlier_claim_id": claim.id}
    return [
        Quantity(claim_id=claim.id, position=0, name="a", value="3", unit=CANARY, note=CANARY),
        Match(engine="e", engine_version="1", score=0.5, reasons=[CANARY], **pair),
        Notification(person_id=dan.id, kind=NotificationKind.MENTIONED, **told),
        Mail(recipient="dan@desk.example", subject="Mentioned", body=f"He took the {CANARY} money."),
        Job(kind="extract_article", args={"article_id": 1}, state=JobState.DEAD, error=f"ValueError: {SAID}"),
        Token(kind=TokenKind.PREVIEW, digest="8" * 64, claim_id=claim.id, note=CANARY, created_by_id=ana.id),
        ConflictOfInterest(person_id=ana.id, claim_id=claim.id, reason=f"I know {CANARY}"),
    ]


def _items(claim: Claim, planted: Planted) -> list[IntakeItem]:
    row = {"text": CANARY, "note": CANARY, "claimant": CANARY, "state": IntakeState.DONE}
    page = {"address": "https://paper.example/mayor", "title": SAID, "state": IntakeState.DONE}
    return [
        IntakeItem(kind=IntakeKind.CLAIM, claim_id=claim.id, **row),
        IntakeItem(kind=IntakeKind.ADDRESS, article_id=planted.article_id, **page),
    ]


def texts_of(session: Session) -> dict[str, int]:
    """Return the tables with rows that have the canary, and how many."""
    found: dict[str, int] = {}
    tables = MetaData()
    tables.reflect(session.connection())
    for table in tables.sorted_tables:
        held = [cast(column, Text).contains(CANARY) for column in table.columns]
        number = session.scalar(select(func.count()).select_from(table).where(or_(*held)))
        if number:
            found[table.name] = number
    return found


def bytes_on_disk(database: Database, folder: Path, canary: str = CANARY) -> list[str]:
    """Return the files of the desk that have the canary: of its folder, and those of the database itself."""
    places = [path for path in folder.rglob("*") if path.is_file()]
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("CHECKPOINT")
            root = Path(connection.exec_driver_sql("SHOW data_directory").scalar_one())
            number = connection.exec_driver_sql(
                "SELECT oid FROM pg_database WHERE datname = current_database()"
            ).scalar_one()
        places += [path for path in (root / "base" / str(number)).iterdir() if path.is_file()]
    return [path.name for path in places if canary.lower().encode() in path.read_bytes().lower()]
