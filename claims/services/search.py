"""The public search over published verdicts: FTS5 on SQLite, tsvector on PostgreSQL."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from claims.domain.search import SearchEntry
from claims.domain.state import RevisionState
from claims.domain.verdict import Verdict, VerdictRevision
from claims.publishing.base import PublishedVerdict, from_json

PAGE_LENGTH = 20
MAX_QUERY_LENGTH = 200
_VERDICT = "verdict"
_WORD = re.compile(r"\w+")

_SQLITE = text(
    "SELECT search_entry.subject_id FROM search_index JOIN search_entry ON search_entry.id = search_index.rowid "
    "WHERE search_index MATCH :query AND search_entry.subject_type = :type "
    "ORDER BY bm25(search_index, 4.0, 1.0), search_entry.id DESC LIMIT :limit OFFSET :offset"
)
_POSTGRESQL = text(
    "SELECT subject_id FROM search_entry WHERE words @@ to_tsquery('simple', :query) AND subject_type = :type "
    "ORDER BY ts_rank(words, to_tsquery('simple', :query)) DESC, id DESC LIMIT :limit OFFSET :offset"
)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One page of what was found."""

    verdicts: Sequence[PublishedVerdict]
    more: bool


def index_verdict(session: Session, verdict: PublishedVerdict, published_at: datetime) -> None:
    """Make a published verdict findable by its wording, texts, claimant, quotations and sources."""
    forget_verdict(session, verdict.claim_id)
    body = [
        verdict.rating.label,
        *(words.label for words in verdict.rating.translations),
        verdict.summary,
        verdict.explanation,
        verdict.claimant.name if verdict.claimant else "",
        *(item.exact for item in verdict.appearances),
        *(f"{item.title} {item.publisher} {item.quote}" for item in verdict.evidence),
        *verdict.tags,
    ]
    session.add(
        SearchEntry(
            subject_type=_VERDICT,
            subject_id=verdict.claim_id,
            language=verdict.language,
            title=verdict.wording,
            body="\n".join(body),
            published_at=published_at,
        )
    )
    session.flush()


def forget_verdict(session: Session, claim_id: int) -> None:
    """Make a verdict no longer findable."""
    session.execute(
        delete(SearchEntry).where(SearchEntry.subject_type == _VERDICT, SearchEntry.subject_id == claim_id)
    )


def search_verdicts(session: Session, query: str, *, page: int = 1) -> SearchResult:
    """Find published verdicts that hold every word of the query (the last one may be begun), best first."""
    words = _WORD.findall(query[:MAX_QUERY_LENGTH])
    if not words:
        return SearchResult([], more=False)
    sqlite = session.get_bind().dialect.name == "sqlite"
    values = {
        "query": _sqlite_query(words) if sqlite else _postgresql_query(words),
        "type": _VERDICT,
        "limit": PAGE_LENGTH + 1,
        "offset": (page - 1) * PAGE_LENGTH,
    }
    claim_ids = list(session.scalars(_SQLITE if sqlite else _POSTGRESQL, values))
    return SearchResult(_verdicts(session, claim_ids[:PAGE_LENGTH]), more=len(claim_ids) > PAGE_LENGTH)


def _sqlite_query(words: Sequence[str]) -> str:
    """Quote each word, so that none is read as FTS5 syntax; the last may be the beginning of a word."""
    return " ".join(f'"{word}"' for word in words) + "*"


def _postgresql_query(words: Sequence[str]) -> str:
    return " & ".join(f"'{word}'" for word in words) + ":*"


def _verdicts(session: Session, claim_ids: Sequence[int]) -> list[PublishedVerdict]:
    rows = session.execute(
        select(Verdict.claim_id, VerdictRevision.frozen)
        .join(VerdictRevision)
        .where(Verdict.claim_id.in_(claim_ids), VerdictRevision.state == RevisionState.PUBLISHED)
    )
    found = {claim_id: from_json(PublishedVerdict, frozen) for claim_id, frozen in rows if frozen}
    return [found[claim_id] for claim_id in claim_ids if claim_id in found]
