"""Blocks: the paragraphs, headings and captions of a text, with their places.

A line is a block, except that a line which ends in the middle of a sentence and is followed by one that goes
on in lower case belongs to it (plain text broken at column 72). A block is never longer than MAX_BLOCK: what
engines send to a parser stays bounded even when a whole book stands on one line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from claims.extraction.furniture import is_furniture
from claims.extraction.transcript import speaker_of_speech, turns_of

MAX_BLOCK = 4000
"""Code points in a block; a longer line is cut at the last sentence end, else space, before that."""
MAX_HEADING = 150
MAX_CAPTION = 400
MAX_DATELINE = 90

_LINE = re.compile(r"[^\n\u2028\u2029]+")
_MARKER = re.compile(r"\s*(?:[-*•‣▪–—·]\s+|\d{1,2}[.)]\s+|#{1,6}\s+)?")
_CAPTION = re.compile(
    r"(?:File (?:image|photo)|Image|Photo(?:graph)?s?|Picture|Video|Credit|Sources?|Caption)"
    r"(?: credit| by| courtesy of)?:\s*",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"\s*[(\[](?:[^()\[\]]{0,60}\b)?(?:AP|AFP|EPA|Reuters|Getty|Photo|Photos|Image|Images|Photograph(?:er|y)?|Courtesy)\b"
    r"[^()\[\]]{0,80}[)\]]\.?$"
)
"""Who made a picture, at the end of its caption."""
_IN_PICTURE = re.compile(
    r"(?:, |\()(?:(?:second|third|far) (?:from (?:the )?)?)?(?:left|right|cent(?:re|er)|pictured)(?=[,)]| and\b)"
)
_DATELINE = re.compile(
    r"[A-Z][A-Z .,'’/-]{2,40}(?:, [A-Z][\w.]{1,14})?(?: ?\([A-Z][\w .]{1,24}\))?,?"
    r"(?: ?[A-Z][a-z]{2,8}\.? \d{1,2})?(?: ?\([A-Z][\w .]{1,24}\))? ?(?:—|–|--| -) ?(?=[“\"A-Z])"
    r"|[A-Z][\w .,'’-]{2,40} \((?:AP|AFP|Reuters|CNN|CNN Business|dpa|UPI|Xinhua|TASS|Bloomberg|CBS|NBC|BBC)\)"
    r"(?: ?(?:—|–|--|-))? ?(?=[“\"A-Z])"
)
"""Where an agency wrote, before its first sentence."""
_SENTENCE_END = re.compile(r"[.!?…。！？؟।]['\"’”»)\]]*$")
_INNER_END = re.compile(r"[.!?…。！？؟।]['\"’”»)\]]*(?=\s)|[。！？]")


class BlockKind(StrEnum):
    """What a block is in the layout of its text."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    CAPTION = "caption"


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch ``text[start:end]`` that neither begins nor ends with white space; never empty."""

    kind: BlockKind
    start: int
    end: int
    speaker: str = ""
    """Who says it in a transcript."""
    lead: str = ""
    """The unfinished sentence that an item of a list ends (see ``lead_in``)."""


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a text from left to right, without what the page puts round its article."""
    turns = turns_of(text)
    giver = "" if turns else speaker_of_speech(text)
    for line_start, line_end in _joined(text):
        if is_furniture(text[line_start : min(line_end, line_start + MAX_BLOCK)].strip()):
            continue
        start, end, caption = _bare(text, line_start, line_end)
        turn = turns.get(line_start)
        if turn is not None:
            start = turn.start
        for piece_start, piece_end in _bounded(text, start, end):
            kind = _kind(text[piece_start:piece_end], caption=caption)
            yield Block(kind, piece_start, piece_end, turn.speaker if turn else giver)


def ends_sentence(words: str) -> bool:
    """Whether the words end as a sentence does, closing quotes and brackets aside."""
    return _SENTENCE_END.search(words[-8:]) is not None


def _joined(text: str) -> Iterator[tuple[int, int]]:
    """Lines, with those joined that only a column limit parts."""
    held: tuple[int, int] | None = None
    for match in _LINE.finditer(text):
        start, end = match.span()
        if held is not None:
            if start == held[1] + 1 and _runs_on(text, held[1], start):
                held = (held[0], end)
                continue
            yield held
        held = (start, end)
    if held is not None:
        yield held


def _runs_on(text: str, line_end: int, next_start: int) -> bool:
    """Whether the next line starts in lower case after a line that did not end a sentence."""
    return text[next_start].islower() and not ends_sentence(text[max(0, line_end - 8) : line_end].rstrip())


def _bare(text: str, start: int, end: int) -> tuple[int, int, bool]:
    """Return where the words stand, without marker, label, dateline and credit, and whether it is a caption."""
    marker = _MARKER.match(text, start, end)
    start = marker.end() if marker else start
    label = _CAPTION.match(text, start, end)
    if label is None:
        dateline = _DATELINE.match(text, start, min(end, start + MAX_DATELINE))
        label_end = dateline.end() if dateline else start
    else:
        label_end = label.end()
    if end - start > MAX_CAPTION:
        return label_end, end, label is not None
    credit = _CREDIT.search(text[start:end].rstrip())
    caption = label is not None or credit is not None or _IN_PICTURE.search(text, start, end) is not None
    return label_end, start + credit.start() if credit else end, caption


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a stretch into pieces of at most MAX_BLOCK, without white space at their ends."""
    while start < end:
        stop = end if end - start <= MAX_BLOCK else _cut(text, start)
        left, right = start, stop
        while left < right and text[left].isspace():
            left += 1
        while left < right and text[right - 1].isspace():
            right -= 1
        if left < right:
            yield left, right
        start = stop


def _cut(text: str, start: int) -> int:
    """Where to cut a stretch that is too long: after a sentence, else at a space, else anywhere."""
    limit = start + MAX_BLOCK
    ends = [match.end() for match in _INNER_END.finditer(text, start + MAX_BLOCK // 2, limit)]
    if ends:
        return ends[-1]
    space = text.rfind(" ", start + 1, limit)
    return space if space > start else limit


def _kind(words: str, *, caption: bool) -> BlockKind:
    """Tell a caption by its label and a heading by its missing full stop."""
    if caption:
        return BlockKind.CAPTION
    if len(words) <= MAX_HEADING and not ends_sentence(words) and words[-1] not in ":;":
        return BlockKind.HEADING
    return BlockKind.PARAGRAPH
