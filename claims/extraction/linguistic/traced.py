"""Text that remembers where each of its characters stood in the original."""

import re
from dataclasses import dataclass

ADDED = -1
"""The origin of a character that no original has."""
_UNEVEN = re.compile(r"[^\S ]| {2}|[\x00-\x1f\x7f]")
"""What the text of a block has to be rid of."""


@dataclass(frozen=True, slots=True)
class Traced:
    """A string with the original offset of each character; what was put in has the origin ADDED."""

    text: str
    origins: tuple[int, ...]

    @classmethod
    def of(cls, text: str, start: int, end: int) -> "Traced":
        """Return the stretch of a text with runs of white space and control characters made one space."""
        if _UNEVEN.search(text, start, end) is None:
            return cls(text[start:end], tuple(range(start, end))).stripped()
        kept: list[str] = []
        origins: list[int] = []
        for offset in range(start, end):
            character = text[offset]
            if character.isspace() or not (character.isprintable() or ord(character) > 0x7F):
                character = " "
                if not kept or kept[-1] == " ":
                    continue
            kept.append(character)
            origins.append(offset)
        return cls("".join(kept), tuple(origins)).stripped()

    @classmethod
    def added(cls, text: str) -> "Traced":
        """Return words that do not stand in the original."""
        return cls(text, (ADDED,) * len(text))

    def __add__(self, other: "Traced") -> "Traced":
        return Traced(self.text + other.text, self.origins + other.origins)

    def part(self, start: int, end: int | None = None) -> "Traced":
        """Return the characters from start to end."""
        return Traced(self.text[start:end], self.origins[start:end])

    def without(self, start: int, end: int, instead: str = "") -> "Traced":
        """Return the text with a stretch cut out, and other words put in its place."""
        return self.part(0, start) + Traced.added(instead) + self.part(end)

    def capitalised(self) -> "Traced":
        """Return the text with a capital first letter."""
        first = self.text[:1].upper()
        return Traced(first + self.text[1:], self.origins) if len(first) == 1 else self

    def stripped(self) -> "Traced":
        """Return the text without white space at its ends."""
        words = self.text.strip()
        if len(words) == len(self.text):
            return self
        lead = len(self.text) - len(self.text.lstrip())
        return self.part(lead, lead + len(words)) if words else Traced("", ())

    def span(self, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
        """Return where in the original these characters stand, or None when all were added."""
        known = [origin for origin in self.origins[start:end] if origin != ADDED]
        return (min(known), max(known) + 1) if known else None
