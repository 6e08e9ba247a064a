"""Verdicts as a table in CSV: one row a verdict, withdrawn ones as tombstones, one row in memory at a time.

A spreadsheet runs a cell that begins with a sign such as ``=`` as a formula, and one whose locale separates
cells with semicolons sees such a beginning after every ``;`` and line end too. There an apostrophe goes before
the sign and before the quote marks that already stand there, so that ``restored`` gives every text back as it was.
"""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from claims.i18n import N_
from claims.publishing.address import claim_address, receipt_address
from claims.publishing.base import Export, PublishedVerdict, Publisher, Withdrawn
from claims.publishing.markdown import plain

BYTE_ORDER_MARK = "\ufeff"
"""What Excel needs in front to read UTF-8."""
_CELL_BEGINS = r"(?<![^;\t\r\n])"
_FORMULA = r"(?=['\"]*[=+\-@\t\r＝＋－＠])"
_UNSAFE = re.compile(_CELL_BEGINS + _FORMULA)
_NEUTRALISED = re.compile(_CELL_BEGINS + "'" + _FORMULA)

Cell = str | int | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, what it holds (untranslated), and how it is read from a verdict and a tombstone."""

    name: str
    description: str
    of_verdict: Callable[[PublishedVerdict, Publisher], Cell]
    of_withdrawn: Callable[[Withdrawn, Publisher], Cell] = lambda _withdrawn, _publisher: None


def neutralised(text: str) -> str:
    """Return the text with an apostrophe wherever a spreadsheet would begin a formula."""
    return _UNSAFE.sub("'", text)


def restored(text: str) -> str:
    """Return the text that ``neutralised`` was given."""
    return _NEUTRALISED.sub("", text)


def write_csv(export: Export, *, raw: bool = False, byte_order_mark: bool = False) -> Iterator[str]:
    """Yield the table (RFC 4180), its header first; ``raw`` leaves formulas as they are."""
    if byte_order_mark:
        yield BYTE_ORDER_MARK
    yield table_line([column.name for column in COLUMNS])
    for verdict in export.verdicts:
        yield table_line(_cells(verdict, export.publisher), raw=raw)


def table_line(cells: Sequence[Cell], *, raw: bool = False) -> str:
    """Return one line of a table (RFC 4180); ``raw`` leaves formulas as they are."""
    return _line(cells if raw else [_safe(cell) for cell in cells])


def _cells(verdict: PublishedVerdict | Withdrawn, publisher: Publisher) -> list[Cell]:
    if isinstance(verdict, Withdrawn):
        return [column.of_withdrawn(verdict, publisher) for column in COLUMNS]
    return [column.of_verdict(verdict, publisher) for column in COLUMNS]


def _safe(cell: Cell) -> Cell:
    return neutralised(cell) if isinstance(cell, str) else cell


def _line(cells: Sequence[Cell]) -> str:
    buffer = StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue().encode("utf-8", "replace").decode("utf-8")


def _lines(texts: Iterator[str]) -> str:
    """Join texts one a line, each once."""
    return "\n".join(dict.fromkeys(" ".join(text.split()) for text in texts if text.strip()))


COLUMNS = (
    Column("claim_id", N_("Number of the claim; never changes"), lambda v, _: v.claim_id, lambda w, _: w.claim_id),
    Column("revision", N_("Number of the revision, from 1"), lambda v, _: v.revision, lambda w, _: w.revision),
    Column(
        "state",
        N_("“published”, or “withdrawn” for a verdict that is no more"),
        lambda _v, _p: "published",
        lambda _w, _p: "withdrawn",
    ),
    Column(
        "address",
        N_("Where readers find the verdict"),
        lambda v, p: p.verdict_address(v),
        lambda w, p: claim_address(p, w.claim_id),
    ),
    Column(
        "revision_address",
        N_("Where this very revision stays for good"),
        lambda v, p: p.revision_address(v),
    ),
    Column("claim", N_("The claim as the verdict answers it"), lambda v, _: v.wording),
    Column(
        "in_our_words",
        N_("“yes” if the wording of the claim is the desk’s"),
        lambda v, _: "yes" if v.in_our_words else "no",
    ),
    Column(
        "exact_words",
        N_("The words of the articles, one place a line"),
        lambda v, _: _lines(place.exact for place in v.appearances),
    ),
    Column("kind", N_("What sort of statement the claim is"), lambda v, _: v.kind),
    Column("language", N_("Language of the verdict (BCP 47)"), lambda v, _: v.language),
    Column("claimant", N_("Who made the claim"), lambda v, _: v.claimant.name if v.claimant else None),
    Column(
        "claimant_kind", N_("“person” or “organisation”"), lambda v, _: v.claimant.kind if v.claimant else None
    ),
    Column(
        "claimant_same_as",
        N_("Address that identifies the claimant"),
        lambda v, _: v.claimant.same_as if v.claimant else None,
    ),
    Column(
        "article_titles",
        N_("Articles that the claim appears in, one a line"),
        lambda v, _: _lines(place.title for place in v.appearances),
    ),
    Column(
        "article_addresses",
        N_("Addresses of these articles, one a line"),
        lambda v, _: _lines(place.address for place in v.appearances),
    ),
    Column("rating", N_("The rating, as on its badge"), lambda v, p: v.rating.in_language(p.language).label),
    Column("rating_key", N_("The rating’s name within its scale"), lambda v, _: v.rating.key),
    Column("rating_value", N_("The rating’s number; empty for one off the scale"), lambda v, _: v.rating.value),
    Column("rating_best", N_("The highest number of the scale"), lambda v, _: v.rating.best),
    Column("rating_worst", N_("The lowest number of the scale"), lambda v, _: v.rating.worst),
    Column("scale", N_("Name and version of the scale"), lambda v, _: f"{v.rating.scale} {v.rating.scale_number}"),
    Column("summary", N_("The verdict in one sentence"), lambda v, _: v.summary),
    Column("explanation", N_("The explanation as plain text"), lambda v, _: plain(v.explanation)),
    Column("as_of", N_("The day that the verdict speaks for"), lambda v, _: v.as_of),
    Column("recheck_on", N_("The day to check again"), lambda v, _: v.recheck_on),
    Column(
        "first_published_at",
        N_("When the claim’s first verdict was published"),
        lambda v, _: v.first_published_at,
    ),
    Column(
        "published_at",
        N_("When this revision was published"),
        lambda v, _: v.published_at,
        lambda w, _: w.published_at,
    ),
    Column(
        "withdrawn_at",
        N_("When the verdict was withdrawn"),
        lambda _v, _p: None,
        lambda w, _: w.withdrawn_at,
    ),
    Column(
        "withdrawn_reason",
        N_("Why the verdict was withdrawn"),
        lambda _v, _p: None,
        lambda w, _: w.reason,
    ),
    Column("authors", N_("Who wrote it, one a line"), lambda v, _: _lines(iter(v.authors))),
    Column("approvers", N_("Who approved it, one a line"), lambda v, _: _lines(iter(v.approvers))),
    Column(
        "published_alone",
        N_("“yes” if no second person approved it"),
        lambda v, _: "yes" if v.alone else "no",
    ),
    Column(
        "checked_later_on",
        N_("When a second person checked what was published alone"),
        lambda v, _: v.checked_on or None,
    ),
    Column("evidence_count", N_("How many pieces of evidence there are"), lambda v, _: len(v.evidence)),
    Column(
        "evidence_titles",
        N_("Titles of the sources, one a line"),
        lambda v, _: _lines(piece.title for piece in v.evidence),
    ),
    Column(
        "evidence_addresses",
        N_("Addresses of the sources, one a line"),
        lambda v, _: _lines(piece.address for piece in v.evidence),
    ),
    Column(
        "archived_addresses",
        N_("Addresses of archived copies of the sources, one a line"),
        lambda v, _: _lines(piece.archived_at for piece in v.evidence),
    ),
    Column(
        "corrections",
        N_("Public notes of the corrections, oldest first, one a line"),
        lambda v, _: _lines(f"{note.at} {note.note}" for note in v.corrections if note.note),
    ),
    Column("tags", N_("Subjects, one a line"), lambda v, _: _lines(iter(v.tags))),
    Column("said_on", N_("The day on which the claim was made"), lambda v, _: v.said_on),
    Column("said_where", N_("The place or occasion at which it was made"), lambda v, _: v.said_where),
    Column(
        "receipt",
        N_("Where one sees whether this revision is still current"),
        lambda v, p: receipt_address(p, v.claim_id, v.revision),
        lambda w, p: receipt_address(p, w.claim_id, w.revision),
    ),
)
"""All columns in their order; new ones are added at the end, so that tables made of exports keep working."""
