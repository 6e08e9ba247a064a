"""Learning which nested facts to say from claims that people wrote: RoSE, FActScore, CaRB.

The selector takes facts one after the other. So it is trained on its own decisions: at each step, what would each
option add to the claims found so far? A logistic regression learns that from traits that people can read; a few
rounds, each on the choices of the model before it.
"""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from claims.domain.anchor import normalise
from claims.errors import EngineError
from claims.extraction.base import Granularity, Options, Passage
from claims.extraction.linguistic.interpretation import interpret
from claims.extraction.linguistic.nested.option import Option
from claims.extraction.linguistic.nested.selection import MAX_CHOSEN, WEIGHTS_FILE, Selector
from claims.extraction.linguistic.nested.stage import is_reducible, nested_options, say, with_facts
from claims.extraction.linguistic.pipeline import load_pipeline
from claims.extraction.linguistic.prime import primed_memory
from claims.extraction.linguistic.reader import read
from claims.extraction.linguistic.train.likeness import bag, likeness
from claims.extraction.linguistic.train.matching import Likes, Matching

SETS = {"rose_cnndm_val": 1.0, "factscore_dev": 0.7, "factscore_train": 0.5, "carb_dev": 1.5}
"""The sets, and how much a decision in each weighs: they differ in size."""
CLOSE = 0.7
"""Likeness from which a claim counts as the one that was written."""
THRESHOLD = 0.3
"""A fact is worth saying when it is likelier than half the F1 that can be had."""
ROUNDS = 3
SEED = 20261122
_OPTIONS = Options(Granularity.FINE, keep_attribution=True)
_MOST_TEXTS = 1200
_MIN_COUNT = 12
_RIDGE = 6.0
_STEPS = 150
_JUDGED = 6
"""Options judged at a step: the best three and some of the others."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Choice:
    """An option with the written claims that it is close to."""

    option: Option
    likes: Likes


@dataclass(frozen=True, slots=True)
class Example:
    """A text: the choices of each of its sentences, what is said in any case, and how many claims were written."""

    sentences: tuple[tuple[Choice, ...], ...]
    given: tuple[Likes, ...]
    written: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What an option looked like at one step, and whether it would have added a written claim."""

    traits: tuple[str, ...]
    adds: bool
    weight: float


def train(data: Path, output: Path, *, folds: int, tell: Tell) -> None:
    """Learn the selector from ``data/extraction``, tell cross-validated figures and write its weights."""
    sets = {name: read_examples(data / "extraction" / f"{name}.jsonl", tell) for name in SETS}
    for fold in range(folds):
        learned = fit_selector({name: _part(rows, folds, fold, keep=False) for name, rows in sets.items()})
        for name, rows in sets.items():
            tell(f"fold {fold + 1}, {name}: {figures(learned, _part(rows, folds, fold, keep=True))}")
    write_selector(output / WEIGHTS_FILE, fit_selector(sets))


def _part(rows: Sequence[Example], folds: int, fold: int, *, keep: bool) -> list[Example]:
    return [row for number, row in enumerate(rows) if (number % folds == fold) is keep]


def write_selector(file: Path, selector: Selector) -> None:
    """Write the weights as JSON, a trait a line, so that a change of them can be read."""
    weights = {trait: round(weight, 3) for trait, weight in sorted(selector.weights.items())}
    content = {"threshold": selector.threshold, "bias": round(selector.bias, 3), "weights": weights}
    file.write_text(json.dumps(content, indent=0, ensure_ascii=False) + "\n", "utf-8")


def figures(selector: Selector, examples: Sequence[Example]) -> str:
    """Return precision, recall and F1 of what a selector chooses."""
    hits = said = written = 0
    for example in examples:
        chosen = [likes for sentence in example.sentences for likes in _chosen(selector, sentence)]
        hits += Matching([*example.given, *chosen]).hits
        said += len(example.given) + len(chosen)
        written += example.written
    precision, recall = hits / max(said, 1), hits / max(written, 1)
    return f"P {precision:.3f} R {recall:.3f} F1 {2 * hits / max(said + written, 1):.3f}"


def _chosen(selector: Selector, sentence: Sequence[Choice]) -> list[Likes]:
    likes = {id(choice.option): choice.likes for choice in sentence}
    return [likes[id(option)] for option in selector.choose([choice.option for choice in sentence])]


# --- examples -------------------------------------------------------------------------------------


def read_examples(file: Path, tell: Tell) -> list[Example]:
    """Read a set and make the choices of all its texts."""
    if not file.is_file():
        raise EngineError(f"The claims to learn from are missing: {file}.")
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()[:_MOST_TEXTS] if line.strip()]
    made = list(_examples(rows))
    tell(f"{file.stem}: {len(made):,} texts, {sum(example.written for example in made):,} claims")
    return made


