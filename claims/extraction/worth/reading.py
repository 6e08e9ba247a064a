"""The learned question: whether a claim reads like sentences that people marked as worth checking.

Two logistic models over hashed features, one for claims with a parse and one for those without, trained by
``train.py`` and shipped with the language pipeline as one file of 8-bit weights; the card and credits stand in the
README and NOTICE beside it.
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
from claims.extraction.worth.parse import Parse
from claims.extraction.worth.wordclass import WordClasses

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

FILE = "reading.msgpack.zlib"
_STEPS = 127
_TABLES = ("words", "endings", "clusters")
_MODELS = ("plain", "parsed")


@dataclass(frozen=True, slots=True)
class Linear:
    """Weights of the buckets, and what is added to every sum."""

    table: "Array"
    bias: float
    threshold: float = 0.5
    """From this probability on a sentence counts as worth checking, in texts like those of the training."""

    def probabilities(self, features: Features) -> "Array":
        """Return for each text how likely people would have marked it, 0 to 1."""
        import numpy as np

        return 1 / (1 + np.exp(-(features.dot(self.table) + self.bias)))


@dataclass(frozen=True, slots=True)
class Reading:
    """Two trained models, for texts with a parse and without, and what turns texts into their features."""

    hasher: Hasher
    plain: Linear
    parsed: Linear
    prior: float
    """The share of marked sentences in the training."""

    def probabilities(self, texts: Sequence[str], parses: Sequence[Parse] = ()) -> "Array":
        """Return for each text how likely people would have marked it.

        ``parses``: one for each text, empty where there is none.
        """
        import numpy as np

        found = np.zeros(len(texts))
        has_parse = np.array([bool(parse) for parse in parses] or [False] * len(texts), dtype=bool)
        if (rows := np.flatnonzero(~has_parse)).size:
            found[rows] = self.plain.probabilities(self.hasher.features([texts[row] for row in rows.tolist()]))
        if (rows := np.flatnonzero(has_parse)).size:
            features = self.hasher.features(
                [texts[row] for row in rows.tolist()], [parses[row] for row in rows.tolist()]
            )
            found[rows] = self.parsed.probabilities(features)
        return found


@cache
def shipped_reading() -> Reading:
    """Load the shipped model once for the process."""
    return read_reading(MODEL_FOLDER)


def read_reading(folder: Path) -> Reading:
    """Load a model from a folder."""
    import srsly

    packed = srsly.msgpack_loads(zlib.decompress((folder / FILE).read_bytes()))
    classes = WordClasses(*(_unlisted(packed[name]) for name in _TABLES))
    plain, parsed = (_widened(packed[name]) for name in _MODELS)
    return Reading(Hasher(classes), plain, parsed, packed["prior"])


def write_reading(reading: Reading, folder: Path) -> int:
    """Write a model for ``read_reading``; return the bytes of the file."""
    import srsly

    packed = {
        **{name: _listed(getattr(reading.hasher.classes, name)) for name in _TABLES},
        **{name: _narrowed(getattr(reading, name)) for name in _MODELS},
        "prior": reading.prior,
    }
    data = zlib.compress(srsly.msgpack_dumps(packed), level=9)
    (folder / FILE).write_bytes(data)
    return len(data)


def _narrowed(linear: Linear) -> dict[str, Any]:
    """Cast weights down to 8 bits.

    Most weights are small: 8 bits of their square roots tell them apart, where 8 bits of themselves would not.
    """
    import numpy as np

    scale = max(float(np.abs(linear.table).max()) / _STEPS**2, 1e-12)
    roots = np.round(np.sign(linear.table) * np.sqrt(np.abs(linear.table) / scale)).astype("int8")
    return {"table": roots, "scale": scale, "bias": linear.bias, "threshold": linear.threshold}


def _widened(packed: dict[str, Any]) -> Linear:
    import numpy as np

    roots = packed["table"].astype("float32")
    return Linear(np.sign(roots) * roots**2 * packed["scale"], packed["bias"], packed["threshold"])


def _listed(tags: Mapping[str, str]) -> dict[str, str]:
    """Turn word → tag into tag → words, which is smaller."""
    listed: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted(tags):
        listed[tags[word]].append(word)
    return {tag: " ".join(listed[tag]) for tag in sorted(listed)}


def _unlisted(words: dict[str, str]) -> dict[str, str]:
    return {word: tag for tag, listed in words.items() for word in listed.split()}
