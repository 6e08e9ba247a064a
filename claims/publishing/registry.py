"""Export formats by name; others add theirs by the entry point ``claims.publishing``."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import entry_points

from claims.errors import InvalidInput
from claims.publishing.base import Export

ENTRY_POINT = "claims.publishing"

Writer = Callable[[Export], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write an export as UTF-8 text, piece by piece."""

    name: str
    media_type: str
    extension: str
    """Of a file's name, without the dot."""
    write: Writer
    write_raw: Writer
    """Writes without neutralising what spreadsheets run as formulas; the same where nothing is."""


def _csv() -> Format:
    from claims.publishing.csv import write_csv

    return Format("csv", "text/csv", "csv", write_csv, partial(write_csv, raw=True))


def _json() -> Format:
    from claims.publishing.json import write_json

    return Format("json", "application/json", "json", write_json, write_json)


def _json_lines() -> Format:
    from claims.publishing.json import write_json_lines

    return Format("jsonl", "application/jsonl", "jsonl", write_json_lines, write_json_lines)


def _claimreview() -> Format:
    from claims.publishing.datafeed import write_datafeed

    return Format("claimreview", "application/ld+json", "jsonld", write_datafeed, write_datafeed)


_BUILT_IN: dict[str, Callable[[], Format]] = {
    "csv": _csv,
    "json": _json,
    "jsonl": _json_lines,
    "claimreview": _claimreview,
}


def format_names() -> list[str]:
    """All names that ``get_format`` knows, the built-in ones first."""
    others = {point.name for point in entry_points(group=ENTRY_POINT)} - _BUILT_IN.keys()
    return [*_BUILT_IN, *sorted(others)]


@cache
def get_format(name: str) -> Format:
    """Return the format of that name; raise InvalidInput for an unknown one."""
    if name in _BUILT_IN:
        return _BUILT_IN[name]()
    for point in entry_points(group=ENTRY_POINT, name=name):
        added: Format = point.load()()
        return added
    raise InvalidInput(f"There is no export format {name!r}; there are: {', '.join(format_names())}.")
