"""Where claims stand in a text: cut into segments to mark, whole or only the quoted passages.

Offsets are code points into the text, as anchors count them.
"""

import re
from collections import deque
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

CONTEXT_CHARACTERS = 200
_SENTENCE_START = re.compile(r"(?:[。！？][”’」』]*|[.!?…][\"'”’»)\]]*\s)\s*(?=\S)")
_SENTENCE_END = re.compile(r"[。！？][”’」』]*|[.!?…][\"'”’»)\]]*(?=\s)")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Span:
    """The words ``text[start:end]`` and the key of the claim that is pinned to them."""

    start: int
    end: int
    key: Hashable


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text that the same claims cover; ``keys`` is empty where there is none."""

    text: str
    start: int
    keys: tuple[Hashable, ...]
    """Claims that began earlier come first; of those that began together, the longest."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive segments around quoted words; iterating gives the segments."""

    segments: tuple[Segment, ...]
    cut_before: bool
    """The paragraph has more words before: show an ellipsis."""
    cut_after: bool
    """The paragraph has more words after: show an ellipsis."""

    def __iter__(self) -> Iterator[Segment]:
        return iter(self.segments)


def segments(text: str, spans: Iterable[Span]) -> list[Segment]:
    """Cut the whole text: joined together, the segments are the text.

    Spans may overlap, nest and repeat keys; what lies outside the text is left out.
    """
    return _cut(text, _inside(text, spans), 0, len(text))


def passages(text: str, spans: Iterable[Span], *, context_characters: int = CONTEXT_CHARACTERS) -> list[Passage]:
    """Return only the parts of paragraphs around the spans, in the text's order.

    Each reaches at most ``context_characters`` to either side of its spans, never beyond their paragraphs, and
    begins and ends at a sentence's end, or between words where there is none in reach.
    """
    inside = _inside(text, spans)
    windows = [_window(text, span, context_characters) for span in inside]
    return [
        Passage(
            tuple(_cut(text, inside, start, end)),
            bool(text[_line_start(text, start) : start].strip()),
            bool(text[end : _line_end(text, end)].strip()),
        )
        for start, end in _joined(text, windows)
    ]


def paragraphs(passage: Passage) -> list[Passage]:
    """Cut a passage at its line ends; lines without words are left out."""
    lines: list[list[Segment]] = [[]]
    for segment in passage:
        start = segment.start
        for number, text in enumerate(segment.text.split("\n")):
            if number:
                lines.append([])
            if text:
                lines[-1].append(Segment(text, start, segment.keys))
            start += len(text) + 1
    kept = [tuple(line) for line in lines if any(segment.text.strip() for segment in line)]
    last = len(kept) - 1
    return [
        Passage(line, passage.cut_before and number == 0, passage.cut_after and number == last)
        for number, line in enumerate(kept)
    ]


def _inside(text: str, spans: Iterable[Span]) -> list[Span]:
    clipped = (Span(max(span.start, 0), min(span.end, len(text)), span.key) for span in spans)
    return sorted((span for span in clipped if span.start < span.end), key=lambda span: (span.start, -span.end))


def _cut(text: str, spans: list[Span], low: int, high: int) -> list[Segment]:
    """Cut ``text[low:high]``; the spans are sorted."""
    covering = [span for span in spans if span.start < high and span.end > low]
    edges = {edge for span in covering for edge in (span.start, span.end) if low < edge < high}
    cuts = sorted({low, high} | edges)
    found: list[Segment] = []
    active: list[Span] = []
    upcoming = deque(covering)
    for start, end in pairwise(cuts):
        active = [span for span in active if span.end > start]
        while upcoming and upcoming[0].start <= start:
            active.append(upcoming.popleft())
        _append(found, Segment(text[start:end], start, tuple(dict.fromkeys(span.key for span in active))))
    return found


def _append(found: list[Segment], segment: Segment) -> None:
    """Add a segment, or lengthen the last one if the same claims cover it."""
    if found and found[-1].keys == segment.keys:
        last = found.pop()
        segment = Segment(last.text + segment.text, last.start, segment.keys)
    found.append(segment)


def _window(text: str, span: Span, context: int) -> tuple[int, int]:
    return _window_start(text, span.start, context), _window_end(text, span.end, context)


def _window_start(text: str, start: int, context: int) -> int:
    line, reach = _line_start(text, start), start - context
    if reach <= line:
        return line
    for pattern in (_SENTENCE_START, _SPACE):
        if found := pattern.search(text, reach, start):
            return found.end()
    return start


def _window_end(text: str, end: int, context: int) -> int:
    line, reach = _line_end(text, end), end + context
    if reach >= line:
        return line
    for pattern in (_SENTENCE_END, _SPACE):
        found = list(pattern.finditer(text, end, reach))
        if found:
            return found[-1].end() if pattern is _SENTENCE_END else found[-1].start()
    return end


def _line_start(text: str, place: int) -> int:
    return text.rfind("\n", 0, place) + 1


def _line_end(text: str, place: int) -> int:
    found = text.find("\n", place)
    return len(text) if found < 0 else found


def _joined(text: str, windows: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join windows that overlap or have only spaces of one line between them."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(windows):
        if joined and _touch(text, joined[-1][1], start):
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _touch(text: str, end: int, start: int) -> bool:
    between = text[end:start]
    return start <= end or ("\n" not in between and not between.strip())
