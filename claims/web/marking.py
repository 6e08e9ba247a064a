"""A text cut into paragraphs and segments, so that a template can mark the claims in it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Place:
    """Where a claim stands in the text (code points, end exclusive), and how it is to look there."""

    claim_id: int
    start: int
    end: int
    rating: str = ""
    """Key of the published rating; empty where it must not show."""
    state: str = ""
    """State of the claim on the workbench; empty for readers."""

    @property
    def id(self) -> int:
        """The claim's id, as templates name it."""
        return self.claim_id


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text that belongs to the same claims from its first to its last character."""

    text: str
    claims: Sequence[Place] = ()
    """The places that cover it, shortest first: the innermost claim gives the look."""
    first_of: Sequence[int] = ()
    """The claims whose first marked segment this is, so that the mark can carry their addresses."""

    @property
    def ids(self) -> str:
        """The ids of the claims, separated by spaces."""
        return " ".join(str(place.claim_id) for place in self.claims)

    @property
    def rating(self) -> str:
        """The rating of the innermost claim."""
        return self.claims[0].rating if self.claims else ""

    @property
    def state(self) -> str:
        """The state of the innermost claim."""
        return self.claims[0].state if self.claims else ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of the text with its line end; all segments joined give exactly its characters."""

    start: int
    end: int
    segments: Sequence[Segment]

    @property
    def blank(self) -> bool:
        """Whether there is nothing to read in it."""
        return not "".join(segment.text for segment in self.segments).strip()

    @property
    def claim_ids(self) -> Sequence[int]:
        """The claims that begin in this paragraph's text, in its order, each once."""
        return list(dict.fromkeys(place.claim_id for place in self._beginning()))

    def _beginning(self) -> Iterator[Place]:
        for segment in self.segments:
            yield from (place for place in segment.claims if self.start <= place.start < self.end)


def marked_paragraphs(text: str, places: Iterable[Place]) -> list[Paragraph]:
    """Cut the text at line ends and at every place's ends; places may overlap, nest and cross lines.

    The texts of all segments, joined, are the text. Places outside the text or empty are left out.
    """
    ordered = sorted(
        (place for place in places if 0 <= place.start < place.end <= len(text)),
        key=lambda place: (place.start, place.end),
    )
    seen: set[int] = set()
    paragraphs, start = [], 0
    for line in _lines(text):
        inside = [place for place in ordered if place.start < start + len(line) and place.end > start]
        paragraphs.append(Paragraph(start, start + len(line), list(_segments(line, start, inside, seen))))
        start += len(line)
    return paragraphs


def _lines(text: str) -> list[str]:
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _segments(line: str, offset: int, places: Sequence[Place], seen: set[int]) -> Iterator[Segment]:
    ends = {0, len(line)}
    for place in places:
        ends |= {max(0, place.start - offset), min(len(line), place.end - offset)}
    for start, end in pairwise(sorted(ends)):
        covering = [p for p in places if p.start <= offset + start and p.end >= offset + end]
        covering.sort(key=lambda place: place.end - place.start)
        unseen = [place.claim_id for place in covering if place.claim_id not in seen]
        seen.update(unseen)
        yield Segment(line[start:end], tuple(covering), tuple(dict.fromkeys(unseen)))
