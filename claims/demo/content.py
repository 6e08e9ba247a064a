"""What the demonstration's data are made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from claims.domain.claim import SetAsideReason
from claims.domain.gate import Gate, GateAnswer
from claims.domain.kind import ClaimKind
from claims.domain.person import Role
from claims.domain.source import Stance
from claims.domain.verdict import CorrectionKind


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody with an account on the demonstration."""

    name: str
    email: str
    role: Role


@dataclass(frozen=True, slots=True)
class Wanted:
    """A claim to find among those of the engine, or else to make at its exact words."""

    text: str
    """As the reviewer words it."""
    exact: str
    """Words of the article."""
    kind: ClaimKind = ClaimKind.EVENT
    also: Sequence[str] = ()
    """Other wordings that say the same."""
    rest: str = ""
    """What to split off when the engine found both in one claim."""


@dataclass(frozen=True, slots=True)
class Triage:
    """A claim that gets no verdict (yet), and what was decided on it."""

    wanted: Wanted
    aside: SetAsideReason | None = None
    wait_until: date | None = None
    taken_by: str = ""
    """Name of the person who works on it, or empty."""


@dataclass(frozen=True, slots=True)
class Page:
    """A web page that a reviewer consulted; the demonstration fetches none."""

    title: str
    address: str
    publisher: str
    published_on: date | None
    origin: str


@dataclass(frozen=True, slots=True)
class Exhibit:
    """What a page says on a claim: at most one quoted sentence."""

    page: Page
    stance: Stance
    quote: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One revision of a verdict."""

    rating: str
    summary: str
    explanation: str
    as_of: date
    searched: str
    exhibits: Sequence[Exhibit] = ()
    """Evidence that this revision adds to what there was before."""
    reasons: Mapping[Gate, GateAnswer] = field(default_factory=dict)
    how_to_repeat: str = ""
    could_change: str = ""
    approval: str = ""
    """The approver's comment, for the desk only."""
    correction: CorrectionKind | None = None
    note: str = ""
    """The public note of the correction."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim with its verdict, as far as the desk has brought it."""

    wanted: Wanted
    author: str
    approver: str
    """Empty: the verdict is not approved yet."""
    answers: Sequence[Answer]
    submitted: bool = True
