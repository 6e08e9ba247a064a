"""Lexicon vectors: what word lists know about a word that the treebanks may never show.

A vector is [prefixes of the word's Brown-cluster path, hashed | parts of speech that WordNet has for it |
hints of the gazetteer]. Words that agree in all of it share a row, so that 137,000 words need about 7,000
rows. Sources: the clusters and the WordNet tables of the package ``spacy-lookups-data``.
"""

import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claims.extraction.linguistic.train.gazetteer import HINTS, hint_words, hints

if TYPE_CHECKING:
    import numpy as np

COMMONEST = 120_000
"""How many of the commonest clustered words get a vector; inflections of WordNet's verbs come on top."""

PATH_DIMENSIONS = 48
PREFIXES = (2, 4, 6, 8, 10, 99)
"""Lengths of the cluster-path prefixes, the last one standing for the whole path."""

BIT_WEIGHT = 1.5

Traits = tuple[int, tuple[bool, ...]]


@dataclass(frozen=True, slots=True)
class WordNet:
    """WordNet's words by part of speech (``index``) and its irregular forms (``irregular``)."""

    index: dict[str, set[str]]
    irregular: dict[str, dict[str, list[str]]]

    def bits(self, word: str) -> tuple[bool, ...]:
        """Tell which of ten inflected parts of speech the word can be; the last bit means none."""
        low = word.lower()
        index = self.index
        found = (
            low in index["noun"],
            self._is(low, "noun", _unplural) or low in self.irregular["noun"],
            low in index["verb"],
            self._is(low, "verb", _unplural) or self._irregular_verb(low, "s"),
            self._is(low, "verb", _unpast) or self._irregular_verb(low, ""),
            self._is(low, "verb", _ungerund) or self._irregular_verb(low, "ing"),
            low in index["adj"],
            self._is(low, "adj", _uncompared) or low in self.irregular["adj"],
            low in index["adv"],
        )
        return (*found, not any(found))

    def _is(self, word: str, pos: str, stems: Callable[[str], set[str]]) -> bool:
        return not self.index[pos].isdisjoint(stems(word))

    def _irregular_verb(self, word: str, ending: str) -> bool:
        """Tell whether the word is an irregular form with this ending; "" means neither -s nor -ing."""
        if word not in self.irregular["verb"]:
            return False
        actual = "ing" if word.endswith("ing") else "s" if word.endswith("s") else ""
        return actual == ending


def build_vectors(folder: Path) -> tuple[int, int]:
    """Write a blank pipeline with the lexicon vectors into ``folder``; return its words and its rows."""
    import numpy as np
    import spacy
    from spacy.strings import get_string_id
    from spacy.vectors import Vectors

    clusters, commonest = word_clusters()
    wordnet = WordNet(*_wordnet_tables())
    rows: dict[Traits, int] = {}
    keys: dict[str, int] = {}
    for word in _vocabulary(commonest, wordnet.index["verb"]):
        traits = (clusters.get(word, 0), (*wordnet.bits(word), *hints(word)))
        keys.setdefault(word, rows.setdefault(traits, len(rows)))
    nlp = spacy.blank("en")
    table = np.stack([vector(*traits) for traits in rows])
    nlp.vocab.vectors = Vectors(strings=nlp.vocab.strings, data=table, name="lexicon")
    for word, row in keys.items():
        # By hash, not by string: the strings themselves need not be stored.
        nlp.vocab.vectors.add(get_string_id(word), row=row)
    nlp.to_disk(folder)
    return len(keys), len(rows)


def vector(cluster: int, bits: tuple[bool, ...]) -> "np.ndarray[Any, Any]":
    """Make the vector of words in this cluster (0: unknown) with these bits."""
    import numpy as np

    result = np.zeros(PATH_DIMENSIONS + len(bits), dtype="float32")
    if cluster:
        path = f"{cluster:b}"
        for length in PREFIXES:
            result[:PATH_DIMENSIONS] += _signs(path[:length]) / np.sqrt(len(PREFIXES))
    result[PATH_DIMENSIONS:] = [BIT_WEIGHT * bit for bit in bits]
    return result


def word_clusters() -> tuple[dict[str, int], list[str]]:
    """Give the cluster of each word, and the commonest clustered words with a letter or digit."""
    clusters: dict[str, int] = _table("lexeme_cluster")
    frequency: dict[str, float] = _table("lexeme_prob")
    words = [word for word, cluster in clusters.items() if cluster > 0 and re.search(r"\w", word)]
    words.sort(key=lambda word: -frequency.get(word, -30.0))
    return clusters, words[:COMMONEST]


def verb_forms(verb: str) -> tuple[str, ...]:
    """Give the regular forms of a verb: itself, third person, past, gerund."""
    if re.search(r"[^aeiou]y$", verb):
        return verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"
    third = f"{verb}es" if re.search(r"(s|x|z|ch|sh|o)$", verb) else f"{verb}s"
    if verb.endswith("e"):
        return verb, third, f"{verb}d", f"{verb[:-1]}ing"
    return verb, third, f"{verb}ed", f"{verb}ing"


def _vocabulary(commonest: Iterable[str], verbs: Iterable[str]) -> Iterator[str]:
    """Give the words that get a vector; a word may come twice."""
    yield from commonest
    for verb in sorted(filter(str.isalpha, verbs)):
        yield from verb_forms(verb)
    for kind in HINTS[:-1]:
        yield from sorted(hint_words()[kind])


def _signs(text: str) -> "np.ndarray[Any, Any]":
    """Give a vector of ±1 that only depends on the text."""
    import numpy as np

    return np.random.RandomState(zlib.crc32(text.encode())).choice([-1.0, 1.0], PATH_DIMENSIONS)


def _wordnet_tables() -> tuple[dict[str, set[str]], dict[str, dict[str, list[str]]]]:
    index = {pos: set(words) for pos, words in _table("lemma_index").items()}
    return index, _table("lemma_exc")


def _table(name: str) -> Any:
    import spacy_lookups_data

    path = Path(spacy_lookups_data.__file__).parent / "data" / f"en_{name}.json.gz"
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return json.load(stream)


def _unplural(word: str) -> set[str]:
    if not word.endswith("s") or word.endswith("ss"):
        return set()
    return _replaced(word, {"s": "", "es": "", "ies": "y"})


def _unpast(word: str) -> set[str]:
    return (
        _undoubled(word[:-2]) | _replaced(word, {"d": "", "ed": "", "ied": "y"}) if word.endswith("ed") else set()
    )


def _ungerund(word: str) -> set[str]:
    return _undoubled(word[:-3]) | {word[:-3], f"{word[:-3]}e"} if word.endswith("ing") else set()


def _uncompared(word: str) -> set[str]:
    return _replaced(word, {"er": "", "r": "", "ier": "y", "est": "", "st": "", "iest": "y"})


def _replaced(word: str, endings: dict[str, str]) -> set[str]:
    return {word.removesuffix(ending) + other for ending, other in endings.items() if word.endswith(ending)}


def _undoubled(stem: str) -> set[str]:
    """Give the stem without its doubled last letter ("stopp" → "stop"), if it has one."""
    return {stem[:-1]} if len(stem) > 2 and stem[-1] == stem[-2] else set()
