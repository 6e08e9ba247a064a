"""Lines of a printed page back to paragraphs: what a typesetter broke is joined, what repeats on pages is dropped.

The rules are about the page and not about the words: a line that had room for the next word ended on purpose.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page; lengths are points, from the lower left corner of a page that is ``height`` high."""

    text: str
    page: int
    left: float
    right: float
    baseline: float
    size: float
    """Height of its letters, from the lowest to the highest."""
    height: float
    hyphenated: bool = False
    """Whether it ends in the middle of a word, by a hyphen that is not in ``text``."""


EDGE_LINES = 3
"""Lines at the upper and the lower edge of a page that may be running titles or page numbers."""
_SAME_PLACE = 0.015
"""Of the height of a page."""
_REPEATED = 3
"""Pages from which on a line at the edge is a running one; both of two pages will do."""
_SAME_SIZE = 0.15
_NEIGHBOURS = 6
_BULLET = re.compile(r"(?:[•‣▪◦●■–—*·-]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+\S")
_SENTENCE_END = re.compile(r"[.!?…:;。！？؟।]['\"’”»)\]]*$")
_NUMERAL = re.compile(r"\d+|\b[ivxlc]{1,7}\b")
_FIRST_NUMBER, _LAST_NUMBER = re.compile(r"\W*(\d{1,5})\b"), re.compile(r"\b(\d{1,5})\W*$")
_KEEPS_HYPHEN = re.compile(r"(?:^|\s)(?:self|non|ex|anti|half|all|cross|\w*\d)$", re.IGNORECASE)
_UNSPACED = re.compile(r"[\u3001-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff60]")
"""Chinese and Japanese, which put no spaces between words and break lines anywhere."""
_LAST_WORD = re.compile(r"[^\W\d_]+$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")


def flowing_text(pages: Sequence[Sequence[Line]]) -> str:
    """Return the text of pages, with an empty line between paragraphs."""
    running = _running(pages)
    kept = [line for page in pages for line in page if _key(line) not in running]
    lines = _rows(kept or [line for page in pages for line in page])
    if not lines:
        return ""
    words = _whole_words(lines)
    leading = _leading(lines)
    rights = [_right_edge(lines, place) for place in range(len(lines))]
    pieces = [lines[0].text]
    for place in range(1, len(lines)):
        above, line = lines[place - 1], lines[place]
        separator = "" if above.hyphenated else _separator(above, line, leading, rights[place - 1])
        if separator == " " and above.text.endswith(("-", "\u2010")) and line.text[:1].islower():
            pieces[-1] = pieces[-1][:-1]
            above, separator = _as_hyphenated(above), ""
        if separator == " " and _UNSPACED.match(above.text[-1]) and _UNSPACED.match(line.text):
            separator = ""
        elif separator == "" and _has_hyphen(above, line, words):
            separator = "-"
        pieces += [separator, line.text]
    return "".join(pieces).strip()


def _whole_words(lines: Sequence[Line]) -> frozenset[str]:
    """Return the words of the document that no hyphen at the end of a line broke."""
    words: set[str] = set()
    broken = False
    for line in lines:
        found = [word.lower() for word in _FIRST_WORD.findall(line.text)]
        ends_broken = line.hyphenated or line.text.endswith(("-", "\u2010"))
        words.update(found[1 if broken else 0 : -1 if ends_broken else None])
        broken = ends_broken
    return frozenset(words)


def _running(pages: Sequence[Sequence[Line]]) -> frozenset[tuple[int, float, str]]:
    """Return the lines at the edges that stand at the same place on several pages, whatever their numbers."""
    places: dict[tuple[bool, str], list[Line]] = defaultdict(list)
    for page in pages:
        ordered = sorted(page, key=lambda line: -line.baseline)
        for line in ordered[:EDGE_LINES]:
            places[True, _shape(line.text)].append(line)
        for line in ordered[-EDGE_LINES:]:
            places[False, _shape(line.text)].append(line)
    needed = min(_REPEATED, max(2, len(pages)))
    found: set[tuple[int, float, str]] = {_key(line) for line in _page_numbers(places.values())}
    for lines in places.values():
        for same in _at_one_height(lines):
            if len({line.page for line in same}) >= needed:
                found |= {_key(line) for line in same}
    return frozenset(found)


def _key(line: Line) -> tuple[int, float, str]:
    return line.page, line.baseline, line.text


def _page_numbers(edges: Iterable[Sequence[Line]]) -> Iterator[Line]:
    """Yield the lines at the edges that count the pages, also where the words beside the number change."""
    for same in _at_one_height(line for lines in edges for line in lines):
        by_offset: dict[int, list[Line]] = defaultdict(list)
        for line in same:
            for number in (_FIRST_NUMBER.match(line.text), _LAST_NUMBER.search(line.text)):
                if number is not None:
                    by_offset[int(number[1]) - line.page].append(line)
        for lines in by_offset.values():
            if len({line.page for line in lines}) >= _REPEATED:
                yield from lines


