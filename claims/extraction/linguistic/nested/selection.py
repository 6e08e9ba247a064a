"""Which nested facts to say: a linear model of what people write down as the facts of a sentence.

The weights were learned (``train/nested.py``) and lie in ``model/nested.json``. Facts are taken one after the
other, the likeliest first, each judged beside those that were taken already: near-repetitions are left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import exp
from typing import TYPE_CHECKING

from claims.extraction.linguistic.pipeline import MODEL_FOLDER

if TYPE_CHECKING:
    from claims.extraction.linguistic.nested.option import Option

WEIGHTS_FILE = "nested.json"
MAX_CHOSEN = 24
"""Facts of one sentence."""


@dataclass(frozen=True, slots=True)
class Selector:
    """Weights of the traits, and how likely a fact has to be to be said."""

    weights: Mapping[str, float]
    bias: float
    threshold: float

    def choose(self, options: Sequence[Option]) -> list[Option]:
        """Return the options to say, the likeliest first."""
        left = [self.pending(option) for option in options]
        chosen: list[Option] = []
        while left and len(chosen) < MAX_CHOSEN:
            best = max(left, key=lambda pending: pending.base + self.sum(pending.traits_beside()))
            if self.likelihood(best) < self.threshold:
                break
            chosen.append(best.option)
            left.remove(best)
            for pending in left:
                pending.stand_beside(best.option)
        return chosen

    def pending(self, option: Option) -> Pending:
        """Return an option as it stands before anything is chosen."""
        return Pending(option, self.bias + self.sum(option.traits))

    def sum(self, traits: Iterable[str]) -> float:
        """Return the sum of the weights of some traits."""
        return sum(self.weights.get(trait, 0.0) for trait in traits)

    def likelihood(self, pending: Pending) -> float:
        """Return how likely people would write an option down beside what was chosen."""
        return 1 / (1 + exp(-pending.base - self.sum(pending.traits_beside())))


@dataclass(slots=True, eq=False)
class Pending:
    """An option that waits, and what it repeats of the chosen ones."""

    option: Option
    base: float = 0.0
    likeness: float = 0.0
    """Share of the words that it has in common with the most similar chosen option."""
    growth: int = 0
    """How many words more it has than that one."""
    siblings: int = -1
    """How many options of the same statement were chosen; -1 before anything was."""
    new: set[tuple[int, int]] = field(default_factory=set)
    """Its words that no chosen option has."""

    def __post_init__(self) -> None:
        self.new |= self.option.content

    def stand_beside(self, other: Option) -> None:
        """Take note of an option that was chosen."""
        mine, theirs = self.option.content, other.content
        total = len(mine) + len(theirs)
        alike = 2 * len(mine & theirs) / total if total else 1.0
        if alike >= self.likeness:
            self.likeness, self.growth = alike, len(mine) - len(theirs)
        self.siblings = max(self.siblings, 0) + (other.number == self.option.number)
        self.new -= theirs

    def traits_beside(self) -> tuple[str, ...]:
        """Return the traits that depend on what was chosen."""
        if self.siblings < 0:
            return ("first",)
        step, new = int(self.likeness * 10), len(self.new)
        return (
            f"alike {step}",
            f"alike {step} growth {max(-4, min(4, self.growth))}",
            f"new {min(new, 4)}",
            f"siblings {min(self.siblings, 5)}",
            f"siblings {min(self.siblings, 3)} new {min(new, 2)}",
        )


@cache
def shipped_selector() -> Selector:
    """Load the shipped weights once for the process."""
    return read_selector((MODEL_FOLDER / WEIGHTS_FILE).read_text("utf-8"))


def read_selector(text: str) -> Selector:
    """Read weights from JSON."""
    data = json.loads(text)
    return Selector(data["weights"], data["bias"], data["threshold"])
