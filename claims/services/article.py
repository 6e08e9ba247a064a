"""Articles: taking them in, and having their claims extracted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, tuple_, update
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from claims.archiving.base import Cue
from claims.domain.anchor import Anchor, digest, normalise
from claims.domain.article import MAX_TEXT_LENGTH, MAX_TITLE_LENGTH, Article, ExtractionRun, Medium, Version
from claims.domain.claim import Appearance, Claim, appearance_of
from claims.domain.entity import now
from claims.domain.media import Media
from claims.domain.permission import Permission
from claims.domain.person import Actor, system_actor
from claims.domain.removal import RemovalSubject
from claims.domain.state import ArticleState, ClaimState
from claims.errors import Conflict, InvalidInput, NotFound
from claims.extraction.base import Candidate, Passage
from claims.extraction.language import detect
from claims.extraction.llm.access import Endpoint, ModelAccess, ModelTerms
from claims.extraction.registry import DEFAULT_ENGINE
from claims.extraction.routing import engine_name_for
from claims.i18n import gettext as _
from claims.jobs.base import JobEngine
from claims.services import audit, question
from claims.services.address import require_web_address
from claims.services.candidate import unknown_candidates
from claims.services.extraction import model_use, require_engine, terms_for
from claims.services.permission import require
from claims.services.removed import removed
from claims.services.setting import load_settings

EXTRACT = "extract_article"
"""The kind of job that extracts an article's claims."""
STUCK_AFTER = timedelta(minutes=10)
PAGE_LENGTH = 50
FIRST_WORDS = 100
"""Characters of its first line that name an article without a title."""


@dataclass(frozen=True, slots=True)
class NewArticle:
    """What a person gives of an article; only the text is needed."""

    text: str
    title: str = ""
    medium: Medium = Medium.NEWS
    language: str = ""
    """Two-letter code; empty: as the text shows."""
    outlet: str = ""
    author: str = ""
    address: str = ""
    published_at: datetime | None = None
    origin: str = "pasted"
    private: bool = False
    engine: str = DEFAULT_ENGINE
    cues: tuple[Cue, ...] = ()
    """Of a transcript: which words are said when."""
    media: Media | None = None
    """The picture, recording or film that the article is; its text is then the transcript, if there is one."""


@dataclass(frozen=True, slots=True)
class ExtractionOrder:
    """What the worker needs to extract an article's claims without a session."""

    article_id: int
    version_id: int
    engine: str
    passage: Passage
    terms: ModelTerms | None = None
    """How far a language model may go; None for an engine that asks none."""


def add_article(
    session: Session, actor: Actor, jobs: JobEngine, new: NewArticle, *, endpoint: Endpoint | None = None
) -> Article:
    """Take in an article and order the extraction of its claims; ``endpoint`` is the language model's.

    Raise InvalidInput for a text that is empty or too long, or an engine or address that cannot be used.
    """
    require(session, actor, Permission.ARTICLE_ADD)
    text = normalise(new.text)
    if new.media is None or text.strip():
        check_text(text)
    require_engine(new.engine, load_settings(session), endpoint, private=new.private)
    article = Article(
        title=_title(new.title, text),
        medium=new.medium,
        language=new.language or detect(text),
        outlet=new.outlet.strip(),
        author=new.author.strip(),
        address=require_web_address(new.address) if new.address.strip() else "",
        published_at=new.published_at,
        private=new.private,
        engine=new.engine,
        added_by_id=actor.person_id,
        **_media_columns(new.media),
    )
    article.versions.append(
        Version(
            number=1,
            text=text,
            length=len(text),
            sha256=digest(text),
            origin=new.origin,
            cues=[[cue.start, cue.end, cue.seconds_from, cue.seconds_to, cue.speaker] for cue in new.cues],
        )
    )
    session.add(article)
    audit.record(session, actor, "article.add", article, {"title": article.title, "sha256": digest(text)})
    if text.strip():
        _order_extraction(session, jobs, article)
    else:
        article.state = ArticleState.READY  # a picture has no words to look for claims in
    return article


def _media_columns(media: Media | None) -> dict[str, Any]:
    if media is None:
        return {}
    return {"media_sha256": media.sha256, "media_type": media.media_type, "media_size": media.size}


