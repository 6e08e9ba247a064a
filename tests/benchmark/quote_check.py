"""Quotations with a known truth: is a false one ever found, and how many true ones are not?

``python tests/benchmark/quote_check.py DATA [--pairs 200] [--seeds 10]`` makes pairs from
DATA/pages/ground-truth.json, half of them true, and prints one JSON line a seed, one for all, and one for the time
that texts of 2,000,000 characters take. ``false_found`` and ``false_found_with_differences`` must be 0;
``true_not_found`` at most 2 % of the true ones.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random

from claims.domain.anchor import normalise
from claims.domain.quotation.check import look_for
from tests.domain.quotation.pairs import Pair, false_pair, true_pair

LARGE = 2_000_000


def read_texts(data: Path) -> list[str]:
    """Return the articles' texts."""
    pages = json.loads((data / "pages" / "ground-truth.json").read_text())
    return [normalise(page["articleBody"]).strip() for _key, page in sorted(pages.items())]


def make_pairs(random: Random, texts: Sequence[str], count: int) -> list[Pair]:
    """Return so many pairs, true and false by turns."""
    pairs: list[Pair] = []
    while len(pairs) < count:
        make = true_pair if len(pairs) % 2 == 0 else false_pair
        pair = make(random, random.choice(texts))
        pairs += [pair] if pair else []
    return pairs


def measure(texts: Sequence[str], count: int, seed: int, *, show: bool) -> Counter[str]:
    """Look for the quotations of one seed; return what became of them."""
    counts: Counter[str] = Counter()
    for pair in make_pairs(Random(seed), texts, count):
        finding = look_for(pair.quote, pair.text)
        found = finding.result.value
        counts[f"{'true' if pair.true else 'false'}_{found}"] += 1
        if show and (found == "not_found") == pair.true:
            print(pair.how, found, repr(pair.quote), *finding.differences, sep="\n  ")
    return counts


def measure_large(texts: Sequence[str]) -> None:
    """Look for the last words of a large text, and for words that it does not have."""
    large = "\n".join(texts)
    large = (large * (LARGE // len(large) + 1))[:LARGE]
    quotes = {"found": large[-300:-10].split(" ", 1)[1].rsplit(" ", 1)[0], "other": f"{texts[0][:300]} in 1066"}
    for name, quote in {**quotes, "repeated": "the " * 1200, "parts": " … ".join(["the"] * 800)}.items():
        started = time.perf_counter()
        result = look_for(quote, large).result.value
        figures = {"large": name, "result": result, "seconds": round(time.perf_counter() - started, 2)}
        print(json.dumps(figures))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--pairs", type=int, default=200)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--show", action="store_true", help="print each pair that is judged wrongly")
    options = parser.parse_args()
    texts, total = read_texts(options.data), Counter[str]()
    for seed in range(1, options.seeds + 1):
        counts = measure(texts, options.pairs, seed, show=options.show)
        total += counts
        print(json.dumps({"seed": seed, "pairs": options.pairs, **dict(sorted(counts.items()))}))
    true, false = total["true_not_found"], total["false_found"] + total["false_found_with_differences"]
    share = true / max(1, sum(n for name, n in total.items() if name.startswith("true")))
    print(json.dumps({"pairs": total.total(), **dict(sorted(total.items()))}))
    print(
        json.dumps({"false_found": false, "true_not_found": round(share, 4), "holds": not false and share <= 0.02})
    )
    measure_large(texts)


if __name__ == "__main__":
    main()
