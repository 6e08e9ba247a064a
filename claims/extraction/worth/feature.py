"""What the reading looks at: runs of words, word classes and clusters, and relations where there is a parse.

All are hashed into a set number of buckets, for a whole batch of texts at once. A feature counts once in a text,
however often it is there (measured: better than its number); the features of a text weigh one over the square root
of how many they are, so that long texts do not weigh more.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from claims.extraction.worth.parse import Parse, ParsedWord
from claims.extraction.worth.wordclass import WordClasses, plain, split_words

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

BITS = 18
BUCKETS = 1 << BITS
WORD_RUN = 2
"""The longest run of words that is one feature."""
STEM = 5
"""Letters of a word that count: its inflections are one feature. Measured: better than whole words."""
CLASS_RUN = 4
"""The longest run of word classes that is one feature."""
CLUSTER_RUN = 1
"""The longest run of word clusters that is one feature. Measured: longer ones only cost time."""
COUNTED = ("VBD", "VBN", "VBP", "VBZ", "MD", "VB", "CD", "NNP", "NN", "NNS", "JJ", "PRP")
"""Tags whose words in a parsed text are counted, up to ``MANY``."""
MANY = 3
_RUNS = (WORD_RUN, CLASS_RUN, CLUSTER_RUN)
_RELATION_SALT, _COUNT_SALT, _LENGTH_SALT = 10, 20, 30
_BEGIN, _END, _ABOVE = (1, 1, 1), (2, 2, 2), (3, 3, 3, 3)
_MULTIPLIER, _FINISHER = 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93
_MAX_KNOWN = 50_000
"""Words whose hashes are remembered; past it they are forgotten, so that memory stays bounded."""


@dataclass(frozen=True, slots=True)
class Features:
    """The buckets of a batch of texts; those of text ``i`` are ``buckets[starts[i]:starts[i + 1]]``."""

    buckets: "Array"
    weights: "Array"
    starts: "Array"

    def dot(self, table: "Array") -> "Array":
        """Return for each text the weighted sum of its buckets' values in the table."""
        import numpy as np

        return np.add.reduceat(table[self.buckets] * self.weights, self.starts[:-1])

    def spread(self, values: "Array", buckets: int = BUCKETS) -> "Array":
        """Return for each of so many buckets the weighted sum of the values of the texts that have it."""
        import numpy as np

        repeated = np.repeat(values, np.diff(self.starts)) * self.weights
        return np.bincount(self.buckets, weights=repeated, minlength=buckets)

    def rows(self, chosen: "Array") -> "Features":
        """Return the features of the chosen texts."""
        import numpy as np

        pieces = [np.arange(self.starts[row], self.starts[row + 1]) for row in chosen]
        places = np.concatenate(pieces)
        starts = np.concatenate(([0], np.cumsum([len(piece) for piece in pieces])))
        return Features(self.buckets[places], self.weights[places], starts)


Column = tuple["Array", "Array"]
"""Buckets of one kind of feature, and whose each is."""


