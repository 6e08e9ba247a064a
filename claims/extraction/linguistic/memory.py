"""What the engine remembers of an article while it reads: names, gender evidence, places, occasions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims.extraction.linguistic.gazetteer import FEMALE_NAMES, MALE_NAMES
from claims.extraction.linguistic.lexicon import FEMALE_WORDS, MALE_WORDS

if TYPE_CHECKING:
    from claims.extraction.linguistic.mention import Entity

RECENT = 4
"""Sentences that a person stays in mind without being named again."""
RECENT_PLACE = 3
FEMALE, MALE = "female", "male"


@dataclass(frozen=True, slots=True)
class LastSubject:
    """The subject of the sentence before: the first choice for *it*."""

    text: str
    is_person: bool
    is_plural: bool


class Memory:
    """The memory of one article, from its first sentence to the present one."""

    def __init__(self) -> None:
        self.sentence_number = 0
        self.last_subject: LastSubject | None = None
        self.occasion = ""
        """The last parade, match, ceremony … that was described."""
        self.last_speakers = ""
        """The last group that said something: who *they* are that add something."""
        self.last_quoted = ""
        """Whose quotation the sentence before was."""
        self.encounter = ""
        """The last visit, meeting, trip … that was described."""
        self._full_names: dict[str, set[str]] = {}
        self._gender: dict[str, str] = {}
        self._persons: set[str] = set()
        self._entities: list[Entity] = []
        self._places: list[tuple[int, str, float]] = []

    # --- people -----------------------------------------------------------------------------------

    def note_person(self, name: str) -> None:
        """Remember a person's name; a name of several words explains its first and last word."""
        words = name.split()
        if len(words) > 1:
            for part in {words[0], words[-1], name}:
                self._full_names.setdefault(part, set()).add(name)
        self._persons.add(self.full_name(name))

    def note_gender(self, name: str, gender: str) -> None:
        """Keep the first evidence of a person's gender."""
        self._gender.setdefault(name, gender)

    def is_known_person(self, name: str) -> bool:
        """Whether the name, or the full name that it is part of, was a person's."""
        return self.full_name(name) in self._persons or name in self._full_names

    def full_name(self, name: str) -> str:
        """Return the full name for a short one; the name itself when there is none or more than one."""
        candidates = self._full_names.get(name, set())
        longest = max(candidates, key=len, default=name)
        return longest if all(other in longest for other in candidates) else name

    def gender_of(self, name: str) -> str | None:
        """Return the gender by evidence in the text, titles and kin words, or the first name."""
        if name in self._gender:
            return self._gender[name]
        shared = {self._gender.get(full) for full in self._full_names.get(name, set())}
        if len(shared) == 1 and (gender := shared.pop()) is not None:
            return gender
        words = re.findall(r"\w+", name.lower())
        if not words:
            return None
        female = bool(FEMALE_WORDS.intersection(words)) or words[0] in FEMALE_NAMES
        male = bool(MALE_WORDS.intersection(words)) or words[0] in MALE_NAMES
        if female == male:
            return None
        return FEMALE if female else MALE

    # --- what pronouns stand for ------------------------------------------------------------------

    def bring_to_mind(self, entity: Entity) -> None:
        """Remember what was just mentioned: the last mentioned comes last."""
        if entity in self._entities:
            self._entities.remove(entity)
        self._entities.append(entity)

    def in_mind(self) -> list[Entity]:
        """Return what was mentioned in the last sentences, and what the text is about."""
        return self._entities

    # --- places -----------------------------------------------------------------------------------

    def note_country(self, country: str, weight: float = 1.0) -> None:
        """Remember a country; one that only qualifies another noun weighs less."""
        self._places.append((self.sentence_number, country, weight))

    def salient_country(self) -> str | None:
        """Return what *the country* most likely is; None when two are equally likely."""
        weights: dict[str, float] = {}
        for number, country, weight in self._places:
            distance = self.sentence_number - number
            if distance <= RECENT_PLACE:
                weights[country] = weights.get(country, 0.0) + weight / (1 + distance)
        best = max(weights.values(), default=0.0)
        heaviest = [country for country, weight in weights.items() if weight == best]
        return heaviest[0] if len(heaviest) == 1 else None

    # --- reading on -------------------------------------------------------------------------------

    def next_sentence(self) -> None:
        """Go on to the next sentence; what is too old to matter is forgotten."""
        self.sentence_number += 1
        since = self.sentence_number - RECENT
        self._entities = [one for one in self._entities if one.prior or max(one.weights, default=0) >= since]
        if self.sentence_number % 50 == 0:
            self._places = self._places[-100:]
