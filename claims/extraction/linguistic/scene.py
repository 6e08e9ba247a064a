"""A scene: one parsed sentence, and what the rules need while they work on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from claims.extraction.base import Options
from claims.extraction.linguistic.first_person import is_spoken
from claims.extraction.linguistic.memory import Memory
from claims.extraction.linguistic.names import Name, NameKind, names_in
from claims.extraction.linguistic.statement import NOBODY, Role, Speaker, Statement
from claims.extraction.linguistic.traced import ADDED, Traced

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from claims.extraction.linguistic.antecedent import Antecedent
    from claims.extraction.linguistic.first_person import Voice
    from claims.extraction.linguistic.phrasing import Phrasing

_NO_CLAIM = re.compile(
    r"(?:which|who|whose|whom|where|at|on|in|of|for|to|from|with|by|and|but|or|as|than|that)\b", re.IGNORECASE
)
_DANGLING = re.compile(r"(?:\w+ )?(?:whom|which|whose)\b", re.IGNORECASE)
_LOOSE_END = re.compile(r"\b(?:and|or|but|the|an?|that|which|because|of|for)$")
_COMMA_IN_QUOTE = re.compile(r",([\"”’'])$")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)]*$")
_OPEN_ROLES = frozenset({Role.MAIN, Role.WHOLE, Role.REPORTED, Role.FRAGMENT, Role.CONJUNCT, Role.ADVERBIAL})
_MIN_WORDS = 3


@dataclass
class Scene:
    """One parsed sentence with its names, the memory of the article, and the statements made so far."""

    doc: Doc
    source: Traced
    memory: Memory
    options: Options
    statements: list[Statement] = field(default_factory=list)
    antecedents: Mapping[int, Antecedent] = field(default_factory=dict)
    """What its pronouns stand for, by the position of the pronoun."""
    voices: Mapping[int, Voice] = field(default_factory=dict)
    """Who says its words of the first person, by their position."""
    names: list[Name] = field(init=False)

    def __post_init__(self) -> None:
        self.names = names_in(self.doc)
        self._name_at = {i: name for name in self.names for i in range(name.start, name.end)}

    def name_at(self, token: Token) -> Name | None:
        """Return the name that a token is part of."""
        return self._name_at.get(token.i)

    def is_person(self, token: Token) -> bool:
        """Whether the token is part of a person's name."""
        name = self.name_at(token)
        return name is not None and (name.kind is NameKind.PERSON or self.memory.is_known_person(name.text))

    def origin(self, token: Token) -> int:
        """Return where the token stands in the passage, -1 for an added one."""
        span = self.source.span(token.idx, token.idx + len(token))
        return span[0] if span else -1

    def span(self, tokens: Iterable[Token]) -> tuple[int, int]:
        """Return the smallest stretch of the passage that covers the tokens."""
        origins = self.source.origins
        rims = [
            origins[rim]
            for token in tokens
            if not token.is_punct
            for rim in (token.idx, token.idx + len(token) - 1)
        ]
        known = [origin for origin in rims if origin != ADDED]
        return (min(known), max(known) + 1) if known else (-1, -1)

    def say(
        self,
        text: str,
        own: Iterable[Token],
        role: Role,
        *,
        speaker: Speaker = NOBODY,
        unresolved: bool = False,
        place: tuple[int, int] | None = None,
        phrasing: Phrasing | None = None,
    ) -> None:
        """Make a statement, unless the words cannot be one or say what was said already.

        ``own`` are the tokens that it was made from; ``place`` gives their offsets when they were not parsed;
        ``phrasing`` is how the text was put together, when it can be said with fewer words.
        """
        text = text.strip()
        if (
            len(text.split()) < _MIN_WORDS
            or _DANGLING.match(text)
            or (role not in _OPEN_ROLES and (_NO_CLAIM.match(text) or _LOOSE_END.search(text)))
        ):
            return
        if speaker.prefix and self.options.keep_attribution:
            text = f"{speaker.prefix} {self._uncapitalised(text)}"
        unresolved = unresolved or is_spoken(text)
        start, end = place or self.span(own)
        text = sentence_case(text)
        if all(text != other.text for other in self.statements):
            self.statements.append(
                Statement(text, start, end, role, speaker.name, unresolved, speaker.prefix, phrasing)
            )

    def _uncapitalised(self, text: str) -> str:
        first = next((token for token in self.doc if token.text == text.split(maxsplit=1)[0]), None)
        if first is None or first.pos_ == "PROPN" or not first.text.istitle() or first.text == "I":
            return text
        return text[:1].lower() + text[1:]


def sentence_case(text: str) -> str:
    """Give a statement its capital and its full stop."""
    first = 1 if text[:1] in '“"‘' and len(text) > 1 else 0
    capital = text[first : first + 1].upper()
    text = text[:first] + capital + text[first + 1 :] if len(capital) == 1 else text
    text = _COMMA_IN_QUOTE.sub(r"\1", text.rstrip(",;:"))
    return text if _SENTENCE_END.search(text) else text + "."