@dataclass(slots=True)
class Hasher:
    """Turns texts into features; remembers the hashes of words that it has seen."""

    classes: WordClasses
    _known: dict[tuple[str, bool], tuple[int, int, int]] = field(default_factory=dict)

    def features(self, texts: Sequence[str], parses: Sequence[Parse] = ()) -> Features:
        """Return the features of some texts (at least one); ``parses``: one, not empty, for each text, or none."""
        columns = self._of_words(texts)
        if parses:
            columns += self._of_parses(parses)
        return _gather(columns, len(texts))

    def _of_words(self, texts: Sequence[str]) -> list[Column]:
        import numpy as np

        triples: list[tuple[int, int, int]] = []
        lengths = []
        for text in texts:
            words = split_words(text)
            triples.append(_BEGIN)
            triples += [self._hashes(word, number == 0) for number, word in enumerate(words)]
            triples.append(_END)
            lengths.append(len(words) + 2)
        hashes = np.array(triples, dtype=np.uint64)
        owner = np.repeat(np.arange(len(texts)), lengths)
        return [_runs(hashes[:, kind], owner, longest, salt=kind) for kind, longest in enumerate(_RUNS)]

    def _of_parses(self, parses: Sequence[Parse]) -> list[Column]:
        """Return relations (of word classes, words and tags with their heads), and how many words and tags."""
        import numpy as np

        lengths = np.array([len(parse) for parse in parses])
        owner = np.repeat(np.arange(len(parses)), lengths)
        rows = [self._parsed(word, place == 0) for parse in parses for place, word in enumerate(parse)]
        hashes = np.array([*rows, _ABOVE], dtype=np.uint64)
        local = np.array([word.head for parse in parses for word in parse])
        heads = np.where(local < 0, len(rows), local + np.repeat(np.cumsum(lengths) - lengths, lengths))
        stem, outline, tag, relation = hashes[:-1].T
        above_stem, _, above_tag, _ = hashes[heads].T
        seen = (
            [relation, outline, above_tag],
            [relation, stem, above_tag],
            [relation, tag, above_stem],
            [relation],
        )
        relations = [_mixed(parts, _RELATION_SALT + kind) for kind, parts in enumerate(seen)]
        return [(np.concatenate(relations), np.tile(owner, len(relations))), _counts(tag, owner, lengths)]

    def _parsed(self, word: ParsedWord, opens: bool) -> tuple[int, int, int, int]:
        stem, outline, _ = self._hashes(word.form, opens)
        return stem, outline, _hash(word.tag), _hash(word.relation)

    def _hashes(self, word: str, opens: bool) -> tuple[int, int, int]:
        found = self._known.get((word, opens))
        if found is None:
            if len(self._known) > _MAX_KNOWN:
                self._known.clear()
            stem = plain(word)[:STEM]
            outline, cluster = (find(word, opens=opens) for find in (self.classes.outline, self.classes.cluster))
            found = zlib.crc32(stem.encode()), zlib.crc32(f"{outline}/".encode()), zlib.crc32(cluster.encode())
            self._known[word, opens] = found
        return found


@lru_cache(256)
def _hash(label: str) -> int:
    return zlib.crc32(label.encode())


def _runs(hashes: "Array", owner: "Array", longest: int, *, salt: int) -> Column:
    """Return each run of up to ``longest`` neighbours inside one text, and whose it is."""
    import numpy as np

    runs, whose = [], []
    for length in range(1, longest + 1):
        many = max(0, len(hashes) - length + 1)
        inside = owner[:many] == owner[length - 1 : length - 1 + many]
        run = _mixed([hashes[offset : many + offset] for offset in range(length)], salt * 7919 + length)
        runs.append(run[inside])
        whose.append(owner[:many][inside])
    return np.concatenate(runs), np.concatenate(whose)


def _counts(tags: "Array", owner: "Array", lengths: "Array") -> Column:
    """Return for each text its length, in steps, and how many words of it have each counted tag."""
    import numpy as np

    steps = (2 * np.log(np.maximum(lengths, 1))).astype(np.uint64)
    found = [_mixed([steps], _LENGTH_SALT)]
    for tag in map(_hash, COUNTED):
        many = np.minimum(np.bincount(owner[tags == tag], minlength=len(lengths)), MANY)
        found.append(_mixed([np.full(len(lengths), tag, dtype=np.uint64), many.astype(np.uint64)], _COUNT_SALT))
    return np.concatenate(found), np.tile(np.arange(len(lengths)), len(found))


def _mixed(parts: "Sequence[Array]", salt: int) -> "Array":
    """Return the buckets of features that consist of these parts in this order."""
    import numpy as np

    mixed = np.full(len(parts[0]), salt, dtype=np.uint64)
    for part in parts:
        mixed = (mixed ^ part) * np.uint64(_MULTIPLIER)
        mixed ^= mixed >> np.uint64(29)
    mixed = (mixed ^ (mixed >> np.uint64(32))) * np.uint64(_FINISHER)
    return (mixed >> np.uint64(64 - BITS)).astype(np.int64)


def _gather(columns: Sequence[Column], texts: int) -> Features:
    import numpy as np

    found, weights = [], []
    for buckets, owner in columns:
        once = np.unique(owner * BUCKETS + buckets)
        whose = once >> BITS
        found.append(once)
        weights.append(1 / np.sqrt(np.bincount(whose, minlength=texts))[whose])
    keys = np.concatenate(found)
    order = np.argsort(keys >> BITS, kind="stable")
    keys = keys[order]
    starts = np.concatenate(([0], np.cumsum(np.bincount(keys >> BITS, minlength=texts))))
    return Features(keys & (BUCKETS - 1), np.concatenate(weights)[order], starts)
