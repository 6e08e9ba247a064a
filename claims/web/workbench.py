"""What the workbench shows: the text with its marks, and a card for each claim in reading order."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from claims.domain.article import Article, Version
from claims.domain.claim import Claim, DropReason, SetAsideReason
from claims.domain.kind import ClaimKind
from claims.domain.label import label
from claims.domain.state import ClaimState
from claims.domain.workflow import CLAIM_STEPS, ClaimStep, allowed_steps
from claims.i18n import gettext as _
from claims.publishing.marking import Segment, Span, segments
from claims.web.worth import worth_of

M = TypeVar("M", bound=StrEnum)

STATES = (
    ClaimState.SUGGESTED,
    ClaimState.SELECTED,
    ClaimState.NOT_SELECTED,
    ClaimState.WAITING,
    ClaimState.DROPPED,
)
"""States that the list can be filtered by; merged claims are shown nowhere."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which claims are shown; None: all."""

    state: ClaimState | None = None
    kind: ClaimKind | None = None

    def lets_through(self, claim: Claim) -> bool:
        """Whether the claim is shown."""
        return self.state in (None, claim.state) and self.kind in (None, claim.kind)


@dataclass(frozen=True, slots=True)
class Card:
    """One claim beside the text."""

    claim: Claim
    exact: str
    places: int
    note: str
    steps: frozenset[ClaimStep]
    following: int | None
    """The next card's claim, to go on with when this one is folded away."""

    def may(self, step: str) -> bool:
        """Whether the workflow lets the claim do this now."""
        return step in self.steps


@dataclass(frozen=True, slots=True)
class Workbench:
    """All that the page needs; the number of queries does not grow with the claims."""

    article: Article
    version: Version
    shown: Sequence[Card]
    aside: Sequence[Card]
    """Set aside: folded away, unless one filters for them."""
    segments: Sequence[Segment]
    looks: Mapping[int, ClaimState]
    counts: Counter[ClaimState]
    filter: Filter

    @property
    def claims(self) -> int:
        """How many claims the article has, whatever is shown of them."""
        return sum(self.counts.values())


def read_filter(arguments: MultiDict[str, str]) -> Filter:
    """Return the filter that an address asks for; a value that there is not filters nothing."""
    return Filter(_member(ClaimState, arguments.get("state")), _member(ClaimKind, arguments.get("kind")))


def make_workbench(
    article: Article, version: Version, claims: Sequence[Claim], chosen: Filter, weights: Mapping[str, float]
) -> Workbench:
    """Put the page together; the claims are in reading order, the weights those of the questions."""
    visible = [claim for claim in claims if chosen.lets_through(claim)]
    is_aside = [claim.state is ClaimState.NOT_SELECTED and chosen.state is None for claim in visible]
    unfolded = [claim for claim, aside in zip(visible, is_aside, strict=True) if not aside]
    following = {one.id: other.id for one, other in pairwise(unfolded)}
    cards = [_card(claim, version, following.get(claim.id), weights) for claim in visible]
    return Workbench(
        article=article,
        version=version,
        shown=[card for card, aside in zip(cards, is_aside, strict=True) if not aside],
        aside=[card for card, aside in zip(cards, is_aside, strict=True) if aside],
        segments=segments(version.text, _spans(visible, version)),
        looks={claim.id: claim.state for claim in visible},
        counts=_counts(claims),
        filter=chosen,
    )


def set_aside_reasons() -> Sequence[tuple[str, str]]:
    """Return why a claim can be set aside, in words."""
    return [(reason.value, label(reason)) for reason in SetAsideReason]


def drop_reasons() -> Sequence[tuple[str, str]]:
    """Return why a claim can be given up, in words."""
    return [(reason.value, label(reason)) for reason in DropReason]


def _counts(claims: Sequence[Claim]) -> Counter[ClaimState]:
    """Count the claims in each state that there is, in the order of a claim's life."""
    counted = Counter(claim.state for claim in claims)
    return Counter({state: counted[state] for state in STATES if counted[state]})


def _spans(claims: Sequence[Claim], version: Version) -> list[Span]:
    return [
        Span(appearance.start, appearance.end, claim.id)
        for claim in claims
        for appearance in claim.appearances
        if appearance.version_id == version.id and appearance.start is not None and appearance.end is not None
    ]


def _card(claim: Claim, version: Version, following: int | None, weights: Mapping[str, float]) -> Card:
    places = [place for place in claim.appearances if place.version_id == version.id and place.exact]
    steps = frozenset(allowed_steps(CLAIM_STEPS, claim.state))
    return Card(claim, places[0].exact if places else "", len(places), _note(claim, weights), steps, following)


def _note(claim: Claim, weights: Mapping[str, float]) -> str:
    if claim.state is ClaimState.NOT_SELECTED and claim.set_aside_reason:
        return label(claim.set_aside_reason)
    if claim.state is ClaimState.DROPPED and claim.drop_reason:
        return label(claim.drop_reason)
    worth = worth_of(claim, weights)
    if worth is None:
        return _("added by a person")
    return worth.sentence


def _member(kind: type[M], value: str | None) -> M | None:
    return kind(value) if value in {member.value for member in kind} else None
