"""Examples: ``nine people, including two children, died`` says that two children died."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from claims.extraction.base import Granularity
from claims.extraction.linguistic.lexicon import PERIODS
from claims.extraction.linguistic.render import render
from claims.extraction.linguistic.statement import Role, Speaker
from claims.extraction.linguistic.tree import children, is_plural

if TYPE_CHECKING:
    from spacy.tokens import Token

    from claims.extraction.linguistic.scene import Scene
    from claims.extraction.linguistic.surface import Inclusion

_TOTALS = re.compile(
    r"\b(?:has|have|had|is|are|was|were|be|been|totall?ed|total|won|scored)\b(?! \w+(?:ed|ing)\b)"
)
_ITEM = re.compile(r",\s*(?:and\s+)?|\s+and\s+")
_INSIDE = ("nmod", "compound", "flat", "amod", "nummod", "nmod:unmarked", "nmod:desc")


def say_inclusion(scene: Scene, inclusion: Inclusion, speaker: Speaker) -> None:
    """Put the examples in the place of the noun that they are examples of."""
    noun = _noun_before(scene, inclusion.at)
    if noun is None:
        index = next(
            (i for i, said in enumerate(scene.statements) if said.start < inclusion.at <= said.end + 1), None
        )
        if index is not None:
            _append(scene, index, inclusion)
        return
    phrase = render(
        [token for token in noun.subtree if -1 < scene.origin(token) < inclusion.at and not _opens(token, noun)]
    )
    items = _items(scene, inclusion.items.text)
    place = inclusion.items.span()
    index = next((i for i, said in enumerate(scene.statements) if phrase.lower() in said.text.lower()), None)
    if noun.lemma_.lower() in PERIODS and index is not None:
        _append(scene, index, inclusion)
    elif index is not None and not _TOTALS.search(scene.statements[index].text):
        said = scene.statements[index].text
        start = said.lower().index(phrase.lower())
        for item in items:
            text = f"{said[:start]}{item}{said[start + len(phrase) :]}"
            scene.say(text, [], Role.INCLUSION, speaker=speaker, place=place)
    elif index is not None:
        _append(scene, index, inclusion)
    else:
        verb = "include" if is_plural(noun) else "includes"
        scene.say(f"{phrase} {verb} {inclusion.items.text}", [], Role.INCLUSION, speaker=speaker, place=place)


def _append(scene: Scene, index: int, inclusion: Inclusion) -> None:
    """Leave the examples where they stood: a total need not hold for a part."""
    said = scene.statements[index]
    span = inclusion.items.span()
    end = max(said.end, span[1]) if span and said.end >= 0 else said.end
    text = f"{said.text.rstrip('.')}, including {inclusion.items.text}."
    scene.statements[index] = replace(said, text=text, end=end)


def _items(scene: Scene, text: str) -> list[str]:
    if scene.options.granularity is Granularity.FINE:
        return [item for item in _ITEM.split(text) if item.strip()]
    return [text]


def _opens(token: Token, noun: Token) -> bool:
    """Whether the token only ties the phrase to the text before."""
    return token.head.i == noun.i and token.i < noun.i and token.dep_ in ("case", "cc", "punct", "mark")


def _noun_before(scene: Scene, at: int) -> Token | None:
    """Return the top of the noun phrase that ends where the examples began."""
    before = [token for token in scene.doc if -1 < scene.origin(token) < at and not token.is_punct]
    if not before or before[-1].pos_ not in ("NOUN", "PROPN", "NUM"):
        return None
    noun = before[-1]
    while noun.dep_ in _INSIDE and noun.head.pos_ in ("NOUN", "PROPN") and noun.head.i < noun.i:
        if children(noun.head, "conj"):
            break
        noun = noun.head
    return noun