def get_article(session: Session, article_id: int) -> Article:
    """Return an article with its versions (without their texts) and report; raise NotFound."""
    article = session.get(
        Article, article_id, options=[selectinload(Article.versions), joinedload(Article.report)]
    )
    if article is None:
        raise NotFound(_("There is no article %(id)s.", id=article_id))
    if article.erased_at is not None:
        raise removed(session, RemovalSubject.ARTICLE, article_id)
    return article


def newest_version(session: Session, article_id: int) -> Version:
    """Return the newest version of an article, with its text and the article; raise NotFound. One query."""
    version = session.scalars(
        select(Version)
        .where(Version.article_id == article_id)
        .order_by(Version.number.desc())
        .limit(1)
        .options(undefer(Version.text), joinedload(Version.article))
    ).first()
    if version is None:
        raise NotFound(_("There is no article %(id)s.", id=article_id))
    if version.article.erased_at is not None:
        raise removed(session, RemovalSubject.ARTICLE, article_id)
    return version


def same_text(session: Session, text: str) -> Article | None:
    """Return the article that already has exactly this text, if there is one."""
    return session.scalars(
        select(Article)
        .join(Version)
        .where(Version.sha256 == digest(normalise(text)), Article.erased_at.is_(None))
        .limit(1)
    ).first()


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """A line of the list of articles."""

    article: Article
    claims: int
    selected: int


