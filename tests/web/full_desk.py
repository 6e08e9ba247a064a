"""A desk with many rows of every kind, each hanging on the first article, claim, source and revision.

Rows are written as they are, not told by services: the tests that use them count what pages ask of the database.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from claims.db import Database
from claims.domain.anchor import anchor_at
from claims.domain.article import Article, Medium, Version
from claims.domain.claim import AnchorKind, AnchorStatus, Appearance, Claim, ClaimantStatus, appearance_of
from claims.domain.claimant import Claimant, ClaimantKind
from claims.domain.collection import Collection, CollectionItem
from claims.domain.comment import Comment, Mention
from claims.domain.entity import Entity
from claims.domain.intake import IntakeItem, IntakeKind
from claims.domain.kind import ClaimKind
from claims.domain.person import Person, Role
from claims.domain.quantity import Quantity
from claims.domain.rating import Rating
from claims.domain.report import Report
from claims.domain.saved_filter import SavedFilter
from claims.domain.setting import Setting
from claims.domain.source import Evidence, Snapshot, SnapshotHow, Source, SourceKind, Stance
from claims.domain.state import ArticleState, ClaimState, RevisionState
from claims.domain.subscription import Subscription, SubscriptionKind
from claims.domain.tag import ClaimTag, Tag
from claims.domain.tip import Tip, TipKind
from claims.domain.verdict import (
    Approval,
    BlindRating,
    Correction,
    CorrectionKind,
    Decision,
    RevisionEvidence,
    Verdict,
    VerdictRevision,
)
from claims.services.rating import newest_scale

E = TypeVar("E", bound=Entity)
MANY = 60
ZEROS = "0" * 64
SENTENCES = [f"Statement {number} is here." for number in range(MANY)]
TEXT = " ".join(SENTENCES)
DAY = datetime(2026, 11, 1, tzinfo=UTC)
MEDIA_ARTICLE = 2
"""The article that is a picture, with claims at regions of it."""


def fill(database: Database, picture: str) -> None:
    """Add many of everything to a desk that has only people; the first of each kind is number 1.

    ``picture`` is the hash of a stored file.
    """
    with database.session_scope(write=True) as session:
        people = _people(session)
        articles = _articles(session, picture)
        claims = _claims(session, articles, people)
        _places(session, articles, claims)
        evidence = _sources(session, claims)
        _verdicts(session, claims, evidence, people)
        _talk(session, claims[0], people)
        _intake(session, articles, claims)
        _lists(session, articles, claims, people[0])


def ids(database: Database) -> dict[str, int]:
    """Return the numbers for the addresses of pages: what many rows hang on, and a place that waits."""
    with database.session_scope(write=False) as session:
        open_ones = select(VerdictRevision.id).join(Verdict).where(Verdict.claim_id == 1)
        revision = session.scalars(open_ones.where(VerdictRevision.state == RevisionState.IN_REVIEW)).one()
        waits = select(Appearance.id).where(Appearance.anchor_status == AnchorStatus.AMBIGUOUS)
        waiting = session.scalars(waits.order_by(Appearance.id)).first()
        return {"article": 1, "claim": 1, "revision": revision, "waiting": waiting or 0}


def correct(session: Session, revision_id: int) -> None:
    """Let a revision await its first decision, rated blind by Ana and many others; the desk approves blind.

    What is published rests on evidence that was removed since.
    """
    revision = session.get_one(VerdictRevision, revision_id)
    newest = select(func.max(VerdictRevision.id)).where(
        VerdictRevision.verdict_id == revision.verdict_id, VerdictRevision.state == RevisionState.SUPERSEDED
    )
    session.get_one(VerdictRevision, session.scalar(newest)).state = RevisionState.PUBLISHED
    given = {"revision_id": revision_id, "round": revision.round, "rating_id": revision.rating_id}
    others = session.scalars(select(Person.id).where(Person.role == Role.REVIEWER, Person.id > MANY)).all()
    session.add_all(
        BlindRating(person_id=one, author_rating_id=revision.rating_id, **given) for one in (1, *others)
    )
    session.add(Setting(name="blind_approval", number=1, value=True))


def _people(session: Session) -> list[Person]:
    people = [
        Person(email=f"r{number}@desk.example", name=f"Reviewer {number}", role=Role.REVIEWER)
        for number in range(MANY)
    ]
    return _stored(session, people)


def _articles(session: Session, picture: str) -> list[Article]:
    """Make articles of two versions each; the first one has many."""
    articles = [
        Article(
            title=f"Article {number}",
            engine="sentence",
            state=ArticleState.READY,
            outlet=f"Outlet {number}",
            address=f"https://paper.example/{number}",
            private=number == 0,
            fetch_failure="It answers with 500.",
            fetch_failures=9,
        )
        for number in range(MANY)
    ]
    media = articles[MEDIA_ARTICLE - 1]
    media.medium, media.media_sha256, media.media_type = Medium.PICTURE, picture, "image/png"
    for number, article in enumerate(articles):
        article.versions = [
            Version(number=one, text=TEXT, length=len(TEXT), sha256=ZEROS)
            for one in range(1, (2 if number else MANY) + 1)
        ]
        article.report = Report(headline=f"Report {number}")
    return _stored(session, articles)


def _claims(session: Session, articles: Sequence[Article], people: Sequence[Person]) -> list[Claim]:
    """Make claims that people check, each of a claimant and with topics; two in three are on the list."""
    claimants = _stored(session, [Claimant(name=f"C{n}", kind=ClaimantKind.PERSON) for n in range(MANY)])
    tags = _stored(session, [Tag(slug=f"topic-{n}", name=f"Topic {n}") for n in range(MANY)])
    claims = [
        Claim(
            text=f"Claim: {sentence}",
            kind=ClaimKind.EVENT,
            state=ClaimState.SELECTED if number % 3 == 0 or number < 20 else ClaimState.SUGGESTED,
            claimant_id=claimants[number].id,
            claimant_status=ClaimantStatus.CONFIRMED,
            assignee_id=None if number % 2 else people[0].id,
            deadline=date(2026, 11, 1),
            engine="linguistic",
            score=number / MANY,
        )
        for number, sentence in enumerate(SENTENCES)
    ]
    _stored(session, claims)
    pairs = {(claim.id, tag.id) for claim in claims for tag in tags[:3]} | {(claims[0].id, tag.id) for tag in tags}
    session.execute(insert(ClaimTag), [{"claim_id": claim, "tag_id": tag} for claim, tag in sorted(pairs)])
    return claims


def _places(session: Session, articles: Sequence[Article], claims: Sequence[Claim]) -> None:
    """Pin each claim to its sentence of each version of the first article, and the first to every article.

    What became of its words in the others waits for a person.
    """
    start = 0
    for claim, sentence in zip(claims, SENTENCES, strict=True):
        anchor = anchor_at(TEXT, start, start + len(sentence))
        start += len(sentence) + 1
        before = None
        for version in (articles[0].versions[0], articles[0].versions[-1]):
            place = appearance_of(claim, version, anchor)
            place.previous_id = before
            session.add(place)
            session.flush()
            before = place.id
        region = {"x": 1.0, "y": 1.0, "width": 5.0, "height": 5.0}
        picture = articles[MEDIA_ARTICLE - 1].versions[-1]
        place = appearance_of(claim, picture, anchor)
        place.anchor_kind, place.place, place.exact, place.start, place.end = (
            AnchorKind.REGION,
            region,
            "",
            None,
            None,
        )
        session.add(place)
    anchor = anchor_at(TEXT, 0, len(SENTENCES[0]))
    for article in articles[2:]:
        was = appearance_of(claims[0], article.versions[0], anchor)
        session.add(was)
        session.flush()
        now = appearance_of(claims[0], article.versions[1], anchor)
        now.previous_id, now.anchor_status = was.id, AnchorStatus.AMBIGUOUS
        now.start = now.end = None
        now.candidates = [[0, 5], [10, 15]]
        session.add(now)


def _sources(session: Session, claims: Sequence[Claim]) -> list[Evidence]:
    """Make sources with copies, all for the first claim, and the first one for every claim."""
    sources = [
        Source(
            kind=SourceKind.PAGE,
            title=f"Source {number}",
            address=f"https://source.example/{number}",
            publisher=f"Publisher {number}",
            accessed_on=date(2026, 11, 1),
        )
        for number in range(MANY)
    ]
    for number, source in enumerate(sources):
        source.snapshots = [
            Snapshot(how=SnapshotHow.FETCHED, sha256=ZEROS, address=source.address, taken_at=DAY)
            for _one in range(2 if number else MANY)
        ]
    _stored(session, sources)
    first = [
        Evidence(claim_id=claims[0].id, source_id=one.id, stance=Stance.REFUTES, quote="So.") for one in sources
    ]
    rest = [Evidence(claim_id=one.id, source_id=sources[0].id, stance=Stance.CONTEXT) for one in claims[1:]]
    return _stored(session, [*first, *rest])


def _verdicts(
    session: Session, claims: Sequence[Claim], evidence: Sequence[Evidence], people: Sequence[Person]
) -> None:
    """Give each claim a revision in review; that of the first claim is the last of many."""
    rating = newest_scale(session).ratings[0]
    for number, claim in enumerate(claims):
        verdict = Verdict(claim_id=claim.id)
        session.add(verdict)
        if number == 0:
            _past(session, verdict, rating, people)
        revision = VerdictRevision(verdict=verdict, number=MANY + 1, wording=claim.text, rating=rating)
        revision.state, revision.claimant_id = RevisionState.IN_REVIEW, claim.claimant_id
        revision.authors = list(people[:3])
        session.add(revision)
        session.flush()
        its = [item.id for item in evidence if item.claim_id == claim.id]
        session.add_all(
            RevisionEvidence(revision_id=revision.id, evidence_id=item, position=place)
            for place, item in enumerate(its)
        )
        returned = {"revision_id": revision.id, "round": 1, "decision": Decision.RETURNED, "comment": "No."}
        session.add_all(Approval(person_id=one.id, **returned) for one in people[3 : 5 if number else None])


def _past(session: Session, verdict: Verdict, rating: Rating, people: Sequence[Person]) -> None:
    """Add revisions that newer ones superseded, each with its note."""
    for number in range(1, MANY + 1):
        revision = VerdictRevision(verdict=verdict, number=number, wording="So.", rating=rating)
        revision.authors = [people[number % MANY]]
        session.add(revision)
        session.flush()
        approver = people[(number + 1) % MANY].id
        session.add(Approval(revision_id=revision.id, round=1, person_id=approver, decision=Decision.APPROVED))
        session.add_all(
            RevisionEvidence(revision=revision, evidence=_removed(verdict.claim_id)) for _one in range(2)
        )
        note = {"kind": CorrectionKind.UPDATE, "note": "Newer figures.", "person_id": approver}
        session.add(Correction(revision_id=revision.id, **note))
        session.flush()
        revision.state, revision.frozen = RevisionState.SUPERSEDED, {}
        revision.published_at = DAY + timedelta(hours=number)
        session.flush()


def _removed(claim_id: int) -> Evidence:
    return Evidence(claim_id=claim_id, source_id=1, stance=Stance.CONTEXT, removed_at=DAY)


def _talk(session: Session, claim: Claim, people: Sequence[Person]) -> None:
    ana = 1
    comments = [Comment(claim_id=claim.id, person_id=one.id, text=f"@Ana, I am {one.name}.") for one in people]
    _stored(session, comments)
    session.add_all(Mention(comment_id=comment.id, person_id=ana) for comment in comments)
    session.add_all(
        Quantity(claim_id=claim.id, position=place, name=f"n{place}", value=str(place)) for place in range(MANY)
    )


def _intake(session: Session, articles: Sequence[Article], claims: Sequence[Claim]) -> None:
    feeds = [
        Subscription(
            kind=SubscriptionKind.ARTICLES, address=f"https://feed.example/{number}", title=f"Feed {number}"
        )
        for number in range(MANY)
    ]
    _stored(session, feeds)
    session.add_all(
        IntakeItem(
            kind=IntakeKind.ADDRESS,
            address=f"https://paper.example/{number}",
            title=f"Item {number}",
            batch=f"sheet{number}.csv",
            subscription_id=feeds[number].id,
            guid=str(number),
            article_id=articles[number].id if number else None,
        )
        for number in range(MANY)
    )
    session.add_all(
        Tip(
            kind=TipKind.CLAIM,
            text=f"Tip {number}",
            digest=f"{number:064}",
            tracking_digest=f"{number:064}",
            claim_id=claims[number].id,
        )
        for number in range(MANY)
    )


def _lists(session: Session, articles: Sequence[Article], claims: Sequence[Claim], person: Person) -> None:
    collections = [Collection(slug=f"c{number}", name=f"Collection {number}") for number in range(MANY)]
    _stored(session, collections)
    for place in range(MANY):
        session.add(CollectionItem(collection_id=collections[0].id, position=place, article_id=articles[place].id))
        claim = CollectionItem(collection_id=collections[0].id, position=MANY + place, claim_id=claims[place].id)
        session.add(claim)
    session.add_all(
        SavedFilter(person_id=person.id, name=f"Filter {number}", query="state=selected", shared=True)
        for number in range(MANY)
    )


def _stored(session: Session, rows: list[E]) -> list[E]:
    session.add_all(rows)
    session.flush()
    return rows
