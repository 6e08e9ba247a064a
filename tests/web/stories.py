"""Claims on their way to a verdict, told by services, for the tests of pages."""

from dataclasses import dataclass, replace
from datetime import date

from claims.db import Database
from claims.domain.anchor import anchor_at
from claims.domain.article import Article, Version
from claims.domain.claim import Claim, appearance_of
from claims.domain.kind import ClaimKind
from claims.domain.person import Actor
from claims.domain.source import NoSnapshotReason, SourceKind, Stance
from claims.domain.state import ArticleState, ClaimState
from claims.services import approval, publication, verdict
from claims.services.claimant import confirm_no_claimant
from claims.services.person import find_person
from claims.services.rating import newest_scale
from claims.services.source import NewEvidence, NewSource, add_source, attach

TEXT = "Kim will make his fifth visit to Beijing. It is the first in six years."
WORDS = "Kim will make his fifth visit to Beijing"


@dataclass(frozen=True)
class Story:
    """The ids of an article, one of its claims, and the open revision of its verdict (0: none)."""

    article: int
    claim: int
    revision: int = 0


def actor(database: Database, name: str) -> Actor:
    """Return the named person as somebody who acts."""
    with database.session_scope(write=False) as session:
        return find_person(session, f"{name.lower()}@desk.example").actor


def rating_id(database: Database, key: str) -> int:
    """Return the id of a rating of the default scale."""
    with database.session_scope(write=False) as session:
        return next(rating.id for rating in newest_scale(session).ratings if rating.key == key)


def tell(database: Database, text: str = WORDS + ".") -> Story:
    """Add an article with one claim that is on the list to check and has no claimant."""
    bela = actor(database, "Bela")
    with database.session_scope(write=True) as session:
        article = Article(title="A fifth visit", engine="sentence", state=ArticleState.READY)
        article.versions.append(Version(number=1, text=TEXT, length=len(TEXT), sha256="0" * 64))
        claim = Claim(text=text, kind=ClaimKind.EVENT, state=ClaimState.SELECTED)
        session.add_all([article, claim])
        session.flush()
        session.add(appearance_of(claim, article.versions[0], anchor_at(TEXT, 0, len(WORDS))))
        session.flush()
        session.expire(claim, ["appearances"])
        confirm_no_claimant(session, bela, claim.id)
        return Story(article.id, claim.id)


def evidence(
    database: Database, story: Story, name: str = "Bela", *, quote: str = "Fourth.", accessed: date | None = None
) -> int:
    """Attach a source to the claim, as the named person."""
    acting = actor(database, name)
    with database.session_scope(write=True) as session:
        new = NewSource(
            SourceKind.PAGE,
            "List of visits",
            "https://ministry.example/visits",
            accessed_on=accessed,
            primary=True,
            no_snapshot_reason=NoSnapshotReason.GONE,
        )
        source = add_source(session, acting, new)
        return attach(session, acting, story.claim, source.id, NewEvidence(Stance.REFUTES, quote=quote)).id


def start(database: Database, story: Story, name: str = "Bela") -> int:
    """Start the next revision of the claim's verdict and return its id."""
    with database.session_scope(write=True) as session:
        return verdict.start_revision(session, actor(database, name), story.claim).id


def submitted(database: Database, story: Story, name: str = "Bela", *, summary: str = "A forecast.") -> Story:
    """Write the verdict "Opinion" and submit it."""
    revision, acting = start(database, story, name), actor(database, name)
    rating = rating_id(database, "opinion")
    with database.session_scope(write=True) as session:
        texts = {"summary": summary, "explanation": "Nobody can *know*."}
        edits = verdict.get_revision(session, revision).edits
        verdict.save_revision(
            session,
            acting,
            revision,
            edits=edits,
            rating_id=rating,
            as_of=date(2026, 11, 22),
            texts=texts,
            answers={},
        )
        verdict.submit(session, acting, revision)
    return replace(story, revision=revision)


def approved(database: Database, story: Story, name: str = "Dan") -> Story:
    """Approve the revision as a second person."""
    with database.session_scope(write=True) as session:
        approval.approve(session, actor(database, name), story.revision)
    return story


def published(database: Database, story: Story) -> Story:
    """Write, approve and publish the first revision."""
    story = approved(database, submitted(database, story))
    with database.session_scope(write=True) as session:
        publication.publish(session, actor(database, "Ana"), story.revision)
    return story
