"""What the workbench shows: the text with its marks, and a card for each claim in reading order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar

from flask import url_for
from markupsafe import Markup, escape
from werkzeug.datastructures import MultiDict

from claims.domain.article import Article, Version
from claims.domain.claim import Claim, DropReason, SetAsideReason
from claims.domain.kind import ClaimKind
from claims.domain.label import label
from claims.domain.media import TimeRange, place_of
from claims.domain.state import ClaimState
from claims.domain.workflow import CLAIM_STEPS, ClaimStep, allowed_steps
from claims.i18n import gettext as _
from claims.publishing.marking import Segment, Span, segments
from claims.services.triage import Sighting
from claims.services.workbench import WINDOW, Filter, Line, Listing
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
SCORES = (25, 50, 75)
"""Steps of “worth checking at least …” that the filter offers."""
PART_LENGTH = 4_000
"""About so many characters of the text are one part, which the browser draws only where it is in sight."""
_LINE_END = Markup('<span class="line-end">\n</span>')
_MAX_FILTER_WORDS = 200
_SPLITTABLE = frozenset({ClaimState.SUGGESTED, ClaimState.SELECTED, ClaimState.NOT_SELECTED})


@dataclass(frozen=True, slots=True)
class Card:
    """One claim beside the text."""

    claim: Claim
    exact: str
    places: int
    note: str
    steps: frozenset[ClaimStep]
    base: str
    """The address that its actions begin with."""
    following: int | None = None
    """The claim to go on with when this one is decided, for a page without script."""
    said: str = ""
    """When its words are said in a transcript, and by whom."""

    def may(self, step: str) -> bool:
        """Whether the workflow lets the claim do this now."""
        return step in self.steps

    @property
    def splittable(self) -> bool:
        """Whether it can be split and merged."""
        return self.claim.state in _SPLITTABLE

    def to(self, action: str) -> str:
        """Return the address of an action; it carries which state of the claim was seen."""
        then = f"&then={self.following}" if self.following else ""
        return f"{self.base}/{action}?edits={self.claim.edits}{then}"


@dataclass(frozen=True, slots=True)
class Mark:
    """A run of text; ``keys`` are the claims that it belongs to, if any."""

    text: Markup
    keys: str = ""
    state: str = ""
    """That of the innermost claim."""
    ids: Sequence[int] = ()
    """Claims whose words begin here."""


@dataclass(frozen=True, slots=True)
class Workbench:
    """All that the page needs; the number of queries does not grow with the claims."""

    article: Article
    version: Version
    listing: Listing
    shown: Sequence[Card]
    aside: Sequence[Card]
    """Set aside: folded away, unless one filters for them."""
    parts: Sequence[Sequence[Mark]]
    filter: Filter
    place: str
    """Which claims of how many are shown; empty when all are."""
    earlier: int | None
    """A claim of the window before this one."""
    later: int | None
    seen: Sighting

    @property
    def claims(self) -> int:
        """How many claims the article has, whatever is shown of them."""
        return self.listing.claims


def read_filter(arguments: MultiDict[str, str], person_id: int | None) -> Filter:
    """Return the filter that an address asks for; a value that there is not filters nothing."""
    score = arguments.get("score", "")
    return Filter(
        state=_member(ClaimState, arguments.get("state")),
        kind=_member(ClaimKind, arguments.get("kind")),
        score=min(int(score), 100) if score.isascii() and score.isdigit() and len(score) < 4 else 0,
        said_by=arguments.get("by", ""),
        words=arguments.get("q", "")[:_MAX_FILTER_WORDS].replace("\x00", ""),
        checkable={"yes": True, "no": False}.get(arguments.get("checkable", "")),
        mine=person_id if arguments.get("mine") else None,
    )


def window(listing: Listing, chosen: Filter, at: int | None) -> tuple[Sequence[Line], Sequence[Line], int]:
    """Return the lines whose cards are shown, those folded away beside them, and where the window begins.

    ``at`` is a claim that must be in it; without it, it is the first one.
    """
    unfolded = [line for line in listing.visible if chosen.state or line.state is not ClaimState.NOT_SELECTED]
    wanted = next((line.order for line in listing.visible if line.id == at), None)
    index = sum(line.order < wanted for line in unfolded) if wanted else 0
    begin = min(index, max(len(unfolded) - 1, 0)) // WINDOW * WINDOW
    shown = unfolded[begin : begin + WINDOW]
    if chosen.state:
        return shown, (), begin
    low = shown[0].order if begin else (-1,)
    after = unfolded[begin + WINDOW : begin + WINDOW + 1]
    folded = [line for line in listing.visible if line.state is ClaimState.NOT_SELECTED and line.order >= low]
    if after:
        folded = [line for line in folded if line.order < after[0].order]
    around = sum(line.order < wanted for line in folded) if wanted else 0
    first = around // WINDOW * WINDOW
    return shown, folded[first : first + WINDOW], begin


def cards_of(
    claims: Sequence[Claim], version_id: int, weights: Mapping[str, float], following: Mapping[int, int]
) -> list[Card]:
    """Make the cards of claims as a version has them; the weights are those of the questions behind the score."""
    return [_card(claim, version_id, weights, following.get(claim.id)) for claim in claims]


def next_suggested(lines: Sequence[Line]) -> Mapping[int, int]:
    """Map each claim to the next one that is only suggested, or to its neighbour when there is none."""
    found: dict[int, int] = {}
    upcoming: int | None = None
    for line, after in reversed(list(pairwise([*lines, None]))):
        if after is not None and after.state is ClaimState.SUGGESTED:
            upcoming = after.id
        if line is not None and (upcoming or after):
            found[line.id] = upcoming or (after.id if after else line.id)
    return found


def text_parts(text: str, lines: Iterable[Line]) -> list[list[Mark]]:
    """Cut the text into marks, and these into parts of whole lines; joined together they are the text."""
    shown = list(lines)
    states = {line.id: line.state for line in shown}
    seen: set[int] = set()
    parts: list[list[Mark]] = [[]]
    length = 0
    for segment in segments(text, [Span(*place, line.id) for line in shown for place in line.places]):
        for piece, ends_line in _pieces(segment, length):
            parts[-1].append(_mark(piece, segment.keys, states, seen))
            length += len(piece)
            if ends_line and length >= PART_LENGTH:
                parts.append([])
                length = 0
    return parts


def set_aside_reasons() -> Sequence[tuple[str, str]]:
    """Return why a claim can be set aside, in words."""
    return [(reason.value, label(reason)) for reason in SetAsideReason]


def drop_reasons() -> Sequence[tuple[str, str]]:
    """Return why a claim can be given up, in words."""
    return [(reason.value, label(reason)) for reason in DropReason]


def _pieces(segment: Segment, length: int) -> list[tuple[str, bool]]:
    """Cut a segment after the first line end that fills a part; the rest is cut the same way."""
    pieces, rest = [], segment.text
    while length + len(rest) >= PART_LENGTH:
        end = rest.find("\n", max(PART_LENGTH - length - 1, 0)) + 1
        if not end:
            break
        pieces.append((rest[:end], True))
        rest, length = rest[end:], 0
    return [*pieces, (rest, False)] if rest else pieces


def _mark(text: str, keys: Sequence[object], states: Mapping[int, ClaimState], seen: set[int]) -> Mark:
    lines = _LINE_END.join(text.split("\n")) if "\n" in text else escape(text)
    if not keys:
        return Mark(lines)
    ids = [key for key in keys if isinstance(key, int)]
    first = [key for key in ids if key not in seen]
    seen.update(first)
    return Mark(lines, " ".join(map(str, ids)), states[ids[-1]].value, first)


def _card(claim: Claim, version_id: int, weights: Mapping[str, float], following: int | None) -> Card:
    places = [place for place in claim.appearances if place.version_id == version_id and place.exact]
    places.sort(key=lambda place: place.start or 0)  # a place that was just moved here stands last
    steps = frozenset(allowed_steps(CLAIM_STEPS, claim.state))
    base = url_for("claim.page", claim_id=claim.id)
    exact = places[0].exact if places else ""
    heard = place_of(places[0].place) if places else None
    said = heard.said if isinstance(heard, TimeRange) else ""
    return Card(claim, exact, len(places), _note(claim, weights), steps, base, following, said)


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
