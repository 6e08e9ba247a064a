"""The words of removed claims in texts that stay: article versions, anchors of other claims, frozen revisions."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, undefer

from claims.domain.anchor import anchor_at, digest
from claims.domain.article import Article, Version
from claims.domain.claim import Appearance
from claims.domain.intake import IntakeItem
from claims.domain.redaction import BLOCK, Span, redact, redact_words, spans_of
from claims.domain.removal import REMOVED
from claims.domain.source import Evidence, Snapshot
from claims.domain.state import FROZEN_REVISION_STATES, RevisionState
from claims.domain.verdict import RevisionEvidence, Verdict, VerdictRevision
from claims.publishing.base import PublishedVerdict, from_json
from claims.services import search
from claims.services.removal_scope import Ids, Scope

Frozen = dict[str, Any]
Texts = Mapping[tuple[int, int], str]
"""Article and number of a version → its text, where words were blocked."""

_SOURCE_FACTS = frozenset({"evidence_id", "stance", "kind", "primary", "accessed_on"})
_PLACE_FACTS = frozenset({"article_id", "medium", "start", "end", "version_number", "version_sha256"})
"""What a frozen revision shows of something erased afterwards; all else of it goes, also what is added later."""


def block_words(session: Session, scope: Scope) -> Texts:
    """Block the words of the erased claims in the articles that stay; return the texts that changed.

    Every code point becomes one █, so that all other anchors stay true. Such an article is never fetched again:
    its page may still have the words.
    """
    changed: dict[tuple[int, int], str] = {}
    for version_id in session.scalars(
        select(Version.id).where(Version.article_id.in_(scope.touched)).order_by(Version.id)
    ).all():
        version = session.get_one(Version, version_id, options=[undefer(Version.text)], populate_existing=True)
        spans = _spans(session, version, scope)
        if spans:
            changed[version.article_id, version.number] = _block(session, version, spans)
        session.expunge(version)
    _block_titles(session, scope)
    _block_lost_anchors(session, scope)
    session.execute(
        update(Article)
        .where(Article.id.in_(scope.touched))
        .values(refetch_every=None, next_fetch_at=None, edits=Article.edits + 1)
        .execution_options(synchronize_session=False)
    )
    return changed


def _spans(session: Session, version: Version, scope: Scope) -> list[Span]:
    rows = session.execute(
        select(Appearance.start, Appearance.end, Appearance.candidates).where(
            Appearance.version_id == version.id, Appearance.claim_id.in_(scope.claims)
        )
    )
    spans = spans_of(version.text, scope.words)
    for start, end, candidates in rows:
        spans += [(start, end)] if start is not None and end is not None else []
        spans += [(place[0], place[1]) for place in candidates or ()]
    return spans


def _block(session: Session, version: Version, spans: Sequence[Span]) -> str:
    text = redact(version.text, spans)
    session.execute(
        update(Version)
        .where(Version.id == version.id)
        .values(text=text, redacted_sha256=digest(text))
        .execution_options(synchronize_session=False)
    )
    rows = session.execute(
        select(Appearance.id, Appearance.start, Appearance.end).where(
            Appearance.version_id == version.id, Appearance.start.is_not(None), Appearance.end.is_not(None)
        )
    )
    anchors = [(row.id, anchor_at(text, row.start, row.end)) for row in rows]
    _write(
        session,
        [
            {"id": number, "exact": one.exact, "prefix": one.prefix, "suffix": one.suffix}
            for number, one in anchors
        ],
    )
    return text


def _write(session: Session, values: Sequence[dict[str, Any]]) -> None:
    if values:
        session.execute(update(Appearance), values)


def _block_titles(session: Session, scope: Scope) -> None:
    """Block the words in titles: an article without one is named by its beginning; feeds tell of articles."""
    for number, title in session.execute(
        select(Article.id, Article.title).where(Article.id.in_(scope.touched))
    ).all():
        if (blocked := redact_words(title, scope.words)) != title:
            session.execute(update(Article).where(Article.id == number).values(title=blocked))
    items = session.scalars(select(IntakeItem).where(IntakeItem.article_id.in_(scope.touched)))
    for item in items.all():
        item.title, item.text = redact_words(item.title, scope.words), redact_words(item.text, scope.words)
    session.flush()


def _block_lost_anchors(session: Session, scope: Scope) -> None:
    """Block the words in anchors of other claims that have lost their place, but still say what stood there."""
    rows = session.execute(
        select(Appearance.id, Appearance.exact, Appearance.prefix, Appearance.suffix).where(
            Appearance.article_id.in_(scope.touched), Appearance.start.is_(None)
        )
    ).all()
    _write(
        session,
        [
            {"id": number, **dict(zip(("exact", "prefix", "suffix"), blocked, strict=True))}
            for number, *texts in rows
            if (blocked := [redact_words(text, scope.words) for text in texts]) != texts
        ],
    )


def blank_anchors(session: Session, scope: Scope) -> None:
    """Block the anchors of erased claims, and of all claims in erased articles; their lengths stay."""
    rows = session.execute(
        select(Appearance.id, Appearance.exact).where(
            or_(Appearance.claim_id.in_(scope.claims), Appearance.article_id.in_(scope.articles))
        )
    ).all()
    blank: dict[str, Any] = {"prefix": "", "suffix": "", "attribution": "", "candidates": [], "said_at": None}
    _write(session, [{"id": number, "exact": BLOCK * len(exact), **blank} for number, exact in rows])


def blank_versions(session: Session, scope: Scope) -> None:
    """Block the whole text of every version of erased articles; lengths and times stay."""
    for version_id, length in session.execute(
        select(Version.id, Version.length).where(Version.id.in_(scope.versions))
    ).all():
        text = BLOCK * length
        session.execute(
            update(Version)
            .where(Version.id == version_id)
            .values(text=text, redacted_sha256=digest(text), sha256="", origin="", cues=[])
            .execution_options(synchronize_session=False)
        )


def rewrite_frozen(session: Session, scope: Scope, texts: Texts, moment: datetime) -> int:
    """Erase what frozen revisions of other claims show of what is erased; return how many changed.

    What such a revision says itself stays as it was published.
    """
    copies = set(
        session.scalars(select(Snapshot.sha256).where(Snapshot.id.in_(scope.snapshots), Snapshot.sha256 != ""))
    ) | set(session.scalars(select(Snapshot.address).where(Snapshot.id.in_(scope.snapshots))))

    def erased(frozen: Frozen) -> Frozen:
        places = [_place(place, scope, texts) for place in frozen.get("appearances", ())]
        evidence = [_evidence(item, scope.evidence, copies - {""}) for item in frozen.get("evidence", ())]
        return {**frozen, "appearances": places, "evidence": evidence}

    return change_frozen(session, _showing(session, scope), erased, moment)


def change_frozen(
    session: Session, revision_ids: Ids, change: Callable[[Frozen], Frozen], moment: datetime
) -> int:
    """Change what frozen revisions show, and what the search finds them by; return how many changed."""
    changed = 0
    for revision in _revisions(session, revision_ids):
        before = revision.frozen
        if not before or (after := change(before)) == before:
            continue
        revision.frozen, revision.erased_at = after, moment
        changed += 1
        session.flush()
        if revision.state is RevisionState.PUBLISHED and revision.published_at is not None:
            search.index_verdict(session, from_json(PublishedVerdict, after), revision.published_at)
    return changed


def _revisions(session: Session, revision_ids: Ids) -> Iterator[VerdictRevision]:
    rows = select(VerdictRevision).where(
        VerdictRevision.id.in_(revision_ids), VerdictRevision.state.in_(FROZEN_REVISION_STATES)
    )
    yield from session.scalars(rows.order_by(VerdictRevision.id)).all()


def _showing(session: Session, scope: Scope) -> Ids:
    """Return the revisions of other claims that may show something of what is erased."""
    articles = scope.articles | scope.touched
    in_articles = (
        select(VerdictRevision.id)
        .join(Verdict)
        .join(Appearance, Appearance.claim_id == Verdict.claim_id)
        .where(Appearance.article_id.in_(articles))
    )
    resting = select(RevisionEvidence.revision_id).where(RevisionEvidence.evidence_id.in_(scope.evidence))
    copied = (
        select(RevisionEvidence.revision_id)
        .join(RevisionEvidence.evidence)
        .join(Snapshot, Snapshot.source_id == Evidence.source_id)
        .where(Snapshot.id.in_(scope.snapshots))
    )
    found = {number for query in (in_articles, resting, copied) for number in session.scalars(query)}
    return frozenset(found) - scope.revisions


def _place(place: Frozen, scope: Scope, texts: Texts) -> Frozen:
    if place["article_id"] in scope.articles:
        return _emptied(place, _PLACE_FACTS) | {"title": REMOVED, "exact": BLOCK * len(place["exact"])}
    if place["article_id"] not in scope.touched:
        return place
    titled = {**place, "title": redact_words(place["title"], scope.words)}
    text = texts.get((place["article_id"], place["version_number"]))
    if text is None or place["start"] is None or place["end"] is None:
        names = ("exact", "prefix", "suffix")
        return titled | {name: redact_words(place[name], scope.words) for name in names}
    found = anchor_at(text, place["start"], place["end"])
    return {**titled, "exact": found.exact, "prefix": found.prefix, "suffix": found.suffix}


def _evidence(item: Frozen, erased: Ids, copies: set[str]) -> Frozen:
    if item["evidence_id"] in erased:
        return _emptied(item, _SOURCE_FACTS) | {"title": REMOVED}
    return {name: _without(value, copies) for name, value in item.items()}


def _emptied(values: Frozen, kept: frozenset[str]) -> Frozen:
    nothing: dict[type, Any] = {str: "", list: [], dict: {}}
    return {name: value if name in kept else nothing.get(type(value)) for name, value in values.items()}


def _without(value: Any, copies: set[str]) -> Any:
    """Return a value without the hashes and addresses of erased copies."""
    if isinstance(value, list):
        return [one for one in value if one not in copies]
    return "" if isinstance(value, str) and value in copies else value
