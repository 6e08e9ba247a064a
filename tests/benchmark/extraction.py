"""How good, how fast and how large extraction is: one JSON line a figure, with its bar and whether it holds.

    python tests/benchmark/extraction.py DATA_DIR [--only NAME …]

DATA_DIR is the folder of development data: ``extraction/`` with the scorer ``score_claims.py``, its sets and the
published outputs of other systems, ``beijing/``, ``checkworthy/``, ``parsing/`` and ``pages/``. Beside our engine
stand the baselines of the scorer, the ``sentence`` engine, and what language models and people gave for them.
"""

import argparse
import importlib.util
import io
import json
import multiprocessing
import resource
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from types import ModuleType
from typing import Any

from claims.cli.engine import EngineChoice
from claims.cli.extraction_pool import extract_rows
from claims.cli.rows import RowReader
from claims.domain.anchor import normalise
from claims.extraction.base import Granularity, Options, Passage
from claims.extraction.registry import get_engine

Figure = dict[str, Any]

ENGINE = "linguistic"
TAU = 0.7
ARTICLES = 100
LONG_TEXT_WORDS = 200_000
REFERENCE = Options(Granularity.FINE, keep_attribution=True)
"""As researchers' references are written."""
DESK = Options()
"""As a desk extracts."""


@dataclass(frozen=True, slots=True)
class ClaimSet:
    """A set with claims written by people, how it is measured, and what is asked of us."""

    name: str
    options: Options
    bars: dict[str, float]
    others: tuple[str, ...] = ()
    """Systems whose published output for these rows lies beside the set."""


CLAIM_SETS = (
    ClaimSet(
        "rose_cnndm_val",
        REFERENCE,
        {"f1": 0.47, "support": 0.98, "dangling": 0.03},
        ("gpt-3.5-turbo", "llama2_7b", "distilled_t5"),
    ),
    ClaimSet("factscore_dev", REFERENCE, {"f1": 0.50, "support": 0.98}, ("instructgpt",)),
    ClaimSet("carb_dev", REFERENCE, {"f1": 0.50, "support": 0.98}),
    ClaimSet("feverfact_validation", DESK, {"f1": 0.18, "support": 0.98}),
    ClaimSet("propsegment_dev", DESK, {}, ("otherrater",)),
)
_LOWER_IS_BETTER = frozenset({"dangling", "megabytes"})


def main() -> int:
    """Print the figures that were asked for; all by default."""
    parts: dict[str, Callable[[Path], Iterator[Figure]]] = {
        "beijing": beijing,
        "claims": claim_sets,
        "checkworthy": checkworthy,
        "parsing": parsing,
        "speed": speed,
        "memory": memory,
    }
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, metavar="DATA_DIR")
    parser.add_argument("--only", choices=sorted(parts), action="append")
    arguments = parser.parse_args()
    for name, measure in parts.items():
        if not arguments.only or name in arguments.only:
            for figure in measure(arguments.data):
                print(json.dumps(figure), flush=True)
    return 0


def judged(figure: str, value: float, bar: float | None = None, **more: Any) -> Figure:
    """Make the line of a figure; with a bar, say whether it holds."""
    line: Figure = {"figure": figure, "value": round(value, 3), **more}
    if bar is not None:
        lower = any(figure.endswith(name) for name in _LOWER_IS_BETTER)
        line |= {"bar": bar, "holds": value <= bar if lower else value >= bar}
    return line


