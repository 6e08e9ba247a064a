"""A quotation cut into the parts that are looked for: at ellipses, and at words put in brackets."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from claims.domain.quotation.skeleton import Skeleton, skeleton_of

MAX_OMITTED = 300
"""Words of the source that an ellipsis may leave out."""
_REPLACED = 5
"""Words of the source that words in brackets may stand for, if they are fewer themselves."""

_DOTS = r"\.\s{0,3}\.\s{0,3}\.(?:\s{0,3}\.)*"
_ELLIPSIS = rf"[\[(]\s{{0,3}}(?:…|{_DOTS})\s{{0,3}}[\])]|…(?:\s{{0,3}}[….])*|{_DOTS}"
_JOINT = re.compile(
    rf"(?P<ellipsis>{_ELLIPSIS})|(?P<before>[^\W\d_]*)\[(?P<within>[^\[\]]{{0,300}})\]|[(]sic!?[)]"
)
_ELLIPSIS_ONLY = re.compile(_ELLIPSIS)
_LETTER = re.compile(r"\[([^\W\d_])\](?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Part:
    """Words of the quotation that follow each other, and what stands before them."""

    first: int
    last: int
    """The words ``first`` to ``last`` (exclusive) of the quotation's skeleton."""
    gap: int = 0
    """How many words of the source may lie before it, after the part before."""
    added: str = ""
    """Words in brackets that stand before it; readers know that they are not the source's."""
    omits: bool = False
    """An ellipsis stands before it."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation as it is looked for."""

    skeleton: Skeleton
    parts: tuple[Part, ...]
    added_after: str = ""
    """Words in brackets after the last part."""


@dataclass(frozen=True, slots=True)
class _Joint:
    start: int
    end: int
    omits: bool
    added: str


def readings(quote: str) -> Iterator[Quotation]:
    """Yield how a quotation can be read: its brackets as words of the source, then as words put in."""
    quote = _LETTER.sub(r"\1", quote)
    ellipses = [_Joint(m.start(), m.end(), True, "") for m in _ELLIPSIS_ONLY.finditer(quote)]
    yield _cut(quote, ellipses)
    joints = [_joint(match) for match in _JOINT.finditer(quote)]
    if len(joints) > len(ellipses):
        yield _cut(quote, joints)


def _joint(match: re.Match[str]) -> _Joint:
    added = "" if match["ellipsis"] else (match["before"] or "") + (match["within"] or "")
    return _Joint(match.start(), match.end(), bool(match["ellipsis"]), added.strip())


def _cut(quote: str, joints: list[_Joint]) -> Quotation:
    """Cut a quotation at its joints; those at its ends, and several in a row, leave no empty parts."""
    pieces, place = [], 0
    for joint in joints:
        pieces.append(quote[place : joint.start])
        place = joint.end
    pieces.append(quote[place:])
    skeletons = [skeleton_of(piece) for piece in pieces]
    parts: list[Part] = []
    word, waiting = 0, Part(0, 0)
    for number, piece in enumerate(skeletons):
        if number:
            waiting = _after(waiting, joints[number - 1])
        if len(piece):
            gap = waiting.gap if parts else 0
            parts.append(Part(word, word + len(piece), gap, waiting.added, waiting.omits))
            word, waiting = word + len(piece), Part(0, 0)
    whole = _joined(quote, skeletons, [0, *(joint.end for joint in joints)])
    return Quotation(whole, tuple(parts), waiting.added)


def _after(waiting: Part, joint: _Joint) -> Part:
    added = f"{waiting.added} {joint.added}".strip()
    gap = MAX_OMITTED if joint.omits else max(_REPLACED, len(joint.added.split()) + 3) if joint.added else 0
    return Part(0, 0, max(waiting.gap, gap), added, waiting.omits or joint.omits)


def _joined(quote: str, pieces: list[Skeleton], offsets: list[int]) -> Skeleton:
    """Return one skeleton of all pieces, with offsets into the whole quotation."""
    starts: list[int] = []
    ends: list[int] = []
    keys: list[str] = []
    marks: list[tuple[int, str]] = []
    places = [0]
    for piece, offset in zip(pieces, offsets, strict=True):
        marks += [(len(keys) + number, mark) for number, mark in piece.marks]
        starts += [start + offset for start in piece.starts]
        ends += [end + offset for end in piece.ends]
        keys += piece.keys
    for key in keys:
        places.append(places[-1] + len(key))
    return Skeleton(quote, starts, ends, keys, "".join(keys), places, marks)
