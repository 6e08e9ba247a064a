"""Absolute phrases: ``…, with dozens of leaders in attendance`` says that dozens of leaders are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.extraction.linguistic.morphology import singular
from claims.extraction.linguistic.statement import Role, Speaker
from claims.extraction.linguistic.tree import is_past

if TYPE_CHECKING:
    from claims.extraction.linguistic.scene import Scene
    from claims.extraction.linguistic.surface import Absolute

_SINGULAR_OPENINGS = frozenset({"a", "an", "one", "another", "each", "every"})


def say_absolute(scene: Scene, absolute: Absolute, speaker: Speaker) -> None:
    """Put a form of *be*, in the tense of the sentence, between the noun and its state."""
    past = any(is_past(sentence.root) for sentence in scene.doc.sents)
    plural = _is_plural(absolute.noun.text)
    verb = ("were" if plural else "was") if past else ("are" if plural else "is")
    start, _ = absolute.noun.span() or (-1, -1)
    _, end = absolute.state.span() or (-1, -1)
    text = f"{absolute.noun.text} {verb} {absolute.state.text}"
    scene.say(text, [], Role.ABSOLUTE, speaker=speaker, place=(start, end))


def _is_plural(noun: str) -> bool:
    """Whether a noun phrase is plural, by its first word and by the noun before its first *of*."""
    head = noun.split(" of ", maxsplit=1)[0].split()
    if head[0].lower() in _SINGULAR_OPENINGS:
        return False
    return " and " in noun or singular(head[-1]) != head[-1]
