"""Measuring the reading: F1 on debates, cross-validated on speeches, and carried over from one to the other.

The protocol of the cross-validation: sentences are shuffled, not grouped by speech, and dealt into five folds;
each fold is scored by a model fitted to the other four, with a threshold chosen by a cross-validation inside
those four. The figure is the mean over five shuffles, seeds 0 to 4: one shuffle is half a point of luck.
Sentences of one speech resemble each other, so a second figure holds out whole speeches.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claims.extraction.worth.feature import Features
from claims.extraction.worth.reading import Reading, shipped_reading
from claims.extraction.worth.train import (
    DEV_FILE,
    Example,
    best_threshold,
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
FEW_STRENGTH = 5.0
"""How much a few hundred examples count against the penalty; the many of the training need less."""


@dataclass(frozen=True, slots=True)
class ReadingFigures:
    """F1 of the marked class, 0 to 1."""

    debates: float
    """CT24 dev, the shipped model at its own threshold."""
    speeches: float
    """PoliClaim train by cross-validation: the same class of model, helped by the shipped one."""
    unseen_speeches: float
    """The same with one speech held out at a time, so that its model has seen nothing of it."""
    transfer: float
    """PoliClaim train, the shipped model with its threshold adapted to the unlabelled texts."""


def evaluate(data: Path, reading: Reading | None = None) -> ReadingFigures:
    """Measure a model (the shipped one) on the files of marked sentences in ``data``."""
    reading = reading or shipped_reading()
    speeches = read_examples(data / SPEECH_FILE)
    rounds = [cross_validate(reading, speeches, seed=seed) for seed in range(SHUFFLES)]
    return ReadingFigures(
        debates=score_debates(reading, read_examples(data / DEV_FILE)),
        speeches=sum(rounds) / SHUFFLES,
        unseen_speeches=cross_validate(reading, speeches, seed=None),
        transfer=score_transfer(reading, speeches),
    )


def score_debates(reading: Reading, examples: Sequence[Example]) -> float:
    """Return F1 on sentences like those of the training, at the model's own threshold."""
    return f1(reading.probabilities([example.text for example in examples]) >= reading.threshold, marks(examples))


def score_transfer(reading: Reading, examples: Sequence[Example]) -> float:
    """Return F1 on sentences of another kind; their labels are used for nothing but the score."""
    probabilities = reading.probabilities([example.text for example in examples])
    return f1(probabilities >= adapted_threshold(probabilities), marks(examples))


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


def cross_validate(reading: Reading, examples: Sequence[Example], *, seed: int | None = 0) -> float:
    """Return F1 over all folds: each sentence is scored by a model that was fitted to the other folds.

    Such a model learns only what the given one leaves open; its threshold is chosen inside the other folds.
    ``seed`` deals the sentences into folds; None makes each speech a fold.
    """
    import numpy as np

    features, labels = reading.hasher.features([example.text for example in examples]), marks(examples)
    known = _logits(reading.linear.probabilities(features))
    speeches = np.array([example.group for example in examples])
    found = np.zeros(len(examples))
    for rest, held in _parts(speeches, seed):
        inner = np.zeros(len(rest))
        for others, kept in _parts(speeches[rest], seed):
            inner[kept] = _carried_on(features, labels, known, rest[others], rest[kept])
        threshold = best_threshold(inner, labels[rest])
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
