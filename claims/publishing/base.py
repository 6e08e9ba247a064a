"""What readers see of a verdict, as plain frozen data: every page, feed and export is made from it.

A published revision stores its ``PublishedVerdict`` whole, as JSON, so that what was published never changes
with what it was made from. Moments are ISO 8601 with a zone, dates ISO 8601; absent texts are empty.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints
from urllib.parse import quote

from claims.i18n import closest_language
from claims.publishing.slug import slug

FORMAT = 1
"""Counts up when the stored shape changes; readers of old revisions convert."""


@dataclass(frozen=True, slots=True)
class PublishedWords:
    """What a rating is called in another language."""

    language: str
    """BCP 47."""
    label: str
    definition: str


@dataclass(frozen=True, slots=True)
class PublishedRating:
    """A step of the scale that the revision was made with."""

    key: str
    label: str
    definition: str
    value: int | None
    best: int
    worst: int
    scale: str
    scale_number: int
    icon: str = ""
    """The sign that the desk chose for it, if not the usual one."""
    translations: tuple[PublishedWords, ...] = ()
    """All that the scale had when it was published; empty also in revisions frozen before that was kept."""

    def in_language(self, language: str) -> "PublishedRating":
        """Return it as readers of a language see it: its own words where the scale has none in theirs."""
        tag = closest_language(language, [words.language for words in self.translations])
        words = next((one for one in self.translations if one.language == tag), None)
        return dataclasses.replace(self, label=words.label, definition=words.definition) if words else self


@dataclass(frozen=True, slots=True)
class PublishedClaimant:
    """Who made the claim."""

    name: str
    kind: str
    """``person`` or ``organisation``."""
    same_as: str = ""


@dataclass(frozen=True, slots=True)
class PublishedTime:
    """A stretch of a recording: seconds from its beginning, and who speaks where that is known."""

    start: float
    end: float
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class PublishedAppearance:
    """Where the claim appears: the exact words, and the article that they stand in."""

    article_id: int
    title: str
    outlet: str
    author: str
    address: str
    published_at: str
    medium: str
    exact: str
    prefix: str
    suffix: str
    start: int | None
    end: int | None
    version_number: int
    version_sha256: str
    attribution: str = ""
    archived_at: str = ""
    said: PublishedTime | None = None
    """When the words are said, in a transcript, recording or film."""


@dataclass(frozen=True, slots=True)
class PublishedEvidence:
    """A source and what it says about the claim."""

    evidence_id: int
    stance: str
    """``supports``, ``refutes`` or ``context``."""
    title: str
    address: str
    publisher: str
    published_on: str
    accessed_on: str
    kind: str
    primary: bool
    quote: str = ""
    translation: str = ""
    locator: str = ""
    note: str = ""
    archived_at: str = ""
    """Address of an archived copy that readers can open, or empty."""
    snapshot_sha256: str = ""
    no_snapshot_reason: str = ""
    """Key of ``claims.domain.source.NoSnapshotReason``, or empty."""
    no_snapshot_note: str = ""
    quote_check: str = ""
    """``found``, ``found_with_differences`` or ``cannot_read``; empty where readers are told nothing."""
    quote_differences: str = ""
    """How the words in the copy differ, a line a difference."""
    quote_found_in: str = ""
    """SHA-256 of the archived copy that the words were found in, or empty."""
    quote_checked_on: str = ""
    interests: str = ""
    """Who pays for the source, and what it may gain from the answer."""
    snapshot_at: str = ""
    """When the copy with ``snapshot_sha256`` was taken; an archived one never changes."""
    snapshot_status: int | None = None
    """The status of HTTP that it came with, where it was fetched."""
    archive_links: tuple[str, ...] = ()
    """Every address of an archived copy that readers can open, the newest first."""


@dataclass(frozen=True, slots=True)
class PublishedReason:
    """A reason that stood at a publish gate, with its sentence; public."""

    gate: str
    reason: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """A figure behind the claim, given or computed, with how it was computed."""

    name: str
    """What the formulas of the other figures call it by."""
    value: str
    """The number in plain decimal digits, so that programs read it; a computed one with at most 34 digits."""
    shown: str
    """The number or the whole working as people read it: ``(124 − 118) / 118 × 100 ≈ 5.08``."""
    formula: str = ""
    """Empty for a figure that is given."""
    unit: str = ""
    period: str = ""
    population: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PublishedPicture:
    """A picture in the explanation; the file is served by its hash."""

    id: int
    """What ``![](picture:ID)`` in the explanation calls it by."""
    sha256: str
    media_type: str
    width: int
    height: int
    alternative: str
    credit: str


@dataclass(frozen=True, slots=True)
class PublishedReply:
    """That somebody was asked about the claim, and what came of it."""

    whom: str
    channel: str
    """Key of ``claims.domain.contact.Channel``."""
    asked_at: str
    deadline: str = ""
    answered_at: str = ""
    answer: str = ""
    """Empty also for an answer that is not for the public."""
    private: bool = False
    """They answered, but not for the public."""


@dataclass(frozen=True, slots=True)
class PublishedCorrection:
    """The public note of a correction."""

    kind: str
    note: str
    at: str
    number: int
    """Number of the revision that the correction made."""


@dataclass(frozen=True, slots=True)
class PublishedVerdict:
    """One published revision, whole."""

    claim_id: int
    revision: int
    """Number of the revision, from 1."""
    wording: str
    in_our_words: bool
    """The wording is not the exact words of every appearance: no quotation marks round it."""
    kind: str
    language: str
    rating: PublishedRating
    summary: str
    explanation: str
    """Markdown, as the author wrote it."""
    as_of: str
    published_at: str
    first_published_at: str
    authors: tuple[str, ...]
    approvers: tuple[str, ...]
    alone: bool
    """Published without a second person; readers are told."""
    claimant: PublishedClaimant | None = None
    appearances: tuple[PublishedAppearance, ...] = ()
    evidence: tuple[PublishedEvidence, ...] = ()
    reasons: tuple[PublishedReason, ...] = ()
    corrections: tuple[PublishedCorrection, ...] = ()
    """All corrections up to this revision, oldest first."""
    searched: str = ""
    how_to_repeat: str = ""
    could_change: str = ""
    recheck_on: str = ""
    tags: tuple[str, ...] = ()
    published_at_url: str = ""
    said_on: str = ""
    """The day on which the claimant made it, if the desk knows it."""
    said_where: str = ""
    """The place or the occasion."""
    figures: tuple[PublishedFigure, ...] = ()
    """The number workbench; empty also in revisions that were frozen before figures were published."""
    checked_on: str = ""
    """When a second person checked what was published alone; laid over what is frozen, never stored with it."""
    checked_by: str = ""
    replies: tuple[PublishedReply, ...] = ()
    """Who was asked when, oldest first; empty also in revisions frozen before that was kept."""
    pictures: tuple[PublishedPicture, ...] = ()
    """Those that the explanation shows; empty also in revisions frozen before there were any."""
    recheck_when: str = ""
    """An event after which the desk will look again."""
    reexamining_since: str = ""
    """Since when the desk looks at it again; laid over what is frozen, never stored with it."""
    reexamining_note: str = ""
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Publisher:
    """The desk, as its markup and exports name it."""

    name: str
    address: str
    """Where readers reach the desk, without a slash at the end."""
    licence: str = ""
    """Address of the licence of the texts, or empty."""
    language: str = "en"

    def verdict_address(self, verdict: PublishedVerdict) -> str:
        """Return the canonical address of a verdict: the desk's own site where it says so."""
        here = f"{self.address}/claims/{verdict.claim_id}/{quote(slug(verdict.wording))}"
        return verdict.published_at_url or here

    def revision_address(self, verdict: PublishedVerdict) -> str:
        """Return the address that this very revision keeps for good."""
        return f"{self.address}/claims/{verdict.claim_id}/revisions/{verdict.revision}"


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A verdict that was published and is no more: exports keep it as a tombstone."""

    claim_id: int
    revision: int
    published_at: str
    withdrawn_at: str
    reason: str = ""


@dataclass(frozen=True)
class Export:
    """What one export holds: its heading, and its verdicts as a stream that is read once."""

    publisher: Publisher
    title: str
    address: str
    """Address of the page that shows the same, or empty."""
    made_at: str
    verdicts: Iterator[PublishedVerdict | Withdrawn]
    counts: Mapping[str, int] = field(default_factory=dict)
    """``claims`` considered, ``selected``, ``checked``."""


D = TypeVar("D")


def to_json(value: Any) -> Any:
    """Turn a dataclass of this module into dictionaries, lists and plain values."""
    return dataclasses.asdict(value)


def from_json(kind: type[D], data: Mapping[str, Any]) -> D:
    """Make the dataclass from what ``to_json`` gave; unknown keys are ignored, absent ones take defaults."""
    hints = get_type_hints(kind)
    known = {name: _value(hints[name], data[name]) for name in hints if name in data}
    return kind(**known)


def _value(hint: Any, value: Any) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if value is None:
        return None
    if origin in (Union, UnionType):
        return _value(next(kind for kind in arguments if kind is not type(None)), value)
    if origin is tuple:
        return tuple(_value(arguments[0], item) for item in value)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return from_json(hint, value)
    return value