def list_articles(
    session: Session, *, before: tuple[datetime, int] | None = None, limit: int = PAGE_LENGTH
) -> list[ArticleRow]:
    """Return articles with their numbers of claims, newest first, from before (created_at, id) on."""
    statement = (
        select(Article)
        .where(Article.erased_at.is_(None))
        .order_by(Article.created_at.desc(), Article.id.desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(tuple_(Article.created_at, Article.id) < before)
    articles = session.scalars(statement.options(selectinload(Article.report))).all()
    counts = _claim_counts(session, [article.id for article in articles])
    return [ArticleRow(article, *counts.get(article.id, (0, 0))) for article in articles]


def _claim_counts(session: Session, article_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    chosen = func.count(func.distinct(Claim.id)).filter(Claim.state == ClaimState.SELECTED)
    rows = session.execute(
        select(Appearance.article_id, func.count(func.distinct(Claim.id)), chosen)
        .join(Claim, Claim.id == Appearance.claim_id)
        .where(Appearance.article_id.in_(article_ids))
        .group_by(Appearance.article_id)
    )
    return {article_id: (claims, selected) for article_id, claims, selected in rows}


def engine_used(article: Article) -> str:
    """Return the engine that reads the article: the one asked for, if it knows the language."""
    return engine_name_for(article.engine, article.language)


def repeat_extraction(
    session: Session,
    actor: Actor,
    jobs: JobEngine,
    article_id: int,
    engine: str,
    *,
    endpoint: Endpoint | None = None,
) -> Article:
    """Extract again, with this engine; claims that are there already stay as they are."""
    require(session, actor, Permission.ARTICLE_ADD)
    article = get_article(session, article_id)
    if article.state in (ArticleState.QUEUED, ArticleState.EXTRACTING):
        raise Conflict(_("The claims of article %(id)s are being extracted already.", id=article_id))
    require_engine(engine, load_settings(session), endpoint, private=article.private)
    article.engine = engine
    article.failure = ""
    article.state = ArticleState.QUEUED
    article.state_changed_at = now()
    audit.record(session, actor, "article.extract", article, {"engine": engine})
    _order_extraction(session, jobs, article)
    return article


def load_for_extraction(session: Session, article_id: int, *, endpoint: Endpoint | None = None) -> ExtractionOrder:
    """Mark an article as being extracted and return what its engine needs; raise InvalidInput if it cannot."""
    article = get_article(session, article_id)
    engine = engine_used(article)
    terms = terms_for(session, article, engine, endpoint)
    article.state = ArticleState.EXTRACTING
    article.state_changed_at = now()
    version = newest_version(session, article_id)
    passage = Passage(text=version.text, title=article.title, language=article.language)
    return ExtractionOrder(article_id, version.id, engine, passage, terms)


def store_extraction(
    session: Session,
    order: ExtractionOrder,
    candidates: Sequence[Candidate],
    *,
    engine_version: str,
    seconds: float,
    access: ModelAccess | None = None,
) -> ExtractionRun:
    """Store what an engine found and is not there yet, so that repeating it does no harm."""
    article = get_article(session, order.article_id)
    version = session.get_one(Version, order.version_id)
    new_claims = appearances = 0
    weights = load_settings(session).weights
    for candidate in unknown_candidates(session, version, candidates):
        claim = _claim_of(candidate, article, order.engine, engine_version)
        question.weigh(claim, weights)
        session.add(claim)
        new_claims += 1
        for anchor in _distinct([candidate.anchor, *candidate.also]):
            session.add(appearance_of(claim, version, anchor))
            appearances += 1
    article.state = ArticleState.READY
    article.state_changed_at = now()
    article.failure = ""
    run = ExtractionRun(
        article_id=article.id,
        version_id=version.id,
        engine=order.engine,
        engine_version=engine_version,
        started_at=now() - timedelta(seconds=seconds),
        seconds=seconds,
        claims=new_claims,
        appearances=appearances,
        **(model_use(access) if access else {}),
    )
    session.add(run)
    actor = system_actor(f"engine {order.engine} {engine_version}")
    audit.record(session, actor, "article.extracted", article, {"claims": new_claims})
    return run


def fail_extraction(session: Session, article_id: int, reason: str) -> None:
    """Mark an article's extraction as failed, with the reason in words."""
    article = get_article(session, article_id)
    article.state = ArticleState.FAILED
    article.state_changed_at = now()
    article.failure = reason
    audit.record(session, system_actor("worker"), "article.failed", article, {"reason": reason})


def requeue_stuck(session: Session, jobs: JobEngine) -> int:
    """Order extraction again for articles whose job was lost; return how many."""
    stuck = session.scalars(
        select(Article).where(
            Article.state.in_([ArticleState.QUEUED, ArticleState.EXTRACTING]),
            Article.state_changed_at < now() - STUCK_AFTER,
        )
    ).all()
    for article in stuck:
        _order_extraction(session, jobs, article)
    if stuck:
        session.execute(
            update(Article).where(Article.id.in_([a.id for a in stuck])).values(state_changed_at=now())
        )
    return len(stuck)


def _order_extraction(session: Session, jobs: JobEngine, article: Article) -> None:
    session.flush()
    jobs.enqueue(session, EXTRACT, {"article_id": article.id}, key=f"{EXTRACT}:{article.id}")


def _distinct(anchors: Sequence[Anchor]) -> list[Anchor]:
    return list({(anchor.start, anchor.end): anchor for anchor in anchors}.values())


def _claim_of(candidate: Candidate, article: Article, engine: str, engine_version: str) -> Claim:
    return Claim(
        text=candidate.text,
        kind=candidate.kind,
        language=article.language,
        attribution=candidate.attribution,
        score=min(1.0, max(0.0, candidate.score)),
        reasons=list(candidate.reasons),
        answers=dict(candidate.answers),
        uncheckable=candidate.uncheckable,
        engine=engine,
        engine_version=engine_version,
    )


def check_text(text: str) -> None:
    """Raise InvalidInput for a text that is empty or too long to be a version."""
    if not text.strip():
        raise InvalidInput(_("The article has no text."))
    if len(text) > MAX_TEXT_LENGTH:
        raise InvalidInput(
            _(
                "The text has %(length)s characters; at most %(max)s can be taken in.",
                length=len(text),
                max=MAX_TEXT_LENGTH,
            )
        )


def _title(given: str, text: str) -> str:
    """Return the title that was given, or the beginning of the text."""
    title = " ".join(given.split())
    first = next(iter(text.strip().splitlines()), "") or _("Without a title")
    return _shortened(title, MAX_TITLE_LENGTH) if title else _shortened(first, FIRST_WORDS)


def _shortened(line: str, longest: int) -> str:
    """Return one line, cut between words where there are any."""
    line = " ".join(line.split())
    if len(line) <= longest:
        return line
    start = line[: longest - 1]
    return (start.rsplit(" ", 1)[0] if " " in start else start).rstrip(" ,;:–—-") + "…"
