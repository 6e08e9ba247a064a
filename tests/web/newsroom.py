"""Carries claims through the desk's services to publication, for tests of what readers see."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from claims.domain.article import Article
from claims.domain.claim import Claim
from claims.domain.claimant import ClaimantKind
from claims.domain.gate import Gate, GateAnswer, GateReason
from claims.domain.person import Actor
from claims.domain.source import NoSnapshotReason, SourceKind, Stance
from claims.domain.verdict import CorrectionKind, VerdictRevision
from claims.jobs.registry import get_engine
from claims.services.approval import approve, approve_alone
from claims.services.article import NewArticle, add_article
from claims.services.claim import add_claim
from claims.services.claimant import confirm_claimant, confirm_no_claimant
from claims.services.correction import rating_changes
from claims.services.person import find_person
from claims.services.publication import publish
from claims.services.rating import newest_scale
from claims.services.report import publish_report, report_of, save_report
from claims.services.source import NewEvidence, NewSource, add_source, attach
from claims.services.verdict import save_revision, start_revision, submit

TEXT = (
    "Kim will make his fifth visit to Beijing. It is the first visit in six years.\n\n"
    "He travels by train. A guard said the train has ninety carriages."
)
ANSWERS = {
    Gate.TWO_ORIGINS: GateAnswer(GateReason.ONLY_BODY),
    Gate.BOTH_SIDES: GateAnswer(GateReason.SEARCHED_NONE, "The agency’s archive."),
    Gate.CLAIMANT_ASKED: GateAnswer(GateReason.ON_RECORD),
}


@dataclass
class Finding:
    """What is published on one claim; every text may be a hostile one."""

    words: str
    text: str = ""
    rating: str = "false"
    summary: str = "It is the fourth."
    explanation: str = "The **ministry** lists four."
    claimant: str = "The Paper"
    quote: str = "the fourth visit"
    note: str = "See line two."
    title: str = "List of visits"
    publisher: str = "The ministry"
    searched: str = "The archive."
    locator: str = "page 3"
    how_to_repeat: str = "Count the visits."
    could_change: str = "A fifth visit."
    answers: dict[Gate, GateAnswer] = field(default_factory=lambda: dict(ANSWERS))


def person(session: Session, name: str) -> Actor:
    """Return somebody of the desk as who acts."""
    return find_person(session, f"{name.lower()}@desk.example").actor


def take_in(session: Session, **about: Any) -> Article:
    """Take in an article, with this text and title unless others are given."""
    known = {
        "text": TEXT,
        "title": "A visit to Beijing",
        "engine": "sentence",
        "outlet": "The Paper",
        "author": "J. Doe",
        "address": "https://paper.example/visit",
        "published_at": datetime(2025, 8, 28, 8, tzinfo=UTC),
    }
    article = add_article(session, person(session, "Bela"), get_engine(), NewArticle(**{**known, **about}))
    session.flush()
    return article


def draft(session: Session, article: Article, finding: Finding) -> VerdictRevision:
    """Write a verdict on words of the article, ready to be submitted."""
    bela = person(session, "Bela")
    claim = add_claim(session, bela, article.id, words=finding.words, text=finding.text)
    session.flush()
    if finding.claimant:
        confirm_claimant(session, bela, claim.id, name=finding.claimant, kind=ClaimantKind.ORGANISATION)
    else:
        confirm_no_claimant(session, bela, claim.id)
    _add_evidence(session, bela, claim, finding)
    revision = start_revision(session, bela, claim.id)
    return write(session, revision, finding)


def write(session: Session, revision: VerdictRevision, finding: Finding) -> VerdictRevision:
    """Write what was found into an open revision."""
    rating = next(rating for rating in newest_scale(session).ratings if rating.key == finding.rating)
    texts = ("summary", "explanation", "searched", "how_to_repeat", "could_change")
    return save_revision(
        session,
        person(session, "Bela"),
        revision.id,
        edits=revision.edits,
        rating_id=rating.id,
        as_of=date(2025, 9, 2),
        texts={name: getattr(finding, name) for name in texts},
        answers=finding.answers,
    )


def publish_finding(session: Session, article: Article, finding: Finding, *, alone: bool = False) -> int:
    """Publish a verdict on words of the article; return the claim's number."""
    revision = draft(session, article, finding)
    see_through(session, revision, alone=alone)
    return revision.verdict.claim_id


def correct(session: Session, claim_id: int, finding: Finding, note: str) -> VerdictRevision:
    """Publish the next revision of a verdict."""
    revision = start_revision(session, person(session, "Bela"), claim_id)
    write(session, revision, finding)
    last = next(one for one in reversed(revision.verdict.revisions) if one.frozen)
    changes = rating_changes(revision, last)
    kind = CorrectionKind.CHANGES_RATING if changes else CorrectionKind.KEEPS_RATING
    see_through(session, revision, correction=kind, note=note)
    return revision


def publish_whole_report(session: Session, article: Article, **texts: Any) -> None:
    """Publish the report of an article."""
    ana = person(session, "Ana")
    known = {
        "headline": "A visit to Beijing, checked",
        "introduction": "What the paper said of the visit.",
        "selection_note": "What can be counted.",
        "whole_text": False,
    }
    report = report_of(session, article.id)
    save_report(session, ana, article.id, edits=report.edits, **{**known, **texts})
    session.flush()
    publish_report(session, ana, article.id)


def see_through(session: Session, revision: VerdictRevision, *, alone: bool = False, **correction: Any) -> None:
    """Have a revision submitted, approved (or not) and published."""
    ana = person(session, "Ana")
    submit(session, person(session, "Bela"), revision.id)
    session.flush()
    if alone:
        approve_alone(session, ana, revision.id, "Nobody else was there.")
    else:
        approve(session, person(session, "Dan"), revision.id)
    session.flush()
    publish(session, ana, revision.id, **correction)
    session.flush()


def _add_evidence(session: Session, actor: Actor, claim: Claim, finding: Finding) -> None:
    source = add_source(
        session,
        actor,
        NewSource(
            kind=SourceKind.PAGE,
            title=finding.title,
            address="https://ministry.example/visits",
            publisher=finding.publisher,
            accessed_on=date(2025, 9, 2),
            primary=True,
            no_snapshot_reason=NoSnapshotReason.FORBIDDEN,
        ),
    )
    session.flush()
    new = NewEvidence(stance=Stance.REFUTES, quote=finding.quote, note=finding.note, locator=finding.locator)
    attach(session, actor, claim.id, source.id, new)
    session.flush()