def _shape(text: str) -> str:
    return _NUMERAL.sub("#", text.casefold())


def _at_one_height(lines: Iterable[Line]) -> list[list[Line]]:
    groups: list[list[Line]] = []
    last = -1.0
    for line in sorted(lines, key=lambda line: line.baseline / line.height):
        height = line.baseline / line.height
        if groups and height - last <= _SAME_PLACE:
            groups[-1].append(line)
        else:
            groups.append([line])
        last = height
    return groups


def _rows(lines: Sequence[Line]) -> list[Line]:
    """Join what stands side by side on one line but was drawn apart."""
    rows: list[Line] = []
    for line in lines:
        last = rows[-1] if rows else None
        beside = (
            last is not None
            and last.page == line.page
            and not last.hyphenated
            and abs(last.baseline - line.baseline) < 0.3 * line.size
            and -0.5 * line.size < line.left - last.right
        )
        if last is not None and beside:
            text = f"{last.text} {line.text}"
            row = Line(
                text, line.page, last.left, line.right, last.baseline, last.size, line.height, line.hyphenated
            )
            rows[-1] = row
        else:
            rows.append(line)
    return rows


def _leading(lines: Sequence[Line]) -> float:
    """Return how far lines of a paragraph are apart, in sizes of their letters."""
    gaps = [
        (above.baseline - line.baseline) / line.size
        for above, line in pairwise(lines)
        if above.page == line.page
        and 0 < above.baseline - line.baseline < 3 * line.size
        and _same_size(above, line)
    ]
    return median(gaps) if gaps else 1.2


def _same_size(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) <= _SAME_SIZE * max(one.size, other.size)


def _right_edge(lines: Sequence[Line], place: int) -> float:
    """Return where the lines around one end at the latest, those of other columns and sizes left out."""
    line = lines[place]
    around = lines[max(0, place - _NEIGHBOURS) : place + _NEIGHBOURS + 1]
    rights = sorted(
        near.right
        for near in around
        if near.page == line.page and _same_size(near, line) and abs(near.left - line.left) < 4 * line.size
    )
    return rights[max(0, (len(rights) * 5 - 1) // 6)] if rights else line.right


def _separator(above: Line, line: Line, leading: float, right_edge: float) -> str:
    """Return what stands between two lines: a space, or the end of a line or paragraph."""
    runs_on = line.text[:1].islower() and not _SENTENCE_END.search(above.text)
    down = above.baseline - line.baseline
    if above.page != line.page or down < -0.5 * line.size or down > 6 * line.size:
        ended = _SENTENCE_END.search(above.text) or _BULLET.match(line.text) or not _same_size(above, line)
        had_room = _had_room(above, line, right_edge) and not runs_on
        return "\n\n" if ended or had_room else " "
    if not _same_size(above, line) and not runs_on:
        return "\n\n"
    if down > 1.3 * leading * line.size:
        return "\n\n"
    if _BULLET.match(line.text):
        return "\n" if _BULLET.match(above.text) or down <= 1.1 * leading * line.size else "\n\n"
    if runs_on:
        return " "
    indented = line.left - above.left > 0.6 * line.size and not _BULLET.match(above.text)
    centred = abs((line.left + line.right) - (above.left + above.right)) < line.size
    if _had_room(above, line, right_edge) or (indented and not centred):
        return "\n\n"
    return " "


def _had_room(above: Line, line: Line, right_edge: float) -> bool:
    """Whether the first word of a line would have stood on the line above it."""
    first = line.text[:1] if _UNSPACED.match(line.text) else line.text.split(" ", 1)[0]
    wide = (line.right - line.left) / max(1, len(line.text))
    return above.right + (len(first) + 1.5) * wide < right_edge


def _as_hyphenated(line: Line) -> Line:
    return replace(line, text=line.text[:-1], hyphenated=True)


def _has_hyphen(above: Line, line: Line, words: frozenset[str]) -> bool:
    """Whether a word that was broken at a hyphen is written with it: as elsewhere in the document, if there."""
    before, after = _LAST_WORD.search(above.text), _FIRST_WORD.match(line.text)
    if before is None or after is None:
        return True
    if (before[0] + after[0]).lower() in words:
        return False
    apart = before[0].lower() in words and after[0].lower() in words and len(before[0]) > 2 and len(after[0]) > 2
    return bool(_KEEPS_HYPHEN.search(above.text)) or not line.text[:1].islower() or apart
