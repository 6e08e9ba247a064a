"""Pictures, recordings and films: which can be kept, and places in them that a claim is pinned to.

Times and regions are written as Media Fragments say (W3C, https://www.w3.org/TR/media-frags/): ``t=10,20`` in
seconds, ``xywh=percent:x,y,width,height``.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from claims.domain.article import Medium
from claims.errors import InvalidInput
from claims.i18n import gettext as _

MAX_MEDIA_BYTES = 200_000_000
MAX_SECONDS = 1_000_000
_CLOCK = re.compile(r"(?:(?:(\d{1,3}):)?([0-5]?\d):)?(\d{1,6}(?:[.,]\d{1,3})?)")


@dataclass(frozen=True, slots=True)
class Media:
    """A file that is in the store."""

    sha256: str
    media_type: str
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class TimeRange:
    """Seconds from the beginning; ``end`` comes after ``start``."""

    start: float
    end: float
    speaker: str = ""
    """Who speaks then, where a transcript says it."""

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= MAX_SECONDS:
            raise InvalidInput(_("The end of a time range comes after its beginning."))

    @property
    def place(self) -> dict[str, Any]:
        """As an appearance keeps it."""
        place: dict[str, Any] = {"start": self.start, "end": self.end}
        return place | {"speaker": self.speaker} if self.speaker else place

    @property
    def fragment(self) -> str:
        """What stands behind ``#`` in an address."""
        return f"t={self.start:g},{self.end:g}"

    @property
    def said(self) -> str:
        """When words are said, and by whom, for people to read."""
        if not self.speaker:
            return _("at %(time)s", time=clock(self.start))
        return _("at %(time)s, %(who)s", time=clock(self.start), who=self.speaker)

    def __str__(self) -> str:
        return f"{clock(self.start)}–{clock(self.end)}"


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a picture, in percent of its width and height from the left and upper edge."""

    x: float
    y: float
    width: float
    height: float

    def __post_init__(self) -> None:
        inside = self.x >= 0 and self.y >= 0 and self.x + self.width <= 100.01 and self.y + self.height <= 100.01
        if not inside or self.width <= 0 or self.height <= 0:
            raise InvalidInput(_("The region does not lie inside the picture."))

    @property
    def place(self) -> dict[str, Any]:
        """As an appearance keeps it."""
        return {"x": self.x, "y": self.y, "width": self.width, "height": self.height}

    @property
    def fragment(self) -> str:
        """What stands behind ``#`` in an address."""
        return f"xywh=percent:{self.x:g},{self.y:g},{self.width:g},{self.height:g}"

    def __str__(self) -> str:
        return f"{self.x:.0f} %, {self.y:.0f} %: {self.width:.0f} × {self.height:.0f} %"


def place_of(stored: Mapping[str, Any] | None) -> TimeRange | Region | None:
    """Return the place that an appearance keeps; None for one that is words, or the whole item."""
    if not stored:
        return None
    if "x" in stored:
        return Region(stored["x"], stored["y"], stored["width"], stored["height"])
    return TimeRange(stored["start"], stored["end"], stored.get("speaker", ""))


def time_of_words(cues: Sequence[Sequence[Any]], start: int) -> TimeRange | None:
    """Return when the words at a code point of a transcript are said; None where its times leave them out.

    ``cues`` are those of a version: [start, end, from, to, speaker], in the order of the text.
    """
    index = bisect_right(cues, start, key=itemgetter(0)) - 1
    if index < 0 or start >= cues[index][1]:
        return None
    _start, _end, since, until, speaker = cues[index]
    return TimeRange(since, until, speaker) if 0 <= since < until <= MAX_SECONDS else None


def read_clock(written: str) -> float:
    """Return the seconds of ``1:02:03.5``, ``2:03`` or ``123``; raise InvalidInput."""
    found = _CLOCK.fullmatch(written.strip())
    if found is None:
        raise InvalidInput(_("“%(value)s” is no time such as 1:02:03 or 2:03.", value=written[:40]))
    hours, minutes, seconds = found[1] or 0, found[2] or 0, found[3].replace(",", ".")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def clock(seconds: float) -> str:
    """Return seconds as a clock shows them: ``1:02:03``, with tenths where there are any."""
    whole, tenths = divmod(round(seconds * 10), 10)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    shown = f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
    return f"{shown}.{tenths}" if tenths else shown


def medium_of(media_type: str) -> Medium:
    """Return what an article is whose file has this media type."""
    kinds = {"image": Medium.PICTURE, "audio": Medium.AUDIO, "video": Medium.VIDEO}
    return kinds[media_type.partition("/")[0]]
