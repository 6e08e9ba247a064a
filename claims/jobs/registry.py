"""Job engines by name; others add theirs by the entry point ``claims.jobs``."""

from collections.abc import Callable
from functools import cache
from importlib.metadata import entry_points

from claims.errors import InvalidInput
from claims.i18n import gettext as _
from claims.jobs.base import JobEngine

ENTRY_POINT = "claims.jobs"
DEFAULT_ENGINE = "embedded"


def _embedded() -> JobEngine:
    from claims.jobs.embedded import EmbeddedJobs

    return EmbeddedJobs()


_BUILT_IN: dict[str, Callable[[], JobEngine]] = {"embedded": _embedded}


def engine_names() -> list[str]:
    """All names that ``get_engine`` knows, the built-in ones first."""
    others = {point.name for point in entry_points(group=ENTRY_POINT)} - _BUILT_IN.keys()
    return [*_BUILT_IN, *sorted(others)]


@cache
def get_engine(name: str = DEFAULT_ENGINE) -> JobEngine:
    """Return the engine of that name, made once per process; raise InvalidInput for an unknown name."""
    if name in _BUILT_IN:
        return _BUILT_IN[name]()
    for point in entry_points(group=ENTRY_POINT, name=name):
        engine: JobEngine = point.load()()
        return engine
    names = ", ".join(engine_names())
    raise InvalidInput(_("There is no job engine “%(name)s”; there are: %(names)s.", name=name, names=names))
