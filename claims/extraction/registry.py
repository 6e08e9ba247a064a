"""Extraction engines by name; others add theirs by the entry point ``claims.extraction``."""

from collections.abc import Callable
from functools import cache
from importlib.metadata import entry_points

from claims.errors import InvalidInput
from claims.extraction.base import ExtractionEngine
from claims.extraction.llm.access import ModelAccess
from claims.i18n import gettext as _

ENTRY_POINT = "claims.extraction"
DEFAULT_ENGINE = "linguistic"


def _linguistic() -> ExtractionEngine:
    from claims.extraction.linguistic.engine import LinguisticEngine

    return LinguisticEngine()


def _sentence() -> ExtractionEngine:
    from claims.extraction.sentence import SentenceEngine

    return SentenceEngine()


def _llm(access: ModelAccess) -> ExtractionEngine:
    from claims.extraction.llm.engine import LlmEngine

    return LlmEngine(access)


def _refining(access: ModelAccess) -> ExtractionEngine:
    from claims.extraction.llm.refinement import RefiningEngine

    return RefiningEngine(get_engine("linguistic"), access)


_BUILT_IN: dict[str, Callable[[], ExtractionEngine]] = {"linguistic": _linguistic, "sentence": _sentence}
_WITH_MODEL: dict[str, Callable[[ModelAccess], ExtractionEngine]] = {"llm": _llm, "linguistic+llm": _refining}


def engine_names() -> list[str]:
    """All names that ``get_engine`` knows, the built-in ones first."""
    ours = [*_BUILT_IN, *_WITH_MODEL]
    others = {point.name for point in entry_points(group=ENTRY_POINT)} - set(ours)
    return [*ours, *sorted(others)]


def needs_model(name: str) -> bool:
    """Whether the engine of that name asks a language model."""
    return name in _WITH_MODEL


def get_engine(name: str = DEFAULT_ENGINE, access: ModelAccess | None = None) -> ExtractionEngine:
    """Return the engine of that name; raise InvalidInput for an unknown name, or for a model that is not there.

    An engine is made once per process, except one with a language model, which is made for the ``access``.
    """
    if name not in _WITH_MODEL:
        return _made_once(name)
    if access is None:
        raise InvalidInput(
            _("The engine %(name)s needs a language model: set CLAIMS_LLM_URL to its address.", name=name)
        )
    return _WITH_MODEL[name](access)


@cache
def _made_once(name: str) -> ExtractionEngine:
    if name in _BUILT_IN:
        return _BUILT_IN[name]()
    for point in entry_points(group=ENTRY_POINT, name=name):
        engine: ExtractionEngine = point.load()()
        return engine
    raise InvalidInput(f"There is no extraction engine {name!r}; there are: {', '.join(engine_names())}.")