def _examples(rows: Sequence[dict[str, Any]]) -> Iterator[Example]:
    passages = [
        Passage(
            normalise(row["text"]), context=normalise(row.get("context") or ""), subject=row.get("subject") or ""
        )
        for row in rows
    ]
    sentences: list[tuple[Choice, ...]] = []
    given: list[Likes] = []
    memory, todo = None, iter(rows)
    row = next(todo, {})
    for passage, parsed_sentences in read(load_pipeline(), passages):
        if parsed_sentences is None:
            yield Example(tuple(sentences), tuple(given), len(row["claims"]))
            row, memory, sentences, given = next(todo, {}), None, [], []
            continue
        memory = memory or primed_memory(passage)
        written = [bag(claim, passage.subject) for claim in row["claims"]]
        for parsed in parsed_sentences:
            statements = interpret(parsed, memory, _OPTIONS)
            if parsed.sentence.is_context:
                continue
            given += [_likes(each.text, written, passage) for each in statements if not is_reducible(each)]
            sentences.append(tuple(_choices(nested_options(with_facts(statements), _OPTIONS), written, passage)))


def _choices(options: Sequence[Option], written: Sequence[Counter[str]], passage: Passage) -> Iterator[Choice]:
    seen: set[str] = set()
    for option in options:
        for statement in say(option):
            if statement.text not in seen:
                seen.add(statement.text)
                yield Choice(option, _likes(statement.text, written, passage))


def _likes(text: str, written: Sequence[Counter[str]], passage: Passage) -> Likes:
    words = bag(text, passage.subject)
    return frozenset(number for number, claim in enumerate(written) if likeness(words, claim) >= CLOSE)


# --- fitting --------------------------------------------------------------------------------------


def fit_selector(sets: dict[str, list[Example]]) -> Selector:
    """Learn weights in rounds: each round's decisions are those of the selector before it."""
    chance = random.Random(SEED)  # noqa: S311 - no secret, only a choice of training examples
    selector = Selector({}, 0.0, 0.5)
    held: list[Decision] = []
    for number in range(ROUNDS):
        roam = 0.5 if number == 0 else 0.1
        decisions = [
            decision
            for name, examples in sets.items()
            for example in examples
            for decision in _decisions(selector, example, SETS[name], chance, roam)
        ]
        held = [*(held if number > 1 else []), *decisions]
        weights, bias = _regression(held)
        selector = Selector(weights, bias, THRESHOLD)
    return selector


def _decisions(
    selector: Selector, example: Example, weight: float, chance: random.Random, roam: float
) -> Iterator[Decision]:
    """Yield decisions along one way through a text; ``roam`` is how often the way is taken at random."""
    matching = Matching(example.given)
    for sentence in example.sentences:
        left = [(selector.pending(choice.option), choice.likes) for choice in sentence]
        for _ in range(MAX_CHOSEN):
            if not left:
                break
            left.sort(key=lambda pair: -selector.likelihood(pair[0]))
            judged = left if len(left) <= _JUDGED else [*left[:3], *chance.sample(left[3:], _JUDGED - 3)]
            for pending, likes in judged:
                traits = pending.option.traits + pending.traits_beside()
                yield Decision(traits, matching.would_add(likes), weight)
            pending, likes = chance.choice(left) if chance.random() < roam else left[0]
            if selector.likelihood(pending) < selector.threshold - 0.05:
                break
            matching.add(likes)
            left = [pair for pair in left if pair[0] is not pending]
            for other, _ in left:
                other.stand_beside(pending.option)


def _regression(decisions: Sequence[Decision]) -> tuple[dict[str, float], float]:
    """Fit a logistic regression with a ridge by Adam, over the traits that are not too rare."""
    counts = Counter(trait for decision in decisions for trait in decision.traits)
    column = {trait: i for i, trait in enumerate(t for t, count in counts.items() if count >= _MIN_COUNT)}
    cells = [(i, column[t]) for i, one in enumerate(decisions) for t in one.traits if t in column]
    row, col = np.array(cells, dtype=np.int64).T
    target = np.array([float(one.adds) for one in decisions])
    share = np.array([one.weight for one in decisions])
    weights = np.zeros(len(column) + 1)
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, _STEPS + 1):
        scores = np.bincount(row, weights=weights[col], minlength=len(target)) + weights[-1]
        error = (1 / (1 + np.exp(-scores)) - target) * share
        slope = np.bincount(col, weights=error[row], minlength=len(column)) + _RIDGE * weights[:-1]
        slope = np.append(slope, error.sum()) / share.sum()
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        pace = 0.1 if step < _STEPS * 2 / 3 else 0.03
        weights -= pace * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return {trait: float(weights[i]) for trait, i in column.items()}, float(weights[-1])
