"""What every extraction engine is: a function of an article's text to candidate claims."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from claims.domain.anchor import Anchor
from claims.domain.kind import ClaimKind
from claims.domain.question import Uncheckable


class Granularity(StrEnum):
    """How finely sentences are split."""

    DEFAULT = "default"
    """As a reviewer checks: one claim per statement that can be checked alone."""
    FINE = "fine"
    """As researchers' references have it: nested facts too."""


@dataclass(frozen=True, slots=True)
class Options:
    """How an engine should work; every engine accepts all of them and may ignore what it cannot do."""

    granularity: Granularity = Granularity.DEFAULT
    keep_attribution: bool = False
    """Leave "Zidane said" in the claim's text instead of moving it to ``attribution``."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text to break into claims.

    ``text`` is normalised (see ``claims.domain.anchor.normalise``); ``title`` and ``context`` (text that
    stood before) only help to resolve references; ``subject`` is who or what the text is about.
    """

    text: str
    title: str = ""
    context: str = ""
    subject: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One claim that an engine found: ``anchor.exact == passage.text[anchor.start:anchor.end]``."""

    text: str
    anchor: Anchor
    kind: ClaimKind
    attribution: str = ""
    """Who said it inside the article, or empty."""
    score: float = 0.0
    """How much it is worth checking, 0 to 1."""
    reasons: tuple[str, ...] = ()
    """The questions of ``claims.domain.question`` (``number``, ``opinion`` …) that moved the score."""
    answers: Mapping[str, float] = field(default_factory=dict)
    """The answers behind the score, so that a desk can weigh them anew; empty: the score is the engine's own."""
    uncheckable: Uncheckable | None = None
    """Why nobody can find out whether it is true."""
    also: tuple[Anchor, ...] = ()
    """Further places of the same passage that say the same."""


class ExtractionEngine(Protocol):
    """Breaks texts into claims. Engines hold no session, no request and no settings.

    One that does not read every language has besides ``languages``, a frozenset of two-letter codes.
    """

    name: str
    version: str

    def extract(self, passage: Passage, options: Options = Options()) -> list[Candidate]:
        """Return the claims of one text in reading order; raise EngineError when the engine cannot work."""
        ...

    def extract_many(self, passages: Iterable[Passage], options: Options = Options()) -> Iterator[list[Candidate]]:
        """Yield the claims of each text, in order, reading ahead at most a batch."""
        ...
