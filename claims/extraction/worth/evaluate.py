"""Measuring the reading: F1 on debates, cross-validated on speeches, and carried over from one to the other.

The protocol of the cross-validation: sentences are shuffled, not grouped by speech, and dealt into five folds;
each fold is scored by a model fitted to the other four, with a threshold found by a cross-validation inside
those four. The figure is the mean over five shuffles, seeds 0 to 4: one shuffle is half a point of luck.
Sentences of one speech resemble each other, so a second figure holds out whole speeches.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claims.extraction.worth.feature import Features
from claims.extraction.worth.reading import Linear, Reading, shipped_reading
from claims.extraction.worth.train import (
    DEV_FILE,
    Example,
    both_features,
    f1,
    fit,
    marks,
    minimise,
    read_examples,
)

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

SPEECH_FILE = "policlaim_train.tsv"
FOLDS = 5
SHUFFLES = 5
UNKNOWN_SHARE = 0.5
STEPS = tuple(step / 100 for step in range(10, 91))
"""Thresholds that are tried."""
FEW_STRENGTH = 2.5
"""How much a few hundred examples count against the penalty; the many of the training need less."""


@dataclass(frozen=True, slots=True)
class ReadingFigures:
    """F1 of the marked class, 0 to 1, of one of the two models."""

    debates: float
    """CT24 dev, the shipped model at its own threshold."""
    speeches: float
    """PoliClaim train by cross-validation: the same class of model, helped by the shipped one."""
    unseen_speeches: float
    """The same with one speech held out at a time, so that its model has seen nothing of it."""
    transfer: float
    """PoliClaim train, the shipped model with its threshold adapted to the unlabelled texts."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Marked sentences as a model sees them."""

    features: Features
    labels: "Array"
    groups: "Array"
    """From which speech each is."""


def evaluate(data: Path, reading: Reading | None = None) -> dict[str, ReadingFigures]:
    """Measure both models of a reading (the shipped one): ``parsed`` and ``plain`` → figures."""
    reading = reading or shipped_reading()
    found: dict[str, ReadingFigures] = {}
    debates, speeches = (seen(reading, read_examples(data / name)) for name in (DEV_FILE, SPEECH_FILE))
    for name, linear in (("plain", reading.plain), ("parsed", reading.parsed)):
        rounds = [cross_validate(linear, speeches[name], seed=seed) for seed in range(SHUFFLES)]
        found[name] = ReadingFigures(
            debates=score_debates(linear, debates[name]),
            speeches=sum(rounds) / SHUFFLES,
            unseen_speeches=cross_validate(linear, speeches[name], seed=None),
            transfer=score_transfer(linear, speeches[name]),
        )
    return found


def seen(reading: Reading, examples: Sequence[Example]) -> dict[str, Seen]:
    """Return sentences as each model of a reading sees them."""
    import numpy as np

    groups = np.array([example.group for example in examples])
    both = zip(("plain", "parsed"), both_features(reading.hasher, examples), strict=True)
    return {name: Seen(features, marks(examples), groups) for name, features in both}


def score_debates(linear: Linear, debates: Seen) -> float:
    """Return F1 on sentences like those of the training, at the model's own threshold."""
    return f1(linear.probabilities(debates.features) >= linear.threshold, debates.labels)


def score_transfer(linear: Linear, speeches: Seen) -> float:
    """Return F1 on sentences of another kind; their labels are used for nothing but the score."""
    probabilities = linear.probabilities(speeches.features)
    return f1(probabilities >= adapted_threshold(probabilities), speeches.labels)


def adapted_threshold(probabilities: "Array") -> float:
    """Return the threshold for texts of another kind, from the probabilities of these texts alone.

    How many of them people would mark is not known: one half is what supposes least. The probabilities are
    moved (on the logistic scale) until their mean says so; then the threshold with the greatest expected F1 holds.
    """
    import numpy as np

    sums = np.sort(_logits(probabilities))[::-1]
    low, high = -30.0, 30.0
    for _ in range(60):
        shift = (low + high) / 2
        low, high = (shift, high) if (1 / (1 + np.exp(-sums - shift))).mean() < UNKNOWN_SHARE else (low, shift)
    moved = 1 / (1 + np.exp(-sums - low))
    expected = 2 * np.cumsum(moved) / (np.arange(1, len(moved) + 1) + moved.sum())
    return float(np.sort(probabilities)[::-1][int(np.argmax(expected))])


def cross_validate(linear: Linear, speeches: Seen, *, seed: int | None = 0) -> float:
    """Return F1 over all folds: each sentence is scored by a model that was fitted to the other folds.

    Such a model learns only what the given one leaves open. Its threshold is half of the best F1 that a
    cross-validation inside the other folds reaches: the threshold that is best when probabilities are right
    (Lipton, Elkan and Naryanaswamy 2014), and steadier than the place of that best.
    ``seed`` deals the sentences into folds; None makes each speech a fold.
    """
    import numpy as np

    features, labels, groups = speeches.features, speeches.labels, speeches.groups
    known = _logits(linear.probabilities(features))
    found = np.zeros(len(labels))
    for rest, held in _parts(groups, seed):
        inner = np.zeros(len(rest))
        for others, kept in _parts(groups[rest], seed):
            inner[kept] = _carried_on(features, labels, known, rest[others], rest[kept])
        threshold = max(f1(inner >= step, labels[rest]) for step in STEPS) / 2
        found[held] = _carried_on(features, labels, known, rest, held) >= threshold
    return f1(found, labels)


def _parts(speeches: "Array", seed: int | None) -> "Iterator[tuple[Array, Array]]":
    return speeches_apart(speeches) if seed is None else folds(len(speeches), seed)


def speeches_apart(speeches: "Array") -> "Iterator[tuple[Array, Array]]":
    """Yield the rows of all other speeches, and the rows of one, for each speech."""
    import numpy as np

    for one in np.unique(speeches):
        yield np.flatnonzero(speeches != one), np.flatnonzero(speeches == one)


def folds(many: int, seed: int) -> "Iterator[tuple[Array, Array]]":
    """Yield the rows to fit and the rows to score, for each fold."""
    import numpy as np

    order = np.random.default_rng(seed).permutation(many)
    for number in range(FOLDS):
        yield np.sort(np.delete(order, slice(number, None, FOLDS))), np.sort(order[number::FOLDS])


def _carried_on(features: Features, labels: "Array", known: "Array", rest: "Array", held: "Array") -> "Array":
    """Fit to some rows, with what is known of them given the weight that suits them best; score others."""
    import numpy as np

    def loss(point: "Array") -> tuple[float, "Array"]:
        sums = point[0] * known[rest] + point[1]
        error = 1 / (1 + np.exp(-sums)) - labels[rest]
        value = float(np.sum(np.logaddexp(0, sums) - labels[rest] * sums))
        return value, np.array([error @ known[rest], error.sum()])

    weight = minimise(loss, np.zeros(2))[0]
    linear = fit(features.rows(rest), labels[rest], offset=weight * known[rest], strength=FEW_STRENGTH)
    sums = features.rows(held).dot(linear.table) + linear.bias + weight * known[held]
    return np.asarray(1 / (1 + np.exp(-sums)))


def _logits(probabilities: "Array") -> "Array":
    import numpy as np

    safe = np.clip(probabilities, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(safe / (1 - safe)))
