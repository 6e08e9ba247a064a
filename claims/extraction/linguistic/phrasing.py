"""The words of a statement by their tokens, so that it can be said again with fewer of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from claims.extraction.linguistic.morphology import indefinite
from claims.extraction.linguistic.reference import Resolver
from claims.extraction.linguistic.render import render

if TYPE_CHECKING:
    from spacy.tokens import Token

    from claims.extraction.linguistic.scene import Scene


@dataclass(frozen=True, slots=True)
class Phrasing:
    """How a statement was put together: ``lead`` and ``tail`` are words around the tokens."""

    scene: Scene
    predicate: Token
    tokens: tuple[Token, ...]
    words: Mapping[int, str]
    """Token position → words to print instead: references, and forms of verbs."""
    lead: str = ""
    tail: str = ""
    kind: str = ""
    """Which fact of a noun phrase it is, when it is no clause (see ``nested.fact``)."""
    heard: str = ""
    """The same in the first person, when that was said anew: whether it tells of oneself shows there."""
    fixed: str = ""
    """The whole text, when nothing of it can be left out."""

    @property
    def as_parsed(self) -> Sequence[Token]:
        """The tokens, when they are the whole statement; none when it has words around them."""
        return () if self.lead or self.tail or self.kind else self.tokens

    def text(self, kept: Collection[int] | None = None, *, speaker: str = "") -> str:
        """Return the statement, or what is left of it when only some of its tokens are kept.

        ``speaker`` is who is named before it.
        """
        if self.fixed:
            return self.fixed
        tokens = [token for token in self.tokens if kept is None or token.i in kept]
        words = self.words if kept is None else {**self._opening(tokens, speaker), **dict(_articles(tokens))}
        text = render(tokens, words) + self.tail
        if not self.lead:
            return text
        opened = bool(tokens) and tokens[0].is_sent_start and tokens[0].pos_ != "PROPN"
        return f"{self.lead} {text[:1].lower() if opened else text[:1]}{text[1:]}"

    def _opening(self, kept: Sequence[Token], speaker: str) -> Mapping[int, str]:
        """Return the words, with a name for the pronoun in front when what named it before is left out."""
        first = next((token.i for token in kept if not token.is_punct), -1)
        if self.lead or first in self.words or first not in self.scene.antecedents:
            return self.words
        found = Resolver(self.scene, kept, opened_by=frozenset({speaker})).run()
        return {first: found[first], **self.words} if first in found else self.words


def _articles(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """Yield the right form of articles whose next word was left out: ``an old man`` → ``a man``."""
    for article, following in pairwise(tokens):
        if article.lower_ in ("a", "an") and article.dep_ == "det" and following.i != article.i + 1:
            yield article.i, article.text[0] + indefinite(following.text)[1:]
