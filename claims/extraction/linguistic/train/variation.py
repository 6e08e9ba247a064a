"""Varying the training text: what newspapers have and the treebanks seldom show.

Typographic quotation marks and dashes; headlines, all in capitals or with a capital for each word, and other
sentences without a full stop; and sentences that stand alone, as the engine parses them.
"""

import random
from collections.abc import Callable
from dataclasses import replace

from claims.extraction.linguistic.train.conllu import Sentence, Word

TYPESET_SHARE = 0.4
"""The share of paragraphs that get typographic quotes and dashes."""

ALONE_SHARE = 0.25
"""The share of paragraphs that are taken apart into single sentences."""

BARE_SHARE = 0.2
"""The share of single sentences that lose their full stop."""

CASES: tuple[tuple[float, Callable[[str], str]], ...] = (
    (0.03, str.upper),
    (0.05, lambda form: form[:1].upper() + form[1:]),
)
"""How many of the single sentences are set in another case, and how."""


def varied(paragraph: list[Sentence], rng: random.Random) -> list[list[Sentence]]:
    """Give the documents that a paragraph becomes: itself, or each of its sentences, rewritten or not."""
    if rng.random() < TYPESET_SHARE:
        paragraph = [typeset(sentence, rng) for sentence in paragraph]
    if rng.random() >= ALONE_SHARE:
        return [paragraph]
    return [[_headline(_bare(sentence, rng), rng)] for sentence in paragraph]


def without_stop(sentence: Sentence) -> Sentence:
    """Leave out the last full stop of a sentence, unless words hang on it or nothing else would be left."""
    last = len(sentence.words)
    hung = any(word.head == last for word in sentence.words)
    if last < 2 or sentence.words[-1].form != "." or hung:
        return sentence
    return replace(sentence, words=sentence.words[:-1], names=sentence.names[:-1])


def _bare(sentence: Sentence, rng: random.Random) -> Sentence:
    return without_stop(sentence) if rng.random() < BARE_SHARE else sentence


def _headline(sentence: Sentence, rng: random.Random) -> Sentence:
    """Rewrite the case of a few sentences."""
    chance = rng.random()
    for share, rewrite in CASES:
        if chance < share:
            words = tuple(replace(word, form=rewrite(word.form)) for word in sentence.words)
            return replace(sentence, words=words)
        chance -= share
    return sentence


def typeset(sentence: Sentence, rng: random.Random) -> Sentence:
    """Rewrite typewriter quotes, dashes and dots as newspapers set them, which the treebanks seldom have."""
    words, space_before = [], True
    for word in sentence.words:
        words.append(replace(word, form=_typeset_form(word, space_before, rng)))
        space_before = word.space
    return replace(sentence, words=tuple(words))


def _typeset_form(word: Word, space_before: bool, rng: random.Random) -> str:
    form, opens = word.form, space_before and not word.space
    if form in ('"', "``", "''"):
        lonely = space_before and word.space
        return form if lonely else "“" if opens else "”"
    if form == "'":
        return "‘" if opens else "’"
    if form in ("--", "---"):
        return rng.choice("—–")
    if form == "...":
        return rng.choice(["…", "..."])
    return form.replace("'", "’")
