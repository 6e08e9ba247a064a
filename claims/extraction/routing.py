"""Which engine reads a text: the one asked for, or the baseline where that one does not know the language."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from claims.extraction.base import Candidate, ExtractionEngine, Options, Passage
from claims.extraction.registry import get_engine, needs_model

FALLBACK_ENGINE = "sentence"


@dataclass(frozen=True, slots=True)
class Extracted:
    """The claims of one text; ``fallback`` names the engine that found them in place of the one asked for."""

    candidates: list[Candidate]
    fallback: str = ""


def engine_name_for(name: str, language: str) -> str:
    """Return the name of the engine asked for, or of the baseline when that one does not read the language."""
    first = name.split("+", maxsplit=1)[0]  # a model only betters what the engine before it has read
    return name if needs_model(first) or reads(get_engine(first), language) else FALLBACK_ENGINE


def engine_for(engine: ExtractionEngine, language: str) -> ExtractionEngine:
    """Return the engine, or the baseline when it does not read the language."""
    return engine if reads(engine, language) else get_engine(FALLBACK_ENGINE)


def reads(engine: ExtractionEngine, language: str) -> bool:
    """Whether an engine reads a language; one that does not say which it reads, reads all."""
    languages: frozenset[str] = getattr(engine, "languages", frozenset())
    return not languages or language.split("-", maxsplit=1)[0] in languages


def read_many(
    engine: ExtractionEngine, passages: Iterable[Passage], options: Options = Options()
) -> Iterator[Extracted]:
    """Yield the claims of each text, in order, by the engine or the baseline in its place."""
    fallback = get_engine(FALLBACK_ENGINE)
    unread: deque[Passage | None] = deque()

    def readable() -> Iterator[Passage]:
        for passage in passages:
            known = reads(engine, passage.language)
            unread.append(None if known else passage)
            yield passage if known else replace(passage, text="", title="", context="")

    for candidates in engine.extract_many(readable(), options):
        passage = unread.popleft()
        if passage is None:
            yield Extracted(candidates)
        else:
            yield Extracted(fallback.extract(passage, options), fallback.name)
