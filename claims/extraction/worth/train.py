"""Training the reading: debate sentences that people marked → two small logistic models.

Logistic regression with an L2 penalty, by L-BFGS (Nocedal and Wright, "Numerical Optimization", algorithm 7.4).
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claims.errors import NotFound
from claims.extraction.linguistic.parsed import parses_of_texts
from claims.extraction.linguistic.train.conllu import Sentence, read_treebank
from claims.extraction.linguistic.train.lexicon import word_clusters
from claims.extraction.linguistic.train.treebank import EWT, FILES, GUM
from claims.extraction.worth.feature import BUCKETS, Features, Hasher
from claims.extraction.worth.reading import Linear, Reading, write_reading
from claims.extraction.worth.wordclass import ENDINGS, WordClasses

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

TRAIN_FILE, DEV_FILE = "CT24_en_train.tsv", "CT24_en_dev.tsv"
STRENGTH = 0.75
"""How much the examples count against the penalty (scikit-learn's C), chosen on the development file."""
RARE_WEIGHT = 0.2
"""Scales all features; with it, ``STRENGTH`` is near 1."""
RARE = 3
"""Words seen no more often than this teach the endings."""
CLUSTERED = 30_000
"""How many of the commonest words have a cluster."""
_MEMORY, _ROUNDS, _FLAT = 10, 120, 1e-5


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence and whether people marked it; ``group``: the text it is from."""

    text: str
    marked: bool
    group: str = ""


def read_examples(path: Path) -> list[Example]:
    """Read a file of tab-separated sentences with labels; a missing file is ``NotFound``."""
    if not path.is_file():
        raise NotFound(f"There is no file {path}.")
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [Example(row["text"], row["label"] in ("1", "Yes"), row.get("speech") or "") for row in rows]


def train(data: Path, treebanks: Path, output: Path) -> Reading:
    """Learn the reading from the files of marked sentences in ``data``, and write it into ``output``.

    Word classes come from the treebanks, clusters from the lexicon of the pipeline. The pipeline also parses the
    sentences. The thresholds are those that are best on the development file.
    """
    examples, development = read_examples(data / TRAIN_FILE), read_examples(data / DEV_FILE)
    sentences = [one for name in (EWT, GUM) for one in read_treebank(_required(treebanks / FILES[name, "train"]))]
    hasher = Hasher(word_classes(sentences, _common_clusters()))
    plain, parsed = (
        _with_threshold(fit(learned, marks(examples)), measured, marks(development))
        for learned, measured in zip(
            both_features(hasher, examples), both_features(hasher, development), strict=True
        )
    )
    reading = Reading(hasher, plain, parsed, float(marks(examples).mean()))
    write_reading(reading, output)
    return reading


def both_features(hasher: Hasher, examples: Sequence[Example]) -> tuple[Features, Features]:
    """Return the features of sentences without their parse, and with it."""
    texts = [example.text for example in examples]
    return hasher.features(texts), hasher.features(texts, list(parses_of_texts(texts)))


def _with_threshold(linear: Linear, features: Features, labels: "Array") -> Linear:
    return replace(linear, threshold=best_threshold(linear.probabilities(features), labels))


def marks(examples: Sequence[Example]) -> "Array":
    """Return the labels as numbers."""
    import numpy as np

    return np.array([example.marked for example in examples], dtype=float)


def word_classes(sentences: Iterable[Sentence], clusters: Mapping[str, str]) -> WordClasses:
    """Learn word classes from tagged sentences: words seen twice, and endings of the rare ones."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for word in sentence.words:
            counts[word.form.lower().replace("’", "'")][word.tag] += 1
    endings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for form, tags in counts.items():
        if tags.total() <= RARE:
            for length in ENDINGS:
                endings[form[-length:]].update(tags)
    return WordClasses(
        {form: commonest(tags) for form, tags in counts.items() if tags.total() >= 2 and " " not in form},
        {ending: commonest(tags) for ending, tags in endings.items() if tags.total() >= 5},
        clusters,
    )


def commonest(tags: Counter[str]) -> str:
    """Return the tag that was counted most."""
    return tags.most_common(1)[0][0]


def fit(
    features: Features, labels: "Array", *, offset: "Array | float" = 0.0, strength: float = STRENGTH
) -> Linear:
    """Fit the logistic model; features that only one text has are left out, for they would be learned by heart.

    ``offset`` is what is known of each text already: the model learns only what that leaves open.
    """
    import numpy as np

    common, buckets = _common(features)

    def loss(point: "Array") -> tuple[float, "Array"]:
        sums = common.dot(point[:-1]) + point[-1] + offset
        error = 1 / (1 + np.exp(-sums)) - labels
        value = strength * float(np.sum(np.logaddexp(0, sums) - labels * sums)) + 0.5 * float(point @ point)
        slope = np.append(common.spread(error, len(buckets)), error.sum())
        return value, strength * slope + point

    point = minimise(loss, np.zeros(len(buckets) + 1))
    table = np.zeros(BUCKETS, dtype="float32")
    table[buckets] = point[:-1] * _rarity(features)[buckets]
    return Linear(table, float(point[-1]))


def best_threshold(probabilities: "Array", labels: "Array") -> float:
    """Return the threshold with the best F1, smoothed over its neighbours, since a single peak is luck."""
    import numpy as np

    steps = np.linspace(0.1, 0.9, 161)
    scores = np.convolve([f1(probabilities >= step, labels) for step in steps], np.ones(9) / 9, mode="same")
    return float(steps[int(np.argmax(scores))])


def f1(found: "Array", labels: "Array") -> float:
    """Return F1 of the marked class."""
    hits = float((found * labels).sum())
    total = float(found.sum() + labels.sum())
    return 2 * hits / total if total else 0.0


def minimise(loss: "Callable[[Array], tuple[float, Array]]", point: "Array") -> "Array":
    """Return the point where a smooth convex function is least; ``loss`` gives value and slope."""
    value, slope = loss(point)
    steps: list[tuple[Array, Array]] = []
    for _ in range(_ROUNDS):
        direction = -_scaled(slope, steps)
        size, fall = (1.0 if steps else 1 / max(1.0, float(abs(slope).max()))), float(slope @ direction)
        following = loss(point + size * direction)
        while following[0] > value + 1e-4 * size * fall and size > 1e-10:
            size /= 2
            following = loss(point + size * direction)
        moved, turned = size * direction, following[1] - slope
        if float(moved @ turned) > 0:
            steps = [*steps[-_MEMORY + 1 :], (moved, turned)]
        point, before, (value, slope) = point + moved, value, following
        if before - value < _FLAT * abs(value):
            break
    return point


def _scaled(slope: "Array", steps: "Sequence[tuple[Array, Array]]") -> "Array":
    """Multiply the slope by the inverse curvature that the last steps showed."""
    shares = []
    result = slope.copy()
    for moved, turned in reversed(steps):
        share = float(moved @ result) / float(moved @ turned)
        result -= share * turned
        shares.append(share)
    if steps:
        moved, turned = steps[-1]
        result *= float(moved @ turned) / float(turned @ turned)
    for (moved, turned), share in zip(steps, reversed(shares), strict=True):
        result += (share - float(turned @ result) / float(moved @ turned)) * moved
    return result


def _common(features: Features) -> tuple[Features, "Array"]:
    """Return the features that several texts have, scaled, in buckets numbered anew; and which buckets they were.

    The begin of a text is one of them, so no text is left without any.
    """
    import numpy as np

    rarity = _rarity(features)
    buckets = np.flatnonzero(rarity)
    scale = rarity[features.buckets]
    inside = scale > 0
    starts = np.concatenate(([0], np.cumsum(inside)))[features.starts]
    numbers = np.searchsorted(buckets, features.buckets[inside])
    return Features(numbers, (features.weights * scale)[inside], starts), buckets


def _rarity(features: Features) -> "Array":
    """Return how much each bucket is scaled: rare ones more (inverse document frequency), single ones to 0."""
    import numpy as np

    texts = len(features.starts) - 1
    owner = np.repeat(np.arange(texts), np.diff(features.starts))
    pairs = np.unique(features.buckets * texts + owner)
    seen = np.bincount(pairs // texts, minlength=BUCKETS)
    rarity = (np.log((1 + texts) / (1 + seen)) + 1) * RARE_WEIGHT
    rarity[seen < 2] = 0
    return rarity


def _common_clusters() -> dict[str, str]:
    clusters, commonest = word_clusters()
    return {word: str(clusters[word]) for word in commonest[:CLUSTERED] if " " not in word}


def _required(path: Path) -> Path:
    if not path.is_file():
        raise NotFound(f"There is no treebank {path}.")
    return path
