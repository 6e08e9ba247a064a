"""The ledger of everything that a desk considered, as CSV: one line a claim, one line in memory at a time."""

from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields

from claims.publishing.csv import table_line


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A claim that was considered, and what was decided; lists are texts with one item a line."""

    claim_id: int
    came_in: str
    """Moment in ISO 8601, with its zone."""
    claim: str
    state: str
    reason: str
    """Why it is checked, set aside or given up; a key, or the sentence of another reason."""
    kind: str
    score: int | None
    """How much it was worth checking, of 100; None for a person's own claim."""
    claimant: str
    topics: str
    articles: str
    deadline: str


def write_ledger(lines: Iterator[LedgerLine], *, raw: bool = False) -> Iterator[str]:
    """Yield the table (RFC 4180), its header first; ``raw`` leaves what spreadsheets run as formulas."""
    yield table_line([field.name for field in fields(LedgerLine)])
    for line in lines:
        yield table_line(list(astuple(line)), raw=raw)
