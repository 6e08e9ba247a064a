"""A sentence made simpler before it is parsed, and what was cut out of it."""

from dataclasses import dataclass, field

from claims.extraction.linguistic.traced import Traced

FINITE_VERB = r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|must|do|does|did)\b"
"""A verb form that only a clause has."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """A superlative insertion without its noun: ``, the first in six years``."""

    determiner: str
    words: Traced
    at: int
    """Offset in the original where it was cut."""


@dataclass(frozen=True, slots=True)
class Inclusion:
    """Examples of the noun before them: ``, including drones``."""

    items: Traced
    at: int


@dataclass(frozen=True, slots=True)
class Absolute:
    """A noun and its state beside a clause: ``, with dozens of leaders in attendance``."""

    noun: Traced
    state: Traced


@dataclass(slots=True)
class Surface:
    """A sentence made simpler, and what was cut out of it."""

    main: Traced
    sides: list[Traced] = field(default_factory=list)
    rankings: list[Ranking] = field(default_factory=list)
    inclusions: list[Inclusion] = field(default_factory=list)
    absolutes: list[Absolute] = field(default_factory=list)
    nested: list[Traced] = field(default_factory=list)
    """Sentences that only researchers ask for: ages."""
    speaker: str = ""
    reporter: Traced | None = None
    """``X told the paper that this is so.`` for a reporting clause that was cut out."""
    reporter_name: str = ""

    def cut(self, start: int, end: int, instead: str = "") -> None:
        """Cut a stretch out of the main sentence."""
        self.main = self.main.without(start, end, instead)

    @property
    def parts(self) -> list[Traced]:
        """Everything that is parsed: the main sentence, the side sentences, the reporting clause."""
        return [self.main, *self.sides, *([self.reporter] if self.reporter else [])]

    def place(self, position: int) -> int:
        """Return the original offset of a position in the main sentence."""
        span = self.main.span(position)
        return span[0] if span else -1
