"""Spreadsheets to rows of words; runs in the child process that reads documents."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from python_calamine import CalamineError, load_workbook

from claims.archiving.base import Document, Order
from claims.archiving.encoding import decode
from claims.archiving.refusal import Unreadable

MAX_ROWS = 10_001
"""Ten thousand and their head."""
MAX_COLUMNS = 50
MAX_CELL_LENGTH = 10_000
_SNIFFED = 20_000


def read_csv(data: bytes, order: Order) -> Document:
    """Return the rows of a file with separated values: commas, semicolons, tabs or bars, as the file shows."""
    text = decode(data, charset=order.charset).removeprefix("\ufeff")
    csv.field_size_limit(MAX_CELL_LENGTH)
    try:
        return _document(csv.reader(io.StringIO(text, newline=""), _dialect(text)))
    except csv.Error:
        raise Unreadable("sheet") from None


def read_workbook(data: bytes, _order: Order) -> Document:
    """Return the rows of a workbook's first sheet (.xlsx, .xls, .ods), numbers and dates as they read."""
    try:
        workbook = load_workbook(io.BytesIO(data))
        sheet = workbook.get_sheet_by_index(0)
        return _document([_shown(cell) for cell in row] for row in sheet.iter_rows())
    except CalamineError:
        raise Unreadable("sheet") from None


def _document(rows: Iterable[list[str]]) -> Document:
    return Document(title="", text="", rows=tuple(_tidy(rows)))


def _tidy(rows: Iterable[list[str]]) -> Iterator[tuple[str, ...]]:
    number = 0
    for row in rows:
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        number += 1
        if number > MAX_ROWS or len(cells) > MAX_COLUMNS or max(map(len, cells)) > MAX_CELL_LENGTH:
            raise Unreadable("sheet_size")
        yield tuple(cells)


def _dialect(text: str) -> type[csv.Dialect]:
    try:
        return csv.Sniffer().sniff(text[:_SNIFFED], delimiters=",;\t|")
    except csv.Error:  # one column has nothing to find
        return csv.excel


def _shown(cell: object) -> str:
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
