"""What the workbench of an article lists: its claims in reading order, filtered, a window of them at a time.

An article may have thousands of claims. All of them are read as short lines, for their order, counts and marks;
only the claims of one window are loaded whole.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, inspect, or_, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload
from sqlalchemy.orm.util import identity_key

from claims.domain.article import Version
from claims.domain.claim import Appearance, Claim, current_appearances
from claims.domain.kind import ClaimKind
from claims.domain.question import Uncheckable
from claims.domain.state import HIDDEN_CLAIM_STATES, ClaimState

WINDOW = 150
"""Claims on one page of the workbench."""
MAX_FOUND = 20
"""Claims of other articles that a search offers."""
MAX_NEAREST = 50
"""Claims of the same article that are offered for merging; others are searched for."""
_ARTICLES_NEAR = 20
"""Articles of a claim whose other claims are near it; others are searched for."""
_ON_CARD = frozenset({"id", "text", "assignee_id", "appearances"})
"""What a claim that is at hand must have for its card; one that was expired lacks all. People are few."""
_MAX_WORDS = 8
_NOWHERE = 2**31
"""The place of a claim whose words are not in the newest version: after all others."""


@dataclass(frozen=True, slots=True)
class Line:
    """One claim of an article, without its text."""

    id: int
    places: tuple[tuple[int, int], ...]
    """[start, end) in the newest version, the first one first; empty when it has no words there."""
    state: ClaimState
    kind: ClaimKind
    score: float
    attribution: str
    uncheckable: Uncheckable | None
    assignee_id: int | None
    edits: int

    @property
    def order(self) -> tuple[int, int, int]:
        """Sorts claims as one reads: by where they begin, then where they end."""
        start, end = self.places[0] if self.places else (_NOWHERE, _NOWHERE)
        return start, end, self.id


@dataclass(frozen=True, slots=True)
class Filter:
    """Which claims are shown; an empty value filters nothing."""

    state: ClaimState | None = None
    kind: ClaimKind | None = None
    score: int = 0
    """At least so much worth checking, 0 to 100."""
    said_by: str = ""
    words: str = ""
    checkable: bool | None = None
    mine: int | None = None
    """Only the claims that this person checks."""

    def lets_through(self, line: Line) -> bool:
        """Whether the claim is shown; words are looked for in the database."""
        return (
            self.state in (None, line.state)
            and self.kind in (None, line.kind)
            and round(line.score * 100) >= self.score
            and self.said_by in ("", line.attribution)
            and self.checkable in (None, line.uncheckable is None)
            and self.mine in (None, line.assignee_id)
        )


@dataclass(frozen=True, slots=True)
class Listing:
    """The claims of an article as the workbench shows them."""

    visible: Sequence[Line]
    """What the filter lets through, in reading order."""
    counts: Counter[ClaimState]
    """All claims, whatever is shown of them."""
    speakers: Sequence[str]
    newest_id: int
    """The newest claim that was there when this was read."""

    @property
    def claims(self) -> int:
        """How many claims the article has."""
        return sum(self.counts.values())


def list_claims(session: Session, article_id: int, version: Version, chosen: Filter) -> Listing:
    """Read the claims of an article in reading order; merged ones are left out. Two or three queries."""
    lines = _lines_of(session, {article_id: version.id})[article_id]
    found = _with_words(session, article_id, chosen.words) if chosen.words.strip() else None
    return Listing(
        visible=[one for one in lines if chosen.lets_through(one) and (found is None or one.id in found)],
        counts=Counter(line.state for line in lines),
        speakers=sorted({line.attribution for line in lines if line.attribution}, key=str.casefold),
        newest_id=max((line.id for line in lines), default=0),
    )


def count_claims(session: Session, article_id: int) -> tuple[int, Counter[ClaimState]]:
    """Return the newest version of an article (0: no claims), and its claims by state without merged ones."""
    newest = select(func.max(Version.id)).where(Version.article_id == article_id).scalar_subquery()
    rows = session.execute(
        select(Claim.state, func.count(), newest)
        .where(Claim.id.in_(_of_article(article_id)), Claim.state.not_in(HIDDEN_CLAIM_STATES))
        .group_by(Claim.state)
    ).all()
    return (rows[0][2] if rows else 0), Counter({row[0]: row[1] for row in rows})


def load_claims(session: Session, claim_ids: Sequence[int]) -> list[Claim]:
    """Load claims with what their cards show, in the order of their numbers here; two queries, or one."""
    held = [session.identity_map.get(identity_key(Claim, claim_id)) for claim_id in claim_ids]
    whole = [claim for claim in held if claim is not None and not inspect(claim).unloaded & _ON_CARD]
    if len(whole) == len(claim_ids):
        return whole
    claims = session.scalars(
        select(Claim)
        .where(Claim.id.in_(claim_ids))
        .options(selectinload(Claim.appearances), joinedload(Claim.assignee))
    )
    by_id = {claim.id: claim for claim in claims}
    return [by_id[claim_id] for claim_id in claim_ids if claim_id in by_id]


def nearest_claims(session: Session, claim: Claim) -> list[Claim]:
    """Return other claims of the articles that a claim appears in, the nearest words first; four queries at most.

    A claim may be in many articles: those that came last are looked at.
    """
    places = current_appearances(claim.appearances) or claim.appearances
    versions = {place.article_id: place.version_id for place in places}
    versions = {article: versions[article] for article in sorted(versions, reverse=True)[:_ARTICLES_NEAR]}
    found: dict[int, int] = {}
    for lines in _lines_of(session, versions).values():
        here = next((number for number, line in enumerate(lines) if line.id == claim.id), 0)
        for number, line in enumerate(lines):
            found[line.id] = min(abs(number - here), found.get(line.id, _NOWHERE))
    found.pop(claim.id, None)
    return load_claims(session, sorted(found, key=lambda other: (found[other], other))[:MAX_NEAREST])


def search_claims(session: Session, words: str, *, without: Claim) -> list[Claim]:
    """Return claims of the whole desk that have all these words, newest first, without one and merged ones."""
    if not words.strip():
        return []
    return list(
        session.scalars(
            select(Claim)
            .where(*_has_words(words), Claim.state.not_in(HIDDEN_CLAIM_STATES), Claim.id != without.id)
            .order_by(Claim.created_at.desc(), Claim.id.desc())
            .limit(MAX_FOUND)
            .options(selectinload(Claim.appearances).selectinload(Appearance.article))
        )
    )


def _lines_of(session: Session, versions: Mapping[int, int]) -> dict[int, list[Line]]:
    """Return the claims of articles in reading order as one version of each has them; two queries."""
    here = session.execute(_columns(placed=True).where(Appearance.version_id.in_(versions.values())))
    there = aliased(Appearance)
    rest = session.execute(
        _columns(placed=False).where(
            Appearance.article_id.in_(versions),
            Appearance.version_id.not_in(versions.values()),
            ~exists().where(
                there.claim_id == Claim.id,
                there.article_id == Appearance.article_id,
                there.version_id.in_(versions.values()),
            ),
        )
    )
    known: dict[int, dict[int, Line]] = {article_id: {} for article_id in versions}
    places: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for article_id, claim_id, *values, start, end in (*here, *rest):
        if start is not None and end:
            places[article_id, claim_id].append((start, end))
        if claim_id not in known[article_id]:
            known[article_id][claim_id] = Line(claim_id, (), *values)
    return {
        article_id: sorted(
            (replace(line, places=tuple(places[article_id, line.id])) for line in lines.values()),
            key=lambda line: line.order,
        )
        for article_id, lines in known.items()
    }


def _columns(*, placed: bool) -> Select[*tuple[Any, ...]]:
    place = (Appearance.start, Appearance.end) if placed else (func.max(0), func.max(0))
    values = (
        Appearance.article_id,
        Claim.id,
        Claim.state,
        Claim.kind,
        Claim.score,
        Claim.attribution,
        Claim.uncheckable,
        Claim.assignee_id,
        Claim.edits,
    )
    chosen = select(*values, *place).join(Appearance, Appearance.claim_id == Claim.id)
    chosen = chosen.where(Claim.state.not_in(HIDDEN_CLAIM_STATES))
    return chosen.order_by(Appearance.start, Appearance.end) if placed else chosen.group_by(*values)


def _with_words(session: Session, article_id: int, words: str) -> set[int]:
    return set(session.scalars(select(Claim.id).where(Claim.id.in_(_of_article(article_id)), *_has_words(words))))


def _of_article(article_id: int) -> Select[int]:
    return select(Appearance.claim_id).where(Appearance.article_id == article_id)


def _has_words(words: str) -> list[ColumnElement[bool]]:
    return [
        or_(Claim.text.icontains(word, autoescape=True), Claim.attribution.icontains(word, autoescape=True))
        for word in words.split()[:_MAX_WORDS]
    ]
