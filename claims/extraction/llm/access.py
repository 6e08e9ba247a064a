"""What an engine with a language model is handed: where the model is, on which terms, and who counts."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

MILLION = 1_000_000


class Endpoint(Protocol):
    """Where a language model answers; made from the configuration."""

    @property
    def url(self) -> str:
        """An http(s) address, with or without ``/v1`` at its end."""

    @property
    def key(self) -> str:
        """The secret that opens it, or empty."""

    @property
    def timeout(self) -> int:
        """Seconds that one request may take."""

    @property
    def model(self) -> str:
        """The model to ask where nobody names another, or empty."""

    @property
    def is_local(self) -> bool:
        """Whether it is on this machine, so that nothing leaves it."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that went in and came out."""

    input_tokens: int = 0
    output_tokens: int = 0

    @property
    def total(self) -> int:
        """All tokens."""
        return self.input_tokens + self.output_tokens

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(self.input_tokens + other.input_tokens, self.output_tokens + other.output_tokens)


@dataclass(frozen=True, slots=True)
class ModelTerms:
    """Which model, and how far it may go with one article."""

    model: str
    sentences: int = 10
    """Sentences in a request."""
    seconds: int = 600
    tokens: int = 200_000
    retries: int = 3
    """Further attempts of one request."""
    input_price: float = 0.0
    """Of a million tokens."""
    output_price: float = 0.0
    currency: str = ""
    """Of the prices, by its code (ISO 4217)."""

    def cost(self, usage: Usage) -> float:
        """Return what the tokens cost, in the currency of the prices."""
        return (usage.input_tokens * self.input_price + usage.output_tokens * self.output_price) / MILLION


class Fault(StrEnum):
    """Why something that the model returned was left out."""

    MALFORMED = "malformed"
    """Not of the form asked for, or about a sentence or claim that it was not asked about."""
    EMPTY = "empty"
    LONG = "long"
    QUOTE = "quote"
    """Its quote does not stand in the article."""
    NUMBER = "number"
    NAME = "name"
    LANGUAGE = "language"
    WORDS = "words"
    """Most of its words do not stand in the article."""
    DUPLICATE = "duplicate"
    MANY = "many"
    """More claims of one sentence than a sentence can hold."""


@dataclass(slots=True)
class Tally:
    """What a run took and left out; whoever orders the run hands it in, the engine counts."""

    requests: int = 0
    usage: Usage = Usage()
    dropped: Counter[Fault] = field(default_factory=Counter)
    shortfall: str = ""
    """Why the claims of another engine were not refined; empty when they were, or were not to be."""


class Meter(Protocol):
    """Keeps limits that hold for more than one article."""

    def reserve(self, usage: Usage) -> int:
        """Put aside what a request may take at most and return a ticket; raise ModelError when it is too much."""

    def settle(self, ticket: int, usage: Usage) -> None:
        """Say what a request took in fact."""


class NoMeter:
    """Has no limit, for the command line without a desk."""

    def reserve(self, usage: Usage) -> int:
        """Allow it."""
        del usage
        return 0

    def settle(self, ticket: int, usage: Usage) -> None:
        """Keep nothing."""


@dataclass(frozen=True, slots=True)
class ModelAccess:
    """All that an engine needs to use a language model."""

    endpoint: Endpoint
    terms: ModelTerms
    meter: Meter = field(default_factory=NoMeter)
    tally: Tally = field(default_factory=Tally)
