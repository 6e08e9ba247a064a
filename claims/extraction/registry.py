"""Extraction engines by name; others add theirs by the entry point ``claims.extraction``."""

from collections.abc import Callable
from functools import cache
from importlib.metadata import entry_points

from claims.errors import InvalidInput
from claims.extraction.base import ExtractionEngine

ENTRY_POINT = "claims.extraction"
DEFAULT_ENGINE = "linguistic"


def _linguistic() -> ExtractionEngine:
    from claims.extraction.linguistic.engine import LinguisticEngine

    return LinguisticEngine()


def _sentence() -> ExtractionEngine:
    from claims.extraction.sentence import SentenceEngine

    return SentenceEngine()


_BUILT_IN: dict[str, Callable[[], ExtractionEngine]] = {"linguistic": _linguistic, "sentence": _sentence}


def engine_names() -> list[str]:
    """All names that ``get_engine`` knows, the built-in ones first."""
    others = {point.name for point in entry_points(group=ENTRY_POINT)} - _BUILT_IN.keys()
    return [*_BUILT_IN, *sorted(others)]


@cache
def get_engine(name: str = DEFAULT_ENGINE) -> ExtractionEngine:
    """Return the engine of that name, made once per process; raise InvalidInput for an unknown name."""
    if name in _BUILT_IN:
        return _BUILT_IN[name]()
    for point in entry_points(group=ENTRY_POINT, name=name):
        engine: ExtractionEngine = point.load()()
        return engine
    raise InvalidInput(f"There is no extraction engine {name!r}; there are: {', '.join(engine_names())}.")
