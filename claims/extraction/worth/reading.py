"""The learned question: whether a claim reads like sentences that people marked as worth checking.

A logistic model over hashed features, trained by ``train.py`` and shipped with the language pipeline as one file
of 8-bit weights; its card and credits stand in the README and NOTICE beside it.
"""

import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claims.extraction.linguistic.pipeline import MODEL_FOLDER
from claims.extraction.worth.feature import Features, Hasher
from claims.extraction.worth.wordclass import WordClasses

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

FILE = "reading.msgpack.zlib"
_STEPS = 127
_TABLES = ("words", "endings", "clusters")


@dataclass(frozen=True, slots=True)
class Linear:
    """Weights of the buckets, and what is added to every sum."""

    table: "Array"
    bias: float

    def probabilities(self, features: Features) -> "Array":
        """Return for each text how likely people would have marked it, 0 to 1."""
        import numpy as np

        return 1 / (1 + np.exp(-(features.dot(self.table) + self.bias)))


@dataclass(frozen=True, slots=True)
class Reading:
    """A trained model with what turns texts into its features."""

    hasher: Hasher
    linear: Linear
    threshold: float
    """From this probability on a sentence counts as worth checking, in texts like those of the training."""
    prior: float
    """The share of marked sentences in the training."""

    def probabilities(self, texts: Sequence[str]) -> "Array":
        """Return for each text how likely people would have marked it."""
        import numpy as np

        return self.linear.probabilities(self.hasher.features(texts)) if texts else np.zeros(0)


@cache
def shipped_reading() -> Reading:
    """Load the shipped model once for the process."""
    return read_reading(MODEL_FOLDER)


def read_reading(folder: Path) -> Reading:
    """Load a model from a folder."""
    import numpy as np
    import srsly

    packed = srsly.msgpack_loads(zlib.decompress((folder / FILE).read_bytes()))
    classes = WordClasses(*(_unlisted(packed[name]) for name in _TABLES))
    roots = packed["table"].astype("float32")
    table = np.sign(roots) * roots**2 * packed["scale"]
    return Reading(Hasher(classes), Linear(table, packed["bias"]), packed["threshold"], packed["prior"])


def write_reading(reading: Reading, folder: Path) -> int:
    """Write a model for ``read_reading``; return the bytes of the file.

    Most weights are small: 8 bits of their square roots tell them apart, where 8 bits of themselves would not.
    """
    import numpy as np
    import srsly

    table = reading.linear.table
    scale = max(float(np.abs(table).max()) / _STEPS**2, 1e-12)
    packed = {
        **{name: _listed(getattr(reading.hasher.classes, name)) for name in _TABLES},
        "table": np.round(np.sign(table) * np.sqrt(np.abs(table) / scale)).astype("int8"),
        "scale": scale,
        "bias": reading.linear.bias,
        "threshold": reading.threshold,
        "prior": reading.prior,
    }
    data = zlib.compress(srsly.msgpack_dumps(packed), level=9)
    (folder / FILE).write_bytes(data)
    return len(data)


def _listed(tags: Mapping[str, str]) -> dict[str, str]:
    """Turn word → tag into tag → words, which is smaller."""
    listed: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted(tags):
        listed[tags[word]].append(word)
    return {tag: " ".join(listed[tag]) for tag in sorted(listed)}


def _unlisted(words: dict[str, str]) -> dict[str, str]:
    return {word: tag for tag, listed in words.items() for word in listed.split()}