def load_scorer(data: Path) -> ModuleType:
    """Import the scorer from its file."""
    path = data / "extraction" / "score_claims.py"
    spec = importlib.util.spec_from_file_location("score_claims", path)
    if spec is None or spec.loader is None or not path.exists():
        raise SystemExit(f"There is no scorer at {path}.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def beijing(data: Path) -> Iterator[Figure]:
    """Count the expected claims of the Beijing article that are found, as its own score.py does."""
    scorer, folder = load_scorer(data), data / "beijing"
    text = normalise((folder / "article.txt").read_text(encoding="utf-8"))
    rows = scorer.read_jsonl(folder / "claims.jsonl")
    wanted = [[scorer.tokens(wording) for wording in (row["text"], *row["also"])] for row in rows if row["must"]]
    bags = [scorer.tokens(found.text) for found in get_engine(ENGINE).extract(Passage(text))]
    matrix = [[max(scorer.sim(bag, wording) for wording in wordings) for wordings in wanted] for bag in bags]
    hits = sum(similarity >= TAU for similarity, _, _ in scorer.greedy(matrix))
    yield judged("beijing_must_found", hits, 22, of=len(wanted), claims=len(bags))


def claim_sets(data: Path) -> Iterator[Figure]:
    """Score our engine and all others on every set."""
    scorer = load_scorer(data)
    for claim_set in CLAIM_SETS:
        path = data / "extraction" / f"{claim_set.name}.jsonl"
        gold = scorer.read_jsonl(path)
        results = {ENGINE: extracted(path, ENGINE, claim_set.options)}
        results["sentence"] = extracted(path, "sentence", claim_set.options)
        for name, baseline in scorer.BASELINES.items():
            results[f"baseline:{name}"] = {str(row["id"]): baseline(row["text"]) for row in gold}
        for other in claim_set.others:
            rows = scorer.read_jsonl(data / "extraction" / f"pred_{claim_set.name}_{other}.jsonl")
            results[f"published:{other}"] = {str(row["id"]): row["claims"] for row in rows}
        for system, claims in results.items():
            yield from _scores(claim_set, system, scorer.evaluate(gold, claims, tau=TAU))


def extracted(path: Path, engine: str, options: Options) -> dict[str, list[str]]:
    """Run ``claims extract`` over the rows of a file: id → claims."""
    reader = RowReader(io.BytesIO(path.read_bytes()))
    found = {
        str(row.id): [claim.text for claim in reading.candidates]
        for row, reading in extract_rows(reader, EngineChoice(engine), options, 1)
    }
    if reader.error is not None:
        raise SystemExit(f"{path.name}: {reader.error}")
    return found


def _scores(claim_set: ClaimSet, system: str, result: dict[str, Any]) -> Iterator[Figure]:
    bars = claim_set.bars if system == ENGINE else {}
    low, high = result["F1_ci95"]
    yield judged(
        f"{claim_set.name}_f1",
        result["F1"],
        bars.get("f1"),
        system=system,
        precision=round(result["P"], 3),
        recall=round(result["R"], 3),
        interval=[round(low, 3), round(high, 3)],
        claims_per_reference=round(result["count"], 2),
        words_per_claim=round(result["words"], 1),
    )
    yield judged(f"{claim_set.name}_support", result["support"], bars.get("support"), system=system)
    yield judged(f"{claim_set.name}_dangling", result["dangle"], bars.get("dangling"), system=system)


def checkworthy(data: Path) -> Iterator[Figure]:
    """Measure the reading in the package, F1 of the marked sentences; speeches also with models of their own."""
    from claims.extraction.worth.evaluate import evaluate

    for model, figures in evaluate(data / "checkworthy").items():
        has_parse = model == "parsed"
        yield judged("checkworthy_debates_f1", figures.debates, 0.90, model=model, baseline=0.880)
        yield judged(
            "checkworthy_speeches_cross_validated_f1",
            figures.speeches,
            0.84 if has_parse else None,
            model=model,
            baseline=0.83,
        )
        yield judged("checkworthy_unseen_speeches_f1", figures.unseen_speeches, model=model)
        yield judged("checkworthy_debates_to_speeches_f1", figures.transfer, 0.76, model=model, baseline=0.726)


def parsing(data: Path) -> Iterator[Figure]:
    """Measure the pipeline in the package on the development treebanks."""
    from claims.extraction.linguistic.pipeline import load_pipeline
    from claims.extraction.linguistic.train.evaluate import evaluate

    figures = evaluate(load_pipeline(), data / "parsing")
    bars = {"EWT": 0.83, "GUM-open": 0.85}
    for treebank, scores in figures.scores.items():
        for measure, value in scores.items():
            bar = bars.get(treebank) if measure == "LAS" else None
            yield judged(f"{treebank}_{measure.replace(' ', '_')}", value, bar)


def speed(data: Path) -> Iterator[Figure]:
    """Time a batch of articles on one core, the model loaded, beside the bare parse of the same texts."""
    from claims.extraction.linguistic.pipeline import load_pipeline

    pages = json.loads((data / "pages" / "ground-truth.json").read_text(encoding="utf-8"))
    texts = [normalise(pages[key]["articleBody"]) for key in sorted(pages)][:ARTICLES]
    words = sum(len(text.split()) for text in texts)
    engine, nlp = get_engine(ENGINE), load_pipeline()
    list(engine.extract_many([Passage(texts[0])]))
    for name, options in (("default", DESK), ("fine", REFERENCE)):
        seconds = timed(lambda options=options: engine.extract_many(map(Passage, texts), options))
        bare = timed(lambda: nlp.pipe(text for text in texts))
        bar = 5_000 if options is DESK else None
        yield judged(
            f"words_per_second_{name}",
            words / seconds,
            bar,
            articles=len(texts),
            to_bare_parse=round(seconds / bare, 2),
        )


def timed(work: Callable[[], Any]) -> float:
    """Give the processor seconds that it takes to go through what ``work`` yields: the better of two runs."""
    seconds = []
    for _ in range(2):
        started = process_time()
        for _result in work():
            pass
        seconds.append(process_time() - started)
    return min(seconds)


def memory(data: Path) -> Iterator[Figure]:
    """Give the peak of a process of its own that extracts the claims of one very long text."""
    pages = json.loads((data / "pages" / "ground-truth.json").read_text(encoding="utf-8"))
    bodies = "\n\n".join(pages[key]["articleBody"] for key in sorted(pages)).split(" ")
    text = " ".join((bodies * (LONG_TEXT_WORDS // len(bodies) + 1))[:LONG_TEXT_WORDS])
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        claims, kilobytes = pool.apply(_peak, (text,))
    yield judged("long_text_megabytes", kilobytes / 1024, 600, words=len(text.split()), claims=claims)


def _peak(text: str) -> tuple[int, int]:
    """Extract; return the number of claims and the kilobytes of this process at its largest (Linux's unit)."""
    row = json.dumps({"id": 1, "text": text}).encode()
    claims = sum(
        len(found.candidates)
        for _, found in extract_rows(RowReader(io.BytesIO(row)), EngineChoice(ENGINE), DESK, 1)
    )
    return claims, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    sys.exit(main())
