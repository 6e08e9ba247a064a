"""How good and how fast the linguistic engine is: one JSON line a figure.

    python tests/benchmark/bench_extraction.py DATA_DIR

DATA_DIR holds ``beijing/`` and ``extraction/`` with the scorer ``score_claims.py`` and its sets. Claim-F1 at .7.
"""

import importlib.util
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from claims.domain.anchor import normalise
from claims.extraction.base import Granularity, Options, Passage
from claims.extraction.registry import get_engine

SETS = {"rose_cnndm_val": 300, "factscore_dev": None, "carb_dev": None}
"""File name without its ending → how many rows of it."""


def main() -> int:
    """Print all figures."""
    data = Path(sys.argv[1])
    scorer = load_scorer(data / "extraction" / "score_claims.py")
    figures = [beijing(data / "beijing", scorer)]
    for name, rows in SETS.items():
        gold = scorer.read_jsonl(data / "extraction" / f"{name}.jsonl")[:rows]
        figures += measure(name, gold, scorer)
    for figure in figures:
        print(json.dumps(figure))
    return 0


def load_scorer(path: Path) -> ModuleType:
    """Import the scorer from its file."""
    spec = importlib.util.spec_from_file_location("score_claims", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"There is no scorer at {path}.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def beijing(folder: Path, scorer: ModuleType) -> dict[str, Any]:
    """Count the expected claims of the Beijing article that are found, as its own score.py does."""
    text = normalise((folder / "article.txt").read_text(encoding="utf-8"))
    rows = [json.loads(line) for line in (folder / "claims.jsonl").read_text(encoding="utf-8").splitlines()]
    wanted = [[scorer.tokens(wording) for wording in (row["text"], *row["also"])] for row in rows if row["must"]]
    bags = [scorer.tokens(found.text) for found in get_engine("linguistic").extract(Passage(text))]
    matrix = [[max(scorer.sim(bag, wording) for wording in wordings) for wordings in wanted] for bag in bags]
    hits = sum(similarity >= 0.7 for similarity, _, _ in scorer.greedy(matrix))
    return {"figure": "beijing_must_found", "value": hits, "of": len(wanted), "claims": len(bags)}


def measure(name: str, gold: list[dict[str, Any]], scorer: ModuleType) -> Iterator[dict[str, Any]]:
    """Yield the F1 of one set at both granularities, and the speed."""
    passages = [Passage(normalise(row["text"])) for row in gold]
    words = sum(len(row["text"].split()) for row in gold)
    for granularity in Granularity:
        start = time.perf_counter()
        options = Options(granularity, keep_attribution=True)
        found = list(get_engine("linguistic").extract_many(passages, options))
        seconds = time.perf_counter() - start
        predicted = {str(row["id"]): [one.text for one in claims] for row, claims in zip(gold, found, strict=True)}
        result = scorer.evaluate(gold, predicted, boot=0)
        yield {
            "figure": f"{name}_{granularity}_f1",
            "value": round(result["F1"], 3),
            "precision": round(result["P"], 3),
            "recall": round(result["R"], 3),
            "words_per_second": round(words / seconds),
        }


if __name__ == "__main__":
    raise SystemExit(main())
