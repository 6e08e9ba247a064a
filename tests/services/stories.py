"""Claims on their way to a published verdict, for tests of services."""

from datetime import date

from sqlalchemy.orm import Session

from claims.domain.anchor import anchor_at, digest
from claims.domain.article import Article, Version
from claims.domain.claim import Claim, appearance_of
from claims.domain.gate import Gate, GateAnswer, GateReason
from claims.domain.kind import ClaimKind
from claims.domain.person import Person
from claims.domain.source import Evidence, NoSnapshotReason, SourceKind, Stance
from claims.domain.state import ArticleState, ClaimState
from claims.domain.verdict import CorrectionKind, VerdictRevision
from claims.services import approval, publication, verdict
from claims.services.claimant import confirm_no_claimant
from claims.services.correction import rating_changes
from claims.services.rating import newest_scale
from claims.services.source import NewEvidence, NewSource, add_source, attach

TEXT = "Kim will make his fifth visit to Beijing. It is the first in six years."
WORDS = "Kim will make his fifth visit to Beijing"
AS_OF = date(2026, 11, 22)


def add_article(session: Session, title: str = "A fifth visit", *, private: bool = False) -> Article:
    """Add an article whose claims are extracted."""
    article = Article(title=title, engine="sentence", state=ArticleState.READY, private=private)
    article.versions.append(Version(number=1, text=TEXT, length=len(TEXT), sha256=digest(TEXT)))
    session.add(article)
    session.flush()
    return article


def add_claim(session: Session, person: Person, article: Article | None = None, text: str = WORDS + ".") -> Claim:
    """Add a claim that is on the list to check and has no claimant."""
    article = article or add_article(session)
    claim = Claim(text=text, kind=ClaimKind.EVENT, state=ClaimState.SELECTED)
    session.add(claim)
    session.flush()
    session.add(appearance_of(claim, article.versions[0], anchor_at(TEXT, 0, len(WORDS))))
    session.flush()
    session.expire(claim, ["appearances"])
    confirm_no_claimant(session, person.actor, claim.id)
    return claim


def add_evidence(
    session: Session, person: Person, claim: Claim, *, origin: str = "", stance: Stance = Stance.REFUTES
) -> Evidence:
    """Attach a new primary source to a claim."""
    new = NewSource(
        SourceKind.PAGE,
        "List of visits",
        "https://ministry.example/visits",
        accessed_on=AS_OF,
        primary=True,
        origin=origin,
        no_snapshot_reason=NoSnapshotReason.GONE,
    )
    source = add_source(session, person.actor, new)
    return attach(session, person.actor, claim.id, source.id, NewEvidence(stance, quote="Fourth."))


def rating_id(session: Session, key: str) -> int:
    """Return the id of a rating of the default scale."""
    return next(rating.id for rating in newest_scale(session).ratings if rating.key == key)


def write(
    session: Session,
    person: Person,
    revision: VerdictRevision,
    *,
    rating: str = "opinion",
    summary: str = "A forecast.",
    answers: dict[Gate, GateAnswer] | None = None,
) -> VerdictRevision:
    """Save rating and texts, as the person."""
    session.flush()
    return verdict.save_revision(
        session,
        person.actor,
        revision.id,
        edits=revision.edits,
        rating_id=rating_id(session, rating),
        as_of=AS_OF,
        texts={"summary": summary, "explanation": "Nobody can *know*."},
        answers=answers or {},
    )


def submitted(session: Session, author: Person, claim: Claim, **content: object) -> VerdictRevision:
    """Start, write and submit the next revision of the claim's verdict."""
    revision = verdict.start_revision(session, author.actor, claim.id)
    write(session, author, revision, **content)  # type: ignore[arg-type]
    return verdict.submit(session, author.actor, revision.id)


def approved(session: Session, author: Person, second: Person, claim: Claim, **content: object) -> VerdictRevision:
    """Bring the next revision as far as its approval."""
    revision = submitted(session, author, claim, **content)
    return approval.approve(session, second.actor, revision.id)


def published(
    session: Session, people: tuple[Person, Person, Person], claim: Claim, **content: object
) -> VerdictRevision:
    """Publish the next revision: people are the editor, the author and the second person."""
    editor, author, second = people
    revision = approved(session, author, second, claim, **content)
    earlier = [one for one in revision.verdict.revisions if one.number < revision.number and one.frozen]
    again = bool(earlier)
    changes = again and rating_changes(revision, earlier[-1])
    kind = (CorrectionKind.CHANGES_RATING if changes else CorrectionKind.UPDATE) if again else None
    return publication.publish(
        session, editor.actor, revision.id, correction=kind, note="Found later." if again else ""
    )


SEARCHED = {Gate.BOTH_SIDES: GateAnswer(GateReason.SEARCHED_NONE, "Two archives, 2026-11-22")}
"""What makes a rating on the scale complete, when two sources of different origin refute the claim."""
