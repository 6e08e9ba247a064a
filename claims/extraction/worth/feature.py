"""What the reading looks at: words, word classes and word clusters, in runs, hashed into a set number of buckets.

Everything is done for a whole batch of texts at once: a claim costs about 15 microseconds. A text's features
weigh one over the square root of their number, so that long texts do not weigh more.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

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
_BEGIN, _END = (1, 1, 1), (2, 2, 2)
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

    def spread(self, values: "Array") -> "Array":
        """Return for each bucket the weighted sum of the values of the texts that have it."""
        import numpy as np

        repeated = np.repeat(values, np.diff(self.starts)) * self.weights
        return np.bincount(self.buckets, weights=repeated, minlength=BUCKETS)

    def rows(self, chosen: "Array") -> "Features":
        """Return the features of the chosen texts."""
        import numpy as np

        pieces = [np.arange(self.starts[row], self.starts[row + 1]) for row in chosen]
        places = np.concatenate(pieces)
        starts = np.concatenate(([0], np.cumsum([len(piece) for piece in pieces])))
        return Features(self.buckets[places], self.weights[places], starts)


@dataclass(slots=True)
class Hasher:
    """Turns texts into features; remembers the hashes of words that it has seen."""

    classes: WordClasses
    _known: dict[tuple[str, bool], tuple[int, int, int]] = field(default_factory=dict)

    def features(self, texts: Sequence[str]) -> Features:
        """Return the features of some texts (at least one)."""
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
        return _gather(hashes, owner, len(texts))

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


def _gather(hashes: "Array", owner: "Array", texts: int) -> Features:
    import numpy as np

    buckets, owners, weights = [], [], []
    for column, longest in enumerate((WORD_RUN, CLASS_RUN, CLUSTER_RUN)):
        runs = [_runs(hashes[:, column], owner, length, salt=column) for length in range(1, longest + 1)]
        whose = np.concatenate([place for _, place in runs])
        buckets.append(np.concatenate([bucket for bucket, _ in runs]))
        owners.append(whose)
        weights.append(1 / np.sqrt(np.bincount(whose, minlength=texts))[whose])
    whose = np.concatenate(owners)
    order = np.argsort(whose, kind="stable")
    starts = np.concatenate(([0], np.cumsum(np.bincount(whose, minlength=texts))))
    return Features(np.concatenate(buckets)[order], np.concatenate(weights)[order], starts)


def _runs(hashes: "Array", owner: "Array", length: int, *, salt: int) -> tuple["Array", "Array"]:
    """Return the bucket of each run of ``length`` neighbours inside one text, and whose it is."""
    import numpy as np

    many = max(0, len(hashes) - length + 1)
    mixed = np.full(many, salt * 7919 + length, dtype=np.uint64)
    for offset in range(length):
        mixed = (mixed ^ hashes[offset : many + offset]) * np.uint64(_MULTIPLIER)
        mixed ^= mixed >> np.uint64(29)
    inside = owner[:many] == owner[length - 1 : length - 1 + many]
    mixed, whose = mixed[inside], owner[:many][inside]
    mixed = (mixed ^ (mixed >> np.uint64(32))) * np.uint64(_FINISHER)
    return (mixed >> np.uint64(64 - BITS)).astype(np.int64), whose
